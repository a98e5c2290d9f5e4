//! The exploration in a dozen lines, for the terminal.

use super::Eda;
use crate::plot::{percent, thousands};

/// Lines for people: what the set is, and below it what they should know before they train on it.
pub fn summary(eda: &Eda) -> Vec<String> {
    let counts = &eda.counts;
    let pneumonia = &counts.pneumonia_images;
    let share = |s: Option<f64>| s.map_or("–".to_owned(), percent);
    let list = |groups: &[super::Breakdown]| {
        groups
            .iter()
            .map(|g| format!("{} {} of {}", g.group, thousands(g.images.count), thousands(g.images.of)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut lines = vec![
        format!(
            "table        {} ({}), {} rows",
            eda.table.file,
            eda.table.layout.as_str(),
            thousands(eda.table.rows)
        ),
        format!("films        {} of {} patients", thousands(counts.images), thousands(counts.patients)),
        format!(
            "pneumonia    {} films ({}) of {} patients; {} as the only label",
            thousands(pneumonia.count),
            share(pneumonia.share),
            thousands(counts.pneumonia_patients.count),
            thousands(counts.pneumonia_only_images.count)
        ),
    ];
    let mut more = |name: &str, text: String| {
        if !text.is_empty() {
            lines.push(format!("{name:<12} {text}"));
        }
    };
    more("by view", list(&eda.prevalence.by_view));
    more("by sex", list(&eda.prevalence.by_sex));
    let with = eda.findings.with_pneumonia.iter().take(5);
    more(
        "together",
        with.map(|c| format!("{} {}", c.finding, thousands(c.with_pneumonia.count)))
            .collect::<Vec<_>>()
            .join(", "),
    );
    let age = &eda.demographics.age;
    if let Some(years) = age.groups.first().and_then(|g| g.years) {
        more(
            "age",
            format!(
                "median {:.0} years ({:.0} to {:.0}); {} impossible ages left out",
                years.median,
                years.min,
                years.max,
                thousands(age.impossible.len())
            ),
        );
    }
    if let Some(pixels) = &eda.pixels {
        more(
            "read",
            format!(
                "{} films; {} missing, {} unreadable, {} groups of duplicates",
                thousands(pixels.films_read),
                thousands(pixels.missing),
                thousands(pixels.unreadable),
                thousands(pixels.duplicates.len())
            ),
        );
    }
    lines
}
