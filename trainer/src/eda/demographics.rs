//! Who the patients are: age, sex, and the view they were filmed in.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cohort::Cohort;
use super::numbers::Numbers;
use crate::table::{OLDEST, Sex};

/// Age, sex and view.
#[derive(Debug, Clone, Serialize)]
pub struct Demographics {
    /// Ages.
    pub age: AgeFacts,
    /// Films by sex: name, films.
    pub images_by_sex: BTreeMap<String, usize>,
    /// Patients by the sex on their first film in the table.
    pub patients_by_sex: BTreeMap<String, usize>,
    /// Patients whose films do not agree on it.
    pub patients_of_two_sexes: usize,
    /// Films by view: name, films.
    pub images_by_view: BTreeMap<String, usize>,
}

/// Ages, years. What is described leaves impossible ages out.
#[derive(Debug, Clone, Serialize)]
pub struct AgeFacts {
    /// Films of a known, possible age.
    pub known: usize,
    /// Films of which the table does not tell.
    pub missing: usize,
    /// Ages that nobody reaches, in the table's order.
    pub impossible: Vec<ImpossibleAge>,
    /// Films of which only a range is known.
    pub ranges: Vec<AgeRange>,
    /// All films, then each class, view and sex.
    pub groups: Vec<AgeGroup>,
    /// Films by age.
    pub histogram: AgeHistogram,
}

/// An age above [`OLDEST`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImpossibleAge {
    /// Line of the table.
    pub line: u64,
    /// What stands there, years.
    pub years: f64,
}

/// Films of which only a range of ages is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgeRange {
    /// Years at least.
    pub youngest: f64,
    /// Years at most.
    pub oldest: f64,
    /// Films.
    pub images: usize,
}

/// Ages of a group of films.
#[derive(Debug, Clone, Serialize)]
pub struct AgeGroup {
    /// Name.
    pub group: String,
    /// What describes its ages; `None` without any.
    pub years: Option<Numbers>,
}

/// Films by age and class.
#[derive(Debug, Clone, Serialize)]
pub struct AgeHistogram {
    /// Width of a bin, years.
    pub bin_years: u32,
    /// First year of each bin.
    pub from: Vec<u32>,
    /// Films labelled pneumonia.
    pub pneumonia: Vec<usize>,
    /// All other films.
    pub other: Vec<usize>,
}

const BIN: u32 = 5;

/// Name of the group of unknown sex or view.
const NOT_GIVEN: &str = "not given";

pub(super) fn explore(cohort: &Cohort<'_>) -> Demographics {
    let rows = cohort.rows;
    let mut first: Vec<Option<Option<Sex>>> = vec![None; cohort.patients];
    let mut two = vec![false; cohort.patients];
    for (row, &patient) in rows.iter().zip(&cohort.patient) {
        let sex = *first[patient].get_or_insert(row.sex);
        two[patient] |= sex != row.sex;
    }
    let name = |sex: Option<Sex>| sex.map_or(NOT_GIVEN, Sex::as_str).to_owned();
    Demographics {
        age: ages(cohort),
        images_by_sex: tally(rows.iter().map(|r| name(r.sex))),
        patients_by_sex: tally(first.into_iter().flatten().map(name)),
        patients_of_two_sexes: two.into_iter().filter(|t| *t).count(),
        images_by_view: tally(rows.iter().map(|r| r.view.clone().unwrap_or_else(|| NOT_GIVEN.to_owned()))),
    }
}

fn tally(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

fn ages(cohort: &Cohort<'_>) -> AgeFacts {
    let rows = cohort.rows;
    let mut years: Vec<Option<f64>> = Vec::with_capacity(rows.len());
    let (mut missing, mut impossible) = (0, Vec::new());
    // Ages are not negative, so their bits are in order.
    let mut ranges: BTreeMap<(u64, u64), usize> = BTreeMap::new();
    for row in rows {
        years.push(match row.age {
            None => {
                missing += 1;
                None
            }
            Some(age) if age.is_impossible() => {
                impossible.push(ImpossibleAge { line: row.line, years: age.oldest });
                None
            }
            Some(age) => {
                if age.years().is_none() {
                    *ranges.entry((age.youngest.to_bits(), age.oldest.to_bits())).or_default() += 1;
                }
                age.years()
            }
        });
    }
    let describe = |group: String, keep: &dyn Fn(usize) -> bool| AgeGroup {
        group,
        years: Numbers::of((0..rows.len()).filter(|&i| keep(i)).filter_map(|i| years[i]).collect()),
    };
    let mut groups = vec![
        describe("all films".into(), &|_| true),
        describe("pneumonia".into(), &|i| cohort.positive[i]),
        describe("not pneumonia".into(), &|i| !cohort.positive[i]),
    ];
    for (v, view) in cohort.views.iter().enumerate() {
        groups.push(describe(view.clone(), &|i| cohort.view[i] == Some(v)));
        groups.push(describe(format!("{view}, pneumonia"), &|i| {
            cohort.view[i] == Some(v) && cohort.positive[i]
        }));
    }
    for sex in [Sex::Female, Sex::Male] {
        groups.push(describe(sex.as_str().into(), &|i| rows[i].sex == Some(sex)));
    }
    groups.retain(|group| group.years.is_some());
    AgeFacts {
        known: years.iter().flatten().count(),
        missing,
        impossible,
        ranges: ranges
            .into_iter()
            .map(|((youngest, oldest), images)| AgeRange {
                youngest: f64::from_bits(youngest),
                oldest: f64::from_bits(oldest),
                images,
            })
            .collect(),
        groups,
        histogram: histogram(&years, &cohort.positive),
    }
}

fn histogram(years: &[Option<f64>], positive: &[bool]) -> AgeHistogram {
    let last = years.iter().flatten().fold(0.0_f64, |a, y| a.max(*y)).min(OLDEST);
    let bins = if years.iter().any(Option::is_some) { last as usize / BIN as usize + 1 } else { 0 };
    let (mut pneumonia, mut other) = (vec![0; bins], vec![0; bins]);
    for (years, positive) in years.iter().zip(positive) {
        if let Some(years) = years {
            let class = if *positive { &mut pneumonia } else { &mut other };
            class[*years as usize / BIN as usize] += 1;
        }
    }
    AgeHistogram { bin_years: BIN, from: (0..bins as u32).map(|b| b * BIN).collect(), pneumonia, other }
}
