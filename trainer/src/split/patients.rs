//! Patients, which are what is drawn, and the film that stands for each.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use rand::SeedableRng as _;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand_chacha::ChaCha8Rng;

use super::options::StratifyKey;
use crate::eda::Cohort;
use crate::table::Row;

/// The patients of a table, in the order of their ids, so that the order of the table's rows decides nothing.
pub(super) struct Patients {
    /// Each patient's films as places in the table, in its order.
    pub(super) films: Vec<Vec<usize>>,
    /// Whether any film of the patient is labelled pneumonia.
    pub(super) positive: Vec<bool>,
    /// The films of each that bear the patient's class, by follow-up number.
    pub(super) of_class: Vec<Vec<usize>>,
    /// The film whose view, sex and source stand for the patient's: one of `of_class`, drawn by the seed. Not the first:
    /// pneumonia is seldom on a patient's first film, so first films would differ in view where films as a whole do not.
    pub(super) index_film: Vec<usize>,
}

/// Patients of both classes that are still to be had, in the order in which they are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pool {
    /// Positive and negative patients.
    pub(super) classes: [Vec<usize>; 2],
}

impl Patients {
    pub(super) fn new(cohort: &Cohort<'_>, seed: u64) -> Self {
        let mut films = vec![Vec::new(); cohort.patients];
        for (film, &patient) in cohort.patient.iter().enumerate() {
            films[patient].push(film);
        }
        // Each patient has a film: patients are numbered by their films.
        films.sort_by_key(|films: &Vec<usize>| cohort.rows[films[0]].patient_id.as_str());
        let positive: Vec<bool> =
            films.iter().map(|films| films.iter().any(|&film| cohort.positive[film])).collect();
        let of_class: Vec<Vec<usize>> = films
            .iter()
            .zip(&positive)
            .map(|(films, positive)| {
                let mut of_class: Vec<usize> =
                    films.iter().copied().filter(|&film| cohort.positive[film] == *positive).collect();
                of_class.sort_by_key(|&film| (cohort.rows[film].follow_up, cohort.rows[film].image.as_str()));
                of_class
            })
            .collect();
        let mut rng = stream(seed, 2);
        // No list is empty: a patient is positive because a film is, and negative because all are.
        let index_film = of_class.iter().map(|of| of.choose(&mut rng).copied().unwrap_or_default()).collect();
        Self { films, positive, of_class, index_film }
    }

    /// Each patient's mean of a number over the films that bear the patient's class and have it; `None` without any.
    pub(super) fn means(&self, value: impl Fn(usize) -> Option<f64>) -> Vec<Option<f64>> {
        let mean = |films: &Vec<usize>| {
            let known: Vec<f64> = films.iter().filter_map(|&film| value(film)).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        };
        self.of_class.iter().map(mean).collect()
    }

    /// Positive and negative patients, shuffled by the seed.
    pub(super) fn pool(&self, seed: u64) -> Pool {
        let class = |positive: bool, number: u64| {
            let mut patients: Vec<usize> =
                (0..self.positive.len()).filter(|&p| self.positive[p] == positive).collect();
            patients.shuffle(&mut stream(seed, number));
            patients
        };
        Pool { classes: [class(true, 0), class(false, 1)] }
    }

    /// The stratum of each patient, numbered from 0; all in one without keys.
    ///
    /// # Errors
    ///
    /// If the table does not tell a key of any film.
    pub(super) fn strata(&self, rows: &[Row], keys: &[StratifyKey]) -> Result<Vec<usize>> {
        for key in keys {
            ensure!(
                rows.iter().any(|row| key.of(row).is_some()),
                "--stratify: the table tells no {} of any film",
                key.as_str()
            );
        }
        let labels: Vec<Vec<Option<String>>> = self
            .index_film
            .iter()
            .map(|&film| keys.iter().map(|key| key.of(&rows[film])).collect())
            .collect();
        let mut numbers: BTreeMap<&[Option<String>], usize> = BTreeMap::new();
        for label in &labels {
            numbers.insert(label, 0);
        }
        numbers.values_mut().enumerate().for_each(|(i, number)| *number = i);
        Ok(labels.iter().map(|label| numbers[label.as_slice()]).collect())
    }
}

/// A stream of the seed's numbers for each purpose: how many one of them takes does not change what another draws.
fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    rng
}

impl Pool {
    /// How many of each class there are.
    pub(super) fn counts(&self) -> [usize; 2] {
        [self.classes[0].len(), self.classes[1].len()]
    }

    /// Takes patients out.
    pub(super) fn remove(&mut self, patients: &[usize]) {
        let gone: std::collections::HashSet<usize> = patients.iter().copied().collect();
        self.classes.iter_mut().for_each(|class| class.retain(|patient| !gone.contains(patient)));
    }
}

impl StratifyKey {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Sex => "sex",
            Self::Age => "age",
        }
    }

    /// The group of a film; `None` where the table does not tell.
    pub(super) fn of(self, row: &Row) -> Option<String> {
        match self {
            Self::View => row.view.clone(),
            Self::Sex => row.sex.map(|sex| sex.as_str().to_owned()),
            Self::Age => years(row).map(|years| age_band(years).to_owned()),
        }
    }
}

/// A film's age in years, the middle of a range; `None` where it is unknown or impossible.
pub(super) fn years(row: &Row) -> Option<f64> {
    row.age.filter(|age| !age.is_impossible()).map(|age| f64::midpoint(age.youngest, age.oldest))
}

/// The band of an age.
pub(super) fn age_band(years: f64) -> &'static str {
    match years {
        y if y < 18.0 => "under 18",
        y if y < 40.0 => "18 to 39",
        y if y < 60.0 => "40 to 59",
        y if y < 80.0 => "60 to 79",
        _ => "80 and more",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Age, NO_FINDING, PNEUMONIA};

    fn row(patient: &str, follow_up: u32, positive: bool) -> Row {
        Row {
            patient_id: patient.to_owned(),
            follow_up: Some(follow_up),
            findings: vec![if positive { PNEUMONIA } else { NO_FINDING }.to_owned()],
            ..Row::default()
        }
    }

    #[test]
    fn a_film_of_the_class_stands_for_a_patient() {
        let rows = [
            row("b", 3, true),
            row("b", 0, false),
            row("b", 2, true),
            row("a", 1, false),
            row("a", 0, false),
        ];
        let cohort = Cohort::new(&rows).unwrap();
        let drawn: std::collections::BTreeSet<Vec<usize>> = (0..64)
            .map(|seed| {
                let patients = Patients::new(&cohort, seed);
                assert_eq!(patients.films, [vec![3, 4], vec![0, 1, 2]]);
                assert_eq!(patients.positive, [false, true]);
                patients.index_film
            })
            .collect();
        let all = [[3, 0], [3, 2], [4, 0], [4, 2]];
        assert_eq!(drawn, all.map(|films| films.to_vec()).into());
    }

    #[test]
    fn the_tables_order_decides_nothing() {
        let mut rows: Vec<Row> = (0..40).map(|i| row(&format!("{i:02}"), 0, i % 3 == 0)).collect();
        for i in 0..40 {
            rows.push(Row { image: format!("{i}_1.png"), ..row(&format!("{i:02}"), 0, i % 3 == 0) });
        }
        let drawn = |rows: &[Row]| {
            let patients = Patients::new(&Cohort::new(rows).unwrap(), 7);
            let name = |film: usize| (rows[film].patient_id.clone(), rows[film].image.clone());
            let index: Vec<_> = patients.index_film.iter().map(|&film| name(film)).collect();
            let id = |p: usize| rows[patients.films[p][0]].patient_id.clone();
            (patients.pool(7).classes.map(|class| class.into_iter().map(id).collect::<Vec<_>>()), index)
        };
        let first = drawn(&rows);
        rows.reverse();
        assert_eq!(drawn(&rows), first);
        assert_eq!(first.0.each_ref().map(Vec::len), [14, 26]);
        assert!(!first.0[1].is_sorted());
    }

    #[test]
    fn numbers_are_means_over_the_films_of_the_class() {
        let rows = [row("b", 3, true), row("b", 0, false), row("b", 2, true), row("a", 1, false)];
        let patients = Patients::new(&Cohort::new(&rows).unwrap(), 0);
        assert_eq!(patients.means(|film| rows[film].follow_up.map(f64::from)), [Some(1.0), Some(2.5)]);
        assert_eq!(patients.means(|film| (film == 2).then_some(8.0)), [None, Some(8.0)]);
    }

    #[test]
    fn ages_and_their_bands() {
        let aged = |youngest, oldest| Row { age: Some(Age { youngest, oldest }), ..Row::default() };
        assert_eq!(years(&aged(1.0, 5.0)), Some(3.0));
        assert_eq!(years(&aged(411.0, 411.0)), None);
        assert_eq!(years(&Row::default()), None);
        let bands = [0.0, 17.9, 18.0, 59.0, 60.0, 80.0].map(age_band);
        assert_eq!(bands, ["under 18", "under 18", "18 to 39", "40 to 59", "60 to 79", "80 and more"]);
    }
}
