//! The bits of packet headers, T.800 section B.10.1.

use super::corrupt;
use crate::dicom::reason::DicomError;

/// Bits of a packet header: after a byte of 0xFF the next has seven (T.800 section B.10.1).
pub(super) struct HeaderBits<'a> {
    data: &'a [u8],
    at: usize,
    byte: u8,
    left: u32,
}

impl<'a> HeaderBits<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, byte: 0, left: 0 }
    }

    /// # Errors
    ///
    /// `CORRUPT` at the end of the data.
    pub(super) fn bit(&mut self) -> Result<u32, DicomError> {
        if self.left == 0 {
            self.left = if self.byte == 0xFF { 7 } else { 8 };
            self.byte = *self.data.get(self.at).ok_or_else(ended)?;
            self.at += 1;
        }
        self.left -= 1;
        Ok(u32::from(self.byte >> self.left) & 1)
    }

    /// A number of so many bits.
    pub(super) fn number(&mut self, bits: u32) -> Result<u32, DicomError> {
        (0..bits).try_fold(0, |number, _| Ok(number << 1 | self.bit()?))
    }

    /// Bytes taken, the stuffed one after a last 0xFF among them.
    pub(super) fn finish(self) -> Result<usize, DicomError> {
        let end = self.at + usize::from(self.byte == 0xFF);
        if end > self.data.len() { Err(ended()) } else { Ok(end) }
    }
}

/// The data of a tile end where a packet should go on.
pub(super) fn ended() -> DicomError {
    corrupt("a tile ends before its last packet")
}
