//! Uncompressed cells, PS3.5 section 8.1.1 and annex D.

use crate::dicom::parse::Element;
use crate::dicom::pixel_module::PixelModule;
use crate::dicom::reason::{DicomError, ReasonCode};

/// Order of the bytes in a buffer of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByteOrder {
    /// Little endian, and cells of 8 bits.
    Little,
    /// Big endian cells of 16 or 32 bits.
    Big,
    /// Cells of 8 bits in big-endian 16-bit words (OW): each pair of bytes is swapped, PS3.5 section 8.1.1.
    SwappedPairs,
}

/// Unpacks native Pixel Data of one frame.
pub(super) fn unpack_element(
    element: &Element<'_>,
    module: &PixelModule,
    warnings: &mut Vec<String>,
) -> Result<Vec<u16>, DicomError> {
    if element.undefined {
        return Err(DicomError::corrupt("(7FE0,0010) PixelData is encapsulated, the transfer syntax is not"));
    }
    if element.encoding.big_endian && module.bits_allocated == 32 && element.vr.as_ref() == Some(b"OW") {
        // By PS3.5 section 7.3 each 16-bit word is swapped, and writers swap 32 bits: nothing tells the two apart.
        let message = "(0028,0100) BitsAllocated is 32 in big endian words of 16 bits, which two orders fit";
        return Err(DicomError::new(ReasonCode::UnsupportedPixelFormat, message));
    }
    let order = match (element.encoding.big_endian, module.bits_allocated, element.vr.as_ref()) {
        (true, 8, Some(b"OW")) => ByteOrder::SwappedPairs,
        (true, 16 | 32, _) => ByteOrder::Big,
        _ => ByteOrder::Little,
    };
    unpack(element.value, module, order, warnings)
}

/// Unpacks the cells of one frame.
///
/// # Errors
///
/// `BAD_DIMENSIONS` if there are too few bytes, or a row's worth too many: then Rows or Columns may be wrong. Less than
/// a row at the end is padding, and a warning if it is more than the one byte that makes a length even.
pub(super) fn unpack(
    bytes: &[u8],
    module: &PixelModule,
    order: ByteOrder,
    warnings: &mut Vec<String>,
) -> Result<Vec<u16>, DicomError> {
    let cell = module.bytes_per_cell();
    let needed = module.pixels() as u64 * cell as u64;
    let row = u64::from(module.columns) * cell as u64;
    let got = bytes.len() as u64;
    if got < needed || got >= needed + row.max(2) {
        let message = format!(
            "(7FE0,0010) PixelData has {got} bytes, Rows {} x Columns {} of {} bits need {needed}",
            module.rows, module.columns, module.bits_allocated
        );
        return Err(DicomError::new(ReasonCode::BadDimensions, message));
    }
    if got > needed + 1 {
        warnings.push(format!("(7FE0,0010) PixelData is {} bytes longer than its frame", got - needed));
    }
    let padded = bytes;
    let bytes = bytes.get(..needed as usize).unwrap_or(bytes);
    let (shift, mask) = (module.shift(), module.mask());
    // The mask keeps 16 bits at most, so the conversions lose nothing.
    Ok(match (cell, order) {
        (1, ByteOrder::SwappedPairs) => {
            let count = bytes.len();
            let mut cells: Vec<u16> = Vec::with_capacity(count + 1);
            for pair in padded.chunks_exact(2) {
                if let [a, b] = pair {
                    cells.push((u32::from(*b) >> shift & mask) as u16);
                    cells.push((u32::from(*a) >> shift & mask) as u16);
                }
                if cells.len() >= count {
                    break;
                }
            }
            if cells.len() < count {
                return Err(DicomError::corrupt(
                    "(7FE0,0010) PixelData of 16-bit words has an odd number of bytes",
                ));
            }
            cells.truncate(count);
            cells
        }
        (1, _) => bytes.iter().map(|b| (u32::from(*b) >> shift & mask) as u16).collect(),
        (2, ByteOrder::Big) => {
            cells::<2>(bytes, |c| (u32::from(u16::from_be_bytes(c)) >> shift & mask) as u16)
        }
        (2, _) => cells::<2>(bytes, |c| (u32::from(u16::from_le_bytes(c)) >> shift & mask) as u16),
        (_, ByteOrder::Big) => cells::<4>(bytes, |c| (u32::from_be_bytes(c) >> shift & mask) as u16),
        (_, _) => cells::<4>(bytes, |c| (u32::from_le_bytes(c) >> shift & mask) as u16),
    })
}

fn cells<const N: usize>(bytes: &[u8], value: impl Fn([u8; N]) -> u16) -> Vec<u16> {
    bytes.as_chunks::<N>().0.iter().map(|cell| value(*cell)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::pixel_module::Photometric;

    fn module(bits_allocated: u32, bits_stored: u32, high_bit: u32) -> PixelModule {
        PixelModule {
            rows: 1,
            columns: 3,
            photometric: Photometric::Monochrome2,
            bits_allocated,
            bits_stored,
            high_bit,
            signed: false,
        }
    }

    #[test]
    fn values_are_masked_and_shifted() {
        let mut w = Vec::new();
        let cells = [0xFFF0u16, 0x1230, 0x000F].map(u16::to_le_bytes).concat();
        assert_eq!(
            unpack(&cells, &module(16, 12, 15), ByteOrder::Little, &mut w).unwrap(),
            [0xFFF, 0x123, 0]
        );
        assert_eq!(
            unpack(&cells, &module(16, 12, 11), ByteOrder::Little, &mut w).unwrap(),
            [0xFF0, 0x230, 0x00F]
        );
        assert_eq!(
            unpack(&[1, 2, 3, 4], &module(8, 8, 7), ByteOrder::SwappedPairs, &mut w).unwrap(),
            [2, 1, 4]
        );
        assert!(w.is_empty());
    }

    #[test]
    fn too_few_bytes_and_a_row_too_many_are_refused() {
        let mut w = Vec::new();
        for bytes in [&[0u8; 2][..], &[0; 6]] {
            let error = unpack(bytes, &module(8, 8, 7), ByteOrder::Little, &mut w).unwrap_err();
            assert_eq!(error.reason, ReasonCode::BadDimensions);
        }
        assert!(unpack(&[0; 5], &module(8, 8, 7), ByteOrder::Little, &mut w).is_ok());
        assert_eq!(w.len(), 1);
    }
}
