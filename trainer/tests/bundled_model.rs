//! The model that ships: tied to the code that reads it, and to the quality that is claimed of it.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::path::Path;

use burn::tensor::Device;
use shared::dicom::{self, Outcome};
use shared::inference::{LEAST_LOGIT_SPREAD, SelfTestError, self_test};
use shared::network::OnDevice;
use shared::package::{Estimate, Package};
use trainer::package;

/// What a package may take to download, bytes.
const MOST_BYTES: u64 = 16_000_000;

fn bundled() -> Package {
    package::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/model")).unwrap()
}

fn figure<'a>(package: &'a Package, name: &str) -> &'a Estimate {
    let metrics = package.manifest.metrics.as_ref().expect("the package has figures");
    metrics.iter().find(|m| m.name == name).unwrap_or_else(|| panic!("the package lacks {name}"))
}

#[test]
fn it_is_a_demonstration_that_fits_a_download() {
    let package = bundled();
    assert!(package.manifest.is_demonstration());
    let bytes: u64 = package.manifest.files().iter().map(|f| f.bytes).sum();
    assert!(bytes < MOST_BYTES, "{bytes} bytes");
}

#[test]
fn it_tells_phantoms_apart_by_more_than_brightness() {
    let package = bundled();
    for set in ["validation", "test"] {
        let (auc, baseline) = (
            figure(&package, &format!("{set}_auc")).value,
            figure(&package, &format!("{set}_auc_thumbnail_baseline")).value,
        );
        println!("{set}: AUC {auc:.3}, logistic regression on 16 x 16 thumbnails {baseline:.3}");
        assert!(auc >= 0.90, "{set}: AUC {auc}");
        assert!(baseline <= 0.75, "{set}: the thumbnails alone reach {baseline}");
    }
}

#[test]
fn its_self_test_holds_two_kinds_of_film() {
    let package = bundled();
    let kinds: Vec<(String, String)> = package
        .self_test_films
        .iter()
        .map(|bytes| {
            let found = dicom::inspect(bytes, &package.manifest.acquisition_scope);
            assert_eq!(found.outcome, Outcome::Accept, "{}", found.message);
            (found.radiograph.unwrap().view_position, found.photometric.unwrap())
        })
        .collect();
    let expected = [("PA", "MONOCHROME2"), ("AP", "MONOCHROME1")];
    assert_eq!(kinds, expected.map(|(view, photometric)| (view.into(), photometric.into())));
    let logits: Vec<f32> = package.manifest.self_test.iter().map(|c| c.logit.value()).collect();
    assert!((logits[0] - logits[1]).abs() >= LEAST_LOGIT_SPREAD, "{logits:?}");
}

#[test]
fn the_cpu_passes_its_self_test_and_a_wrong_network_does_not() {
    let mut package = bundled();
    let device = Device::flex();
    let load = |package: &Package| {
        let network = package.manifest.classifier().load(&package.weights, &device).unwrap();
        OnDevice { network, device: device.clone() }
    };
    let report = pollster::block_on(self_test(&load(&package), &package)).unwrap();
    assert_eq!(report.cases, 2);
    // One layer off by one per cent: less than any mistake in a kernel would be.
    for value in &mut package.weights[20].values {
        *value *= 1.01;
    }
    let error = pollster::block_on(self_test(&load(&package), &package)).unwrap_err();
    assert!(matches!(error, SelfTestError::Mismatch { .. }), "{error}");
}
