//! Section 1.2: for whose films the device is, and for whose it is not, and why.

use shared::package::Evidence;

use super::document::Section;
use super::error::SubmissionError;
use super::facts::Quoted;
use super::inputs::{Material, Standing};
use super::{populations, words};

pub(super) fn write(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
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
    let reasons = populations::reasons(&material.manifest);
    if !reasons.is_empty() {
        section.text(
            "Where there is no evidence, this is why. The lower bound of the AUC on test films must be above each baseline \
             that sees no disease, and above a half: for the films of the view, for the population, and for both together.",
        );
        section.list(reasons);
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
    if material.standing() == Standing::Real {
        section.text(
            "The first table and this one ask differently. The package's rule, which decides what the reader is shown, takes test films by \
             population, with an interval over films and two baselines that were fitted on training films of the same \
             population. An evaluation takes the films of one table, with intervals over patients where patients have several \
             films, and the shortcuts that the audit found to be strongest, and adds pairs of films that are alike.",
        );
    }
    Ok(())
}
