//! `trainer inspect`: what the DICOM reader makes of a file.

use std::path::Path;

use serde::Serialize;
use shared::dicom::{AcquisitionScope, InspectOptions, InspectionReport, inspect_with};

/// One line of output.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InspectionLine {
    /// The file, as named.
    pub file: String,
    /// What the reader says of it.
    #[serde(flatten)]
    pub report: InspectionReport,
}

/// Inspects one file. A file that cannot be read is a `reject` with `UNREADABLE`.
pub fn inspect(path: &Path) -> InspectionLine {
    let options = InspectOptions { decode_rejected: true };
    let report = match std::fs::read(path) {
        Ok(bytes) => (&inspect_with(&bytes, &AcquisitionScope::chest_frontal(), options)).into(),
        Err(error) => InspectionReport::unreadable(error.to_string()),
    };
    InspectionLine { file: path.display().to_string(), report }
}
