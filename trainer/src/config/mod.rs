//! The training configuration: TOML in, checked, written to the run's folder before any work starts.

mod augmentation;
mod data;
mod decision;
mod fit;
mod regime;
mod sampling;

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use shared::dicom::AcquisitionScope;

pub use augmentation::AugmentationConfig;
pub use data::{DataConfig, Unusable};
pub use decision::{CalibrationMethod, DecisionConfig};
pub use fit::{ModelConfig, OptimizerConfig, OptimizerKind, Schedule, StageConfig};
pub use regime::{
    Balanced, Criterion, EarlyStoppingConfig, FeaturePrecision, FeaturesConfig, LossConfig, PositiveWeight,
};
pub use sampling::{SamplingConfig, Stratum};

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
    /// How films count.
    #[serde(default)]
    pub loss: LossConfig,
    /// When a stage ends before its last epoch.
    #[serde(default)]
    pub early_stopping: EarlyStoppingConfig,
    /// What is kept of a frozen prefix.
    #[serde(default)]
    pub features: FeaturesConfig,
    /// Changes made to training films.
    #[serde(default)]
    pub augmentation: AugmentationConfig,
    /// Which films an epoch draws; every film once if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<SamplingConfig>,
    /// What the package fits on validation films.
    #[serde(default)]
    pub decision: DecisionConfig,
    /// Passes over the data, in order; input size may grow from one to the next.
    pub stages: Vec<StageConfig>,
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
        self.model.check()?;
        self.optimizer.check()?;
        self.loss.check()?;
        self.features.check()?;
        for (i, stage) in self.stages.iter().enumerate() {
            stage.check(i)?;
        }
        if let Some(last) = self.stages.last() {
            ensure!(
                last.input_size.is_multiple_of(32),
                "the last stage's `input_size` is {}: the package's must be a multiple of 32",
                last.input_size
            );
        }
        self.decision.check()?;
        self.augmentation.check()?;
        if let Some(sampling) = &self.sampling {
            sampling.check(self.data.sets().len())?;
            ensure!(
                !matches!(self.loss.positive_weight, PositiveWeight::Rule(_)),
                "`loss.positive_weight = \"balanced\"` and `[sampling]` would balance the classes twice"
            );
        }
        self.data.check()
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
    fn weights_to_start_from_need_a_name() {
        let read = |text: &str| toml::from_str::<ModelConfig>(text).unwrap();
        read("pretrained = 'runs/vgg16.safetensors'").check().unwrap();
        let without = read("");
        without.check().unwrap();
        assert!(
            !toml::to_string(&without).unwrap().contains("pretrained"),
            "old runs' configurations stay as they are"
        );
        let error = read("pretrained = ''").check().unwrap_err().to_string();
        assert!(error.contains("model.pretrained"), "{error}");
    }

    #[test]
    fn a_size_that_no_package_can_have_is_refused_before_training() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/phantom.toml");
        let mut config = TrainConfig::read(&path).unwrap();
        // Fine on the way, not at the end.
        assert!(config.stages.iter().any(|stage| stage.input_size == 112));
        config.stages.last_mut().unwrap().input_size = 112;
        let error = config.check().unwrap_err().to_string();
        assert!(error.contains("multiple of 32"), "{error}");
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
