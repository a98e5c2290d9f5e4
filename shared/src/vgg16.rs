//! VGG16's convolutional part (Simonyan and Zisserman 2014, configuration D) with torchvision's parameter names.
//!
//! Not here: the 4096-wide classifier of the original (Lobar's own head is in `classifier`), or any choice of device.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Initializer, PaddingConfig2d};
use burn::tensor::activation::relu;
use burn::tensor::module::max_pool2d;
use burn::tensor::ops::MaxPoolOptions;
use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use crate::unfolded;
use crate::weights::{self, NamedTensor, ParameterSpec, WeightError};

/// Output channels of the thirteen convolutions at full width.
const CHANNELS: [usize; 13] = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512];

/// Index of each convolution in torchvision's `features` sequence, where ReLU and pooling count too.
const TORCHVISION_INDEX: [usize; 13] = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28];

/// Index of each convolution in Keras' list of layers, where the input is layer 0 and pools count, ReLU does not.
const KERAS_INDEX: [usize; 13] = [1, 2, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 17];

/// Convolutions, counted from 0, that a 2 x 2 pool follows.
pub const POOL_AFTER: [usize; 5] = [1, 3, 6, 9, 12];

/// Layers Keras counts without the top: input, 13 convolutions, 5 pools.
pub const KERAS_LAYERS: usize = 19;

/// Pixels of input to a cell of the last feature map (`block5_conv3` comes before the fifth pool).
pub const CELL: usize = 16;

/// Which VGG16 to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vgg16Config {
    /// Every layer has its channels divided by this; 1 is VGG16. Tests use 16.
    pub width_divisor: usize,
}

impl Default for Vgg16Config {
    fn default() -> Self {
        Self { width_divisor: 1 }
    }
}

impl Vgg16Config {
    /// Input and output channels of convolution `i`.
    fn channels(&self, i: usize) -> [usize; 2] {
        let scaled = |c: usize| (c / self.width_divisor).max(1);
        [if i == 0 { 3 } else { scaled(CHANNELS[i - 1]) }, scaled(CHANNELS[i])]
    }

    /// Channels of the pooled features: 512 at full width.
    pub fn feature_channels(&self) -> usize {
        self.channels(12)[1]
    }

    /// The parameters, in order from the input on.
    pub fn parameters(&self) -> Vec<ParameterSpec> {
        (0..CHANNELS.len())
            .flat_map(|i| {
                let [input, output] = self.channels(i);
                let index = TORCHVISION_INDEX[i];
                [
                    ParameterSpec {
                        name: format!("features.{index}.weight"),
                        shape: vec![output, input, 3, 3],
                    },
                    ParameterSpec { name: format!("features.{index}.bias"), shape: vec![output] },
                ]
            })
            .collect()
    }

    /// A network with Kaiming-normal weights (fan out, as torchvision initialises VGG) and zero biases.
    /// With `batch_norm` every convolution is followed by a batch normalisation until [`Vgg16::folded`].
    pub fn init(&self, batch_norm: bool, device: &Device) -> Vgg16 {
        let convolutions = (0..CHANNELS.len())
            .map(|i| {
                let [input, output] = self.channels(i);
                let mut conv = conv_config([input, output])
                    // sqrt(2): the gain of ReLU.
                    .with_initializer(Initializer::KaimingNormal {
                        gain: std::f64::consts::SQRT_2,
                        fan_out_only: true,
                    })
                    .init(device);
                conv.bias = Some(Param::from_tensor(Tensor::zeros([output], device)));
                conv
            })
            .collect();
        let norms = if batch_norm {
            (0..CHANNELS.len()).map(|i| BatchNormConfig::new(self.channels(i)[1]).init(device)).collect()
        } else {
            Vec::new()
        };
        Vgg16 { convolutions, norms }
    }

    /// A network with the given weights.
    ///
    /// # Errors
    ///
    /// [`WeightError`] if a parameter is missing or has another shape. Parameters of other modules are ignored.
    pub fn load(&self, from: &[NamedTensor], device: &Device) -> Result<Vgg16, WeightError> {
        let mut convolutions = Vec::with_capacity(CHANNELS.len());
        for (i, spec) in self.parameters().chunks_exact(2).enumerate() {
            let mut conv = conv_config(self.channels(i)).with_initializer(Initializer::Zeros).init(device);
            conv.weight = Param::from_tensor(load_tensor(from, &spec[0], device)?);
            conv.bias = Some(Param::from_tensor(load_tensor(from, &spec[1], device)?));
            convolutions.push(conv);
        }
        Ok(Vgg16 { convolutions, norms: Vec::new() })
    }
}

fn conv_config(channels: [usize; 2]) -> Conv2dConfig {
    Conv2dConfig::new(channels, [3, 3]).with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
}

/// The parameter `spec` names, as a tensor on `device`.
pub(crate) fn load_tensor<const D: usize>(
    from: &[NamedTensor],
    spec: &ParameterSpec,
    device: &Device,
) -> Result<Tensor<D>, WeightError> {
    let found = weights::find(from, &spec.name)?;
    weights::check(std::slice::from_ref(found), std::slice::from_ref(spec))?;
    Ok(Tensor::from_data(TensorData::new(found.values.clone(), found.shape.clone()), device))
}

/// What the network makes of a batch.
#[derive(Debug, Clone)]
pub struct Features {
    /// `block5_conv3` after ReLU, `[batch, 512, 14, 14]` for 224-pixel input: the maps of Grad-CAM.
    pub maps: Tensor<4>,
    /// Mean over `block5_pool`, `[batch, 512]`.
    pub pooled: Tensor<2>,
}

/// The thirteen convolutions.
#[derive(Module, Debug)]
pub struct Vgg16 {
    convolutions: Vec<Conv2d>,
    /// Empty in every network that ships: see [`Vgg16::folded`].
    norms: Vec<BatchNorm>,
}

impl Vgg16 {
    /// Runs the whole network.
    ///
    /// # Shapes
    ///
    /// - `input`: `[batch, 3, side, side]`, side a multiple of 32
    /// - output: see [`Features`]
    pub fn forward(&self, input: Tensor<4>) -> Features {
        self.forward_from(0, input)
    }

    /// Runs Keras' layers `frozen_layers..`, on what [`Vgg16::prefix`] gave.
    pub fn forward_from(&self, frozen_layers: usize, input: Tensor<4>) -> Features {
        let maps = self.run(first_trained(frozen_layers), CHANNELS.len(), input);
        // [batch, 512, 14, 14] -> [batch, 512, 7, 7] -> [batch, 512]
        let pooled = pool(maps.clone());
        let [batch, channels, height, width] = pooled.dims();
        let pooled = pooled.reshape([batch, channels, height * width]).mean_dim(2).reshape([batch, channels]);
        Features { maps, pooled }
    }

    /// Runs Keras' layers `0..frozen_layers`: 17 is everything up to and with `block5_conv2`.
    ///
    /// A frozen pool at the end is run by [`Vgg16::forward_from`] instead: it holds nothing to train.
    pub fn prefix(&self, frozen_layers: usize, input: Tensor<4>) -> Tensor<4> {
        self.run(0, first_trained(frozen_layers), input)
    }

    /// Convolutions `from..to`, each with the pool before it, ReLU after it.
    fn run(&self, from: usize, to: usize, mut x: Tensor<4>) -> Tensor<4> {
        let first_trained = self.convolutions.iter().position(|conv| conv.weight.is_require_grad());
        for i in from..to {
            if i > 0 && POOL_AFTER.contains(&(i - 1)) {
                x = pool(x);
            }
            // Before the first layer that trains, everything is data.
            x = if first_trained == Some(i) {
                unfolded::convolve(&self.convolutions[i], x)
            } else {
                self.convolutions[i].forward(x)
            };
            if let Some(norm) = self.norms.get(i) {
                x = norm.forward(x);
            }
            x = relu(x);
        }
        x
    }

    /// The parameters of Keras' layers `0..frozen_layers`, a part of [`Vgg16::to_weights`].
    ///
    /// # Panics
    ///
    /// As [`Vgg16::to_weights`].
    pub fn frozen_weights(&self, frozen_layers: usize) -> Vec<NamedTensor> {
        let mut all = self.to_weights();
        // A weight and a bias each.
        all.truncate(2 * first_trained(frozen_layers));
        all
    }

    /// Stops training of Keras' layers `0..frozen_layers`, and starts that of the others again.
    pub fn freeze(mut self, frozen_layers: usize) -> Self {
        let first = first_trained(frozen_layers);
        self.convolutions = self
            .convolutions
            .into_iter()
            .enumerate()
            .map(|(i, c)| if i < first { c.freeze() } else { c.unfreeze() })
            .collect();
        self.norms = self
            .norms
            .into_iter()
            .enumerate()
            .map(|(i, n)| if i < first { n.freeze() } else { n.unfreeze() })
            .collect();
        self
    }

    /// The same function without batch normalisation: w' = w * gamma / sd, b' = beta + (b - mean) * gamma / sd,
    /// with the running mean and variance. Exact up to rounding, so the network that ships is a plain VGG16.
    pub fn folded(mut self) -> Self {
        for (conv, norm) in self.convolutions.iter_mut().zip(self.norms.drain(..)) {
            let [out, _, _, _] = conv.weight.val().dims();
            let sd = (norm.running_var.value() + norm.epsilon).sqrt();
            let factor = norm.gamma.val() / sd;
            let bias = conv.bias.as_ref().map_or_else(|| factor.zeros_like(), |b| b.val());
            conv.bias = Some(Param::from_tensor(
                norm.beta.val() + (bias - norm.running_mean.value()) * factor.clone(),
            ));
            conv.weight = Param::from_tensor(conv.weight.val() * factor.reshape([out, 1, 1, 1]));
        }
        self
    }

    /// The parameters as tensors of `[out, in, 3, 3]` and `[out]`, in the order of [`Vgg16Config::parameters`].
    ///
    /// # Panics
    ///
    /// If batch normalisation is still there (fold first), or the device's memory cannot be read.
    pub fn to_weights(&self) -> Vec<NamedTensor> {
        assert!(self.norms.is_empty(), "fold the batch normalisation before taking the weights");
        self.convolutions
            .iter()
            .zip(TORCHVISION_INDEX)
            .flat_map(|(conv, index)| {
                let mut both = vec![store_tensor(format!("features.{index}.weight"), conv.weight.val())];
                if let Some(bias) = &conv.bias {
                    both.push(store_tensor(format!("features.{index}.bias"), bias.val()));
                }
                both
            })
            .collect()
    }
}

/// Reads a tensor back. Only the trainer does this; the tab never reads weights back.
pub(crate) fn store_tensor<const D: usize>(name: String, tensor: Tensor<D>) -> NamedTensor {
    let shape = tensor.dims().to_vec();
    let values =
        tensor.into_data().convert::<f32>().try_into_vec().expect("converted to f32 the line before");
    NamedTensor { name, shape, values }
}

fn pool(x: Tensor<4>) -> Tensor<4> {
    max_pool2d(x, MaxPoolOptions::new([2, 2]))
}

/// Convolutions, from the input on, that freezing so many of Keras' layers keeps as they are.
pub fn frozen_convolutions(frozen_layers: usize) -> usize {
    first_trained(frozen_layers)
}

/// First convolution that Keras' count leaves free to train.
fn first_trained(frozen_layers: usize) -> usize {
    KERAS_INDEX.iter().position(|&k| k >= frozen_layers).unwrap_or(KERAS_INDEX.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventeen_frozen_layers_leave_the_last_convolution() {
        assert_eq!(first_trained(0), 0);
        assert_eq!(first_trained(1), 0);
        assert_eq!(first_trained(17), 12);
        assert_eq!(first_trained(KERAS_LAYERS), 13);
    }

    #[test]
    fn full_width_has_the_published_number_of_parameters() {
        let count: usize =
            Vgg16Config::default().parameters().iter().map(|p| p.shape.iter().product::<usize>()).sum();
        assert_eq!(count, 14_714_688);
    }

    #[test]
    fn prefix_and_rest_are_the_whole() {
        let device = Device::flex();
        let config = Vgg16Config { width_divisor: 16 };
        let net = config.init(false, &device);
        let input = Tensor::random([2, 3, 64, 64], burn::tensor::Distribution::Uniform(-2.0, 2.0), &device);
        let whole = net.forward(input.clone());
        assert_eq!(whole.maps.dims(), [2, 32, 4, 4]);
        assert_eq!(whole.pooled.dims(), [2, 32]);
        for frozen in [0, 4, 7, 15, 17, KERAS_LAYERS] {
            let split = net.forward_from(frozen, net.prefix(frozen, input.clone()));
            split.pooled.into_data().assert_eq(&whole.pooled.clone().into_data(), true);
        }
    }

    #[test]
    fn what_is_frozen_leaves_out_the_last_convolution() {
        let net = Vgg16Config { width_divisor: 16 }.init(false, &Device::flex());
        let names: Vec<String> = net.frozen_weights(17).into_iter().map(|w| w.name).collect();
        assert_eq!((names.len(), names[23].as_str()), (24, "features.26.bias"));
        assert_eq!(net.frozen_weights(KERAS_LAYERS), net.to_weights());
    }

    #[test]
    fn folding_keeps_the_function() {
        let device = Device::flex();
        let config = Vgg16Config { width_divisor: 16 };
        let mut net = config.init(true, &device);
        for norm in &mut net.norms {
            let [n] = norm.gamma.val().dims();
            let vary =
                |low, high| Tensor::<1>::random([n], burn::tensor::Distribution::Uniform(low, high), &device);
            norm.gamma = Param::from_tensor(vary(0.5, 1.5));
            norm.beta = Param::from_tensor(vary(-0.2, 0.2));
            norm.running_mean = burn::module::RunningState::new(vary(-0.5, 0.5));
            norm.running_var = burn::module::RunningState::new(vary(0.5, 2.0));
        }
        let input = Tensor::random([1, 3, 64, 64], burn::tensor::Distribution::Uniform(-2.0, 2.0), &device);
        let before = net.forward(input.clone()).pooled.into_data();
        let after = net.folded().forward(input).pooled.into_data();
        after.assert_approx_eq::<f32>(&before, burn::tensor::Tolerance::rel_abs(1e-4, 1e-5));
    }
}
