//! Lossless process 14, T.81 annex H.

use super::bits::Bits;
use super::huffman::Table;
use super::{Frame, Scan, Tables, corrupt, output};
use crate::dicom::pixel_module::PixelModule;
use crate::dicom::reason::DicomError;

/// Each sample takes at least one bit.
const MOST_PIXELS_PER_BYTE: usize = 8;

/// Samples of the scan, row-major.
///
/// 1. Difference: a Huffman-coded category, then its bits; category 16 is 32768 (H.1.2.2).
/// 2. Prediction from neighbours (table H.1); the first row predicts from the left, the first column from above, the
///    first sample, and the first after a restart, from half the range (H.1.1).
/// 3. Sum modulo 65536, shifted up by the point transform.
pub(super) fn decode(
    bits: &mut Bits<'_>,
    frame: &Frame,
    scan: &Scan,
    tables: &Tables,
    module: &PixelModule,
) -> Result<Vec<u16>, DicomError> {
    let table = tables
        .dc
        .get(usize::from(scan.dc_table))
        .and_then(Option::as_deref)
        .ok_or_else(|| corrupt("no Huffman table"))?;
    let transform = u32::from(scan.approximation);
    if !(1..=7).contains(&scan.start) || transform >= frame.precision {
        return Err(corrupt(&format!("predictor {} with point transform {transform}", scan.start)));
    }
    let (rows, columns) = (module.rows as usize, module.columns as usize);
    let interval = tables.restart_interval;
    if !interval.is_multiple_of(columns) {
        return Err(corrupt("a restart interval that is not whole rows"));
    }
    let start = 1i32 << (frame.precision - transform - 1);
    let mut values = output(rows * columns, bits.bytes(), MOST_PIXELS_PER_BYTE)?;
    let mut above = vec![0u16; columns];
    let mut current = vec![0u16; columns];
    // Values beyond the precision come of signed cells coded whole, or of damage.
    let mut seen = 0u16;
    let mut restarts = 0usize;
    for row in 0..rows {
        let mut fresh = row == 0;
        if interval > 0 && row > 0 && (row * columns).is_multiple_of(interval) {
            bits.restart(restarts % 8)?;
            restarts += 1;
            fresh = true;
        }
        if fresh {
            predicted_from_left(bits, table, start, &mut current)?;
        } else {
            predicted(bits, table, scan.start, &above, &mut current)?;
        }
        seen |= current.iter().fold(0, |seen, value| seen | value);
        values.extend(current.iter().map(|value| value << transform));
        std::mem::swap(&mut above, &mut current);
    }
    if !module.signed && u32::from(seen) >> (frame.precision - transform) != 0 {
        return Err(corrupt("values beyond the precision of the codestream"));
    }
    Ok(values)
}

#[inline]
fn difference(bits: &mut Bits<'_>, table: &Table) -> Result<i32, DicomError> {
    match table.decode(bits)? {
        size @ 0..=15 => bits.signed(u32::from(size)),
        16 => Ok(32768),
        _ => Err(corrupt("a difference of more than 16 bits")),
    }
}

fn predicted_from_left(
    bits: &mut Bits<'_>,
    table: &Table,
    start: i32,
    row: &mut [u16],
) -> Result<(), DicomError> {
    let mut left = start;
    for value in row {
        // Modulo 65536 by the cast.
        *value = (left + difference(bits, table)?) as u16;
        left = i32::from(*value);
    }
    Ok(())
}

fn predicted(
    bits: &mut Bits<'_>,
    table: &Table,
    predictor: u8,
    above: &[u16],
    row: &mut [u16],
) -> Result<(), DicomError> {
    match predictor {
        1 => predicted_by(bits, table, above, row, |a, _, _| a),
        2 => predicted_by(bits, table, above, row, |_, b, _| b),
        3 => predicted_by(bits, table, above, row, |_, _, c| c),
        4 => predicted_by(bits, table, above, row, |a, b, c| a + b - c),
        5 => predicted_by(bits, table, above, row, |a, b, c| a + ((b - c) >> 1)),
        6 => predicted_by(bits, table, above, row, |a, b, c| b + ((a - c) >> 1)),
        _ => predicted_by(bits, table, above, row, |a, b, _| (a + b) >> 1),
    }
}

/// `predict` takes the neighbours to the left, above, and above left: Ra, Rb and Rc of T.81 figure H.2.
#[inline]
fn predicted_by(
    bits: &mut Bits<'_>,
    table: &Table,
    above: &[u16],
    row: &mut [u16],
    predict: impl Fn(i32, i32, i32) -> i32,
) -> Result<(), DicomError> {
    let (mut left, mut above_left): (Option<i32>, i32) = (None, 0);
    for (value, up) in row.iter_mut().zip(above) {
        let up = i32::from(*up);
        let prediction = left.map_or(up, |left| predict(left, up, above_left));
        *value = (prediction + difference(bits, table)?) as u16;
        left = Some(i32::from(*value));
        above_left = up;
    }
    Ok(())
}
