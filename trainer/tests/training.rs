//! Training a small network: a run that is stopped and resumed gives the weights of one that was not, and what is
//! frozen does not move.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::path::Path;
use std::sync::Mutex;

use shared::weights::NamedTensor;
use trainer::config::TrainConfig;
use trainer::device::{self, DeviceChoice};
use trainer::run::Run;
use trainer::train::{classifier_config, train};

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

/// The weights of the best network.
fn weights(run: &Run, config: &TrainConfig) -> Vec<NamedTensor> {
    let on = device::open(DeviceChoice::Cpu).unwrap();
    let fresh = classifier_config(config).init(config.model.batch_norm, config.model.dropout, &on.device);
    run.load_best(fresh).unwrap().folded().to_weights()
}

fn history(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("history.csv")).unwrap()
}

#[test]
fn a_resumed_run_is_the_uninterrupted_one() {
    let _alone = ONE_AT_A_TIME.lock();
    let (config, on) = (config(), device::open(DeviceChoice::Cpu).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    let run = Run::create(&whole, &config).unwrap();
    assert!(train(&config, &run, &on, None).unwrap());

    // Nine steps in all: stopped within the frozen stage, within an epoch, and between the two.
    let parts = folder.path().join("parts");
    Run::create(&parts, &config).unwrap();
    for steps in [2, 3, 1] {
        let (run, resumed) = Run::open(&parts).unwrap();
        assert_eq!(resumed, config, "the configuration survives the run's folder");
        assert!(!train(&config, &run, &on, Some(steps)).unwrap());
    }
    let (resumed, _) = Run::open(&parts).unwrap();
    assert!(train(&config, &resumed, &on, None).unwrap());

    assert_eq!(history(&parts), history(&whole));
    assert_eq!(weights(&resumed, &config), weights(&run, &config));
}

#[test]
fn what_is_frozen_does_not_move() {
    let _alone = ONE_AT_A_TIME.lock();
    let mut config = config();
    config.model.batch_norm = false;
    config.stages.truncate(1);
    let on = device::open(DeviceChoice::Cpu).unwrap();
    let folder = tempfile::tempdir().unwrap();
    // Two runs from the same weights, one with three times the learning rate: what learned differs, what did not is
    // the same.
    let [slow, quick] = [1.0, 3.0].map(|factor| {
        let mut config = config.clone();
        config.stages[0].learning_rate *= factor;
        let run = Run::create(&folder.path().join(factor.to_string()), &config).unwrap();
        assert!(train(&config, &run, &on, None).unwrap());
        weights(&run, &config)
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
