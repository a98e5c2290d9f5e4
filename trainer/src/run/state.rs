//! Where training stands, and what it has been through.

use serde::{Deserialize, Serialize};

use super::Validation;
use crate::config::Criterion;

/// Where training stands: all that a checkpoint holds beside the network and the optimiser.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Index of the current stage.
    pub stage: usize,
    /// Index of the current epoch within the stage.
    pub epoch: usize,
    /// Steps of the epoch that are done.
    pub step: usize,
    /// Logits of this epoch's training films so far, with their labels: metrics are pooled over the epoch.
    pub seen: Vec<(f32, bool)>,
    /// Sum of the losses of the epoch's steps so far, each times what its films count.
    pub loss_sum: f64,
    /// What those films count together.
    pub weight_sum: f64,
    /// The best figure of the validation films in this stage so far, by `early_stopping.criterion`.
    pub best: Option<f64>,
    /// Epochs since then.
    pub epochs_since_best: usize,
    /// The validation films of the best epoch of the last stage.
    pub best_validation: Option<Validation>,
    /// Every finished epoch. Kept here, so that the files made of it always agree with the checkpoint.
    pub history: Vec<EpochRecord>,
}

impl State {
    /// The beginning of the next epoch.
    pub fn next_epoch(self) -> Self {
        Self { epoch: self.epoch + 1, step: 0, seen: Vec::new(), loss_sum: 0.0, weight_sum: 0.0, ..self }
    }

    /// The beginning of the next stage, or the end. The best epoch of the last stage is kept: a finished run's figures and
    /// papers are made of it.
    pub fn next_stage(self) -> Self {
        Self {
            stage: self.stage + 1,
            history: self.history,
            best_validation: self.best_validation,
            ..Self::default()
        }
    }
}

/// How good validation films find an epoch by their records, larger is better: of several sets each counts alike, as
/// together their sizes and prevalences would decide. `None` without records, or where a figure is undefined.
pub fn merit<'a>(criterion: Criterion, records: impl IntoIterator<Item = &'a EpochRecord>) -> Option<f64> {
    let figure = |record: &EpochRecord| match criterion {
        Criterion::Auc => record.auc,
        Criterion::Loss => Some(-record.loss),
    };
    let figures: Vec<f64> = records.into_iter().map(figure).collect::<Option<_>>()?;
    (!figures.is_empty()).then(|| figures.iter().sum::<f64>() / figures.len() as f64)
}

/// The name that the records of a set's validation films have, where there are several sets.
pub fn validation_of(set: &str) -> String {
    format!("validation: {set}")
}

/// One line of `history.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// Stage, from 0.
    pub stage: usize,
    /// Epoch within the stage, from 0.
    pub epoch: usize,
    /// Side of the input, pixels.
    pub input_size: usize,
    /// `train`, `validation`, or of one set among several [`validation_of`] it.
    pub set: String,
    /// Mean loss a film.
    pub loss: f64,
    /// Share of films on the right side of logit 0.
    pub accuracy: Option<f64>,
    /// Area under the ROC curve.
    pub auc: Option<f64>,
    /// Positive predictive value at logit 0.
    pub precision: Option<f64>,
    /// Sensitivity at logit 0.
    pub recall: Option<f64>,
    /// F1 at logit 0.
    pub f1: Option<f64>,
    /// Average precision.
    pub average_precision: Option<f64>,
}
