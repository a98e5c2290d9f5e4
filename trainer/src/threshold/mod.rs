//! Operating points: the rule, and the threshold that it picks on validation films.
//!
//! Logits in, a logit out: calibration comes later and cannot move a decision. Nothing here may see a test film.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use shared::prediction::{Logit, OperatingPoint, PredictionError};

use crate::metrics::{Confusion, wilson_interval};

/// How a threshold is chosen. As text: `max-f1`, `youden`, `sensitivity=0.9`, `specificity=0.95`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum OperatingRule {
    /// The largest F1.
    MaxF1,
    /// The largest sensitivity + specificity - 1 (Youden 1950).
    Youden,
    /// The highest threshold with at least this sensitivity, above 0 and at most 1.
    Sensitivity(f64),
    /// The lowest threshold with at least this specificity, above 0 and at most 1.
    Specificity(f64),
}

/// Why a text is not a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No such rule.
    #[error("there is no rule `{0}`: use max-f1, youden, sensitivity=0.9 or specificity=0.9, with any share")]
    Unknown(String),
    /// The share is no number, or outside its range.
    #[error("`{0}`: the share must be a number above 0 and at most 1")]
    Share(String),
}

impl FromStr for OperatingRule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let rule: fn(f64) -> Self = match text.split_once('=') {
            None if text == "max-f1" => return Ok(Self::MaxF1),
            None if text == "youden" => return Ok(Self::Youden),
            Some(("sensitivity", _)) => Self::Sensitivity,
            Some(("specificity", _)) => Self::Specificity,
            _ => return Err(RuleError::Unknown(text.into())),
        };
        let share = text.split_once('=').and_then(|(_, share)| share.parse().ok());
        let share = share.filter(|&share: &f64| share > 0.0 && share <= 1.0);
        share.map(rule).ok_or_else(|| RuleError::Share(text.into()))
    }
}

impl fmt::Display for OperatingRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MaxF1 => f.write_str("max-f1"),
            Self::Youden => f.write_str("youden"),
            Self::Sensitivity(share) => write!(f, "sensitivity={share}"),
            Self::Specificity(share) => write!(f, "specificity={share}"),
        }
    }
}

impl TryFrom<String> for OperatingRule {
    type Error = RuleError;

    fn try_from(text: String) -> Result<Self, RuleError> {
        text.parse()
    }
}

impl From<OperatingRule> for String {
    fn from(rule: OperatingRule) -> Self {
        rule.to_string()
    }
}

/// Why a rule picks no threshold.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ThresholdError {
    /// Scores and labels differ in number.
    #[error("{scores} logits for {labels} labels")]
    Length {
        /// Logits.
        scores: usize,
        /// Labels.
        labels: usize,
    },
    /// A rule that weighs one class against the other has only one.
    #[error("`{rule}` needs positive and negative films, got {positives} of {films} positive")]
    OneClass {
        /// The rule.
        rule: OperatingRule,
        /// Films.
        films: usize,
        /// Positive films.
        positives: usize,
    },
    /// Only a threshold that calls all films alike would do, and such a threshold decides nothing.
    #[error(
        "`{rule}` cannot be had: on {films} validation films ({positives} positive) only a threshold that calls every \
         film {side} reaches it"
    )]
    Trivial {
        /// The rule.
        rule: OperatingRule,
        /// What every film would be called.
        side: &'static str,
        /// Films.
        films: usize,
        /// Positive films.
        positives: usize,
    },
    /// A score that is NaN or infinite.
    #[error(transparent)]
    Logit(#[from] PredictionError),
}

/// A threshold with what it makes of the films it was chosen on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// The rule.
    pub rule: OperatingRule,
    /// Films at or above it are called positive.
    pub threshold: Logit,
    /// The films on either side.
    pub counts: Confusion,
}

/// Picks a rule's threshold: halfway between two neighbouring logits, so that rounding moves no film. Films with the same
/// logit stay together. Of thresholds that are equally good, `max-f1` and `youden` take the highest.
///
/// `logits` are taken as f32, which is how the network gives them and how a package stores a threshold.
///
/// # Errors
///
/// [`ThresholdError`]. `max-f1` alone may call every film positive: where scores tell nothing, that has the largest F1.
pub fn choose(rule: OperatingRule, logits: &[f64], labels: &[bool]) -> Result<Choice, ThresholdError> {
    let (films, positives) = (labels.len(), labels.iter().filter(|&&l| l).count());
    if logits.len() != films {
        return Err(ThresholdError::Length { scores: logits.len(), labels: films });
    }
    let negatives = films - positives;
    if positives == 0 || (negatives == 0 && rule != OperatingRule::MaxF1) {
        return Err(ThresholdError::OneClass { rule, films, positives });
    }
    let candidates = candidates(logits, labels)?;
    // From low to high, and the last of equals: sensitivity falls on the way, specificity rises.
    let best = |value: &dyn Fn(&Confusion) -> f64| {
        candidates.iter().max_by(|a, b| value(&a.1).total_cmp(&value(&b.1)))
    };
    let found = match rule {
        OperatingRule::MaxF1 => best(&|c| c.f1().unwrap_or(0.0)),
        // In whole numbers, so that equal is equal: tp / p - fp / n, times p n.
        OperatingRule::Youden => {
            best(&|c| (c.true_positives * negatives) as f64 - (c.false_positives * positives) as f64)
        }
        OperatingRule::Sensitivity(share) => {
            candidates.iter().rev().find(|(_, c)| c.recall().is_some_and(|s| s >= share))
        }
        OperatingRule::Specificity(share) => {
            candidates.iter().find(|(_, c)| c.specificity().is_some_and(|s| s >= share))
        }
    };
    let trivial = |side| ThresholdError::Trivial { rule, side, films, positives };
    let &(threshold, counts) = found.ok_or_else(|| trivial("negative"))?;
    if rule != OperatingRule::MaxF1 && counts.true_negatives + counts.false_negatives == 0 {
        return Err(trivial("positive"));
    }
    Ok(Choice { rule, threshold: Logit::new(threshold)?, counts })
}

/// Every threshold that divides the films in another way, from the one that calls all of them positive to the one that
/// leaves the highest logit alone, with its counts.
fn candidates(logits: &[f64], labels: &[bool]) -> Result<Vec<(f32, Confusion)>, ThresholdError> {
    let mut films: Vec<(f32, bool)> = Vec::with_capacity(labels.len());
    for (&logit, &label) in logits.iter().zip(labels) {
        films.push((Logit::new(logit as f32)?.value(), label));
    }
    films.sort_by(|a, b| a.0.total_cmp(&b.0));
    let positives = labels.iter().filter(|&&l| l).count();
    let mut counts = Confusion {
        true_positives: positives,
        false_positives: labels.len() - positives,
        ..Confusion::default()
    };
    let mut all: Vec<(f32, Confusion)> = films.first().map(|film| (film.0, counts)).into_iter().collect();
    for pair in films.windows(2) {
        let ((low, label), (high, _)) = (pair[0], pair[1]);
        if label {
            counts.true_positives -= 1;
            counts.false_negatives += 1;
        } else {
            counts.false_positives -= 1;
            counts.true_negatives += 1;
        }
        if low < high {
            let middle = ((f64::from(low) + f64::from(high)) / 2.0) as f32;
            // Between two neighbours of f32 there is no middle.
            all.push((if middle > low { middle } else { high }, counts));
        }
    }
    Ok(all)
}

impl Choice {
    /// The point for the manifest: its name is the rule, its text what the rule came to on the films it was chosen on.
    pub fn operating_point(&self) -> OperatingPoint {
        let counts = &self.counts;
        let (positives, negatives) =
            (counts.true_positives + counts.false_negatives, counts.true_negatives + counts.false_positives);
        let sensitivity = share(counts.true_positives, positives);
        let specificity = share(counts.true_negatives, negatives);
        let reached = match self.rule {
            OperatingRule::MaxF1 => format!(
                "F1 {:.3} with sensitivity {sensitivity} and specificity {specificity}",
                counts.f1().unwrap_or(0.0)
            ),
            OperatingRule::Youden => format!(
                "J {:.3} with sensitivity {sensitivity} and specificity {specificity}",
                counts.recall().unwrap_or(0.0) + counts.specificity().unwrap_or(0.0) - 1.0
            ),
            OperatingRule::Sensitivity(_) => format!("{sensitivity} with specificity {specificity}"),
            OperatingRule::Specificity(_) => format!("{specificity} with sensitivity {sensitivity}"),
        };
        OperatingPoint {
            name: self.rule.to_string(),
            rule: format!("{}: {reached} on {} validation films", self.rule, positives + negatives),
            logit: self.threshold,
        }
    }
}

/// A share with its 95 % interval. The threshold was fitted on these very films, so it flatters a little.
fn share(part: usize, whole: usize) -> String {
    wilson_interval(part, whole).map_or("undefined".into(), |[low, high]| {
        format!("{:.3} ({low:.2} to {high:.2})", part as f64 / whole as f64)
    })
}

#[cfg(test)]
mod tests;
