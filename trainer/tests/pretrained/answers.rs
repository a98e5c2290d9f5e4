//! What is imported computes what torchvision and timm compute.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use burn::store::pytorch_reader::PytorchReader;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use shared::vgg16::Vgg16Config;
use trainer::pretrained::{Format, Layout, Pretrained};

use crate::{fixture, imported, refused};

/// Largest difference allowed between a value of Burn's and one of torchvision's.
const TOLERANCE: f32 = 1e-4;

/// What torchvision computed.
#[derive(Deserialize)]
struct Answers {
    side: usize,
    pooled: Vec<f32>,
    #[serde(default)]
    logits: Vec<f32>,
}

fn answers(path: &Path) -> BTreeMap<usize, Answers> {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The script's input, `[1, 3, side, side]`.
fn picture(side: usize, device: &Device) -> Tensor<4> {
    let mut values = Vec::with_capacity(3 * side * side);
    for c in 0..3 {
        for y in 0..side {
            for x in 0..side {
                let (c, y, x) = (c as f64, y as f64, x as f64);
                values.push(((0.05 * y + 0.03 * x + c).sin() + (1.7 * x - 2.3 * y + 0.5 * c).sin()) as f32);
            }
        }
    }
    Tensor::from_data(TensorData::new(values, [1, 3, side, side]), device)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap()
}

fn largest_difference(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().all(|v| v.is_finite()));
    found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn every_format_gives_torchvisions_features() {
    let device = Device::flex();
    let expected = answers(&fixture("vgg16.json"));
    let mut seen: BTreeMap<usize, Vec<Pretrained>> = BTreeMap::new();
    for (name, format, layout, divisor) in [
        ("vgg16-zip.pth", Format::PytorchZip, Layout::Torchvision, 32),
        ("vgg16-legacy.pth", Format::PytorchLegacy, Layout::Torchvision, 32),
        ("vgg16-timm.safetensors", Format::Safetensors, Layout::Timm, 32),
        ("vgg16-2017.pth", Format::PytorchLegacy, Layout::Torchvision, 64),
    ] {
        let found = imported(&fixture(name));
        assert_eq!(
            (found.origin.format, found.origin.layout, found.width_divisor),
            (format, layout, divisor)
        );
        assert_eq!(found.origin.file, name);
        assert_eq!(found.origin.sha256, hex::encode(Sha256::digest(fs::read(fixture(name)).unwrap())));
        let Answers { side, pooled, .. } = &expected[&divisor];
        let net = Vgg16Config { width_divisor: divisor }.load(&found.weights, &device).unwrap();
        let difference = largest_difference(&values(net.forward(picture(*side, &device)).pooled), pooled);
        assert!(difference < TOLERANCE, "{name}: {difference}");
        seen.entry(divisor).or_default().push(found);
    }
    // One network in three files: not merely close.
    assert!(seen[&32].iter().all(|found| found.weights == seen[&32][0].weights));
}

#[test]
fn at_full_width_burns_logits_are_torchvisions() {
    let Some(folder) = std::env::var_os("LOBAR_VGG16_REFERENCE").map(PathBuf::from) else {
        eprintln!("skipped: LOBAR_VGG16_REFERENCE names no folder of reference/vgg16_torchvision.py");
        return;
    };
    let device = Device::flex();
    let Answers { side, pooled, logits } = answers(&folder.join("vgg16.json")).remove(&1).unwrap();
    let files = ["vgg16-zip.pth", "vgg16-legacy.pth", "vgg16-2017.pth", "vgg16-timm.safetensors"];
    let found = files.map(|name| imported(&folder.join(name)));
    for other in &found {
        assert_eq!(other.width_divisor, 1);
        assert_eq!(other.weights.iter().map(|w| w.values.len()).sum::<usize>(), 14_714_688);
        assert!(other.weights == found[0].weights);
    }
    let net = Vgg16Config::default().load(&found[0].weights, &device).unwrap();
    let features = net.forward(picture(side, &device));
    let difference = largest_difference(&values(features.pooled), &pooled);
    eprintln!("pooled features differ by {difference:.2e} at most, of up to {:.3}", largest(&pooled));
    assert!(difference < TOLERANCE);

    // The 4096-wide classifier, which Lobar does not import, straight from the file.
    let reader = PytorchReader::new(folder.join("vgg16-legacy.pth")).unwrap();
    let parameter = |name: &str| {
        let stored = reader.get(name).unwrap();
        let bytes = stored.read().unwrap();
        let values: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        TensorData::new(values, stored.shape().to_vec())
    };
    let linear = |x: Tensor<2>, layer: &str| {
        let weight = Tensor::<2>::from_data(parameter(&format!("{layer}.weight")), &device);
        let bias = Tensor::<1>::from_data(parameter(&format!("{layer}.bias")), &device);
        x.matmul(weight.transpose()) + bias.unsqueeze()
    };
    // torchvision pools once more and flattens [1, 512, 7, 7]; at 224 pixels its adaptive average changes nothing.
    let pool = burn::tensor::ops::MaxPoolOptions::new([2, 2]);
    let x = burn::tensor::module::max_pool2d(features.maps, pool).reshape([1, 512 * 7 * 7]);
    let x = relu(linear(x, "classifier.0"));
    let x = relu(linear(x, "classifier.3"));
    let difference = largest_difference(&values(linear(x, "classifier.6")), &logits);
    eprintln!("logits differ by {difference:.2e} at most, of up to {:.3}", largest(&logits));
    assert_eq!(logits.len(), 1000);
    assert!(largest(&logits) > 0.5, "logits of nothing agree with anything");
    assert!(difference < TOLERANCE);
}

fn largest(values: &[f32]) -> f32 {
    values.iter().fold(0.0, |largest, v| largest.max(v.abs()))
}

#[test]
fn a_model_package_can_be_imported() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/model");
    let found = imported(&package);
    let opened = trainer::package::open(&package).unwrap();
    assert_eq!(found.origin.format, Format::Package);
    assert_eq!(found.origin.file, "model");
    assert_eq!(found.origin.sha256, opened.manifest.id);
    let convolutions: Vec<_> =
        opened.weights.into_iter().filter(|w| w.name.starts_with("features.")).collect();
    assert!(found.weights == convolutions);
    let empty = tempfile::tempdir().unwrap();
    let error = refused(empty.path());
    assert!(error.contains("manifest.json"), "{error}");
}
