//! Which films a baseline is fitted on, and which it scores: never films of one patient on both sides.

use super::resample::Stream;
use super::sample::Sample;

/// Parts that patients are dealt into where there is no table to fit on.
pub(crate) const FOLDS: usize = 5;

/// Films to fit on, and films to score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fold {
    /// Films to fit on.
    pub(crate) fit: Vec<usize>,
    /// Films to score.
    pub(crate) score: Vec<usize>,
}

/// The films after the first `scored` are fitted on; or, if there are none, each fifth of the patients is scored by what is
/// fitted on the others.
pub(crate) fn folds(sample: &Sample, scored: usize, seed: u64) -> Vec<Fold> {
    if scored < sample.len() {
        return vec![Fold { fit: (scored..sample.len()).collect(), score: (0..scored).collect() }];
    }
    let fold = deal(sample, seed);
    let films = |keep: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..sample.len()).filter(|&film| keep(fold[sample.patient()[film]])).collect()
    };
    (0..FOLDS).map(|k| Fold { fit: films(&|f| f != k), score: films(&|f| f == k) }).collect()
}

/// Each patient's fold: shuffled, then dealt out in turn, those with a positive film first, so that every fold has some.
fn deal(sample: &Sample, seed: u64) -> Vec<usize> {
    let mut positive = vec![false; sample.patients()];
    for (&patient, &label) in sample.patient().iter().zip(sample.labels()) {
        positive[patient] |= label;
    }
    let mut order: Vec<usize> = (0..sample.patients()).collect();
    // A stream that no resample has.
    let mut stream = Stream::new(seed, 1 << 33);
    for last in (1..order.len()).rev() {
        order.swap(last, stream.below(last + 1));
    }
    order.sort_by_key(|&patient| !positive[patient]);
    let mut fold = vec![0; order.len()];
    for (place, patient) in order.into_iter().enumerate() {
        fold[patient] = place % FOLDS;
    }
    fold
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_film_is_scored_once_by_what_has_not_seen_its_patient() {
        let sample = Sample::new((0..60).map(|i| i % 7 == 0).collect(), (0..60).map(|i| i / 3));
        let folds = folds(&sample, 60, 11);
        let mut scored: Vec<usize> = folds.iter().flat_map(|f| f.score.clone()).collect();
        scored.sort_unstable();
        assert_eq!(scored, (0..60).collect::<Vec<_>>());
        for fold in &folds {
            let patients = |films: &[usize]| -> Vec<usize> { films.iter().map(|i| i / 3).collect() };
            let fitted = patients(&fold.fit);
            assert!(patients(&fold.score).iter().all(|p| !fitted.contains(p)));
            assert!(fold.score.iter().any(|&i| sample.labels()[i]));
        }
        assert_eq!(folds, super::folds(&sample, 60, 11));
        assert_ne!(folds, super::folds(&sample, 60, 12));
    }

    #[test]
    fn a_table_to_fit_on_takes_their_place() {
        let sample = Sample::new(vec![true, false, true, false], 0..4);
        assert_eq!(folds(&sample, 2, 1), [Fold { fit: vec![2, 3], score: vec![0, 1] }]);
    }
}
