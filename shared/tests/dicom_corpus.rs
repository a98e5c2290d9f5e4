//! The conformance corpus: files with known answers, beside the project, not inside it.
//!
//! `LOBAR_SHARED` names the folder that holds `dicom-corpus`; otherwise `../../shared` seen from this crate. Where it is
//! absent the test says so and passes. `LOBAR_CORPUS_VERBOSE=1` prints what the reader says of every file.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use serde_json::Value;
use shared::dicom::{
    AcquisitionScope, DisplayMethod, InspectOptions, Inspection, Outcome, inspect_with, mean, thumb16,
};

fn corpus() -> Option<PathBuf> {
    let root = match std::env::var_os("LOBAR_SHARED") {
        Some(root) => PathBuf::from(root),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
    };
    let corpus = root.join("dicom-corpus");
    corpus.join("expected.json").is_file().then_some(corpus)
}

#[derive(Default)]
struct Tally {
    agree: usize,
    disagree: usize,
    /// Refused where the corpus allows it but prefers an answer; part of `agree`.
    refused: usize,
}

#[test]
fn every_corpus_file_is_as_expected() {
    let Some(corpus) = corpus() else {
        println!("skipped: no dicom-corpus beside the project and LOBAR_SHARED is not set");
        return;
    };
    let text = std::fs::read_to_string(corpus.join("expected.json")).expect("expected.json");
    let expected: Value = serde_json::from_str(&text).expect("expected.json is JSON");
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut complaints = Vec::new();
    let mut slowest = (0.0f64, String::new());
    for entry in expected["files"].as_array().expect("files") {
        let name = entry["file"].as_str().expect("file");
        let bytes = std::fs::read(corpus.join(name)).expect(name);
        let start = Instant::now();
        let options = InspectOptions { decode_rejected: true };
        let inspection = inspect_with(&bytes, &AcquisitionScope::chest_frontal(), options);
        let took = start.elapsed().as_secs_f64();
        if name.starts_with("corrupt/") && took > slowest.0 {
            slowest = (took, name.to_owned());
        }
        let tier = entry["tier"].as_str().unwrap_or_default().to_owned();
        let tally = tallies.entry(tier).or_default();
        let found = disagreements(entry, &inspection);
        if found.is_empty() {
            tally.agree += 1;
        } else {
            tally.disagree += 1;
            complaints.push(format!(
                "{name}: {} {:?} [{}]",
                found.join(", "),
                inspection.reasons,
                inspection.message
            ));
        }
        if found.is_empty() && entry["expect"] == "accept" && inspection.outcome == Outcome::Reject {
            tally.refused += 1;
            println!("refused, as allowed: {name}: {}", inspection.message);
        }
        if std::env::var_os("LOBAR_CORPUS_VERBOSE").is_some() {
            println!("{name}: {:?} {} {:?}", inspection.reasons, inspection.message, inspection.warnings);
        }
    }
    for (tier, tally) in &tallies {
        println!(
            "{tier}: {} agree / {} disagree / 0 skipped ({} refused, as allowed)",
            tally.agree, tally.disagree, tally.refused
        );
    }
    println!("slowest corrupt file: {} in {:.0} ms", slowest.1, slowest.0 * 1000.0);
    assert!(complaints.is_empty(), "{} disagreements:\n{}", complaints.len(), complaints.join("\n"));
}

fn disagreements(entry: &Value, inspection: &Inspection) -> Vec<String> {
    let mut found = Vec::new();
    outcome(entry, inspection, &mut found);
    if let Some(stored) = &inspection.stored {
        let raw = &entry["raw"];
        if raw["exact"] == true && raw["sha256"] != stored.sha256_hex().as_str() {
            found.push("stored pixels differ".to_owned());
        }
        if raw["exact"] == false {
            let values: Vec<f64> = stored.values().map(f64::from).collect();
            let means = block_means(stored.rows(), stored.columns(), &values);
            near("stored thumb", &raw["thumb16"], &means, raw["thumb_tol"].as_f64(), &mut found);
        }
    } else if inspection.outcome == Outcome::Accept {
        found.push("accepted without stored pixels".to_owned());
    }
    display(entry, inspection, &mut found);
    if inspection.outcome == Outcome::Accept {
        for (field, value) in
            [("rows", inspection.rows), ("cols", inspection.columns), ("frames", inspection.frames)]
        {
            if entry[field].is_u64() && entry[field].as_u64() != value.map(u64::from) {
                found.push(format!("{field} is {value:?}"));
            }
        }
        // Of this file the corpus gives the label, not, as its README says, what the data set is really encoded in.
        let mislabelled = entry["file"] == "struct/implicit_labelled_explicit.dcm";
        let syntax = entry["transfer_syntax"].as_str().filter(|_| !mislabelled);
        if syntax.is_some() && syntax != inspection.transfer_syntax.as_deref() {
            found.push(format!("transfer syntax is {:?}", inspection.transfer_syntax));
        }
    }
    if let (Some(text), Some(patient)) = (entry["text"].as_object(), &inspection.patient) {
        for (keyword, value) in text {
            let read = match keyword.as_str() {
                "PatientName" => &patient.patient_name,
                "PatientAge" => &patient.patient_age,
                other => panic!("the corpus has text for {other}"),
            };
            if read.as_deref() != value.as_str() {
                found.push(format!("{keyword} differs"));
            }
        }
    }
    found
}

fn outcome(entry: &Value, inspection: &Inspection, found: &mut Vec<String>) {
    let reasons: Vec<&str> =
        entry["reasons"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let accepted = inspection.outcome == Outcome::Accept;
    assert_eq!(accepted, inspection.reasons.is_empty(), "an outcome and its reasons contradict each other");
    if reasons.contains(&"any") {
        return;
    }
    if accepted {
        if !reasons.contains(&"OK") || entry["expect"] == "reject" {
            found.push("accepted".to_owned());
        }
        return;
    }
    let refusal_allowed = match entry["tier"].as_str() {
        Some("codec-optional") => {
            inspection.reasons.iter().all(|reason| reason.as_str() == "UNSUPPORTED_TRANSFER_SYNTAX")
        }
        Some("lenient") => true,
        _ => false,
    };
    if entry["expect"] == "accept" {
        if !refusal_allowed {
            found.push("refused".to_owned());
        }
    } else if let Some(other) = inspection.reasons.iter().find(|reason| !reasons.contains(&reason.as_str())) {
        found.push(format!("{other} is none of {reasons:?}"));
    }
}

fn display(entry: &Value, inspection: &Inspection, found: &mut Vec<String>) {
    let (Some(picture), Some(method)) = (inspection.picture(), entry["display"]["method"].as_str()) else {
        return;
    };
    let used = inspection
        .radiograph
        .as_ref()
        .map(|r| r.method)
        .or(inspection.rejected_picture.as_ref().map(|r| r.method));
    let used = used.expect("a picture has a method");
    let own_range = matches!(used, DisplayMethod::MinMax | DisplayMethod::MinMaxWithoutPadding);
    let reference = if method != "full_range" {
        &entry["display"]
    } else if entry["display_minmax_without_padding"].is_object() {
        &entry["display_minmax_without_padding"]
    } else {
        &entry["display_minmax"]
    };
    if own_range != (method == "full_range") || (!own_range && used.as_str() != method) {
        found.push(format!("displayed as {}, expected {method}", used.as_str()));
        return;
    }
    // The reference rounds its block means, halves up.
    let means: Vec<f64> = thumb16(picture).iter().map(|mean| (mean + 0.5).floor()).collect();
    near("display thumb", &reference["thumb16"], &means, reference["thumb_tol"].as_f64(), found);
    let off = (mean(picture) - reference["mean"].as_f64().unwrap_or(f64::NAN)).abs();
    if off > reference["mean_tol"].as_f64().unwrap_or(0.0) || off.is_nan() {
        found.push(format!("display mean off by {off:.3}"));
    }
}

fn near(what: &str, reference: &Value, means: &[f64], tolerance: Option<f64>, found: &mut Vec<String>) {
    let Some(reference) = reference.as_array() else { return };
    let worst = reference
        .iter()
        .zip(means)
        .map(|(r, m)| (r.as_f64().unwrap_or(f64::NAN) - m).abs())
        .fold(0.0, f64::max);
    if worst > tolerance.unwrap_or(0.0) || worst.is_nan() {
        found.push(format!("{what} off by up to {worst:.2}"));
    }
}

fn block_means(rows: usize, columns: usize, values: &[f64]) -> Vec<f64> {
    let edges = |n: usize, i: usize| (i * n / 16, ((i + 1) * n / 16).max(i * n / 16 + 1));
    (0..256)
        .map(|block| {
            let ((top, bottom), (left, right)) = (edges(rows, block / 16), edges(columns, block % 16));
            let sum: f64 =
                (top..bottom).flat_map(|row| &values[row * columns + left..row * columns + right]).sum();
            (sum / ((bottom - top) * (right - left)) as f64 + 0.5).floor()
        })
        .collect()
}
