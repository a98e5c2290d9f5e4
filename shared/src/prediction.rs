//! The numbers an answer is made of, each with its own type: a logit is not a probability, and neither is a decision.

mod logistic;

use serde::{Deserialize, Serialize};

pub use logistic::logistic;

/// Why a number is not what its type promises.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PredictionError {
    /// NaN or infinite: the device computed something wrong, and nothing may be shown.
    #[error("the network's output is {0}, not a finite number")]
    NotFinite(f32),
    /// Outside 0..=1.
    #[error("{0} is not a probability between 0 and 1")]
    NotAProbability(f64),
    /// 0, 1 or outside.
    #[error("a prevalence of {0} leaves one class out: it must lie between 0 and 1")]
    NotAPrevalence(f64),
}

/// The network's raw output: any finite number, larger for more pneumonia-like films.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f32", into = "f32")]
pub struct Logit(f32);

impl Logit {
    /// # Errors
    ///
    /// [`PredictionError::NotFinite`] for NaN and the infinities.
    pub fn new(value: f32) -> Result<Self, PredictionError> {
        if value.is_finite() { Ok(Self(value)) } else { Err(PredictionError::NotFinite(value)) }
    }

    /// The number.
    pub fn value(self) -> f32 {
        self.0
    }

    /// The logistic function of the bare logit, without calibration.
    pub fn sigmoid(self) -> Probability {
        Probability(logistic(f64::from(self.0)))
    }
}

impl TryFrom<f32> for Logit {
    type Error = PredictionError;

    fn try_from(value: f32) -> Result<Self, Self::Error> {
        Self::new(value)
    }
}

impl From<Logit> for f32 {
    fn from(logit: Logit) -> Self {
        logit.0
    }
}

/// A number in 0..=1. Whether it may be *called* a probability depends on the package's evidence
/// (see `package::Manifest::is_demonstration`); without evidence on real films the page calls it a score.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Probability(f64);

impl Probability {
    /// # Errors
    ///
    /// [`PredictionError::NotAProbability`] outside 0..=1, NaN included.
    pub fn new(value: f64) -> Result<Self, PredictionError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(PredictionError::NotAProbability(value))
        }
    }

    /// The number.
    pub fn value(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Probability {
    type Error = PredictionError;

    fn try_from(value: f64) -> Result<Self, Self::Error> {
        Self::new(value)
    }
}

impl From<Probability> for f64 {
    fn from(probability: Probability) -> Self {
        probability.0
    }
}

/// Platt or temperature scaling (intercept 0), fitted on validation films: probability = logistic(slope x logit +
/// intercept).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Factor on the logit; above 0.
    pub slope: f64,
    /// Added after the factor.
    pub intercept: f64,
    /// Share of positives among the films it was fitted on: the probability holds at this prevalence only.
    pub prevalence: Probability,
}

impl Calibration {
    /// The same calibration for films of another prevalence.
    ///
    /// Where only the share of positives differs and not how films of either class look, the prior's log-odds are all that
    /// moves (Elkan 2001; Saerens, Latinne and Decaestecker 2002): logit(p') = logit(p) + logit(new) - logit(old).
    ///
    /// # Errors
    ///
    /// [`PredictionError::NotAPrevalence`] if either prevalence is 0 or 1.
    pub fn at_prevalence(&self, prevalence: Probability) -> Result<Self, PredictionError> {
        let shift = log_odds(prevalence)? - log_odds(self.prevalence)?;
        Ok(Self { intercept: self.intercept + shift, prevalence, ..*self })
    }

    /// The calibrated probability of a logit, at the calibration's prevalence.
    pub fn probability(&self, logit: Logit) -> Probability {
        Probability(logistic(self.slope * f64::from(logit.value()) + self.intercept))
    }
}

/// A threshold with the rule that chose it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatingPoint {
    /// Short name, such as `max-f1`.
    pub name: String,
    /// How it was chosen, and on which films.
    pub rule: String,
    /// At or above this logit a film counts as above the threshold. Kept as a logit, so that a later change of
    /// calibration cannot move decisions.
    pub logit: Logit,
}

impl OperatingPoint {
    /// Whether a film is at or above the threshold.
    pub fn is_above(&self, logit: Logit) -> bool {
        logit.value() >= self.logit.value()
    }
}

fn log_odds(prevalence: Probability) -> Result<f64, PredictionError> {
    let p = prevalence.value();
    if p > 0.0 && p < 1.0 { Ok((p / (1.0 - p)).ln()) } else { Err(PredictionError::NotAPrevalence(p)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_finite_is_no_logit() {
        assert!(Logit::new(f32::NAN).is_err());
        assert!(Logit::new(f32::INFINITY).is_err());
        assert!(serde_json::from_str::<Probability>("1.5").is_err());
        assert!(Probability::new(f64::NAN).is_err());
    }

    #[test]
    fn the_threshold_itself_counts_as_above() {
        let point =
            OperatingPoint { name: "max-f1".into(), rule: "test".into(), logit: Logit::new(0.25).unwrap() };
        assert!(point.is_above(Logit::new(0.25).unwrap()));
        assert!(!point.is_above(Logit::new(0.249).unwrap()));
    }

    fn fitted_at(prevalence: f64) -> Calibration {
        Calibration { slope: 1.7, intercept: -0.3, prevalence: Probability::new(prevalence).unwrap() }
    }

    #[test]
    fn a_probability_moves_with_the_prior() {
        // By hand: even odds among as many positives as negatives are the prior's own odds, 1 to 9, at a tenth; Bayes'
        // factor of 4 at a fifth (odds 1) is odds of 4/99 at a hundredth.
        let even = Calibration { slope: 1.0, intercept: 0.0, prevalence: Probability::new(0.5).unwrap() };
        let at = |c: Calibration, prevalence: f64, logit: f32| {
            let moved = c.at_prevalence(Probability::new(prevalence).unwrap()).unwrap();
            moved.probability(Logit::new(logit).unwrap()).value()
        };
        assert!((at(even, 0.1, 0.0) - 0.1).abs() < 1e-12);
        let fifth = Calibration { prevalence: Probability::new(0.2).unwrap(), ..even };
        assert!((at(fifth, 0.01, 0.0) - 4.0 / 103.0).abs() < 1e-12);
    }

    #[test]
    fn a_prevalence_without_one_class_is_refused() {
        for prevalence in [0.0, 1.0] {
            let prevalence = Probability::new(prevalence).unwrap();
            assert!(matches!(
                fitted_at(0.5).at_prevalence(prevalence),
                Err(PredictionError::NotAPrevalence(_))
            ));
            let here = Calibration { prevalence, ..fitted_at(0.5) };
            assert!(here.at_prevalence(Probability::new(0.5).unwrap()).is_err());
        }
    }

    proptest! {
        #[test]
        fn moving_there_and_back_changes_nothing(from in 0.01f64..0.99, to in 0.01f64..0.99, x in -20f32..20.0) {
            let (here, to) = (fitted_at(from), Probability::new(to).unwrap());
            let there = here.at_prevalence(to).unwrap();
            prop_assert_eq!(there.prevalence, to);
            let back = there.at_prevalence(here.prevalence).unwrap();
            prop_assert!((back.intercept - here.intercept).abs() < 1e-12);
            let logit = Logit::new(x).unwrap();
            let (p, q) = (here.probability(logit).value(), there.probability(logit).value());
            let (low, high) = if to.value() >= from { (p, q) } else { (q, p) };
            prop_assert!(low <= high);
        }

        #[test]
        fn calibration_keeps_order(a in -50f32..50.0, b in -50f32..50.0) {
            let calibration = fitted_at(0.5);
            let (p, q) = (
                calibration.probability(Logit::new(a).unwrap()),
                calibration.probability(Logit::new(b).unwrap()),
            );
            prop_assert_eq!(a < b && p.value() > q.value(), false);
            prop_assert!((0.0..=1.0).contains(&p.value()));
        }
    }
}
