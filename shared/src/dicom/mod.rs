//! Reading DICOM instances: the file, the acquisition checks, the stored pixels, the picture.
//!
//! [`inspect`] is the way in, for the tab, the command line and training alike. It takes bytes and gives a verdict with
//! every check, the stored values, and for a film inside the scope a [`Radiograph`].
//!
//! Invariants:
//!
//! - No input panics, and nothing is allocated because a file claims it: lengths are compared with the bytes that are
//!   left, pixels with [`limits`], codestream headers with Rows and Columns, before anything is made.
//! - Pixels are right or refused. A picture with missing parts is never returned.
//! - No message, warning or `Debug` output holds patient data; [`PatientStudy`] alone carries it.
//! - No I/O, no threads, no `unsafe`.

mod acquisition;
mod charset;
mod check;
mod decode;
mod dictionary;
mod display;
mod encapsulated;
mod file;
mod inflate;
mod inspection;
pub mod limits;
mod lut;
mod modality_lut;
mod parse;
mod patient;
mod pixel_module;
#[cfg(test)]
mod quirks;
mod radiograph;
mod reason;
mod report;
mod scope;
mod sniff;
mod stored;
#[cfg(test)]
mod synthetic;
mod tag_table;
pub mod tags;
#[cfg(test)]
mod tests;
mod thumbnail;
mod transfer_syntax;
mod values;
mod viewing;
#[cfg(test)]
mod viewing_tests;
mod voi;

pub use check::{Check, Verdict};
pub use decode::rare;
pub use dictionary::Dictionary;
pub use display::{DisplayMethod, DisplayPipeline, Padding, Rendered};
pub use inspection::{InspectOptions, Inspection, Outcome, inspect, inspect_with};
pub use lut::Lut;
pub use modality_lut::ModalityTransform;
pub use patient::PatientStudy;
pub use pixel_module::Photometric;
pub use radiograph::Radiograph;
pub use reason::{DicomError, ReasonCode};
pub use report::InspectionReport;
pub use scope::AcquisitionScope;
pub use stored::StoredPixels;
pub use tag_table::{MAX_ROWS, TagForm, TagRow, TagTable, tag_table};
pub use thumbnail::{mean, thumb16};
pub use viewing::{FilmGeometry, MOST_PIXELS, PixelSpacing, Viewing};
pub use voi::{Voi, VoiPreset, Window, WindowFunction};
