//! Trivial baselines: what one gets without looking at disease. Fitted, thresholded and scored as the model is.
//!
//! `always positive`; a logistic regression on the view; on view, sex and age; and on the shortcut audit's features
//! together. A model whose figures are not clearly above these has shown nothing.

mod columns;

use serde::Serialize;

use super::folds::{FOLDS, Fold, Folds, without};
use super::known::{Column, Known};
use super::sample::Sample;
use super::scorer::{Calls, Kind, Pairwise, Scorer};
use crate::audit::{LogisticRegression, logistic_regression_holding};
use crate::eda::shortcuts::{Strength, WARN_ABOVE};
use crate::table::Sex;
use crate::threshold::{OperatingRule, choose};

use columns::{product, rows, shape};

/// Features taken where none is strong.
const AT_LEAST: usize = 3;

/// The name of the one that knows most.
pub(super) const SHORTCUTS: &str = "shortcuts together";

/// A feature of the audit that no film shows: it says in which order films were gathered.
const NOT_ON_FILMS: &str = "patient number";

/// A baseline that could not be fitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unfitted {
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// An operating point of the package, to be imitated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    /// Its name.
    pub(crate) name: String,
    /// Its rule, if the name is one.
    pub(crate) rule: Option<OperatingRule>,
}

/// All baselines, and those that could not be fitted. `part` names what they are fitted on if it is another table.
pub(crate) fn baselines(
    known: &Known<'_>,
    points: &[Point],
    part: Option<&str>,
    seed: u64,
) -> (Vec<Scorer>, Vec<Unfitted>) {
    let labels: Vec<bool> = known.rows.iter().map(|r| r.is_positive()).collect();
    let sample = Sample::new(labels, known.rows.iter().map(|r| r.patient_id.as_str()));
    let folds = Folds::new(&sample, known.scored, seed);
    let fitted_on = match part {
        Some(part) => format!("fitted on the {} films of {part}", sample.len() - known.scored),
        None => format!(
            "fitted in {FOLDS} folds by patient of the same table, each scored by what the others say"
        ),
    };
    let all = All { known, sample: &sample, folds: &folds, points, fitted_on: &fitted_on };
    let attempts = [
        ("always positive", all.always()),
        ("view", all.on_view()),
        ("view + sex + age", all.on_demographics()),
        (SHORTCUTS, all.on_shortcuts()),
    ];
    let (mut fitted, mut unfitted) = (Vec::new(), Vec::new());
    for (name, attempt) in attempts {
        match attempt {
            Ok(scorer) => fitted.push(Scorer { name: name.to_owned(), ..scorer }),
            Err(reason) => unfitted.push(Unfitted { name: name.to_owned(), reason }),
        }
    }
    (fitted, unfitted)
}

struct All<'a> {
    known: &'a Known<'a>,
    sample: &'a Sample,
    folds: &'a Folds,
    points: &'a [Point],
    fitted_on: &'a str,
}

impl All<'_> {
    /// One score for all films, to the last bit: models of several folds would seem to order them.
    fn always(&self) -> Result<Scorer, String> {
        let share = self.share(self.folds.list.iter().flat_map(|f| &f.fit));
        if share.is_nan() || share <= 0.0 || share >= 1.0 {
            return Err("the films that it would be fitted on are of one class".to_owned());
        }
        let scored = self.known.scored;
        let calls = self.points.iter().map(|point| Calls {
            name: point.name.clone(),
            rule: "every film is called positive".to_owned(),
            positive: vec![true; scored],
        });
        Ok(Scorer {
            name: String::new(),
            kind: Kind::Baseline,
            description: format!("calls every film positive, at the share of positives; {}", self.fitted_on),
            log_odds: vec![log_of_odds(share); scored],
            holds_at: Some(share),
            calls: calls.collect(),
            pairwise: None,
        })
    }

    fn on_view(&self) -> Result<Scorer, String> {
        let views = self.known.views();
        if views.len() < 2 {
            return Err("all films have one view, or none is given".to_owned());
        }
        self.fit("logistic regression on the view", |_| Ok(rows(&views, self.sample.len())))
    }

    fn on_demographics(&self) -> Result<Scorer, String> {
        let sex = |wanted: Sex| -> Column {
            self.known.rows.iter().map(|r| Some(f64::from(u8::from(r.sex == Some(wanted))))).collect()
        };
        let others = [self.known.views(), vec![sex(Sex::Female), sex(Sex::Male)]].concat();
        let ages = self.known.ages();
        let varies = |column: &Column| column.iter().any(|v| *v != column[0]);
        if !others.iter().chain([&ages]).any(varies) {
            return Err("view, sex and age are the same throughout, or not given".to_owned());
        }
        self.fit("logistic regression on view, sex, age and its square", |fold| {
            let columns = [others.clone(), shape(&ages, &fold.fit)].concat();
            Ok(rows(&columns, self.sample.len()))
        })
    }

    fn on_shortcuts(&self) -> Result<Scorer, String> {
        let mut used: Vec<String> = Vec::new();
        let scorer = self.fit("", |fold| {
            let strong = self.strong(fold);
            let mut columns = self.known.views();
            let views = columns.clone();
            for (name, values) in strong {
                let shaped = shape(values, &fold.fit);
                // What tells the classes apart within one view may tell them the other way round within another.
                if views.len() > 1 {
                    columns.extend(views.iter().map(|view| product(&shaped[0], view)));
                }
                columns.extend(shaped);
                if !used.iter().any(|u| u == name) {
                    used.push(name.to_owned());
                }
            }
            if columns.is_empty() {
                Err("nothing is known of the films".to_owned())
            } else {
                Ok(rows(&columns, self.sample.len()))
            }
        })?;
        let description = format!(
            "logistic regression on the features of the shortcut audit with an AUC above {WARN_ABOVE} among the films it \
             is fitted on ({}), on ranks, their squares and within each view, and on the view; {}",
            if used.is_empty() { "none but the view".to_owned() } else { used.join(", ") },
            self.fitted_on
        );
        Ok(Scorer { description, ..scorer })
    }

    /// The strong features among the films of a fold, or the strongest few.
    fn strong(&self, fold: &Fold) -> Vec<(&str, &Column)> {
        let labels = self.sample.labels();
        let views = self.known.views();
        let mut all: Vec<(f64, &str, &Column)> = Vec::new();
        let candidates = self.known.features.iter();
        for feature in candidates.filter(|f| f.name != NOT_ON_FILMS && !f.name.starts_with("view (")) {
            let strength = |keep: &dyn Fn(usize) -> bool| {
                let films = fold.fit.iter().filter(|&&i| keep(i));
                let pairs: Vec<(f64, bool)> =
                    films.filter_map(|&i| feature.values[i].map(|v| (v, labels[i]))).collect();
                if pairs.is_empty() { None } else { Strength::of(&pairs).auc }
            };
            let within = views.iter().filter_map(|view| strength(&|i| view[i] == Some(1.0)));
            let strongest = within.chain(strength(&|_| true)).fold(0.0, f64::max);
            if strongest > 0.0 {
                all.push((strongest, &feature.name, &feature.values));
            }
        }
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let count = all.iter().filter(|f| f.0 > WARN_ABOVE).count().max(AT_LEAST).min(all.len());
        all.into_iter().take(count).map(|(_, name, values)| (name, values)).collect()
    }

    /// Fits on each fold's films and scores the others. `design` gives all films' predictors for a fold.
    fn fit(
        &self,
        description: &str,
        mut design: impl FnMut(&Fold) -> Result<Vec<Vec<f32>>, String>,
    ) -> Result<Scorer, String> {
        let (labels, scored) = (self.sample.labels(), self.known.scored);
        let mut log_odds = vec![0.0; scored];
        let mut called = vec![vec![false; scored]; self.points.len()];
        let holds_at = self.share(self.folds.list.iter().flat_map(|f| &f.fit));
        let mut pairwise = self.folds.of.as_ref().map(|of| Pairwise::new(of.clone(), FOLDS));
        for (k, fold) in self.folds.list.iter().enumerate() {
            let rows = design(fold)?;
            let fit_labels: Vec<bool> = fold.fit.iter().map(|&i| labels[i]).collect();
            let model = self.regress(fold, &rows, &fit_labels)?;
            if let Some(pairwise) = &mut pairwise {
                pairwise.set(k, k, rows.iter().map(|row| model.logit(row)).collect());
            }
            let fitted: Vec<f64> = fold.fit.iter().map(|&i| model.logit(&rows[i])).collect();
            for &i in &fold.score {
                log_odds[i] = model.logit(&rows[i]);
            }
            for (point, called) in self.points.iter().zip(&mut called) {
                let threshold = threshold(point, &fitted, &fit_labels);
                for &i in &fold.score {
                    called[i] = log_odds[i] >= threshold;
                }
            }
            // A fold with many positives leaves few to fit on, and its log odds would all be low: see `Pairwise`.
            let moved = log_of_odds(holds_at) - log_of_odds(self.share(&fold.fit));
            fold.score.iter().for_each(|&i| log_odds[i] += moved);
        }
        if let (Some(pairwise), Some(of)) = (&mut pairwise, &self.folds.of) {
            for (f, g) in (0..FOLDS).flat_map(|f| (f + 1..FOLDS).map(move |g| (f, g))) {
                let fold = without(of, f, g);
                let rows = design(&fold)?;
                let fit_labels: Vec<bool> = fold.fit.iter().map(|&i| labels[i]).collect();
                let model = self.regress(&fold, &rows, &fit_labels)?;
                pairwise.set(f, g, rows.iter().map(|row| model.logit(row)).collect());
            }
        }
        let calls = self.points.iter().zip(called).map(|(point, positive)| Calls {
            name: point.name.clone(),
            rule: match point.rule {
                Some(rule) => format!("{rule}, on the films that it is fitted on"),
                None => format!(
                    "{}, on the films that it is fitted on: `{}` is no rule",
                    OperatingRule::Youden,
                    point.name
                ),
            },
            positive,
        });
        Ok(Scorer {
            name: String::new(),
            kind: Kind::Baseline,
            description: format!("{description}; {}", self.fitted_on),
            log_odds,
            holds_at: Some(holds_at),
            calls: calls.collect(),
            pairwise,
        })
    }

    /// Share of positives; NaN without films.
    fn share<'a>(&self, films: impl IntoIterator<Item = &'a usize>) -> f64 {
        let (mut positives, mut count) = (0.0, 0.0);
        for &film in films {
            positives += f64::from(u8::from(self.sample.labels()[film]));
            count += 1.0;
        }
        positives / count
    }

    fn regress(&self, fold: &Fold, rows: &[Vec<f32>], labels: &[bool]) -> Result<LogisticRegression, String> {
        let features: Vec<&[f32]> = fold.fit.iter().map(|&i| rows[i].as_slice()).collect();
        // Patients are numbered as they come, so every fourth is a sample of them.
        let held = |k: usize| self.sample.patient()[fold.fit[k]] % 4 == 3;
        logistic_regression_holding(&features, labels, held).map_err(|e| e.to_string())
    }
}

fn log_of_odds(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

/// The threshold that the point's rule picks; one that calls all films alike where the rule has no other.
fn threshold(point: &Point, log_odds: &[f64], labels: &[bool]) -> f64 {
    let rule = point.rule.unwrap_or(OperatingRule::Youden);
    match (choose(rule, log_odds, labels), rule) {
        (Ok(choice), _) => f64::from(choice.threshold.value()),
        (Err(_), OperatingRule::Specificity(_)) => f64::INFINITY,
        (Err(_), _) => f64::NEG_INFINITY,
    }
}

#[cfg(test)]
mod tests;
