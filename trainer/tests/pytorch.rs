//! Training equals PyTorch's: the same weights, films and settings give the same losses, step by step. What PyTorch gives
//! was computed by `trainer/reference/train_torchvision.py`, which says how weights and films come about.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::path::Path;
use std::sync::Mutex;

use burn::tensor::Device;
#[cfg(feature = "gpu")]
use burn::tensor::DeviceKind;
use serde::Deserialize;
use shared::classifier::ClassifierConfig;
use shared::preprocess::NetworkInput;
use shared::vgg16::Vgg16Config;
use shared::weights::NamedTensor;
use trainer::config::{OptimizerConfig, OptimizerKind};
use trainer::device::{self, DeviceChoice};
use trainer::train::loss::Loss;
use trainer::train::optimizer::new_optimizer;
use trainer::train::step::{Batch, Fitter, Input};

const BATCH: usize = 8;
const SIDE: usize = 64;

/// What the project promises, a loss's greatest distance from PyTorch's.
const PROMISED: f64 = 1e-3;

#[derive(Deserialize)]
struct Reference {
    tolerance: f64,
    checksums: Checksums,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Checksums {
    weights: Checksum,
    batch_0: Checksum,
    batch_0_labels: Vec<u8>,
}

#[derive(Deserialize)]
struct Checksum {
    count: usize,
    sum: f64,
    sum_of_squares: f64,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    optimizer: OptimizerKind,
    learning_rate: f64,
    weight_decay: f64,
    momentum: f64,
    frozen_layers: usize,
    accumulation: usize,
    positive_weight: f64,
    label_smoothing: f64,
    losses: Vec<f64>,
    first_logits: Vec<f64>,
}

fn reference() -> Reference {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/training_torchvision.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// In [0, 1): the finaliser of splitmix64 (Steele et al. 2014), its upper 24 bits.
fn uniform(seed: u64, i: u64) -> f64 {
    let mut z = seed.wrapping_add((i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^= z >> 31;
    (z >> 40) as f64 / f64::from(1 << 24)
}

fn architecture() -> ClassifierConfig {
    ClassifierConfig { vgg16: Vgg16Config { width_divisor: 16 }, hidden: 16 }
}

fn weights() -> Vec<NamedTensor> {
    architecture()
        .parameters()
        .into_iter()
        .zip(1000..)
        .map(|(spec, seed)| {
            let scale = match spec.shape.as_slice() {
                [_, rest @ ..] if !rest.is_empty() => (6.0 / rest.iter().product::<usize>() as f64).sqrt(),
                _ => 0.05,
            };
            let count = spec.shape.iter().product::<usize>() as u64;
            let values = (0..count).map(|i| ((2.0 * uniform(seed, i) - 1.0) * scale) as f32).collect();
            NamedTensor { name: spec.name, shape: spec.shape, values }
        })
        .collect()
}

fn labels(step: u64) -> Vec<bool> {
    (0..BATCH as u64).map(|j| uniform(9000 + step, j) < 0.5).collect()
}

fn films(step: u64) -> Vec<NetworkInput> {
    let values = 3 * SIDE * SIDE;
    labels(step)
        .into_iter()
        .enumerate()
        .map(|(j, positive)| {
            let values = (0..values)
                .map(|k| {
                    let (x, y) = ((k % SIDE) as f64, (k / SIDE % SIDE) as f64);
                    let pattern = if positive { 1.5 * (0.3 * x).sin() * (0.2 * y).cos() } else { 0.0 };
                    ((2.0 * uniform(5000 + step, (j * values + k) as u64) - 1.0) * 0.1 + pattern) as f32
                })
                .collect();
            NetworkInput { values, side: SIDE }
        })
        .collect()
}

/// The losses of a case's steps, and the first step's logits.
fn train(case: &Case, devices: &[Device]) -> (Vec<f64>, Vec<f32>) {
    let net = architecture().load(&weights(), &devices[0]).unwrap();
    let optimizer = new_optimizer(&OptimizerConfig {
        kind: case.optimizer,
        weight_decay: case.weight_decay,
        momentum: case.momentum,
        warm_up_steps: 0,
    });
    let loss = Loss { positive_weight: case.positive_weight, label_smoothing: case.label_smoothing };
    let mut fitter = Fitter::new(net, optimizer, devices).freeze(case.frozen_layers);
    let (mut losses, mut first) = (Vec::new(), Vec::new());
    for step in 0..case.losses.len() as u64 {
        let (films, labels) = (films(step), labels(step));
        let total_weight = loss.total_weight(&labels);
        let parts = case.accumulation * devices.len();
        let batches = films
            .chunks(BATCH / parts)
            .zip(labels.chunks(BATCH / parts))
            .enumerate()
            .map(|(index, (films, labels))| Batch {
                input: Input::Films(films.to_vec()),
                labels: labels.to_vec(),
                loss,
                total_weight,
                index,
            })
            .collect();
        let outcome;
        (fitter, outcome) = fitter.step(batches, case.learning_rate).unwrap();
        losses.push(outcome.loss);
        if step == 0 {
            first = outcome.logits;
        }
    }
    (losses, first)
}

/// The greatest distance between two courses.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Burn's random numbers and, on a software GPU, the processor are everybody's.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

#[test]
fn weights_and_films_are_those_of_the_script() {
    let reference = reference();
    let check = |values: Vec<f32>, expected: &Checksum| {
        assert_eq!(values.len(), expected.count);
        let sum: f64 = values.iter().map(|&v| f64::from(v)).sum();
        let squares: f64 = values.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
        assert!((sum - expected.sum).abs() < 1e-6, "{sum} {}", expected.sum);
        assert!(
            (squares / expected.sum_of_squares - 1.0).abs() < 1e-9,
            "{squares} {}",
            expected.sum_of_squares
        );
    };
    check(weights().into_iter().flat_map(|t| t.values).collect(), &reference.checksums.weights);
    check(films(0).into_iter().flat_map(|f| f.values).collect(), &reference.checksums.batch_0);
    let expected: Vec<bool> = reference.checksums.batch_0_labels.iter().map(|&l| l == 1).collect();
    assert_eq!(labels(0), expected);
}

#[test]
fn on_the_cpu() {
    let _alone = ONE_AT_A_TIME.lock();
    let reference = reference();
    let device = device::open(DeviceChoice::Cpu).unwrap().device.autodiff();
    assert!(reference.tolerance <= PROMISED && reference.cases.len() >= 6);
    for case in &reference.cases {
        let (losses, logits) = train(case, std::slice::from_ref(&device));
        let logits: Vec<f64> = logits.into_iter().map(f64::from).collect();
        let (of_losses, of_logits) = (distance(&losses, &case.losses), distance(&logits, &case.first_logits));
        eprintln!("{}: losses within {of_losses:.1e}, first logits within {of_logits:.1e}", case.name);
        assert!(of_logits < 1e-5, "{}: first logits {of_logits}", case.name);
        assert!(of_losses < reference.tolerance, "{}: {of_losses} {losses:?}", case.name);
    }
}

#[test]
fn divided_among_devices() {
    let _alone = ONE_AT_A_TIME.lock();
    let reference = reference();
    let device = device::open(DeviceChoice::Cpu).unwrap().device.autodiff();
    for case in reference.cases.iter().filter(|case| case.accumulation == 1) {
        let (losses, _) = train(case, &[device.clone(), device.clone()]);
        let found = distance(&losses, &case.losses);
        assert!(found < reference.tolerance, "{}: {found}", case.name);
    }
}

/// On whatever wgpu finds, a software adapter included; two devices of it, too.
#[cfg(feature = "gpu")]
#[test]
fn on_the_gpu() {
    let _alone = ONE_AT_A_TIME.lock();
    let reference = reference();
    let first = match device::open(DeviceChoice::Gpu) {
        Ok(found) => found,
        Err(why) => return eprintln!("skipped: {why:#}"),
    };
    let software = ["llvmpipe", "swiftshader"].iter().any(|s| first.name.to_lowercase().contains(s));
    // A software adapter takes a minute a case: the two that the project promises.
    let wanted = |case: &&Case| !software || ["adam", "adam_frozen_17"].contains(&case.name.as_str());
    let device = first.device.autodiff();
    for case in reference.cases.iter().filter(wanted) {
        let (losses, _) = train(case, std::slice::from_ref(&device));
        let found = distance(&losses, &case.losses);
        eprintln!("{} on {}: losses within {found:.1e}", case.name, first.name);
        assert!(found < PROMISED, "{}: {found} {losses:?}", case.name);
    }
    if !software {
        return eprintln!("two devices are tried on a software adapter only");
    }
    // The same adapter under two of Burn's names: two devices, with memory and queue of their own.
    let two = [device, Device::wgpu(DeviceKind::Cpu).autodiff()];
    let case = &reference.cases[0];
    let (losses, _) = train(case, &two);
    let found = distance(&losses, &case.losses);
    eprintln!("{} on two devices of {}: losses within {found:.1e}", case.name, first.name);
    assert!(found < PROMISED, "{}: {found} {losses:?}", case.name);
}
