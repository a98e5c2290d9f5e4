//! The held-out folds of `trainer/folds`: the program still divides the tables into the parts that were fixed before any
//! training.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fold {
    name: String,
    table: String,
    table_sha256: String,
    arguments: String,
    films: BTreeMap<String, usize>,
    sha256: BTreeMap<String, String>,
}

fn folds() -> Result<Vec<Fold>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("folds/folds.json");
    Ok(serde_json::from_slice(&std::fs::read(path)?)?)
}

/// Test data that is not part of the project: `../shared` beside it, or the folder named by `LOBAR_SHARED`.
fn shared() -> PathBuf {
    std::env::var_os("LOBAR_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from)
}

#[test]
fn the_tables_give_the_folds_again() -> Result<()> {
    for fold in folds()? {
        let table = shared().join(&fold.table);
        if !table.exists() {
            eprintln!("SKIPPED: {} is not there; LOBAR_SHARED names another place", table.display());
            continue;
        }
        let folder = tempfile::tempdir()?;
        let out = folder.path().join("split");
        let run = Command::new(env!("CARGO_BIN_EXE_trainer"))
            .args(["split", "--metadata"])
            .arg(&table)
            .arg("--out")
            .arg(&out)
            .args(fold.arguments.split_whitespace())
            .output()?;
        ensure!(run.status.success(), "{}: {}", fold.name, String::from_utf8_lossy(&run.stderr));
        let summary = trainer::split::read(&out)?;
        assert_eq!(summary.source.sha256, fold.table_sha256, "{}: another table", fold.name);
        assert_eq!(summary.sha256, fold.sha256["split"], "{}: another split", fold.name);
        for (part, found) in [
            ("train", &summary.parts.train),
            ("validation", &summary.parts.validation),
            ("test", &summary.parts.test),
        ] {
            assert_eq!(found.sha256, fold.sha256[part], "{} {part}", fold.name);
            assert_eq!(found.films.all(), fold.films[part], "{} {part}", fold.name);
        }
    }
    Ok(())
}

/// Fifteen to twenty in a hundred films are set aside, and the page that says how to make the folds says these arguments.
#[test]
fn what_is_written_about_the_folds_is_true() -> Result<()> {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("folds/README.md"))?;
    let readme = readme.split_whitespace().filter(|word| *word != "\\").collect::<Vec<_>>().join(" ");
    for fold in folds()? {
        ensure!(readme.contains(&fold.arguments), "folds/README.md: {} has other arguments", fold.name);
        let test = fold.films.get("test").context("no test part")?;
        let share = *test as f64 / fold.films.values().sum::<usize>() as f64;
        ensure!((0.15..=0.2).contains(&share), "{}: {share} of the films are set aside", fold.name);
    }
    Ok(())
}
