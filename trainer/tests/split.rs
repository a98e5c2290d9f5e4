//! `trainer split` as a program.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::Result;
use trainer::split::{self, Part};
use trainer::table;

/// Runs the trainer with words, of which each `{}` is the next path.
fn run(words: &str, paths: &[&Path]) -> Result<Output> {
    let mut paths = paths.iter();
    let arguments = words.split_whitespace().map(|word| match word {
        "{}" => paths.next().map_or_else(OsString::new, |path| path.as_os_str().to_owned()),
        word => word.into(),
    });
    Ok(Command::new(env!("CARGO_BIN_EXE_trainer")).args(arguments).output()?)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Test data that is not part of the project: `../shared` beside it, or the folder named by `LOBAR_SHARED`.
fn real(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("LOBAR_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let path = shared.join(name);
    if !path.exists() {
        eprintln!("SKIPPED: {} is not there; LOBAR_SHARED names another place", path.display());
    }
    path.exists().then_some(path)
}

/// A table in the plain layout: 40 patients with pneumonia, 160 without, two films each.
fn write_table(folder: &Path) -> Result<PathBuf> {
    let mut text = String::from("path,patient,label,view,age\n");
    for p in 0..200 {
        for f in 0..2 {
            let label = if p % 5 == 0 && f == 1 { "Pneumonia|Edema" } else { "No Finding" };
            text += &format!("{p}_{f}.png,Doe^{p},{label},{},{}Y\n", ["PA", "AP"][p % 2], 30 + p % 50);
        }
    }
    let path = folder.join("labels.csv");
    fs::write(&path, text)?;
    Ok(path)
}

#[test]
fn a_split_is_written_read_and_repeated() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let labels = write_table(folder.path())?;
    let [first, second] = ["a", "b"].map(|name| folder.path().join(name));
    for out in [&first, &second] {
        let output =
            run("split --metadata {} --out {} --seed 7 --stratify view,age --match age", &[&labels, out])?;
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let (shown, said) = (text(&output.stdout), text(&output.stderr));
        assert!(shown.contains("validation          8        24       1:3"), "{shown}");
        assert!(said.contains("note: test is at the table's own ratio, 1:4"), "{said}");
        // Names of patients are nobody's business.
        assert!(!shown.contains("Doe") && !said.contains("Doe"), "{shown}{said}");
    }
    let mut names: Vec<_> =
        fs::read_dir(&first)?.map(|e| e.map(|e| e.file_name())).collect::<Result<_, _>>()?;
    names.sort();
    assert_eq!(names, ["left_out.csv", "split.json", "test.csv", "train.csv", "validation.csv"]);
    for name in &names {
        assert_eq!(fs::read(first.join(name))?, fs::read(second.join(name))?, "{}", name.display());
    }
    let summary = split::read(&first)?;
    assert_eq!((summary.seed, summary.options.test_share), (7, 0.2));
    assert_eq!(summary.parts.train.co_findings[0].0, "Edema");
    let train = table::read(&split::part_path(&first, Part::Train))?;
    assert_eq!(train.rows.len(), summary.parts.train.films.all());
    assert!(!fs::read_to_string(first.join("split.json"))?.contains("Doe"));

    // A second time into the same folder.
    let output = run("split --metadata {} --out {}", &[&labels, &first])?;
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("holds a split already"), "{}", text(&output.stderr));
    Ok(())
}

#[test]
fn wrong_usage_ends_with_2_and_what_data_cannot_give_with_1() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let labels = write_table(folder.path())?;
    let out = folder.path().join("out");
    let of = |more: &str| -> Result<(Option<i32>, String)> {
        let output = run(&format!("split --metadata {{}} --out {{}} {more}"), &[&labels, &out])?;
        Ok((output.status.code(), text(&output.stderr)))
    };
    for (more, word) in [
        ("--train-ratio 1-1", "whole numbers"),
        ("--test-ratio half", "whole numbers"),
        ("--prevalence 0.1 --test-ratio 1:1", "cannot be used with"),
        ("--prevalence 1.5", "--prevalence lies between 0 and 1"),
        ("--test-share 0.6 --validation-share 0.4", "nothing for train"),
        ("--match weight", "invalid value"),
        ("--match noise", "--images"),
        ("--match age --train-ratio 2:3", "one side of the ratio must be 1"),
        ("--match age --match-parts test", "--test-ratio"),
        ("--min-patients 0", "--min-patients"),
    ] {
        let (code, said) = of(more)?;
        assert_eq!(code, Some(2), "{more:?}: {said}");
        assert!(said.contains(word), "{more:?}: {said}");
    }
    for (more, word) in [
        ("--validation-ratio 1:30", "Possible: --validation-ratio 1:7"),
        ("--min-patients 9", "Possible: --min-patients 8"),
        ("--stratify sex", "the table tells no sex"),
        ("--match sex", "--match sex"),
        ("--match age --age-caliper 0 --caliper 0 --min-patients 8", "--match"),
    ] {
        let (code, said) = of(more)?;
        assert_eq!(code, Some(1), "{more:?}: {said}");
        assert!(said.contains(word), "{more:?}: {said}");
    }
    let (code, said) = of("--images no-such-folder")?;
    assert_eq!(code, Some(1), "{said}");
    assert!(!out.exists());
    assert_eq!(fs::read_dir(folder.path())?.count(), 1, "a folder was left behind");
    Ok(())
}

#[test]
fn phantoms_are_matched_by_every_feature_of_their_films() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (phantoms, out) = (folder.path().join("phantoms"), folder.path().join("split"));
    let drawn = run("phantom --out {} --count 40 --seed 7 --size 256", &[&phantoms])?;
    assert_eq!(drawn.status.code(), Some(0), "{}", text(&drawn.stderr));
    // A caliper so wide that all match: every key must find its feature.
    let output = run(
        "split --metadata {} --images {} --out {} --min-patients 1 --validation-ratio 1:1 --caliper 50 \
         --age-caliper 200 --match age,file_size,image_size,mean_gray,gray_spread,sharpness,noise,border,native_size,\
         pixel_spacing,follow_up,patient_number",
        &[&phantoms.join("Data_Entry_2017.csv"), &phantoms.join("images"), &out],
    )?;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let summary = split::read(&out)?;
    assert_eq!(summary.source.films_measured, Some(40));
    let matched: Vec<&str> =
        summary.balance.iter().filter(|b| b.matched).map(|b| b.feature.as_str()).collect();
    assert_eq!(matched.len(), 12, "{matched:?}");
    let train = summary.parts.train.patients;
    assert!(train.positive > 0 && train.positive == train.negative, "{train:?}");

    // Without the films of one patient, a key that is measured on films has nothing to go by.
    let rows = table::read(&phantoms.join("Data_Entry_2017.csv"))?.rows;
    for row in rows.iter().filter(|row| row.patient_id == rows[0].patient_id) {
        fs::remove_file(phantoms.join("images").join(&row.image))?;
    }
    let output = run(
        "split --metadata {} --images {} --out {} --validation-ratio 1:1 --min-patients 1 --match noise",
        &[&phantoms.join("Data_Entry_2017.csv"), &phantoms.join("images"), &folder.path().join("other")],
    )?;
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("the films of 1 of"), "{}", text(&output.stderr));
    Ok(())
}

#[test]
fn nihs_lists_are_split_at_the_courses_ratios() -> Result<()> {
    let Some(slice) = real("nih-slice") else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    for (name, films, patients) in
        [("Data_Entry_2017_v2020.csv.gz", 112_120, 30_805), ("sample_labels.csv", 5_606, 4_230)]
    {
        let out = folder.path().join(name);
        let output = run("split --metadata {} --out {}", &[&slice.join(name), &out])?;
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let summary = split::read(&out)?;
        assert_eq!((summary.source.films.all(), summary.source.patients.all()), (films, patients));
        let [train, validation, test] = Part::ALL.map(|part| summary.parts.get(part).patients);
        assert_eq!(train.positive, train.negative);
        assert_eq!(validation.positive * 3, validation.negative);
        let all = summary.source.patients;
        // No positive patient is left out, and test has the table's prevalence to half a patient.
        assert_eq!(train.positive + validation.positive + test.positive, all.positive);
        assert!((test.positive as f64 - 0.2 * all.positive as f64).abs() <= 0.5);
        assert!((test.negative as f64 - 0.2 * all.negative as f64).abs() <= 0.5);
        let rows = |part| table::read(&split::part_path(&out, part)).map(|table| table.rows.len());
        assert_eq!(rows(Part::Test)?, summary.parts.test.films.all());
    }
    Ok(())
}

#[test]
fn films_that_differ_in_size_and_noise_are_matched_by_them() -> Result<()> {
    let Some(slice) = real("nih-slice") else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("split");
    let output = run(
        "split --metadata {} --images {} --out {} --validation-ratio 1:1 --match view,file_size,noise",
        &[&slice.join("Data_Entry_2017.csv"), &slice.join("images"), &out],
    )?;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let summary = split::read(&out)?;
    for feature in ["file size (bytes)", "pixel noise"] {
        let found = summary.balance.iter().find(|b| b.feature == feature).map(|b| (b.table, b.train));
        let aucs = found.map(|(table, train)| {
            [table.by_patient, train.by_patient, train.by_film].map(|c| c.strength.auc.unwrap_or(1.0))
        });
        let even = aucs.is_some_and(|[table, train, films]| table > 0.75 && train < 0.6 && films < 0.6);
        assert!(even, "{feature}: {aucs:?}");
    }
    Ok(())
}

#[test]
fn children_of_one_view_and_a_range_of_ages() -> Result<()> {
    let Some(labels) = real("paediatric-slice/labels.csv") else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("split");
    let output = run("split --metadata {} --out {} --stratify view,age", &[&labels, &out])?;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let summary = split::read(&out)?;
    let [train, validation] = [Part::Train, Part::Validation].map(|part| summary.parts.get(part).patients);
    assert_eq!(train.positive, train.negative);
    assert_eq!(validation.positive * 3, validation.negative);
    assert_eq!(summary.parts.train.demographics.positive.age_bands.keys().collect::<Vec<_>>(), ["under 18"]);
    let output = run("split --metadata {} --out {} --match sex", &[&labels, &folder.path().join("sex")])?;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("--match sex: the table does not tell it"),
        "{}",
        text(&output.stderr)
    );
    Ok(())
}
