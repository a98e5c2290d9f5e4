//! `trainer package`: the decision that the configuration asks for, in the manifest and as figures.
//!
//! The network is not trained but set: random convolutions, and a last layer that is turned and stretched so that its logit
//! rises with the label on validation films. Packaging cannot tell, and it takes no time.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::path::Path;
use std::process::{Command, Output};

use shared::classifier::HeadWeights;
use shared::distribution::Action;
use shared::inference::infer;
use shared::network::OnDevice;
use shared::package::{Estimate, Manifest};
use shared::preprocess::Preprocessing;
use trainer::config::TrainConfig;
use trainer::dataset::{self, Part};
use trainer::device::{self, DeviceChoice};
use trainer::run::Run;
use trainer::train::classifier_config;
use trainer::{ood, package, predict};

const CONFIG: &str = r#"
name = "test"
seed = 5
[data]
source = "phantom"
train = 24
validation = 24
test = 12
[model]
width_divisor = 16
hidden = 8
[optimizer]
[decision]
calibration = "temperature"
operating_points = ["sensitivity=0.75", "max-f1"]
[[stages]]
input_size = 64
epochs = 1
batch_size = 4
learning_rate = 0.001
"#;

/// Validation logits lie this far apart, as a standard deviation, so that the self-test's films do too.
const SPREAD: f64 = 3.0;

/// A run whose best network is set, as the module says.
fn run(folder: &Path) {
    let config: TrainConfig = toml::from_str(CONFIG).unwrap();
    let run = Run::create(folder, &config).unwrap();
    let on = device::open(DeviceChoice::Cpu).unwrap();
    let architecture = classifier_config(&config);
    on.device.seed(config.seed);
    let mut weights = architecture.init(false, 0.0, &on.device).to_weights();
    let head = HeadWeights::from_weights(&weights).unwrap();
    let net = architecture.load(&weights, &on.device).unwrap();

    let films = dataset::load(&config.data, config.seed, Part::Validation).unwrap();
    let preprocessing = Preprocessing { variant: config.model.preprocessing, input_size: 64 };
    let inputs: Vec<_> = (0..films.len()).map(|i| preprocessing.from_grid(&films.grid(i))).collect();
    let network = OnDevice { network: net.clone(), device: on.device.clone() };
    let answers = pollster::block_on(infer(&network, &head, &inputs)).unwrap();
    let logits: Vec<f64> = answers.iter().map(|a| f64::from(a.logit.value())).collect();
    let mean = |of: &dyn Fn(usize) -> bool| {
        let chosen: Vec<f64> = (0..logits.len()).filter(|&i| of(i)).map(|i| logits[i]).collect();
        chosen.iter().sum::<f64>() / chosen.len() as f64
    };
    let centre = mean(&|_| true);
    let sd = (logits.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / logits.len() as f64).sqrt();
    let rise = mean(&|i| films.is_positive(i)) - mean(&|i| !films.is_positive(i));
    let factor = (SPREAD / sd).copysign(rise);
    for tensor in &mut weights {
        match tensor.name.as_str() {
            "head.output.weight" => tensor.values.iter_mut().for_each(|w| *w *= factor as f32),
            "head.output.bias" => tensor.values[0] = (factor * (f64::from(tensor.values[0]) - centre)) as f32,
            _ => {}
        }
    }
    run.save_best(&architecture.load(&weights, &on.device).unwrap()).unwrap();
}

fn package_with(run: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trainer"));
    command.args(["package", "--run"]).arg(run).arg("--out").arg(out).args(more).output().unwrap()
}

fn manifest(run: &Path, out: &Path, more: &[&str]) -> Manifest {
    let output = package_with(run, out, more);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    package::open(out).unwrap().manifest
}

fn figure<'a>(manifest: &'a Manifest, name: &str) -> &'a Estimate {
    let mut found = manifest.metrics.as_ref().unwrap().iter().filter(|e| e.name == name);
    let figure = found.next().unwrap_or_else(|| panic!("no {name}"));
    assert!(found.next().is_none(), "{name} twice");
    figure
}

#[test]
fn the_manifest_holds_the_decision_that_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    run(&place("run"));

    let made = manifest(&place("run"), &place("own"), &[]);
    let points = made.operating_points.as_ref().unwrap();
    let names: Vec<&str> = points.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["sensitivity=0.75", "max-f1"]);
    assert!(points[0].rule.starts_with("sensitivity=0.75: 0."), "{}", points[0].rule);
    assert!(points[0].rule.ends_with("on 24 validation films"), "{}", points[0].rule);
    let calibration = made.calibration.unwrap();
    let auc = figure(&made, "validation_auc");
    assert_eq!(calibration.intercept, 0.0);
    assert_eq!(calibration.prevalence.value(), auc.positives as f64 / auc.films as f64);

    // Plain names are the first point's, others carry their rule; each is what its point comes to.
    assert!(figure(&made, "validation_sensitivity").value >= 0.75);
    for set in ["validation", "test"] {
        for figure_name in ["sensitivity", "specificity"] {
            let first = figure(&made, &format!("{set}_{figure_name}"));
            assert_eq!(first.note, "at the operating point sensitivity=0.75");
            let second = figure(&made, &format!("{set}_{figure_name}_at_max-f1"));
            assert_eq!(second.note, "at the operating point max-f1");
        }
    }
    let card = std::fs::read_to_string(place("own").join("MODEL_CARD.md")).unwrap();
    assert!(card.contains("`max-f1`: logit") && card.contains("Temperature scaling: sigmoid("), "{card}");

    let ood = made.out_of_distribution.as_ref().unwrap();
    assert!(ood.rule.starts_with("1 of 24 validation films lie"), "{}", ood.rule);
    assert_eq!((ood.action, ood.self_test.len()), (Action::Warn, 2));
    assert!(card.contains("## Films unlike the training data"), "{card}");
    // Fitted again for the package itself, the same films give the same package.
    let config: TrainConfig = toml::from_str(CONFIG).unwrap();
    let cpu = device::open(DeviceChoice::Cpu).unwrap();
    let taught = ood::kinds(&[]).unwrap();
    let again = ood::fit_package(&place("own"), &config, &place("again"), &taught, &cpu).unwrap();
    assert_eq!(again, made);
    let stranger = TrainConfig { seed: 6, ..config };
    let error = ood::fit_package(&place("own"), &stranger, &place("stranger"), &taught, &cpu).unwrap_err();
    assert!(error.to_string().contains("does not name the films"), "{error}");
    assert!(!place("stranger").exists());

    // It passes its own self-test, alone and in batches that its two films do not fill evenly.
    let predictor = predict::Predictor::new(
        package::open(&place("own")).unwrap(),
        device::open(DeviceChoice::Cpu).unwrap(),
        3,
    );
    assert_eq!(predictor.unwrap().manifest(), &made);

    let other = manifest(&place("run"), &place("other"), &["--rule", "youden", "--calibration", "none"]);
    assert_eq!(other.operating_point().unwrap().name, "youden");
    assert_eq!(other.operating_points.as_ref().unwrap().len(), 1);
    assert!(other.calibration.is_none() && other.is_demonstration());
    // The films, the network and so its ranking are the same.
    assert_eq!(figure(&other, "test_auc").value, figure(&made, "test_auc").value);
}

#[test]
fn rules_that_do_not_exist_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = package_with(folder.path(), &out, &["--rule", "best"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no rule `best`"));

    let config = folder.path().join("config.toml");
    std::fs::write(&config, CONFIG.replace("max-f1", "best")).unwrap();
    let error = format!("{:#}", TrainConfig::read(&config).unwrap_err());
    assert!(error.contains("no rule `best`"), "{error}");
}
