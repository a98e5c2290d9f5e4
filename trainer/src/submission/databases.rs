//! Section 4: the films that the model was trained, tuned and tested on.

use shared::package::{Source, SourceKind};

use super::document::Section;
use super::error::SubmissionError;
use super::evaluation::Evaluation;
use super::ground_truth::ended;
use super::inputs::Material;
use super::sets::Data;
use super::{explored, words};
use crate::config::DataConfig;
use crate::eda::Numbers;
use crate::plot::{percent, short, thousands};
use crate::split::{Group, Part, PartSummary};

/// Characters of a hash that tell it from others in a table; the last section has it whole.
const HASH: usize = 16;

/// Findings beside pneumonia that are listed.
const LISTED: usize = 8;

pub(super) fn section(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("databases", "4. Databases");
    if material.is_mixed() {
        for set in &material.sets {
            let never = set.data.as_ref().and_then(|data| data.never_drawn).map_or(0, |[p, n]| p + n);
            let never = match never {
                0 => String::new(),
                _ => format!(" Of these, {} were never drawn (section 3.1).", thousands(never)),
            };
            section.text(format!("Set {}: {}{never}", set.number, describe(&set.source)));
        }
        for source in material.before() {
            section.text(format!("Before this run the network had learned from: {}", describe(source)));
        }
        section.text(
            "Each set names its patients in its own way: whether anybody is in two of them cannot be told from the tables.",
        );
    } else {
        for source in &material.manifest.training_data {
            section.text(format!("Source: {}", describe(source)));
        }
    }
    if material.is_drawn() {
        of_phantoms(&mut section, material);
    } else {
        of_films(&mut section, material)?;
    }
    external(&mut section, material)?;
    Ok(section)
}

fn describe(source: &Source) -> String {
    format!(
        "{} ({}). {}. {}. {} films were used for training.",
        source.name,
        match source.kind {
            SourceKind::Real => "films of people",
            SourceKind::Synthetic => "drawn by a program, no people",
        },
        source.population,
        source.provenance,
        thousands(usize::try_from(source.films).unwrap_or(usize::MAX))
    )
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

fn of_films(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    let is_mixed = material.is_mixed();
    for (set, data) in material.data() {
        explored::write(section, set, data, is_mixed)?;
    }
    let chosen = if is_mixed {
        "the epoch was chosen on these films and those of the other sets; section 3.4 says on how many the threshold was."
    } else {
        "Epoch, threshold and calibration were chosen on them."
    };
    for (number, name, of, what_for) in [
        ("4.1", "Training", Part::Train, "Weights were fitted on them."),
        ("4.2", "Validation", Part::Validation, chosen),
        ("4.3", "Test", Part::Test, "Scored after everything else was fixed."),
    ] {
        section.heading(&format!("{number} {name} data set"));
        for (set, data) in material.data() {
            let what_for = if is_mixed {
                format!(
                    "Set {}: {}",
                    set.number,
                    what_for
                        .replace("Weights were fitted on them", "weights were fitted on these films")
                        .replace("Scored after", "scored after")
                )
            } else {
                what_for.to_owned()
            };
            let history = data.test_history.as_deref().filter(|_| of == Part::Test);
            let what_for =
                history.map_or(what_for.clone(), |history| format!("{what_for} {}", ended(history)));
            part(section, data.split.parts.get(of), &what_for);
        }
        if is_mixed {
            drawn_part(section, material, of);
        }
    }
    section.heading("4.4 How the parts were made");
    for (set, data) in material.data() {
        let of = if is_mixed { format!("Set {}: patients", set.number) } else { "Patients".to_owned() };
        division(section, data, &of);
    }
    Ok(())
}

/// The phantoms among several sets.
fn drawn_part(section: &mut Section, material: &Material, of: Part) {
    for (set, config) in material.sets.iter().zip(material.config.data.sets()) {
        if let DataConfig::Phantom { train, validation, test } = config {
            let films = match of {
                Part::Train => train,
                Part::Validation => validation,
                Part::Test => test,
            };
            section.text(format!(
                "Set {}. {} phantoms, drawn from seeds that no other part uses.",
                set.number,
                thousands(*films)
            ));
        }
    }
}

fn division(section: &mut Section, data: &Data, patients: &str) {
    section.text(format!(
        "{patients} were drawn with seed {}, never films: all films of a patient are in one part. Left out, as the ratios have \
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
}

fn part(section: &mut Section, part: &PartSummary, what_for: &str) {
    section.text(format!(
        "{what_for} Asked for: positive to negative patients {}. Came out: {}. SHA-256 of the table: {}.",
        if part.ratio_wanted == "natural" { "as in the table" } else { &part.ratio_wanted },
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
    let number = if material.is_drawn() { "4.3" } else { "4.5" };
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
    if material.is_mixed() {
        section.text(
            "Rows of others are of patients outside the population that was scored, or of unknown age: they have no figure of \
             their own in that evaluation.",
        );
    }
    if material.is_drawn() || material.evaluations().all(Evaluation::is_internal) {
        section.text("No films of another source were scored: how the device does elsewhere is not known.");
    }
    Ok(())
}
