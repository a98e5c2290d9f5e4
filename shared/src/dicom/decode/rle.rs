//! RLE Lossless, PS3.5 annex G.

use crate::dicom::pixel_module::PixelModule;
use crate::dicom::reason::{DicomError, ReasonCode};

/// Two bytes of a run can stand for 128: what a frame can decode to at most, so that nothing more is allocated.
const MOST_EXPANSION: usize = 64;

/// The patterns of one frame.
///
/// 1. The header (G.5) counts one segment for each byte of a cell, offsets ascending within the frame.
/// 2. Each segment unpacks (G.3.2) to exactly one byte a pixel; the most significant byte comes first.
/// 3. Cells are shifted and masked like native ones.
///
/// # Errors
///
/// `CORRUPT` if a segment is short, long or out of place; `UNSUPPORTED_PIXEL_FORMAT` for cells of 32 bits.
pub(super) fn decode(frame: &[u8], module: &PixelModule) -> Result<Vec<u16>, DicomError> {
    let planes = module.bytes_per_cell();
    if planes > 2 {
        let message = "(0028,0100) BitsAllocated is 32, which RLE is not decoded for";
        return Err(DicomError::new(ReasonCode::UnsupportedPixelFormat, message));
    }
    let pixels = module.pixels();
    if frame.len().saturating_mul(MOST_EXPANSION) < pixels {
        return Err(DicomError::corrupt("RLE: the frame is too short for Rows times Columns"));
    }
    let segments = segments(frame, planes)?;
    let mut cells = vec![0u16; pixels];
    for segment in segments {
        unpack(segment, &mut cells)?;
    }
    let (shift, mask) = (module.shift(), module.mask());
    for cell in &mut cells {
        // The mask keeps 16 bits at most.
        *cell = (u32::from(*cell) >> shift & mask) as u16;
    }
    Ok(cells)
}

fn segments(frame: &[u8], planes: usize) -> Result<Vec<&[u8]>, DicomError> {
    let broken = |what: &str| DicomError::corrupt(format!("RLE header: {what}"));
    let (header, _) = frame.split_at_checked(64).ok_or_else(|| broken("shorter than 64 bytes"))?;
    let words: Vec<u32> = header.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect();
    let (count, offsets) = words.split_first().ok_or_else(|| broken("empty"))?;
    if usize::try_from(*count) != Ok(planes) {
        return Err(broken(&format!("{count} segments, {planes} are needed")));
    }
    let mut bounds: Vec<usize> =
        offsets.iter().take(planes).map(|offset| usize::try_from(*offset).unwrap_or(usize::MAX)).collect();
    if bounds.first() != Some(&64) {
        return Err(broken("the first segment does not follow the header"));
    }
    bounds.push(frame.len());
    bounds
        .windows(2)
        .map(|pair| match pair {
            [start, end] => {
                frame.get(*start..*end).ok_or_else(|| broken("segments out of order or past the end"))
            }
            _ => Err(broken("empty")),
        })
        .collect()
}

/// Adds one byte below what each cell holds. What follows the last pixel may only be padding.
fn unpack(segment: &[u8], cells: &mut [u16]) -> Result<(), DicomError> {
    let short = || DicomError::corrupt("RLE: a segment ends before its pixels");
    let long = || DicomError::corrupt("RLE: a segment holds more than its pixels");
    let mut rest = segment;
    let mut cells = cells.iter_mut();
    while cells.len() > 0 {
        let (&control, after) = rest.split_first().ok_or_else(short)?;
        rest = after;
        let count = match control {
            0..=127 => usize::from(control) + 1,
            128 => continue,
            129..=255 => 257 - usize::from(control),
        };
        if count > cells.len() {
            return Err(long());
        }
        if control < 128 {
            let (literal, after) = rest.split_at_checked(count).ok_or_else(short)?;
            rest = after;
            for (byte, cell) in literal.iter().zip(cells.by_ref()) {
                *cell = *cell << 8 | u16::from(*byte);
            }
        } else {
            let (&byte, after) = rest.split_first().ok_or_else(short)?;
            rest = after;
            for cell in cells.by_ref().take(count) {
                *cell = *cell << 8 | u16::from(byte);
            }
        }
    }
    if rest.len() > 1 && rest.iter().any(|byte| *byte != 0) {
        return Err(long());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two literals in a row would lose a cell if the cells were on the left side of the zip.
    #[test]
    fn literals_and_runs_fill_the_cells_in_order() {
        let mut cells = [0u16; 6];
        unpack(&[0, 1, 1, 2, 3, 254, 9, 0], &mut cells).unwrap();
        assert_eq!(cells, [1, 2, 3, 9, 9, 9]);
        unpack(&[251, 7], &mut cells).unwrap();
        assert_eq!(cells, [0x107, 0x207, 0x307, 0x907, 0x907, 0x907]);
        for bad in [&[250u8, 7][..], &[2, 1, 2], &[254], &[]] {
            assert!(unpack(bad, &mut [0; 6]).is_err(), "{bad:?}");
        }
    }
}
