//! Importing weights: files that PyTorch, torchvision and timm wrote, and files that nobody should have written.
//!
//! The small files in `fixtures/vgg16` were made by `reference/vgg16_torchvision.py small`, with torchvision's answers. The
//! same script makes full-width files of 528 MiB each; the folder they are in is named by `LOBAR_VGG16_REFERENCE`, and
//! without it the test of full width says so and passes.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

mod answers;
mod faults;
mod form;

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use trainer::pretrained::{Pretrained, import, read};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vgg16").join(name)
}

/// Imports a file and reads what came of it.
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

/// The error of an import, which leaves nothing behind.
fn refused(source: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let error = format!("{:#}", import(source, &folder.path().join("out.safetensors")).unwrap_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{error}");
    error
}
