//! The exploration as one HTML file: text, tables and SVG, nothing from elsewhere, no script. It opens from disk and
//! prints.

mod films;
mod findings;
mod patients;
mod prevalence;
mod shares;
mod shortcuts;

use anyhow::Result;

use super::Eda;
use crate::page::Page;
use crate::plot::{BarSeries, Bars, percent, thousands};

/// The report.
///
/// # Errors
///
/// If a picture cannot be encoded, which only its size could cause.
pub fn html(eda: &Eda) -> Result<String> {
    let mut page = Page::new(&format!("What is in {}", eda.table.file));
    opening(&mut page, eda);
    classes(&mut page, eda);
    patients::demographics(&mut page, eda);
    findings::findings(&mut page, eda);
    patients::follow_up(&mut page, eda);
    prevalence::prevalence(&mut page, eda);
    shortcuts::audit(&mut page, eda);
    if let Some(pixels) = &eda.pixels {
        films::gray_levels(&mut page, pixels);
        films::mean_films(&mut page, pixels)?;
        films::files(&mut page, pixels);
    }
    methods(&mut page, eda);
    Ok(page.finish())
}

fn opening(page: &mut Page, eda: &Eda) {
    let counts = &eda.counts;
    page.lead(&format!(
        "{} films of {} patients. {} films ({}) of {} patients are labelled pneumonia.",
        thousands(counts.images),
        thousands(counts.patients),
        thousands(counts.pneumonia_images.count),
        share(counts.pneumonia_images.share),
        thousands(counts.pneumonia_patients.count)
    ));
    page.text(&format!(
        "Written by {} from the table {} ({}, {} rows, SHA-256 {}).{}",
        eda.software,
        eda.table.file,
        eda.table.layout.as_str(),
        thousands(eda.table.rows),
        eda.table.sha256,
        match &eda.pixels {
            Some(pixels) => format!(" {} films were read.", thousands(pixels.films_read)),
            None => " No film was opened: the figures below come from the table alone.".to_owned(),
        }
    ));
    if counts.pneumonia_images.count == 0 || counts.pneumonia_images.count == counts.images {
        page.warning(
            "There is one class only",
            &["Nothing can be learned, or audited, without films of both classes. Labels are compared whole, with \
               capitals as in `Pneumonia`."
                .to_owned()],
        );
    }
    if !eda.shortcuts.warnings.is_empty() {
        page.warning("Shortcuts: these tell the classes apart without any disease", &eda.shortcuts.warnings);
    }
}

fn classes(page: &mut Page, eda: &Eda) {
    let counts = &eda.counts;
    page.section("classes", "Classes");
    let named = [
        ("pneumonia", counts.pneumonia_images.count),
        ("no finding", counts.no_finding_images),
        ("other findings only", counts.other_finding_images),
        ("not pneumonia, no more known", counts.unnamed_images),
    ];
    let named: Vec<(&str, usize)> = named.into_iter().filter(|(_, films)| *films > 0).collect();
    let bars = Bars {
        title: "Films by class".into(),
        x_label: "class".into(),
        y_label: "films".into(),
        categories: named.iter().map(|(name, films)| format!("{name} ({})", thousands(*films))).collect(),
        series: vec![BarSeries {
            name: "films".into(),
            values: named.iter().map(|(_, f)| *f as f64).collect(),
        }],
        as_percent: false,
    };
    let rare = counts.pneumonia_images.share.filter(|s| *s > 0.0 && *s < 0.1).map(|s| {
        format!(
            " Whoever says \"no pneumonia\" of every film is right for {} of them: accuracy says nothing about such a \
             set. Look at the area under the ROC curve, at precision and at recall, and at their values for a trivial \
             rule.",
            percent(1.0 - s)
        )
    });
    let several = counts.pneumonia_only_images.share.is_some_and(|s| s < 0.5);
    page.figure(
        &format!("Films by class (n = {})", thousands(counts.images)),
        &bars.svg(),
        &format!(
            "A patient counts as having pneumonia if any of the films does; {} patients have films of both kinds. {} of \
             the films with pneumonia have no other label{}.{}",
            thousands(counts.patients_with_both),
            share(counts.pneumonia_only_images.share),
            if several { ": most show more than one thing at a time" } else { "" },
            rare.unwrap_or_default()
        ),
    );
    if !counts.pneumonia_by_agent.is_empty() {
        let agents: Vec<String> =
            counts.pneumonia_by_agent.iter().map(|(agent, n)| format!("{agent} {}", thousands(*n))).collect();
        page.text(&format!("Films with pneumonia by cause: {}.", agents.join(", ")));
    }
    page.table(
        &["", "with pneumonia", "all", "share", "95 % interval"],
        &[("films", &counts.pneumonia_images), ("patients", &counts.pneumonia_patients)]
            .map(|(name, s)| shares::share_row(name, s)),
    );
}

fn methods(page: &mut Page, eda: &Eda) {
    page.section("methods", "How to read this");
    let mut items = vec![
        "Labels are what the table says. NIH mined its labels from reports and estimates over 90 % of them to be \
         right; a label is an opinion about a film, not a diagnosis of a patient."
            .to_owned(),
        "Intervals of shares are 95 % Wilson score intervals. They take films, or patients, as drawn one by one; films \
         of one patient are alike, so intervals over films are somewhat too narrow."
            .to_owned(),
        "AUC is the area under the ROC curve: the chance that a film with pneumonia has the higher value than one \
         without, ties counting half. Here it is given without regard to direction (the larger of a and 1 - a), so \
         0.5 means nothing is told and chance alone lies a little above; its interval is by Hanley and McNeil (1982). A \
         dash stands where it is not defined: a class is missing, or all films have the same value."
            .to_owned(),
        "Lift is the share of a finding among films with pneumonia over its share among all films.".to_owned(),
    ];
    if eda.pixels.is_some() {
        items.push(
            "Gray levels are 0 to 255 after the display pipeline: PNG and JPEG as they are, 16 bits scaled to 8, DICOM \
             through its modality and VOI transformations. In a group's histogram every film counts alike."
                .to_owned(),
        );
    }
    page.list(&items);
    page.text("Research use only. Not a medical device. No patient is named here; lines refer to the table.");
}

fn share(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), percent)
}
