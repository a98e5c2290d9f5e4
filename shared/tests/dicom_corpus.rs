//! The conformance corpus: files with known answers, beside the project, not inside it.
//!
//! `LOBAR_SHARED` names the folder that holds `dicom-corpus`; otherwise `../../shared` seen from this crate. Where it is
//! absent the test says so and passes. `LOBAR_CORPUS_VERBOSE=1` prints what the reader says of every file.

mod corpus;

use std::time::Instant;

use corpus::Tally;
use serde_json::Value;
use shared::dicom::{AcquisitionScope, InspectOptions, Inspection, InspectionReport, inspect_with};

#[test]
fn every_corpus_file_is_as_expected() {
    let Some(folder) = corpus::folder() else {
        println!("skipped: no dicom-corpus beside the project and LOBAR_SHARED is not set");
        return;
    };
    let mut tally = Tally::default();
    let mut slowest = (0.0f64, String::new());
    for entry in corpus::entries(&folder) {
        let start = Instant::now();
        let options = InspectOptions { decode_rejected: true };
        let inspection = inspect_with(&entry.bytes, &AcquisitionScope::chest_frontal(), options);
        let took = start.elapsed().as_secs_f64();
        if entry.name.starts_with("corrupt/") && took > slowest.0 {
            slowest = (took, entry.name.clone());
        }
        if std::env::var_os("LOBAR_CORPUS_VERBOSE").is_some() {
            let Inspection { reasons, message, warnings, .. } = &inspection;
            println!("{}: {reasons:?} {message} {warnings:?}", entry.name);
        }
        let report = serde_json::to_value(InspectionReport::from(&inspection)).expect("a report is JSON");
        tally.count(&entry, &report, texts(&entry.expected, &inspection));
    }
    println!("slowest corrupt file: {} in {:.0} ms", slowest.1, slowest.0 * 1000.0);
    tally.finish();
}

/// Patient data is in no report: it is compared here only.
fn texts(entry: &Value, inspection: &Inspection) -> Vec<String> {
    let (Some(text), Some(patient)) = (entry["text"].as_object(), &inspection.patient) else {
        return Vec::new();
    };
    let differs = |(keyword, value): (&String, &Value)| {
        let read = match keyword.as_str() {
            "PatientName" => &patient.patient_name,
            "PatientAge" => &patient.patient_age,
            other => panic!("the corpus has text for {other}"),
        };
        (read.as_deref() != value.as_str()).then(|| format!("{keyword} differs"))
    };
    text.iter().filter_map(differs).collect()
}
