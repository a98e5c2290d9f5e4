//! Whatever gives films scores: the model, another package, a trivial baseline. All are measured alike.

use serde::Serialize;
pub use shared::prediction::logistic;

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
    /// How it compares two films, where `log_odds` do not, as they are not all one model's.
    pub pairwise: Option<Pairwise>,
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
            pairwise: self.pairwise.as_ref().map(|pairwise| pairwise.part(films)),
            ..self.clone()
        }
    }

    /// Scores by which two films can be compared.
    ///
    /// # Panics
    ///
    /// If there is no such film.
    pub fn pair(&self, a: usize, b: usize) -> [f64; 2] {
        match &self.pairwise {
            Some(pairwise) => pairwise.pair(a, b),
            None => [self.log_odds[a], self.log_odds[b]],
        }
    }

    /// Probabilities, 0 to 1.
    pub fn probabilities(&self) -> Vec<f64> {
        self.log_odds.iter().map(|&x| logistic(x)).collect()
    }
}

/// Scores of a scorer that was fitted in folds, for any two films by a model that has seen neither's fold.
///
/// Films of two folds, each scored by the model that has not seen its own, cannot be compared: a fold with many positives
/// leaves few to fit on and is scored low, so that even a scorer that tells nothing orders such pairs, and wrongly (Parker,
/// Guenter and Bedo 2007; Airola et al. 2011, whose leave-pair-out this is, with folds for films).
#[derive(Debug, Clone, PartialEq)]
pub struct Pairwise {
    fold: Vec<usize>,
    folds: usize,
    /// Every film's score by the model without folds f and g, at f x folds + g with f at most g; empty where that scores
    /// nothing.
    scores: Vec<Vec<f64>>,
}

impl Pairwise {
    /// None known yet, of films in these folds.
    pub fn new(fold: Vec<usize>, folds: usize) -> Self {
        Self { fold, folds, scores: vec![Vec::new(); folds * folds] }
    }

    /// What the model without folds `f` and `g` gives each film; it counts for films of these two alone.
    pub fn set(&mut self, f: usize, g: usize, scores: Vec<f64>) {
        let place = self.place(f, g);
        self.scores[place] = scores;
    }

    /// Each film's fold.
    pub fn fold(&self) -> &[usize] {
        &self.fold
    }

    /// Folds.
    pub fn folds(&self) -> usize {
        self.folds
    }

    /// What the model without folds `f` and `g` gives each film.
    pub fn without(&self, f: usize, g: usize) -> &[f64] {
        &self.scores[self.place(f, g)]
    }

    fn place(&self, f: usize, g: usize) -> usize {
        f.min(g) * self.folds + f.max(g)
    }

    fn pair(&self, a: usize, b: usize) -> [f64; 2] {
        let scores = self.without(self.fold[a], self.fold[b]);
        [scores[a], scores[b]]
    }

    fn part(&self, films: &[usize]) -> Self {
        let of = |scores: &Vec<f64>| -> Vec<f64> {
            if scores.is_empty() { Vec::new() } else { films.iter().map(|&i| scores[i]).collect() }
        };
        Self {
            fold: films.iter().map(|&i| self.fold[i]).collect(),
            folds: self.folds,
            scores: self.scores.iter().map(of).collect(),
        }
    }
}
