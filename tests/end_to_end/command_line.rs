//! The trainer as a program: what it prints, and how it ends.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;
use tests::{films, place, trainer};

/// The subcommands that exist; the list of all that are to exist is in docs/ARCHITECTURE.md.
const COMMANDS: [&str; 5] = ["phantom", "train", "package", "predict", "inspect"];

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn help_names_every_command_and_each_command_gives_an_example() -> Result<()> {
    let help = trainer::run(["--help"])?;
    assert_eq!(help.status.code(), Some(0));
    let help = text(&help.stdout);
    for command in COMMANDS {
        assert!(help.contains(command), "`{command}` is not in:\n{help}");
        let own = trainer::run([command, "--help"])?;
        assert_eq!(own.status.code(), Some(0), "{command}");
        assert!(text(&own.stdout).contains("Example"), "`{command} --help` gives no example");
    }
    Ok(())
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_wrong() -> Result<()> {
    for arguments in
        [&["predict"][..], &["divine"], &["predict", "--model"], &["inspect", "--format", "xml", "x"]]
    {
        let output = trainer::run(arguments)?;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let said = text(&output.stderr);
        assert!(said.contains("Usage") || said.contains("--help"), "{arguments:?}: {said}");
    }
    Ok(())
}

#[test]
fn what_cannot_be_done_ends_with_1() -> Result<()> {
    let model = place::root().join("assets").join("model");
    let folder = tempfile::tempdir()?;
    let missing = folder.path().join("missing.dcm");
    let film = films::samples(&place::root().join("assets"))?.remove(0);
    for arguments in [
        [OsStr::new("predict"), OsStr::new("--model"), model.as_os_str(), missing.as_os_str()],
        [OsStr::new("predict"), OsStr::new("--model"), folder.path().as_os_str(), film.as_os_str()],
    ] {
        let output = trainer::run(arguments)?;
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(text(&output.stderr).contains("error"), "{arguments:?}");
    }
    Ok(())
}

#[test]
fn a_broken_package_predicts_nothing_and_names_the_file() -> Result<()> {
    let copy = tempfile::tempdir()?;
    let mut shards = Vec::new();
    for entry in fs::read_dir(place::root().join("assets").join("model"))? {
        let entry = entry?;
        fs::copy(entry.path(), copy.path().join(entry.file_name()))?;
        if entry.path().extension().is_some_and(|end| end == "bin" || end == "safetensors") {
            shards.push(copy.path().join(entry.file_name()));
        }
    }
    shards.sort();
    let shard = shards.pop().context("the package holds no shard")?;
    let mut bytes = fs::read(&shard)?;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&shard, bytes)?;

    let film = films::samples(&place::root().join("assets"))?.remove(0);
    let fixed = [OsStr::new("predict"), OsStr::new("--format"), OsStr::new("jsonl"), OsStr::new("--model")];
    let output = trainer::run(fixed.into_iter().chain([copy.path().as_os_str(), film.as_os_str()]))?;
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    let name = shard.file_name().context("a shard without a name")?.to_string_lossy();
    assert!(text(&output.stderr).contains(&*name), "{}", text(&output.stderr));
    Ok(())
}

#[test]
fn predict_writes_the_promised_fields_for_every_sample() -> Result<()> {
    let films = films::samples(&place::root().join("assets"))?;
    for answer in trainer::predict(&films)? {
        for field in ["file", "outcome", "reasons", "message", "logit", "probability"] {
            assert!(answer.get(field).is_some(), "{field}: {answer}");
        }
        for field in ["threshold", "positive", "model", "device"] {
            assert!(answer.get(field).is_some(), "{field}: {answer}");
        }
        assert_eq!(answer["outcome"], "accept", "{answer}");
        assert!(answer["logit"].as_f64().is_some_and(f64::is_finite), "{answer}");
    }
    Ok(())
}

#[test]
fn a_bad_file_marks_its_own_line_only() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let film = films::samples(&place::root().join("assets"))?.remove(0);
    let (letter, stump) = (folder.path().join("letter.txt"), folder.path().join("stump.dcm"));
    fs::write(&letter, "not a film")?;
    let bytes = fs::read(&film)?;
    fs::write(&stump, &bytes[..bytes.len() / 3])?;

    let answers = trainer::predict(&[letter, film, stump])?;
    let outcomes: Vec<_> =
        answers.iter().map(|answer| answer["outcome"].as_str().unwrap_or_default()).collect();
    assert_eq!(outcomes, ["reject", "accept", "reject"]);
    for answer in [&answers[0], &answers[2]] {
        assert!(answer["logit"].is_null() && answer["probability"].is_null(), "{answer}");
        assert!(answer["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()), "{answer}");
    }
    Ok(())
}

#[test]
fn the_course_films_are_answered_or_rejected_for_their_reason() -> Result<()> {
    let Some(course) = films::course() else { return Ok(()) };
    let films: Vec<_> = course.iter().map(|(film, _)| film.clone()).collect();
    for (answer, (film, reason)) in trainer::predict(&films)?.iter().zip(&course) {
        let reasons = answer["reasons"].as_array().cloned().unwrap_or_default();
        match reason {
            None => {
                assert_eq!(answer["outcome"], "accept", "{}: {answer}", film.display());
                assert!(answer["logit"].as_f64().is_some_and(f64::is_finite), "{answer}");
            }
            Some(reason) => {
                assert_eq!(answer["outcome"], "reject", "{}: {answer}", film.display());
                assert!(reasons.contains(&Value::from(*reason)), "{}: {answer}", film.display());
                assert!(answer["logit"].is_null() && answer["probability"].is_null(), "{answer}");
            }
        }
    }
    Ok(())
}

/// How far the logits of a film and of its copy may be apart.
const TWINS_APART: f64 = 0.02;

/// NIH published films of 1024 pixels a side; the copies of 256 were area-averaged from them, which is the first
/// step of our own preprocessing. So the two must come to the same.
#[test]
fn a_full_size_film_and_its_small_twin_agree() -> Result<()> {
    let slice = place::test_data().join("nih-slice");
    let Ok(entries) = fs::read_dir(slice.join("images_1024")) else {
        println!("SKIPPED: no NIH films in {}; LOBAR_SHARED names another place", slice.display());
        return Ok(());
    };
    let mut large: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    large.sort();
    let small = large.iter().map(|film| Ok(slice.join("images").join(film.file_name().context("no name")?)));
    let small: Vec<PathBuf> = small.collect::<Result<_>>()?;
    let (mut compared, large, small) = (0, trainer::predict(&large)?, trainer::predict(&small)?);
    for (large, small) in large.iter().zip(&small) {
        // Both may be refused, an RGBA picture for one; then there is nothing to compare.
        if let (Some(a), Some(b)) = (large["logit"].as_f64(), small["logit"].as_f64()) {
            assert!((a - b).abs() <= TWINS_APART, "{a} and {b}: {}", large["file"]);
            compared += 1;
        }
    }
    assert!(compared > 0, "no pair of films was answered");
    Ok(())
}
