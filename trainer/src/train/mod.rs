//! Fitting the network: stages, epochs, early stopping, and checkpoints to resume from.
//!
//! [`step`] is one optimisation step, on one device or several, made of [`loss`], [`optimizer`] and [`schedule`];
//! [`epoch`] one pass over the training films, and validation; [`features`] what frozen layers make of films, kept on
//! disk; [`sampler`] says which films an epoch takes; [`watch`] listens for Ctrl-C.
//!
//! Everything random is drawn from the run's seed and the position in training, so a resumed run comes to the numbers of
//! one that was never interrupted.

pub mod epoch;
pub mod features;
mod frozen;
pub mod loss;
pub mod optimizer;
mod origin;
pub mod sampler;
pub mod schedule;
pub mod step;
pub mod watch;

use anyhow::{Context, Result, bail, ensure};
use burn::module::{Module as _, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor};
use shared::classifier::{Classifier, ClassifierConfig};
use shared::vgg16::Vgg16Config;

use crate::config::{DataConfig, TrainConfig};
use crate::dataset::{self, Films, Part};
use crate::device::NamedDevice;
use crate::pretrained;
use crate::run::{EpochRecord, Run, State, Validation, merit, validation_of};

pub use epoch::predict;
use epoch::{Ended, Position, StageFilms};
pub use frozen::Frozen;
use optimizer::new_optimizer;
use step::Fitter;
use watch::Watch;

/// What ends training before its time.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// Steps after which it stops, with a checkpoint.
    pub max_steps: Option<usize>,
    /// Asked for from outside.
    pub watch: Watch,
}

impl Limits {
    /// For work that is resumed by itself, such as filling a cache.
    ///
    /// # Errors
    ///
    /// If the end was asked for.
    fn check(&self) -> Result<()> {
        ensure!(!self.watch.is_asked(), "interrupted; what is computed is kept: go on with --resume");
        Ok(())
    }
}

/// How training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All stages are done.
    Finished,
    /// The steps asked for are done.
    StepsDone,
    /// It was asked to end.
    Interrupted,
}

/// The classifier that a configuration asks for.
pub fn classifier_config(config: &TrainConfig) -> ClassifierConfig {
    ClassifierConfig {
        vgg16: Vgg16Config { width_divisor: config.model.width_divisor },
        hidden: config.model.hidden,
    }
}

/// Trains from the run's last checkpoint, or from the start, to the end of the last stage or to a limit.
///
/// The first of `on` holds the network; with more than one each batch is divided among them by Burn's multi-device step.
///
/// # Errors
///
/// Data or weights that cannot be loaded, a checkpoint that cannot be read or written, a loss or weight that is not
/// finite (the last good checkpoint stays), batch normalisation on several devices (its statistics would be each
/// device's own).
///
/// # Panics
///
/// If `on` is empty.
pub fn train(config: &TrainConfig, run: &Run, on: &[NamedDevice], limits: &Limits) -> Result<Outcome> {
    ensure!(
        on.len() == 1 || !config.model.batch_norm,
        "`model.batch_norm` needs a single device: its statistics would be each device's own"
    );
    let names: Vec<&str> = on.iter().map(|d| d.name.as_str()).collect();
    eprintln!("device: {}", names.join(", "));
    let devices: Vec<Device> = on.iter().map(|d| d.device.clone().autodiff()).collect();
    let fresh = initial(config, &devices[0])?;
    let training = dataset::load(&config.data, config.seed, Part::Train)?;
    let validation = dataset::load(&config.data, config.seed, Part::Validation)?;
    origin::record(config, run, &training.set_sizes())?;
    let (mut fitter, mut state) = match run.load_last(fresh.clone(), new_optimizer(&config.optimizer))? {
        Some((net, optimizer, state)) => {
            eprintln!("resuming at stage {}, epoch {}, step {}", state.stage, state.epoch, state.step);
            // The files may be one epoch behind, if the program ended between the two.
            run.write_records(&config.name, &state)?;
            (Fitter::new(net, optimizer, &devices), state)
        }
        None => (Fitter::new(fresh, new_optimizer(&config.optimizer), &devices), State::default()),
    };
    let mut steps_left = limits.max_steps.unwrap_or(usize::MAX);
    while let Some(stage) = config.stages.get(state.stage) {
        fitter = fitter.freeze(stage.frozen_layers);
        let films = StageFilms::prepare(
            config,
            state.stage,
            run,
            fitter.net(),
            [&training, &validation],
            &on[0],
            limits,
        )?;
        while !is_over(config, &state) {
            let position = Position { config, stage, run, limits };
            let ended;
            (fitter, state, ended) = epoch::train(&position, &films, fitter, state, &mut steps_left)?;
            match ended {
                Ended::OfEpoch => {}
                Ended::StepsDone => return stop(run, &fitter, &state, Outcome::StepsDone),
                Ended::Asked => return stop(run, &fitter, &state, Outcome::Interrupted),
            }
            let logits = films.validation_logits(&fitter.net().valid(), &on[0].device)?;
            state = finish_epoch(config, run, fitter.net(), state, logits, &validation)?;
            run.save_last(fitter.net(), fitter.optimizer(), &state)?;
            run.write_records(&config.name, &state)?;
        }
        state = state.next_stage();
        fitter = fitter.with_optimizer(new_optimizer(&config.optimizer));
        run.save_last(fitter.net(), fitter.optimizer(), &state)?;
    }
    Ok(Outcome::Finished)
}

/// Whether the stage has had all its epochs, or too many in a row that were not better.
fn is_over(config: &TrainConfig, state: &State) -> bool {
    let patience = config.early_stopping.patience;
    let tired = patience > 0 && state.step == 0 && state.epochs_since_best >= patience;
    if tired {
        eprintln!("stage {}: {patience} epochs were not better than the best: it ends", state.stage);
    }
    tired || state.epoch >= config.stages[state.stage].epochs
}

fn stop(run: &Run, fitter: &Fitter, state: &State, outcome: Outcome) -> Result<Outcome> {
    run.save_last(fitter.net(), fitter.optimizer(), state)?;
    Ok(outcome)
}

/// Burn draws a weight when it is first used, each copy on another device its own; looked at here, they are drawn from the
/// seed, once, and in order.
struct Draw;

impl ModuleVisitor for Draw {
    fn visit_float<const D: usize>(&mut self, parameter: &Param<Tensor<D>>) {
        let _ = parameter.val();
    }
}

/// The network before the first step: drawn from the seed, its convolutions replaced by pretrained ones if asked for.
fn initial(config: &TrainConfig, device: &Device) -> Result<Classifier> {
    device.seed(config.seed);
    let architecture = classifier_config(config);
    let mut net = architecture.init(config.model.batch_norm, config.model.dropout, device);
    net.visit(&mut Draw);
    if let Some(folder) = &config.model.start {
        return origin::network(config, folder, net);
    }
    let Some(path) = &config.model.pretrained else {
        if config.stages.first().is_some_and(|stage| stage.frozen_layers > 0) {
            eprintln!(
                "WARNING: the first stage freezes layers that have learned nothing: `model.pretrained` is not given"
            );
        }
        return Ok(net);
    };
    let pretrained = pretrained::read(path)?;
    ensure!(
        pretrained.width_divisor == config.model.width_divisor,
        "{} has VGG16's channels divided by {}, the configuration asks for {}",
        path.display(),
        pretrained.width_divisor,
        config.model.width_divisor
    );
    net.backbone = architecture
        .vgg16
        .load(&pretrained.weights, device)
        .with_context(|| format!("{}", path.display()))?;
    Ok(net)
}

/// Writes the epoch's history, keeps the network if it is the best of the last stage, and moves the state on.
fn finish_epoch(
    config: &TrainConfig,
    run: &Run,
    net: &Classifier,
    mut state: State,
    validation_logits: Vec<f64>,
    validation: &Films,
) -> Result<State> {
    let stage = &config.stages[state.stage];
    let (logits, labels): (Vec<f64>, Vec<bool>) =
        state.seen.drain(..).map(|(x, l)| (f64::from(x), l)).unzip();
    let mut train = epoch::record(stage.input_size, "train", &logits, &labels);
    // The loss that was minimised, which may weigh and smooth; validation's is plain, so that runs compare.
    train.loss = state.loss_sum / state.weight_sum;
    let validation_labels = validation.labels();
    let mut found = epoch::record(stage.input_size, "validation", &validation_logits, &validation_labels);
    let mut of_sets = validation_by_set(stage.input_size, &config.data, validation, &validation_logits);
    for record in [&mut train, &mut found].into_iter().chain(&mut of_sets) {
        (record.stage, record.epoch) = (state.stage, state.epoch);
    }
    ensure!(
        found.loss.is_finite(),
        "the validation loss is {} after stage {}, epoch {}: lower the learning rate; the last good checkpoint is kept",
        found.loss,
        state.stage,
        state.epoch + 1
    );
    say(&train, &found);
    of_sets.iter().for_each(say_of_set);
    let compared = if of_sets.is_empty() { std::slice::from_ref(&found) } else { &of_sets };
    let figure = merit(config.early_stopping.criterion, compared).context("validation AUC is undefined")?;
    state.history.extend([train, found]);
    state.history.extend(of_sets);
    if state.best.is_none_or(|best| figure > best) {
        (state.best, state.epochs_since_best) = (Some(figure), 0);
        if state.stage + 1 == config.stages.len() {
            run.save_best(&net.valid())?;
            state.best_validation = Some(Validation {
                stage: state.stage,
                epoch: state.epoch,
                logits: validation_logits,
                labels: validation_labels,
            });
        }
    } else {
        state.epochs_since_best += 1;
    }
    Ok(state.next_epoch())
}

/// The validation films' figures for each of several sets; none where there is one.
fn validation_by_set(
    input_size: usize,
    data: &DataConfig,
    films: &Films,
    logits: &[f64],
) -> Vec<EpochRecord> {
    let (labels, sizes) = (films.labels(), films.set_sizes());
    if sizes.len() < 2 {
        return Vec::new();
    }
    let mut first = 0;
    let of_sets = sizes.iter().zip(data.sets()).map(|(size, set)| {
        let range = first..first + size;
        first += size;
        epoch::record(input_size, &validation_of(&set.title()), &logits[range.clone()], &labels[range])
    });
    of_sets.collect()
}

fn show(x: Option<f64>) -> String {
    x.map_or("undefined".into(), |x| format!("{x:.3}"))
}

fn say_of_set(record: &EpochRecord) {
    eprintln!("  {}: loss {:.4}, AUC {}", record.set, record.loss, show(record.auc));
}

fn say(train: &EpochRecord, validation: &EpochRecord) {
    eprintln!(
        "stage {} epoch {}: loss {:.4}, AUC {}; validation loss {:.4}, AUC {}, F1 {}",
        train.stage,
        train.epoch + 1,
        train.loss,
        show(train.auc),
        validation.loss,
        show(validation.auc),
        show(validation.f1)
    );
}

/// Refuses to go on with something that is not a run's end.
///
/// # Errors
///
/// If training was interrupted: whoever calls the program must not go on as if it were finished.
pub fn check_outcome(outcome: Outcome, run: &str) -> Result<()> {
    match outcome {
        Outcome::Finished => Ok(()),
        Outcome::StepsDone => {
            eprintln!("stopped after the steps asked for; go on with --resume {run}");
            Ok(())
        }
        Outcome::Interrupted => bail!("interrupted; the checkpoint is whole: go on with --resume {run}"),
    }
}
