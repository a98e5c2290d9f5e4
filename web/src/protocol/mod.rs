//! What the page (`app`) and the worker (`engine`) say to each other.
//!
//! A message is a plain JavaScript object `{ json, number?, file?, files?, pixels? }`. `json` is the text of a [`Request`] or an
//! [`Event`]; `file` is a `File` handed over as it is (a structured clone of a `File` copies a handle, not its
//! bytes); `number` is the page's number of a question; `files` is an array of such, the files of a package; `pixels` is a transferred `ArrayBuffer`.
//!
//! The types here are mirrors made for the wire: codes are strings and nothing refers to Burn or to the DICOM
//! reader, so that the page's binary stays small and can show what an engine of another version says.
//! This module performs no I/O and knows no DOM; it compiles on every target.
//!
//! # Order of messages
//!
//! The page sends [`Request::Start`] once. The engine answers with any number of [`Event::Progress`], then one
//! [`Event::Ready`] or [`Event::Failed`]. After `Ready`, each [`Request::Classify`] is answered by exactly one
//! [`Event::Classified`], each [`Request::Film`] by exactly one [`Event::Film`] and each [`Request::Tags`] by exactly one
//! [`Event::Tags`], each kind in the order asked. While a film is computed the engine reads the next one and serves what comes before it, so the page
//! sends a second `Classify` before the first is answered, and no third. With [`Event::Working`] the engine says what it
//! turns to, if that has a number: should it end, that question is to blame.
//! What an export asks is said in [`ExportFilm`]'s module. [`Event::DeviceLost`] may come at any time, and [`Event::Stopping`] right before the worker's error.

mod device;
mod export;
mod film;
mod package;
mod said;
mod standing;
mod start;
mod tags;
mod viewing;

pub use device::{DeviceChoice, DeviceKind, DeviceSummary, SelfTestSummary, Stage};
pub use export::{ExportFilm, ExportForm, ExportOptions, ExportedFile};
pub use film::{
    Assumption, CheckSummary, CheckVerdict, Distance, FilmResult, FilmState, PatientSummary, heatmap_side,
};
pub use package::{Metric, PackageSummary, Source, SourceKind, Unlike};
pub use said::{Said, code};
pub use standing::{Calibration, Evidence, Figure, Group, OperatingPoint, PointFigures, Standing};
pub use start::{Cause, PackageChoice};
pub use tags::{TagForm, TagRow, TagTable};
pub use viewing::{FilmView, PresetSummary, SpacingSummary, VoiSummary};

use serde::{Deserialize, Serialize};

/// Name of the message object's property that holds the JSON text.
pub const JSON: &str = "json";
/// Name of the message object's property that holds the `File`.
pub const FILE: &str = "file";
/// Name of the message object's property that holds a question's number.
pub const NUMBER: &str = "number";
/// Name of the message object's property that holds the `File`s of a package, by their own names.
pub const FILES: &str = "files";
/// Name of the message object's property that holds the `ArrayBuffer` of a film's values.
pub const PIXELS: &str = "pixels";

/// The page asks the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Request {
    /// Load the package, choose a device, run the self-test.
    Start {
        /// The device asked for by `?device=` in the address.
        device: DeviceChoice,
        /// Absolute URL of the page's folder, with a final slash: a worker made from a `blob:` URL has no base.
        base: String,
        /// The package to use.
        #[serde(default, skip_serializing_if = "PackageChoice::is_bundled")]
        package: PackageChoice,
    },
    /// Classify the film in the message's `file`.
    Classify {
        /// The row; echoed in the answer.
        id: u32,
        /// The file's name, for the answer's messages only.
        name: String,
        /// What to assume if the file is a picture; without it a picture is refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assumed: Option<Assumption>,
    },
    /// Read the film in the message's `file` for the viewer.
    Film {
        /// The row; echoed in the answer.
        id: u32,
    },
    /// List every attribute of the message's `file`, whatever becomes of it as a film.
    Tags {
        /// The row; echoed in the answer.
        id: u32,
        /// Absolute URL of the dictionary, which is fetched once.
        dictionary: String,
    },
    /// Make the files of a film, read from the message's `file`; without one, the film only has its place in the lists.
    ExportFilm {
        /// The row; echoed in the answer.
        id: u32,
        /// What all films of the export have in common.
        options: ExportOptions,
        /// The film.
        film: Box<ExportFilm>,
    },
    /// Make the lists of an export, which ends it.
    ExportLists {
        /// As they were for its films.
        options: ExportOptions,
    },
}

/// The engine answers, or tells how far it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// Something that takes time has moved on.
    Progress {
        /// What is being done.
        stage: Stage,
        /// Bytes (or self-test cases) so far.
        loaded: u64,
        /// Bytes (or self-test cases) in all; 0 if unknown.
        total: u64,
        /// A short line for people, such as the shard being read; may be empty.
        message: String,
    },
    /// Films can be classified from now on.
    Ready {
        /// The device that passed the self-test.
        device: DeviceSummary,
        /// The package in use. Boxed: it is much larger than any other event.
        package: Box<PackageSummary>,
        /// What the self-test measured on that device.
        self_test: SelfTestSummary,
        /// What else the reader should know, such as a full store.
        #[serde(default)]
        notes: Vec<Said>,
    },
    /// The engine turns to a question, or back to one after others.
    Working {
        /// The question's number.
        number: u32,
    },
    /// The engine cannot predict at all: the package is broken, or no device passes the self-test.
    Failed {
        /// Why, and what to do, in a sentence or two.
        message: Said,
    },
    /// The GPU went away: nothing more will come of what it was asked. Sent by the script that starts the worker.
    DeviceLost {},
    /// The engine is about to end. Sent by the script that starts the worker.
    Stopping {
        /// Why.
        cause: Cause,
    },
    /// The answer to [`Request::Classify`].
    Classified {
        /// The row.
        id: u32,
        /// What came of the film.
        result: Box<FilmResult>,
    },
    /// The answer to [`Request::Film`]. The message's `pixels` hold its values: see [`FilmView`].
    Film {
        /// The row.
        id: u32,
        /// What the values mean; `None`, and no `pixels`, of a film that cannot be shown.
        view: Option<Box<FilmView>>,
    },
    /// The answer to [`Request::ExportFilm`] and, without a row, to [`Request::ExportLists`].
    Exported {
        /// The row.
        id: Option<u32>,
        /// The export's number.
        export: u32,
        /// The files, whose bytes are in the message's `pixels`, one after the other.
        files: Vec<ExportedFile>,
        /// Why a file is missing, in English, without patient data.
        notes: Vec<String>,
        /// Why there can be no export at all.
        fault: Option<String>,
    },
    /// The answer to [`Request::Tags`].
    Tags {
        /// The row.
        id: u32,
        /// The attributes, as far as the file can be read.
        table: TagTable,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_tagged_in_snake_case() {
        let start = Request::Start {
            device: DeviceChoice::Webgpu,
            base: "http://x/".into(),
            package: PackageChoice::Bundled,
        };
        assert_eq!(
            serde_json::to_string(&start).unwrap(),
            r#"{"type":"start","device":"webgpu","base":"http://x/"}"#
        );
        let own =
            Request::Start { device: DeviceChoice::Cpu, base: String::new(), package: PackageChoice::Own };
        let text = serde_json::to_string(&own).unwrap();
        assert!(text.ends_with(r#""package":"own"}"#), "{text}");
        assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), own);
        let stopping: Event = serde_json::from_str(r#"{"type":"stopping","cause":"memory"}"#).unwrap();
        assert_eq!(stopping, Event::Stopping { cause: Cause::Memory });
        let lost: Event = serde_json::from_str(r#"{"type":"device_lost"}"#).unwrap();
        assert_eq!(lost, Event::DeviceLost {});
        let event: Event = serde_json::from_str(
            r#"{"type":"progress","stage":"self_test","loaded":1,"total":2,"message":""}"#,
        )
        .unwrap();
        assert_eq!(
            event,
            Event::Progress { stage: Stage::SelfTest, loaded: 1, total: 2, message: String::new() }
        );
    }
}
