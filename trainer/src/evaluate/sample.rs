//! The films that are scored: their labels, and whose they are.

use std::collections::HashMap;
use std::hash::Hash;

/// Films as the figures need them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    labels: Vec<bool>,
    patient: Vec<usize>,
    patients: usize,
}

impl Sample {
    /// Films with whether each is positive, and its patient.
    ///
    /// # Panics
    ///
    /// If `patients` are not as many as `labels`: a fault of the caller.
    pub fn new<K: Eq + Hash>(labels: Vec<bool>, patients: impl IntoIterator<Item = K>) -> Self {
        let mut numbers: HashMap<K, usize> = HashMap::new();
        let patient: Vec<usize> = patients
            .into_iter()
            .map(|patient| {
                let next = numbers.len();
                *numbers.entry(patient).or_insert(next)
            })
            .collect();
        assert_eq!(patient.len(), labels.len(), "a patient for each film");
        Self { labels, patient, patients: numbers.len() }
    }

    /// Some of the films, in the order given.
    ///
    /// # Panics
    ///
    /// If there is no such film.
    pub fn part(&self, films: &[usize]) -> Self {
        Self::new(films.iter().map(|&i| self.labels[i]).collect(), films.iter().map(|&i| self.patient[i]))
    }

    /// Films.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Whether each film is positive.
    pub fn labels(&self) -> &[bool] {
        &self.labels
    }

    /// Number of each film's patient, from 0.
    pub fn patient(&self) -> &[usize] {
        &self.patient
    }

    /// Patients.
    pub fn patients(&self) -> usize {
        self.patients
    }

    /// Positive films.
    pub fn positives(&self) -> usize {
        self.labels.iter().filter(|&&l| l).count()
    }

    /// Negative films.
    pub fn negatives(&self) -> usize {
        self.len() - self.positives()
    }

    /// Share of positive films; `None` without films.
    pub fn prevalence(&self) -> Option<f64> {
        (!self.is_empty()).then(|| self.positives() as f64 / self.len() as f64)
    }

    /// Whether no patient has a second film, so that films can be taken as drawn one by one.
    pub fn one_film_a_patient(&self) -> bool {
        self.patients == self.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_numbers_its_patients_anew() {
        let sample = Sample::new(vec![true, false, true, true], ["a", "b", "b", "c"]);
        assert_eq!((sample.patients(), sample.positives(), sample.negatives()), (3, 3, 1));
        assert!(!sample.one_film_a_patient());
        let part = sample.part(&[3, 1]);
        assert_eq!((part.labels(), part.patient(), part.patients()), (&[true, false][..], &[0, 1][..], 2));
        assert!(part.one_film_a_patient());
        assert_eq!((part.prevalence(), sample.part(&[]).prevalence()), (Some(0.5), None));
    }
}
