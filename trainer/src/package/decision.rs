//! Operating points and calibration, from validation films alone.

use anyhow::{Context, Result};
use shared::prediction::Calibration;

use crate::calibration;
use crate::config::DecisionConfig;
use crate::threshold::{Choice, choose};

/// What a package says of a logit.
pub(super) struct Decision {
    /// At least one; the first is the one in use.
    pub(super) choices: Vec<Choice>,
    /// `None` where the configuration asks for none.
    pub(super) calibration: Option<Calibration>,
}

/// Applies every rule and fits the calibration.
///
/// # Errors
///
/// A rule or a calibration that these films do not allow, named: none is left out in silence.
pub(super) fn decide(config: &DecisionConfig, logits: &[f64], labels: &[bool]) -> Result<Decision> {
    config.check()?;
    let choices: Vec<Choice> = config
        .operating_points
        .iter()
        .map(|&rule| choose(rule, logits, labels))
        .collect::<Result<_, _>>()
        .context("choosing the operating points")?;
    let calibration =
        calibration::fit(config.calibration, logits, labels).context("calibrating on validation films")?;
    for choice in &choices {
        eprintln!("{}", choice.operating_point().rule);
    }
    match calibration {
        Some(c) => eprintln!(
            "calibration: sigmoid({:.4} x logit {:+.4}) at a prevalence of {:.3}",
            c.slope,
            c.intercept,
            c.prevalence.value()
        ),
        None => eprintln!("no calibration: the package gives scores, never called probabilities"),
    }
    Ok(Decision { choices, calibration })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::CalibrationMethod;
    use crate::threshold::OperatingRule;

    #[test]
    fn the_first_rule_comes_first_and_a_failing_one_is_named() {
        let (logits, labels) = ([-1.0, 0.0, 1.0, 2.0], [false, true, false, true]);
        let mut config = DecisionConfig {
            calibration: CalibrationMethod::None,
            operating_points: vec![OperatingRule::Specificity(0.5), OperatingRule::MaxF1],
        };
        let decision = decide(&config, &logits, &labels).unwrap();
        let names: Vec<String> = decision.choices.iter().map(|c| c.operating_point().name).collect();
        assert_eq!(names, ["specificity=0.5", "max-f1"]);
        assert!(decision.calibration.is_none());

        config.operating_points.push(OperatingRule::Specificity(1.0));
        let labels = [true, false, true, false];
        let error = format!("{:#}", decide(&config, &logits, &labels).err().unwrap());
        assert!(error.contains("`specificity=1`"), "{error}");
    }
}
