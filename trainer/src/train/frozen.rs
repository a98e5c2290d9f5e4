//! What the layers that do not train make of films: computed once, by whatever is fastest on the device.

use anyhow::{Context, Result, anyhow};
use shared::classifier::{Classifier, batch};
use shared::preprocess::NetworkInput;

use crate::convolutions::Prepared;
use crate::device::NamedDevice;

/// The frozen layers of a network.
#[derive(Debug)]
pub struct Frozen {
    net: Classifier,
    layers: usize,
    device: NamedDevice,
    /// On the CPU the convolutions are `kernels`'.
    convolutions: Option<Prepared>,
}

impl Frozen {
    /// Of a network without gradients and without batch normalisation; `layers` as Keras counts them, one or more.
    ///
    /// # Errors
    ///
    /// Weights that are not a VGG16's.
    pub fn new(net: &Classifier, layers: usize, device: &NamedDevice) -> Result<Self> {
        let frozen = || Prepared::new(&net.backbone.frozen_weights(layers).iter().collect::<Vec<_>>());
        let convolutions = if device.uses_kernels() { Some(frozen()?) } else { None };
        Ok(Self { net: net.clone(), layers, device: device.clone(), convolutions })
    }

    /// The shape of a film's features, `[channels, height, width]`, and the films' features one after the other.
    ///
    /// # Errors
    ///
    /// If the device fails, or the films are not alike.
    pub fn features(&self, films: &[NetworkInput]) -> Result<([usize; 3], Vec<f32>)> {
        let Some(convolutions) = &self.convolutions else {
            return self.features_by_burn(films);
        };
        let side = films.first().context("no films")?.side;
        let input: Vec<f32> = films.iter().flat_map(|film| &film.values).copied().collect();
        let (values, shape) = convolutions.features(&input, films.len(), side)?;
        Ok((shape, values))
    }

    fn features_by_burn(&self, films: &[NetworkInput]) -> Result<([usize; 3], Vec<f32>)> {
        let output = self.net.backbone.prefix(self.layers, batch(films, &self.device.device));
        let [_, channels, height, width] = output.dims();
        let values = output
            .into_data()
            .try_into_vec()
            .map_err(|e| anyhow!("reading the frozen layers' features: {e:?}"))?;
        Ok(([channels, height, width], values))
    }
}

#[cfg(test)]
mod tests {
    use shared::classifier::ClassifierConfig;

    use super::*;
    use crate::device::{DeviceChoice, open};

    #[test]
    fn the_cpus_features_are_burns() {
        let device = open(DeviceChoice::Cpu).unwrap();
        let vgg16 = shared::vgg16::Vgg16Config { width_divisor: 16 };
        let net = ClassifierConfig { vgg16, hidden: 8 }.init(false, 0.0, &device.device);
        let film = |n: usize| NetworkInput {
            values: (0..3 * 64 * 64).map(|k| (((n * 7 + k) as f32) * 0.37).sin() * 2.0).collect(),
            side: 64,
        };
        let films: Vec<NetworkInput> = (0..5).map(film).collect();
        // Up to a convolution, and up to the pool after one, which the rest of the network runs.
        for layers in [17, 14, 4, 2] {
            let frozen = Frozen::new(&net, layers, &device).unwrap();
            let (shape, values) = frozen.features(&films).unwrap();
            let (expected_shape, expected) = frozen.features_by_burn(&films).unwrap();
            assert_eq!((shape, values.len()), (expected_shape, expected.len()), "{layers} layers");
            let largest = expected.iter().fold(0.0_f32, |all, v| all.max(v.abs()));
            for (a, b) in values.iter().zip(&expected) {
                assert!((a - b).abs() <= 1e-4 * largest, "{layers} layers: {a} {b}");
            }
            // Whatever comes beside it, a film's features are the same.
            let (_, alone) = frozen.features(&films[3..4]).unwrap();
            assert_eq!(alone, values[3 * alone.len()..4 * alone.len()]);
        }
    }
}
