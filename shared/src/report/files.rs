//! What the files of an export are called, and what is kept of its films until the lists are made.

use super::{Answer, Export, Film, ReportError, Source, csv, fhir_bundle, json};
use crate::dicom::Check;

/// What an export keeps of a film: all that a list says of it, and none of its pixels.
#[derive(Debug, Clone)]
pub struct Kept {
    /// [`Film::file`].
    pub file: String,
    /// [`Film::number`].
    pub number: u32,
    /// [`Film::source`].
    pub source: Option<Source>,
    /// [`Film::answer`].
    pub answer: Answer,
    /// [`Film::device`].
    pub device: String,
    /// [`Film::checks`].
    pub checks: Vec<Check>,
}

impl Kept {
    /// The film as exports take it.
    pub fn film(&self) -> Film<'_> {
        Film {
            file: &self.file,
            number: self.number,
            source: self.source.as_ref(),
            answer: &self.answer,
            device: &self.device,
            checks: &self.checks,
        }
    }
}

impl Film<'_> {
    /// The file name of its structured report.
    pub fn report_name(&self) -> String {
        format!("{}.sr.dcm", self.shared_name())
    }

    /// The file name of its secondary capture.
    pub fn capture_name(&self) -> String {
        format!("{}.sc.dcm", self.shared_name())
    }
}

/// The lists with which an export ends, each with its file name: CSV, JSON, FHIR.
///
/// # Errors
///
/// What [`json`] and [`fhir_bundle`] say.
pub fn lists(export: &Export<'_>, films: &[Kept]) -> Result<[(&'static str, Vec<u8>); 3], ReportError> {
    let films: Vec<Film<'_>> = films.iter().map(Kept::film).collect();
    Ok([
        ("worklist.csv", csv(export, &films)),
        ("worklist.json", json(export, &films)?),
        ("worklist.fhir.json", fhir_bundle(export, &films)?),
    ])
}
