//! What was evaluated, and on which films.

use serde::Serialize;
use shared::package::{Manifest, SourceKind};
use shared::prediction::Logit;

use super::baselines::Point;
use super::scorer::{Calls, Kind, Scorer};

/// A package.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelFacts {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it was trained on.
    pub training_data: Vec<String>,
    /// Whether it has learned from films of people.
    pub real_films: bool,
    /// Whether its scores are calibrated, or bare logistic functions of its logits.
    pub calibrated: bool,
    /// Share of positives at which its calibration holds.
    pub calibrated_at: Option<f64>,
    /// The device that scored.
    pub device: String,
}

/// Which films were scored.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FilmFacts {
    /// Rows of the table.
    pub in_table: usize,
    /// Rows of another population, or of an age that does not tell.
    pub of_others: usize,
    /// Films that were scored.
    pub scored: usize,
    /// Positive films among them.
    pub positives: usize,
    /// Negative films among them.
    pub negatives: usize,
    /// Their patients.
    pub patients: usize,
    /// Most films of one patient.
    pub most_of_a_patient: usize,
    /// Films of the population that were not scored.
    pub left_out: Vec<LeftOut>,
}

/// A film that was not scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Line of the table.
    pub line: u64,
    /// The table's name of the film.
    pub image: String,
    /// Why.
    pub reason: String,
}

impl ModelFacts {
    /// What a manifest says.
    pub fn new(manifest: &Manifest, device: &str) -> Self {
        Self {
            id: manifest.id.clone(),
            name: manifest.name.clone(),
            training_data: manifest.training_data.iter().map(|s| s.name.clone()).collect(),
            real_films: manifest.training_data.iter().any(|s| s.kind == SourceKind::Real),
            calibrated: manifest.calibration.is_some(),
            calibrated_at: manifest.calibration.map(|c| c.prevalence.value()),
            device: device.to_owned(),
        }
    }
}

/// A package's logits as a scorer.
pub(crate) fn scorer(manifest: &Manifest, kind: Kind, logits: &[Logit]) -> Scorer {
    let log_odds = |logit: &Logit| {
        let x = f64::from(logit.value());
        manifest.calibration.map_or(x, |c| c.slope * x + c.intercept)
    };
    let calls = manifest.operating_points.iter().flatten().map(|point| Calls {
        name: point.name.clone(),
        rule: point.rule.clone(),
        positive: logits.iter().map(|logit| point.is_above(*logit)).collect(),
    });
    Scorer {
        name: match kind {
            Kind::Compared => format!("compared: {}", manifest.name),
            _ => "model".to_owned(),
        },
        kind,
        description: format!(
            "{}, package {}{}",
            manifest.name,
            &manifest.id[..manifest.id.len().min(12)],
            if manifest.calibration.is_some() {
                ""
            } else {
                "; not calibrated: the logistic function of its logit"
            }
        ),
        log_odds: logits.iter().map(log_odds).collect(),
        holds_at: manifest.calibration.map(|c| c.prevalence.value()).filter(|p| *p > 0.0 && *p < 1.0),
        calls: calls.collect(),
        pairwise: None,
    }
}

/// A package's operating points, to be imitated by baselines.
pub(crate) fn points(manifest: &Manifest) -> Vec<Point> {
    let points = manifest.operating_points.iter().flatten();
    points.map(|point| Point { name: point.name.clone(), rule: point.name.parse().ok() }).collect()
}
