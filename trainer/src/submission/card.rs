//! `MODEL_CARD.md` in the sections of Mitchell et al. 2019, with the metadata that model hubs read.

use super::answers::{Answers, NOT_IN_A_RUN, role};
use super::document::{Document, Section};
use super::error::SubmissionError;
use super::evaluation::Evaluation;
use super::facts::Quoted;
use super::general;
use super::ground_truth::ended;
use super::inputs::{Material, Standing};
use super::{analyses, populations, words};
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
            analyses::section(material)?,
            ethics(material),
            caveats(&answers, material)?,
        ],
    })
}

/// YAML; strings are quoted as JSON quotes them, which YAML reads.
fn metadata(material: &Material) -> Result<String, SubmissionError> {
    let manifest = &material.manifest;
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut tasks = String::new();
    for test in &material.tests {
        let model = test.model()?;
        let mut results = String::new();
        for (kind, place) in [("roc_auc", "ranking.auc"), ("average_precision", "ranking.average_precision")]
        {
            if let Some(value) = model.get::<Quoted>(place)?.value {
                results.push_str(&format!("    - type: {kind}\n      value: {value:.4}\n"));
            }
        }
        tasks.push_str(&format!(
            "  - task:\n      type: image-classification\n    dataset:\n      name: {}\n      type: {}\n    metrics:\n{}",
            quoted(&dataset(material, test)),
            if material.standing() == Standing::Phantoms { "phantoms" } else { "chest-radiographs" },
            if results.is_empty() { "    []\n" } else { &results }
        ));
    }
    let datasets: Vec<String> =
        manifest.training_data.iter().map(|source| format!("- {}", quoted(&source.name))).collect();
    Ok(format!(
        "library_name: burn\npipeline_tag: image-classification\ntags:\n- chest-x-ray\n- pneumonia\n- dicom\n- vgg16\n- \
         research-use-only\ndatasets:\n{}\nmodel-index:\n- name: {}\n  results:\n{tasks}",
        datasets.join("\n"),
        quoted(&manifest.name)
    ))
}

/// Films of a test, by a name that is understood outside the papers.
fn dataset(material: &Material, test: &Evaluation) -> String {
    match test.set.and_then(|i| material.sets.get(i)) {
        Some(set) if material.is_mixed() => format!("{}: {}", set.source.name, test.films),
        _ => test.films.clone(),
    }
}

fn details(material: &Material) -> Result<Section, SubmissionError> {
    let manifest = &material.manifest;
    let config = manifest.classifier();
    let parameters: usize = config.parameters().iter().map(|p| p.shape.iter().product::<usize>()).sum();
    let bytes: u64 = manifest.weights.shards.iter().map(|file| file.bytes).sum();
    let (name, threshold) = material.threshold()?;
    let mut section = Section::new("details", "Model details");
    section.warning("Read first", words::read_first(material));
    if let Some(text) = words::sets(material) {
        section.text(text);
    }
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
    let reasons = populations::reasons(&material.manifest);
    if !reasons.is_empty() {
        section.text("Why there is no evidence, where there is none:");
        section.list(reasons);
    }
    section
}

fn factors(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("factors", "Factors");
    section.text(
        "Relevant: view (who is filmed lying is another patient), age, sex, findings beside pneumonia, equipment and its \
         processing, hospital. Measured are those that the label table tells.",
    );
    for test in &material.tests {
        let small = general::unmeasured(test)?;
        let of = if material.is_mixed() { format!(" of the {}", test.films) } else { String::new() };
        if !small.is_empty() {
            section.text(if of.is_empty() {
                format!("Too few test films to be measured: {}.", small.join("; "))
            } else {
                format!("Groups{of} that are too small to be measured: {}.", small.join("; "))
            });
        }
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
    let rule = material.manifest.operating_point().map_or("", words::rule);
    section.text(format!("Threshold in use: {name}: {rule}."));
    Ok(section)
}

fn data(answers: &Answers, material: &Material) -> Section {
    let mut section = Section::new("data", "Evaluation data and training data");
    section.list(vec![
        format!("Evaluation data: {}.", answers.evaluations),
        format!("Parts: {}.", answers.parts),
        format!("{}: {}", if material.is_mixed() { "Sources" } else { "Source" }, ended(&answers.sources)),
        format!("Labels: {}", ended(&answers.ground_truth)),
        match (material.is_drawn(), material.is_mixed()) {
            (true, _) => "Parts have no phantom in common.".to_owned(),
            (false, false) => "Parts have no patient in common.".to_owned(),
            (false, true) => "Within a set parts have no patient in common.".to_owned(),
        },
    ]);
    for source in &material.manifest.training_data {
        section.text(format!("SHA-256 of {}: {}", source.name, source.sha256));
    }
    section
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
    let is_mixed = material.is_mixed();
    let mut items = Vec::new();
    for test in &material.tests {
        let statement: String = test.facts.get("evidence.statement")?;
        items.push(if is_mixed { format!("On the {}: {statement}", test.films) } else { statement });
    }
    for (set, data) in material.data() {
        let of = if is_mixed { format!("In set {}, ", set.number) } else { String::new() };
        let warnings: Vec<String> = data.eda.get("shortcuts.warnings")?;
        if is_mixed && !warnings.is_empty() {
            items.push(format!("{of}{}.", warnings.join("; ")));
        } else {
            items.extend(warnings.iter().map(|w| ended(w)));
        }
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
