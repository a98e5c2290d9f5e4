//! Answers that both checklists and the model card give: each written once.

use super::error::SubmissionError;
use super::facts::Quoted;
use super::general;
use super::inputs::{Material, Standing};
use super::words;
use crate::plot::{percent, thousands};
use crate::split::Part;

/// What a field says where no program can know it.
pub(super) const NOT_IN_A_RUN: &str = "no file of the run says so; who publishes must add it";

/// Facts in sentences.
pub(super) struct Answers {
    /// Films and patients of each part.
    pub(super) parts: String,
    /// Where films come from.
    pub(super) sources: String,
    /// How they got their labels.
    pub(super) ground_truth: String,
    /// Which film sets were scored, with AUC.
    pub(super) evaluations: String,
    /// The model's figures at the threshold, on the test films.
    pub(super) at_threshold: String,
    /// Calibration on the test films.
    pub(super) calibration: String,
    /// Groups, measured and not.
    pub(super) groups: String,
    /// Heatmaps against places of disease; `None` where no places were given.
    pub(super) heatmaps: Option<String>,
    /// What was left out of the test.
    pub(super) left_out: String,
    /// Evaluations that are of another source.
    pub(super) external: Option<String>,
    /// How many films, and what that makes of the interval.
    pub(super) size: String,
    /// How common pneumonia is in each part.
    pub(super) balance: String,
}

impl Answers {
    /// # Errors
    ///
    /// A figure that is missing.
    pub(super) fn new(material: &Material) -> Result<Self, SubmissionError> {
        let test = &material.test;
        let decision = test.decision()?;
        let model = test.model()?;
        let figure =
            |place: &str| -> Result<String, SubmissionError> { Ok(model.get::<Quoted>(place)?.text()) };
        let auc = model.get::<Quoted>("ranking.auc")?;
        let mut sets = Vec::new();
        let mut external = Vec::new();
        for evaluation in material.evaluations() {
            let text = format!(
                "{} ({}): AUC {}",
                evaluation.films,
                words::films(&evaluation.facts)?,
                evaluation.model()?.get::<Quoted>("ranking.auc")?.text()
            );
            if !evaluation.is_internal && material.data.is_some() {
                external.push(text.clone());
            }
            sets.push(text);
        }
        let (parts, balance) = parts(material);
        Ok(Self {
            parts,
            sources: material
                .manifest
                .training_data
                .iter()
                .map(|s| format!("{}: {}; {}", s.name, s.population, s.provenance))
                .collect::<Vec<_>>()
                .join(". "),
            ground_truth: match &material.data {
                Some(data) => data.ground_truth.clone(),
                None => "true by construction: the program drew the opacities".to_owned(),
            },
            evaluations: sets.join("; "),
            at_threshold: format!(
                "on the {}: AUC {}, average precision {}, sensitivity {}, specificity {}",
                test.films,
                auc.text(),
                figure("ranking.average_precision")?,
                decision.get::<Quoted>("sensitivity")?.text(),
                decision.get::<Quoted>("specificity")?.text()
            ),
            calibration: format!(
                "on the {}: slope {}, intercept {}, Brier score {}, expected calibration error {}",
                test.films,
                figure("calibration.slope")?,
                figure("calibration.intercept")?,
                figure("calibration.brier")?,
                figure("calibration.ece")?
            ),
            groups: groups(material)?,
            heatmaps: heatmaps(material)?,
            left_out: format!(
                "{} test films were not scored",
                thousands(test.facts.list("films.left_out")?.len())
            ),
            external: (!external.is_empty()).then(|| external.join("; ")),
            size: match auc.interval {
                Some([low, high]) => format!(
                    "the data set decided: {} test films, {} positive; the interval of the AUC is {:.3} wide",
                    thousands(auc.films),
                    thousands(auc.positives),
                    high - low
                ),
                None => format!(
                    "the data set decided: {} test films, {} positive; the AUC has no interval",
                    thousands(auc.films),
                    thousands(auc.positives)
                ),
            },
            balance,
        })
    }
}

fn parts(material: &Material) -> (String, String) {
    let Some(data) = &material.data else {
        let text = match material.config.data {
            crate::config::DataConfig::Phantom { train, validation, test } => format!(
                "{} phantoms for training, {} for validation, {} for test",
                thousands(train),
                thousands(validation),
                thousands(test)
            ),
            crate::config::DataConfig::Films { .. } | crate::config::DataConfig::Mixed { .. } => {
                String::new()
            }
        };
        return (text, "half of the phantoms of each part are positive, as their seeds decide".to_owned());
    };
    let named = Part::ALL.map(|part| (part, data.split.parts.get(part)));
    let parts = named.map(|(part, summary)| format!("{}: {}", part.as_str(), words::part(summary)));
    let shares = named.map(|(part, summary)| {
        let share = summary.films.prevalence.map_or_else(|| "undefined".to_owned(), percent);
        format!("{} {share}", part.as_str())
    });
    (parts.join(". "), format!("positive films: {}", shares.join(", ")))
}

fn groups(material: &Material) -> Result<String, SubmissionError> {
    let mut measured = Vec::new();
    for group in material.test.facts.list("subgroups")? {
        if group.get::<Option<String>>("reason")?.is_some() {
            continue;
        }
        if let Some(model) = group.list("scorers")?.into_iter().next() {
            measured.push(format!(
                "{} {}: AUC {}",
                group.get::<String>("attribute")?,
                group.get::<String>("value")?,
                model.get::<Quoted>("auc")?.text()
            ));
        }
    }
    let small = general::unmeasured(&material.test)?.len();
    Ok(match measured.len() {
        0 => format!("no group of the test films is large enough to be measured; {small} are too small"),
        _ => format!("{}; {small} groups are too small to be measured", measured.join("; ")),
    })
}

fn heatmaps(material: &Material) -> Result<Option<String>, SubmissionError> {
    for evaluation in material.evaluations() {
        // Null where no places of disease were given; a field that is not there is an error.
        if evaluation.facts.get::<Option<serde_json::Value>>("localisation")?.is_some() {
            let found = evaluation.facts.at("localisation")?;
            let text =
                |place: &str| -> Result<String, SubmissionError> { Ok(found.get::<Quoted>(place)?.text()) };
            return Ok(Some(format!(
                "on the {} ({}): the highest point of the heatmap lies in the disease on a share of {}; the best fixed point on \
                 {}, a random point on {}",
                evaluation.films,
                found.get::<String>("regions")?,
                text("pointing")?,
                text("pointing_best_fixed")?,
                text("pointing_uniform")?
            )));
        }
    }
    Ok(None)
}

/// The intended use in a sentence.
pub(super) fn role(material: &Material) -> &'static str {
    match material.standing() {
        Standing::Phantoms => {
            "none for patients: the model shows and tests the line from a film to an answer"
        }
        Standing::Uncalibrated => "research, beside a physician's own reading; scores are no probabilities",
        Standing::Real => {
            "second reader of frontal chest radiographs, after the physician's own reading; research only"
        }
    }
}
