//! `trainer evaluate` as a program, with the bundled model on phantoms.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::Result;
use serde_json::Value;

fn trainer(arguments: &[&str]) -> Result<Output> {
    Ok(Command::new(env!("CARGO_BIN_EXE_trainer")).args(arguments).output()?)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn path(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

#[test]
fn phantoms_are_evaluated_with_their_masks() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (phantoms, out) = (folder.path().join("phantoms"), folder.path().join("evaluation"));
    let drawn = trainer(&["phantom", "--out", path(&phantoms), "--count", "40", "--seed", "7"])?;
    assert_eq!(drawn.status.code(), Some(0), "{}", text(&drawn.stderr));
    // One film is missing, and is listed.
    let images = phantoms.join("images");
    let first = fs::read_dir(&images)?.next().expect("there are films")?.path();
    fs::remove_file(&first)?;

    let model = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets/model");
    let (table, masks) = (phantoms.join("Data_Entry_2017.csv"), phantoms.join("masks"));
    let arguments = [
        "evaluate",
        "--model",
        path(&model),
        "--metadata",
        path(&table),
        "--images",
        path(&images),
        "--masks",
        path(&masks),
        "--out",
        path(&out),
        "--resamples",
        "100",
        "--sensitivity",
        "2",
        "--device",
        "cpu",
    ];
    let output = trainer(&arguments)?;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("1 films were not scored"), "{}", text(&output.stderr));
    let answer: Value = serde_json::from_slice(&fs::read(out.join("evaluation.json"))?)?;
    assert_eq!((&answer["schema_version"], &answer["films"]["scored"]), (&1.into(), &39.into()));
    assert_eq!(answer["films"]["left_out"][0]["reason"], "missing");
    let auc = &answer["scorers"][0]["ranking"]["auc"];
    // The model's card has 0.91 for phantoms of unseen seeds.
    assert!(auc["value"].as_f64().is_some_and(|auc| auc > 0.65), "{auc}");
    assert!(auc["interval"][0].as_f64() < auc["value"].as_f64(), "{auc}");
    assert!(answer["localisation"]["pointing"]["films"].as_u64() > Some(10));
    let disturbed = answer["sensitivity"]["disturbed"].as_array().expect("they were asked for");
    assert_eq!((disturbed.len(), &disturbed[0]["disturbance"]), (15, &"blur".into()));
    assert_eq!(answer["sensitivity"]["undisturbed"]["films"], 2);
    // The strongest of all moves logits; the figures are of the same films.
    assert!(disturbed[2]["logit_shift"].as_f64().is_some_and(|shift| shift != 0.0), "{}", disturbed[2]);
    let scores = fs::read_to_string(out.join("scores.csv"))?;
    assert_eq!(scores.lines().count(), 41);
    let report = fs::read_to_string(out.join("report.html"))?;
    assert!(
        report.contains("Do heatmaps point at the disease?")
            && report.contains("Does it survive blur, noise and compression?")
            && report.contains("data:image/png;base64,")
    );

    // A second time into the same folder.
    let again = trainer(&arguments)?;
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("nothing is overwritten"), "{}", text(&again.stderr));
    Ok(())
}
