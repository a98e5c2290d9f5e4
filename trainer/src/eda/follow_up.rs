//! Films of the same patient: how many there are, and whether their labels agree.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cohort::Cohort;
use super::findings::Tally;
use super::numbers::Numbers;

/// Films of the same patient.
#[derive(Debug, Clone, Serialize)]
pub struct FollowUp {
    /// Patients by their number of films; those with pneumonia on any of them counted apart.
    pub films_per_patient: Vec<Tally>,
    /// What describes that number over all patients.
    pub films: Option<Numbers>,
    /// The same over patients with pneumonia on any film.
    pub films_of_pneumonia_patients: Option<Numbers>,
    /// Patients with a single film.
    pub patients_with_one_film: usize,
    /// Share of all films that the tenth of patients with most films has.
    pub share_of_busiest_tenth: Option<f64>,
    /// What describes the table's own follow-up number over films with pneumonia.
    pub number_with_pneumonia: Option<Numbers>,
    /// The same over all other films.
    pub number_without_pneumonia: Option<Numbers>,
}

pub(super) fn explore(cohort: &Cohort<'_>) -> FollowUp {
    let mut films = vec![0_usize; cohort.patients];
    let mut positive = vec![false; cohort.patients];
    for (film, &patient) in cohort.patient.iter().enumerate() {
        films[patient] += 1;
        positive[patient] |= cohort.positive[film];
    }
    let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (&films, &positive) in films.iter().zip(&positive) {
        let (all, with) = counts.entry(films).or_default();
        *all += 1;
        *with += usize::from(positive);
    }
    let numbers = |keep: &dyn Fn(bool) -> bool| {
        Numbers::of(films.iter().zip(&positive).filter(|(_, p)| keep(**p)).map(|(f, _)| *f as f64).collect())
    };
    let follow_up = |with: bool| {
        let rows = cohort.rows.iter().zip(&cohort.positive).filter(|(_, p)| **p == with);
        Numbers::of(rows.filter_map(|(row, _)| row.follow_up.map(f64::from)).collect())
    };
    let mut sorted = films.clone();
    sorted.sort_unstable_by_key(|f| std::cmp::Reverse(*f));
    let tenth: usize = sorted.iter().take(cohort.patients / 10).sum();
    FollowUp {
        films_per_patient: counts
            .into_iter()
            .map(|(number, (all, pneumonia))| Tally { number, all, pneumonia })
            .collect(),
        films: numbers(&|_| true),
        films_of_pneumonia_patients: numbers(&|positive| positive),
        patients_with_one_film: films.iter().filter(|f| **f == 1).count(),
        share_of_busiest_tenth: (cohort.patients >= 10).then(|| tenth as f64 / cohort.rows.len() as f64),
        number_with_pneumonia: follow_up(true),
        number_without_pneumonia: follow_up(false),
    }
}
