//! One pass over the training films, and the validation films' logits.

use std::ops::Range;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use burn::module::Module as _;
use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use shared::classifier::{Classifier, batch};
use shared::preprocess::{NetworkInput, Preprocessing};

use super::Limits;
use super::features::{FeatureSet, Features, affordable_views, key};
use super::frozen::Frozen;
use super::loss::Loss;
use super::sampler::{Draw, Sampler};
use super::schedule::learning_rate;
use super::step::{Batch, Fitter, Input, values};
use crate::augment::augment;
use crate::config::{AugmentationConfig, StageConfig, TrainConfig};
use crate::dataset::Films;
use crate::device::NamedDevice;
use crate::metrics::{Confusion, auc, average_precision};
use crate::progress::Progress;
use crate::run::{EpochRecord, Run, State};

/// Time between two checkpoints inside an epoch.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(180);

/// Films of one validation batch: enough to keep the cores busy, little enough for 224 pixels in a few hundred MB.
const VALIDATION_BATCH: usize = 8;

/// Steps that are prepared while the device is at work.
const AHEAD: usize = 2;

/// What stays the same in an epoch.
pub(super) struct Position<'a> {
    pub(super) config: &'a TrainConfig,
    pub(super) stage: &'a StageConfig,
    pub(super) run: &'a Run,
    pub(super) limits: &'a Limits,
}

/// Why an epoch's loop was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    OfEpoch,
    StepsDone,
    Asked,
}

/// A stage's films: as films, or as what the frozen layers made of them.
pub(super) struct StageFilms<'a> {
    training: &'a Films,
    validation: &'a Films,
    preprocessing: Preprocessing,
    augmentation: &'a AugmentationConfig,
    /// Training films that the stage uses, in the part's order.
    chosen: Vec<usize>,
    sampler: Sampler,
    loss: Loss,
    seed: u64,
    frozen_layers: usize,
    features: Option<[Features; 2]>,
}

impl<'a> StageFilms<'a> {
    /// Gets a stage's films ready, with the features of its frozen layers where epochs will use them more than once.
    pub(super) fn prepare(
        config: &'a TrainConfig,
        index: usize,
        run: &Run,
        net: &Classifier,
        [training, validation]: [&'a Films; 2],
        on: &NamedDevice,
        limits: &Limits,
    ) -> Result<Self> {
        let stage = &config.stages[index];
        let (chosen, sampler) = match &config.sampling {
            Some(sampling) => {
                let all: Vec<usize> = (0..training.len()).collect();
                let draws = stage.films.unwrap_or(all.len());
                (all, Sampler::balanced(sampling, training, draws)?)
            }
            None => {
                let chosen = choose(training.len(), stage.films, config.seed);
                let sampler = Sampler::every_film_once(chosen.len());
                (chosen, sampler)
            }
        };
        let labels: Vec<bool> = chosen.iter().map(|&i| training.is_positive(i)).collect();
        let mut films = Self {
            training,
            validation,
            preprocessing: Preprocessing {
                variant: config.model.preprocessing,
                input_size: stage.input_size,
            },
            augmentation: &config.augmentation,
            chosen,
            sampler,
            loss: Loss::new(&config.loss, &labels),
            // Everything random in a stage comes from this number, an epoch's or view's number and a film's.
            seed: config.seed ^ ((index as u64) << 48),
            frozen_layers: stage.frozen_layers,
            features: None,
        };
        films.features = films.open_features(config, stage, run, net, on, limits)?;
        Ok(films)
    }

    /// Frozen layers' features of training and validation films, if keeping them pays and they fit.
    fn open_features(
        &self,
        config: &TrainConfig,
        stage: &StageConfig,
        run: &Run,
        net: &Classifier,
        on: &NamedDevice,
        limits: &Limits,
    ) -> Result<Option<[Features; 2]>> {
        // Batch normalisation in training depends on a film's batch: there is nothing to keep.
        if stage.frozen_layers == 0 || config.model.batch_norm {
            return Ok(None);
        }
        let wanted = if config.augmentation.changes_nothing() { 1 } else { config.features.views };
        if stage.epochs <= wanted {
            return Ok(None);
        }
        let folder = config.features.folder.clone().unwrap_or_else(|| run.features());
        std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let frozen = net.valid();
        let layers = Frozen::new(&frozen, stage.frozen_layers, on)?;
        let (shape, _) = layers.features(&[self.preprocessing.from_grid(&self.validation.grid(0))])?;
        // Not those that train: a resumed run must find the features that it began with.
        let weights = frozen.backbone.frozen_weights(stage.frozen_layers);
        let weights: Vec<u8> =
            weights.iter().flat_map(|w| w.values.iter().flat_map(|v| v.to_le_bytes())).collect();
        let weights = key(&[&weights]);
        let set = |films: &Films, chosen: &[usize], views: usize, augmented: bool| -> Result<FeatureSet> {
            let view_seeds: Vec<u64> =
                if augmented { (0..views).map(|v| self.view_seed(v)).collect() } else { Vec::new() };
            let key = key(&[
                films.identity().as_bytes(),
                &serde_json::to_vec(&(&self.preprocessing, stage.frozen_layers, chosen, view_seeds))?,
                &serde_json::to_vec(&augmented.then_some(self.augmentation))?,
                weights.as_bytes(),
            ]);
            Ok(FeatureSet { key, films: chosen.len(), views, shape, precision: config.features.precision })
        };
        let record = set(self.training, &self.chosen, 1, false)?.record_bytes();
        let free = fs4::available_space(&folder).ok();
        let views = affordable_views(self.chosen.len(), record, wanted, config.features.max_gb, free);
        if views == 0 {
            eprintln!(
                "the frozen layers' features of {} films would take {:.2} GB a view, more than `features.max_gb` or the \
                 disk allows: they are computed anew in every epoch",
                self.chosen.len(),
                self.chosen.len() as f64 * record as f64 / 1e9
            );
            return Ok(None);
        }
        if views < wanted {
            eprintln!(
                "{views} views a film are kept, not {wanted}: `features.max_gb` or the disk allows no more"
            );
        }
        let augmented = !config.augmentation.changes_nothing();
        let training = Features::open(
            &folder,
            set(self.training, &self.chosen, views, augmented)?,
            "frozen layers, training",
            |view, films| {
                limits.check()?;
                let films: Vec<Draw> = films.map(|film| Draw { film, copy: 0 }).collect();
                Ok(layers.features(&self.augmented(view, &films))?.1)
            },
        )?;
        let all: Vec<usize> = (0..self.validation.len()).collect();
        let validation = Features::open(
            &folder,
            set(self.validation, &all, 1, false)?,
            "frozen layers, validation",
            |_, films: Range<usize>| {
                limits.check()?;
                let inputs: Vec<NetworkInput> = films
                    .into_par_iter()
                    .map(|i| self.preprocessing.from_grid(&self.validation.grid(i)))
                    .collect();
                Ok(layers.features(&inputs)?.1)
            },
        )?;
        Ok(Some([training, validation]))
    }

    /// The number that all of a view's changes are drawn from. Without kept features every epoch is a view of its own.
    fn view_seed(&self, view: usize) -> u64 {
        self.seed ^ ((view as u64 + 1) << 24)
    }

    fn augmented(&self, view: usize, films: &[Draw]) -> Vec<NetworkInput> {
        films
            .par_iter()
            .map(|draw| {
                let i = self.chosen[draw.film];
                let grid = self.training.grid(i);
                let mut rng = ChaCha8Rng::seed_from_u64(self.view_seed(view));
                // A film's copies lie far apart; there are fewer than 2^32 films.
                rng.set_stream((u64::from(draw.copy) << 32) + i as u64 + 1);
                let levels = augment(&grid, self.augmentation, &mut rng);
                self.preprocessing.from_levels(&levels, grid.width(), grid.height())
            })
            .collect()
    }

    fn input(&self, epoch: usize, films: &[Draw]) -> Result<Input> {
        match &self.features {
            Some([training, _]) => {
                let views = training.set().views;
                let mut values = Vec::new();
                // A film's copies take the kept views in turn, as epochs do.
                for of_view in films.chunk_by(|a, b| a.copy == b.copy) {
                    let view = (epoch + of_view[0].copy as usize) % views;
                    let films: Vec<usize> = of_view.iter().map(|draw| draw.film).collect();
                    values.extend(training.read(view, &films)?);
                }
                Ok(Input::Features { values, shape: training.set().shape, frozen_layers: self.frozen_layers })
            }
            None => Ok(Input::Films(self.augmented(epoch, films))),
        }
    }

    /// The batches of a step: as many as its films fill, each divided among `devices`.
    fn batches(&self, epoch: usize, films: &[Draw], batch_size: usize, devices: usize) -> Result<Vec<Batch>> {
        let labels = |films: &[Draw]| {
            films.iter().map(|draw| self.training.is_positive(self.chosen[draw.film])).collect::<Vec<bool>>()
        };
        let total_weight = self.loss.total_weight(&labels(films));
        // A last batch of one film would give batch normalisation no variance: it joins the batch before.
        let count = (films.len() / batch_size).max(1);
        let mut batches = Vec::new();
        for b in 0..count {
            let end = if b + 1 == count { films.len() } else { (b + 1) * batch_size };
            let of_batch = &films[b * batch_size..end];
            for part in of_batch.chunks(of_batch.len().div_ceil(devices)) {
                batches.push(Batch {
                    input: self.input(epoch, part)?,
                    labels: labels(part),
                    loss: self.loss,
                    total_weight,
                    index: batches.len(),
                });
            }
        }
        Ok(batches)
    }

    /// The validation films' logits, in order.
    pub(super) fn validation_logits(&self, net: &Classifier, device: &Device) -> Result<Vec<f64>> {
        let Some([_, features]) = &self.features else {
            return predict(net, &self.preprocessing, self.validation, device, "validation");
        };
        let all: Vec<usize> = (0..self.validation.len()).collect();
        let mut logits = Vec::with_capacity(all.len());
        for films in all.chunks(4 * VALIDATION_BATCH) {
            let [channels, height, width] = features.set().shape;
            let data = TensorData::new(features.read(0, films)?, [films.len(), channels, height, width]);
            let output = net.forward_from(self.frozen_layers, Tensor::from_data(data, device));
            logits.extend(values(output.logits)?.into_iter().map(f64::from));
        }
        Ok(logits)
    }
}

/// `wanted` of `count` films, drawn by the seed: tables are sorted, and their first films may be of one class. All of them
/// if no more are there.
fn choose(count: usize, wanted: Option<usize>, seed: u64) -> Vec<usize> {
    let mut all: Vec<usize> = (0..count).collect();
    if let Some(wanted) = wanted.filter(|&wanted| wanted < count) {
        all.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        all.truncate(wanted);
        all.sort_unstable();
    }
    all
}

/// One pass over the training films, from `state.step` on.
pub(super) fn train(
    at: &Position<'_>,
    films: &StageFilms<'_>,
    mut fitter: Fitter,
    mut state: State,
    steps_left: &mut usize,
) -> Result<(Fitter, State, Ended)> {
    let stage = at.stage;
    let epoch_seed = films.view_seed(state.epoch);
    let order = films.sampler.epoch(epoch_seed);
    let films_a_step = stage.batch_size * stage.accumulation;
    let per_epoch = (order.len() / films_a_step).max(1);
    let of_step = |step: usize| {
        let end = if step + 1 == per_epoch { order.len() } else { (step + 1) * films_a_step };
        &order[step * films_a_step..end]
    };
    let warm_up = stage.warm_up_steps.unwrap_or(at.config.optimizer.warm_up_steps);
    let mut progress =
        Progress::new(format!("stage {} epoch {}/{}", state.stage, state.epoch + 1, stage.epochs), per_epoch);
    progress.skip(state.step);
    let mut saved = Instant::now();
    let (epoch, first, devices) = (state.epoch, state.step, fitter.devices());
    std::thread::scope(|scope| {
        // Films are made ready while the device works on those before.
        let (sender, ready): (SyncSender<Result<Vec<Batch>>>, Receiver<_>) = sync_channel(AHEAD);
        scope.spawn(move || {
            for step in first..per_epoch {
                // Nobody receives any more when training ends early.
                if sender.send(films.batches(epoch, of_step(step), stage.batch_size, devices)).is_err() {
                    break;
                }
            }
        });
        while state.step < per_epoch {
            if *steps_left == 0 || at.limits.watch.is_asked() {
                let ended = if *steps_left == 0 { Ended::StepsDone } else { Ended::Asked };
                return Ok((fitter, state, ended));
            }
            let batches = ready.recv().context("preparing films stopped")??;
            let labels: Vec<bool> = batches.iter().flat_map(|b| b.labels.iter().copied()).collect();
            let weight = films.loss.total_weight(&labels);
            // Dropout draws from the device's generator: seeded by step, so that resuming repeats it.
            fitter.seed(epoch_seed ^ (state.step as u64 + 1));
            let rate =
                learning_rate(stage, warm_up, state.epoch * per_epoch + state.step, per_epoch * stage.epochs);
            let outcome;
            (fitter, outcome) = fitter.step(batches, rate).with_context(|| {
                format!(
                    "stage {}, epoch {}, step {}; the last good checkpoint is kept",
                    state.stage,
                    state.epoch + 1,
                    state.step
                )
            })?;
            state.seen.extend(outcome.logits.into_iter().zip(labels));
            state.loss_sum += outcome.loss * weight;
            state.weight_sum += weight;
            state.step += 1;
            *steps_left -= 1;
            progress.advance(1, &format!("loss {:.4}", state.loss_sum / state.weight_sum));
            if saved.elapsed() > CHECKPOINT_EVERY && state.step < per_epoch {
                at.run.save_last(fitter.net(), fitter.optimizer(), &state)?;
                saved = Instant::now();
            }
        }
        progress.finish();
        Ok((fitter, state, Ended::OfEpoch))
    })
}

/// Logits of films, in order.
///
/// # Errors
///
/// If the device fails.
pub fn predict(
    net: &Classifier,
    preprocessing: &Preprocessing,
    films: &Films,
    device: &Device,
    what: &str,
) -> Result<Vec<f64>> {
    let mut progress = Progress::new(what, films.len());
    let mut logits = Vec::with_capacity(films.len());
    for start in (0..films.len()).step_by(VALIDATION_BATCH) {
        let chunk = start..(start + VALIDATION_BATCH).min(films.len());
        let inputs: Vec<NetworkInput> =
            chunk.into_par_iter().map(|i| preprocessing.from_grid(&films.grid(i))).collect();
        let count = inputs.len();
        logits.extend(values(net.forward(batch(&inputs, device)).logits)?.into_iter().map(f64::from));
        progress.advance(count, "");
    }
    progress.finish();
    Ok(logits)
}

/// All figures of a set, pooled; stage and epoch are filled in by the caller.
pub(super) fn record(input_size: usize, set: &str, logits: &[f64], labels: &[bool]) -> EpochRecord {
    let counts = Confusion::at(logits, labels, 0.0);
    EpochRecord {
        stage: 0,
        epoch: 0,
        input_size,
        set: set.into(),
        loss: Loss::plain().mean(logits, labels),
        accuracy: counts.accuracy(),
        auc: auc(logits, labels),
        precision: counts.precision(),
        recall: counts.recall(),
        f1: counts.f1(),
        average_precision: average_precision(logits, labels),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_of_the_films_are_a_sample_and_not_the_first() {
        assert_eq!(choose(5, None, 1), [0, 1, 2, 3, 4]);
        assert_eq!(choose(5, Some(9), 1), [0, 1, 2, 3, 4]);
        let some = choose(1000, Some(100), 1);
        assert_eq!(some, choose(1000, Some(100), 1));
        assert!(some.len() == 100 && some.windows(2).all(|w| w[0] < w[1]));
        let of_first_half = some.iter().filter(|&&i| i < 500).count();
        assert!((30..70).contains(&of_first_half), "{of_first_half}");
    }
}
