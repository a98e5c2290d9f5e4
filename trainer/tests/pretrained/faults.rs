//! Files that nobody should have written.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use half::{bf16, f16};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use shared::vgg16::Vgg16Config;
use trainer::pretrained::{Layout, import, read};

use crate::{fixture, imported, refused};

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
