//! Training on two sets at once, from the network of another run: what is drawn, what is written down, and that a run
//! which was stopped comes to the numbers of one that was not.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::path::Path;

use shared::image::GrayImage;
use shared::package::{Source, SourceKind};
use trainer::config::TrainConfig;
use trainer::device::{self, DeviceChoice, NamedDevice};
use trainer::run::Run;
use trainer::split::{SplitOptions, split, write};
use trainer::train::{Limits, Outcome, train};

const START: &str = r#"
name = "start"
seed = 5
[data]
source = "phantom"
train = 8
validation = 6
test = 4
[model]
width_divisor = 16
hidden = 8
batch_norm = true
[optimizer]
[[stages]]
input_size = 32
epochs = 1
batch_size = 4
learning_rate = 0.001
"#;

const MIXED: &str = r#"
name = "mixed"
seed = 6
[data]
source = "mixed"
[[data.sets]]
source = "phantom"
train = 6
validation = 6
test = 4
[[data.sets]]
source = "films"
kind = "real"
name = "Ward"
provenance = "A test"
population = "Nobody"
split = "SPLIT"
images = "IMAGES"
[model]
width_divisor = 16
hidden = 8
batch_norm = true
dropout = 0.2
start = "START"
[optimizer]
[sampling]
shares = [1, 2]
within = ["view"]
fewest = 2
[augmentation]
noise = 3.0
blur = 1.0
sharpen = 1.0
resolution = 0.4
jpeg_quality = 30
border = 0.1
[[stages]]
input_size = 32
epochs = 2
batch_size = 4
learning_rate = 0.001
films = 16
"#;

fn cpu() -> Vec<NamedDevice> {
    vec![device::open(DeviceChoice::Cpu).unwrap()]
}

/// Forty patients' films, half of them positive, PA and AP, and the split of their table.
fn write_films(folder: &Path) {
    let mut table = String::from("path,patient,label,view\n");
    std::fs::create_dir(folder.join("images")).unwrap();
    for p in 0..40_usize {
        let pixels = (0..224 * 224).map(|i| (i * (p + 3) % 199) as u8).collect();
        let film = GrayImage::new(224, 224, pixels).unwrap();
        let path = folder.join(format!("images/{p}.png"));
        image::save_buffer(path, film.pixels(), 224, 224, image::ExtendedColorType::L8).unwrap();
        table += &format!("{p}.png,{p},{},{}\n", p % 2, ["PA", "AP"][p / 2 % 2]);
    }
    let labels = folder.join("labels.csv");
    std::fs::write(&labels, table).unwrap();
    let even = "1:1".parse().unwrap();
    let options = SplitOptions { validation_ratio: even, min_patients: 2, ..SplitOptions::default() };
    write(&split(&labels, None, &options, 3).unwrap(), &folder.join("split")).unwrap();
}

fn finish(config: &TrainConfig, run: &Run) {
    assert_eq!(train(config, run, &cpu(), &Limits::default()).unwrap(), Outcome::Finished);
}

#[test]
fn two_sets_are_trained_on_together_from_another_network() {
    let folder = tempfile::tempdir().unwrap();
    write_films(folder.path());
    let start: TrainConfig = toml::from_str(START).unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string().replace('\\', "/");
    let text = MIXED.replace("SPLIT", &place("split")).replace("IMAGES", &place("images"));
    let config: TrainConfig = toml::from_str(&text.replace("START", &place("start"))).unwrap();

    // A run that is not there, and one that is not finished.
    let early = Run::create(&folder.path().join("early"), &config).unwrap();
    let error = format!("{:#}", train(&config, &early, &cpu(), &Limits::default()).unwrap_err());
    assert!(error.contains("model.start"), "{error}");
    let first = Run::create(&folder.path().join("start"), &start).unwrap();
    let error = format!("{:#}", train(&config, &early, &cpu(), &Limits::default()).unwrap_err());
    assert!(error.contains("no epoch of the last stage is finished"), "{error}");
    finish(&start, &first);

    let mut other = config.clone();
    other.model.hidden = 9;
    let error = format!("{:#}", train(&other, &early, &cpu(), &Limits::default()).unwrap_err());
    assert!(error.contains("`hidden`"), "{error}");

    let whole = Run::create(&folder.path().join("whole"), &config).unwrap();
    finish(&config, &whole);
    let history = std::fs::read_to_string(whole.folder().join("history.csv")).unwrap();
    for set in ["validation: phantoms", "validation: Ward"] {
        assert_eq!(history.matches(set).count(), 2, "{history}");
    }
    let sources: Vec<Source> = whole.sources().unwrap();
    let of: Vec<(SourceKind, u64)> = sources.iter().map(|source| (source.kind, source.films)).collect();
    // 40 patients, of whom a fifth are for test and another for validation.
    assert_eq!(of, [(SourceKind::Synthetic, 8), (SourceKind::Synthetic, 6), (SourceKind::Real, 24)]);
    assert_ne!(sources[0].sha256, sources[1].sha256);

    let parts = Run::create(&folder.path().join("parts"), &config).unwrap();
    for max_steps in [3, 2] {
        let limits = Limits { max_steps: Some(max_steps), ..Limits::default() };
        assert_eq!(train(&config, &parts, &cpu(), &limits).unwrap(), Outcome::StepsDone);
    }
    finish(&config, &parts);
    let resumed = std::fs::read_to_string(parts.folder().join("history.csv")).unwrap();
    assert_eq!(resumed, history);
}
