//! The network against torchvision's VGG16 and PyTorch's autograd, at a sixteenth of the width.
//!
//! The numbers and the script that made them lie in `reference/`. No weights are stored: both sides draw them from
//! the same generator.

use burn::tensor::Device;
use serde::Deserialize;
use shared::cam::grad_cam;
use shared::classifier::{ClassifierConfig, HeadWeights, batch};
use shared::preprocess::NetworkInput;
use shared::vgg16::Vgg16Config;
use shared::weights::NamedTensor;

const SIDE: usize = 224;

#[derive(Deserialize)]
struct Reference {
    names: Vec<String>,
    pooled: Vec<f64>,
    logit: f64,
    grad_cam: Vec<f64>,
}

/// As in `reference/make_vgg16_reference.py`.
struct Generator(u64);

impl Generator {
    fn numbers(&mut self, count: usize, scale: f64) -> Vec<f32> {
        (0..count)
            .map(|_| {
                self.0 =
                    self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((((self.0 >> 32) as f64) / f64::from(1_u32 << 31) - 1.0) * scale) as f32
            })
            .collect()
    }
}

fn config() -> ClassifierConfig {
    ClassifierConfig { vgg16: Vgg16Config { width_divisor: 16 }, hidden: 8 }
}

fn weights(generator: &mut Generator) -> Vec<NamedTensor> {
    config()
        .parameters()
        .chunks_exact(2)
        .flat_map(|pair| {
            let fan_in: usize = pair[0].shape[1..].iter().product();
            let count: usize = pair[0].shape.iter().product();
            let weight = generator.numbers(count, (6.0 / fan_in as f64).sqrt());
            let bias = generator.numbers(pair[1].shape[0], 0.1);
            [(&pair[0], weight), (&pair[1], bias)].map(|(spec, values)| NamedTensor {
                name: spec.name.clone(),
                shape: spec.shape.clone(),
                values,
            })
        })
        .collect()
}

/// Runs the reference film on a device and compares everything, within `part` of the largest value.
fn compare(device: &Device, part: f64) {
    let reference: Reference =
        serde_json::from_str(include_str!("reference/vgg16_reference.json")).expect("the reference is JSON");
    let mut generator = Generator(11);
    let weights = weights(&mut generator);
    let names: Vec<&str> =
        weights.iter().map(|w| w.name.as_str()).filter(|n| n.starts_with("features.")).collect();
    assert_eq!(names, reference.names, "parameter names are torchvision's");
    let film = NetworkInput { side: SIDE, values: generator.numbers(3 * SIDE * SIDE, 2.0) };

    let network = config().load(&weights, device).expect("the weights fit");
    let output = network.forward(batch(&[film], device));
    let read = |data: burn::tensor::TensorData| data.try_into_vec::<f32>().expect("f32");
    let pooled = read(output.features.pooled.into_data());
    let largest = reference.pooled.iter().copied().fold(0.0, f64::max);
    for (got, expected) in pooled.iter().zip(&reference.pooled) {
        assert!((f64::from(*got) - expected).abs() < part * largest, "feature {got} instead of {expected}");
    }
    let logit = f64::from(read(output.logits.into_data())[0]);
    assert!(
        (logit - reference.logit).abs() < part * reference.logit.abs().max(1.0),
        "logit {logit} instead of {}",
        reference.logit
    );

    let head = HeadWeights::from_weights(&weights).expect("the head is there");
    let heatmap = grad_cam(&head, &read(output.features.maps.into_data()), &pooled, 14, 14);
    let largest = reference.grad_cam.iter().copied().fold(0.0, f64::max);
    assert!(reference.grad_cam.iter().filter(|v| **v > 0.0).count() > 100, "the reference map is not empty");
    for (got, expected) in heatmap.values.iter().zip(&reference.grad_cam) {
        assert!((f64::from(*got) - expected).abs() < part * largest, "cell {got} instead of {expected}");
    }
}

#[test]
fn the_cpu_backend_computes_what_torchvision_does() {
    compare(&Device::flex(), 1e-5);
}

/// Burn's older CPU backend as a second opinion: two implementations that share no kernel.
#[test]
#[allow(deprecated, reason = "kept for as long as Burn ships it: no other backend is independent of `flex`")]
fn the_reference_backend_computes_what_torchvision_does() {
    // It sums in another order; a tenth of what the self-test allows shows that both compute the same network.
    compare(&Device::ndarray(), 1e-4);
}
