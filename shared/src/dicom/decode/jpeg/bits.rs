//! Bits of entropy-coded data, T.81 section F.2.2.5.

use super::super::ending::ends;
use super::corrupt;
use crate::dicom::reason::DicomError;

/// Reads bits, most significant first; a stuffed zero after FF is dropped, and a marker ends the data.
///
/// Reading past the end is an error, not zeros: a cut film would otherwise come out with a gray lower part.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    position: usize,
    /// The next bits, at the top.
    buffer: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0, buffer: 0, count: 0 }
    }

    /// Bytes of the data, for an estimate of what they can hold.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    #[inline]
    fn fill(&mut self) {
        while self.count <= 56 {
            let Some(&byte) = self.bytes.get(self.position) else { return };
            if byte == 0xFF {
                if self.bytes.get(self.position + 1) != Some(&0) {
                    return;
                }
                self.position += 1;
            }
            self.position += 1;
            self.buffer |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// The next 16 bits without taking them; zeros where there are no more.
    #[inline]
    pub(super) fn peek16(&mut self) -> u32 {
        if self.count < 16 {
            self.fill();
        }
        (self.buffer >> 48) as u32
    }

    #[inline]
    pub(super) fn consume(&mut self, count: u32) -> Result<(), DicomError> {
        if count > self.count {
            return Err(corrupt("ends before its pixels"));
        }
        self.buffer <<= count;
        self.count -= count;
        Ok(())
    }

    /// The next `count` bits, 1 to 16.
    #[inline]
    pub(super) fn take(&mut self, count: u32) -> Result<u32, DicomError> {
        let value = self.peek16() >> (16 - count);
        self.consume(count)?;
        Ok(value)
    }

    /// A number of `size` bits, 0 to 15, with its sign: RECEIVE and EXTEND, T.81 section F.2.2.1.
    #[inline]
    pub(super) fn signed(&mut self, size: u32) -> Result<i32, DicomError> {
        if size == 0 {
            return Ok(0);
        }
        let value = self.take(size)? as i32;
        Ok(if value < 1 << (size - 1) { value - (1 << size) + 1 } else { value })
    }

    /// Steps over the restart marker with `number` (0 to 7), T.81 section F.2.1.3.1.
    pub(super) fn restart(&mut self, number: usize) -> Result<(), DicomError> {
        self.fill();
        if self.count >= 8 {
            return Err(corrupt("holds more than its pixels before a restart marker"));
        }
        (self.buffer, self.count) = (0, 0);
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let fill = rest.iter().skip(1).take_while(|byte| **byte == 0xFF).count();
        let marker = rest.get(1 + fill).copied();
        if rest.first() != Some(&0xFF) || marker.map(usize::from) != Some(0xD0 + number) {
            return Err(corrupt("a restart marker is missing"));
        }
        self.position += 2 + fill;
        Ok(())
    }

    /// Checks that the data ends where its pixels do, with the end of image: a stream that lost its last bytes may
    /// otherwise find pixels in what pads its fragment.
    ///
    /// Fewer than 8 bits are padding, and some hardware writes a byte more.
    pub(super) fn finish(&mut self, rows: u32) -> Result<(), DicomError> {
        self.fill();
        if self.count >= 16 {
            return Err(corrupt("holds more than its pixels"));
        }
        ends(self.bytes.get(self.position..).unwrap_or_default(), rows).map_err(|what| what.of("JPEG"))
    }
}
