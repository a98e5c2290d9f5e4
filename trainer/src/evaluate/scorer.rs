//! Whatever gives films scores: the model, another package, a trivial baseline. All are measured alike.

use serde::Serialize;

/// What a scorer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The package that is evaluated.
    Model,
    /// The package that it is compared with.
    Compared,
    /// What one gets without looking at disease.
    Baseline,
}

/// A scorer with what it says of each film.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorer {
    /// Short name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How it was made, and on which films.
    pub description: String,
    /// Log odds of pneumonia, finite, one a film: of a package after its calibration, where it has one.
    pub log_odds: Vec<f64>,
    /// Share of positives at which these are log odds of anything: that of the films they were fitted on. `None` of a
    /// package that is not calibrated.
    pub holds_at: Option<f64>,
    /// What it calls positive, at each of the package's operating points.
    pub calls: Vec<Calls>,
}

/// Decisions at one operating point.
#[derive(Debug, Clone, PartialEq)]
pub struct Calls {
    /// The operating point's name, such as `max-f1`.
    pub name: String,
    /// How its threshold was chosen.
    pub rule: String,
    /// Whether each film is called positive.
    pub positive: Vec<bool>,
}

impl Scorer {
    /// The scorer for some of the films, in the order given.
    ///
    /// # Panics
    ///
    /// If there is no such film.
    pub fn part(&self, films: &[usize]) -> Self {
        Self {
            log_odds: films.iter().map(|&i| self.log_odds[i]).collect(),
            calls: self
                .calls
                .iter()
                .map(|c| Calls { positive: films.iter().map(|&i| c.positive[i]).collect(), ..c.clone() })
                .collect(),
            ..self.clone()
        }
    }

    /// Probabilities, 0 to 1.
    pub fn probabilities(&self) -> Vec<f64> {
        self.log_odds.iter().map(|&x| logistic(x)).collect()
    }
}

/// The logistic function; in two branches, so that neither overflows.
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}
