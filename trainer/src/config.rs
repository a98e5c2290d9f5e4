//! The training configuration: TOML in, checked, written to the run's folder before any work starts.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use shared::dicom::AcquisitionScope;
use shared::package::SourceKind;
use shared::preprocess::Variant;
use shared::vgg16::KERAS_LAYERS;

/// `trainer train --config`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainConfig {
    /// Name of the run and of the package made from it.
    pub name: String,
    /// Seed of everything random: weights, order, augmentation, dropout.
    pub seed: u64,
    /// Which films the training data covers, and the package therefore accepts; frontal chest films if not given.
    #[serde(default = "AcquisitionScope::chest_frontal")]
    pub acquisition_scope: AcquisitionScope,
    /// Films.
    pub data: DataConfig,
    /// The network.
    pub model: ModelConfig,
    /// The optimiser.
    pub optimizer: OptimizerConfig,
    /// Changes made to training films.
    #[serde(default)]
    pub augmentation: AugmentationConfig,
    /// Passes over the data, in order; input size may grow from one to the next.
    pub stages: Vec<StageConfig>,
}

/// Where films come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case", deny_unknown_fields)]
pub enum DataConfig {
    /// Drawn as needed. Training, validation and test use seeds of their own, so no film is in two of them.
    Phantom {
        /// Films to train on.
        train: usize,
        /// Films to choose checkpoints, threshold and calibration by.
        validation: usize,
        /// Films for the figures in the package, used once.
        test: usize,
    },
    /// A metadata table in NIH's layout with a folder of films. Patients are divided, never films.
    Nih {
        /// Whether the films are of people: the package says so, and the page calls nothing a probability that was
        /// learned from drawings only.
        kind: SourceKind,
        /// The CSV.
        metadata: PathBuf,
        /// The folder with the films.
        images: PathBuf,
        /// Share of patients for validation.
        validation_share: f64,
        /// Share of patients for test.
        test_share: f64,
    },
}

/// The network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// Channels are divided by this; 1 is VGG16, larger is for tests.
    #[serde(default = "one")]
    pub width_divisor: usize,
    /// Units of the head's hidden layer.
    #[serde(default = "hidden")]
    pub hidden: usize,
    /// Batch normalisation while training; folded into the convolutions before anything is packaged.
    #[serde(default)]
    pub batch_norm: bool,
    /// Share of features dropped before each layer of the head.
    #[serde(default)]
    pub dropout: f64,
    /// How gray levels become input.
    #[serde(default = "imagenet")]
    pub preprocessing: Variant,
}

/// AdamW (Loshchilov and Hutter 2019).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptimizerConfig {
    /// Decay of the weights a step, times the learning rate.
    #[serde(default)]
    pub weight_decay: f64,
    /// Steps over which each stage's learning rate rises from 0.
    #[serde(default)]
    pub warm_up_steps: usize,
}

/// Changes drawn anew for each film of each epoch. No flips: a mirrored thorax is another diagnosis.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AugmentationConfig {
    /// Largest rotation, degrees either way.
    pub rotation_degrees: f64,
    /// Largest shift, share of the side.
    pub shift: f64,
    /// Largest change of scale, share.
    pub scale: f64,
    /// Largest change of contrast, share.
    pub contrast: f64,
    /// Largest change of brightness, gray levels of 255.
    pub brightness: f64,
    /// Largest standard deviation of added noise, gray levels of 255.
    pub noise: f64,
}

/// One part of the training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageConfig {
    /// Side of the input, pixels; a multiple of 32.
    pub input_size: usize,
    /// Passes over the training films.
    pub epochs: usize,
    /// Films a step.
    pub batch_size: usize,
    /// Learning rate after warm-up; falls to a hundredth of it along a cosine.
    pub learning_rate: f64,
    /// Layers kept as they are, counted as Keras counts VGG16: 17 is everything up to `block5_conv2`.
    #[serde(default)]
    pub frozen_layers: usize,
    /// Steps over which this stage's learning rate rises from 0; `optimizer.warm_up_steps` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up_steps: Option<usize>,
    /// Only the first so many training films, shuffled anew each epoch; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub films: Option<usize>,
}

fn one() -> usize {
    1
}

fn hidden() -> usize {
    shared::classifier::HIDDEN
}

fn imagenet() -> Variant {
    Variant::Imagenet
}

impl TrainConfig {
    /// Reads and checks a configuration.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, a field that is unknown or missing, a value out of range: each named.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let config: Self = toml::from_str(&text).with_context(|| format!("{}", path.display()))?;
        config.check().with_context(|| format!("{}", path.display()))?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        ensure!(!self.name.trim().is_empty(), "`name` is empty");
        ensure!(!self.stages.is_empty(), "`stages` has no entry: there is nothing to train");
        // TOML has no larger integer, and a run's configuration is written back as TOML.
        ensure!(i64::try_from(self.seed).is_ok(), "`seed` must be below 2^63");
        ensure!(self.model.width_divisor >= 1, "`model.width_divisor` must be at least 1");
        ensure!((0.0..1.0).contains(&self.model.dropout), "`model.dropout` must be in 0..1");
        ensure!(self.optimizer.weight_decay >= 0.0, "`optimizer.weight_decay` must not be negative");
        for (i, stage) in self.stages.iter().enumerate() {
            let size = stage.input_size;
            ensure!(
                ((32..=224).contains(&size) && size.is_multiple_of(32)) || size == 112,
                "`stages[{i}].input_size` is {size}: 32 to 224 in steps of 32, or 112"
            );
            ensure!(stage.epochs >= 1, "`stages[{i}].epochs` must be at least 1");
            ensure!(stage.batch_size >= 1, "`stages[{i}].batch_size` must be at least 1");
            ensure!(
                stage.learning_rate > 0.0 && stage.learning_rate.is_finite(),
                "`stages[{i}].learning_rate` must be above 0"
            );
            ensure!(
                stage.frozen_layers <= KERAS_LAYERS,
                "`stages[{i}].frozen_layers` is {}, VGG16 without its top has {KERAS_LAYERS}",
                stage.frozen_layers
            );
            ensure!(stage.films.is_none_or(|n| n >= 2), "`stages[{i}].films` must be at least 2");
        }
        match &self.data {
            DataConfig::Phantom { train, validation, test } => {
                for (name, n) in [("train", train), ("validation", validation), ("test", test)] {
                    ensure!(*n >= 4, "`data.{name}` is {n}: at least 4 films are needed");
                }
            }
            DataConfig::Nih { validation_share, test_share, .. } => {
                let in_range = |s: f64| (0.0..0.9).contains(&s);
                ensure!(
                    in_range(*validation_share)
                        && in_range(*test_share)
                        && *validation_share > 0.0
                        && *test_share > 0.0
                        && validation_share + test_share < 0.95,
                    "`data.validation_share` and `data.test_share` leave nothing to train on"
                );
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_is_named() {
        let error = toml::from_str::<TrainConfig>("name = 'a'\nsed = 1").unwrap_err().to_string();
        assert!(error.contains("sed"), "{error}");
    }

    #[test]
    fn the_configurations_that_ship_are_valid() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            TrainConfig::read(&entry.unwrap().path()).unwrap();
            seen += 1;
        }
        assert!(seen > 0);
    }
}
