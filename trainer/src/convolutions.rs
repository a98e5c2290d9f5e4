//! VGG16's convolutions by `kernels`, on the CPU: for prediction, and for layers that do not train.

use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, anyhow, ensure};
use kernels::{Convolution, Kernels, Scratch, Vgg16};
use shared::network::Convolutions;
use shared::weights::NamedTensor;

/// The convolutions, their weights transformed for this machine, and the memory they work in.
#[derive(Debug)]
pub struct Prepared {
    network: Vgg16,
    scratch: Mutex<Scratch>,
}

impl Prepared {
    /// The first of VGG16's convolutions: `weights` holds a weight and a bias each, in order from the input on.
    ///
    /// # Errors
    ///
    /// Weights that are not such convolutions', or none.
    pub fn new(weights: &[&NamedTensor]) -> Result<Self> {
        let mut network = Vgg16::new(Kernels::detect());
        for pair in weights.chunks(2) {
            let [weight, bias] = pair else { return Err(anyhow!("a convolution without a bias")) };
            let &[outputs, inputs, ..] = weight.shape.as_slice() else {
                return Err(anyhow!("{} is no convolution's weight", weight.name));
            };
            let layer = Convolution { inputs, outputs, weight: &weight.values, bias: &bias.values };
            network.push(layer).with_context(|| weight.name.clone())?;
        }
        ensure!(network.layers() > 0, "there are no convolutions");
        Ok(Self { network, scratch: Mutex::default() })
    }

    /// Runs all of them. See [`Convolutions::maps`] for the shapes.
    ///
    /// # Errors
    ///
    /// An input that does not fit.
    pub fn features(&self, input: &[f32], films: usize, side: usize) -> Result<(Vec<f32>, [usize; 3])> {
        let (size, up_to) = ([side, side], self.network.layers());
        // What a panic left in it is overwritten.
        let mut scratch = self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let values = self.network.features(&mut scratch, input, films, size, up_to)?;
        Ok((values, self.network.output_shape(size, up_to)?))
    }
}

impl Convolutions for Prepared {
    async fn maps(&self, input: &[f32], films: usize, side: usize) -> Result<(Vec<f32>, [usize; 3]), String> {
        self.features(input, films, side).map_err(|e| e.to_string())
    }
}
