//! Section 3.4: the threshold and the calibration, by which rule, and on which films.

use shared::package::point_figures;

use super::document::Section;
use super::error::SubmissionError;
use super::facts::Quoted;
use super::inputs::Material;
use super::words;
use crate::plot::percent;
use crate::split::Part;

pub(super) fn write(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    section.heading("3.4 Final threshold and explanation");
    let manifest = &material.manifest;
    let (name, threshold) = material.threshold()?;
    section.text(format!(
        "The threshold in use is a logit of {:.4}, by the rule {name}: {}. Validation films alone chose it, with the weights \
         as the package gives them back; test films had no part in it.",
        threshold.value(),
        manifest.operating_point().map_or("", words::rule)
    ));
    let points = manifest.operating_points.as_deref().unwrap_or_default();
    let metrics = manifest.metrics.as_deref().unwrap_or_default();
    let mut rows = Vec::new();
    for (i, point) in points.iter().enumerate() {
        let mut row = vec![point.name.clone(), format!("{:.4}", point.logit.value())];
        for set in ["validation", "test"] {
            for (figure, name) in
                point_figures(metrics, set, points, i).into_iter().zip(["sensitivity", "specificity"])
            {
                let figure = figure.ok_or_else(|| SubmissionError::Missing {
                    file: shared::package::MANIFEST.to_owned(),
                    place: format!("metrics.{set}_{name} at {}", point.name),
                })?;
                row.push(words::estimate(figure));
            }
        }
        rows.push(row);
    }
    section.table(
        &[
            "operating point",
            "logit",
            "validation sensitivity",
            "validation specificity",
            "test sensitivity",
            "test specificity",
        ],
        rows,
    );
    section.list(points.iter().map(|point| format!("{}: {}.", point.name, words::rule(point))).collect());
    if material.is_mixed() {
        let of = |part: Part| {
            let figures = points.first().map(|_| point_figures(metrics, part.as_str(), points, 0));
            let films = figures.into_iter().flatten().flatten().map(|e| e.films);
            // Sensitivity and specificity have the films of both classes alike.
            films.max().map_or_else(|| "no films".to_owned(), |films| words::whose(material, part, films))
        };
        section.text(format!(
            "Validation figures of this table are of {}, test figures of {}. Where sets are taken together their sizes and \
             prevalences have a part in the figures; section 1.4 has what the threshold in use does on each set's test films.",
            of(Part::Validation),
            of(Part::Test)
        ));
    }
    section.text(match &manifest.calibration {
        Some(c) => format!(
            "Calibration: probability = sigmoid({:.4} x logit {:+.4}), fitted on validation films at a prevalence of {}. The \
             threshold is kept as a logit, so that no calibration moves a decision.",
            c.slope,
            c.intercept,
            percent(c.prevalence.value())
        ),
        None => "No calibration was fitted: the score is the logistic function of the logit, and no probability.".to_owned(),
    });
    if material.is_mixed() && manifest.calibration.is_some() {
        calibration(section, material)?;
    }
    Ok(())
}

/// One calibration for all sets fits each of them more or less well.
fn calibration(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    let mut rows = Vec::new();
    for test in &material.tests {
        let model = test.model()?;
        let mut row = vec![test.films.clone()];
        for figure in ["slope", "intercept", "brier", "ece"] {
            row.push(model.get::<Quoted>(&format!("calibration.{figure}"))?.text());
        }
        rows.push(row);
    }
    section.text(
        "One calibration serves all sets. How well it fits each of them, on test films at their own prevalence (slope 1 and \
         intercept 0 are perfect):",
    );
    section.table(&["films", "slope", "intercept", "Brier score", "expected calibration error"], rows);
    Ok(())
}
