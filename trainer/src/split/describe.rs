//! Counts and demographics of a set of patients.

use std::collections::BTreeMap;

use super::patients::{Patients, age_band, years};
use super::summary::{Classes, Demographics, Group};
use crate::eda::Numbers;
use crate::table::{PNEUMONIA, Row, Sex};

/// What counts as unknown.
const NOT_GIVEN: &str = "not given";

/// The films of some patients, as places in the table, in its order.
pub(super) fn films_of(patients: &Patients, members: &[usize]) -> Vec<usize> {
    let mut films: Vec<usize> = members.iter().flat_map(|&p| patients.films[p].iter().copied()).collect();
    films.sort_unstable();
    films
}

/// Counts flags.
pub(super) fn classes(flags: impl Iterator<Item = bool>) -> Classes {
    let (mut positive, mut all) = (0, 0);
    for flag in flags {
        positive += usize::from(flag);
        all += 1;
    }
    Classes::new(positive, all - positive)
}

/// Who is on these films.
pub(super) fn demographics(rows: &[Row], films: &[usize]) -> Demographics {
    let of_class = |positive: bool| -> Vec<&Row> {
        films.iter().map(|&film| &rows[film]).filter(|row| row.is_positive() == positive).collect()
    };
    Demographics { positive: group(&of_class(true)), negative: group(&of_class(false)) }
}

fn group(rows: &[&Row]) -> Group {
    Group {
        films: rows.len(),
        views: tally(rows, |row| row.view.as_deref()),
        sexes: tally(rows, |row| row.sex.map(Sex::as_str)),
        age_bands: tally(rows, |row| years(row).map(age_band)),
        age: Numbers::of(
            rows.iter().filter_map(|row| row.age.filter(|age| !age.is_impossible())?.years()).collect(),
        ),
    }
}

fn tally<'a>(rows: &[&'a Row], of: impl Fn(&'a Row) -> Option<&'a str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(of(row).unwrap_or(NOT_GIVEN).to_owned()).or_default() += 1;
    }
    counts
}

/// Findings on films with pneumonia besides pneumonia, most common first, then by name.
pub(super) fn co_findings(rows: &[Row], films: &[usize]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let positive = films.iter().map(|&film| &rows[film]).filter(|row| row.is_positive());
    for finding in positive.flat_map(|row| &row.findings).filter(|finding| *finding != PNEUMONIA) {
        *counts.entry(finding).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().map(|(f, n)| (f.to_owned(), n)).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
