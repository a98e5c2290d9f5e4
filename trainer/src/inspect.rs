//! `trainer inspect`: what the DICOM reader makes of a file.

use std::path::Path;

use serde::Serialize;
use shared::dicom::{self, AcquisitionScope, InspectOptions, Outcome};

/// One line of output. Fields that were not reached are null.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InspectionLine {
    /// The file, as named.
    pub file: String,
    /// `accept` or `reject`.
    pub outcome: &'static str,
    /// Reason codes, empty for an accepted film.
    pub reasons: Vec<String>,
    /// For people.
    pub message: String,
    /// UID of the transfer syntax.
    pub transfer_syntax: Option<String>,
    /// Rows (0028,0010).
    pub rows: Option<u32>,
    /// Columns (0028,0011).
    pub columns: Option<u32>,
    /// Number of Frames (0028,0008).
    pub frames: Option<u32>,
    /// Photometric Interpretation (0028,0004).
    pub photometric: Option<String>,
    /// SHA-256 over the stored values as little-endian i32.
    pub stored_sha256: Option<String>,
    /// Mean gray level of the display picture, 0..255.
    pub display_mean: Option<f64>,
    /// 16 x 16 block means of the display picture.
    pub display_thumb16: Option<Vec<f64>>,
}

/// Inspects one file. A file that cannot be read is a `reject` with `UNREADABLE`.
pub fn inspect(path: &Path) -> InspectionLine {
    let file = path.display().to_string();
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) => {
            return InspectionLine {
                file,
                outcome: "reject",
                reasons: vec!["UNREADABLE".into()],
                message: e.to_string(),
                transfer_syntax: None,
                rows: None,
                columns: None,
                frames: None,
                photometric: None,
                stored_sha256: None,
                display_mean: None,
                display_thumb16: None,
            };
        }
    };
    let options = InspectOptions { decode_rejected: true };
    let found = dicom::inspect_with(&bytes, &AcquisitionScope::chest_frontal(), options);
    InspectionLine {
        file,
        outcome: match found.outcome {
            Outcome::Accept => "accept",
            Outcome::Reject => "reject",
        },
        reasons: found.reasons.iter().map(|r| r.as_str().to_owned()).collect(),
        stored_sha256: found.stored.as_ref().map(|s| s.sha256_hex()),
        display_mean: found.picture().map(dicom::mean),
        display_thumb16: found.picture().map(|p| dicom::thumb16(p).to_vec()),
        message: found.message,
        transfer_syntax: found.transfer_syntax,
        rows: found.rows,
        columns: found.columns,
        frames: found.frames,
        photometric: found.photometric,
    }
}
