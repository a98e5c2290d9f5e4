//! What the distance is computed of, for many films.

use anyhow::{Result, anyhow};
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;
use shared::classifier::Classifier;
use shared::distribution::describe;
use shared::image::GrayImage;
use shared::preprocess::{NetworkInput, Preprocessing};
use shared::vgg16::KERAS_LAYERS;

use crate::device::NamedDevice;
use crate::progress::Progress;
use crate::train::Frozen;

/// Films computed together.
const CHUNK: usize = 16;

/// The convolutions of a network, as fast as the device has them.
pub struct Extractor {
    net: Classifier,
    frozen: Frozen,
    preprocessing: Preprocessing,
    on: NamedDevice,
}

impl Extractor {
    /// Of a network without batch normalisation.
    ///
    /// # Errors
    ///
    /// Weights that are not a VGG16's.
    pub fn new(net: &Classifier, preprocessing: Preprocessing, on: &NamedDevice) -> Result<Self> {
        let frozen = Frozen::new(net, KERAS_LAYERS, on)?;
        Ok(Self { net: net.clone(), frozen, preprocessing, on: on.clone() })
    }

    /// The descriptions of `count` films as `shared::preprocess::to_grid` leaves them, in order.
    ///
    /// # Errors
    ///
    /// What `grid` says, or if the device fails.
    pub fn describe(
        &self,
        what: &str,
        count: usize,
        grid: impl Fn(usize) -> Result<GrayImage> + Sync,
    ) -> Result<Vec<Vec<f64>>> {
        let mut progress = Progress::new(what, count);
        let mut all = Vec::with_capacity(count);
        for start in (0..count).step_by(CHUNK) {
            let inputs: Vec<NetworkInput> = (start..(start + CHUNK).min(count))
                .into_par_iter()
                .map(|i| Ok(self.preprocessing.from_grid(&grid(i)?)))
                .collect::<Result<_>>()?;
            all.extend(self.describe_inputs(&inputs)?);
            progress.advance(inputs.len(), "");
        }
        progress.finish();
        Ok(all)
    }

    /// The descriptions of network inputs.
    ///
    /// # Errors
    ///
    /// If the device fails.
    pub fn describe_inputs(&self, inputs: &[NetworkInput]) -> Result<Vec<Vec<f64>>> {
        let ([channels, height, width], values) = self.frozen.features(inputs)?;
        let maps = TensorData::new(values, [inputs.len(), channels, height, width]);
        let rest = self.net.backbone.forward_from(KERAS_LAYERS, Tensor::from_data(maps, &self.on.device));
        let pooled: Vec<f32> =
            rest.pooled.into_data().try_into_vec().map_err(|e| anyhow!("reading pooled features: {e:?}"))?;
        Ok(inputs.iter().zip(pooled.chunks_exact(channels)).map(|(film, p)| describe(film, p)).collect())
    }
}
