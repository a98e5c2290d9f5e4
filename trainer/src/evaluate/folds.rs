//! Which films a baseline is fitted on, and which it scores: never films of one patient on both sides.

use super::resample::Stream;
use super::sample::Sample;

/// Parts that patients are dealt into where there is no table to fit on.
pub(crate) const FOLDS: usize = 8;

/// Films to fit on, and films to score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fold {
    /// Films to fit on.
    pub(crate) fit: Vec<usize>,
    /// Films to score.
    pub(crate) score: Vec<usize>,
}

/// All fits that score every film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folds {
    /// Each film is scored by one of these.
    pub(crate) list: Vec<Fold>,
    /// Each film's place in the list, where there is more than one.
    pub(crate) of: Option<Vec<usize>>,
}

impl Folds {
    /// The films after the first `scored` are fitted on; or, if there are none, each part of the patients is scored by what
    /// is fitted on the others.
    pub(crate) fn new(sample: &Sample, scored: usize, seed: u64) -> Self {
        if scored < sample.len() {
            let fold = Fold { fit: (scored..sample.len()).collect(), score: (0..scored).collect() };
            return Self { list: vec![fold], of: None };
        }
        let patients = deal(sample, seed);
        let of: Vec<usize> = sample.patient().iter().map(|&patient| patients[patient]).collect();
        let list = (0..FOLDS).map(|k| without(&of, k, k)).collect();
        Self { list, of: Some(of) }
    }
}

/// Fits on the films of neither fold, and scores those of both.
pub(crate) fn without(of: &[usize], f: usize, g: usize) -> Fold {
    let (score, fit) = (0..of.len()).partition(|&film| of[film] == f || of[film] == g);
    Fold { fit, score }
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
        let folds = Folds::new(&sample, 60, 11);
        let mut scored: Vec<usize> = folds.list.iter().flat_map(|f| f.score.clone()).collect();
        scored.sort_unstable();
        assert_eq!(scored, (0..60).collect::<Vec<_>>());
        for fold in &folds.list {
            let patients = |films: &[usize]| -> Vec<usize> { films.iter().map(|i| i / 3).collect() };
            let fitted = patients(&fold.fit);
            assert!(patients(&fold.score).iter().all(|p| !fitted.contains(p)));
            assert!(fold.score.iter().any(|&i| sample.labels()[i]));
        }
        assert_eq!(folds, Folds::new(&sample, 60, 11));
        assert_ne!(folds, Folds::new(&sample, 60, 12));
    }

    #[test]
    fn a_table_to_fit_on_takes_their_place() {
        let sample = Sample::new(vec![true, false, true, false], 0..4);
        let list = vec![Fold { fit: vec![2, 3], score: vec![0, 1] }];
        assert_eq!(Folds::new(&sample, 2, 1), Folds { list, of: None });
    }

    #[test]
    fn two_folds_are_left_out_together() {
        assert_eq!(without(&[0, 1, 2, 1, 3], 1, 3), Fold { fit: vec![0, 2], score: vec![1, 3, 4] });
    }
}
