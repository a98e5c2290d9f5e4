//! A split in a dozen lines, for the terminal.

use super::options::Part;
use super::summary::{Classes, SplitSummary};
use crate::plot::{percent, thousands};

/// Lines for people: who is where, and how far the classes differ in what is no disease.
pub fn lines(summary: &SplitSummary) -> Vec<String> {
    let source = &summary.source;
    let mut lines = vec![
        format!(
            "table       {} ({}), {} films of {} patients; seed {}",
            source.file,
            source.layout.as_str(),
            thousands(source.films.all()),
            thousands(source.patients.all()),
            summary.seed
        ),
        format!(
            "{:<11} {:>9} {:>9} {:>9} {:>10}   {:>9} {:>9} {:>9}",
            "patients", "positive", "negative", "ratio", "prevalence", "films: +", "films: -", "ratio"
        ),
    ];
    let mut row = |name: &str, patients: &Classes, films: &Classes| {
        lines.push(format!(
            "{name:<11} {:>9} {:>9} {:>9} {:>10}   {:>9} {:>9} {:>9}",
            thousands(patients.positive),
            thousands(patients.negative),
            patients.ratio(),
            patients.prevalence.map_or_else(|| "–".to_owned(), percent),
            thousands(films.positive),
            thousands(films.negative),
            films.ratio()
        ));
    };
    row("all", &source.patients, &source.films);
    for part in Part::ALL {
        let about = summary.parts.get(part);
        row(part.as_str(), &about.patients, &about.films);
    }
    row("left out", &summary.left_out.patients, &summary.left_out.films);
    let matched: Vec<_> = summary.balance.iter().filter(|feature| feature.matched).collect();
    if !matched.is_empty() {
        lines.push("AUC of each matched feature between the classes, of patients / of films:".to_owned());
        lines.push(format!("{:<28} {:>13} {:>13} {:>13} {:>13}", "", "all", "train", "validation", "test"));
    }
    for feature in matched {
        let show = |auc: Option<f64>| auc.map_or_else(|| "–".to_owned(), |auc| format!("{auc:.3}"));
        let cells = [feature.table, feature.train, feature.validation, feature.test].map(|difference| {
            format!(
                "{} / {}",
                show(difference.by_patient.strength.auc),
                show(difference.by_film.strength.auc)
            )
        });
        let [all, train, validation, test] = cells;
        lines.push(format!("{:<28} {all:>13} {train:>13} {validation:>13} {test:>13}", feature.feature));
    }
    lines.push(format!("identity    {}", summary.sha256));
    lines
}
