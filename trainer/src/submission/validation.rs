//! Section 6: how the device would be validated for clearance, and how far it is from the standard today.

use super::document::Section;
use super::error::SubmissionError;
use super::evaluation::Evaluation;
use super::facts::{Facts, Quoted};
use super::inputs::{Material, Standing};
use super::literature::{OTHERS, RADIOLOGISTS};
use super::present;
use crate::evaluate::RARE;
use crate::metrics::Z;
use crate::plot::{percent, thousands};

/// Half the width that an interval of sensitivity or specificity may have in the validation.
const HALF_WIDTH: f64 = 0.05;

pub(super) fn section(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("validation", "6. FDA validation plan");
    if material.standing() == Standing::Phantoms {
        section.warning(
            "A plan for no device",
            vec![
                "A model of phantoms is not validated on patients. The plan below is what a model of the same form would need; \
                 the figures in it are of drawings."
                    .to_owned(),
            ],
        );
    }
    population(&mut section, material)?;
    acquisition(&mut section);
    standard(&mut section, material)?;
    present::write(&mut section, material)?;
    Ok(section)
}

fn population(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    section.heading("6.1 Patient population");
    let scope = &material.manifest.acquisition_scope;
    section.text(format!(
        "Consecutive patients who get a frontal chest radiograph (modality {}, view {}) for whatever reason, of at least two \
         hospitals that gave no training films, in the proportions in which they come; adults and children apart, each sex, \
         both views and the makers of the equipment as they are in use. Nobody is chosen by the diagnosis: prevalence is part \
         of what is measured. One film a patient, the first.",
        scope.modalities.join(" or "),
        scope.view_positions.join(" or ")
    ));
    sample_sizes(section, material)
}

fn sample_sizes(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    let is_mixed = material.is_mixed();
    let mut rows = Vec::new();
    for test in &material.tests {
        let decision = test.decision()?;
        for (name, share) in [("sensitivity", RARE), ("specificity", 1.0 - RARE)] {
            let figure: Quoted = decision.get(name)?;
            let mut row = if is_mixed { vec![test.films.clone()] } else { Vec::new() };
            row.extend([name.to_owned(), figure.text()]);
            row.extend(match figure.value {
                Some(value) => {
                    let films = films_needed(value);
                    [thousands(films), thousands((films as f64 / share).ceil() as usize)]
                }
                None => ["not computed".to_owned(), "not computed".to_owned()],
            });
            rows.push(row);
        }
    }
    let films = match material.tests.as_slice() {
        [test] if !is_mixed => test.films.clone(),
        _ => "test films of each set".to_owned(),
    };
    section.text(format!(
        "Sample size: for a 95 % interval of {HALF_WIDTH} to either side by the normal approximation, from the figures on the {films}, \
         and the films that must be read to find so many of the class where pneumonia is on {} of them (its share in NIH's full \
         list):",
        percent(RARE)
    ));
    let mut head = vec!["figure", "now", "films of the class", "films in all"];
    if is_mixed {
        head.insert(0, "from");
    }
    section.table(&head, rows);
    Ok(())
}

/// Films for an interval of a share that is [`HALF_WIDTH`] to either side; of a share of 0 or 1, as for one that lies
/// half a width off, as the approximation would ask for none.
fn films_needed(share: f64) -> usize {
    let p = share.clamp(HALF_WIDTH / 2.0, 1.0 - HALF_WIDTH / 2.0);
    (Z * Z * p * (1.0 - p) / (HALF_WIDTH * HALF_WIDTH)).ceil() as usize
}

fn acquisition(section: &mut Section) {
    section.heading("6.2 Ground truth acquisition methodology");
    section.text(
        "Each film is read by three radiologists of some years' experience in thoracic imaging, independently, without the \
         report and without the device; the majority decides. Agreement is given as Fleiss' kappa with an interval, and each \
         reader's F1 against the majority of the others, so that the device and the readers are measured alike. Films that \
         show pneumonia are marked with a box by each reader who sees it, by which heatmaps are scored. Where a CT, a culture \
         or the course of the disease is known within a week, the label by these is kept beside the readers' label and \
         reported apart.",
    );
}

fn standard(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    section.heading("6.3 Algorithm performance standard");
    section.text(format!(
        "The standard is the radiologists': F1 {} ({}; {}). The device meets it if, on the validation films at the threshold \
         fixed beforehand, the lower bound of its F1 is above that mean and above the F1 of calling every film positive at the \
         same prevalence; and if the lower bound of its AUC is above that of the strongest baseline that sees no disease. Each \
         population of section 1.2 must meet it by itself.",
        RADIOLOGISTS.text(),
        RADIOLOGISTS.source,
        RADIOLOGISTS.films
    ));
    let row = |p: &super::literature::Published| {
        vec![p.figure.to_owned(), p.text(), p.source.to_owned(), p.films.to_owned()]
    };
    let rows = std::iter::once(&RADIOLOGISTS).chain(&OTHERS).map(row).collect();
    section.table(&["published figure", "value", "source", "films"], rows);
    section.text(
        "F1 depends on the prevalence of the films it is measured on. Calling every film positive has an F1 of 2p / (1 + p) at a \
         prevalence of p, so a figure without that beside it means little.",
    );
    if material.is_mixed() {
        section.text(
            "The published figures are of NIH's films, nearly all of them of adults. Of children there is no figure of \
             radiologists here: for them the adults' stands in, and \"met on these films\" says no more than that the bounds lie \
             above it. A validation on children needs readers of their films.",
        );
    }
    let mut rows = Vec::new();
    for evaluation in material.evaluations() {
        rows.push(against(evaluation, material.standing())?);
    }
    section.text("Where the device stands today:");
    section.table(
        &[
            "films",
            "F1 at the threshold",
            "F1 of calling all positive",
            "AUC",
            "strongest baseline",
            "standard",
        ],
        rows,
    );
    section.text(
        "Test films of the source that the device was trained on cannot take the place of this validation, whatever their \
         figures: labels, equipment and patients are those it has learned from.",
    );
    Ok(())
}

fn against(evaluation: &Evaluation, standing: Standing) -> Result<Vec<String>, SubmissionError> {
    let decision = evaluation.decision()?;
    let own = own_prevalence(&decision)?;
    let f1 = own.as_ref().map(|at| at.get::<Quoted>("f1")).transpose()?;
    let prevalence = own.as_ref().map(|at| at.get::<f64>("prevalence")).transpose()?;
    let auc: Quoted = evaluation.model()?.get("ranking.auc")?;
    let evidence = evaluation.facts.at("evidence")?;
    let strongest: Option<String> = evidence.get("strongest_baseline")?;
    let strongest_auc: Option<f64> = evidence.get("strongest_baseline_auc")?;
    let all_positive = prevalence.map(always_positive_f1);
    let lower = f1.as_ref().and_then(|f| f.interval).map(|[low, _]| low);
    let above: Option<bool> = evidence.get("above_baselines")?;
    let verdict = match (standing, lower, all_positive, above) {
        (Standing::Phantoms, ..) => "not applicable: drawings",
        (_, Some(low), Some(all), _) if low <= RADIOLOGISTS.value.max(all) => "not met",
        (_, _, _, Some(false)) => "not met",
        (_, Some(_), Some(_), Some(true)) => "met on these films",
        _ => "not shown",
    };
    Ok(vec![
        evaluation.films.clone(),
        f1.map_or_else(|| "undefined: one class only".to_owned(), |f| f.text()),
        match (all_positive, prevalence) {
            (Some(f1), Some(p)) => format!("{f1:.3} at {}", percent(p)),
            _ => "undefined: one class only".to_owned(),
        },
        auc.text(),
        match (strongest, strongest_auc) {
            (Some(name), Some(auc)) => format!("{name}, {auc:.3}"),
            _ => "none could be fitted".to_owned(),
        },
        verdict.to_owned(),
    ])
}

/// The figures at the films' own prevalence; `None` where a class is missing.
pub(super) fn own_prevalence(decision: &Facts) -> Result<Option<Facts>, SubmissionError> {
    for at in decision.list("at_prevalence")? {
        if !at.get::<bool>("reweighted")? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// Precision is the prevalence, and recall is 1.
pub(super) fn always_positive_f1(prevalence: f64) -> f64 {
    2.0 * prevalence / (1.0 + prevalence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calling_all_positive_at_one_to_three_has_an_f1_of_two_fifths() {
        assert!((always_positive_f1(0.25) - 0.4).abs() < 1e-12);
    }

    #[test]
    fn a_share_of_a_half_needs_most_films() {
        // 1.96^2 x 0.25 / 0.05^2 = 384.1.
        assert_eq!(films_needed(0.5), 385);
        assert_eq!(films_needed(0.9), 139);
        assert!(films_needed(1.0) > 0 && films_needed(1.0) < 60);
    }
}
