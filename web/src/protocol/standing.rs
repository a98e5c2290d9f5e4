//! What a package is worth for a film: figures of quality as the page shows them, and the evidence for a film's kind.

use serde::{Deserialize, Serialize};

/// A measured share or area, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The estimate, 0 to 1.
    pub value: f64,
    /// Lower end of the interval, where one was computed.
    pub low: Option<f64>,
    /// Upper end of the interval, where one was computed.
    pub high: Option<f64>,
}

/// A threshold that the package offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OperatingPoint {
    /// Its name, such as `max-f1`.
    pub name: String,
    /// How it was chosen, in the package's own words.
    pub rule: String,
    /// At or above this logit a film is above the threshold.
    pub logit: f32,
    /// The same on the scale of `FilmResult::score`.
    pub threshold: f32,
}

/// From logit to probability: sigmoid(slope x logit + intercept), at `prevalence` only.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Factor on the logit; above 0.
    pub slope: f64,
    /// Added after the factor.
    pub intercept: f64,
    /// Share of positive films among those it was fitted on, 0 to 1.
    pub prevalence: f64,
}

/// What one operating point comes to on a group of films.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct PointFigures {
    /// Share of positive films above the threshold.
    pub sensitivity: Option<Figure>,
    /// Share of negative films below it.
    pub specificity: Option<Figure>,
}

/// Figures for a group of films. Of a group with fewer than 20 positive or 20 negative films there are none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What the films have in common: attributes such as `view_position`, joined by `/`. Empty for all films.
    pub attribute: String,
    /// The attributes' values, such as `PA`, joined alike.
    pub value: String,
    /// On which films it was measured: `test` or `validation`; the others were not used to choose the threshold.
    pub set: String,
    /// Films with the finding.
    pub positives: u64,
    /// Films without it.
    pub negatives: u64,
    /// Area under the ROC curve.
    pub auc: Option<Figure>,
    /// One for each of the package's operating points, in their order.
    pub points: Vec<PointFigures>,
}

/// Whether the package was tried on films of people like this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// It was, on 20 positive and 20 negative films at least.
    Real,
    /// The whole package is a demonstration.
    Demonstration,
    /// Not on films of this view.
    View,
    /// Not on children.
    Children,
    /// Not on adults.
    Adults,
    /// The film does not tell the patient's age, and not every age has evidence.
    AgeUnknown,
}

/// How a film stands to the package's evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Whether its score may be called a probability.
    pub evidence: Evidence,
    /// Places in `PackageSummary::groups` of the groups it belongs to, the most like it first.
    pub groups: Vec<u32>,
}
