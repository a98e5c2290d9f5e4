//! Every sentence about a number that leaves in an export; `web/src/app/answer/reading.rs` keeps the same rule for the page.
//!
//! A demonstration package has never seen a patient, so nothing said of its number may read as a finding.

use super::{Answer, Film};
use crate::package::Manifest;
use crate::prediction::Logit;

/// A film's number as an export says it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Score {
    /// 0 to 1.
    pub(super) value: f64,
    /// The operating point on the same scale, if the package has one.
    pub(super) threshold: Option<f64>,
    /// Whether the film is at or above it, decided on the logit.
    pub(super) above: Option<bool>,
}

impl Score {
    pub(super) fn of(manifest: &Manifest, logit: Logit) -> Self {
        let point = manifest.operating_point();
        Self {
            value: manifest.score(logit).value(),
            threshold: point.map(|point| manifest.score(point.logit).value()),
            above: point.map(|point| point.is_above(logit)),
        }
    }

    /// `above` or `below`; empty without an operating point.
    pub(super) fn side(&self) -> &'static str {
        match self.above {
            Some(true) => "above",
            Some(false) => "below",
            None => "",
        }
    }
}

/// What the number is called.
pub(super) fn label(manifest: &Manifest, film: &Film<'_>) -> &'static str {
    if film.is_demonstration(manifest) {
        "Demonstration score"
    } else {
        "Calibrated probability of pneumonia"
    }
}

/// The same for programs.
pub(super) fn score_kind(is_demonstration: bool) -> &'static str {
    if is_demonstration { "demonstration_score" } else { "calibrated_probability" }
}

/// What the answer is, in a sentence.
pub(super) fn sentence(manifest: &Manifest, film: &Film<'_>) -> String {
    match film.answer {
        Answer::Scored { logit, .. } => {
            let score = Score::of(manifest, *logit);
            let what = if film.is_demonstration(manifest) { "its threshold" } else { "the operating point" };
            match (score.threshold, score.above) {
                (Some(threshold), Some(_)) => {
                    let (figure, limit) = pair(score.value, threshold);
                    format!("{} {figure}, {} {what} {limit}.", label(manifest, film), score.side())
                }
                _ => format!("{} {:.2}. The package has no threshold.", label(manifest, film), score.value),
            }
        }
        Answer::Refused { reasons, .. } => not_scored(reasons),
    }
}

/// That a film has no number, and why, without a word of what the file holds.
pub(super) fn not_scored(reasons: &[String]) -> String {
    if reasons.is_empty() { "Not scored.".into() } else { format!("Not scored: {}.", reasons.join(", ")) }
}

/// Two figures with as many digits as it takes to see which is larger, two at least.
fn pair(a: f64, b: f64) -> (String, String) {
    let digits = (2..6).find(|d| a == b || format!("{a:.d$}") != format!("{b:.d$}")).unwrap_or(6);
    (format!("{a:.digits$}"), format!("{b:.digits$}"))
}
