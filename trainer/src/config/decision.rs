//! `[decision]`: what `trainer package` fits on validation films once the weights are fixed.

use anyhow::{Result, ensure};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::evaluate::Population;
use crate::threshold::OperatingRule;

/// How a logit becomes a probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum CalibrationMethod {
    /// Slope and intercept.
    #[default]
    Platt,
    /// Slope only.
    Temperature,
    /// Neither: what the package gives is a score, never called a probability.
    None,
}

/// Calibration and operating points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DecisionConfig {
    /// How a logit becomes a probability.
    pub calibration: CalibrationMethod,
    /// Rules of the thresholds in the package; the first is the one in use.
    pub operating_points: Vec<OperatingRule>,
    /// Whose validation films both are fitted on: those that the package is to speak of. Films of another population can
    /// have another prevalence, and be told less well.
    pub population: Population,
}

impl Default for DecisionConfig {
    fn default() -> Self {
        Self {
            calibration: CalibrationMethod::default(),
            operating_points: vec![OperatingRule::MaxF1],
            population: Population::default(),
        }
    }
}

impl DecisionConfig {
    /// # Errors
    ///
    /// No rule at all, or one named twice.
    pub fn check(&self) -> Result<()> {
        let rules = &self.operating_points;
        ensure!(!rules.is_empty(), "`decision.operating_points` is empty: a package needs a threshold");
        for (i, rule) in rules.iter().enumerate() {
            ensure!(!rules[..i].contains(rule), "`decision.operating_points` names `{rule}` twice");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_given_is_max_f1_and_platt() {
        let empty: DecisionConfig = toml::from_str("").unwrap();
        assert_eq!(empty, DecisionConfig::default());
        let text = toml::to_string(&empty).unwrap();
        assert_eq!(text, "calibration = \"platt\"\noperating_points = [\"max-f1\"]\npopulation = \"all\"\n");
    }

    #[test]
    fn an_unknown_rule_is_named_when_it_is_read() {
        let read = |text: &str| toml::from_str::<DecisionConfig>(text).map_err(|e| e.to_string());
        let error = read("operating_points = ['max-f1', 'best']").unwrap_err();
        assert!(error.contains("no rule `best`") && error.contains("sensitivity=0.9"), "{error}");
        let error = read("operating_points = ['sensitivity=90']").unwrap_err();
        assert!(error.contains("`sensitivity=90`"), "{error}");
        let error = read("calibration = 'isotonic'").unwrap_err();
        assert!(error.contains("isotonic"), "{error}");
    }

    #[test]
    fn none_and_twice_are_refused() {
        let check = |rules: &str| {
            let config: DecisionConfig = toml::from_str(&format!("operating_points = [{rules}]")).unwrap();
            config.check().map_err(|e| e.to_string())
        };
        assert!(check("").unwrap_err().contains("empty"));
        assert!(check("'youden', 'sensitivity=0.9', 'sensitivity=0.90'").unwrap_err().contains("twice"));
        assert_eq!(check("'youden', 'sensitivity=0.9', 'sensitivity=0.95'"), Ok(()));
    }
}
