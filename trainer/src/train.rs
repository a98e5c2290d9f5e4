//! Fitting the network: stages of growing input size, AdamW, warm-up and cosine, checkpoints to resume from.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use burn::module::Module as _;
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use shared::classifier::{Classifier, ClassifierConfig, batch};
use shared::preprocess::{NetworkInput, Preprocessing};
use shared::vgg16::Vgg16Config;

use crate::augment::augment;
use crate::config::{StageConfig, TrainConfig};
use crate::dataset::{self, Films, Part};
use crate::device::NamedDevice;
use crate::metrics::{Confusion, auc, average_precision};
use crate::progress::Progress;
use crate::run::{EpochRecord, Run, State};

/// Time between two checkpoints inside an epoch.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(180);

/// Films of one validation batch: enough to keep the cores busy, little enough for 224 pixels in a few hundred MB.
const VALIDATION_BATCH: usize = 8;

/// The classifier that a configuration asks for.
pub fn classifier_config(config: &TrainConfig) -> ClassifierConfig {
    ClassifierConfig {
        vgg16: Vgg16Config { width_divisor: config.model.width_divisor },
        hidden: config.model.hidden,
    }
}

/// Trains from the run's last checkpoint, or from the start, to the end of the last stage, or for `max_steps` steps if
/// that comes first. Returns whether training is finished.
///
/// # Errors
///
/// Data that cannot be loaded, a checkpoint that cannot be read or written, a loss that is not finite (the last
/// checkpoint stays).
pub fn train(config: &TrainConfig, run: &Run, on: &NamedDevice, max_steps: Option<usize>) -> Result<bool> {
    let mut steps_left = max_steps.unwrap_or(usize::MAX);
    eprintln!("device: {}", on.name);
    let training = dataset::load(&config.data, config.seed, Part::Train)?;
    let validation = dataset::load(&config.data, config.seed, Part::Validation)?;
    let device = on.device.clone().autodiff();
    device.seed(config.seed);
    // Burn draws weights when they are first used; drawing them here ties them to the seed of the line before.
    let fresh =
        classifier_config(config).init(config.model.batch_norm, config.model.dropout, &device).materialize();
    let (mut net, mut optimizer, mut state) = match run.load_last(fresh.clone(), new_optimizer(config))? {
        Some((net, optimizer, state)) => {
            eprintln!("resuming at stage {}, epoch {}, step {}", state.stage, state.epoch, state.step);
            (net, optimizer, state)
        }
        None => (fresh, new_optimizer(config), State::default()),
    };
    while let Some(stage) = config.stages.get(state.stage) {
        net.backbone = net.backbone.freeze(stage.frozen_layers);
        while state.epoch < stage.epochs {
            (net, optimizer) =
                epoch(config, run, &device, &training, net, optimizer, &mut state, &mut steps_left)?;
            if steps_left == 0 {
                run.save_last(&net, &optimizer, &state)?;
                return Ok(false);
            }
            let quality = validate(config, stage, &net.valid(), &validation, &on.device)?;
            finish_epoch(config, run, &net, &mut state, quality)?;
            run.save_last(&net, &optimizer, &state)?;
        }
        state = State { stage: state.stage + 1, best_auc: state.best_auc, ..State::default() };
        optimizer = new_optimizer(config);
        run.save_last(&net, &optimizer, &state)?;
    }
    Ok(true)
}

fn new_optimizer(config: &TrainConfig) -> ModuleOptimizer {
    // Epsilon as PyTorch's default, so that runs compare; Burn's is a thousand times larger.
    AdamWConfig::new().with_weight_decay(config.optimizer.weight_decay as f32).with_epsilon(1e-8).init()
}

/// The learning rate of a step: a linear rise, then a cosine down to a hundredth.
fn learning_rate(stage: &StageConfig, warm_up: usize, step: usize, steps: usize) -> f64 {
    if step < warm_up {
        return stage.learning_rate * (step + 1) as f64 / warm_up as f64;
    }
    let progress = (step - warm_up) as f64 / steps.saturating_sub(warm_up).max(1) as f64;
    let floor = 0.01;
    stage.learning_rate * (floor + (1.0 - floor) * 0.5 * (1.0 + (std::f64::consts::PI * progress).cos()))
}

/// One pass over the training films, from `state.step` on, ended early when `steps_left` comes to 0.
#[allow(clippy::too_many_arguments, reason = "all of a training's state, taken apart by its one caller")]
fn epoch(
    config: &TrainConfig,
    run: &Run,
    device: &Device,
    films: &Films,
    mut net: Classifier,
    mut optimizer: ModuleOptimizer,
    state: &mut State,
    steps_left: &mut usize,
) -> Result<(Classifier, ModuleOptimizer)> {
    let stage = &config.stages[state.stage];
    let preprocessing = Preprocessing { variant: config.model.preprocessing, input_size: stage.input_size };
    let used = stage.films.unwrap_or(films.len()).min(films.len());
    // Everything random in an epoch comes from this one number, so a resumed epoch goes on as if uninterrupted.
    let epoch_seed = config.seed ^ ((state.stage as u64) << 48) ^ ((state.epoch as u64 + 1) << 24);
    let mut order: Vec<usize> = (0..used).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(epoch_seed));
    // A last batch of one film would give batch normalisation no variance: it joins the batch before.
    let per_epoch = (used / stage.batch_size).max(1);
    let total = per_epoch * stage.epochs;
    let mut progress =
        Progress::new(format!("stage {} epoch {}/{}", state.stage, state.epoch + 1, stage.epochs), per_epoch);
    progress.skip(state.step);
    let mut saved = Instant::now();
    while state.step < per_epoch && *steps_left > 0 {
        let start = state.step * stage.batch_size;
        let end = if state.step + 1 == per_epoch { used } else { start + stage.batch_size };
        let chosen = &order[start..end];
        let inputs: Vec<NetworkInput> = chosen
            .par_iter()
            .map(|&i| {
                let grid = films.grid(i);
                let mut rng = ChaCha8Rng::seed_from_u64(epoch_seed);
                rng.set_stream(i as u64 + 1);
                let levels = augment(&grid, &config.augmentation, &mut rng);
                preprocessing.from_levels(&levels, grid.width(), grid.height())
            })
            .collect();
        let labels: Vec<bool> = chosen.iter().map(|&i| films.is_positive(i)).collect();
        // Dropout draws from the device's generator: seeded by step, so that resuming repeats it.
        device.seed(epoch_seed ^ (state.step as u64 + 1));
        let logits = net.forward(batch(&inputs, device)).logits;
        let loss = cross_entropy(logits.clone(), &labels);
        let value = f64::from(loss.clone().into_scalar::<f32>());
        if !value.is_finite() {
            bail!(
                "the loss is {value} at step {}: lower the learning rate; the last checkpoint is good",
                state.step
            );
        }
        let gradients = GradientsParams::from_grads(loss.backward(), &net);
        let step = state.epoch * per_epoch + state.step;
        let rate =
            learning_rate(stage, stage.warm_up_steps.unwrap_or(config.optimizer.warm_up_steps), step, total);
        net = optimizer.step(rate, net, gradients);
        let logits: Vec<f32> =
            logits.into_data().try_into_vec().map_err(|e| anyhow::anyhow!("reading logits: {e:?}"))?;
        state.seen.extend(logits.into_iter().zip(labels));
        state.loss_sum += value * chosen.len() as f64;
        state.step += 1;
        *steps_left -= 1;
        progress.advance(1, &format!("loss {:.4}", state.loss_sum / state.seen.len() as f64));
        if saved.elapsed() > CHECKPOINT_EVERY && state.step < per_epoch {
            run.save_last(&net, &optimizer, state)?;
            saved = Instant::now();
        }
    }
    progress.finish();
    Ok((net, optimizer))
}

/// Mean binary cross-entropy of logits, in the form that cannot overflow: max(x, 0) - x y + ln(1 + e^-|x|).
///
/// # Shapes
///
/// - `logits`: `[batch, 1]`
/// - output: `[1]`
pub fn cross_entropy(logits: Tensor<2>, labels: &[bool]) -> Tensor<1> {
    let values: Vec<f32> = labels.iter().map(|&l| f32::from(u8::from(l))).collect();
    let targets = Tensor::<2>::from_data(TensorData::new(values, [labels.len(), 1]), &logits.device());
    let positive_part = logits.clone().clamp_min(0.0);
    let log_term = (-logits.clone().abs()).exp().log1p();
    (positive_part - logits * targets + log_term).mean()
}

/// Logits of the first `count` films, in order.
///
/// # Errors
///
/// If the device fails.
pub fn predict(
    net: &Classifier,
    preprocessing: &Preprocessing,
    films: &Films,
    count: usize,
    device: &Device,
    what: &str,
) -> Result<Vec<f64>> {
    let mut progress = Progress::new(what, count);
    let mut logits = Vec::with_capacity(count);
    for start in (0..count).step_by(VALIDATION_BATCH) {
        let chunk = start..(start + VALIDATION_BATCH).min(count);
        let inputs: Vec<NetworkInput> =
            chunk.clone().into_par_iter().map(|i| preprocessing.from_grid(&films.grid(i))).collect();
        let out: Vec<f32> = net
            .forward(batch(&inputs, device))
            .logits
            .into_data()
            .try_into_vec()
            .map_err(|e| anyhow::anyhow!("reading logits: {e:?}"))?;
        logits.extend(out.into_iter().map(f64::from));
        progress.advance(chunk.len(), "");
    }
    progress.finish();
    Ok(logits)
}

fn validate(
    config: &TrainConfig,
    stage: &StageConfig,
    net: &Classifier,
    films: &Films,
    device: &Device,
) -> Result<EpochRecord> {
    let preprocessing = Preprocessing { variant: config.model.preprocessing, input_size: stage.input_size };
    let logits = predict(net, &preprocessing, films, films.len(), device, "validation")?;
    let labels = films.labels();
    let loss = logits
        .iter()
        .zip(&labels)
        .map(|(&x, &l)| x.max(0.0) - x * f64::from(u8::from(l)) + (-x.abs()).exp().ln_1p())
        .sum::<f64>()
        / labels.len() as f64;
    Ok(record(stage.input_size, "validation", loss, &logits, &labels))
}

fn record(input_size: usize, set: &str, loss: f64, logits: &[f64], labels: &[bool]) -> EpochRecord {
    let counts = Confusion::at(logits, labels, 0.0);
    EpochRecord {
        stage: 0,
        epoch: 0,
        input_size,
        set: set.into(),
        loss,
        accuracy: counts.accuracy(),
        auc: auc(logits, labels),
        precision: counts.precision(),
        recall: counts.recall(),
        f1: counts.f1(),
        average_precision: average_precision(logits, labels),
    }
}

/// Writes the epoch's history, keeps the network if it is the best of the last stage, and moves the state on.
fn finish_epoch(
    config: &TrainConfig,
    run: &Run,
    net: &Classifier,
    state: &mut State,
    validation: EpochRecord,
) -> Result<()> {
    let (logits, labels): (Vec<f64>, Vec<bool>) =
        state.seen.drain(..).map(|(x, l)| (f64::from(x), l)).unzip();
    let loss = state.loss_sum / labels.len().max(1) as f64;
    let mut records = [record(validation.input_size, "train", loss, &logits, &labels), validation];
    for r in &mut records {
        (r.stage, r.epoch) = (state.stage, state.epoch);
    }
    run.record(&records)?;
    let [train, validation] = &records;
    let show = |x: Option<f64>| x.map_or("undefined".into(), |x| format!("{x:.3}"));
    eprintln!(
        "stage {} epoch {}: loss {:.4}, AUC {}; validation loss {:.4}, AUC {}",
        state.stage,
        state.epoch + 1,
        train.loss,
        show(train.auc),
        validation.loss,
        show(validation.auc)
    );
    let last_stage = state.stage + 1 == config.stages.len();
    let found = validation.auc.context("validation AUC is undefined")?;
    if last_stage && state.best_auc.is_none_or(|best| found > best) {
        run.save_best(&net.valid())?;
        state.best_auc = Some(found);
    }
    *state =
        State { stage: state.stage, epoch: state.epoch + 1, best_auc: state.best_auc, ..State::default() };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cross_entropy_is_the_textbooks() {
        let device = Device::flex();
        let logits = Tensor::<2>::from_data([[0.0_f32], [2.0], [-80.0]], &device);
        let loss: f32 = cross_entropy(logits, &[true, false, false]).into_scalar();
        let expected = ((2.0_f64).ln() + (1.0 + 2.0_f64.exp()).ln()) / 3.0;
        assert!((f64::from(loss) - expected).abs() < 1e-6, "{loss} {expected}");
    }

    #[test]
    fn the_learning_rate_rises_and_falls() {
        let stage = StageConfig {
            input_size: 64,
            epochs: 1,
            batch_size: 1,
            learning_rate: 1.0,
            frozen_layers: 0,
            warm_up_steps: None,
            films: None,
        };
        let rates: Vec<f64> = (0..100).map(|s| learning_rate(&stage, 10, s, 100)).collect();
        assert!((rates[0] - 0.1).abs() < 1e-12 && (rates[9] - 1.0).abs() < 1e-12);
        assert!(rates[10..].windows(2).all(|w| w[1] <= w[0]));
        assert!(rates[99] < 0.02);
    }
}
