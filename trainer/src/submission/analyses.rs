//! The model card's figures: of the package by itself, and by group.

use shared::package::Estimate;

use super::document::Section;
use super::error::SubmissionError;
use super::facts::Quoted;
use super::inputs::Material;
use super::{populations, words};
use crate::plot::thousands;

pub(super) fn section(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("analyses", "Quantitative analyses");
    if material.is_mixed() {
        section.text(
            "By population, on test films of all sets (AUC with its 95 % interval, and what baselines that see no disease come \
             to on the same films):",
        );
        populations::table(&mut section, &material.manifest);
    }
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
    section.text(if material.is_mixed() {
        "Figures of the package as a whole. Where they are of all sets together, films of different places and populations are \
         mixed in proportions that no place of use has, and the sets are told apart by more than disease: such figures are no \
         claim for any population."
    } else {
        "Figures of the package, by itself:"
    });
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
            let is_mixed = material.is_mixed();
            let name = populations::name(group).filter(|_| is_mixed);
            let name = name.unwrap_or_else(|| format!("{} {}", group.attribute, group.value));
            // The AUC of populations stands above already.
            let is_new = move |e: &&Estimate| !is_mixed || !e.name.starts_with("test_auc");
            group
                .metrics
                .iter()
                .filter(is_new)
                .map(move |e| vec![name.clone(), e.name.clone(), words::estimate(e), e.films.to_string()])
        })
        .collect();
    if joint.is_empty() {
        section.text("View, sex and age together: no such group has enough films.");
    } else {
        section.text(if material.is_mixed() {
            "At the thresholds, by view and population, and by view, sex and age together, where there are enough films:"
        } else {
            "View, sex and age together:"
        });
        section.table(&["group", "figure", "value", "films"], joint);
    }
    Ok(section)
}
