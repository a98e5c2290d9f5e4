//! Section 4's beginning: what `trainer eda` found in a whole table, before it was divided.

use super::document::Section;
use super::error::SubmissionError;
use super::facts::Facts;
use super::sets::{Data, FilmSet};
use super::words;
use crate::plot::{BarSeries, Bars, short, thousands};

/// Findings beside pneumonia that are listed.
const LISTED: usize = 8;

/// The whole table before it was split.
///
/// # Errors
///
/// A figure that is missing.
pub(super) fn write(
    section: &mut Section,
    set: &FilmSet,
    data: &Data,
    is_mixed: bool,
) -> Result<(), SubmissionError> {
    let eda = &data.eda;
    let count = |place: &str| eda.get::<usize>(place);
    section.text(format!(
        "{}he table {} ({} rows, SHA-256 {}) has {} films of {} patients. Pneumonia is labelled on {} of the films, and on {} as \
         the only finding; {} of the patients have it on a film.",
        if is_mixed { format!("Set {}, before it was divided: t", set.number) } else { "T".to_owned() },
        eda.get::<String>("table.file")?,
        thousands(count("table.rows")?),
        eda.get::<String>("table.sha256")?,
        thousands(count("counts.images")?),
        thousands(count("counts.patients")?),
        words::share_of(count("counts.pneumonia_images.count")?, count("counts.pneumonia_images.of")?),
        thousands(count("counts.pneumonia_only_images.count")?),
        words::share_of(count("counts.pneumonia_patients.count")?, count("counts.pneumonia_patients.of")?)
    ));
    ages(section, set, data, is_mixed)?;
    let mut rows = Vec::new();
    for companion in eda.list("findings.with_pneumonia")?.into_iter().take(LISTED) {
        let share = |place: &str| -> Result<String, SubmissionError> {
            Ok(words::share_of(
                companion.get(&format!("{place}.count"))?,
                companion.get(&format!("{place}.of"))?,
            ))
        };
        rows.push(vec![companion.get("finding")?, share("with_pneumonia")?, share("without_pneumonia")?]);
    }
    if !rows.is_empty() {
        section.text("Findings that come with pneumonia most often:");
        section.table(&["finding", "films with pneumonia", "films without"], rows);
    }
    section.text(match eda.get::<Option<serde_json::Value>>("pixels")? {
        Some(_) => measured(eda)?,
        None => "The table alone was explored; films were not measured, so shortcuts in their pixels are not known.".to_owned(),
    });
    Ok(())
}

/// The films themselves: how many were read, how large they are, and which of them are one.
fn measured(eda: &Facts) -> Result<String, SubmissionError> {
    let count = |place: &str| eda.get::<usize>(place);
    let duplicates = eda.list("pixels.duplicates")?;
    let mut across = 0;
    for duplicate in &duplicates {
        across += usize::from(!duplicate.get::<bool>("same_patient")?);
    }
    let mut sizes = Vec::new();
    for size in eda.list("pixels.sizes")?.into_iter().take(LISTED) {
        let (width, height): (u32, u32) = (size.get("width")?, size.get("height")?);
        sizes.push(format!("{width} x {height} on {}", thousands(size.get("films")?)));
    }
    let of_duplicates = match across {
        0 => String::new(),
        _ => format!(", {} of them of different patients, whom the parts may divide", thousands(across)),
    };
    Ok(format!(
        "Films were measured: {} read, {} missing, {} unreadable, {} of films that are the same picture{of_duplicates}. \
         Their size in pixels is {}.",
        thousands(count("pixels.films_read")?),
        thousands(count("pixels.missing")?),
        thousands(count("pixels.unreadable")?),
        if duplicates.len() == 1 {
            "1 group".to_owned()
        } else {
            format!("{} groups", thousands(duplicates.len()))
        },
        sizes.join(", ")
    ))
}

/// How old patients are, as far as the table tells.
fn ages(section: &mut Section, set: &FilmSet, data: &Data, is_mixed: bool) -> Result<(), SubmissionError> {
    let ages = data.eda.at("demographics.age")?;
    let known: usize = ages.get("known")?;
    let mut ranges = Vec::new();
    for range in ages.list("ranges")? {
        let (youngest, oldest): (f64, f64) = (range.get("youngest")?, range.get("oldest")?);
        ranges.push(format!(
            "{} to {} years on {}",
            short(youngest),
            short(oldest),
            thousands(range.get("images")?)
        ));
    }
    if known == 0 && !ranges.is_empty() && ages.get::<usize>("missing")? == 0 {
        section.text(format!("The table gives the age as a range alone: {}.", ranges.join(", ")));
        return Ok(());
    }
    section.text(format!(
        "Of {} films the age is known, of {} it is missing, and of {} it is one that nobody reaches.{}",
        thousands(known),
        thousands(ages.get("missing")?),
        thousands(ages.list("impossible")?.len()),
        if ranges.is_empty() {
            String::new()
        } else {
            format!(" Of others it tells a range: {}.", ranges.join(", "))
        }
    ));
    if known == 0 {
        return Ok(());
    }
    let from: Vec<u32> = ages.get("histogram.from")?;
    let width: u32 = ages.get("histogram.bin_years")?;
    let series = |name: &str, place: &str| -> Result<BarSeries, SubmissionError> {
        let films: Vec<f64> = ages.get(place)?;
        let all: f64 = films.iter().sum();
        Ok(BarSeries { name: name.to_owned(), values: films.iter().map(|n| n / all.max(1.0)).collect() })
    };
    let (of, file) = if is_mixed {
        (format!(", set {}", set.number), format!("ages-{}.svg", set.number))
    } else {
        (String::new(), "ages.svg".to_owned())
    };
    let title = format!("Films by age and class{of}");
    let figure = Bars {
        title: title.clone(),
        x_label: "age, years".into(),
        y_label: "share of the class".into(),
        categories: from.iter().map(|low| format!("{low}–{}", low + width - 1)).collect(),
        series: vec![series("pneumonia", "histogram.pneumonia")?, series("no pneumonia", "histogram.other")?],
        as_percent: true,
    };
    section.figure(
        &file,
        &title,
        figure.svg(),
        "Shares of each class, so that both can be compared although their numbers differ.",
    );
    Ok(())
}
