//! Section 1: what the device is for, for whom, what it cannot do, and what its mistakes cost.

use std::collections::{BTreeMap, BTreeSet};

use shared::preprocess::GRID;

use super::document::Section;
use super::error::SubmissionError;
use super::evaluation::Evaluation;
use super::ground_truth::ended;
use super::inputs::{Material, Standing};
use super::sets::{Data, FilmSet};
use super::words::sentence;
use super::{answers, impact, indications, populations, words};
use crate::plot::{percent, thousands};
use crate::split::Group;

pub(super) fn section(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("general", "1. General information");
    if let Some(text) = words::sets(material) {
        section.text(text);
    }
    intended_use(&mut section, material);
    indications::write(&mut section, material)?;
    limitations(&mut section, material)?;
    impact::write(&mut section, material)?;
    Ok(section)
}

fn intended_use(section: &mut Section, material: &Material) {
    section.heading("1.1 Intended use statement");
    let name = &material.manifest.name;
    section.text(match material.standing() {
        Standing::Real => format!(
            "{name} assists a physician in finding signs of pneumonia on frontal chest radiographs. It works as a second \
             reader: it is consulted after the physician's own reading, gives a probability, the side of a threshold and a \
             heatmap, and decides nothing."
        ),
        Standing::Uncalibrated => format!(
            "{name} is for research on signs of pneumonia on frontal chest radiographs, beside a physician's own reading \
             and never instead of it. It gives a score and a heatmap; as the score is not calibrated, it is no probability."
        ),
        Standing::Phantoms => format!("{name} has no clinical use. {}", material.manifest.intended_use),
    });
    let whom = populations::summary(material);
    if !whom.is_empty() {
        section.text(format!(
            "{whom} Only for films with evidence is it intended as described here; for the others it shows a demonstration \
             score, on which nothing may rest."
        ));
    }
    section.text(format!("Intended use as the package states it: {}", material.manifest.intended_use));
    section.text(
        "A heatmap directs the reader to a part of the film. The device would therefore be described as a medical image \
         analyzer (21 CFR 892.2070) and not as triage software (21 CFR 892.2080), which must not do so.",
    );
}

fn limitations(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    section.heading("1.3 Device limitations");
    section.warning("Read first", words::read_first(material));
    let mut items = vec![
        "Lateral films, other body parts, other modalities, colour and multi-frame images are refused, each with its \
         reason. An attribute that is missing is never replaced by a guess: such a film is refused too."
            .to_owned(),
        "One film is judged by itself. Earlier films, the clinical question, temperature and laboratory values, by which a \
         physician tells pneumonia from what looks like it, are unknown to the device."
            .to_owned(),
        "It answers for pneumonia alone. A low score does not mean a normal film.".to_owned(),
        "It runs on the reader's own machine: on a graphics card through WebGPU (or Vulkan, Metal or DirectX 12 natively), \
         or on the processor. A device that does not reproduce the package's stored answers is not used."
            .to_owned(),
        match &material.manifest.out_of_distribution {
            Some(ood) => format!(
                "A film that is unlike the training films is told by {} and {} from a distance of {:.3}.",
                ood.method,
                ood.action.word(),
                ood.cutoff
            ),
            None => "A film that is unlike the training films, such as one of an implant that they never showed, is not \
                     told from others and is scored all the same."
                .to_owned(),
        },
    ];
    if let Some(c) = &material.manifest.calibration {
        items.push(format!(
            "Probabilities hold at the prevalence they were calibrated at, {}, and must be moved to that of the place of \
             use.",
            percent(c.prevalence.value())
        ));
    }
    let is_mixed = material.is_mixed();
    for (set, data) in material.data() {
        items.extend(companions(set, data, is_mixed));
        if !is_mixed {
            for warning in data.eda.get::<Vec<String>>("shortcuts.warnings")? {
                items.push(format!(
                    "Something that is not disease tells the classes of the data apart. {warning}."
                ));
            }
        }
    }
    for evaluation in material.evaluations() {
        let verdict: String = evaluation.facts.get("matched.verdict")?;
        items.push(format!("On matched pairs of the {}: {verdict}", evaluation.films));
    }
    items.extend(populations::disagreements(material)?);
    if is_mixed {
        for (set, data) in material.data() {
            items.extend(reduced(set, data)?);
        }
        items.extend(
            answers::heatmaps(material)?
                .map(|text| format!("Heatmaps were compared with places of disease {text}.")),
        );
    }
    section.list(items);
    if is_mixed {
        shortcuts(section, material)?;
    }
    for test in &material.tests {
        let small = unmeasured(test)?;
        let of = if is_mixed { format!(" of the {}", test.films) } else { String::new() };
        if !small.is_empty() {
            section.text(format!(
                "Groups{of} with too few test films to be measured: {}. Nothing is known of them.",
                small.join("; ")
            ));
        }
    }
    if is_mixed {
        for (set, data) in material.data() {
            untold(set, data).into_iter().for_each(|text| section.text(text));
        }
    }
    Ok(())
}

/// Findings beside pneumonia on the films that were learned from.
fn companions(set: &FilmSet, data: &Data, is_mixed: bool) -> Option<String> {
    let train = &data.split.parts.train;
    let others: Vec<String> = train
        .co_findings
        .iter()
        .take(5)
        .map(|(finding, films)| format!("{finding} on {}", share_text(*films, train.films.positive)))
        .collect();
    let of = if is_mixed { format!(" of set {}", set.number) } else { String::new() };
    (!others.is_empty()).then(|| {
        format!(
            "Positive training films{of} show other findings beside pneumonia ({}): what the device has learned may be \
             these.",
            others.join(", ")
        )
    })
}

/// Films that are smaller than the reader's own grid, so that nothing was learned from or measured on films as detectors give them.
fn reduced(set: &FilmSet, data: &Data) -> Result<Option<String>, SubmissionError> {
    if data.eda.get::<Option<serde_json::Value>>("pixels")?.is_none() {
        return Ok(None);
    }
    let mut longest = 0;
    for size in data.eda.list("pixels.sizes")? {
        longest = longest.max(size.get::<usize>("width")?).max(size.get("height")?);
    }
    Ok((longest <= GRID).then(|| {
        format!(
            "The films of set {} are at most {longest} pixels a side as they lie on disk: how the device does on films as a detector \
             gives them was not measured on this set.",
            set.number
        )
    }))
}

/// What tells the classes apart without disease, set by set.
fn shortcuts(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    section.text("A model can learn whatever tells the classes apart in place of disease.");
    for (set, data) in material.data() {
        let warnings = data.eda.get::<Vec<String>>("shortcuts.warnings")?;
        if warnings.is_empty() {
            section.text(format!(
                "Set {}: nothing that the audit looks for tells the classes apart.",
                set.number
            ));
            continue;
        }
        section.text(format!(
            "Set {}: things that are not disease tell the classes of the whole table apart, as far as they were looked for:",
            set.number
        ));
        section.list(warnings.iter().map(|warning| sentence(&ended(warning))).collect());
    }
    Ok(())
}

/// What a set's table says of nobody, so that no group can be formed by it.
fn untold(set: &FilmSet, data: &Data) -> Option<String> {
    let test = &data.split.parts.test.demographics;
    let groups = [&test.positive, &test.negative];
    let values = |of: fn(&Group) -> &BTreeMap<String, usize>| -> BTreeSet<&str> {
        groups.iter().flat_map(|group| of(group).keys().map(String::as_str)).collect()
    };
    let same: Vec<String> = [
        ("view", values(|g| &g.views)),
        ("sex", values(|g| &g.sexes)),
        ("age band", values(|g| &g.age_bands)),
    ]
    .into_iter()
    .filter(|(_, values)| values.len() == 1)
    .map(|(name, values)| format!("{name} ({})", values.into_iter().next().unwrap_or_default()))
    .collect();
    (!same.is_empty()).then(|| {
        format!(
            "The test films of set {} do not differ, or are not told apart by the table, in: {}. How the device does on groups \
             by these is not known from this set.",
            set.number,
            same.join(", ")
        )
    })
}

fn share_text(films: usize, of: usize) -> String {
    percent(films as f64 / of.max(1) as f64)
}

/// Groups without figures, with their counts.
pub(super) fn unmeasured(evaluation: &Evaluation) -> Result<Vec<String>, SubmissionError> {
    let mut names = Vec::new();
    for group in evaluation.facts.list("subgroups")? {
        if group.get::<Option<String>>("reason")?.is_some() {
            names.push(format!(
                "{} {} ({} positive, {} negative)",
                group.get::<String>("attribute")?,
                group.get::<String>("value")?,
                thousands(group.get("positives")?),
                thousands(group.get("negatives")?)
            ));
        }
    }
    Ok(names)
}
