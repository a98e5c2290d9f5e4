//! Figures over the pooled predictions of a whole set: averaged over batches, AUC, precision, recall and F1 are wrong.
//!
//! What is not defined is `None`, never 0.5 or 0.

mod delong;
mod ranking;

use serde::{Deserialize, Serialize};

pub use delong::{Comparison, DeLong};
pub use ranking::Ranking;

/// The normal distribution's 97.5th percentile: half the width of a 95 % interval, in standard errors.
pub const Z: f64 = 1.959_963_984_540_054;

/// Area under the ROC curve: the share of (positive, negative) pairs that the scores order rightly, ties counting
/// half (Mann and Whitney). `None` without a positive and a negative, or with a score that is not a number.
pub fn auc(scores: &[f64], labels: &[bool]) -> Option<f64> {
    Ranking::new(scores, labels)?.auc(|_| 1.0)
}

/// AUC with its standard error by Hanley and McNeil (1982), as a 95 % interval clipped to 0..=1.
///
/// For one film a patient. [`crate::evaluate`] uses other intervals; this one needs neither resampling nor the scores.
pub fn auc_interval(auc: f64, positives: usize, negatives: usize) -> [f64; 2] {
    let (p, n) = (positives as f64, negatives as f64);
    let q1 = auc / (2.0 - auc);
    let q2 = 2.0 * auc * auc / (1.0 + auc);
    let variance =
        (auc * (1.0 - auc) + (p - 1.0) * (q1 - auc * auc) + (n - 1.0) * (q2 - auc * auc)) / (p * n);
    let half = Z * variance.max(0.0).sqrt();
    [(auc - half).max(0.0), (auc + half).min(1.0)]
}

/// Average precision: the area under the precision-recall curve as a step function. `None` without a positive, or with a
/// score that is not a number.
pub fn average_precision(scores: &[f64], labels: &[bool]) -> Option<f64> {
    Ranking::new(scores, labels)?.average_precision(|_| 1.0)
}

/// The ROC curve: from `[0, 0]` to `[1, 1]`, a point (1 - specificity, sensitivity) for each distinct score. `None`
/// without a positive and a negative, or with a score that is not a number.
pub fn roc_curve(scores: &[f64], labels: &[bool]) -> Option<Vec<[f64; 2]>> {
    let (p, n) = classes(labels);
    if p == 0 || n == 0 {
        return None;
    }
    let counts = cumulative(scores, labels)?;
    let points = counts.into_iter().map(|[hits, alarms]| [alarms as f64 / n as f64, hits as f64 / p as f64]);
    Some(std::iter::once([0.0, 0.0]).chain(points).collect())
}

/// The precision-recall curve as a step function, recall rising from 0 to 1: the area below it is [`average_precision`].
/// `None` without a positive, or with a score that is not a number.
pub fn precision_recall_curve(scores: &[f64], labels: &[bool]) -> Option<Vec<[f64; 2]>> {
    let (p, _) = classes(labels);
    if p == 0 {
        return None;
    }
    let mut points = Vec::new();
    let mut before = 0.0;
    for [hits, alarms] in cumulative(scores, labels)? {
        let (recall, precision) = (hits as f64 / p as f64, hits as f64 / (hits + alarms) as f64);
        points.extend([[before, precision], [recall, precision]]);
        before = recall;
    }
    Some(points)
}

fn classes(labels: &[bool]) -> (usize, usize) {
    let positives = labels.iter().filter(|&&l| l).count();
    (positives, labels.len() - positives)
}

/// Positive and negative films at or above each distinct score, from the highest on.
fn cumulative(scores: &[f64], labels: &[bool]) -> Option<Vec<[usize; 2]>> {
    if scores.len() != labels.len() || scores.iter().any(|s| s.is_nan()) {
        return None;
    }
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let mut counts = [0, 0];
    let mut all = Vec::new();
    for (k, &i) in order.iter().enumerate() {
        counts[usize::from(!labels[i])] += 1;
        if order.get(k + 1).is_none_or(|&next| scores[next] != scores[i]) {
            all.push(counts);
        }
    }
    Some(all)
}

/// Counts at a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Confusion {
    /// Positive films at or above the threshold.
    pub true_positives: usize,
    /// Negative films at or above it.
    pub false_positives: usize,
    /// Negative films below it.
    pub true_negatives: usize,
    /// Positive films below it.
    pub false_negatives: usize,
}

impl Confusion {
    /// Counts `scores >= threshold` against `labels`.
    pub fn at(scores: &[f64], labels: &[bool], threshold: f64) -> Self {
        let mut counts = Self::default();
        for (&score, &label) in scores.iter().zip(labels) {
            match (score >= threshold, label) {
                (true, true) => counts.true_positives += 1,
                (true, false) => counts.false_positives += 1,
                (false, false) => counts.true_negatives += 1,
                (false, true) => counts.false_negatives += 1,
            }
        }
        counts
    }

    /// Share of all films that are counted rightly.
    pub fn accuracy(&self) -> Option<f64> {
        let right = self.true_positives + self.true_negatives;
        ratio(right, right + self.false_positives + self.false_negatives)
    }

    /// Share of the films called positive that are (PPV).
    pub fn precision(&self) -> Option<f64> {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    /// Share of the positives that are called so (sensitivity).
    pub fn recall(&self) -> Option<f64> {
        ratio(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// Share of the negatives that are called so.
    pub fn specificity(&self) -> Option<f64> {
        ratio(self.true_negatives, self.true_negatives + self.false_positives)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> Option<f64> {
        let twice = 2 * self.true_positives;
        ratio(twice, twice + self.false_positives + self.false_negatives)
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The 95 % Wilson score interval (Wilson 1927) of a share.
pub fn wilson_interval(part: usize, whole: usize) -> Option<[f64; 2]> {
    let p = ratio(part, whole)?;
    let n = whole as f64;
    let centre = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / (1.0 + Z * Z / n);
    Some([(centre - half).max(0.0), (centre + half).min(1.0)])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reference_values() {
        // scikit-learn 1.5: roc_auc_score and average_precision_score on its documentation's example, and with ties.
        let labels = [false, false, true, true];
        assert_eq!(auc(&[0.1, 0.4, 0.35, 0.8], &labels), Some(0.75));
        assert!((average_precision(&[0.1, 0.4, 0.35, 0.8], &labels).unwrap() - 0.833_333_333).abs() < 1e-9);
        assert_eq!(auc(&[1.0, 1.0, 1.0, 1.0], &labels), Some(0.5));
    }

    #[test]
    fn what_is_undefined_is_none() {
        assert_eq!(auc(&[0.1, 0.2], &[true, true]), None);
        assert_eq!(auc(&[f64::NAN, 0.2], &[true, false]), None);
        assert_eq!(average_precision(&[0.1], &[false]), None);
        assert_eq!(Confusion::default().f1(), None);
    }

    #[test]
    fn curves_have_the_areas_of_the_figures() {
        let (scores, labels) = ([0.1, 0.4, 0.35, 0.8, 0.4], [false, false, true, true, true]);
        let area = |points: Vec<[f64; 2]>| -> f64 {
            points.windows(2).map(|w| (w[1][0] - w[0][0]) * (w[1][1] + w[0][1]) / 2.0).sum()
        };
        let roc = roc_curve(&scores, &labels).unwrap();
        assert_eq!((roc[0], roc[roc.len() - 1]), ([0.0, 0.0], [1.0, 1.0]));
        assert!((area(roc) - auc(&scores, &labels).unwrap()).abs() < 1e-12);
        let steps = precision_recall_curve(&scores, &labels).unwrap();
        assert!((area(steps) - average_precision(&scores, &labels).unwrap()).abs() < 1e-12);
        assert_eq!(roc_curve(&scores, &[true; 5]), None);
        assert_eq!(precision_recall_curve(&[f64::NAN], &[true]), None);
    }

    proptest! {
        #[test]
        fn auc_turns_over_with_the_scores(pairs in proptest::collection::vec((-5.0f64..5.0, any::<bool>()), 2..40)) {
            let (scores, labels): (Vec<f64>, Vec<bool>) = pairs.into_iter().unzip();
            let turned: Vec<f64> = scores.iter().map(|s| -s).collect();
            match (auc(&scores, &labels), auc(&turned, &labels)) {
                (Some(a), Some(b)) => prop_assert!((a + b - 1.0).abs() < 1e-9),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }
}
