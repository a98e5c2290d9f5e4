//! The trainer's side of `trainer/reference/compare.py`: seconds a film of full-width VGG16 at 224 x 224, on the CPU.
//!
//! `cargo bench --profile dev -p trainer --bench training -- [MEASURE]...` prints one JSON line a measure, with the
//! median over as many repetitions as fit into 10 seconds. The everyday profile, because it is what `cargo run` uses.

#![allow(clippy::unwrap_used, reason = "a measurement that fails should say where")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use burn::module::Module as _;
use burn::tensor::Device;
use shared::classifier::{Classifier, ClassifierConfig, batch};
use shared::preprocess::NetworkInput;
use trainer::config::OptimizerConfig;
use trainer::device::{DeviceChoice, NamedDevice, open};
use trainer::train::Frozen;
use trainer::train::loss::Loss;
use trainer::train::optimizer::new_optimizer;
use trainer::train::step::{Batch, Fitter, Input};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SIDE: usize = 224;
const FROZEN: usize = 17;
const MEASURES: [&str; 5] = ["forward", "prefix", "full_step", "frozen17_step", "cached_step"];
const TIME: Duration = Duration::from_secs(10);
const LEAST: usize = 3;

fn films(count: usize) -> Vec<NetworkInput> {
    let values = 3 * SIDE * SIDE;
    (0..count)
        .map(|j| NetworkInput {
            values: (0..values).map(|k| (((j * values + k) as f32) * 0.37).sin() * 2.0).collect(),
            side: SIDE,
        })
        .collect()
}

fn fitter(net: Classifier, device: &Device, frozen_layers: usize) -> Fitter {
    let config: OptimizerConfig = toml::from_str("kind = 'adam'").unwrap();
    Fitter::new(net, new_optimizer(&config), std::slice::from_ref(device)).freeze(frozen_layers)
}

fn step_of(input: Input, films: usize) -> Vec<Batch> {
    let labels: Vec<bool> = (0..films).map(|i| i % 2 == 0).collect();
    vec![Batch { input, labels, loss: Loss::plain(), total_weight: films as f64, index: 0 }]
}

fn features(frozen: &Frozen, films: &[NetworkInput]) -> Input {
    let (shape, values) = frozen.features(films).unwrap();
    Input::Features { values, shape, frozen_layers: FROZEN }
}

/// Median seconds of `work`, after one run to warm up.
fn median(mut work: impl FnMut()) -> f64 {
    work();
    let (started, mut times) = (Instant::now(), Vec::new());
    while times.len() < LEAST || started.elapsed() < TIME {
        let now = Instant::now();
        work();
        times.push(now.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn measure(name: &str) -> f64 {
    let cpu: NamedDevice = open(DeviceChoice::Cpu).unwrap();
    let device = cpu.device.clone();
    let training = device.clone().autodiff();
    let net = || ClassifierConfig::default().init(false, 0.0, &training).materialize();
    match name {
        "forward" | "prefix" => {
            let (net, films) = (net().valid(), films(8));
            let frozen = Frozen::new(&net, FROZEN, &cpu).unwrap();
            let seconds = median(|| {
                if name == "forward" {
                    black_box(net.forward(batch(&films, &device)).logits.into_data());
                } else {
                    black_box(frozen.features(&films).unwrap());
                }
            });
            seconds / 8.0
        }
        "full_step" => {
            let mut fitter = Some(fitter(net(), &training, 0));
            let films = films(8);
            let seconds = median(|| {
                let (after, outcome) =
                    fitter.take().unwrap().step(step_of(Input::Films(films.clone()), 8), 1e-5).unwrap();
                black_box(outcome);
                fitter = Some(after);
            });
            seconds / 8.0
        }
        "frozen17_step" | "cached_step" => {
            let (net, films) = (net(), films(16));
            let frozen = Frozen::new(&net.clone().valid(), FROZEN, &cpu).unwrap();
            let mut fitter = Some(fitter(net, &training, FROZEN));
            let kept = features(&frozen, &films);
            let seconds = median(|| {
                let input = if name == "cached_step" { kept.clone() } else { features(&frozen, &films) };
                let (after, outcome) = fitter.take().unwrap().step(step_of(input, 16), 1e-5).unwrap();
                black_box(outcome);
                fitter = Some(after);
            });
            seconds / 16.0
        }
        other => unreachable!("{other} is one of MEASURES"),
    }
}

fn main() {
    trainer::memory::keep_pages();
    // Cargo adds `--bench`.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if let Some(unknown) = wanted.iter().find(|w| !MEASURES.contains(&w.as_str())) {
        eprintln!("unknown measure {unknown}; there are: {}", MEASURES.join(", "));
        std::process::exit(2);
    }
    for name in MEASURES.iter().filter(|m| wanted.is_empty() || wanted.iter().any(|w| w == *m)) {
        println!("{}", serde_json::json!({ "measure": name, "seconds_a_film": measure(name) }));
    }
}
