//! Why an export cannot be made.

/// Why an export cannot be made. No message holds patient data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// The file is no DICOM instance whose attributes could be read, so there is nothing to refer to.
    #[error("the file is not a readable DICOM instance: a DICOM export has nothing to refer to")]
    NoSource,
    /// The film lacks what a reference to it needs.
    #[error("the film has no {0}, without which an export cannot refer to it")]
    Missing(&'static str),
    /// A UID that PS3.5 section 9.1 does not allow.
    #[error("the film's {0} is not a valid UID, so an export cannot refer to it")]
    BadUid(&'static str),
    /// An identifier that does not decode: filed under it, the export could reach another patient.
    #[error("the film's {0} has bytes that are not of its character set: nothing may be filed under it")]
    Undecodable(&'static str),
    /// A refused film has no heatmap.
    #[error("a film without an answer has no heatmap to burn in")]
    NoAnswer,
    /// The package has no scale of colours, or the map does not fit.
    #[error("the heatmap cannot be drawn: {0}")]
    Heatmap(&'static str),
    /// The encoder refused.
    #[error("the export cannot be encoded: {0}")]
    Encode(String),
}
