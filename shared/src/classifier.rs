//! The network Lobar ships: VGG16, global average pooling and a small head with one logit.
//!
//! The course's head (flatten, three dense layers) holds 26 million parameters; this one 131,585, and its Grad-CAM
//! weights come out in closed form (see `cam`).

use burn::module::{Module, Param};
use burn::nn::{Dropout, DropoutConfig, Initializer, Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use crate::preprocess::NetworkInput;
use crate::vgg16::{Features, Vgg16, Vgg16Config, load_tensor, store_tensor};
use crate::weights::{self, NamedTensor, ParameterSpec, WeightError};

/// Units of the head's hidden layer.
pub const HIDDEN: usize = 256;

/// The architecture a package names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassifierConfig {
    /// The convolutional part.
    pub vgg16: Vgg16Config,
    /// Units of the hidden layer.
    pub hidden: usize,
}

impl Default for ClassifierConfig {
    fn default() -> Self {
        Self { vgg16: Vgg16Config::default(), hidden: HIDDEN }
    }
}

/// The parameters of the head outside any tensor library, for Grad-CAM on the host.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadWeights {
    /// `[hidden, channels]`.
    pub hidden_weight: Vec<f32>,
    /// `[hidden]`.
    pub hidden_bias: Vec<f32>,
    /// `[hidden]`: the one row of the last layer.
    pub output_weight: Vec<f32>,
    /// The last layer's bias.
    pub output_bias: f32,
}

impl HeadWeights {
    /// Picks the head's parameters out of a package's.
    ///
    /// # Errors
    ///
    /// [`WeightError`] if one is missing or the output layer has no bias.
    pub fn from_weights(from: &[NamedTensor]) -> Result<Self, WeightError> {
        let take = |name: &str| weights::find(from, name).map(|t| t.values.clone());
        let output_bias = take("head.output.bias")?;
        Ok(Self {
            hidden_weight: take("head.hidden.weight")?,
            hidden_bias: take("head.hidden.bias")?,
            output_weight: take("head.output.weight")?,
            output_bias: *output_bias
                .first()
                .ok_or_else(|| WeightError::Missing("head.output.bias".into()))?,
        })
    }

    /// The logit of a film's pooled features, summed in f64.
    ///
    /// # Shapes
    ///
    /// - `pooled`: `[channels]`
    pub fn logit(&self, pooled: &[f32]) -> f32 {
        let rows = self.hidden_weight.chunks_exact(pooled.len().max(1));
        let hidden = rows.zip(&self.hidden_bias).map(|(row, bias)| dot(row, pooled) + f64::from(*bias));
        let sum: f64 = hidden
            .zip(&self.output_weight)
            // `f64::max` would drop a NaN.
            .map(|(h, w)| if h < 0.0 { 0.0 } else { h * f64::from(*w) })
            .sum();
        (sum + f64::from(self.output_bias)) as f32
    }
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

impl ClassifierConfig {
    fn head_parameters(&self) -> [ParameterSpec; 4] {
        let spec = |name: &str, shape: Vec<usize>| ParameterSpec { name: format!("head.{name}"), shape };
        [
            spec("hidden.weight", vec![self.hidden, self.vgg16.feature_channels()]),
            spec("hidden.bias", vec![self.hidden]),
            spec("output.weight", vec![1, self.hidden]),
            spec("output.bias", vec![1]),
        ]
    }

    /// All parameters, in order from the input on.
    pub fn parameters(&self) -> Vec<ParameterSpec> {
        let mut all = self.vgg16.parameters();
        all.extend(self.head_parameters());
        all
    }

    /// A network to train from scratch. `dropout` is applied before both layers of the head, in training only.
    pub fn init(&self, batch_norm: bool, dropout: f64, device: &Device) -> Classifier {
        let channels = self.vgg16.feature_channels();
        let dense = |input, output| {
            let mut layer = LinearConfig::new(input, output)
                .with_initializer(Initializer::KaimingNormal {
                    gain: std::f64::consts::SQRT_2,
                    fan_out_only: false,
                })
                .init(device);
            layer.bias = Some(Param::from_tensor(Tensor::zeros([output], device)));
            layer
        };
        Classifier {
            backbone: self.vgg16.init(batch_norm, device),
            head: Head {
                hidden: dense(channels, self.hidden),
                output: dense(self.hidden, 1),
                dropout: DropoutConfig::new(dropout).init(),
            },
        }
    }

    /// A network with the given weights, for inference.
    ///
    /// # Errors
    ///
    /// [`WeightError`] if the weights are not exactly this architecture's.
    pub fn load(&self, from: &[NamedTensor], device: &Device) -> Result<Classifier, WeightError> {
        weights::check(from, &self.parameters())?;
        let [hidden_weight, hidden_bias, output_weight, output_bias] = self.head_parameters();
        let dense = |weight: &ParameterSpec, bias: &ParameterSpec| -> Result<Linear, WeightError> {
            let [output, input] = [weight.shape[0], weight.shape[1]];
            let mut layer =
                LinearConfig::new(input, output).with_initializer(Initializer::Zeros).init(device);
            // Burn keeps [in, out], PyTorch [out, in].
            layer.weight = Param::from_tensor(load_tensor::<2>(from, weight, device)?.transpose());
            layer.bias = Some(Param::from_tensor(load_tensor::<1>(from, bias, device)?));
            Ok(layer)
        };
        Ok(Classifier {
            backbone: self.vgg16.load(from, device)?,
            head: Head {
                hidden: dense(&hidden_weight, &hidden_bias)?,
                output: dense(&output_weight, &output_bias)?,
                dropout: DropoutConfig::new(0.0).init(),
            },
        })
    }
}

/// Dropout -> dense -> ReLU -> dropout -> dense.
#[derive(Module, Debug)]
pub struct Head {
    hidden: Linear,
    output: Linear,
    dropout: Dropout,
}

impl Head {
    /// # Shapes
    ///
    /// - `pooled`: `[batch, 512]`
    /// - output: `[batch, 1]`
    pub fn forward(&self, pooled: Tensor<2>) -> Tensor<2> {
        let x = self.dropout.forward(pooled);
        let x = relu(self.hidden.forward(x));
        self.output.forward(self.dropout.forward(x))
    }
}

/// What the classifier makes of a batch, still on the device.
#[derive(Debug, Clone)]
pub struct Output {
    /// `[batch, 1]`.
    pub logits: Tensor<2>,
    /// Maps and pooled features.
    pub features: Features,
}

/// VGG16 with its head.
#[derive(Module, Debug)]
pub struct Classifier {
    /// The convolutional part.
    pub backbone: Vgg16,
    /// The head.
    pub head: Head,
}

impl Classifier {
    /// # Shapes
    ///
    /// - `input`: `[batch, 3, 224, 224]`
    /// - output: logits `[batch, 1]`, maps `[batch, 512, 14, 14]`, pooled `[batch, 512]`
    pub fn forward(&self, input: Tensor<4>) -> Output {
        self.forward_from(0, input)
    }

    /// The same on what `backbone.prefix(frozen_layers, ..)` gave.
    pub fn forward_from(&self, frozen_layers: usize, input: Tensor<4>) -> Output {
        let features = self.backbone.forward_from(frozen_layers, input);
        Output { logits: self.head.forward(features.pooled.clone()), features }
    }

    /// The same function with batch normalisation folded into the convolutions.
    pub fn folded(self) -> Self {
        Self { backbone: self.backbone.folded(), ..self }
    }

    /// The parameters, in the order of [`ClassifierConfig::parameters`].
    ///
    /// # Panics
    ///
    /// If batch normalisation has not been folded, or the device's memory cannot be read.
    pub fn to_weights(&self) -> Vec<NamedTensor> {
        let mut all = self.backbone.to_weights();
        for (name, layer) in [("hidden", &self.head.hidden), ("output", &self.head.output)] {
            all.push(store_tensor(format!("head.{name}.weight"), layer.weight.val().transpose()));
            if let Some(bias) = &layer.bias {
                all.push(store_tensor(format!("head.{name}.bias"), bias.val()));
            }
        }
        all
    }
}

/// Stacks films into a batch.
///
/// # Shapes
///
/// - `films`: each `[3, side, side]`, all of one side
/// - output: `[films, 3, side, side]`
///
/// # Panics
///
/// If `films` is empty or the sides differ: a fault of the caller.
pub fn batch(films: &[NetworkInput], device: &Device) -> Tensor<4> {
    let side = films.first().expect("a batch holds at least one film").side;
    let mut values = Vec::with_capacity(films.len() * 3 * side * side);
    for film in films {
        assert_eq!(film.side, side, "all films of a batch have one size");
        values.extend_from_slice(&film.values);
    }
    Tensor::from_data(TensorData::new(values, [films.len(), 3, side, side]), device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_has_the_documented_number_of_parameters() {
        let count: usize =
            ClassifierConfig::default().parameters().iter().map(|p| p.shape.iter().product::<usize>()).sum();
        assert_eq!(count, 14_846_273);
    }

    #[test]
    fn weights_survive_the_way_out_and_back() {
        let device = Device::flex();
        let config = ClassifierConfig { vgg16: Vgg16Config { width_divisor: 16 }, hidden: 8 };
        let net = config.init(false, 0.5, &device);
        let weights = net.to_weights();
        let again = config.load(&weights, &device).unwrap();
        assert_eq!(again.to_weights(), weights);
        let input = Tensor::random([2, 3, 64, 64], burn::tensor::Distribution::Uniform(-2.0, 2.0), &device);
        // On a device without autodiff dropout is off, so both are the same function; only the order in which
        // products are summed differs, with the layout of the head's weights.
        let tolerance = burn::tensor::Tolerance::rel_abs(1e-5, 1e-6);
        let expected = net.forward(input.clone()).logits.into_data();
        again.forward(input).logits.into_data().assert_approx_eq::<f32>(&expected, tolerance);
    }

    #[test]
    fn wrong_weights_are_named() {
        let device = Device::flex();
        let config = ClassifierConfig { vgg16: Vgg16Config { width_divisor: 16 }, hidden: 8 };
        let mut weights = config.init(false, 0.0, &device).to_weights();
        let removed = weights.pop().unwrap();
        assert_eq!(
            config.load(&weights, &device).unwrap_err(),
            WeightError::Missing("head.output.bias".into())
        );
        weights.push(NamedTensor { name: "features.1.weight".into(), ..removed.clone() });
        weights.push(removed);
        assert_eq!(
            config.load(&weights, &device).unwrap_err(),
            WeightError::Unknown("features.1.weight".into())
        );
        weights.remove(weights.len() - 2);
        weights[0].values[5] = f32::NAN;
        assert_eq!(
            config.load(&weights, &device).unwrap_err(),
            WeightError::NotFinite("features.0.weight".into())
        );
    }
}
