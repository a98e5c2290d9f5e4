//! From the keys of `--match` to what patients are compared by.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};

use super::matching::Matcher;
use super::options::{MatchKey, SplitOptions};
use super::patients::{Patients, years};
use crate::eda::Feature;
use crate::table::Row;

/// What patients are compared by: names of their index films, and means of numbers over the films of their class. One film's
/// numbers would leave the others of a patient unmatched (on the paediatric films AUC 0.73 by film instead of 0.57).
///
/// What is unknown matches only what is unknown too.
///
/// # Errors
///
/// A key that the table does not tell of any film, or that has to be measured on films of which some are missing.
pub(super) fn matcher(
    rows: &[Row],
    patients: &Patients,
    features: &[Feature],
    keys: &[MatchKey],
    options: &SplitOptions,
) -> Result<Matcher> {
    let mut labels: Vec<Vec<Option<&str>>> = vec![Vec::new(); patients.index_film.len()];
    let mut numbers: Vec<Vec<f64>> = vec![Vec::new(); patients.index_film.len()];
    let mut calipers = Vec::new();
    for &key in keys {
        let Some(name) = key.feature() else {
            let names: Vec<Option<&str>> = index_films(patients, |film| exact(key, &rows[film]));
            known(key, names.iter().any(Option::is_some))?;
            labels.iter_mut().zip(names).for_each(|(label, name)| label.push(name));
            continue;
        };
        let values = if key == MatchKey::Age {
            patients.means(|film| years(&rows[film]))
        } else {
            let feature = features.iter().find(|feature| feature.name == name);
            let values = feature.map(|feature| patients.means(|film| feature.values[film]));
            values.unwrap_or_else(|| vec![None; patients.index_film.len()])
        };
        known(key, values.iter().any(Option::is_some))?;
        if key.needs_films() {
            all_measured(rows, patients, key, &values)?;
        }
        // Without spread all are equal, and any scale will do.
        let sd = within_classes(&values, &patients.positive).unwrap_or(1.0);
        calipers.push(if key == MatchKey::Age { options.age_caliper / sd } else { options.caliper });
        for ((label, number), value) in labels.iter_mut().zip(&mut numbers).zip(values) {
            label.push(value.map(|_| "known"));
            number.push(value.unwrap_or(0.0) / sd);
        }
    }
    let mut categories: BTreeMap<&[Option<&str>], usize> = BTreeMap::new();
    let category = labels
        .iter()
        .map(|label| {
            let next = categories.len();
            *categories.entry(label).or_insert(next)
        })
        .collect();
    Ok(Matcher { category, numbers, calipers })
}

fn index_films<T>(patients: &Patients, of: impl Fn(usize) -> T) -> Vec<T> {
    patients.index_film.iter().map(|&film| of(film)).collect()
}

fn exact(key: MatchKey, row: &Row) -> Option<&str> {
    match key {
        MatchKey::View => row.view.as_deref(),
        MatchKey::Sex => row.sex.map(crate::table::Sex::as_str),
        MatchKey::Source => row.source.as_deref(),
        _ => None,
    }
}

fn known(key: MatchKey, any: bool) -> Result<()> {
    let name = key.as_str();
    if key.needs_films() {
        ensure!(any, "--match {name} is measured on films: give their folder with --images");
    }
    ensure!(any, "--match {name}: the table does not tell it of any film");
    Ok(())
}

/// A film that was not measured has no place among the matched ones.
fn all_measured(rows: &[Row], patients: &Patients, key: MatchKey, values: &[Option<f64>]) -> Result<()> {
    let missing = patients.index_film.iter().zip(values).filter(|(_, value)| value.is_none());
    let lines: Vec<u64> = missing.map(|(&film, _)| rows[film].line).collect();
    let Some(first) = lines.iter().min() else { return Ok(()) };
    Err(anyhow::anyhow!("line {first} of the table and {} more", lines.len() - 1)).with_context(|| {
        format!(
            "--match {}: the films of {} of {} patients are missing or cannot be read (`trainer eda` lists them)",
            key.as_str(),
            lines.len(),
            values.len()
        )
    })
}

/// The standard deviation within the classes: the root of the mean of both variances. `None` without a spread.
pub(super) fn within_classes(values: &[Option<f64>], positive: &[bool]) -> Option<f64> {
    let class = |wanted: bool| {
        let of_class = values.iter().zip(positive).filter(move |(_, positive)| **positive == wanted);
        moments(of_class.filter_map(|(value, _)| *value))
    };
    let (with, without) = (class(true), class(false));
    let variances: Vec<f64> = [with, without].into_iter().flatten().map(|(_, variance)| variance).collect();
    let mean = variances.iter().sum::<f64>() / variances.len() as f64;
    (mean > 0.0).then(|| mean.sqrt())
}

/// Mean, and variance of the sample (n - 1); `None` of fewer than two numbers.
pub(super) fn moments(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let values: Vec<f64> = values.collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (values.len() > 1).then(|| (mean, squares / (n - 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eda::Cohort;
    use crate::table::{Age, PNEUMONIA};

    fn row(patient: &str, positive: bool, view: Option<&str>, age: Option<f64>) -> Row {
        Row {
            patient_id: patient.to_owned(),
            findings: if positive { vec![PNEUMONIA.to_owned()] } else { vec![] },
            view: view.map(str::to_owned),
            age: age.map(|years| Age { youngest: years, oldest: years }),
            ..Row::default()
        }
    }

    #[test]
    fn years_are_years_and_the_unknown_matches_itself() {
        let rows = [
            row("1", true, Some("PA"), Some(40.0)),
            row("2", false, Some("PA"), Some(45.0)),
            row("3", true, Some("PA"), None),
            row("4", false, Some("PA"), None),
            row("5", true, None, Some(60.0)),
            row("6", false, Some("PA"), Some(66.0)),
        ];
        let patients = Patients::new(&Cohort::new(&rows).unwrap(), 0);
        let options = SplitOptions::default();
        let keys = [MatchKey::View, MatchKey::Age];
        let found = matcher(&rows, &patients, &[], &keys, &options).unwrap();
        let pairs = found.groups(&[0, 2, 4], &[1, 3, 5], 1);
        assert_eq!(pairs.iter().map(|g| (g.anchor, g.partners[0])).collect::<Vec<_>>(), [(0, 1), (2, 3)]);
        // 60 and 66 years are too far apart, even without the view.
        let found = matcher(&rows, &patients, &[], &[MatchKey::Age], &options).unwrap();
        assert_eq!(found.groups(&[4], &[5], 1), []);
    }

    #[test]
    fn a_key_that_nobody_knows_is_refused() {
        let rows = [row("1", true, None, None), row("2", false, None, None)];
        let patients = Patients::new(&Cohort::new(&rows).unwrap(), 0);
        let refusal =
            |key| matcher(&rows, &patients, &[], &[key], &SplitOptions::default()).err().unwrap().to_string();
        assert!(refusal(MatchKey::View).contains("--match view: the table does not tell"));
        assert!(refusal(MatchKey::Age).contains("--match age: the table does not tell"));
        assert!(refusal(MatchKey::Noise).contains("--images"));
    }

    #[test]
    fn spread_within_classes() {
        // Variances 2 and 8.
        let values = [1.0, 3.0, 0.0, 4.0].map(Some);
        let sd = within_classes(&values, &[true, true, false, false]).unwrap();
        assert!((sd - 5.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(within_classes(&[Some(1.0); 4], &[true, true, false, false]), None);
        assert_eq!(within_classes(&[None, Some(1.0)], &[true, false]), None);
    }
}
