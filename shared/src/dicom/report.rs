//! What the reader makes of a file, as one object for programs: a line of `trainer inspect`, and what the tab's engine
//! says of the same bytes.

use serde::Serialize;

use super::inspection::{Inspection, Outcome};
use super::thumbnail::{mean, thumb16};

/// An inspection without its pixels and without patient data. Fields that were not reached are null.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InspectionReport {
    /// `accept` or `reject`.
    pub outcome: Outcome,
    /// Codes of the failures, most basic first; empty for an accepted film.
    pub reasons: Vec<&'static str>,
    /// One sentence for people.
    pub message: String,
    /// UID of the transfer syntax that the data set is written in.
    pub transfer_syntax: Option<String>,
    /// Rows (0028,0010).
    pub rows: Option<u32>,
    /// Columns (0028,0011).
    pub columns: Option<u32>,
    /// Number of Frames (0028,0008), 1 if absent.
    pub frames: Option<u32>,
    /// Photometric Interpretation (0028,0004) as written.
    pub photometric: Option<String>,
    /// SHA-256 over the stored values as little-endian 32-bit integers.
    pub stored_sha256: Option<String>,
    /// Means of 16 x 16 blocks of the stored values, row by row.
    pub stored_thumb16: Option<Vec<f64>>,
    /// How the display picture came about, for example `window_linear`.
    pub display_method: Option<&'static str>,
    /// Mean gray level of the display picture, 0 to 255.
    pub display_mean: Option<f64>,
    /// Means of 16 x 16 blocks of the display picture, row by row.
    pub display_thumb16: Option<Vec<f64>>,
    /// Oddities that did not stop the file.
    pub warnings: Vec<String>,
}

impl From<&Inspection> for InspectionReport {
    fn from(inspection: &Inspection) -> Self {
        let stored = inspection.stored.as_ref();
        let accepted = inspection.radiograph.as_ref().map(|radiograph| radiograph.method);
        let rejected = inspection.rejected_picture.as_ref().map(|rendered| rendered.method);
        Self {
            outcome: inspection.outcome,
            reasons: inspection.reasons.iter().map(|reason| reason.as_str()).collect(),
            message: inspection.message.clone(),
            transfer_syntax: inspection.transfer_syntax.clone(),
            rows: inspection.rows,
            columns: inspection.columns,
            frames: inspection.frames,
            photometric: inspection.photometric.clone(),
            stored_sha256: stored.map(|stored| stored.sha256_hex()),
            stored_thumb16: stored.map(|stored| stored.thumb16().to_vec()),
            display_method: accepted.or(rejected).map(|method| method.as_str()),
            display_mean: inspection.picture().map(mean),
            display_thumb16: inspection.picture().map(|picture| thumb16(picture).to_vec()),
            warnings: inspection.warnings.clone(),
        }
    }
}

impl InspectionReport {
    /// What is said of a file whose bytes cannot be had at all: `UNREADABLE`.
    pub fn unreadable(message: String) -> Self {
        Self {
            outcome: Outcome::Reject,
            reasons: vec!["UNREADABLE"],
            message,
            transfer_syntax: None,
            rows: None,
            columns: None,
            frames: None,
            photometric: None,
            stored_sha256: None,
            stored_thumb16: None,
            display_method: None,
            display_mean: None,
            display_thumb16: None,
            warnings: Vec::new(),
        }
    }
}
