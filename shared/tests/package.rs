//! Packages that are wrong in any way are refused, and the refusal names the file.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::collections::HashMap;

use shared::classifier::ClassifierConfig;
use shared::dicom::AcquisitionScope;
use shared::distribution::{Action, Cluster, Contrast, Distribution, METHOD, dimensions};
use shared::package::{
    Architecture, Draft, MAX_SHARD, MODEL_CARD, Manifest, OutOfDistribution, Package, PackageError,
    SCHEMA_VERSION, SelfTestCase, Source, SourceKind, quantize_weights,
};
use shared::prediction::Logit;
use shared::preprocess::{NetworkInput, Preprocessing};
use shared::vgg16::Vgg16Config;
use shared::weights::NamedTensor;

type Files = HashMap<String, Vec<u8>>;

/// Something done to a package's files.
type Fault<'a> = &'a dyn Fn(&mut Files);

fn weights(config: ClassifierConfig) -> Vec<NamedTensor> {
    config
        .parameters()
        .into_iter()
        .map(|spec| {
            let count = spec.shape.iter().product();
            let values = (0..count).map(|i| ((i * 7919 % 1000) as f32 - 500.0) / 3000.0).collect();
            NamedTensor { name: spec.name, shape: spec.shape, values }
        })
        .collect()
}

fn distribution(features: usize) -> Distribution {
    let n = dimensions(features);
    let mut components = vec![0.0; n];
    components[0] = 1.0;
    let cluster = Cluster {
        limit: 1.0,
        mean: vec![0.5; n],
        scale: vec![1.0; n],
        variances: vec![4.0],
        residual: 1.0,
        components,
    };
    let contrast = Contrast { mean: vec![0.0; n], scale: vec![1.0; n], weights: vec![0.0; n], bias: 0.0 };
    Distribution { clusters: vec![cluster], contrast: Some(contrast) }
}

/// A small package with everything in it. At full width it takes four shards.
fn package(width_divisor: usize) -> (Manifest, Files, Vec<NamedTensor>) {
    let config = ClassifierConfig { vgg16: Vgg16Config { width_divisor }, hidden: 8 };
    let weights = weights(config);
    let mut draft = Draft::new();
    let ood = OutOfDistribution {
        method: METHOD.into(),
        cutoff: 1.5,
        rule: "a test's".into(),
        action: Action::Warn,
        parameters: draft.add("distribution.bin", distribution(config.vgg16.feature_channels()).to_bytes()),
        self_test: vec![1.0],
    };
    let manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        id: String::new(),
        name: "test".into(),
        software: "test".into(),
        architecture: Architecture::Vgg16Gap(config),
        preprocessing: Preprocessing::default(),
        acquisition_scope: AcquisitionScope::chest_frontal(),
        training_data: vec![Source {
            name: "none".into(),
            kind: SourceKind::Synthetic,
            provenance: "test".into(),
            population: "nobody".into(),
            films: 1,
            sha256: "00".into(),
        }],
        intended_use: "tests".into(),
        self_test: vec![SelfTestCase {
            film: draft.add("film.dcm", vec![1, 2, 3]),
            input_mean: 0.1,
            pooled: vec![0.25; config.vgg16.feature_channels()],
            logit: Logit::new(0.1).unwrap(),
        }],
        weights: draft.add_weights(&weights),
        model_card: draft.add_model_card("# test\n"),
        calibration: None,
        operating_points: None,
        metrics: None,
        subgroups: None,
        out_of_distribution: Some(ood),
        heatmap_scale: Some(0.3),
    };
    let (manifest, files) = draft.finish(manifest).unwrap();
    (manifest, files.into_iter().map(|f| (f.name, f.bytes)).collect(), weights)
}

fn read(files: &Files) -> Result<Package, PackageError> {
    let manifest = Manifest::parse(&files["manifest.json"])?;
    Package::assemble(manifest, |f| files.get(&f.file).cloned().ok_or_else(|| "not there".into()))
}

#[test]
fn a_package_comes_back_as_it_was_written() {
    let (manifest, files, weights) = package(1);
    assert!(manifest.weights.shards.len() >= 2, "the test needs more than one shard");
    assert!(files.iter().all(|(name, bytes)| !name.starts_with("weights") || bytes.len() <= MAX_SHARD));
    let again = read(&files).unwrap();
    assert_eq!(again.manifest, manifest);
    assert_eq!(again.weights, quantize_weights(&weights));
    assert_eq!(again.self_test_films, vec![vec![1, 2, 3]]);
    assert!(again.manifest.is_demonstration());
    assert_eq!(again.distribution, Some(distribution(512)));
}

#[test]
fn a_film_at_the_cut_off_is_outside_by_the_packages_own_numbers() {
    let (_, files, _) = package(16);
    let package = read(&files).unwrap();
    let film = NetworkInput { side: 224, values: vec![0.5; 3 * 224 * 224] };
    // Every dimension at its mean, then one of the 288 moved along the component by two of its standard deviations.
    let at_mean = package.distance(&film, &[0.25; 32]).unwrap();
    assert!(at_mean.value < 1e-6 && !at_mean.is_outside(), "{at_mean:?}");
    let mut pooled = [0.25; 32];
    pooled[0] = 4.5 * 4.5;
    let moved = package.distance(&film, &pooled).unwrap();
    assert!((moved.value - (4.0_f64 / 288.0).sqrt()).abs() < 1e-6, "{moved:?}");
    pooled[0] = 1e6;
    assert!(package.distance(&film, &pooled).unwrap().is_outside());
}

#[test]
fn a_distribution_that_cannot_be_used_is_refused_by_name() {
    let (manifest, files, _) = package(16);
    // Files that are what the manifest says, and a manifest that says what cannot be.
    let rewritten = |change: &dyn Fn(&mut OutOfDistribution), bytes: Vec<u8>| {
        let mut draft = Draft::new();
        let mut manifest = manifest.clone();
        let mut files = files.clone();
        let ood = manifest.out_of_distribution.as_mut().unwrap();
        ood.parameters = draft.add("distribution.bin", bytes.clone());
        change(ood);
        files.insert("distribution.bin".into(), bytes);
        let (_, written) = draft.finish(manifest)?;
        files.insert("manifest.json".into(), written.into_iter().last().unwrap().bytes);
        read(&files)
    };
    let good = distribution(32).to_bytes();
    rewritten(&|_| {}, good.clone()).unwrap();
    let said = |change: &dyn Fn(&mut OutOfDistribution), bytes: Vec<u8>| {
        rewritten(change, bytes).unwrap_err().to_string()
    };
    let other_network = said(&|_| {}, distribution(512).to_bytes());
    assert!(other_network.starts_with("distribution.bin: made for 768 dimensions"), "{other_network}");
    let short = said(&|_| {}, good[..good.len() - 4].to_vec());
    assert!(short.starts_with("distribution.bin: ") && short.contains("header says"), "{short}");
    assert!(said(&|o| o.method = "other".into(), good.clone()).contains("`other`"));
    assert!(said(&|o| o.cutoff = 0.0, good.clone()).contains("cutoff"));
    assert!(said(&|o| o.self_test.clear(), good).contains("self_test"));
}

#[test]
fn every_file_is_guarded_against_every_fault() {
    let (manifest, files, _) = package(16);
    for file in manifest.files() {
        let name = &file.file;
        let faults: [(&str, Fault<'_>); 4] = [
            ("missing", &|f: &mut Files| assert!(f.remove(name).is_some())),
            ("truncated", &|f: &mut Files| f.get_mut(name).unwrap().truncate(1)),
            ("extra long", &|f: &mut Files| f.get_mut(name).unwrap().push(0)),
            ("one bit", &|f: &mut Files| f.get_mut(name).unwrap()[0] ^= 1),
        ];
        for (fault, apply) in faults {
            let mut broken = files.clone();
            apply(&mut broken);
            let error = read(&broken).expect_err(fault);
            assert!(error.to_string().contains(name.as_str()), "{fault}: {error}");
        }
    }
}

/// Changes the manifest's JSON by hand, with its id left as it was unless `sign`.
fn edited(change: impl Fn(&mut serde_json::Map<String, serde_json::Value>), sign: bool) -> PackageError {
    let (_, mut files, _) = package(16);
    let mut value: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let object = value.as_object_mut().unwrap();
    change(object);
    if sign {
        object.remove("id");
        let canonical = serde_json_canonicalizer::to_vec(object).unwrap();
        let id = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(canonical));
        object.insert("id".into(), id.into());
    }
    files.insert("manifest.json".into(), serde_json::to_vec(&value).unwrap());
    read(&files).expect_err("a changed manifest")
}

#[test]
fn a_manifest_is_tied_to_its_id() {
    assert!(matches!(
        edited(|m| drop(m.insert("name".into(), "other".into())), false),
        PackageError::Id { .. }
    ));
}

#[test]
fn an_unknown_schema_is_told_before_unknown_fields() {
    let error = edited(
        |m| {
            m.insert("schema_version".into(), 2.into());
            m.insert("new".into(), 1.into());
        },
        true,
    );
    assert_eq!(error, PackageError::SchemaVersion { found: "2".into() });
}

#[test]
fn nonsense_in_the_manifest_is_named() {
    let cases: [(&str, serde_json::Value, &str); 8] = [
        ("caveat", "x".into(), "caveat"),
        ("training_data", serde_json::json!([]), "training_data"),
        ("weights", serde_json::json!({"shards": [], "tensors": []}), "weights.tensors"),
        ("weights", serde_json::json!({"shards": [], "tensors": [], "new": 1}), "new"),
        ("self_test", serde_json::json!([]), "self_test"),
        ("heatmap_scale", 0.into(), "heatmap_scale"),
        ("preprocessing", serde_json::json!({"variant": "imagenet", "input_size": 0}), "input_size"),
        ("model_card", serde_json::json!({"file": "../x", "bytes": 1, "sha256": ""}), "../x"),
    ];
    for (field, value, named) in cases {
        let error = edited(|m| drop(m.insert(field.into(), value.clone())), true).to_string();
        assert!(error.contains("manifest.json") && error.contains(named), "{field}: {error}");
    }
}

#[test]
fn the_id_is_the_one_of_rfc_8785() {
    // Computed with another implementation, Python: json.dumps(sort_keys=True, separators=(",", ":")) gives the same
    // text for this manifest, whose numbers are short and whose keys are ASCII.
    let (manifest, files, _) = package(16);
    let mut value: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    value.as_object_mut().unwrap().remove("id");
    let canonical = serde_json_canonicalizer::to_string(&value).unwrap();
    assert!(canonical.starts_with(r#"{"acquisition_scope":{"body_parts":["CHEST"],"#), "{canonical}");
    assert!(!canonical.contains(": ") && !canonical.contains('\n'));
    assert_eq!(manifest.id.len(), 64);
    assert!(files.contains_key(MODEL_CARD));
}
