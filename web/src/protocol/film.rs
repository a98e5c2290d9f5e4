//! What comes of a film.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Said;
use super::standing::Standing;

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
    /// A square of values, row-major, not negative, not scaled; a sixteenth of the network's input wide.
    pub heatmap: Option<Vec<f32>>,
    /// How far the film lies from the training films, if the package can tell.
    #[serde(default)]
    pub distance: Option<Distance>,
    /// How the film stands to the package's evidence; of a film that was classified.
    #[serde(default)]
    pub standing: Option<Standing>,
    /// The device that computed it, as in `data-device`.
    #[serde(default)]
    pub device: String,
    /// Reading and preparing the film.
    pub decode_ms: Option<f64>,
    /// Running the model.
    pub inference_ms: Option<f64>,
    /// Who the film is of, for the reader to match it by.
    pub patient: Option<PatientSummary>,
    /// For a film that the engine could not finish: why, for the reader's language.
    pub trouble: Option<Said>,
    /// Id of the package that answered. Set by the page, which knows whom it asked.
    pub package: Option<String>,
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
    /// Whether the file is a picture (PNG or JPEG), of whose acquisition nothing is known.
    #[serde(default)]
    pub picture_file: bool,
}

/// How far a film lies from those that the model was trained on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Distance {
    /// The distance, about 1 for a training film.
    pub value: f64,
    /// The package's cut-off.
    pub cutoff: f64,
    /// Whether the film counts as unlike the training films.
    pub outside: bool,
}

/// What the reader lets be assumed of a picture file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumption {
    /// It is a frontal chest film, PA or AP, of an adult.
    FrontalChestOfAnAdult,
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
            distance: None,
            standing: None,
            device: String::new(),
            decode_ms: None,
            inference_ms: None,
            patient: None,
            trouble: None,
            package: None,
            view_position: None,
            rows: None,
            columns: None,
            photometric: None,
            transfer_syntax: None,
            picture_file: false,
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
    /// Study Instance UID, which the films of a study have in common.
    pub study_uid: Option<String>,
}

// Patient data never reaches a log or a panic message.
impl fmt::Debug for PatientSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PatientSummary(..)")
    }
}

/// Most columns and rows of a heatmap.
const MOST_HEATMAP_SIDE: usize = 64;

/// Columns and rows of a heatmap: a sixteenth of the network's input, so a package of 224 pixels has 14. `None` of what is
/// no square, or has values that are no numbers.
pub fn heatmap_side(map: &[f32]) -> Option<usize> {
    let side = map.len().isqrt();
    let sound = (1..=MOST_HEATMAP_SIDE).contains(&side) && side * side == map.len();
    (sound && map.iter().all(|v| v.is_finite())).then_some(side)
}

#[cfg(test)]
mod tests {
    use super::*;

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
