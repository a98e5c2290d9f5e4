//! A confusion matrix of films that count by weight: of a resample, or of another prevalence.

use super::sample::Sample;

/// A confusion matrix of films that count by weight.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    true_positives: f64,
    false_positives: f64,
    true_negatives: f64,
    false_negatives: f64,
}

impl Counts {
    /// Counts films by `weight`, and the classes so that positives have the share `prevalence`, if one is given.
    pub(super) fn of(
        sample: &Sample,
        called: &[bool],
        weight: impl Fn(usize) -> f64,
        prevalence: Option<f64>,
    ) -> Self {
        let mut counts = Self::default();
        for (i, (&label, &called)) in sample.labels().iter().zip(called).enumerate() {
            *match (called, label) {
                (true, true) => &mut counts.true_positives,
                (true, false) => &mut counts.false_positives,
                (false, false) => &mut counts.true_negatives,
                (false, true) => &mut counts.false_negatives,
            } += weight(i);
        }
        let Some(prevalence) = prevalence else { return counts };
        let (sensitivity, specificity) = (counts.sensitivity(), counts.specificity());
        // Without one of the classes nothing of it can be weighed up.
        let (Some(sensitivity), Some(specificity)) = (sensitivity, specificity) else {
            return Self::default();
        };
        Self {
            true_positives: prevalence * sensitivity,
            false_negatives: prevalence * (1.0 - sensitivity),
            true_negatives: (1.0 - prevalence) * specificity,
            false_positives: (1.0 - prevalence) * (1.0 - specificity),
        }
    }

    pub(super) fn sensitivity(&self) -> Option<f64> {
        ratio(self.true_positives, self.true_positives + self.false_negatives)
    }

    pub(super) fn specificity(&self) -> Option<f64> {
        ratio(self.true_negatives, self.true_negatives + self.false_positives)
    }

    pub(super) fn ppv(&self) -> Option<f64> {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    pub(super) fn npv(&self) -> Option<f64> {
        ratio(self.true_negatives, self.true_negatives + self.false_negatives)
    }

    pub(super) fn f1(&self) -> Option<f64> {
        let twice = 2.0 * self.true_positives;
        ratio(twice, twice + self.false_positives + self.false_negatives)
    }

    pub(super) fn accuracy(&self) -> Option<f64> {
        let right = self.true_positives + self.true_negatives;
        ratio(right, right + self.false_positives + self.false_negatives)
    }
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}
