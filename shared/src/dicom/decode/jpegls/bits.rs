//! Bits of a JPEG-LS scan, T.87 section A.1: after a byte FF, the next byte's highest bit is stuffed.

use super::super::ending::ends;
use super::corrupt;
use crate::dicom::reason::DicomError;

pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    position: usize,
    after_ff: bool,
    /// The next bits, at the top.
    buffer: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0, after_ff: false, buffer: 0, count: 0 }
    }

    #[inline]
    fn fill(&mut self) {
        while self.count <= 56 {
            let Some(&byte) = self.bytes.get(self.position) else { return };
            // FF with a high bit after it starts a marker; so the byte after an FF taken here has its high bit clear.
            if byte == 0xFF && self.bytes.get(self.position + 1).is_none_or(|next| next & 0x80 != 0) {
                return;
            }
            let width = if self.after_ff { 7 } else { 8 };
            self.position += 1;
            self.after_ff = byte == 0xFF;
            self.buffer |= u64::from(byte) << (64 - width - self.count);
            self.count += width;
        }
    }

    #[inline]
    pub(super) fn take(&mut self, count: u32) -> Result<u32, DicomError> {
        if count == 0 {
            return Ok(0);
        }
        if self.count < count {
            self.fill();
            if self.count < count {
                return Err(corrupt("ends before its pixels"));
            }
        }
        let value = (self.buffer >> (64 - count)) as u32;
        self.buffer <<= count;
        self.count -= count;
        Ok(value)
    }

    /// Zeros up to the next one, which is taken too; at most `most` of them.
    #[inline]
    pub(super) fn unary(&mut self, most: u32) -> Result<u32, DicomError> {
        // Never more than 55 and the one: the limit of a code word of 16-bit samples is 64 bits in all, of which near-lossless
        // coding takes as few as eight for the number itself.
        if self.count < 57 {
            self.fill();
        }
        let zeros = self.buffer.leading_zeros().min(self.count);
        if zeros > most || zeros == self.count {
            let what = if zeros > most { "a code word that is too long" } else { "ends before its pixels" };
            return Err(corrupt(what));
        }
        self.buffer <<= zeros;
        self.buffer <<= 1;
        self.count -= zeros + 1;
        Ok(zeros)
    }

    /// Checks that the scan ends where its pixels do: what is left must be the rest of a byte, or fewer bits than two
    /// bytes, all zero; then the end of image, which tells a whole stream from one that was cut and padded.
    pub(super) fn finish(&mut self, rows: u32) -> Result<(), DicomError> {
        self.fill();
        if self.count >= 8 && (self.count >= 16 || self.buffer != 0) {
            return Err(corrupt("holds more than its pixels"));
        }
        ends(self.bytes.get(self.position..).unwrap_or_default(), rows).map_err(|what| what.of("JPEG-LS"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As near-lossless streams of 16-bit samples have it.
    #[test]
    fn the_longest_prefix_is_read_wherever_it_starts() {
        for skipped in 0..16u32 {
            // So many bits in turns, 55 zeros, a one. No FF: a marker would end the data.
            let before = 0xAAAA << 112 & !(u128::MAX >> skipped);
            let bytes = (before | 1 << (127 - skipped - 55)).to_be_bytes();
            let mut bits = Bits::new(&bytes);
            bits.take(skipped).unwrap();
            assert_eq!(bits.unary(55).unwrap(), 55, "after {skipped} bits");
        }
    }
}
