//! The model package, as the page shows it.

use serde::{Deserialize, Serialize};

use super::standing::{Calibration, Group, OperatingPoint};

/// What the page says about the model package.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackageSummary {
    /// The package id, 64 hexadecimal digits.
    pub id: String,
    /// The package's name.
    pub name: String,
    /// All its training data is synthetic: its output is a demonstration score and nothing else.
    pub demonstration: bool,
    /// Where the training data came from.
    pub sources: Vec<Source>,
    /// The operating point in use, on the scale of [`FilmResult::score`](super::FilmResult::score).
    pub threshold: f32,
    /// How the operating point was chosen, in a sentence.
    pub threshold_rule: String,
    /// The value of the heatmap that gets the last colour; fixed by the package, never by the film.
    pub heatmap_scale: f32,
    /// What the model was trained on, in a sentence.
    pub trained_on: String,
    /// Measured quality.
    pub metrics: Vec<Metric>,
    /// The intended use, as the package states it.
    pub intended_use: String,
    /// The notice that must stand beside every answer.
    pub notice: String,
    /// Program and version that wrote the package.
    #[serde(default)]
    pub software: String,
    /// All operating points; the first is the package's default.
    #[serde(default)]
    pub operating_points: Vec<OperatingPoint>,
    /// The calibration, where the package has one.
    #[serde(default)]
    pub calibration: Option<Calibration>,
    /// Figures for all test films first, if there are any, then for groups of them.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// How the package tells films unlike its training data, if it can.
    #[serde(default)]
    pub out_of_distribution: Option<Unlike>,
}

/// How a package tells films unlike its training data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unlike {
    /// The method's name.
    pub method: String,
    /// At or above this distance a film is unlike the training data.
    pub cutoff: f64,
    /// How the cut-off was chosen.
    pub rule: String,
    /// Whether such a film gets no number; otherwise it gets its score with a warning.
    pub refuses: bool,
}

/// One source of training data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The source's name.
    pub name: String,
    /// Real films or synthetic ones.
    pub kind: SourceKind,
    /// Who made it and where it can be had.
    pub provenance: String,
    /// Whom it shows.
    pub population: String,
    /// Films used for training.
    #[serde(default)]
    pub films: u64,
}

/// Whether training films came from people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Computed.
    Synthetic,
    /// Taken of people.
    Real,
}

/// One figure of quality with its interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// What is measured, such as `AUC`.
    pub name: String,
    /// The estimate.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Films it was measured on.
    pub n: Option<u64>,
    /// On which films, in a few words.
    pub note: String,
}
