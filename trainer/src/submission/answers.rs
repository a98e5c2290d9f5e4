//! Answers that both checklists and the model card give: each written once.

use shared::package::Source;

use super::error::SubmissionError;
use super::evaluation::Evaluation;
use super::facts::Quoted;
use super::ground_truth::ended;
use super::inputs::{Material, Standing};
use super::sets::FilmSet;
use super::{general, words};
use crate::config::DataConfig;
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
        let mut sets = Vec::new();
        let mut external = Vec::new();
        for evaluation in material.evaluations() {
            let text = format!(
                "{} ({}): AUC {}",
                evaluation.films,
                words::films(&evaluation.facts)?,
                evaluation.model()?.get::<Quoted>("ranking.auc")?.text()
            );
            if !evaluation.is_internal() && !material.is_drawn() {
                external.push(text.clone());
            }
            sets.push(text);
        }
        let (parts, balance) = parts(material);
        Ok(Self {
            parts,
            sources: sources(material),
            ground_truth: ground_truth(material),
            evaluations: sets.join("; "),
            at_threshold: each_test(material, at_threshold)?,
            calibration: each_test(material, calibration)?,
            groups: groups(material)?,
            heatmaps: heatmaps(material)?,
            left_out: left_out(material)?,
            external: (!external.is_empty()).then(|| external.join("; ")),
            size: format!(
                "{}: {}",
                if material.is_mixed() { "the data sets decided" } else { "the data set decided" },
                each_test(material, |test| size(test, material.is_mixed()))?
            ),
            balance,
        })
    }
}

/// A sentence for each of the evaluations on films that were kept back.
fn each_test(
    material: &Material,
    of: impl Fn(&Evaluation) -> Result<String, SubmissionError>,
) -> Result<String, SubmissionError> {
    Ok(material.tests.iter().map(of).collect::<Result<Vec<_>, _>>()?.join("; "))
}

fn at_threshold(test: &Evaluation) -> Result<String, SubmissionError> {
    let (model, decision) = (test.model()?, test.decision()?);
    Ok(format!(
        "on the {}: AUC {}, average precision {}, sensitivity {}, specificity {}",
        test.films,
        model.get::<Quoted>("ranking.auc")?.text(),
        model.get::<Quoted>("ranking.average_precision")?.text(),
        decision.get::<Quoted>("sensitivity")?.text(),
        decision.get::<Quoted>("specificity")?.text()
    ))
}

fn calibration(test: &Evaluation) -> Result<String, SubmissionError> {
    let model = test.model()?;
    let figure = |name: &str| -> Result<String, SubmissionError> {
        Ok(model.get::<Quoted>(&format!("calibration.{name}"))?.text())
    };
    Ok(format!(
        "on the {}: slope {}, intercept {}, Brier score {}, expected calibration error {}",
        test.films,
        figure("slope")?,
        figure("intercept")?,
        figure("brier")?,
        figure("ece")?
    ))
}

fn size(test: &Evaluation, is_mixed: bool) -> Result<String, SubmissionError> {
    let auc: Quoted = test.model()?.get("ranking.auc")?;
    let films = if is_mixed {
        format!("{} of the {}", thousands(auc.films), test.films)
    } else {
        format!("{} test films", thousands(auc.films))
    };
    let positive = thousands(auc.positives);
    Ok(match auc.interval {
        Some([low, high]) => {
            format!("{films}, {positive} positive; the interval of the AUC is {:.3} wide", high - low)
        }
        None => format!("{films}, {positive} positive; the AUC has no interval"),
    })
}

fn left_out(material: &Material) -> Result<String, SubmissionError> {
    if !material.is_mixed() {
        return each_test(material, |test| {
            Ok(format!("{} test films were not scored", thousands(test.facts.list("films.left_out")?.len())))
        });
    }
    each_test(material, |test| {
        let others: usize = test.facts.get("films.of_others")?;
        let others = match others {
            0 => String::new(),
            _ => format!(" ({} more of the table are of others)", thousands(others)),
        };
        let missed = test.facts.list("films.left_out")?.len();
        Ok(format!("of the {} {} were not scored{others}", test.films, thousands(missed)))
    })
}

fn sources(material: &Material) -> String {
    let of = |s: &Source| format!("{}: {}; {}", s.name, s.population, s.provenance);
    if !material.is_mixed() {
        return material.manifest.training_data.iter().map(of).collect::<Vec<_>>().join(". ");
    }
    let sets = material.sets.iter().map(|set| format!("Set {}, {}", set.number, of(&set.source)));
    let before = material.before().map(|source| format!("Before this run, {}", of(source)));
    sets.chain(before).collect::<Vec<_>>().join(". ")
}

fn ground_truth(material: &Material) -> String {
    const DRAWN: &str = "true by construction: the program drew the opacities";
    if !material.is_mixed() {
        let mut texts = material.data().map(|(_, data)| data.ground_truth.text.clone());
        return texts.next().unwrap_or_else(|| DRAWN.to_owned());
    }
    let of = |set: &FilmSet| {
        let text = set.data.as_ref().map_or(DRAWN, |data| data.ground_truth.text.as_str());
        format!("Set {}: {}", set.number, ended(text))
    };
    material.sets.iter().map(of).collect::<Vec<_>>().join(" ")
}

fn parts(material: &Material) -> (String, String) {
    let configs = material.config.data.sets();
    let of_set = |(set, config): (&FilmSet, &DataConfig)| match &set.data {
        Some(data) => {
            let named = Part::ALL.map(|part| (part, data.split.parts.get(part)));
            let parts = named.map(|(part, summary)| format!("{}: {}", part.as_str(), words::part(summary)));
            let shares = named.map(|(part, summary)| {
                let share = summary.films.prevalence.map_or_else(|| "undefined".to_owned(), percent);
                format!("{} {share}", part.as_str())
            });
            (parts.join(". "), format!("positive films: {}", shares.join(", ")))
        }
        None => {
            let text = match config {
                DataConfig::Phantom { train, validation, test } => format!(
                    "{} phantoms for training, {} for validation, {} for test",
                    thousands(*train),
                    thousands(*validation),
                    thousands(*test)
                ),
                DataConfig::Films { .. } | DataConfig::Mixed { .. } => String::new(),
            };
            (text, "half of the phantoms of each part are positive, as their seeds decide".to_owned())
        }
    };
    let all: Vec<(String, String)> = material.sets.iter().zip(configs).map(of_set).collect();
    if let [(parts, balance)] = all.as_slice() {
        return (parts.clone(), balance.clone());
    }
    let named = |of: fn(&(String, String)) -> &String| -> Vec<String> {
        all.iter().zip(1..).map(|(texts, number)| format!("Set {number}, {}", of(texts))).collect()
    };
    (named(|texts| &texts.0).join(". "), named(|texts| &texts.1).join("; "))
}

fn groups(material: &Material) -> Result<String, SubmissionError> {
    each_test(material, |test| {
        let of =
            if material.is_mixed() { format!("the {}", test.films) } else { "the test films".to_owned() };
        let text = groups_of(test, &of)?;
        Ok(if material.is_mixed() { format!("on {of}: {text}") } else { text })
    })
}

fn groups_of(test: &Evaluation, films: &str) -> Result<String, SubmissionError> {
    let mut measured = Vec::new();
    for group in test.facts.list("subgroups")? {
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
    let small = general::unmeasured(test)?.len();
    Ok(match measured.len() {
        0 => format!("no group of {films} is large enough to be measured; {small} are too small"),
        _ if small == 0 => measured.join("; "),
        _ => format!("{}; {small} groups are too small to be measured", measured.join("; ")),
    })
}

/// Heatmaps against places of disease, evaluation by evaluation; `None` where no places were given.
///
/// # Errors
///
/// A figure that is missing.
pub(super) fn heatmaps(material: &Material) -> Result<Option<String>, SubmissionError> {
    let mut texts = Vec::new();
    for evaluation in material.evaluations() {
        // Null where no places of disease were given; a field that is not there is an error.
        if evaluation.facts.get::<Option<serde_json::Value>>("localisation")?.is_some() {
            let found = evaluation.facts.at("localisation")?;
            let text =
                |place: &str| -> Result<String, SubmissionError> { Ok(found.get::<Quoted>(place)?.text()) };
            texts.push(format!(
                "on {} of the {} ({}): the highest point of the heatmap lies in the disease on a share of {}; the best fixed point \
                 on {}, a random point on {}",
                thousands(found.get::<Quoted>("pointing")?.films),
                evaluation.films,
                found.get::<String>("regions")?,
                text("pointing")?,
                text("pointing_best_fixed")?,
                text("pointing_uniform")?
            ));
        }
    }
    Ok((!texts.is_empty()).then(|| texts.join("; ")))
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
