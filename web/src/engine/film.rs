//! One film: from its bytes to an answer, in two steps, of which the second leaves the thread to others.

use shared::dicom::Inspection;
use shared::inference::{Refusal, infer, prepare, prepare_picture};
use shared::package::FilmKind;
use shared::picture;
use shared::preprocess::NetworkInput;

use super::codecs::with_codecs;
use super::device::Loaded;
use super::{base, fail, groups, now, summary};
use crate::protocol::{Assumption, FilmResult, FilmState};

/// A film that was accepted.
pub(super) struct Read {
    input: NetworkInput,
    /// What is known of it before the network has seen it.
    described: FilmResult,
}

/// Reads a film. One that gets no number has its result at once.
///
/// # Errors
///
/// The result, in which stands what is wrong with the film.
pub(super) async fn read(
    loaded: &Loaded,
    bytes: Vec<u8>,
    assumed: Option<Assumption>,
) -> Result<Read, FilmResult> {
    #[cfg(feature = "test-hooks")]
    super::hooks::obey(&bytes);
    let started = now();
    let manifest = &loaded.package.manifest;
    let mut described = FilmResult::without_number(FilmState::Done, Vec::new(), String::new());
    let input = if picture::is_picture(&bytes) {
        picture_input(loaded, &bytes, assumed, &mut described)
    } else {
        let (prepared, lacking) = with_codecs(&base(), || prepare(manifest, &bytes)).await;
        if let Some(why) = lacking {
            return Err(fail(why));
        }
        describe(&prepared.inspection, &mut described);
        described.standing =
            prepared.inspection.radiograph.as_ref().map(|film| groups::standing(manifest, film));
        prepared.input
    };
    described.decode_ms = Some(now() - started);
    described.device = loaded.device.kind.code().into();
    match input {
        Err(refusal) => Err(FilmResult {
            state: FilmState::Rejected,
            reasons: refusal.reasons.iter().map(|r| r.as_str().to_owned()).collect(),
            message: refusal.message,
            ..described
        }),
        Ok(input) => Ok(Read { input, described }),
    }
}

impl Read {
    /// Computes the answer.
    pub(super) async fn answer(self, loaded: &Loaded) -> FilmResult {
        let started = now();
        let found = infer(&loaded.network, &loaded.package.head, std::slice::from_ref(&self.input)).await;
        // A device that was lost, or that computes what is no number, is not asked again: the worker ends, and the page
        // starts another, with a new self-test.
        // The first word tells the script around this program whose fault it was (web/src/app/worker.rs).
        let answers = found.unwrap_or_else(|e| wasm_bindgen::throw_str(&format!("device: {e}")));
        let mut result = self.described;
        // One film in, one answer out.
        if let Some(answer) = answers.into_iter().next() {
            let distance = loaded.package.distance(&self.input, &answer.pooled);
            if summary::passes(distance, &mut result) {
                summary::answer(&loaded.package.manifest, &answer, &mut result);
            }
        }
        result.inference_ms = Some(now() - started);
        result
    }
}

/// A PNG or JPEG: every answer says that nothing is known of its acquisition.
fn picture_input(
    loaded: &Loaded,
    bytes: &[u8],
    assumed: Option<Assumption>,
    result: &mut FilmResult,
) -> Result<NetworkInput, Refusal> {
    let assumed = assumed == Some(Assumption::FrontalChestOfAnAdult);
    let prepared = prepare_picture(&loaded.package.manifest, bytes, assumed);
    result.picture_file = true;
    result.standing = Some(groups::standing_of(&loaded.package.manifest, &FilmKind::default()));
    result.checks = prepared.checks.iter().map(summary::check).collect();
    result.warnings = vec![picture::UNKNOWN_ACQUISITION.to_owned()];
    (result.columns, result.rows) = prepared.size.map(|[columns, rows]| (columns, rows)).unzip();
    prepared.input
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
