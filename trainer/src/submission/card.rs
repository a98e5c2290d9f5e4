//! `MODEL_CARD.md` in the sections of Mitchell et al. 2019, with the metadata that model hubs read.

use super::answers::{Answers, NOT_IN_A_RUN, role};
use super::document::{Document, Section};
use super::error::SubmissionError;
use super::facts::Quoted;
use super::general;
use super::ground_truth::ended;
use super::inputs::{Material, Standing};
use super::words;
use crate::plot::thousands;

pub(super) fn document(material: &Material) -> Result<Document, SubmissionError> {
    let manifest = &material.manifest;
    let answers = Answers::new(material)?;
    Ok(Document {
        title: format!("Model card: {}", manifest.name),
        notice: manifest.notice(),
        metadata: metadata(material)?,
        sections: vec![
            details(material)?,
            intended_use(material),
            factors(material)?,
            metrics(material)?,
            data(&answers, material),
            analyses(material)?,
            ethics(material),
            caveats(&answers, material)?,
        ],
    })
}

/// YAML; strings are quoted as JSON quotes them, which YAML reads.
fn metadata(material: &Material) -> Result<String, SubmissionError> {
    let manifest = &material.manifest;
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let model = material.test.model()?;
    let mut results = String::new();
    for (kind, place) in [("roc_auc", "ranking.auc"), ("average_precision", "ranking.average_precision")] {
        if let Some(value) = model.get::<Quoted>(place)?.value {
            results.push_str(&format!("    - type: {kind}\n      value: {value:.4}\n"));
        }
    }
    let datasets: Vec<String> =
        manifest.training_data.iter().map(|source| format!("- {}", quoted(&source.name))).collect();
    Ok(format!(
        "library_name: burn\npipeline_tag: image-classification\ntags:\n- chest-x-ray\n- pneumonia\n- dicom\n- vgg16\n- \
         research-use-only\ndatasets:\n{}\nmodel-index:\n- name: {}\n  results:\n  - task:\n      type: \
         image-classification\n    dataset:\n      name: {}\n      type: {}\n    metrics:\n{}",
        datasets.join("\n"),
        quoted(&manifest.name),
        quoted(&material.test.films),
        if material.standing() == Standing::Phantoms { "phantoms" } else { "chest-radiographs" },
        if results.is_empty() { "    []\n" } else { &results }
    ))
}

fn details(material: &Material) -> Result<Section, SubmissionError> {
    let manifest = &material.manifest;
    let config = manifest.classifier();
    let parameters: usize = config.parameters().iter().map(|p| p.shape.iter().product::<usize>()).sum();
    let bytes: u64 = manifest.weights.shards.iter().map(|file| file.bytes).sum();
    let (name, threshold) = material.threshold()?;
    let mut section = Section::new("details", "Model details");
    section.warning("Read first", vec![words::what_it_is(material.standing()).to_owned()]);
    section.table(
        &["what", "value"],
        vec![
            vec!["name".into(), manifest.name.clone()],
            vec!["package id".into(), manifest.id.clone()],
            vec!["made by".into(), manifest.software.clone()],
            vec![
                "kind".into(),
                format!("VGG16 with global average pooling and {} hidden units, one logit", config.hidden),
            ],
            vec![
                "size".into(),
                format!(
                    "{} parameters, {} bytes of weights",
                    thousands(parameters),
                    thousands(usize::try_from(bytes).unwrap_or(usize::MAX))
                ),
            ],
            vec![
                "input".into(),
                format!(
                    "one frontal chest radiograph, {side} x {side} pixels after preprocessing",
                    side = manifest.preprocessing.input_size
                ),
            ],
            vec![
                "output".into(),
                match &manifest.calibration {
                    Some(c) => format!(
                        "a logit, a score sigmoid({:.4} x logit {:+.4}), a heatmap",
                        c.slope, c.intercept
                    ),
                    None => "a logit, its logistic function, a heatmap; not calibrated".into(),
                },
            ],
            vec!["threshold in use".into(), format!("{name}, logit {:.4}", threshold.value())],
            vec!["licence, people, contact".into(), format!("not stated: {NOT_IN_A_RUN}")],
        ],
    );
    Ok(section)
}

fn intended_use(material: &Material) -> Section {
    let mut section = Section::new("use", "Intended use");
    section.list(vec![
        format!("Primary use: {}.", role(material)),
        "Users: those who read chest radiographs, and those who study programs that do.".into(),
        "Out of scope: diagnosis without a physician, triage, lateral films, other body parts and modalities, other diseases, \
         films of a population without evidence."
            .into(),
    ]);
    let rows = words::kinds(&material.manifest)
        .iter()
        .map(|kind| vec![kind.name.clone(), kind.evidence_text().to_owned(), kind.shown().to_owned()])
        .collect();
    section.table(&["population", "evidence", "shown"], rows);
    section
}

fn factors(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("factors", "Factors");
    section.text(
        "Relevant: view (who is filmed lying is another patient), age, sex, findings beside pneumonia, equipment and its \
         processing, hospital. Measured are those that the label table tells.",
    );
    let small = general::unmeasured(&material.test)?;
    if !small.is_empty() {
        section.text(format!("Too few test films to be measured: {}.", small.join("; ")));
    }
    Ok(section)
}

fn metrics(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("metrics", "Metrics");
    section.text(
        "AUC and average precision for the order of films; sensitivity and specificity at thresholds that validation films \
         chose; PPV, NPV and F1 at a stated prevalence; slope, intercept, Brier score and expected calibration error for the \
         scores. Intervals are 95 %, over patients. Baselines that see no disease are measured alike.",
    );
    let (name, _) = material.threshold()?;
    let rule = material.manifest.operating_point().map_or("", |point| point.rule.as_str());
    section.text(format!("Threshold in use: {name}, {rule}."));
    Ok(section)
}

fn data(answers: &Answers, material: &Material) -> Section {
    let mut section = Section::new("data", "Evaluation data and training data");
    section.list(vec![
        format!("Evaluation data: {}.", answers.evaluations),
        format!("Parts: {}.", answers.parts),
        format!("Source: {}", ended(&answers.sources)),
        format!("Labels: {}", ended(&answers.ground_truth)),
        match &material.data {
            Some(_) => "Parts have no patient in common.".to_owned(),
            None => "Parts have no phantom in common.".to_owned(),
        },
    ]);
    for source in &material.manifest.training_data {
        section.text(format!("SHA-256 of {}: {}", source.name, source.sha256));
    }
    section
}

fn analyses(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("analyses", "Quantitative analyses");
    let rows = material
        .manifest
        .metrics
        .iter()
        .flatten()
        .map(|e| {
            vec![
                e.name.clone(),
                words::estimate(e),
                e.films.to_string(),
                e.positives.to_string(),
                e.note.clone(),
            ]
        })
        .collect();
    section.text("Figures of the package, by itself:");
    section.table(&["figure", "value (95 % interval)", "films", "positive", "note"], rows);
    let mut rows = Vec::new();
    for evaluation in material.evaluations() {
        for group in evaluation.facts.list("subgroups")? {
            if group.get::<Option<String>>("reason")?.is_some() {
                continue;
            }
            let Some(model) = group.list("scorers")?.into_iter().next() else { continue };
            rows.push(vec![
                format!("{} {}", group.get::<String>("attribute")?, group.get::<String>("value")?),
                evaluation.films.clone(),
                thousands(group.get("positives")?),
                thousands(group.get("negatives")?),
                model.get::<Quoted>("auc")?.text(),
            ]);
        }
    }
    if rows.is_empty() {
        section.text("By group: no group has enough films of both classes.");
    } else {
        section.text("By group:");
        section.table(&["group", "films", "positive", "negative", "AUC"], rows);
    }
    let joint: Vec<Vec<String>> = material
        .manifest
        .subgroups
        .iter()
        .flatten()
        .filter(|group| group.likeness() > 1)
        .flat_map(|group| {
            group.metrics.iter().map(|e| {
                vec![
                    format!("{} {}", group.attribute, group.value),
                    e.name.clone(),
                    words::estimate(e),
                    e.films.to_string(),
                ]
            })
        })
        .collect();
    if joint.is_empty() {
        section.text("View, sex and age together: no such group has enough films.");
    } else {
        section.text("View, sex and age together:");
        section.table(&["group", "figure", "value", "films"], joint);
    }
    Ok(section)
}

fn ethics(material: &Material) -> Section {
    let mut section = Section::new("ethics", "Ethical considerations");
    let mut items = vec![
        "No byte of a film leaves the reader's machine; no name is stored or logged.".to_owned(),
        "A mark can be believed too readily, and its absence too. It is shown after the physician's own reading.".to_owned(),
        "Groups without evidence get a demonstration score, not a probability; that is a limit of the data, and bears on those \
         who are rare in it."
            .to_owned(),
    ];
    if material.standing() == Standing::Phantoms {
        items.push("No film of a person was used.".to_owned());
    } else {
        items.push(format!("Consent and ethical approval of the data: {NOT_IN_A_RUN}."));
    }
    section.list(items);
    section
}

fn caveats(answers: &Answers, material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("caveats", "Caveats and recommendations");
    let mut items = vec![material.test.facts.get::<String>("evidence.statement")?];
    if let Some(data) = &material.data {
        items.extend(data.eda.get::<Vec<String>>("shortcuts.warnings")?.iter().map(|w| ended(w)));
    }
    items.push(match &answers.external {
        Some(text) => format!("Films of another source: {text}."),
        None => "No films of another source were scored.".to_owned(),
    });
    items.push(
        "Before any use at another place: measure there, move the prevalence, choose the threshold anew."
            .to_owned(),
    );
    section.list(items);
    Ok(section)
}
