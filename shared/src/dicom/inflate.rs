//! Deflate with a limit, RFC 1951.

use super::reason::DicomError;

/// Inflates `bytes`, at most `limit` bytes of output.
pub(crate) fn inflate(_bytes: &[u8], _limit: usize) -> Result<Vec<u8>, DicomError> {
    Err(DicomError::new(super::ReasonCode::UnsupportedTransferSyntax, "deflated data sets are not read yet"))
}
