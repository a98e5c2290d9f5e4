//! One film: from its bytes to an answer.

use shared::dicom::Inspection;
use shared::inference::{infer, prepare};

use super::device::Loaded;
use super::{now, summary};
use crate::protocol::{FilmResult, FilmState};

/// The answer for a film. Never fails: what is wrong with a film stands in its result.
pub(super) async fn classify(loaded: &Loaded, bytes: Vec<u8>) -> FilmResult {
    let started = now();
    let manifest = &loaded.package.manifest;
    let prepared = prepare(manifest, &bytes);
    let mut described = FilmResult::without_number(FilmState::Done, Vec::new(), String::new());
    describe(&prepared.inspection, &mut described);
    described.decode_ms = Some(now() - started);
    described.device = loaded.device.kind.code().into();
    // The network needs the memory: a large film's values are four times its file.
    drop((bytes, prepared.inspection));
    match prepared.input {
        Err(refusal) => FilmResult {
            state: FilmState::Rejected,
            reasons: refusal.reasons.iter().map(|r| r.as_str().to_owned()).collect(),
            message: refusal.message,
            ..described
        },
        Ok(input) => {
            let started = now();
            let answers = infer(&loaded.network, &loaded.package.head, &[input], &loaded.handle)
                .await
                // A device that was lost, or that computes what is no number, is not asked again: the worker ends,
                // and the page starts another, with a new self-test.
                .unwrap_or_else(|e| wasm_bindgen::throw_str(&e.to_string()));
            let mut result = described;
            // One film in, one answer out.
            if let Some(answer) = answers.into_iter().next() {
                summary::answer(manifest, &answer, &mut result);
            }
            result.inference_ms = Some(now() - started);
            result
        }
    }
}

/// What the reader found, whatever the verdict.
fn describe(inspection: &Inspection, result: &mut FilmResult) {
    result.checks = inspection.checks.iter().map(summary::check).collect();
    result.warnings = inspection.warnings.clone();
    result.patient = inspection.patient.as_ref().map(summary::patient);
    result.view_position = inspection.radiograph.as_ref().map(|r| r.view_position.clone());
    result.rows = inspection.rows;
    result.columns = inspection.columns;
    result.photometric = inspection.photometric.clone();
    result.transfer_syntax = inspection.transfer_syntax.clone();
}
