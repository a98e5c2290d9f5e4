//! The form that training reads, and the program that writes it.

use std::fs;
use std::process::Command;

use sha2::{Digest as _, Sha256};
use trainer::pretrained::{import, read};

use crate::{fixture, imported, refused};

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
