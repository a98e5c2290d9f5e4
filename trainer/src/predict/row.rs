//! One row of output, as CSV and as JSON lines, written and read back.

use std::fmt;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use shared::dicom::{Outcome, ReasonCode};
use shared::inference::Refusal;

/// What is said of one film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// The file, as it was named on the command line or found in a folder; in a zip, the zip's name, `/`, the entry's name.
    pub file: String,
    /// `accept` or `reject`.
    pub outcome: Outcome,
    /// Reason codes, empty for an accepted film.
    pub reasons: Vec<String>,
    /// For people.
    pub message: String,
    /// The network's output.
    pub logit: Option<f32>,
    /// Calibrated; from a demonstration package, or for a film of people whom the package was not tried on, a score, never to
    /// be called a probability: the message says so.
    pub probability: Option<f64>,
    /// The operating point in use, as a probability.
    pub threshold: Option<f64>,
    /// Whether the film is at or above it.
    pub positive: Option<bool>,
    /// The package's id.
    pub model: String,
    /// Where it was computed.
    pub device: String,
}

/// The fields' names, in order.
pub const FIELDS: [&str; 10] = [
    "file",
    "outcome",
    "reasons",
    "message",
    "logit",
    "probability",
    "threshold",
    "positive",
    "model",
    "device",
];

impl Prediction {
    /// With `notice` in its message: what a program reads, because rows travel alone.
    pub fn with_notice(mut self, notice: &str) -> Self {
        self.message = format!("{}. {notice}", self.message.trim_end_matches('.'));
        self
    }
}

/// Why a film gets no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Reason codes, most basic first.
    pub reasons: Vec<String>,
    /// For people; never quotes what the file holds of a patient.
    pub message: String,
}

/// No such bytes, or none that are read here.
pub(super) const UNREADABLE: &str = "UNREADABLE";
/// The device did not compute an answer.
pub(super) const FAILED: &str = "FAILED";

impl Reject {
    /// With one code.
    pub(super) fn new(reason: &str, message: impl Into<String>) -> Self {
        Self { reasons: vec![reason.to_owned()], message: message.into() }
    }

    /// The bytes cannot be had.
    pub(crate) fn unreadable(message: impl Into<String>) -> Self {
        Self::new(UNREADABLE, message)
    }

    /// The bytes are damaged.
    pub(super) fn corrupt(message: impl Into<String>) -> Self {
        Self::new(ReasonCode::Corrupt.as_str(), message)
    }
}

impl From<Refusal> for Reject {
    fn from(refusal: Refusal) -> Self {
        Self {
            reasons: refusal.reasons.iter().map(|r| r.as_str().to_owned()).collect(),
            message: refusal.message,
        }
    }
}

/// A form that programs read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFormat {
    /// Comma-separated values with a header; reasons are separated by `|`, what is not known is empty.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

impl fmt::Display for RowFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        })
    }
}

impl RowFormat {
    /// What stands before the first row.
    ///
    /// # Errors
    ///
    /// None that can be met: writing to memory.
    pub fn header(self) -> Result<Vec<u8>> {
        match self {
            Self::Csv => csv_line(&FIELDS),
            Self::Jsonl => Ok(Vec::new()),
        }
    }

    /// A row with its end of line.
    ///
    /// # Errors
    ///
    /// None that can be met: writing to memory.
    pub fn row(self, p: &Prediction) -> Result<Vec<u8>> {
        match self {
            Self::Csv => csv_line(&[
                p.file.clone(),
                p.outcome.as_str().into(),
                p.reasons.join("|"),
                p.message.clone(),
                text(p.logit),
                text(p.probability),
                text(p.threshold),
                text(p.positive),
                p.model.clone(),
                p.device.clone(),
            ]),
            Self::Jsonl => {
                let mut line = serde_json::to_vec(p)?;
                line.push(b'\n');
                Ok(line)
            }
        }
    }
}

/// File and package of a CSV row.
///
/// # Errors
///
/// A row of another shape.
pub(super) fn csv_key(record: &csv::ByteRecord) -> Result<(String, String)> {
    let field = |i: usize| String::from_utf8(record.get(i).unwrap_or_default().to_vec()).context("not UTF-8");
    ensure!(record.len() == FIELDS.len(), "{} fields instead of {}", record.len(), FIELDS.len());
    let outcome = field(1)?;
    let known = [Outcome::Accept, Outcome::Reject].map(Outcome::as_str);
    ensure!(known.contains(&outcome.as_str()), "`outcome` is neither accept nor reject");
    Ok((field(0)?, field(8)?))
}

/// File and package of a JSON line.
///
/// # Errors
///
/// A line that is no such object.
pub(super) fn json_key(line: &[u8]) -> Result<(String, String)> {
    let row: Prediction = serde_json::from_slice(line)?;
    Ok((row.file, row.model))
}

/// One line of CSV.
///
/// # Errors
///
/// None that can be met: writing to memory.
pub fn csv_line(fields: &[impl AsRef<[u8]>]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields)?;
    Ok(writer.into_inner()?)
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}
