//! The evaluation in a dozen lines, for the terminal.

use super::Evaluation;
use super::scorer::Kind;
use crate::plot::thousands;

/// Lines for people: the model's main figures beside those of the baselines, and what they are worth.
pub fn summary(evaluation: &Evaluation) -> Vec<String> {
    let films = &evaluation.films;
    let mut lines = vec![
        format!("model        {} ({})", evaluation.model.name, evaluation.model.id),
        format!(
            "films        {} of {} patients ({}), {} positive; {} not scored",
            thousands(films.scored),
            thousands(films.patients),
            evaluation.population.as_str(),
            thousands(films.positives),
            thousands(films.left_out.len())
        ),
    ];
    for scorer in &evaluation.scorers {
        let kind = if scorer.kind == Kind::Baseline { "baseline" } else { "AUC" };
        lines.push(format!("{kind:<12} {}: {}", scorer.name, scorer.ranking.auc.text()));
    }
    if let Some(model) = evaluation.scorers.first() {
        for point in &model.decisions {
            lines.push(format!(
                "at           {}: sensitivity {}, specificity {}",
                point.name,
                point.sensitivity.text(),
                point.specificity.text()
            ));
        }
        let calibration = &model.calibration;
        lines.push(format!(
            "calibration  slope {}, intercept {}",
            calibration.slope.text(),
            calibration.intercept.text()
        ));
    }
    let matched = &evaluation.matched;
    if let Some(model) = matched.scorers.first() {
        lines.push(format!("matched      {} pairs: {}", thousands(matched.pairs), model.share.text()));
    }
    if let Some(found) = &evaluation.localisation {
        lines.push(format!(
            "heatmaps     {} films: pointing game {}; best fixed point {}",
            found.pointing.films,
            found.pointing.text(),
            found.pointing_best_fixed.text()
        ));
    }
    lines
}
