//! The evaluation as one HTML file: text, tables, SVG and pictures, nothing from elsewhere, no script.

mod calibration;
mod decisions;
mod groups;
mod heatmaps;
mod pairs;
mod ranking;
mod sensitivity;

use super::gallery::Gallery;
use super::{Evaluation, ModelFacts};
use crate::page::Page;
use crate::plot::{percent, thousands};

/// Films that are listed; `scores.csv` has all of them.
const LISTED: usize = 50;

/// The report.
pub fn html(evaluation: &Evaluation, gallery: Option<&Gallery>) -> String {
    let mut page =
        Page::new(&format!("What {} is worth on {}", evaluation.model.name, evaluation.table.file));
    opening(&mut page, evaluation);
    ranking::ranking(&mut page, evaluation);
    pairs::matched(&mut page, evaluation);
    decisions::decisions(&mut page, evaluation);
    calibration::calibration(&mut page, evaluation);
    calibration::net_benefit(&mut page, evaluation);
    groups::subgroups(&mut page, evaluation);
    if let Some(found) = &evaluation.localisation {
        heatmaps::localisation(&mut page, found, gallery);
    }
    if let Some(found) = &evaluation.sensitivity {
        sensitivity::sensitivity(&mut page, found);
    }
    left_out(&mut page, evaluation);
    methods(&mut page, evaluation);
    page.finish()
}

fn opening(page: &mut Page, evaluation: &Evaluation) {
    let films = &evaluation.films;
    let auc = evaluation
        .scorers
        .first()
        .map_or(String::new(), |model| format!(" The AUC of the model is {}.", model.ranking.auc.text()));
    page.lead(&format!(
        "{} films of {} patients ({}), {} of them with pneumonia ({}).{auc}",
        thousands(films.scored),
        thousands(films.patients),
        evaluation.population.as_str(),
        thousands(films.positives),
        percent(films.positives as f64 / films.scored.max(1) as f64)
    ));
    let mut about = vec![
        format!("Model: {}.", package(&evaluation.model)),
        format!(
            "Films: {} ({}, {} rows, SHA-256 {}).",
            evaluation.table.file,
            evaluation.table.layout.as_str(),
            thousands(evaluation.table.rows),
            evaluation.table.sha256
        ),
        format!(
            "Written by {} with {} resamples and seed {}; the same films, package and seed give the same figures.",
            evaluation.software,
            thousands(evaluation.resamples),
            evaluation.seed
        ),
    ];
    if let Some(other) = &evaluation.compared {
        about.insert(1, format!("Compared with: {}.", package(other)));
    }
    if let Some(fit) = &evaluation.fitted_on {
        about.push(format!(
            "Baselines were fitted on {} ({} rows, SHA-256 {}).",
            fit.file,
            thousands(fit.rows),
            fit.sha256
        ));
    }
    page.list(&about);
    let mut warnings = Vec::new();
    if evaluation.evidence.above_baselines != Some(true)
        || evaluation.evidence.matched_above_half != Some(true)
    {
        warnings.push(evaluation.evidence.statement.clone());
    }
    if !evaluation.model.real_films {
        warnings.push(
            "The model has learned from drawn phantoms alone. Whatever it scores on films of people, it is no classifier \
             of them."
                .to_owned(),
        );
    }
    if !films.left_out.is_empty() {
        warnings.push(format!(
            "{} films were not scored, and every figure leaves them out. If they are not like the others, the figures \
             are not those of all films.",
            thousands(films.left_out.len())
        ));
    }
    if films.of_others > 0 {
        warnings.push(format!(
            "{} rows of the table are of others than {}, or their age does not tell; they were left out.",
            thousands(films.of_others),
            evaluation.population.as_str()
        ));
    }
    if evaluation.scorers.first().is_some_and(|model| model.decisions.is_empty()) {
        warnings.push("The package has no operating point: nothing that needs one is given.".to_owned());
    }
    if warnings.is_empty() {
        page.text(&evaluation.evidence.statement);
    } else {
        page.warning("Before a figure is quoted", &warnings);
    }
}

fn package(model: &ModelFacts) -> String {
    format!(
        "{}, id {}, trained on {}{}, scored on {}",
        model.name,
        model.id,
        model.training_data.join(" and "),
        match model.calibrated_at {
            Some(p) => format!(", calibrated at a prevalence of {}", percent(p)),
            None => ", not calibrated".to_owned(),
        },
        model.device
    )
}

fn left_out(page: &mut Page, evaluation: &Evaluation) {
    let films = &evaluation.films.left_out;
    if films.is_empty() {
        return;
    }
    page.section("left-out", "Films that were not scored");
    let rows: Vec<Vec<String>> =
        films.iter().take(LISTED).map(|f| vec![f.line.to_string(), f.reason.clone()]).collect();
    page.table(&["line", "why"], &rows);
    if films.len() > LISTED {
        page.text(&format!("And {} more, in scores.csv.", thousands(films.len() - LISTED)));
    }
}

fn methods(page: &mut Page, evaluation: &Evaluation) {
    page.section("methods", "How to read this");
    let once = evaluation.films.most_of_a_patient <= 1;
    page.list(&[
        format!(
            "Intervals are 95 %. {}",
            if once {
                "Each patient has one film, so shares have Wilson's interval and AUCs DeLong's; all else is resampled."
            } else {
                "Patients have several films, which are alike: patients are resampled with all of their films, so that \
                 intervals do not pretend to more than there is."
            }
        ),
        "Baselines see no disease. They are fitted on other patients than they are scored on, get thresholds by the \
         package's own rules, and are measured as the model is. A figure of the model without the baseline's beside it \
         means little."
            .to_owned(),
        "AUC is the chance that a film with pneumonia has the higher score than one without. It is not defined for a \
         scorer that gives all films the same score, and a dash stands there."
            .to_owned(),
        format!(
            "Figures \"at {}\" are what the same sensitivity and specificity come to where so few films show pneumonia, \
             as in NIH's full list. They assume that films of either class look there as they do here.",
            percent(evaluation.reweighted_to)
        ),
        "Labels are what the table says: an opinion about a film, often mined from a report, and not a diagnosis."
            .to_owned(),
        "Formulas and sources are in docs/evaluate.md; every figure with its n, interval and method in evaluation.json."
            .to_owned(),
    ]);
    page.text("Research use only. Not a medical device. No patient is named here; lines refer to the table.");
}
