//! Look-up tables as PS3.3 section C.11.1.1.1 describes them, for modality and VOI LUTs alike.

use super::parse::DataSet;
use super::tags;

/// A look-up table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lut {
    /// The input value that the first entry belongs to.
    first: i32,
    /// Bits of an entry, 1 to 16.
    bits: u32,
    /// At least one.
    entries: Vec<u16>,
}

impl Lut {
    /// Reads LUT Descriptor (0028,3002) and LUT Data (0028,3006) of a sequence item.
    ///
    /// `signed_input`: whether the table's input can be negative; then so can the descriptor's second value, also where
    /// the encoding does not say (implicit VR), or says US, as it must for the other two.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong: no descriptor, entries of 0 or over 16 bits, fewer entries than claimed, or
    /// entries beyond the bits claimed, which would all be white.
    pub(crate) fn read(item: &DataSet<'_>, signed_input: bool) -> Result<Self, String> {
        let descriptor = item.get(tags::LUT_DESCRIPTOR).ok_or("(0028,3002) LUTDescriptor is absent")?;
        let (Some(count), Some(first), Some(bits), 6) =
            (descriptor.word(0), descriptor.word(1), descriptor.word(2), descriptor.value.len())
        else {
            return Err(format!(
                "(0028,3002) LUTDescriptor has {} bytes, expected 6",
                descriptor.value.len()
            ));
        };
        // 0 stands for 65536, which 16 bits cannot hold.
        let count = if count == 0 { 65_536 } else { usize::from(count) };
        let signed = signed_input || descriptor.vr.as_ref().is_some_and(|vr| vr == b"SS");
        let first = if signed { i32::from(first.cast_signed()) } else { i32::from(first) };
        if !(1..=16).contains(&bits) {
            return Err(format!("(0028,3002) LUTDescriptor says {bits} bits an entry, expected 8 to 16"));
        }
        let data = item.get(tags::LUT_DATA).ok_or("(0028,3006) LUTData is absent")?;
        let bytes = data.value.len();
        let entries: Vec<u16> = if bytes >= 2 * count {
            (0..count).filter_map(|index| data.word(index)).collect()
        } else if bits <= 8 && bytes == count + (count & 1) && !data.encoding.big_endian {
            // Entries of 8 bits may be packed two to a word, PS3.3 section C.11.1.1.1.
            data.value.iter().take(count).map(|entry| u16::from(*entry)).collect()
        } else {
            return Err(format!("(0028,3006) LUTData has {bytes} bytes for {count} entries"));
        };
        let lut = Self { first, bits: u32::from(bits), entries };
        match lut.entries.iter().max() {
            Some(most) if *most > lut.maximum() => Err(format!(
                "(0028,3006) LUTData goes up to {most}, (0028,3002) LUTDescriptor says {bits} bits"
            )),
            _ => Ok(lut),
        }
    }

    /// The entry for `input`; below the first entry's input the first, beyond the last the last.
    pub fn apply(&self, input: f64) -> u16 {
        // Halves to even, as the corpus's reference rounds. The cast saturates, and the index is clamped below.
        let index = (input.round_ties_even() as i64).saturating_sub(i64::from(self.first));
        let last = self.entries.len().saturating_sub(1);
        let index = usize::try_from(index).unwrap_or(0).min(last);
        self.entries.get(index).copied().unwrap_or(0)
    }

    /// The input value that the first entry belongs to.
    pub fn first(&self) -> i32 {
        self.first
    }

    /// The entries, at least one.
    pub fn entries(&self) -> &[u16] {
        &self.entries
    }

    /// The highest value that an entry can hold.
    pub fn maximum(&self) -> u16 {
        ((1u32 << self.bits) - 1) as u16
    }
}
