//! What computes the network: Burn on a device, or somebody's convolutions with the small rest on the host.
//!
//! Everything above this (self-test, answers, heatmap) is the same for both, so no way to a number goes unjudged.

use burn::tensor::{Device, Tensor};

use crate::classifier::{Classifier, HeadWeights, batch};
use crate::inference::InferenceError;
use crate::preprocess::NetworkInput;

/// What a network gives for some films, in the host's memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Outputs {
    /// One a film.
    pub logits: Vec<f32>,
    /// Mean over `block5_pool`, `[films, channels]`.
    pub pooled: Vec<f32>,
    /// `block5_conv3` after ReLU, `[films, channels, height, width]`.
    pub maps: Vec<f32>,
    /// Channels, height and width of `maps`.
    pub shape: [usize; 3],
}

/// VGG16 with its head, wherever it is computed.
pub trait Network {
    /// Computes films, all of one size.
    ///
    /// # Errors
    ///
    /// [`InferenceError::Device`], if what computes fails.
    // Nobody needs the future to be `Send`: a browser has one thread, and a native caller blocks on it.
    #[allow(async_fn_in_trait)]
    async fn outputs(&self, head: &HeadWeights, films: &[NetworkInput]) -> Result<Outputs, InferenceError>;
}

/// Burn's network on one of its devices.
#[derive(Debug, Clone)]
pub struct OnDevice {
    /// The network, loaded onto `device`.
    pub network: Classifier,
    /// Where it is.
    pub device: Device,
}

impl Network for OnDevice {
    async fn outputs(&self, _: &HeadWeights, films: &[NetworkInput]) -> Result<Outputs, InferenceError> {
        let output = self.network.forward(batch(films, &self.device));
        let [_, channels, height, width] = output.features.maps.dims();
        Ok(Outputs {
            logits: read(output.logits).await?,
            pooled: read(output.features.pooled).await?,
            maps: read(output.features.maps).await?,
            shape: [channels, height, width],
        })
    }
}

async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, InferenceError> {
    let data = tensor.into_data_async().await.map_err(|e| InferenceError::Device(e.to_string()))?;
    data.convert::<f32>().try_into_vec().map_err(|e| InferenceError::Device(format!("{e:?}")))
}

/// All of VGG16's convolutions with a package's weights, prepared.
pub trait Convolutions {
    /// Runs them: the last maps (`block5_conv3` after ReLU) and their channels, height and width.
    ///
    /// # Shapes
    ///
    /// - `input`: `[films, 3, side, side]`
    /// - output: `[films, channels, height, width]`
    ///
    /// # Errors
    ///
    /// A sentence.
    // As `Network::outputs`.
    #[allow(async_fn_in_trait)]
    async fn maps(&self, input: &[f32], films: usize, side: usize) -> Result<(Vec<f32>, [usize; 3]), String>;
}

/// Convolutions from outside Burn; pool, mean and head on the host.
#[derive(Debug)]
pub struct OnHost<C>(pub C);

impl<C: Convolutions> Network for OnHost<C> {
    async fn outputs(&self, head: &HeadWeights, films: &[NetworkInput]) -> Result<Outputs, InferenceError> {
        let side = films.first().map_or(0, |film| film.side);
        let input: Vec<f32> = films.iter().flat_map(|film| &film.values).copied().collect();
        let (maps, shape) = self.0.maps(&input, films.len(), side).await.map_err(InferenceError::Device)?;
        let [channels, height, width] = shape;
        let expected = films.len() * channels * height * width;
        if maps.len() != expected || head.hidden_weight.len() != head.hidden_bias.len() * channels {
            return Err(InferenceError::Device("the maps have a shape that the head does not take".into()));
        }
        let pooled: Vec<f32> = maps.chunks_exact(height * width).map(|map| pool_mean(map, width)).collect();
        let logits = pooled.chunks_exact(channels).map(|pooled| head.logit(pooled)).collect();
        Ok(Outputs { logits, pooled, maps, shape })
    }
}

/// Whichever of the two a program has chosen.
#[derive(Debug)]
pub enum Computed<C> {
    /// By Burn.
    Device(Box<OnDevice>),
    /// By the convolutions of the program itself.
    Host(OnHost<C>),
}

impl<C: Convolutions> Network for Computed<C> {
    async fn outputs(&self, head: &HeadWeights, films: &[NetworkInput]) -> Result<Outputs, InferenceError> {
        match self {
            Self::Device(network) => network.outputs(head, films).await,
            Self::Host(network) => network.outputs(head, films).await,
        }
    }
}

/// Mean over the 2 x 2 maxima of a map; an odd last row or column belongs to no window, as in `block5_pool`.
fn pool_mean(map: &[f32], width: usize) -> f32 {
    let (mut sum, mut windows) = (0.0_f64, 0_u32);
    let rows: Vec<&[f32]> = map.chunks_exact(width).collect();
    for pair in rows.chunks_exact(2) {
        for (above, below) in pair[0].chunks_exact(2).zip(pair[1].chunks_exact(2)) {
            // Written so that a NaN stays one: `f32::max` would drop it.
            let largest = above
                .iter()
                .chain(below)
                .fold(f32::NEG_INFINITY, |a, &b| if b > a || b.is_nan() { b } else { a });
            sum += f64::from(largest);
            windows += 1;
        }
    }
    (sum / f64::from(windows)) as f32
}

#[cfg(test)]
mod tests {
    use burn::tensor::TensorData;

    use super::*;
    use crate::classifier::ClassifierConfig;
    use crate::inference::infer;
    use crate::vgg16::{Vgg16, Vgg16Config};

    /// Burn's convolutions as if they came from outside.
    struct Borrowed(Vgg16);

    impl Convolutions for Borrowed {
        async fn maps(
            &self,
            input: &[f32],
            films: usize,
            side: usize,
        ) -> Result<(Vec<f32>, [usize; 3]), String> {
            let data = TensorData::new(input.to_vec(), [films, 3, side, side]);
            let maps = self.0.forward(Tensor::from_data(data, &Device::flex())).maps;
            let [_, channels, height, width] = maps.dims();
            Ok((maps.into_data().try_into_vec().map_err(|e| format!("{e:?}"))?, [channels, height, width]))
        }
    }

    #[test]
    fn pool_mean_and_head_on_the_host_are_burns() {
        let config = ClassifierConfig { vgg16: Vgg16Config { width_divisor: 16 }, hidden: 8 };
        let network = config.init(false, 0.0, &Device::flex());
        let head = HeadWeights::from_weights(&network.to_weights()).unwrap();
        // 112 pixels leave maps of 7 x 7, whose last row and column no window takes.
        let film = |n: usize| NetworkInput {
            values: (0..3 * 112 * 112).map(|k| (((n * 7 + k) as f32) * 0.37).sin() * 2.0).collect(),
            side: 112,
        };
        let films = [film(0), film(1), film(2)];
        let host = OnHost(Borrowed(network.backbone.clone()));
        let device = OnDevice { network, device: Device::flex() };
        let expected = pollster::block_on(infer(&device, &head, &films)).unwrap();
        let answers = pollster::block_on(infer(&host, &head, &films)).unwrap();
        for (answer, expected) in answers.iter().zip(&expected) {
            assert!((answer.logit.value() - expected.logit.value()).abs() < 1e-5);
            assert!(answer.pooled.iter().zip(&expected.pooled).all(|(a, b)| (a - b).abs() < 1e-5));
            assert_eq!(answer.heatmap.width, 7);
        }
        let least = expected.iter().map(|e| e.logit.value()).fold(f32::MAX, f32::min);
        let most = expected.iter().map(|e| e.logit.value()).fold(f32::MIN, f32::max);
        assert!(most > least, "films that are not alike");
    }

    #[test]
    fn what_is_no_number_stays_none() {
        assert!(pool_mean(&[1.0, f32::NAN, 0.0, 2.0], 2).is_nan());
        assert_eq!(pool_mean(&[1.0, 3.0, 9.0, 0.0, 2.0, 9.0], 3), 3.0);
    }
}
