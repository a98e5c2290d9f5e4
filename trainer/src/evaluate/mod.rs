//! `trainer evaluate`: what a finished package is worth on films with labels, in figures that a sceptic accepts.
//!
//! [`run()`] scores the films and measures what else is known of them; `assess` turns that into an [`Evaluation`], a value
//! that is written as `evaluation.json` and drawn by [`report`]. Everything after the scores is arithmetic on labels,
//! log odds, patients and columns: [`ranking`], [`decisions`], [`calibration`], [`net_benefit`], [`subgroups`],
//! [`matched`], [`localisation`], each of the model and of the trivial [`baselines`] alike, with intervals by
//! [`resample`]. What each figure means, and its sources, is in `docs/evaluate.md`.
//!
//! What is not defined is `None` with a reason, never 0.5 and never left out in silence.

pub mod alone;
pub mod baselines;
pub mod calibration;
mod counts;
pub mod decisions;
pub mod evidence;
mod facts;
pub mod figure;
mod files;
mod folds;
pub mod gallery;
mod known;
pub mod localisation;
pub mod matched;
pub mod net_benefit;
mod places;
mod population;
pub mod ranking;
pub mod recalibration;
pub mod region;
pub mod report;
pub mod resample;
mod run;
pub mod sample;
mod score;
pub mod scorer;
pub mod sensitivity;
pub mod subgroups;
mod summary;

use serde::Serialize;

use crate::eda::{Feature, TableFacts};
use crate::table::Row;

pub use facts::{FilmFacts, LeftOut, ModelFacts};
pub use files::{CSV, JSON, REPORT, check_free, write};
pub use population::Population;
pub use run::{Evaluated, Options, Places, run};
pub use summary::summary;

use alone::Alone;
use baselines::{Point, Unfitted};
use calibration::Calibration;
use decisions::Decisions;
use evidence::Evidence;
use known::Known;
use localisation::{Localisation, Target};
use matched::Matched;
use net_benefit::DecisionCurve;
use ranking::{Difference, Ranking};
use resample::Resampling;
use sample::Sample;
use scorer::{Kind, Scorer};
use sensitivity::Sensitivity;
use subgroups::Subgroup;

/// Share of films with pneumonia in the full list of NIH ChestX-ray14 (1,431 of 112,120): what figures are reweighted to.
pub const RARE: f64 = 0.013;

/// What a package is worth on a set of films. `evaluation.json` is this.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Version of this structure.
    pub schema_version: u32,
    /// The program that wrote it.
    pub software: String,
    /// The package.
    pub model: ModelFacts,
    /// The package that it is compared with.
    pub compared: Option<ModelFacts>,
    /// The table.
    pub table: TableFacts,
    /// The table that baselines are fitted on, if another.
    pub fitted_on: Option<TableFacts>,
    /// Whose films were taken.
    pub population: Population,
    /// Which films were scored.
    pub films: FilmFacts,
    /// Seed of resamples and folds.
    pub seed: u64,
    /// Resamples of each interval.
    pub resamples: usize,
    /// The prevalence that figures are reweighted to.
    pub reweighted_to: f64,
    /// The model, the other package if there is one, then the baselines.
    pub scorers: Vec<Scored>,
    /// Baselines that could not be fitted.
    pub unfitted: Vec<Unfitted>,
    /// What each feature of the shortcut audit comes to alone.
    pub alone: Vec<Alone>,
    /// All of them by group.
    pub subgroups: Vec<Subgroup>,
    /// On pairs of films that are alike in all but disease.
    pub matched: Matched,
    /// Heatmaps; `None` where no places of disease were given.
    pub localisation: Option<Localisation>,
    /// What disturbed films come to; `None` unless asked for.
    pub sensitivity: Option<Sensitivity>,
    /// Whether all this is evidence.
    pub evidence: Evidence,
}

/// A scorer's figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scored {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How it was made, and on which films.
    pub description: String,
    /// What needs no threshold.
    pub ranking: Ranking,
    /// How far the model's AUC is from its own; `None` of the model.
    pub model_less_this: Option<Difference>,
    /// At each operating point.
    pub decisions: Vec<Decisions>,
    /// Whether its probabilities are right.
    pub calibration: Calibration,
    /// What acting on them is worth: as films come, and reweighted.
    pub decision_curves: Vec<DecisionCurve>,
}

/// All that figures are computed from.
pub(crate) struct Material<'a> {
    /// The scored films' rows.
    pub(crate) rows: Vec<&'a Row>,
    /// What is known of them.
    pub(crate) features: Vec<Feature>,
    /// The package's scores.
    pub(crate) model: Scorer,
    /// The other package's.
    pub(crate) compared: Option<Scorer>,
    /// The package's operating points.
    pub(crate) points: Vec<Point>,
    /// What baselines are fitted on, if not in turns on the films themselves: its name, its rows, what is known of them.
    pub(crate) fit: Option<(String, Vec<&'a Row>, Vec<Feature>)>,
    /// Heatmaps of films whose disease has a place.
    pub(crate) targets: Option<Targets>,
    /// How to resample.
    pub(crate) resampling: Resampling,
}

/// Heatmaps to be scored.
pub(crate) struct Targets {
    /// The films.
    pub(crate) films: Vec<Target>,
    /// The package's heatmap value at full colour.
    pub(crate) scale: Option<f32>,
    /// How places were given.
    pub(crate) regions: String,
}

/// The figures, without what they are of.
pub(crate) struct Figures {
    pub(crate) scorers: Vec<Scored>,
    pub(crate) unfitted: Vec<Unfitted>,
    pub(crate) alone: Vec<Alone>,
    pub(crate) subgroups: Vec<Subgroup>,
    pub(crate) matched: Matched,
    pub(crate) localisation: Option<Localisation>,
    pub(crate) evidence: Evidence,
}

/// Measures everything.
pub(crate) fn assess(material: Material<'_>) -> Figures {
    let Material { rows, features, model, compared, points, fit, targets, resampling } = material;
    let sample = Sample::new(
        rows.iter().map(|r| r.is_positive()).collect(),
        rows.iter().map(|r| r.patient_id.as_str()),
    );
    let known = Known::new(&rows, features);
    let (known, part) = match fit {
        Some((name, rows, features)) => (known.fitted_on(&rows, &features), Some(name)),
        None => (known, None),
    };
    let (fitted, unfitted) = baselines::baselines(&known, &points, part.as_deref(), resampling.seed);
    let all: Vec<Scorer> = std::iter::once(model).chain(compared).chain(fitted).collect();
    let scorers: Vec<Scored> =
        all.iter().map(|scorer| measure(scorer, &all[0], &sample, &resampling)).collect();
    let alone = alone::alone(&known, &sample, &resampling);
    let matched = matched::matched(&known, &sample, &all, &resampling);
    let evidence = evidence::evidence(&scorers, &unfitted, &matched);
    Figures {
        unfitted,
        alone,
        subgroups: subgroups::subgroups(&rows, &sample, &all, &resampling),
        matched,
        localisation: targets
            .map(|t| localisation::localise(&sample, &t.films, t.scale, &t.regions, &resampling)),
        evidence,
        scorers,
    }
}

fn measure(scorer: &Scorer, model: &Scorer, sample: &Sample, resampling: &Resampling) -> Scored {
    let difference = || ranking::difference(sample, model, scorer, resampling);
    Scored {
        name: scorer.name.clone(),
        kind: scorer.kind,
        description: scorer.description.clone(),
        ranking: ranking::rank(sample, scorer, resampling),
        model_less_this: (scorer.kind != Kind::Model).then(difference),
        decisions: scorer
            .calls
            .iter()
            .map(|calls| decisions::decide(sample, calls, &[RARE], resampling))
            .collect(),
        calibration: calibration::calibration(sample, scorer, resampling),
        decision_curves: vec![
            net_benefit::own(sample, scorer, resampling),
            net_benefit::at(sample, scorer, RARE, resampling),
        ],
    }
}

#[cfg(test)]
mod tests;
