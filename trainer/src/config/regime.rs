//! `[loss]`, `[early_stopping]` and `[features]`: how films count, when training ends, and what is kept of a frozen prefix.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

/// `[loss]`: binary cross-entropy of the logit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LossConfig {
    /// How much a positive film counts against a negative one.
    pub positive_weight: PositiveWeight,
    /// Share s of the target that is spread over both classes: 1 becomes 1 - s/2, 0 becomes s/2 (Szegedy et al. 2016).
    pub label_smoothing: f64,
}

/// `loss.positive_weight`: a number, or `"balanced"` for negatives / positives of the training films.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PositiveWeight {
    /// This many times a negative film.
    Times(f64),
    /// So that both classes count alike.
    Rule(Balanced),
}

impl Default for PositiveWeight {
    fn default() -> Self {
        Self::Times(1.0)
    }
}

/// The word `"balanced"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Balanced {
    /// The only rule there is.
    Balanced,
}

impl LossConfig {
    pub(super) fn check(&self) -> Result<()> {
        if let PositiveWeight::Times(weight) = self.positive_weight {
            ensure!(
                weight > 0.0 && weight.is_finite(),
                "`loss.positive_weight` must be above 0, or \"balanced\""
            );
        }
        ensure!((0.0..1.0).contains(&self.label_smoothing), "`loss.label_smoothing` must be in 0..1");
        Ok(())
    }
}

/// Which figure of the validation films says that an epoch was better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// The larger area under the ROC curve.
    #[default]
    Auc,
    /// The smaller loss.
    Loss,
}

/// `[early_stopping]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EarlyStoppingConfig {
    /// A stage ends after so many epochs in a row that were not better than the best; 0 for never.
    pub patience: usize,
    /// What is compared. It also chooses the network that the package is made from.
    pub criterion: Criterion,
}

impl Default for EarlyStoppingConfig {
    fn default() -> Self {
        Self { patience: 10, criterion: Criterion::Auc }
    }
}

/// How a cached feature is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeaturePrecision {
    /// 4 bytes, as computed.
    #[default]
    F32,
    /// 2 bytes, rounded to 11 bits of precision.
    F16,
}

/// `[features]`: the outputs of a stage's frozen layers, computed once and kept on disk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FeaturesConfig {
    /// Augmented views of each training film; epochs take them in turn. Without augmentation one is enough and taken.
    pub views: usize,
    /// Most that one stage's features may take on disk, 10^9 bytes; fewer views are kept if they would take more.
    pub max_gb: f64,
    /// Precision on disk.
    pub precision: FeaturePrecision,
    /// Where they are kept: runs that share a folder share features of equal films, weights and settings. The run's own
    /// folder if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
}

impl Default for FeaturesConfig {
    fn default() -> Self {
        Self { views: 4, max_gb: 20.0, precision: FeaturePrecision::F32, folder: None }
    }
}

impl FeaturesConfig {
    pub(super) fn check(&self) -> Result<()> {
        ensure!(self.views >= 1, "`features.views` must be at least 1");
        ensure!(self.max_gb >= 0.0 && self.max_gb.is_finite(), "`features.max_gb` must not be negative");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_positive_weight_is_a_number_or_balanced() {
        let weight = |text: &str| toml::from_str::<LossConfig>(text).map(|loss| loss.positive_weight);
        assert_eq!(weight("positive_weight = 3").unwrap(), PositiveWeight::Times(3.0));
        assert_eq!(weight("positive_weight = 'balanced'").unwrap(), PositiveWeight::Rule(Balanced::Balanced));
        assert!(weight("positive_weight = 'heavy'").is_err());
        let back = toml::to_string(
            &weight("positive_weight = 'balanced'")
                .map(|w| LossConfig { positive_weight: w, ..LossConfig::default() })
                .unwrap(),
        );
        assert!(back.unwrap().contains("\"balanced\""));
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        let loss = LossConfig { label_smoothing: 1.0, ..LossConfig::default() };
        assert!(loss.check().unwrap_err().to_string().contains("label_smoothing"));
        let loss = LossConfig { positive_weight: PositiveWeight::Times(0.0), ..LossConfig::default() };
        assert!(loss.check().unwrap_err().to_string().contains("positive_weight"));
        let features = FeaturesConfig { views: 0, ..FeaturesConfig::default() };
        assert!(features.check().unwrap_err().to_string().contains("views"));
    }
}
