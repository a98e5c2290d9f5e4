//! Films on disk as the program meets them: the contact sheet, and a disk that fills up.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::Result;
use sha2::{Digest, Sha256};

const PROGRAM: &str = env!("CARGO_BIN_EXE_trainer");

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A split of `count` films with a training configuration beside it; half are positive.
fn set(folder: &Path, count: u32) -> Result<PathBuf> {
    fs::create_dir_all(folder.join("split"))?;
    fs::create_dir_all(folder.join("films"))?;
    let mut table = "path,patient,label\n".to_owned();
    for n in 0..count {
        let film = image::GrayImage::from_fn(256, 256, |x, y| image::Luma([(x ^ y ^ n) as u8]));
        film.save(folder.join(format!("films/{n}.png")))?;
        table += &format!("{n}.png,{n},{}\n", n % 2);
    }
    let mut parts = serde_json::Map::new();
    for part in ["train", "validation", "test"] {
        fs::write(folder.join(format!("split/{part}.csv")), &table)?;
        let sha256 = hex::encode(Sha256::digest(&table));
        parts.insert(part.into(), serde_json::json!({"file": format!("{part}.csv"), "sha256": sha256}));
    }
    let split = serde_json::json!({"schema": 1, "sha256": "0".repeat(64), "parts": parts});
    fs::write(folder.join("split/split.json"), split.to_string())?;
    let config = folder.join("train.toml");
    fs::write(
        &config,
        format!(
            "name = 'test'\nseed = 1\n[data]\nsource = 'films'\nkind = 'real'\nname = 'n'\nprovenance = 'p'\n\
             population = 'q'\nsplit = '{0}/split'\nimages = '{0}/films'\n[model]\nwidth_divisor = 16\n[optimizer]\n\
             [augmentation]\nrotation_degrees = 5.0\nshear_degrees = 3.0\ngamma = 0.3\n\
             [[stages]]\ninput_size = 32\nepochs = 1\nbatch_size = 4\nlearning_rate = 0.001\n",
            folder.display()
        ),
    )?;
    Ok(config)
}

fn augment(config: &Path, out: &Path, more: &[&str]) -> Result<Output> {
    let arguments: [OsString; 5] =
        ["augment".into(), "--config".into(), config.into(), "--out".into(), out.into()];
    Ok(Command::new(PROGRAM).args(arguments).args(more).output()?)
}

#[test]
fn a_contact_sheet_of_films_and_of_phantoms() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let films = set(folder.path(), 6)?;
    let phantoms = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/phantom.toml");
    for (name, config) in [("films.png", &films), ("phantoms.png", &phantoms)] {
        let out = folder.path().join(name);
        let output = augment(config, &out, &["--films", "2", "--copies", "3"])?;
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
        let sheet = image::open(&out)?.into_luma8();
        assert!(sheet.width() > 4 * 256 && sheet.height() > 2 * 256, "{:?}", sheet.dimensions());
        assert!(sheet.width() < 5 * 256 && sheet.height() < 3 * 256, "{:?}", sheet.dimensions());
        // Nothing is overwritten.
        assert_eq!(augment(config, &out, &[])?.status.code(), Some(1));
    }
    let none = folder.path().join("none.png");
    assert_eq!(augment(&films, &none, &["--films", "0"])?.status.code(), Some(1));
    assert!(!none.exists());
    Ok(())
}

/// A limit on the size of files stands for a full disk: writing fails in the middle, with part of a record written.
#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_costs_nothing_that_was_written() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = set(folder.path(), 300)?;
    let cache = folder.path().join("split/cache");
    let train = |limit: &str, run: &str| -> Result<Output> {
        // The signal of a file that grows too large is ignored, so that the write itself fails, as on a full disk.
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" \"$@\"");
        let mut command = Command::new("bash");
        command.args(["-c", &script, PROGRAM, "train", "--device", "cpu", "--max-steps", "1", "--config"]);
        Ok(command.arg(&config).arg("--out").arg(folder.path().join(run)).output()?)
    };
    // 1024-byte blocks: the first 256 films' records fit (16,384), the other 44 do not.
    let output = train("17000", "full")?;
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("256 films decoded before stay"), "{said}");
    assert!(said.contains("too large"), "{said}");

    let output = train("unlimited", "room")?;
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("44 films to decode"), "{said}");
    let lines = fs::read_to_string(cache.join("films.1.index"))?;
    assert_eq!(lines.lines().filter(|line| !line.is_empty()).count(), 300);
    Ok(())
}
