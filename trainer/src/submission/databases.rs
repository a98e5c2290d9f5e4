//! Section 4: the films that the model was trained, tuned and tested on.

use super::document::Section;
use super::error::SubmissionError;
use super::inputs::{Data, Material};
use super::words;
use crate::config::DataConfig;
use crate::eda::Numbers;
use crate::plot::{BarSeries, Bars, percent, short, thousands};
use crate::split::{Group, PartSummary};

/// Characters of a hash that tell it from others in a table; the last section has it whole.
const HASH: usize = 16;

/// Findings beside pneumonia that are listed.
const LISTED: usize = 8;

pub(super) fn section(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("databases", "4. Databases");
    for source in &material.manifest.training_data {
        section.text(format!(
            "Source: {} ({}). {}. {}. {} films were used for training.",
            source.name,
            match source.kind {
                shared::package::SourceKind::Real => "films of people",
                shared::package::SourceKind::Synthetic => "drawn by a program, no people",
            },
            source.population,
            source.provenance,
            thousands(usize::try_from(source.films).unwrap_or(usize::MAX))
        ));
    }
    match &material.data {
        Some(data) => of_films(&mut section, data)?,
        None => of_phantoms(&mut section, material),
    }
    external(&mut section, material)?;
    Ok(section)
}

fn of_phantoms(section: &mut Section, material: &Material) {
    let DataConfig::Phantom { train, validation, test } = material.config.data else { return };
    section.text(
        "Each phantom is drawn from a seed of its own, and no seed serves two parts. Half of them, as the seed decides, have \
         drawn opacities; views, ages and sexes are drawn likewise.",
    );
    section.heading("4.1 Training data set");
    section.text(format!("{} phantoms.", thousands(train)));
    section.heading("4.2 Validation data set");
    section.text(format!(
        "{} phantoms for the choice of epoch, threshold and calibration; {} for the figures of the package.",
        thousands(validation),
        thousands(test)
    ));
}

fn of_films(section: &mut Section, data: &Data) -> Result<(), SubmissionError> {
    explored(section, data)?;
    let parts = &data.split.parts;
    section.heading("4.1 Training data set");
    part(section, &parts.train, "Weights were fitted on them.");
    section.heading("4.2 Validation data set");
    part(section, &parts.validation, "Epoch, threshold and calibration were chosen on them.");
    section.heading("4.3 Test data set");
    part(section, &parts.test, "Scored once, after everything else was fixed.");
    section.heading("4.4 How the parts were made");
    section.text(format!(
        "Patients were drawn with seed {}, never films: all films of a patient are in one part. Left out, as the ratios have \
         no place for them: {} patients with {} films.",
        data.split.seed,
        thousands(data.split.left_out.patients.all()),
        thousands(data.split.left_out.films.all())
    ));
    let sentence = |text: &String| {
        let mut chars = text.chars();
        chars.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
    };
    section.list(data.split.notes.iter().map(sentence).collect());
    if !data.split.warnings.is_empty() {
        section.warning(
            "Shortcuts that the parts still hold",
            data.split.warnings.iter().map(sentence).collect(),
        );
    }
    Ok(())
}

/// The whole table before it was split.
fn explored(section: &mut Section, data: &Data) -> Result<(), SubmissionError> {
    let eda = &data.eda;
    let count = |place: &str| eda.get::<usize>(place);
    section.text(format!(
        "The table {} ({} rows, SHA-256 {}) has {} films of {} patients. Pneumonia is labelled on {} of the films, and on {} as \
         the only finding; {} of the patients have it on a film.",
        eda.get::<String>("table.file")?,
        thousands(count("table.rows")?),
        eda.get::<String>("table.sha256")?,
        thousands(count("counts.images")?),
        thousands(count("counts.patients")?),
        words::share_of(count("counts.pneumonia_images.count")?, count("counts.pneumonia_images.of")?),
        thousands(count("counts.pneumonia_only_images.count")?),
        words::share_of(count("counts.pneumonia_patients.count")?, count("counts.pneumonia_patients.of")?)
    ));
    let ages = eda.at("demographics.age")?;
    section.text(format!(
        "Of {} films the age is known, of {} it is missing, and of {} it is one that nobody reaches.",
        thousands(ages.get("known")?),
        thousands(ages.get("missing")?),
        thousands(ages.list("impossible")?.len())
    ));
    let from: Vec<u32> = ages.get("histogram.from")?;
    let width: u32 = ages.get("histogram.bin_years")?;
    let series = |name: &str, place: &str| -> Result<BarSeries, SubmissionError> {
        let films: Vec<f64> = ages.get(place)?;
        let all: f64 = films.iter().sum();
        Ok(BarSeries { name: name.to_owned(), values: films.iter().map(|n| n / all.max(1.0)).collect() })
    };
    let figure = Bars {
        title: "Films by age and class".into(),
        x_label: "age, years".into(),
        y_label: "share of the class".into(),
        categories: from.iter().map(|low| format!("{low}–{}", low + width - 1)).collect(),
        series: vec![series("pneumonia", "histogram.pneumonia")?, series("no pneumonia", "histogram.other")?],
        as_percent: true,
    };
    section.figure(
        "ages.svg",
        "Films by age and class",
        figure.svg(),
        "Shares of each class, so that both can be compared although their numbers differ.",
    );
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
    let pixels = eda.get::<Option<serde_json::Value>>("pixels")?;
    section.text(match pixels {
        Some(_) => format!(
            "Films were measured: {} read, {} missing, {} unreadable, {} groups of films that are the same picture.",
            thousands(count("pixels.films_read")?),
            thousands(count("pixels.missing")?),
            thousands(count("pixels.unreadable")?),
            thousands(eda.list("pixels.duplicates")?.len())
        ),
        None => "The table alone was explored; films were not measured, so shortcuts in their pixels are not known.".to_owned(),
    });
    Ok(())
}

fn part(section: &mut Section, part: &PartSummary, what_for: &str) {
    section.text(format!(
        "{what_for} Asked for: positive to negative patients {}. Came out: {}. SHA-256 of the table: {}.",
        part.ratio_wanted,
        words::part(part),
        part.sha256
    ));
    let (positive, negative) = (&part.demographics.positive, &part.demographics.negative);
    let mut rows =
        vec![vec!["age, years".to_owned(), ages(positive.age.as_ref()), ages(negative.age.as_ref())]];
    for (what, of) in [
        ("view", (|g: &Group| &g.views) as fn(&Group) -> &std::collections::BTreeMap<String, usize>),
        ("sex", |g: &Group| &g.sexes),
        ("age", |g: &Group| &g.age_bands),
    ] {
        let mut names: Vec<&String> = of(positive).keys().chain(of(negative).keys()).collect();
        names.sort();
        names.dedup();
        for name in names {
            let cell = |group: &Group| {
                let films = of(group).get(name).copied().unwrap_or(0);
                format!("{} ({})", thousands(films), percent(films as f64 / group.films.max(1) as f64))
            };
            rows.push(vec![format!("{what}: {name}"), cell(positive), cell(negative)]);
        }
    }
    section.table(&["films", "positive", "negative"], rows);
    let others: Vec<String> = part
        .co_findings
        .iter()
        .take(LISTED)
        .map(|(finding, films)| format!("{finding} {}", thousands(*films)))
        .collect();
    if !others.is_empty() {
        section.text(format!("Findings beside pneumonia on positive films: {}.", others.join(", ")));
    }
}

fn ages(numbers: Option<&Numbers>) -> String {
    numbers.map_or_else(
        || "not known".to_owned(),
        |n| {
            format!(
                "median {} (quartiles {} to {}, {} to {})",
                short(n.median),
                short(n.quartile_1),
                short(n.quartile_3),
                short(n.min),
                short(n.max)
            )
        },
    )
}

fn external(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    let number = if material.data.is_some() { "4.5" } else { "4.3" };
    section.heading(&format!("{number} Films of the evaluations"));
    let mut rows = Vec::new();
    for evaluation in material.evaluations() {
        let facts = &evaluation.facts;
        rows.push(vec![
            evaluation.films.clone(),
            facts.get::<String>("table.sha256")?.chars().take(HASH).collect(),
            words::films(facts)?,
            thousands(facts.list("films.left_out")?.len()),
            thousands(facts.get("films.of_others")?),
        ]);
    }
    section
        .table(&["films", "SHA-256 of the table begins", "how many", "not scored", "rows of others"], rows);
    if !material.evaluations().any(|e| !e.is_internal) || material.data.is_none() {
        section.text("No films of another source were scored: how the device does elsewhere is not known.");
    }
    Ok(())
}
