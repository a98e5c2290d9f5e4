//! What a film's distance means, and what is done for it.

use serde::{Deserialize, Serialize};

use super::CHECK;
use crate::dicom::{Check, ReasonCode, Verdict};

/// What is done with a film at or beyond the cut-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It gets no number.
    Refuse,
    /// Its number is shown with a warning: a package that was trained on drawings finds every patient's film strange, and
    /// is there to show how the program works.
    Warn,
}

impl Action {
    /// What is done with such a film, as part of a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Refuse => "refused",
            Self::Warn => "warned of",
        }
    }
}

/// A film's distance beside the package's cut-off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distance {
    /// The distance.
    pub value: f64,
    /// At or above it a film counts as unlike the training films.
    pub cutoff: f64,
    /// What then happens.
    pub action: Action,
}

impl Distance {
    /// Whether the film is unlike the training films. So is one whose distance is no number.
    pub fn is_outside(&self) -> bool {
        self.value.is_nan() || self.value >= self.cutoff
    }

    /// Whether the film gets no number for it.
    pub fn is_refused(&self) -> bool {
        self.is_outside() && self.action == Action::Refuse
    }

    /// For people.
    pub fn message(&self) -> String {
        let found = format!("distance {:.2}, limit {:.2}", self.value, self.cutoff);
        if self.is_outside() {
            format!("the film does not look like those that the model was trained on ({found})")
        } else {
            format!("the film looks like those that the model was trained on ({found})")
        }
    }

    /// The same among a film's checks.
    pub fn check(&self) -> Check {
        let verdict = match (self.is_outside(), self.action) {
            (false, _) => Verdict::Pass,
            (true, Action::Warn) => Verdict::Warn,
            (true, Action::Refuse) => Verdict::Fail,
        };
        Check {
            name: CHECK.into(),
            tag: None,
            attribute: String::new(),
            value: Some(format!("{:.2}", self.value)),
            expected: format!("below {:.2}", self.cutoff),
            verdict,
            reason: (verdict == Verdict::Fail).then_some(ReasonCode::OutOfDistribution),
            message: self.message(),
        }
    }
}
