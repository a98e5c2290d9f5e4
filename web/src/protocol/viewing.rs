//! What the viewer is handed of a film.

use serde::{Deserialize, Serialize};

/// A film for the viewer. The message's `pixels` are 16-bit little-endian words: `width * height` codes, row-major, then
/// the entries of the VOI LUTs, one after the other in the order of `presets`.
///
/// The modality value of a code (PS3.3 section C.11.1) is `(code + first) * slope + intercept`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilmView {
    /// Columns of the codes.
    pub width: u32,
    /// Rows of the codes.
    pub height: u32,
    /// Columns and rows of the film that they were made from.
    pub scaled_from: [u32; 2],
    /// How many columns and rows of the film became one; 1 if the codes are the film's own values.
    pub reduction: u32,
    /// Codes are below this.
    pub code_count: u32,
    /// What the code 0 stands for before slope and intercept.
    pub first: i32,
    /// Rescale Slope, 1 without.
    pub slope: f64,
    /// Rescale Intercept, 0 without.
    pub intercept: f64,
    /// What modality values are counted in, where the file says it.
    pub units: Option<String>,
    /// The file's VOI LUTs and windows; the first is what the model sees. Empty if there are none: then it sees `whole`.
    pub presets: Vec<PresetSummary>,
    /// Low values are bright: MONOCHROME1.
    pub inverse: bool,
    /// Lowest and highest modality value, padding left out.
    pub whole: [f64; 2],
    /// Modality values of the 1st and the 99th percentile, padding left out.
    pub fitted: [f64; 2],
    /// Lowest and highest code that is padding.
    pub padding: Option<[u32; 2]>,
    /// The size of the film's pixels, where the file says it.
    pub spacing: Option<SpacingSummary>,
    /// Where rows and where columns lead in the patient, such as `L` and `F`, as the file states it.
    pub orientation: Option<[String; 2]>,
    /// Image Laterality: `R`, `L`, `U` or `B`.
    pub laterality: Option<String>,
    /// View position, such as `PA`.
    pub view_position: Option<String>,
    /// A picture that is not DICOM: its values are gray levels from 0 to 255, to be shown as they are.
    #[serde(default)]
    pub plain: bool,
}

/// One way of showing a film that its file offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PresetSummary {
    /// The file's own word for it; may be empty.
    pub explanation: String,
    /// The transform.
    pub voi: VoiSummary,
}

/// How modality values become brightness, PS3.3 section C.11.2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum VoiSummary {
    /// VOI LUT Function LINEAR.
    Linear {
        /// Window Center.
        center: f64,
        /// Window Width.
        width: f64,
    },
    /// VOI LUT Function LINEAR_EXACT.
    LinearExact {
        /// Window Center.
        center: f64,
        /// Window Width.
        width: f64,
    },
    /// VOI LUT Function SIGMOID.
    Sigmoid {
        /// Window Center.
        center: f64,
        /// Window Width.
        width: f64,
    },
    /// A VOI LUT. Its entries follow the codes.
    Table {
        /// The input that the first entry belongs to.
        first: i32,
        /// The highest value that an entry can hold.
        maximum: u16,
        /// Number of entries.
        entries: u32,
    },
}

/// The size of a film's pixels, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SpacingSummary {
    /// Between rows.
    pub rows: f64,
    /// Between columns.
    pub columns: f64,
    /// Measured at the detector, where the patient is magnified.
    pub at_detector: bool,
}
