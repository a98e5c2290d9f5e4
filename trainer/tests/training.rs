//! Training a small network: a run that is stopped and resumed gives the weights of one that was not, and what is
//! frozen does not move.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::path::Path;
use std::sync::Mutex;

use shared::weights::NamedTensor;
use trainer::config::TrainConfig;
use trainer::device::{self, DeviceChoice, NamedDevice};
use trainer::run::Run;
use trainer::train::{Limits, Outcome, classifier_config, train};

/// Batch normalisation, dropout and augmentation on, a frozen stage before a free one: everything that could go astray.
const CONFIG: &str = r#"
name = "test"
seed = 5
[data]
source = "phantom"
train = 12
validation = 6
test = 4
[model]
width_divisor = 16
hidden = 8
batch_norm = true
dropout = 0.3
[optimizer]
weight_decay = 0.01
warm_up_steps = 2
[augmentation]
rotation_degrees = 5.0
noise = 3.0
[[stages]]
input_size = 32
epochs = 1
batch_size = 4
learning_rate = 0.001
frozen_layers = 17
[[stages]]
input_size = 64
epochs = 2
batch_size = 4
learning_rate = 0.001
"#;

/// Burn's random numbers come from one generator a process: two trainings at once would draw from each other's.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn config() -> TrainConfig {
    toml::from_str(CONFIG).unwrap()
}

fn cpu() -> Vec<NamedDevice> {
    vec![device::open(DeviceChoice::Cpu).unwrap()]
}

fn steps(max_steps: usize) -> Limits {
    Limits { max_steps: Some(max_steps), ..Limits::default() }
}

/// A run to its end.
fn run(folder: &Path, config: &TrainConfig) -> Run {
    let run = Run::create(folder, config).unwrap();
    assert_eq!(train(config, &run, &cpu(), &Limits::default()).unwrap(), Outcome::Finished);
    run
}

/// The weights of the best network.
fn weights(run: &Run, config: &TrainConfig) -> Vec<NamedTensor> {
    let on = device::open(DeviceChoice::Cpu).unwrap();
    let fresh = classifier_config(config).init(config.model.batch_norm, config.model.dropout, &on.device);
    run.load_best(fresh).unwrap().folded().to_weights()
}

/// What training files must agree in, whatever interrupted it.
fn assert_same(a: &Path, b: &Path) {
    for file in ["history.csv", "history.json", "auc.svg", "roc.svg", "report.html"] {
        let [a, b] = [a, b].map(|folder| std::fs::read_to_string(folder.join(file)).unwrap());
        assert_eq!(a, b, "{file}");
    }
}

#[test]
fn a_resumed_run_is_the_uninterrupted_one() {
    let _alone = ONE_AT_A_TIME.lock();
    let config = config();
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    let run = run(&whole, &config);

    // Nine steps in all: stopped within the frozen stage, within an epoch, and between the two.
    let parts = folder.path().join("parts");
    Run::create(&parts, &config).unwrap();
    for count in [2, 3, 1] {
        let (run, resumed) = Run::open(&parts).unwrap();
        assert_eq!(resumed, config, "the configuration survives the run's folder");
        assert_eq!(train(&config, &run, &cpu(), &steps(count)).unwrap(), Outcome::StepsDone);
    }
    // What an interruption between the two renames of a checkpoint leaves is good, too.
    std::fs::rename(parts.join("last"), parts.join("last.old")).unwrap();
    let (resumed, _) = Run::open(&parts).unwrap();
    assert_eq!(train(&config, &resumed, &cpu(), &Limits::default()).unwrap(), Outcome::Finished);

    assert_same(&parts, &whole);
    assert_eq!(weights(&resumed, &config), weights(&run, &config));
}

/// A frozen stage long enough that its features are kept, with several views of each film.
fn frozen() -> TrainConfig {
    let mut config = config();
    config.model.batch_norm = false;
    config.features.views = 2;
    config.stages.truncate(1);
    config.stages[0].epochs = 4;
    config.stages[0].accumulation = 2;
    config.stages[0].batch_size = 3;
    config
}

#[test]
fn a_resumed_run_on_kept_features_is_the_uninterrupted_one() {
    let _alone = ONE_AT_A_TIME.lock();
    let config = frozen();
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    let run = run(&whole, &config);
    assert_eq!(
        std::fs::read_dir(whole.join("features")).unwrap().count(),
        4,
        "two files and what they are of"
    );

    let parts = folder.path().join("parts");
    let mut resumed = Run::create(&parts, &config).unwrap();
    for count in [1, 2, 3] {
        assert_eq!(train(&config, &resumed, &cpu(), &steps(count)).unwrap(), Outcome::StepsDone);
        (resumed, _) = Run::open(&parts).unwrap();
        // Features that are lost are made again, and those that are there are found.
        if count == 1 {
            std::fs::remove_dir_all(parts.join("features")).unwrap();
        }
    }
    assert_eq!(train(&config, &resumed, &cpu(), &Limits::default()).unwrap(), Outcome::Finished);
    assert_eq!(
        std::fs::read_dir(parts.join("features")).unwrap().count(),
        4,
        "nothing was made under another key"
    );
    assert_same(&parts, &whole);
    assert_eq!(weights(&resumed, &config), weights(&run, &config));
}

fn losses(folder: &Path) -> Vec<f64> {
    let records: Vec<serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(folder.join("history.json")).unwrap()).unwrap();
    records.iter().map(|r| r["loss"].as_f64().unwrap()).collect()
}

fn assert_close(a: &[f64], b: &[f64], tolerance: f64) {
    assert_eq!(a.len(), b.len());
    let near = a.iter().zip(b).all(|(a, b)| (a - b).abs() < tolerance);
    assert!(near, "{a:?}\n{b:?}");
}

#[test]
fn kept_features_change_nothing_but_the_time() {
    let _alone = ONE_AT_A_TIME.lock();
    let mut config = frozen();
    // Without augmentation every epoch sees the same films, kept or not.
    config.augmentation = trainer::config::AugmentationConfig::default();
    let folder = tempfile::tempdir().unwrap();
    let [kept, half, anew] = ["kept", "half", "anew"].map(|name| folder.path().join(name));
    run(&kept, &config);
    config.features.precision = trainer::config::FeaturePrecision::F16;
    run(&half, &config);
    config.features.max_gb = 0.0;
    run(&anew, &config);
    assert!(kept.join("features").exists() && std::fs::read_dir(anew.join("features")).unwrap().count() == 0);
    assert_close(&losses(&kept), &losses(&anew), 1e-5);
    assert_close(&losses(&half), &losses(&anew), 1e-2);
}

#[test]
fn several_devices_come_to_the_losses_of_one() {
    let _alone = ONE_AT_A_TIME.lock();
    let mut config = config();
    config.model.batch_norm = false;
    // Each device would draw its own.
    config.model.dropout = 0.0;
    let folder = tempfile::tempdir().unwrap();
    let [one, three] = ["one", "three"].map(|name| folder.path().join(name));
    run(&one, &config);
    let run = Run::create(&three, &config).unwrap();
    let devices = device::open_several(DeviceChoice::Cpu, 3).unwrap();
    assert_eq!(train(&config, &run, &devices, &Limits::default()).unwrap(), Outcome::Finished);
    assert_close(&losses(&one), &losses(&three), 1e-5);

    config.model.batch_norm = true;
    let refused = Run::create(&folder.path().join("refused"), &config).unwrap();
    let error = train(&config, &refused, &devices, &Limits::default()).unwrap_err().to_string();
    assert!(error.contains("batch_norm"), "{error}");
}

#[test]
fn accumulated_batches_are_one_large_one() {
    let _alone = ONE_AT_A_TIME.lock();
    let mut config = config();
    config.model.batch_norm = false;
    config.model.dropout = 0.0;
    config.loss.positive_weight = trainer::config::PositiveWeight::Times(2.0);
    config.loss.label_smoothing = 0.1;
    let folder = tempfile::tempdir().unwrap();
    let [large, small] = ["large", "small"].map(|name| folder.path().join(name));
    run(&large, &config);
    for stage in &mut config.stages {
        (stage.batch_size, stage.accumulation) = (1, 4);
    }
    run(&small, &config);
    assert_close(&losses(&large), &losses(&small), 1e-5);
}

#[test]
fn a_stage_ends_when_it_gets_no_better() {
    let _alone = ONE_AT_A_TIME.lock();
    let mut config = frozen();
    config.early_stopping.patience = 2;
    config.stages[0].epochs = 30;
    // Nothing moves, so the first epoch stays the best.
    config.stages[0].learning_rate = 1e-30;
    config.augmentation = trainer::config::AugmentationConfig::default();
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &config);
    assert_eq!(losses(folder.path()).len(), 2 * 3, "one best epoch and two that were not better");
}

#[test]
fn a_loss_that_is_not_finite_ends_training_and_keeps_the_checkpoint() {
    let _alone = ONE_AT_A_TIME.lock();
    let mut config = config();
    config.model.batch_norm = false;
    config.stages.truncate(1);
    config.stages[0].epochs = 8;
    let folder = tempfile::tempdir().unwrap();
    let run = Run::create(folder.path(), &config).unwrap();
    assert_eq!(train(&config, &run, &cpu(), &steps(4)).unwrap(), Outcome::StepsDone);
    let before = std::fs::read(folder.path().join("last/model.bpk")).unwrap();
    config.stages[0].learning_rate = 1e38;
    let error = format!("{:#}", train(&config, &run, &cpu(), &Limits::default()).unwrap_err());
    assert!(error.contains("lower the learning rate") && error.contains("checkpoint"), "{error}");
    assert_eq!(std::fs::read(folder.path().join("last/model.bpk")).unwrap(), before);
    // From there it goes on with a better rate.
    config.stages[0].learning_rate = 1e-3;
    assert_eq!(train(&config, &run, &cpu(), &steps(2)).unwrap(), Outcome::StepsDone);
}

#[test]
fn who_asks_for_the_end_gets_a_checkpoint() {
    let _alone = ONE_AT_A_TIME.lock();
    let config = config();
    let folder = tempfile::tempdir().unwrap();
    let run = Run::create(folder.path(), &config).unwrap();
    let limits = Limits::default();
    limits.watch.ask();
    assert_eq!(train(&config, &run, &cpu(), &limits).unwrap(), Outcome::Interrupted);
    assert!(folder.path().join("last/state.json").exists());
    assert_eq!(train(&config, &run, &cpu(), &Limits::default()).unwrap(), Outcome::Finished);
}

#[test]
fn what_is_frozen_does_not_move() {
    let _alone = ONE_AT_A_TIME.lock();
    let mut config = config();
    config.model.batch_norm = false;
    config.stages.truncate(1);
    let folder = tempfile::tempdir().unwrap();
    // Two runs from the same weights, one with three times the learning rate: what learned differs, what did not is
    // the same.
    let [slow, quick] = [1.0, 3.0].map(|factor| {
        let mut config = config.clone();
        config.stages[0].learning_rate *= factor;
        weights(&run(&folder.path().join(factor.to_string()), &config), &config)
    });
    for (a, b) in slow.iter().zip(&quick) {
        assert_eq!(a.name, b.name);
        // Seventeen layers by Keras' count leave block5_conv3, torchvision's features.28, and the head.
        let trained = a.name.starts_with("features.28") || a.name.starts_with("head");
        assert_eq!(a.values != b.values, trained, "{}", a.name);
    }
}

#[test]
fn a_run_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    Run::create(folder.path(), &config()).unwrap();
    let error = Run::create(folder.path(), &config()).unwrap_err().to_string();
    assert!(error.contains("--resume"), "{error}");
}
