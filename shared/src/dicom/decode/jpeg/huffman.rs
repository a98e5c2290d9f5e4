//! Huffman tables, T.81 annex C and section F.2.2.3.

use super::bits::Bits;
use super::corrupt;
use crate::dicom::reason::DicomError;

/// Codes of up to this many bits are looked up at once.
const FAST: u32 = 9;

/// A table ready for decoding.
pub(super) struct Table {
    /// By the next [`FAST`] bits: length in the high byte, value in the low; 0 where the code is longer.
    fast: [u16; 1 << FAST],
    /// By length: the first code of that length and the place of its value.
    first: [(u32, usize); 17],
    /// By length: one past the last code, aligned to 16 bits; 0 if there is none.
    limit: [u32; 17],
    values: Vec<u8>,
}

impl Table {
    /// Builds the table from the numbers of codes of each length, and their values.
    ///
    /// # Errors
    ///
    /// `CORRUPT` if there are more codes of a length than fit.
    pub(super) fn new(counts: &[u8; 16], values: &[u8]) -> Result<Self, DicomError> {
        let mut table =
            Self { fast: [0; 1 << FAST], first: [(0, 0); 17], limit: [0; 17], values: values.to_vec() };
        let mut code = 0u32;
        let mut place = 0usize;
        for (length, count) in (1u32..=16).zip(counts) {
            let count = u32::from(*count);
            if code + count > 1 << length {
                return Err(corrupt("Huffman table with too many codes"));
            }
            if let Some(first) = table.first.get_mut(length as usize) {
                *first = (code, place);
            }
            if count > 0
                && let Some(limit) = table.limit.get_mut(length as usize)
            {
                *limit = (code + count) << (16 - length);
            }
            for offset in 0..count {
                if length > FAST {
                    break;
                }
                let value = values.get(place + offset as usize).copied().unwrap_or(0);
                let start = ((code + offset) << (FAST - length)) as usize;
                let end = start + (1 << (FAST - length));
                for entry in table.fast.get_mut(start..end).into_iter().flatten() {
                    *entry = (length as u16) << 8 | u16::from(value);
                }
            }
            place += count as usize;
            code = (code + count) << 1;
        }
        Ok(table)
    }

    /// Decodes one value.
    #[inline]
    pub(super) fn decode(&self, bits: &mut Bits<'_>) -> Result<u8, DicomError> {
        let next = bits.peek16();
        let fast = self.fast.get((next >> (16 - FAST)) as usize).copied().unwrap_or(0);
        if fast != 0 {
            bits.consume(u32::from(fast >> 8))?;
            return Ok((fast & 0xFF) as u8);
        }
        self.decode_long(next, bits)
    }

    #[cold]
    fn decode_long(&self, next: u32, bits: &mut Bits<'_>) -> Result<u8, DicomError> {
        for length in FAST + 1..=16 {
            let limit = self.limit.get(length as usize).copied().unwrap_or(0);
            if next >= limit {
                continue;
            }
            let (first, place) = self.first.get(length as usize).copied().unwrap_or_default();
            let offset = (next >> (16 - length)).checked_sub(first);
            let value = offset.and_then(|offset| self.values.get(place + offset as usize));
            bits.consume(length)?;
            return value.copied().ok_or_else(|| corrupt("a code that is in no Huffman table"));
        }
        // All ones, or the zeros that stand for missing bits.
        bits.consume(16)?;
        Err(corrupt("a code that is in no Huffman table"))
    }
}
