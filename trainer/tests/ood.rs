//! The bundled package and films that are unlike its training films: told in every class, warned of, and refused where a
//! package says so.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use shared::distribution::Action;
use shared::package::{Draft, Manifest};
use trainer::config::{DataConfig, TrainConfig};
use trainer::device::{self, DeviceChoice};
use trainer::ood::{measure, report};
use trainer::package;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The bundled package with another cut-off and action, in `to`.
fn changed(to: &Path, cutoff: f64, action: Action) {
    let folder = root().join("assets/model");
    let mut manifest: Manifest = package::open(&folder).unwrap().manifest;
    fs::create_dir_all(to).unwrap();
    for file in manifest.files() {
        fs::copy(folder.join(&file.file), to.join(&file.file)).unwrap();
    }
    let ood = manifest.out_of_distribution.as_mut().unwrap();
    (ood.cutoff, ood.action) = (cutoff, action);
    let (_, files) = Draft::new().finish(manifest).unwrap();
    for file in files {
        fs::write(to.join(file.name), file.bytes).unwrap();
    }
}

/// The row that `trainer predict` gives of a phantom.
fn row(model: &Path) -> Value {
    let film = root().join("assets/samples/phantom-pa-pneumonia.dcm");
    let output = Command::new(env!("CARGO_BIN_EXE_trainer"))
        .args(["predict", "--device", "cpu", "--format", "jsonl", "--model"])
        .args([model, &film])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_film_beyond_the_cut_off_is_refused_or_warned_of_as_the_package_says() {
    let folder = tempfile::tempdir().unwrap();
    // Far larger than any distance on the self-test's films needs to be: its tolerance is relative to the cut-off.
    let [refusing, warning] = ["refusing", "warning"].map(|name| folder.path().join(name));
    changed(&refusing, 0.2, Action::Refuse);
    let refused = row(&refusing);
    assert_eq!(refused["outcome"], "reject", "{refused}");
    assert_eq!(refused["reasons"], serde_json::json!(["OUT_OF_DISTRIBUTION"]));
    for number in ["logit", "probability", "positive"] {
        assert!(refused[number].is_null(), "{number}: {refused}");
    }
    let message = refused["message"].as_str().unwrap();
    assert!(message.contains("does not look like") && message.contains("limit 0.20"), "{message}");

    changed(&warning, 0.2, Action::Warn);
    let warned = row(&warning);
    assert_eq!(warned["outcome"], "accept", "{warned}");
    assert!(warned["logit"].is_number() && warned["reasons"] == serde_json::json!([]), "{warned}");
    assert!(
        warned["message"].as_str().unwrap().starts_with("WARNING: the film does not look like"),
        "{warned}"
    );
}

#[test]
fn a_film_within_the_cut_off_is_not_remarked_on() {
    let row = row(&root().join("assets/model"));
    assert_eq!(row["outcome"], "accept");
    assert!(!row["message"].as_str().unwrap().contains("look like"), "{row}");
}

#[test]
fn films_of_every_class_are_told_and_the_report_holds_them() {
    let package = package::open(&root().join("assets/model")).unwrap();
    let mut config = TrainConfig::read(&root().join("trainer/configs/phantom.toml")).unwrap();
    // Few films: the figures are in docs/out-of-distribution.md.
    if let DataConfig::Phantom { test, .. } = &mut config.data {
        *test = 10;
    }
    let cpu = device::open(DeviceChoice::Cpu).unwrap();
    let shown = measure::measure(&package, &config, 2, 5, &Vec::new(), &cpu).unwrap();
    let classes = &shown.measured.classes;
    assert_eq!((classes[0].name.as_str(), classes[0].films), ("test", 10));
    assert!(classes[0].told <= 3, "{} of 10 phantoms are taken for something else", classes[0].told);
    let missed: Vec<_> =
        classes.iter().filter(|c| c.must_be_told && c.told < c.films).map(|c| &c.name).collect();
    assert!(classes.len() > 14 && missed.is_empty(), "not told: {missed:?}");

    let folder = tempfile::tempdir().unwrap();
    report::write(&shown, folder.path()).unwrap();
    let html = fs::read_to_string(folder.path().join(report::REPORT)).unwrap();
    let json: Value = serde_json::from_slice(&fs::read(folder.path().join(report::JSON)).unwrap()).unwrap();
    assert_eq!(json["package"], package.manifest.id.as_str());
    for class in classes {
        assert!(html.contains(&class.name.replace('_', " ")), "{}", class.name);
    }
    // What is there is not overwritten.
    assert!(report::write(&shown, folder.path()).unwrap_err().to_string().contains("exists already"));
}
