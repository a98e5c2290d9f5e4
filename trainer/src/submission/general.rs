//! Section 1: what the device is for, for whom, what it cannot do, and what its mistakes cost.

use shared::package::Evidence;

use super::document::Section;
use super::error::SubmissionError;
use super::facts::Quoted;
use super::inputs::{Evaluation, Material, Standing};
use super::words;
use crate::plot::{percent, thousands};

/// Films that consequences are counted on.
const FILMS: f64 = 1000.0;

pub(super) fn section(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("general", "1. General information");
    intended_use(&mut section, material);
    indications(&mut section, material)?;
    limitations(&mut section, material)?;
    impact(&mut section, material)?;
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
    section.text(format!("Intended use as the package states it: {}", material.manifest.intended_use));
    section.text(
        "A heatmap directs the reader to a part of the film. The device would therefore be described as a medical image \
         analyzer (21 CFR 892.2070) and not as triage software (21 CFR 892.2080), which must not do so.",
    );
}

fn indications(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    section.heading("1.2 Indications for use");
    let scope = &material.manifest.acquisition_scope;
    let ages = match (scope.min_age_years, scope.max_age_years) {
        (None, None) => "any age".to_owned(),
        (Some(low), None) => format!("{low} years or more"),
        (None, Some(high)) => format!("at most {high} years"),
        (Some(low), Some(high)) => format!("{low} to {high} years"),
    };
    section.text(format!(
        "Films that the acquisition checks admit: modality {}; body part {}; view {}; patients of {ages}. Admitted does not \
         mean proven: what is shown depends on the evidence for the film's population.",
        scope.modalities.join(" or "),
        scope.body_parts.join(" or "),
        scope.view_positions.join(" or "),
    ));
    let kinds = words::kinds(&material.manifest);
    let rows = kinds
        .iter()
        .map(|kind| {
            vec![
                kind.name.clone(),
                if kind.admitted { "yes" } else { "no" }.to_owned(),
                kind.evidence_text().to_owned(),
                kind.shown().to_owned(),
            ]
        })
        .collect();
    section.table(&["population", "admitted", "evidence in the package", "the reader is shown"], rows);
    if !kinds.iter().any(|kind| kind.admitted && kind.evidence == Evidence::Real) {
        section.text("There is no population of patients that the device is indicated for.");
    }
    let mut rows = Vec::new();
    for evaluation in material.evaluations() {
        let auc: Quoted = evaluation.model()?.get("ranking.auc")?;
        rows.push(vec![
            evaluation.films.clone(),
            words::films(&evaluation.facts)?,
            auc.text(),
            evaluation.facts.get("evidence.statement")?,
        ]);
    }
    section.text("What was measured, film set by film set (AUC with its 95 % interval):");
    section.table(&["films", "how many", "AUC", "evidence"], rows);
    Ok(())
}

fn limitations(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    section.heading("1.3 Device limitations");
    section.warning("Read first", vec![words::what_it_is(material.standing()).to_owned()]);
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
    if let Some(data) = &material.data {
        let train = &data.split.parts.train;
        let others: Vec<String> = train
            .co_findings
            .iter()
            .take(5)
            .map(|(finding, films)| format!("{finding} on {}", share_text(*films, train.films.positive)))
            .collect();
        if !others.is_empty() {
            items.push(format!(
                "Positive training films show other findings beside pneumonia ({}): what the device has learned may be \
                 these.",
                others.join(", ")
            ));
        }
        for warning in data.eda.get::<Vec<String>>("shortcuts.warnings")? {
            items.push(format!(
                "Something that is not disease tells the classes of the data apart. {warning}."
            ));
        }
    }
    for evaluation in material.evaluations() {
        let verdict: String = evaluation.facts.get("matched.verdict")?;
        items.push(format!("On matched pairs of the {}: {verdict}", evaluation.films));
    }
    section.list(items);
    let small = unmeasured(&material.test)?;
    if !small.is_empty() {
        section.text(format!(
            "Groups with too few test films to be measured: {}. Nothing is known of them.",
            small.join("; ")
        ));
    }
    Ok(())
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

fn impact(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    section.heading("1.4 Clinical impact of performance");
    let decision = material.test.decision()?;
    let (name, threshold) = material.threshold()?;
    let (sensitivity, specificity): (Quoted, Quoted) =
        (decision.get("sensitivity")?, decision.get("specificity")?);
    section.text(format!(
        "At the threshold in use ({name}, logit {:.4}) on the {}: sensitivity {}, specificity {}. Of 1,000 films that is:",
        threshold.value(),
        material.test.films,
        sensitivity.text(),
        specificity.text()
    ));
    let mut rows = Vec::new();
    for at in decision.list("at_prevalence")? {
        let prevalence: f64 = at.get("prevalence")?;
        let reweighted: bool = at.get("reweighted")?;
        let counts = match (sensitivity.value, specificity.value) {
            (Some(se), Some(sp)) => consequences(prevalence, se, sp),
            _ => std::array::from_fn(|_| "undefined".to_owned()),
        };
        let of = if reweighted { "reweighted to " } else { "these films, " };
        let mut row = vec![format!("{of}{}", percent(prevalence))];
        row.extend(counts);
        row.push(at.get::<Quoted>("ppv")?.text());
        row.push(at.get::<Quoted>("npv")?.text());
        rows.push(row);
    }
    section.table(
        &[
            "prevalence",
            "pneumonia, marked",
            "pneumonia, missed",
            "no pneumonia, marked",
            "no pneumonia, not marked",
            "PPV",
            "NPV",
        ],
        rows,
    );
    section.list(vec![
        "A false negative: pneumonia that the device does not mark. As a second reader it can only fail to help a \
         physician who has overlooked it, unless its silence is taken for reassurance; then treatment is late, which for \
         pneumonia can cost a life. So the answer says that a low score excludes nothing."
            .to_owned(),
        "A false positive: a film without pneumonia that is marked. The cost is a second look; and if the physician gives \
         way, further films or CT with their dose, antibiotics that are not needed and another diagnosis that comes late. \
         Where pneumonia is rare most marks are false, as the PPV above says."
            .to_owned(),
        "A heatmap that points elsewhere draws the eye away from the disease; it shows what moved the score, not where \
         disease is."
            .to_owned(),
    ]);
    if material.standing() == Standing::Phantoms {
        section.text("These counts are of drawings. They show how consequences would be stated, not what they would be.");
    }
    Ok(())
}

/// True positives, false negatives, false positives and true negatives of 1,000 films.
fn consequences(prevalence: f64, sensitivity: f64, specificity: f64) -> [String; 4] {
    let (with, without) = (FILMS * prevalence, FILMS * (1.0 - prevalence));
    [with * sensitivity, with * (1.0 - sensitivity), without * (1.0 - specificity), without * specificity]
        .map(|films| format!("{films:.1}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_films_are_divided_by_bayes() {
        assert_eq!(consequences(0.25, 0.8, 0.9), ["200.0", "50.0", "75.0", "675.0"]);
    }
}
