//! Sequential DCT processes, T.81 annex F: baseline and extended, 8 and 12 bits.

use super::bits::Bits;
use super::huffman::Table;
use super::idct::inverse;
use super::{Frame, Scan, Tables, corrupt, output};
use crate::dicom::pixel_module::PixelModule;
use crate::dicom::reason::DicomError;

/// A block of 64 pixels takes at least two bits: one code for DC, one for the end of the block.
const MOST_PIXELS_PER_BYTE: usize = 64 * 4;

/// Coefficients beyond this are damage: 12-bit samples give DC terms below 2^15, dequantised.
const MOST_COEFFICIENT: i64 = 1 << 20;

/// Natural place of each coefficient in zigzag order, T.81 figure A.6.
const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
    14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39,
    46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Samples of the scan, row-major: blocks of 8 x 8 from left to right and top to bottom, the last ones cut to size.
pub(super) fn decode(
    bits: &mut Bits<'_>,
    frame: &Frame,
    scan: &Scan,
    tables: &Tables,
    module: &PixelModule,
) -> Result<Vec<u16>, DicomError> {
    // Start and end of the spectral selection mean nothing in a sequential scan; encoders write 63 or 0 there.
    if scan.approximation != 0 {
        return Err(corrupt("a sequential scan with successive approximation"));
    }
    let (Some(Some(dc)), Some(Some(ac))) =
        (tables.dc.get(usize::from(scan.dc_table)), tables.ac.get(usize::from(scan.ac_table)))
    else {
        return Err(corrupt("no Huffman table"));
    };
    let quantization = tables
        .quantization
        .get(usize::from(frame.quantization))
        .and_then(Option::as_ref)
        .ok_or_else(|| corrupt("no quantization table"))?;
    let (rows, columns) = (module.rows as usize, module.columns as usize);
    let (across, down) = (columns.div_ceil(8), rows.div_ceil(8));
    let mut values = output(rows * columns, bits.bytes(), MOST_PIXELS_PER_BYTE)?;
    let mut band = vec![0u16; across * 64];
    let mut predicted_dc = 0i64;
    let mut restarts = 0usize;
    for block_row in 0..down {
        for block in 0..across {
            let number = block_row * across + block;
            if tables.restart_interval > 0 && number > 0 && number.is_multiple_of(tables.restart_interval) {
                bits.restart(restarts % 8)?;
                restarts += 1;
                predicted_dc = 0;
            }
            let mut coefficients = [0i64; 64];
            decode_block(bits, dc, ac, quantization, &mut predicted_dc, &mut coefficients)?;
            let samples = inverse(&mut coefficients, frame.precision);
            for (line, samples) in band.chunks_mut(across * 8).zip(samples.as_chunks::<8>().0) {
                if let Some(place) = line.get_mut(block * 8..block * 8 + 8) {
                    place.copy_from_slice(samples);
                }
            }
        }
        for line in band.chunks(across * 8).take(rows - block_row * 8) {
            values.extend_from_slice(line.get(..columns).unwrap_or(line));
        }
    }
    Ok(values)
}

/// One block, T.81 sections F.2.2.1 and F.2.2.2, dequantised into natural order.
fn decode_block(
    bits: &mut Bits<'_>,
    dc: &Table,
    ac: &Table,
    quantization: &[u16; 64],
    predicted_dc: &mut i64,
    out: &mut [i64; 64],
) -> Result<(), DicomError> {
    let size = dc.decode(bits)?;
    if size > 15 {
        return Err(corrupt("a DC difference of more than 15 bits"));
    }
    *predicted_dc += i64::from(bits.signed(u32::from(size))?);
    let mut put = |place: usize, value: i64| -> Result<(), DicomError> {
        let natural =
            ZIGZAG.get(place).copied().ok_or_else(|| corrupt("a block of more than 64 coefficients"))?;
        let value = value * i64::from(quantization.get(place).copied().unwrap_or(0));
        if value.abs() > MOST_COEFFICIENT {
            return Err(corrupt("a coefficient out of range"));
        }
        if let Some(coefficient) = out.get_mut(usize::from(natural)) {
            *coefficient = value;
        }
        Ok(())
    };
    put(0, *predicted_dc)?;
    let mut place = 1usize;
    while place < 64 {
        let code = ac.decode(bits)?;
        let (run, size) = (usize::from(code >> 4), u32::from(code & 0x0F));
        match (run, size) {
            (15, 0) => place += 16,
            (_, 0) => break,
            _ => {
                place += run;
                put(place, i64::from(bits.signed(size)?))?;
                place += 1;
            }
        }
    }
    Ok(())
}
