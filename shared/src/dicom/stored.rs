//! Stored pixel values: what the file holds, before any LUT.

use std::fmt;

use sha2::{Digest, Sha256};

/// Stored values of a grayscale frame, PS3.5 section 8.1.1: masked to Bits Stored, shifted down to bit 0.
///
/// # Shapes
///
/// `rows x columns`, row-major.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredPixels {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    /// 1 to 16.
    pub(crate) bits_stored: u32,
    pub(crate) signed: bool,
    /// The bits of each value; a negative one is in two's complement of `bits_stored` bits.
    pub(crate) patterns: Vec<u16>,
}

impl StoredPixels {
    /// Rows of a frame.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Columns of a frame.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Bits Stored (0028,0101), 1 to 16.
    pub fn bits_stored(&self) -> u32 {
        self.bits_stored
    }

    /// Whether values are in two's complement.
    pub fn signed(&self) -> bool {
        self.signed
    }

    /// The lowest and the highest value that Bits Stored can hold.
    pub fn range(&self) -> (i32, i32) {
        let span = 1i32 << self.bits_stored;
        if self.signed { (-span / 2, span / 2 - 1) } else { (0, span - 1) }
    }

    /// All values, row-major.
    pub fn values(&self) -> impl Iterator<Item = i32> + '_ {
        self.patterns.iter().map(|pattern| self.value(*pattern))
    }

    /// Means of 16 x 16 blocks, as [`super::thumb16`] divides a picture.
    pub fn thumb16(&self) -> [f64; 256] {
        let value = |at: usize| self.patterns.get(at).map_or(0.0, |pattern| f64::from(self.value(*pattern)));
        super::thumbnail::block_means(self.rows, self.columns, value)
    }

    /// SHA-256 of the values as little-endian 32-bit integers, in hexadecimal: the corpus's `raw.sha256`.
    pub fn sha256_hex(&self) -> String {
        let mut hash = Sha256::new();
        let mut block = Vec::with_capacity(4 * 1024);
        for patterns in self.patterns.chunks(1024) {
            block.clear();
            for pattern in patterns {
                block.extend_from_slice(&self.value(*pattern).to_le_bytes());
            }
            hash.update(&block);
        }
        hex::encode(hash.finalize())
    }

    /// The value that a bit pattern stands for.
    pub(crate) fn value(&self, pattern: u16) -> i32 {
        let value = i32::from(pattern);
        if self.signed && value >> (self.bits_stored - 1) & 1 == 1 {
            value - (1 << self.bits_stored)
        } else {
            value
        }
    }
}

// A film is patient data: a log line never holds its pixels.
impl fmt::Debug for StoredPixels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.signed { "signed" } else { "unsigned" };
        write!(f, "StoredPixels({} x {}, {} bits {sign})", self.rows, self.columns, self.bits_stored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_extended_from_the_highest_stored_bit() {
        let pixels = StoredPixels {
            rows: 1,
            columns: 3,
            bits_stored: 12,
            signed: true,
            patterns: vec![0x7FF, 0x800, 0xFFF],
        };
        assert_eq!(pixels.values().collect::<Vec<_>>(), [2047, -2048, -1]);
        assert_eq!(pixels.range(), (-2048, 2047));
        // hashlib.sha256(struct.pack("<3i", 2047, -2048, -1))
        assert_eq!(pixels.sha256_hex(), "b4fdca724e20a81371b24e3ed17e891b9035f2a09f3459133b7a1df96f402a98");
    }
}
