//! How a JPEG or JPEG-LS codestream ends, T.81 annex B and T.87 annex C.

use crate::dicom::reason::{DicomError, ReasonCode};

/// What is wrong with an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrongEnd {
    /// There is no end of image where the pixels end.
    Missing,
    /// Another codestream follows.
    Another,
}

impl WrongEnd {
    /// As an error about a codec's stream.
    pub(super) fn of(self, codec: &str) -> DicomError {
        match self {
            Self::Missing => DicomError::corrupt(format!("{codec}: no end of image after the last pixel")),
            Self::Another => DicomError::new(
                ReasonCode::MultiFrame,
                "a second picture stands behind the first, (0028,0008) NumberOfFrames says one",
            ),
        }
    }
}

/// Checks what follows the last pixel's data: the end of image, perhaps after fill bytes, then nothing but padding or
/// remains that are no picture.
pub(super) fn ends(rest: &[u8]) -> Result<(), WrongEnd> {
    let fill = rest.iter().take_while(|byte| **byte == 0xFF).count();
    let after = match rest.get(fill..) {
        Some([0xD9, after @ ..]) if fill > 0 => after,
        _ => return Err(WrongEnd::Missing),
    };
    let padding = after.iter().take_while(|byte| **byte == 0).count();
    match after.get(padding..) {
        Some([0xFF, 0xD8, ..]) => Err(WrongEnd::Another),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_image_is_asked_for() {
        for good in [&b"\xFF\xD9"[..], b"\xFF\xFF\xD9\0", b"\xFF\xD9\0\0"] {
            assert_eq!(ends(good), Ok(()), "{good:?}");
        }
        for bad in [&b""[..], b"\0", b"\xFF", b"\xD9", b"\xFF\xDC\0\x04\0\x10\xFF\xD9"] {
            assert_eq!(ends(bad), Err(WrongEnd::Missing), "{bad:?}");
        }
        assert_eq!(ends(b"\xFF\xD9\0\xFF\xD8"), Err(WrongEnd::Another));
    }
}
