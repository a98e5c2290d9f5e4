//! The network as a list of layers, in order from the film on: what both forms are written from.

use anyhow::{Result, ensure};
use shared::package::Package;
use shared::vgg16::POOL_AFTER;
use shared::weights::{self, NamedTensor};

/// A layer with its parameters, in torchvision's and PyTorch's names and shapes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Layer<'a> {
    /// 3x3, stride 1, a border of one zero, then ReLU. Weight `[out, in, 3, 3]`.
    Convolution { weight: &'a NamedTensor, bias: &'a NamedTensor },
    /// The largest of 2x2, stride 2.
    Pool,
    /// The mean of every channel: `[batch, channels]`.
    Mean,
    /// Weight `[out, in]`.
    Dense { weight: &'a NamedTensor, bias: &'a NamedTensor, relu: bool },
}

/// The layers of a package's network.
///
/// # Errors
///
/// If its weights are not its architecture's.
pub(super) fn layers(package: &Package) -> Result<Vec<Layer<'_>>> {
    let parameters = package.manifest.classifier().parameters();
    weights::check(&package.weights, &parameters)?;
    let mut pairs = Vec::with_capacity(parameters.len() / 2);
    for pair in parameters.chunks_exact(2) {
        pairs.push((
            weights::find(&package.weights, &pair[0].name)?,
            weights::find(&package.weights, &pair[1].name)?,
        ));
    }
    ensure!(pairs.len() > 2, "a network has convolutions and a head");
    let (convolutions, head) = pairs.split_at(pairs.len() - 2);
    let mut layers = Vec::new();
    for (i, &(weight, bias)) in convolutions.iter().enumerate() {
        layers.push(Layer::Convolution { weight, bias });
        if POOL_AFTER.contains(&i) {
            layers.push(Layer::Pool);
        }
    }
    layers.push(Layer::Mean);
    for (i, &(weight, bias)) in head.iter().enumerate() {
        layers.push(Layer::Dense { weight, bias, relu: i == 0 });
    }
    Ok(layers)
}
