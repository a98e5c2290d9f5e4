//! Exports: films sent on as files.
//!
//! An export is a run of questions with one number: [`ExportFilm`] for each of its films, then its end. The engine reads
//! each film again for what the export takes over from it and makes the film's own files at once; what the lists need
//! stays with the engine until the end, which gives the lists. A new number forgets the export before it.

use serde::{Deserialize, Serialize};

/// For whom an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportForm {
    /// For the PACS that the film came from: patient and study stay.
    Pacs,
    /// For others: nobody is named.
    Sharing,
}

/// What all films of an export have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportOptions {
    /// The export's number.
    pub export: u32,
    /// For whom.
    pub form: ExportForm,
    /// Whether each answered film becomes a picture with its heatmap burnt in.
    pub pictures: bool,
    /// Seconds since 1970-01-01 00:00 UTC.
    pub seconds: i64,
    /// Minutes that the local clock is ahead of UTC.
    pub offset_minutes: i32,
}

/// A film to be exported, in the message's `file`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExportFilm {
    /// Its place in the worklist, from 1.
    pub number: u32,
    /// The file's name.
    pub name: String,
    /// The network's output, of a film that was classified.
    pub logit: Option<f32>,
    /// Where it comes from.
    pub heatmap: Option<Vec<f32>>,
    /// Why there is no number, otherwise.
    pub reasons: Vec<String>,
    /// The same in a sentence.
    pub message: String,
    /// The device that computed it.
    pub device: String,
}

/// A file of an export. Their bytes are in the message's `pixels`, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub size: u32,
    /// CRC-32 of them, as zip has it.
    pub crc32: u32,
}
