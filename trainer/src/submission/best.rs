//! The epoch that a package is made from, and its curves.

use std::path::Path;

use anyhow::{Context, Result};

use crate::config::TrainConfig;
use crate::run::{EpochRecord, State, Validation, merit, of_validation, validation_of};

/// Files of the curves, in the order in which papers show them.
const CURVES: [&str; 2] = ["roc.svg", "pr.svg"];

/// The best epoch of the last stage.
#[derive(Debug, Clone)]
pub struct Best {
    /// Stage, from 0.
    pub stage: usize,
    /// Epoch within the stage, from 0.
    pub epoch: usize,
    /// Logits and labels of the validation films; `None` of a run that forgot them when it was finished.
    pub validation: Option<Validation>,
    /// ROC and precision-recall curve of all validation films: file and drawing, those that are defined.
    pub curves: Vec<(String, String)>,
}

impl Best {
    /// Finds it: as the run kept it, or else as its history tells, with the drawings that it made.
    ///
    /// # Errors
    ///
    /// A run of which no epoch of the last stage is finished, or that kept neither logits nor drawings.
    pub(super) fn read(run: &Path, config: &TrainConfig, state: &State) -> Result<Self> {
        if let Some(validation) = &state.best_validation {
            let curves = of_validation(validation)
                .into_iter()
                .filter(|(file, _)| CURVES.contains(file))
                .map(|(file, svg)| (file.to_owned(), svg))
                .collect();
            let (stage, epoch) = (validation.stage, validation.epoch);
            return Ok(Self { stage, epoch, validation: Some(validation.clone()), curves });
        }
        let (stage, epoch) = of_history(config, &state.history)
            .with_context(|| format!("{}: no epoch of the last stage is finished yet", run.display()))?;
        let mut curves = Vec::new();
        for file in CURVES {
            let path = run.join(file);
            let svg = std::fs::read_to_string(&path).with_context(|| {
                format!(
                    "{}: the run kept no logits of its best epoch, and this drawing is missing",
                    path.display()
                )
            })?;
            curves.push((file.to_owned(), svg));
        }
        Ok(Self { stage, epoch, validation: None, curves })
    }
}

/// Stage and epoch by the rule that training follows: the first epoch of the last stage with the best figure, which is a mean
/// over the sets where there are several.
fn of_history(config: &TrainConfig, history: &[EpochRecord]) -> Option<(usize, usize)> {
    let sets: Vec<String> = match config.data.sets() {
        [_] => vec!["validation".to_owned()],
        sets => sets.iter().map(|set| validation_of(&set.title())).collect(),
    };
    let stage = config.stages.len().checked_sub(1)?;
    let mut best: Option<(f64, usize)> = None;
    for epoch in 0..config.stages[stage].epochs {
        let records: Vec<&EpochRecord> = history
            .iter()
            .filter(|r| (r.stage, r.epoch) == (stage, epoch) && sets.contains(&r.set))
            .collect();
        if records.len() != sets.len() {
            continue;
        }
        let Some(figure) = merit(config.early_stopping.criterion, records) else { continue };
        if best.is_none_or(|(best, _)| figure > best) {
            best = Some((figure, epoch));
        }
    }
    best.map(|(_, epoch)| (stage, epoch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_epoch_is_that_of_the_mean_over_the_sets() {
        let config: TrainConfig = toml::from_str(include_str!("../../configs/both.toml")).unwrap();
        let record = |stage, epoch, set: &str, auc| EpochRecord {
            stage,
            epoch,
            input_size: 128,
            set: set.into(),
            loss: 0.5,
            accuracy: None,
            auc: Some(auc),
            precision: None,
            recall: None,
            f1: None,
            average_precision: None,
        };
        let sets: Vec<String> = config.data.sets().iter().map(|set| validation_of(&set.title())).collect();
        let mut history = Vec::new();
        // An earlier stage does not count, nor do all films together.
        for (stage, epoch, first, second) in
            [(1, 0, 1.0, 1.0), (2, 0, 0.99, 0.80), (2, 1, 0.98, 0.85), (2, 2, 0.99, 0.84)]
        {
            history.push(record(stage, epoch, "validation", 1.0 - epoch as f64 / 10.0));
            history.push(record(stage, epoch, &sets[0], first));
            history.push(record(stage, epoch, &sets[1], second));
            history.push(record(stage, epoch, &sets[2], 0.9));
        }
        assert_eq!(of_history(&config, &history), Some((2, 1)));
        assert_eq!(of_history(&config, &history[..4]), None);
    }
}
