//! Why a file is refused: a code for programs, a sentence for people.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a file is refused. The order is from most to least basic: a file that is not DICOM has no modality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReasonCode {
    /// Not a DICOM file at all: a picture, an archive, text.
    NotDicom,
    /// Damaged: truncated, impossible lengths, a broken codestream, values that contradict each other.
    Corrupt,
    /// Sequences nested deeper than [`super::limits::MAX_DEPTH`].
    TooDeep,
    /// More pixels, or more inflated bytes, than [`super::limits`] allows.
    TooLarge,
    /// Modality (or SOP class, or image type) outside the scope.
    Modality,
    /// Body part outside the scope, or not given.
    BodyPart,
    /// Projection outside the scope, or not given.
    ViewPosition,
    /// Patient outside the ages the scope covers.
    PatientAge,
    /// No pixel data: a report, a directory, an encapsulated document.
    NoPixelData,
    /// More than one frame.
    MultiFrame,
    /// Colour, floating point, packed or raw detector pixels.
    UnsupportedPixelFormat,
    /// Rows, Columns or frames that do not fit the pixel data.
    BadDimensions,
    /// A transfer syntax the reader does not decode.
    UnsupportedTransferSyntax,
    /// Unlike the films that the model was trained on: see [`crate::distribution`].
    OutOfDistribution,
}

impl ReasonCode {
    /// The code as programs read it, for example `VIEW_POSITION`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotDicom => "NOT_DICOM",
            Self::Corrupt => "CORRUPT",
            Self::TooDeep => "TOO_DEEP",
            Self::TooLarge => "TOO_LARGE",
            Self::Modality => "MODALITY",
            Self::BodyPart => "BODY_PART",
            Self::ViewPosition => "VIEW_POSITION",
            Self::PatientAge => "PATIENT_AGE",
            Self::NoPixelData => "NO_PIXEL_DATA",
            Self::MultiFrame => "MULTI_FRAME",
            Self::UnsupportedPixelFormat => "UNSUPPORTED_PIXEL_FORMAT",
            Self::BadDimensions => "BAD_DIMENSIONS",
            Self::UnsupportedTransferSyntax => "UNSUPPORTED_TRANSFER_SYNTAX",
            Self::OutOfDistribution => "OUT_OF_DISTRIBUTION",
        }
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What went wrong in a file, as a code and a sentence that names the attribute and its value, never the patient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DicomError {
    /// The code for programs.
    pub reason: ReasonCode,
    /// The sentence for people.
    pub message: String,
}

impl DicomError {
    pub(crate) fn new(reason: ReasonCode, message: impl Into<String>) -> Self {
        Self { reason, message: message.into() }
    }

    pub(crate) fn corrupt(message: impl Into<String>) -> Self {
        Self::new(ReasonCode::Corrupt, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_same_in_json() {
        for code in [ReasonCode::NotDicom, ReasonCode::UnsupportedTransferSyntax, ReasonCode::BodyPart] {
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{code}\""));
        }
    }
}
