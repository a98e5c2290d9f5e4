//! What to know before the parts are used: departures from what one might expect, small numbers, shortcuts that remain.

use super::balance::FeatureBalance;
use super::options::{MatchKey, Part, SplitOptions, TestClasses};
use super::patients::Patients;
use super::summary::{Parts, SplitSummary};
use crate::eda::Pixels;
use crate::eda::shortcuts::{Strength, WARN_ABOVE};
use crate::metrics::auc_interval;
use crate::plot::{percent, thousands};
use crate::table::Row;

/// The AUC that the doubt of a small part is told by: what published networks reach on NIH's list for pneumonia is
/// 0.63 to 0.77 (Wang et al. 2017; Rajpurkar et al. 2017).
const TYPICAL_AUC: f64 = 0.75;

/// Half a confidence interval above which a part is called small.
const WIDE: f64 = 0.05;

/// Notes on counts and ratios.
pub(super) fn of_counts(summary: &SplitSummary) -> Vec<String> {
    let (options, parts) = (&summary.options, &summary.parts);
    let mut notes = vec![of_test(options, parts)];
    notes.push(format!(
        "all films of a patient go together, so that ratios by film are others: train {}, validation {}, test {}",
        parts.train.films.ratio(),
        parts.validation.films.ratio(),
        parts.test.films.ratio()
    ));
    for part in Part::ALL {
        if let Some(matched) = parts.get(part).matched {
            notes.push(format!(
                "{}: {} of the {} groups of {} that the patients gave found partners matched by {}; it takes {}",
                part.as_str(),
                thousands(matched.groups),
                thousands(matched.without_matching),
                parts.get(part).ratio_wanted,
                keys(options),
                thousands(matched.taken)
            ));
        }
    }
    for part in [Part::Validation, Part::Test] {
        let patients = parts.get(part).patients;
        let [low, high] = auc_interval(TYPICAL_AUC, patients.positive, patients.negative);
        if (high - low) / 2.0 > WIDE {
            notes.push(format!(
                "{} is small: an AUC of {TYPICAL_AUC} measured on its {} positive and {} negative patients has a 95 % \
                 interval of {low:.2} to {high:.2}",
                part.as_str(),
                patients.positive,
                patients.negative
            ));
        }
    }
    let left = &summary.left_out;
    if left.patients.all() > 0 {
        notes.push(format!(
            "left out: {} positive and {} negative patients, whom the ratios have no place for{}",
            thousands(left.patients.positive),
            thousands(left.patients.negative),
            if options.match_by.is_empty() { "" } else { ", or who found no partner" }
        ));
    }
    notes
}

fn of_test(options: &SplitOptions, parts: &Parts) -> String {
    let patients = parts.test.patients;
    let prevalence = patients.prevalence.map_or_else(|| "–".to_owned(), percent);
    match options.test_classes {
        TestClasses::Natural => format!(
            "test is at the table's own ratio, {} by patient (prevalence {prevalence}): the prevalence of a population \
             only if the table is a plain sample of it; --prevalence thins test to one that is known",
            patients.ratio()
        ),
        TestClasses::Ratio(ratio) => {
            format!("test is at {ratio} as asked for, at no population's prevalence")
        }
        TestClasses::Prevalence(wanted) => format!(
            "test is thinned to a prevalence of {prevalence} of the patients; asked for was {}",
            percent(wanted)
        ),
    }
}

fn keys(options: &SplitOptions) -> String {
    options.match_by.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ")
}

/// Notes on keys that do nothing or rest on less than they seem to.
pub(super) fn of_keys(rows: &[Row], options: &SplitOptions, balance: &[FeatureBalance]) -> Vec<String> {
    let mut notes = Vec::new();
    let by_age = options.match_by.contains(&MatchKey::Age)
        || options.stratify.contains(&super::options::StratifyKey::Age);
    if by_age {
        let impossible = rows.iter().filter(|row| row.age.is_some_and(|age| age.is_impossible())).count();
        if impossible > 0 {
            notes.push(format!(
                "{} films with an impossible age count as of unknown age",
                thousands(impossible)
            ));
        }
        let known = |row: &&Row| row.age.is_some_and(|age| !age.is_impossible() && age.years().is_none());
        let ranges = rows.iter().filter(known).count();
        if ranges > 0 {
            notes.push(format!(
                "of {} films only a range of ages is known: its middle counts",
                thousands(ranges)
            ));
        }
    }
    for key in &options.match_by {
        let mut of_key = balance.iter().filter(|b| MatchKey::of_feature(&b.feature) == Some(*key)).peekable();
        // A category that all films share has no feature at all.
        let constant = of_key.peek().is_none() || of_key.all(|b| b.table.by_film.strength.auc.is_none());
        if constant && *key != MatchKey::Age {
            notes.push(format!("--match {}: it is the same for all films, and does nothing", key.as_str()));
        }
    }
    notes
}

/// Notes on the films themselves.
pub(super) fn of_films(
    rows: &[Row],
    patients: &Patients,
    members: &[Vec<usize>; 3],
    pixels: &Pixels,
) -> Vec<String> {
    let mut notes = Vec::new();
    let absent = pixels.missing + pixels.unreadable;
    if absent > 0 {
        notes.push(format!(
            "{} of {} films are missing or cannot be read; `trainer eda` lists them",
            thousands(absent),
            thousands(rows.len())
        ));
    }
    let mut part_of_line = std::collections::HashMap::new();
    for (part, members) in Part::ALL.into_iter().zip(members) {
        for &film in members.iter().flat_map(|&p| &patients.films[p]) {
            part_of_line.insert(rows[film].line, part);
        }
    }
    let shared =
        pixels.duplicates.iter().filter(|duplicate| !duplicate.same_patient).filter_map(|duplicate| {
            let parts: Vec<(u64, Part)> =
                duplicate.lines.iter().filter_map(|line| Some((*line, *part_of_line.get(line)?))).collect();
            let first = parts.first()?;
            parts.iter().find(|(_, part)| *part != first.1).map(|other| (*first, *other))
        });
    let shared: Vec<_> = shared.collect();
    if let Some(((line, part), (other_line, other))) = shared.first() {
        notes.push(format!(
            "{} pictures stand under several patients and in several parts; the first on line {line} of the table \
             ({}) and line {other_line} ({})",
            shared.len(),
            part.as_str(),
            other.as_str()
        ));
    }
    notes
}

/// A sentence for each feature that tells the classes of a part apart on its own, the strongest first.
pub(super) fn warnings(options: &SplitOptions, balance: &[FeatureBalance]) -> Vec<String> {
    let mut found: Vec<(f64, String)> = Vec::new();
    for feature in balance {
        let in_parts = Part::ALL.map(|part| (part, feature.part(part).by_film.strength));
        let telling: Vec<(Part, Strength)> = in_parts
            .into_iter()
            // In a small part chance alone reaches such an AUC now and then.
            .filter(|(_, s)| s.auc > Some(WARN_ABOVE) && s.interval.is_some_and(|interval| interval[0] > 0.5))
            .collect();
        if telling.is_empty() {
            continue;
        }
        let strongest = telling.iter().filter_map(|(_, s)| s.auc).fold(0.0, f64::max);
        let aucs: Vec<String> =
            telling.iter().map(|(part, s)| format!("{} {}", part.as_str(), s.text())).collect();
        // Advice only where it has not been taken.
        let key = MatchKey::of_feature(&feature.feature).filter(|key| !options.match_by.contains(key));
        let advice = key.map_or_else(String::new, |key| format!("; see --match {}", key.as_str()));
        found.push((
            strongest,
            format!(
                "{} alone tells the films of the classes apart, with AUC {}{advice}",
                feature.feature,
                aucs.join(", ")
            ),
        ));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().map(|(_, warning)| warning).collect()
}
