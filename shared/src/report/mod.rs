//! Exports: what is said of films, as files for others to read.
//!
//! Each export carries the package's id, the software's version and the package's notice. There are two forms
//! ([`Form`]): one for the PACS that the film came from, one for sharing without the patient. `docs/exports.md` says
//! what each file holds, with which codes, and attribute by attribute what sharing takes away.
//!
//! - [`structured_report`]: DICOM SR, a Measurement Report (PS3.16 TID 1500), one a film.
//! - [`secondary_capture`]: DICOM, the film with its heatmap and the notice burnt in.
//! - [`fhir_bundle`], [`csv`], [`json`]: one for all films of a worklist.
//!
//! Pure functions, bytes out: no I/O, no clock and no randomness of their own, so the caller gives the time and the
//! secret. A demonstration package has a demonstration score here too, with codes of Lobar's own; nothing of it can
//! be read as a probability or a finding. A refused film has reasons and no number.

mod answer;
mod attributes;
mod calendar;
mod codes;
pub mod colour;
mod content;
mod csv;
mod error;
mod export;
mod fhir;
mod fhir_resources;
mod files;
mod instance;
mod json;
mod overlay;
mod secondary_capture;
mod source;
mod structured_report;
mod terms;
#[cfg(test)]
mod tests;
mod text_band;
mod words;

pub use answer::{Answer, Film};
pub use calendar::Made;
pub use csv::csv;
pub use error::ReportError;
pub use export::{Export, Form, Secret};
pub use fhir::fhir_bundle;
pub use files::{Kept, lists};
pub use json::{JSON_SCHEMA_VERSION, json};
pub use overlay::LARGEST_SIDE;
pub use secondary_capture::secondary_capture;
pub use source::Source;
pub use structured_report::structured_report;
