//! How well scores order films: the area under the ROC curve and average precision, of films that may count several times.
//!
//! A resample of a bootstrap is the same films with other weights, so the films are sorted once and not for each of them.

/// Films in order of their scores, films of one score together.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// Films, the lowest score first.
    order: Vec<usize>,
    /// Where each group of equal scores ends in `order`.
    ends: Vec<usize>,
    labels: Vec<bool>,
}

impl Ranking {
    /// Sorts the films. `None` if a score is not a number, or `labels` is of another length.
    pub fn new(scores: &[f64], labels: &[bool]) -> Option<Self> {
        if scores.len() != labels.len() || scores.iter().any(|s| s.is_nan()) {
            return None;
        }
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
        let ends = (1..=order.len())
            .filter(|&end| end == order.len() || scores[order[end]] != scores[order[end - 1]])
            .collect();
        Some(Self { order, ends, labels: labels.to_vec() })
    }

    /// Whether all films have one score, so that nothing is ordered.
    pub fn is_constant(&self) -> bool {
        self.ends.len() < 2
    }

    /// Share of the pairs of a positive and a negative film that the scores order rightly, ties counting half (Mann and
    /// Whitney), each film as often as `weight` says. `None` where one class has no weight.
    pub fn auc(&self, weight: impl Fn(usize) -> f64) -> Option<f64> {
        let [area, positives, negatives] = self.pairs(weight);
        (positives > 0.0 && negatives > 0.0).then(|| area / (positives * negatives))
    }

    /// How many pairs are ordered rightly, ties counting half; how many positives there are, and how many negatives; each
    /// film as often as `weight` says.
    pub fn pairs(&self, weight: impl Fn(usize) -> f64) -> [f64; 3] {
        let (mut positives, mut negatives, mut area) = (0.0, 0.0, 0.0);
        for [p, n] in self.groups(&weight) {
            area += p * (negatives + n / 2.0);
            positives += p;
            negatives += n;
        }
        [area, positives, negatives]
    }

    /// Area under the precision-recall curve as a step function. `None` where positives have no weight.
    ///
    /// All films of one score enter together: their order among themselves means nothing.
    pub fn average_precision(&self, weight: impl Fn(usize) -> f64) -> Option<f64> {
        let positives: f64 = (0..self.labels.len()).filter(|&i| self.labels[i]).map(&weight).sum();
        let (mut hits, mut seen, mut area) = (0.0, 0.0, 0.0);
        for [p, n] in self.groups(&weight).rev() {
            hits += p;
            seen += p + n;
            if p > 0.0 {
                area += p / positives * hits / seen;
            }
        }
        (positives > 0.0).then_some(area)
    }

    /// Weight of positive and of negative films at each score, the lowest first.
    fn groups(&self, weight: &impl Fn(usize) -> f64) -> impl DoubleEndedIterator<Item = [f64; 2]> {
        (0..self.ends.len()).map(move |g| {
            let start = if g == 0 { 0 } else { self.ends[g - 1] };
            let mut sums = [0.0; 2];
            for &film in &self.order[start..self.ends[g]] {
                sums[usize::from(!self.labels[film])] += weight(film);
            }
            sums
        })
    }
}

/// Ranks from 1, ties sharing their mean rank. `None` if a score is NaN.
pub(super) fn midranks(scores: &[f64]) -> Option<Vec<f64>> {
    let ranking = Ranking::new(scores, &vec![false; scores.len()])?;
    let mut ranks = vec![0.0; scores.len()];
    let mut start = 0;
    for &end in &ranking.ends {
        for &i in &ranking.order[start..end] {
            ranks[i] = (start + 1 + end) as f64 / 2.0;
        }
        start = end;
    }
    Some(ranks)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranks_share_their_mean() {
        assert_eq!(midranks(&[3.0, 1.0, 3.0, 2.0]), Some(vec![3.5, 1.0, 3.5, 2.0]));
        assert_eq!(midranks(&[f64::NAN]), None);
        assert_eq!(midranks(&[]), Some(Vec::new()));
    }

    fn films() -> impl Strategy<Value = Vec<(f64, bool, u8)>> {
        // Few different scores, so that there are ties.
        proptest::collection::vec(((-4i8..4).prop_map(f64::from), any::<bool>(), 0u8..4), 1..30)
    }

    proptest! {
        #[test]
        fn a_weight_is_that_many_copies(films in films()) {
            let (scores, labels): (Vec<f64>, Vec<bool>) = films.iter().map(|f| (f.0, f.1)).unzip();
            let copies: Vec<(f64, bool)> =
                films.iter().flat_map(|f| std::iter::repeat_n((f.0, f.1), f.2.into())).collect();
            let (copied, copied_labels): (Vec<f64>, Vec<bool>) = copies.into_iter().unzip();
            let weighted = Ranking::new(&scores, &labels).unwrap();
            let plain = Ranking::new(&copied, &copied_labels).unwrap();
            let weight = |i: usize| f64::from(films[i].2);
            for (a, b) in [
                (weighted.auc(weight), plain.auc(|_| 1.0)),
                (weighted.average_precision(weight), plain.average_precision(|_| 1.0)),
            ] {
                match (a, b) {
                    (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-12),
                    (a, b) => prop_assert_eq!(a, b),
                }
            }
        }

        #[test]
        fn what_keeps_the_order_keeps_the_figures(films in films()) {
            let (scores, labels): (Vec<f64>, Vec<bool>) = films.iter().map(|f| (f.0, f.1)).unzip();
            let other: Vec<f64> = scores.iter().map(|s| (s / 3.0).exp() - 7.0).collect();
            let (a, b) = (Ranking::new(&scores, &labels).unwrap(), Ranking::new(&other, &labels).unwrap());
            prop_assert_eq!(a.auc(|_| 1.0), b.auc(|_| 1.0));
            prop_assert_eq!(a.average_precision(|_| 1.0), b.average_precision(|_| 1.0));
        }
    }
}
