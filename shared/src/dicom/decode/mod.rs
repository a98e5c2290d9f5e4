//! From Pixel Data to stored values, PS3.5 section 8 and annex A.4.

mod native;

use super::parse::DataSet;
use super::pixel_module::PixelModule;
use super::reason::{DicomError, ReasonCode};
use super::stored::StoredPixels;
use super::tags;
use super::transfer_syntax::{Codec, TransferSyntax};

/// Stored values of the frames of a data set, with what is worth a warning.
///
/// # Errors
///
/// `NO_PIXEL_DATA`, `BAD_DIMENSIONS`, `CORRUPT`, `UNSUPPORTED_TRANSFER_SYNTAX`, `UNSUPPORTED_PIXEL_FORMAT`.
pub(crate) fn decode(
    set: &DataSet<'_>,
    module: &PixelModule,
    syntax: &TransferSyntax,
    warnings: &mut Vec<String>,
) -> Result<StoredPixels, DicomError> {
    let element = set
        .get(tags::PIXEL_DATA)
        .ok_or_else(|| DicomError::new(ReasonCode::NoPixelData, "(7FE0,0010) PixelData is absent"))?;
    if element.value.is_empty() {
        return Err(DicomError::new(ReasonCode::NoPixelData, "(7FE0,0010) PixelData is empty"));
    }
    let patterns = match syntax.codec {
        Codec::Native | Codec::DeflatedDataSet => native::unpack_element(element, module, warnings)?,
        _ => return Err(unsupported(syntax)),
    };
    Ok(StoredPixels {
        rows: module.rows as usize,
        columns: module.columns as usize,
        frames: module.frames as usize,
        bits_stored: module.bits_stored,
        signed: module.signed,
        patterns,
    })
}

/// A syntax that is known by name and not decoded.
pub(crate) fn unsupported(syntax: &TransferSyntax) -> DicomError {
    let message = format!("(0002,0010) TransferSyntaxUID {} ({}) is not decoded by this reader", syntax.uid, syntax.name);
    DicomError::new(ReasonCode::UnsupportedTransferSyntax, message)
}

/// Whether the pixels of a syntax are decoded.
pub(crate) fn is_supported(syntax: &TransferSyntax) -> bool {
    matches!(syntax.codec, Codec::Native | Codec::DeflatedDataSet)
}
