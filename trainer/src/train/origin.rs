//! Where a run's network begins and what it has seen: the run that `model.start` names, and the sources of both.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use shared::classifier::Classifier;
use shared::package::Source;

use crate::config::TrainConfig;
use crate::dataset;
use crate::run::Run;

/// The best network of the run in `folder`, loaded into one that was drawn anew.
///
/// # Errors
///
/// A folder that is no run, a run without an end, or one whose network or input is another.
pub(super) fn network(config: &TrainConfig, folder: &Path, fresh: Classifier) -> Result<Classifier> {
    let (run, started) = Run::open(folder).context("`model.start`")?;
    let (own, other) = (&config.model, &started.model);
    ensure!(
        (own.width_divisor, own.hidden, own.batch_norm)
            == (other.width_divisor, other.hidden, other.batch_norm),
        "`model.start`: the network of {} is another: `width_divisor`, `hidden` and `batch_norm` must be the same",
        folder.display()
    );
    ensure!(
        own.preprocessing == other.preprocessing,
        "`model.start`: {} was trained with `preprocessing` {:?}, the configuration asks for {:?}",
        folder.display(),
        other.preprocessing,
        own.preprocessing
    );
    run.load_best(fresh).context("`model.start`")
}

/// Writes down what the network has seen by the end of this run: the run's own sets, `films` of each, after those of the
/// run that it started from.
///
/// # Errors
///
/// A run to start from that did not write its own down, or a disk that refuses.
pub(super) fn record(config: &TrainConfig, run: &Run, films: &[usize]) -> Result<()> {
    let mut sources: Vec<Source> = match &config.model.start {
        Some(folder) => Run::open(folder).context("`model.start`")?.0.sources()?,
        None => Vec::new(),
    };
    for source in dataset::sources(&config.data, config.seed, films)? {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    run.save_sources(&sources)
}
