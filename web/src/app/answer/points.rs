//! Operating points, and what a result at one is worth at the reader's prevalence.

use super::figures::{percent, percent_range};
use super::prevalence::{Frequencies, predictive_values};
use super::reading::Setting;
use crate::protocol::{Calibration, OperatingPoint, PackageSummary, PointFigures};
use crate::text::{Messages, Value, count};

/// What the chosen operating point means.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// The prevalence that all this is for, 0 to 1.
    pub prevalence: f64,
    /// Sensitivity and specificity in a sentence each; empty where the package has neither.
    pub means: Vec<String>,
    /// Names and values: predictive values with their bounds.
    pub values: Vec<(String, String)>,
    /// What the bounds are.
    pub bounds: Option<String>,
    /// What becomes of a thousand films.
    pub frequencies: Option<(Frequencies, String)>,
    /// What is missing, or assumed.
    pub notes: Vec<String>,
}

/// The operating point in use.
pub fn chosen(package: &PackageSummary, setting: Setting) -> Option<&OperatingPoint> {
    package.operating_points.get(setting.point).or_else(|| package.operating_points.first())
}

/// An operating point's name for people. Rules of the trainer are translated, any other name stays as it is.
pub fn name(messages: &Messages, package: &PackageSummary, at: usize, is_real: bool) -> String {
    let Some(point) = package.operating_points.get(at) else { return String::new() };
    // The words of a finding are not for a demonstration.
    if package.demonstration || !is_real {
        return messages.with("answer-point-plain", &[("n", count(at + 1))]);
    }
    let name = rule(messages, &point.name).unwrap_or_else(|| point.name.clone());
    if at == 0 { messages.with("answer-point-default", &[("name", name.into())]) } else { name }
}

/// A rule of the trainer for thresholds, such as `sensitivity=0.9`, for people; `None` for any other name.
pub fn rule(messages: &Messages, name: &str) -> Option<String> {
    let (key, value) = match name.split_once('=') {
        None if name == "max-f1" => return Some(messages.get("answer-point-best-f1")),
        None if name == "youden" => return Some(messages.get("answer-point-youden")),
        Some(("sensitivity", value)) => ("answer-point-sensitivity", value),
        Some(("specificity", value)) => ("answer-point-specificity", value),
        _ => return None,
    };
    let share: f64 = value.parse().ok().filter(|share| (0.0..=1.0).contains(share))?;
    Some(messages.with(key, &[("value", percent(messages, share).into())]))
}

/// What a result is worth.
pub fn worth(
    messages: &Messages,
    package: &PackageSummary,
    calibration: &Calibration,
    setting: Setting,
) -> Worth {
    let prevalence = setting.prevalence.unwrap_or(calibration.prevalence);
    let all = package.groups.first().filter(|group| group.attribute.is_empty());
    let figures = all.and_then(|group| group.points.get(setting.point)).copied().unwrap_or_default();
    let mut worth = Worth {
        prevalence,
        means: means(messages, &figures),
        values: Vec::new(),
        bounds: None,
        frequencies: None,
        notes: Vec::new(),
    };
    match predictive_values(&figures, prevalence) {
        Some(values) => {
            let bounded = values.positive.low.is_some() && values.positive.high.is_some();
            worth.bounds = bounded.then(|| messages.get("answer-values-bounds"));
            worth.values = vec![
                (messages.get("answer-ppv"), percent_range(messages, &values.positive)),
                (messages.get("answer-npv"), percent_range(messages, &values.negative)),
            ];
        }
        None => worth.notes.push(messages.get("answer-no-point-figures")),
    }
    worth.frequencies = Frequencies::of(&figures, prevalence)
        .map(|counts| (counts, frequency_sentence(messages, &counts, prevalence)));
    if setting.prevalence.is_some() {
        worth.notes.push(messages.get("answer-prevalence-assumes"));
    }
    worth
}

fn means(messages: &Messages, figures: &PointFigures) -> Vec<String> {
    let said = |key: &str, figure| messages.with(key, &[("figure", percent_range(messages, &figure).into())]);
    let sensitivity = figures.sensitivity.map(|figure| said("answer-sensitivity-means", figure));
    let specificity = figures.specificity.map(|figure| said("answer-specificity-means", figure));
    sensitivity.into_iter().chain(specificity).collect()
}

fn frequency_sentence(messages: &Messages, counts: &Frequencies, prevalence: f64) -> String {
    let count = |n: u32| Value::from(n.to_string());
    messages.with(
        "answer-frequency",
        &[
            ("prevalence", percent(messages, prevalence).into()),
            ("positives", count(counts.positives())),
            ("above", count(counts.above())),
            ("true-above", count(counts.true_positives)),
            ("false-above", count(counts.false_positives)),
            ("below", count(counts.below())),
            ("missed", count(counts.false_negatives)),
        ],
    )
}
