//! Importing weights: files that PyTorch, torchvision and timm wrote, and files that nobody should have written.
//!
//! The small files in `fixtures/vgg16` were made by `reference/vgg16_torchvision.py small`, with torchvision's answers. The
//! same script makes full-width files of 528 MiB each; the folder they are in is named by `LOBAR_VGG16_REFERENCE`, and
//! without it the test of full width says so and passes.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::collections::BTreeMap;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::Command;

use burn::store::pytorch_reader::PytorchReader;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};
use half::{bf16, f16};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shared::vgg16::Vgg16Config;
use trainer::pretrained::{Format, Layout, Pretrained, import, read};

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

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vgg16").join(name)
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

fn imported(source: &Path) -> Pretrained {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/vgg16.safetensors");
    let summary = import(source, &out).unwrap();
    let again = read(&out).unwrap();
    assert_eq!((summary.sha256, summary.origin), (again.sha256.clone(), again.origin.clone()));
    assert_eq!(summary.tensors, 26);
    assert_eq!(summary.parameters, again.weights.iter().map(|w| w.values.len()).sum::<usize>());
    assert_eq!(hex::encode(Sha256::digest(fs::read(&out).unwrap())), again.sha256);
    again
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

/// The error of an import, which leaves nothing behind.
fn refused(source: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let error = format!("{:#}", import(source, &folder.path().join("out.safetensors")).unwrap_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{error}");
    error
}

/// A safetensors file of parameters in any type, and what is wrong with it.
struct Made {
    tensors: Vec<(String, &'static str, Vec<usize>, Vec<u8>)>,
}

impl Made {
    /// Every value is a sixteenth of a small whole number, so exact in all types.
    fn vgg16(divisor: usize, element: &'static str) -> Self {
        let mut state = 0_i32;
        let tensors = Vgg16Config { width_divisor: divisor }
            .parameters()
            .into_iter()
            .map(|spec| {
                let n: usize = spec.shape.iter().product();
                let mut bytes = Vec::new();
                for _ in 0..n {
                    state = (state + 5) % 31;
                    let value = (state - 15) as f32 / 16.0;
                    match element {
                        "F16" => bytes.extend(f16::from_f32(value).to_le_bytes()),
                        "BF16" => bytes.extend(bf16::from_f32(value).to_le_bytes()),
                        "F64" => bytes.extend(f64::from(value).to_le_bytes()),
                        "I32" => bytes.extend(state.to_le_bytes()),
                        _ => bytes.extend(value.to_le_bytes()),
                    }
                }
                (spec.name, element, spec.shape, bytes)
            })
            .collect();
        Self { tensors }
    }

    fn bytes(&self) -> Vec<u8> {
        let (mut header, mut data) = (serde_json::Map::new(), Vec::new());
        for (name, element, shape, bytes) in &self.tensors {
            let range = [data.len(), data.len() + bytes.len()];
            data.extend(bytes);
            header.insert(name.clone(), json!({ "dtype": element, "shape": shape, "data_offsets": range }));
        }
        let header = serde_json::to_vec(&Value::Object(header)).unwrap();
        [(header.len() as u64).to_le_bytes().to_vec(), header, data].concat()
    }

    fn write(&self, folder: &Path) -> PathBuf {
        let path = folder.join("made.safetensors");
        fs::write(&path, self.bytes()).unwrap();
        path
    }
}

#[test]
fn half_and_double_precision_become_f32() {
    let folder = tempfile::tempdir().unwrap();
    let single = imported(&Made::vgg16(32, "F32").write(folder.path()));
    assert_eq!(single.origin.layout, Layout::Features);
    for element in ["F16", "BF16", "F64"] {
        let found = imported(&Made::vgg16(32, element).write(folder.path()));
        assert!(found.weights == single.weights, "{element}");
    }
    let error = refused(&Made::vgg16(32, "I32").write(folder.path()));
    assert!(error.contains("`features.0.weight`") && error.contains("I32"), "{error}");
}

#[test]
fn a_fault_is_named_by_its_tensor() {
    let folder = tempfile::tempdir().unwrap();
    let faulty = |change: &dyn Fn(&mut Made)| {
        let mut made = Made::vgg16(32, "F32");
        change(&mut made);
        refused(&made.write(folder.path()))
    };
    for (value, bytes) in [("NaN", f32::NAN.to_le_bytes()), ("infinity", f32::INFINITY.to_le_bytes())] {
        let error = faulty(&|made| made.tensors[7].3[..4].copy_from_slice(&bytes));
        assert!(error.contains("`features.7.bias` holds a value that is not finite"), "{value}: {error}");
    }
    let error = faulty(&|made| {
        made.tensors.remove(25);
    });
    assert!(error.contains("lack `features.28.bias`"), "{error}");
    let error = faulty(&|made| made.tensors.push(("features.30.weight".into(), "F32", vec![1], vec![0; 4])));
    assert!(error.contains("hold `features.30.weight`"), "{error}");
    let error = faulty(&|made| made.tensors[4].2.swap(0, 1));
    assert!(error.contains("`features.5.weight` has shape [2, 4, 3, 3]"), "{error}");
    let error = faulty(&|made| made.tensors[2].0 = "features.1.running_mean".into());
    assert!(error.contains("vgg16_bn"), "{error}");
    // More than f32 holds.
    let mut made = Made::vgg16(32, "F64");
    made.tensors[0].3[..8].copy_from_slice(&1e300_f64.to_le_bytes());
    let error = refused(&made.write(folder.path()));
    assert!(error.contains("`features.0.weight` holds a value that is not finite"), "{error}");
}

#[test]
fn what_is_no_file_of_weights_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let written = |bytes: &[u8]| {
        let path = folder.path().join("weights.pth");
        fs::write(&path, bytes).unwrap();
        refused(&path)
    };
    for bytes in [&b""[..], b"x", b"<html>not found</html>", b"PK\x03\x04", &[0x80, 2, b'}', b'.']] {
        let error = written(bytes);
        assert!(error.contains("weights.pth"), "{error}");
    }
    // A header that claims more than there is, up to all that 64 bits can say.
    for claim in [100, 1 << 20, u64::from(u32::MAX), u64::MAX] {
        let error = written(&[&claim.to_le_bytes()[..], b"{\"a\":1}"].concat());
        assert!(error.contains("weights.pth"), "{error}");
    }
    // Tensors of 2^38 bytes, consistent with themselves, and of more than can be counted.
    for (shape, end, says) in [
        (1_u64 << 36, 1_u64 << 38, "its safetensors header speaks of 274877"),
        (1 << 60, 1 << 62, "overflow"),
    ] {
        let header =
            json!({ "features.0.weight": { "dtype": "F32", "shape": [shape], "data_offsets": [0, end] } });
        let header = header.to_string().into_bytes();
        let error = written(&[&(header.len() as u64).to_le_bytes()[..], &header].concat());
        assert!(error.contains(says), "{error}");
    }
    assert!(refused(&folder.path().join("nowhere.pth")).contains("nowhere.pth"));
}

/// In Python, reading this file runs a program.
#[test]
fn a_pickle_that_calls_a_program_is_not_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let trap = folder.path().join("trap");
    let command = format!("touch {}", trap.display());
    // GLOBAL os.system, its argument, REDUCE: what pickle.dumps writes of an object with such a __reduce__.
    let call = [
        b"\x80\x02cos\nsystem\nX".as_slice(),
        &(command.len() as u32).to_le_bytes(),
        command.as_bytes(),
        b"\x85R.",
    ]
    .concat();
    let legacy = fs::read(fixture("vgg16-legacy.pth")).unwrap();
    // The magic number, the version and the system's facts, as they stand; the call instead of the dictionary.
    let dictionary = b"\x80\x02ccollections\nOrderedDict";
    let start = legacy.windows(dictionary.len()).position(|w| w == dictionary).unwrap();
    let path = folder.path().join("hostile.pth");
    fs::write(&path, [&legacy[..start], &call, b"\x80\x02]q\x00."].concat()).unwrap();
    let error = refused(&path);
    assert!(error.contains("hostile.pth"), "{error}");
    assert!(!trap.exists());
}

#[test]
fn damaged_files_are_errors_and_never_panics() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged");
    let mut random = ChaCha8Rng::seed_from_u64(20_170_326);
    // Header, pickle and directory are the ends of a file; the middle is numbers, where a changed byte is another number.
    for name in ["vgg16-zip.pth", "vgg16-legacy.pth", "vgg16-timm.safetensors", "vgg16-2017.pth"] {
        let whole = fs::read(fixture(name)).unwrap();
        let (mut refused, mut taken) = (0, 0);
        for round in 0..300 {
            let mut bytes = whole.clone();
            if round % 3 == 0 {
                bytes.truncate(random.random_range(0..whole.len()));
            } else {
                for _ in 0..random.random_range(1..4) {
                    let near = random.random_range(0..4096.min(bytes.len()));
                    let at = if random.random_bool(0.5) { near } else { bytes.len() - 1 - near };
                    bytes[at] = random.random();
                }
            }
            fs::write(&path, &bytes).unwrap();
            let out = folder.path().join("out.safetensors");
            match catch_unwind(|| import(&path, &out)) {
                Ok(Ok(_)) => {
                    // Taken for what it is: some other VGG16, whole and finite.
                    read(&out).unwrap();
                    fs::remove_file(&out).unwrap();
                    taken += 1;
                }
                Ok(Err(error)) => {
                    assert!(format!("{error:#}").contains("damaged"), "{error:#}");
                    refused += 1;
                }
                Err(_) => panic!("{name}, round {round}"),
            }
            assert!(!out.exists());
        }
        // A third is truncated, and nothing truncated is whole.
        assert!(refused >= 100, "{name}: {refused} refused, {taken} taken");
    }
}

#[test]
fn training_reads_its_own_form_alone() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("vgg16.safetensors");
    import(&fixture("vgg16-zip.pth"), &out).unwrap();
    let error = format!("{:#}", import(&fixture("vgg16-zip.pth"), &out).unwrap_err());
    assert!(error.contains("nothing is overwritten"), "{error}");
    let second = folder.path().join("second.safetensors");
    import(&fixture("vgg16-zip.pth"), &second).unwrap();
    let whole = fs::read(&out).unwrap();
    assert!(whole == fs::read(&second).unwrap(), "the same weights, the same bytes");

    for name in ["vgg16-zip.pth", "vgg16-timm.safetensors"] {
        let error = format!("{:#}", read(&fixture(name)).unwrap_err());
        assert!(error.contains(name) && error.contains("trainer weights import"), "{error}");
    }
    let path = folder.path().join("changed.safetensors");
    let changed = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let at = whole.windows(from.len()).position(|w| w == from.as_bytes()).unwrap();
        let mut bytes = whole.clone();
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        fs::write(&path, bytes).unwrap();
        format!("{:#}", read(&path).unwrap_err())
    };
    assert!(changed(r#""schema":"1""#, r#""schema":"2""#).contains("`schema` is 2"));
    assert!(
        changed(r#""width_divisor":"32""#, r#""width_divisor":"16""#)
            .contains("`features.0.weight` has shape")
    );
    assert!(changed(r#""width_divisor":"32""#, r#""width_divisor":"-1""#).contains("`width_divisor`"));
    assert!(changed("features.28.bias", "features.28.base").contains("`features.28.base`"));
    assert!(changed("pytorch-zip", "pytorch-zap").contains("`origin_format`"));
    fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    assert!(format!("{:#}", read(&path).unwrap_err()).contains("not a whole safetensors file"));
    let mut nan = whole.clone();
    let end = nan.len();
    nan[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    fs::write(&path, &nan).unwrap();
    assert!(
        format!("{:#}", read(&path).unwrap_err())
            .contains("`features.28.bias` holds a value that is not finite")
    );
}

#[test]
fn a_name_that_carries_another_hash_is_a_damaged_download() {
    let folder = tempfile::tempdir().unwrap();
    let sha256 = hex::encode(Sha256::digest(fs::read(fixture("vgg16-zip.pth")).unwrap()));
    let right = folder.path().join(format!("vgg16-{}.pth", &sha256[..8]));
    fs::copy(fixture("vgg16-zip.pth"), &right).unwrap();
    imported(&right);
    let wrong = folder.path().join("vgg16-397923af.pth");
    fs::copy(fixture("vgg16-zip.pth"), &wrong).unwrap();
    let error = refused(&wrong);
    assert!(error.contains("397923af") && error.contains(&sha256), "{error}");
}

#[test]
fn the_program_says_what_it_imported() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("vgg16.safetensors");
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trainer"));
        let output = command
            .args(["weights", "import"])
            .arg(fixture("vgg16-legacy.pth"))
            .arg("--out")
            .arg(&out)
            .output()
            .unwrap();
        assert!(output.stdout.is_empty());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, message) = run();
    assert_eq!(code, Some(0), "{message}");
    let found = read(&out).unwrap();
    for part in [
        "pytorch-legacy",
        "names of torchvision",
        "26 tensors",
        "divided by 32",
        &found.sha256,
        &found.origin.sha256,
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
    let (code, message) = run();
    assert_eq!(code, Some(1), "{message}");
}
