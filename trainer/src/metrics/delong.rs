//! The variance of an AUC, and the difference of two on the same films, without a model of how scores are distributed.
//!
//! DeLong, DeLong and Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating
//! characteristic curves: a nonparametric approach", Biometrics 44 (1988), by the ranks of Sun and Xu, IEEE Signal
//! Processing Letters 21 (2014). Films are taken as drawn one by one: it is for one film a patient.

use super::ranking::midranks;
use super::{Z, auc};

/// An AUC, and what each film adds to it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeLong {
    /// The AUC.
    pub auc: f64,
    /// Of each positive film, in order: the share of negatives below it, ties counting half.
    positive: Vec<f64>,
    /// Of each negative film: the share of positives above it.
    negative: Vec<f64>,
}

/// Two areas on the same films compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The first AUC less the second.
    pub difference: f64,
    /// Standard error of it.
    pub standard_error: f64,
    /// Two-sided P of such a difference if there were none; `None` without any variance.
    pub p: Option<f64>,
}

impl Comparison {
    /// The 95 % interval of the difference.
    pub fn interval(&self) -> [f64; 2] {
        let half = Z * self.standard_error;
        [(self.difference - half).max(-1.0), (self.difference + half).min(1.0)]
    }
}

impl DeLong {
    /// `None` where the AUC has none.
    pub fn new(scores: &[f64], labels: &[bool]) -> Option<Self> {
        let auc = auc(scores, labels)?;
        let of = |wanted: bool| -> Vec<f64> {
            scores.iter().zip(labels).filter(|(_, l)| **l == wanted).map(|(s, _)| *s).collect()
        };
        let all = midranks(scores)?;
        let rank_of =
            |wanted: bool| all.iter().zip(labels).filter(move |(_, l)| **l == wanted).map(|(r, _)| *r);
        let (among_positives, among_negatives) = (midranks(&of(true))?, midranks(&of(false))?);
        let (m, n) = (among_positives.len() as f64, among_negatives.len() as f64);
        Some(Self {
            auc,
            positive: rank_of(true).zip(&among_positives).map(|(all, own)| (all - own) / n).collect(),
            negative: rank_of(false).zip(&among_negatives).map(|(all, own)| 1.0 - (all - own) / m).collect(),
        })
    }

    /// Variance of the AUC. `None` with fewer than two films of a class.
    pub fn variance(&self) -> Option<f64> {
        self.covariance(self)
    }

    /// The 95 % interval, clipped to 0..=1. `None` without a variance, or where it is 0: all pairs are ordered alike, which
    /// tells nothing of how sure that is.
    pub fn interval(&self) -> Option<[f64; 2]> {
        let half = Z * self.variance().filter(|v| *v > 0.0)?.sqrt();
        Some([(self.auc - half).max(0.0), (self.auc + half).min(1.0)])
    }

    /// Compares with another AUC of the same films. `None` with fewer than two films of a class, or other films.
    pub fn compare(&self, other: &Self) -> Option<Comparison> {
        let variance = self.variance()? + other.variance()? - 2.0 * self.covariance(other)?;
        // Rounding can leave a little less than nothing of two equal ones.
        let standard_error = variance.max(0.0).sqrt();
        let difference = self.auc - other.auc;
        let z = difference.abs() / standard_error;
        let p = (standard_error > 1e-12).then(|| libm::erfc(z / std::f64::consts::SQRT_2));
        Some(Comparison { difference, standard_error, p })
    }

    fn covariance(&self, other: &Self) -> Option<f64> {
        let part = |a: &[f64], b: &[f64]| {
            let n = a.len() as f64;
            if a.len() != b.len() || a.len() < 2 {
                return None;
            }
            let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
            let products: f64 = a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b)).sum();
            Some(products / (n - 1.0) / n)
        };
        Some(part(&self.positive, &other.positive)? + part(&self.negative, &other.negative)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // Positives 3 and 1, negatives 2 and 0: each positive beats 2 of 2 and 1 of 2, each negative is below 1 of 2 and 2
        // of 2. Both variances are (1/2)^2 / 2 = 1/8; divided by 2 films and added, 1/8.
        let films = DeLong::new(&[3.0, 1.0, 2.0, 0.0], &[true, true, false, false]).unwrap();
        assert_eq!((films.auc, films.variance()), (0.75, Some(0.125)));
        assert_eq!(
            (films.positive.as_slice(), films.negative.as_slice()),
            (&[1.0, 0.5][..], &[0.5, 1.0][..])
        );
    }

    #[test]
    fn what_is_undefined_is_none() {
        assert_eq!(DeLong::new(&[1.0, 2.0], &[true, true]), None);
        assert_eq!(DeLong::new(&[], &[]), None);
        let one_each = DeLong::new(&[1.0, 2.0], &[false, true]).unwrap();
        assert_eq!((one_each.variance(), one_each.interval()), (None, None));
        let separated = DeLong::new(&[1.0, 2.0, 3.0, 4.0], &[false, false, true, true]).unwrap();
        assert_eq!((separated.auc, separated.variance(), separated.interval()), (1.0, Some(0.0), None));
    }

    #[test]
    fn a_score_does_not_differ_from_itself() {
        let films = DeLong::new(&[0.1, 0.4, 0.35, 0.8, 0.4], &[false, false, true, true, true]).unwrap();
        let same = films.compare(&films).unwrap();
        assert_eq!((same.difference, same.p), (0.0, None));
        let fewer = DeLong::new(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true]).unwrap();
        assert_eq!(films.compare(&fewer), None);
    }
}
