//! How a JPEG or JPEG-LS codestream ends, T.81 annex B and T.87 annex C, and what is said of a wrong end.

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

/// Checks what follows the last pixel's data: the end of image, perhaps after fill bytes and a segment that repeats the
/// number of rows (DNL, T.81 section B.2.5), then nothing but padding or remains that are no picture.
pub(super) fn ends(rest: &[u8], rows: u32) -> Result<(), WrongEnd> {
    let after = match marker(rest)? {
        (0xD9, after) => after,
        (0xDC, [0, 4, r0, r1, after @ ..]) if u32::from(u16::from_be_bytes([*r0, *r1])) == rows => {
            match marker(after)? {
                (0xD9, after) => after,
                _ => return Err(WrongEnd::Missing),
            }
        }
        _ => return Err(WrongEnd::Missing),
    };
    let padding = after.iter().take_while(|byte| **byte == 0).count();
    match after.get(padding..) {
        Some([0xFF, 0xD8, ..]) => Err(WrongEnd::Another),
        _ => Ok(()),
    }
}

/// The next marker, with fill bytes before it, and what follows.
fn marker(bytes: &[u8]) -> Result<(u8, &[u8]), WrongEnd> {
    let fill = bytes.iter().take_while(|byte| **byte == 0xFF).count();
    match bytes.get(fill..) {
        Some([marker, after @ ..]) if fill > 0 => Ok((*marker, after)),
        _ => Err(WrongEnd::Missing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_image_is_asked_for() {
        for good in [&b"\xFF\xD9"[..], b"\xFF\xFF\xD9\0", b"\xFF\xD9\0\0", b"\xFF\xDC\0\x04\0\x10\xFF\xD9"] {
            assert_eq!(ends(good, 16), Ok(()), "{good:?}");
        }
        for bad in [&b""[..], b"\0", b"\xFF", b"\xD9", b"\xFF\xDC\0\x04\0\x11\xFF\xD9"] {
            assert_eq!(ends(bad, 16), Err(WrongEnd::Missing), "{bad:?}");
        }
        assert_eq!(ends(b"\xFF\xD9\0\xFF\xD8", 16), Err(WrongEnd::Another));
    }
}
