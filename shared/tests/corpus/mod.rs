//! What the conformance corpus expects of a file, against a report of the reader. The report is JSON, so that the same
//! comparison serves the reader as a native library and as the engine in a browser (`tests/end_to_end/browser/corpus.rs`).

use std::path::PathBuf;

use serde_json::Value;

/// The corpus beside the project, or in the folder that `LOBAR_SHARED` names; `None` if it is in neither.
pub(crate) fn folder() -> Option<PathBuf> {
    let root = match std::env::var_os("LOBAR_SHARED") {
        Some(root) => PathBuf::from(root),
        // From a crate of the workspace.
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
    };
    let corpus = root.join("dicom-corpus");
    corpus.join("expected.json").is_file().then_some(corpus)
}

/// One file of the corpus and what is expected of it.
pub(crate) struct Entry {
    /// Its place in the corpus.
    pub(crate) name: String,
    /// `core`, `lenient`, `policy`, `robust` or `codec-optional`.
    pub(crate) tier: String,
    /// The file.
    pub(crate) bytes: Vec<u8>,
    /// Its entry of `expected.json`.
    pub(crate) expected: Value,
}

/// Every file of the corpus.
pub(crate) fn entries(corpus: &std::path::Path) -> Vec<Entry> {
    let text = std::fs::read_to_string(corpus.join("expected.json")).expect("expected.json");
    let mut expected: Value = serde_json::from_str(&text).expect("expected.json is JSON");
    let files = expected["files"].as_array_mut().expect("expected.json lists files");
    files
        .drain(..)
        .map(|expected| {
            let name = expected["file"].as_str().expect("an entry names its file").to_owned();
            let tier = expected["tier"].as_str().unwrap_or_default().to_owned();
            let bytes = std::fs::read(corpus.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            Entry { name, tier, bytes, expected }
        })
        .collect()
}

/// Agreement by tier.
#[derive(Default)]
pub(crate) struct Tally {
    tiers: std::collections::BTreeMap<String, [usize; 3]>,
    complaints: Vec<String>,
}

impl Tally {
    /// Compares a report with what is expected, and `more` that the caller found.
    pub(crate) fn count(&mut self, entry: &Entry, report: &Value, more: Vec<String>) {
        let mut found = disagreements(&entry.expected, report);
        found.extend(more);
        let [agree, disagree, refused] = self.tiers.entry(entry.tier.clone()).or_default();
        if !found.is_empty() {
            *disagree += 1;
            let what = found.join(", ");
            self.complaints
                .push(format!("{}: {what} {} [{}]", entry.name, report["reasons"], report["message"]));
            return;
        }
        *agree += 1;
        // Where the corpus allows a refusal and prefers an answer.
        if entry.expected["expect"] == "accept" && report["outcome"] == "reject" {
            *refused += 1;
            println!("refused, as allowed: {}: {}", entry.name, report["message"]);
        }
    }

    /// Prints a line a tier.
    ///
    /// # Panics
    ///
    /// If anything disagrees.
    pub(crate) fn finish(&self) {
        for (tier, [agree, disagree, refused]) in &self.tiers {
            println!(
                "{tier}: {agree} agree / {disagree} disagree / 0 skipped ({refused} refused, as allowed)"
            );
        }
        assert!(
            self.complaints.is_empty(),
            "{} disagreements:\n{}",
            self.complaints.len(),
            self.complaints.join("\n")
        );
    }
}

/// What of a report is not as expected.
fn disagreements(entry: &Value, report: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let accepted = report["outcome"] == "accept";
    outcome(entry, report, accepted, &mut found);
    let raw = &entry["raw"];
    if report["stored_sha256"].is_string() {
        if raw["exact"] == true && raw["sha256"] != report["stored_sha256"] {
            found.push("stored pixels differ".to_owned());
        }
        if raw["exact"] == false {
            near("stored thumb", &raw["thumb16"], &report["stored_thumb16"], &raw["thumb_tol"], &mut found);
        }
    } else if accepted {
        found.push("accepted without stored pixels".to_owned());
    }
    display(entry, report, &mut found);
    if accepted {
        for (field, value) in [("rows", "rows"), ("cols", "columns"), ("frames", "frames")] {
            if entry[field].is_u64() && entry[field] != report[value] {
                found.push(format!("{field} is {}", report[value]));
            }
        }
        // Of this file the corpus gives the label, not, as its README says, what the data set is really encoded in.
        let mislabelled = entry["file"] == "struct/implicit_labelled_explicit.dcm";
        let syntax = &entry["transfer_syntax"];
        if syntax.is_string() && !mislabelled && *syntax != report["transfer_syntax"] {
            found.push(format!("transfer syntax is {}", report["transfer_syntax"]));
        }
    }
    found
}

fn outcome(entry: &Value, report: &Value, accepted: bool, found: &mut Vec<String>) {
    let list = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (allowed, reasons) = (list(&entry["reasons"]), list(&report["reasons"]));
    assert_eq!(accepted, reasons.is_empty(), "an outcome and its reasons contradict each other: {report}");
    if allowed.iter().any(|reason| reason == "any") {
        return;
    }
    if accepted {
        if !allowed.iter().any(|reason| reason == "OK") || entry["expect"] == "reject" {
            found.push("accepted".to_owned());
        }
        return;
    }
    let refusal_allowed = match entry["tier"].as_str() {
        Some("codec-optional") => reasons.iter().all(|reason| reason == "UNSUPPORTED_TRANSFER_SYNTAX"),
        Some("lenient") => true,
        _ => false,
    };
    if entry["expect"] == "accept" {
        if !refusal_allowed {
            found.push("refused".to_owned());
        }
    } else if let Some(other) = reasons.iter().find(|reason| !allowed.contains(reason)) {
        found.push(format!("{other} is none of {allowed:?}"));
    }
}

fn display(entry: &Value, report: &Value, found: &mut Vec<String>) {
    let (Some(used), Some(method)) = (report["display_method"].as_str(), entry["display"]["method"].as_str())
    else {
        return;
    };
    let own_range = matches!(used, "minmax" | "minmax_without_padding");
    let reference = if method != "full_range" {
        &entry["display"]
    } else if entry["display_minmax_without_padding"].is_object() {
        &entry["display_minmax_without_padding"]
    } else {
        &entry["display_minmax"]
    };
    if own_range != (method == "full_range") || (!own_range && used != method) {
        found.push(format!("displayed as {used}, expected {method}"));
        return;
    }
    near("display thumb", &reference["thumb16"], &report["display_thumb16"], &reference["thumb_tol"], found);
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    let off = (number(&report["display_mean"]) - number(&reference["mean"])).abs();
    if off > reference["mean_tol"].as_f64().unwrap_or(0.0) || off.is_nan() {
        found.push(format!("display mean off by {off:.3}"));
    }
}

/// Compares block means; the reference rounds its own, halves up.
fn near(what: &str, reference: &Value, means: &Value, tolerance: &Value, found: &mut Vec<String>) {
    let Some(reference) = reference.as_array() else { return };
    let empty = Vec::new();
    let means = means.as_array().unwrap_or(&empty);
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    let worst = reference
        .iter()
        .zip(means)
        .map(|(reference, mean)| (number(reference) - (number(mean) + 0.5).floor()).abs())
        .fold(0.0, |worst: f64, off| if off.is_nan() { f64::NAN } else { worst.max(off) });
    let limit = tolerance.as_f64().unwrap_or(0.0);
    if means.len() != reference.len() || worst.is_nan() || worst > limit {
        found.push(format!("{what} off by up to {worst:.2}"));
    }
}
