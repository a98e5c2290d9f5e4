//! What the page (`app`) and the worker (`engine`) say to each other.
//!
//! A message is a plain JavaScript object `{ json, file?, pixels? }`. `json` is the text of a [`Request`] or an
//! [`Event`]; `file` is a `File` handed over as it is (a structured clone of a `File` copies a handle, not its
//! bytes); `pixels` is a transferred `ArrayBuffer`.
//!
//! The types here are mirrors made for the wire: codes are strings and nothing refers to Burn or to the DICOM
//! reader, so that the page's binary stays small and can show what an engine of another version says.
//! This module performs no I/O and knows no DOM; it compiles on every target.
//!
//! # Order of messages
//!
//! The page sends [`Request::Start`] once. The engine answers with any number of [`Event::Progress`], then one
//! [`Event::Ready`] or [`Event::Failed`]. After `Ready`, each [`Request::Classify`] is answered by exactly one
//! [`Event::Classified`] and each [`Request::Film`] by exactly one [`Event::Film`], in the order asked. The page
//! sends the next `Classify` only when the last one is answered, so a trap names the film that caused it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Name of the message object's property that holds the JSON text.
pub const JSON: &str = "json";
/// Name of the message object's property that holds the `File`.
pub const FILE: &str = "file";
/// Name of the message object's property that holds the `ArrayBuffer` of gray levels.
pub const PIXELS: &str = "pixels";
/// Rows and columns of [`FilmResult::heatmap`].
pub const HEATMAP_SIDE: usize = 14;
/// Longest side, in pixels, of the picture that answers [`Request::Film`].
pub const FILM_SIDE: u32 = 2048;

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
    },
    /// Classify the film in the message's `file`.
    Classify {
        /// The row; echoed in the answer.
        id: u32,
        /// The file's name, for the answer's messages only.
        name: String,
    },
    /// Make the viewer's picture of the film in the message's `file`.
    Film {
        /// The row; echoed in the answer.
        id: u32,
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
    },
    /// The engine cannot predict at all: the package is broken, or no device passes the self-test.
    Failed {
        /// Why, and what to do, in a sentence or two.
        message: String,
    },
    /// The answer to [`Request::Classify`].
    Classified {
        /// The row.
        id: u32,
        /// What came of the film.
        result: Box<FilmResult>,
    },
    /// The answer to [`Request::Film`]. The message's `pixels` hold `width * height` gray levels, row-major;
    /// a film that cannot be shown has no `pixels` and both sides 0.
    Film {
        /// The row.
        id: u32,
        /// Columns of the picture, at most [`FILM_SIDE`].
        width: u32,
        /// Rows of the picture, at most [`FILM_SIDE`].
        height: u32,
        /// Columns and rows of the film it was made from.
        scaled_from: [u32; 2],
    },
}

/// A device as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceChoice {
    /// WebGPU on a real adapter, or else the CPU.
    Auto,
    /// WebGPU on whatever adapter there is.
    Webgpu,
    /// The CPU.
    Cpu,
}

/// A device as it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// WebGPU.
    Webgpu,
    /// The CPU.
    Cpu,
}

impl DeviceKind {
    /// The word used in the page's `data-device`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Webgpu => "webgpu",
            Self::Cpu => "cpu",
        }
    }
}

/// What the engine is busy with before it is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The engine's own code is being fetched. Sent by the script that starts the worker, not by the engine.
    Engine,
    /// The package's manifest and shards are being fetched and verified.
    Package,
    /// A device is being opened.
    Device,
    /// The stored films are being classified and compared.
    SelfTest,
}

/// The device in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSummary {
    /// WebGPU or CPU.
    pub kind: DeviceKind,
    /// The adapter's name, or what the CPU path is called.
    pub adapter: String,
    /// Why the device is not the one that might be expected, if so.
    pub note: Option<String>,
}

/// What the page says about the model package.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackageSummary {
    /// The package id, 64 hexadecimal digits.
    pub id: String,
    /// The package's name.
    pub name: String,
    /// All its training data is synthetic: its output is a demonstration score and nothing else.
    pub demonstration: bool,
    /// Where the training data came from.
    pub sources: Vec<Source>,
    /// The operating point in use, on the scale of [`FilmResult::score`].
    pub threshold: f32,
    /// How the operating point was chosen, in a sentence.
    pub threshold_rule: String,
    /// The value of the heatmap that gets the last colour; fixed by the package, never by the film.
    pub heatmap_scale: f32,
    /// What the model was trained on, in a sentence.
    pub trained_on: String,
    /// Measured quality.
    pub metrics: Vec<Metric>,
    /// The intended use, as the package states it.
    pub intended_use: String,
    /// The notice that must stand beside every answer.
    pub notice: String,
}

/// One source of training data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The source's name.
    pub name: String,
    /// Real films or synthetic ones.
    pub kind: SourceKind,
    /// Who made it and where it can be had.
    pub provenance: String,
    /// Whom it shows.
    pub population: String,
}

/// Whether training films came from people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Computed.
    Synthetic,
    /// Taken of people.
    Real,
}

/// One figure of quality with its interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// What is measured, such as `AUC`.
    pub name: String,
    /// The estimate.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Films it was measured on.
    pub n: Option<u64>,
    /// On which films, in a few words.
    pub note: String,
}

/// What the self-test measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelfTestSummary {
    /// Films compared.
    pub cases: u32,
    /// Largest difference of a feature, over the features' maximum.
    pub max_feature_error: f64,
    /// Largest difference of a logit, over `max(1, |logit|)`.
    pub max_logit_error: f64,
    /// How long it took.
    pub elapsed_ms: f64,
}

/// How a film ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilmState {
    /// Classified.
    Done,
    /// Outside the model's scope, or not readable as a film: there is no number.
    Rejected,
    /// The engine could not finish; another try may help.
    Failed,
}

impl FilmState {
    /// The word used in the row's `data-state`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
        }
    }
}

/// What came of one film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilmResult {
    /// How it ended.
    pub state: FilmState,
    /// Reason codes of a rejected film, such as `BODY_PART`; the row's `data-reason`.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// For a film without a number: why, in a sentence, without patient data.
    #[serde(default)]
    pub message: String,
    /// Every acquisition check that was made.
    #[serde(default)]
    pub checks: Vec<CheckSummary>,
    /// What else the reader should know, such as a missing window.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The model's output.
    pub logit: Option<f32>,
    /// The score, or the calibrated probability where the package has evidence for it; 0 to 1.
    pub score: Option<f32>,
    /// The threshold that the score was compared with.
    pub threshold: Option<f32>,
    /// Whether the score reaches the threshold.
    pub above: Option<bool>,
    /// [`HEATMAP_SIDE`] squared values, row-major, not negative, not scaled.
    pub heatmap: Option<Vec<f32>>,
    /// The device that computed it, as in `data-device`.
    #[serde(default)]
    pub device: String,
    /// Reading and preparing the film.
    pub decode_ms: Option<f64>,
    /// Running the model.
    pub inference_ms: Option<f64>,
    /// Who the film is of, for the reader to match it by.
    pub patient: Option<PatientSummary>,
    /// View position, such as `PA`.
    pub view_position: Option<String>,
    /// Rows of the film.
    pub rows: Option<u32>,
    /// Columns of the film.
    pub columns: Option<u32>,
    /// Photometric interpretation.
    pub photometric: Option<String>,
    /// Transfer syntax, as a name or UID.
    pub transfer_syntax: Option<String>,
}

impl FilmResult {
    /// A film that ended without a number, and why.
    pub fn without_number(state: FilmState, reasons: Vec<String>, message: String) -> Self {
        Self {
            state,
            reasons,
            message,
            checks: Vec::new(),
            warnings: Vec::new(),
            logit: None,
            score: None,
            threshold: None,
            above: None,
            heatmap: None,
            device: String::new(),
            decode_ms: None,
            inference_ms: None,
            patient: None,
            view_position: None,
            rows: None,
            columns: None,
            photometric: None,
            transfer_syntax: None,
        }
    }
}

/// One acquisition check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckSummary {
    /// What is checked, such as `Body part`.
    pub name: String,
    /// The attribute's tag, such as `(0018,0015)`; none where a check looks at the file or the pixels.
    pub tag: Option<String>,
    /// The attribute's name in the standard.
    pub attribute: Option<String>,
    /// The value found.
    pub value: Option<String>,
    /// What the package or the standard asks for.
    pub expected: String,
    /// What came of it.
    pub verdict: CheckVerdict,
    /// The reason code, if the check can refuse a film.
    pub reason: Option<String>,
    /// A sentence for people.
    pub message: String,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    /// As expected.
    Pass,
    /// Accepted, with a doubt.
    Warn,
    /// The film is refused.
    Fail,
    /// Nothing to decide, worth knowing.
    Note,
}

/// What identifies a film to its reader. It is shown, and goes nowhere else: not to the console, the page's title
/// or an address. The study description is left out on purpose, as it can hold the diagnosis.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientSummary {
    /// Patient's name, for display.
    pub name: Option<String>,
    /// Patient ID.
    pub id: Option<String>,
    /// Birth date, `YYYY-MM-DD` or as found.
    pub birth_date: Option<String>,
    /// Age, for display.
    pub age: Option<String>,
    /// Sex, as found.
    pub sex: Option<String>,
    /// Study date, `YYYY-MM-DD` or as found.
    pub study_date: Option<String>,
}

// Patient data never reaches a log or a panic message.
impl fmt::Debug for PatientSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PatientSummary(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_tagged_in_snake_case() {
        let start = Request::Start { device: DeviceChoice::Webgpu, base: "http://x/".into() };
        assert_eq!(
            serde_json::to_string(&start).unwrap(),
            r#"{"type":"start","device":"webgpu","base":"http://x/"}"#
        );
        let event: Event = serde_json::from_str(
            r#"{"type":"progress","stage":"self_test","loaded":1,"total":2,"message":""}"#,
        )
        .unwrap();
        assert_eq!(
            event,
            Event::Progress { stage: Stage::SelfTest, loaded: 1, total: 2, message: String::new() }
        );
    }

    #[test]
    fn a_rejected_film_needs_no_numbers() {
        let text = r#"{"state":"rejected","reasons":["BODY_PART"],"message":"No chest."}"#;
        let result: FilmResult = serde_json::from_str(text).unwrap();
        assert_eq!(result.state, FilmState::Rejected);
        assert_eq!(result.score, None);
        assert!(result.checks.is_empty());
    }

    #[test]
    fn patient_data_stays_out_of_debug() {
        let patient = PatientSummary { name: Some("Doe^Jane".into()), ..PatientSummary::default() };
        assert!(!format!("{patient:?}").contains("Jane"));
    }
}
