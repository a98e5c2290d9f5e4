//! Deflate with a limit, RFC 1951.

use miniz_oxide::inflate::{
    DecompressError, TINFLStatus, decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit,
};

use super::reason::{DicomError, ReasonCode};

/// Inflates `bytes` to at most `limit` bytes; memory grows with what really comes out.
///
/// PS3.5 annex A.5 has a bare deflate stream; files with a zlib header (RFC 1950) around it are met and read.
///
/// # Errors
///
/// `TOO_LARGE` over the limit, `CORRUPT` for a stream that is damaged or cut off.
pub(crate) fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>, DicomError> {
    let error = match decompress_to_vec_with_limit(bytes, limit) {
        Ok(inflated) => return Ok(inflated),
        Err(error) => error,
    };
    if too_large(&error) {
        return Err(over(limit));
    }
    let zlib_header = match bytes {
        [first, second, ..] => {
            first & 0x0F == 8 && (u32::from(*first) * 256 + u32::from(*second)).is_multiple_of(31)
        }
        _ => false,
    };
    if zlib_header {
        match decompress_to_vec_zlib_with_limit(bytes, limit) {
            Ok(inflated) => return Ok(inflated),
            Err(error) if too_large(&error) => return Err(over(limit)),
            Err(_) => {}
        }
    }
    Err(DicomError::corrupt("the deflated data is damaged or cut off"))
}

fn too_large(error: &DecompressError) -> bool {
    error.status == TINFLStatus::HasMoreOutput
}

fn over(limit: usize) -> DicomError {
    DicomError::new(ReasonCode::TooLarge, format!("the deflated data inflates to more than {limit} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

    #[test]
    fn bare_and_wrapped_streams_inflate_and_a_cut_one_does_not() {
        let text = b"stored values ".repeat(50);
        let bare = compress_to_vec(&text, 6);
        assert_eq!(inflate(&bare, 1 << 20), Ok(text.clone()));
        assert_eq!(inflate(&compress_to_vec_zlib(&text, 6), 1 << 20), Ok(text));
        assert_eq!(inflate(&bare[..bare.len() / 2], 1 << 20).unwrap_err().reason, ReasonCode::Corrupt);
        assert_eq!(inflate(&bare, 100).unwrap_err().reason, ReasonCode::TooLarge);
    }
}
