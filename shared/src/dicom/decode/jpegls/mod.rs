//! JPEG-LS of one component, ISO/IEC 14495-1 (ITU-T T.87): lossless and near-lossless, 2 to 16 bits.
//!
//! dicom-rs leaves JPEG-LS to a C++ library, which the tab cannot run.

mod bits;
mod coder;

use super::{Samples, check_size};
use crate::dicom::pixel_module::PixelModule;
use crate::dicom::reason::{DicomError, ReasonCode};
use bits::Bits;
use coder::{Coder, Parameters};

fn corrupt(what: &str) -> DicomError {
    DicomError::corrupt(format!("JPEG-LS: {what}"))
}

fn not_decoded(what: &str) -> DicomError {
    DicomError::new(ReasonCode::UnsupportedTransferSyntax, format!("JPEG-LS with {what} is not decoded"))
}

/// Preset coding parameters, T.87 section C.2.4.1.1; 0 stands for the default.
#[derive(Default)]
struct Preset {
    maximum: i32,
    thresholds: [i32; 3],
    reset: i32,
}

/// The samples of one codestream, which must be of the data set's size.
///
/// # Errors
///
/// `BAD_DIMENSIONS` for another size, `CORRUPT` for a stream that is damaged or ends early,
/// `UNSUPPORTED_TRANSFER_SYNTAX` for mapping tables, restart intervals and point transforms.
pub(super) fn decode(bytes: &[u8], module: &PixelModule) -> Result<Samples, DicomError> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8]).ok_or_else(|| corrupt("no start of image"))?;
    let mut precision = None;
    let mut preset = Preset::default();
    loop {
        let (marker, segment, after) = next_segment(rest)?;
        rest = after;
        match (marker, segment) {
            (0xF7, &[bits, r0, r1, c0, c1, components, ..]) => {
                let (rows, columns) = (u16::from_be_bytes([r0, r1]), u16::from_be_bytes([c0, c1]));
                let bits = u32::from(bits);
                check_size(
                    "JPEG-LS",
                    u64::from(rows),
                    u64::from(columns),
                    u64::from(components),
                    bits,
                    module,
                )?;
                if bits < 2 {
                    return Err(corrupt("samples of fewer than 2 bits"));
                }
                precision = Some(bits);
            }
            (0xF8, [1, values @ ..]) => preset = read_preset(values)?,
            (0xF8, _) => return Err(not_decoded("mapping tables or extended sizes")),
            (0xDD, segment) if segment.iter().any(|byte| *byte != 0) => {
                return Err(not_decoded("restart intervals"));
            }
            (0xDA, segment) => {
                let precision = precision.ok_or_else(|| corrupt("a scan before the frame header"))?;
                let near = scan_near(segment)?;
                let parameters = parameters(precision, near, &preset)?;
                let values = scan(rest, parameters, module)?;
                return Ok(Samples { values, precision, lossy: near > 0 });
            }
            (0xE0..=0xEF | 0xFE | 0xDD, _) => {}
            _ => return Err(corrupt(&format!("unexpected segment FF{marker:02X}"))),
        }
    }
}

fn next_segment(bytes: &[u8]) -> Result<(u8, &[u8], &[u8]), DicomError> {
    let cut = || corrupt("ends inside its headers");
    let after = bytes.strip_prefix(&[0xFF]).ok_or_else(|| corrupt("a marker is missing"))?;
    let fill = after.iter().take_while(|byte| **byte == 0xFF).count();
    let (marker, rest) = after.get(fill..).and_then(<[u8]>::split_first).ok_or_else(cut)?;
    if *marker == 0xD9 {
        return Err(corrupt("ends before its scan"));
    }
    let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(cut)?;
    let length = usize::from(u16::from_be_bytes(*length)).checked_sub(2).ok_or_else(cut)?;
    let (segment, rest) = rest.split_at_checked(length).ok_or_else(cut)?;
    Ok((*marker, segment, rest))
}

fn read_preset(values: &[u8]) -> Result<Preset, DicomError> {
    let (words, rest) = values.as_chunks::<2>();
    let &[maximum, t1, t2, t3, reset] = words else {
        return Err(corrupt("preset parameters of a wrong length"));
    };
    if !rest.is_empty() {
        return Err(corrupt("preset parameters of a wrong length"));
    }
    let number = |word: [u8; 2]| i32::from(u16::from_be_bytes(word));
    Ok(Preset { maximum: number(maximum), thresholds: [t1, t2, t3].map(number), reset: number(reset) })
}

/// NEAR of the scan header, T.87 section C.2.3.
fn scan_near(segment: &[u8]) -> Result<i32, DicomError> {
    let &[1, _component, mapping, near, _interleave, transform] = segment else {
        return Err(corrupt("the scan is not of one component"));
    };
    if mapping != 0 || transform != 0 {
        return Err(not_decoded("mapping tables or a point transform"));
    }
    Ok(i32::from(near))
}

/// Coding parameters, T.87 sections A.2.1 and C.2.4.1.1.1 (defaults).
fn parameters(precision: u32, near: i32, preset: &Preset) -> Result<Parameters, DicomError> {
    let most = (1i32 << precision) - 1;
    let maximum = if preset.maximum == 0 { most } else { preset.maximum };
    if maximum < 1 || maximum > most || near > (maximum / 2).min(255) {
        return Err(corrupt(&format!("MAXVAL {maximum} and NEAR {near} with {precision} bits")));
    }
    let clamp = |value: i32, low: i32| if value > maximum || value < low { low } else { value };
    let defaults = if maximum >= 128 {
        let factor = (maximum.min(4095) + 128) >> 8;
        [factor + 2 + 3 * near, factor * 4 + 3 + 5 * near, factor * 17 + 4 + 7 * near]
    } else {
        let factor = 256 / (maximum + 1);
        [2.max(3 / factor + 3 * near), 3.max(7 / factor + 5 * near), 4.max(21 / factor + 7 * near)]
    };
    let mut thresholds = [0; 3];
    let mut low = near + 1;
    for ((threshold, default), stated) in thresholds.iter_mut().zip(defaults).zip(preset.thresholds) {
        if stated != 0 && (stated < low || stated > maximum) {
            return Err(corrupt(&format!("a gradient threshold of {stated}")));
        }
        *threshold = if stated == 0 { clamp(default, low) } else { stated };
        low = *threshold;
    }
    let reset = if preset.reset == 0 { 64 } else { preset.reset };
    if reset < 3 || reset > maximum.max(255) {
        return Err(corrupt(&format!("RESET {reset}")));
    }
    Ok(Parameters::new(maximum, near, thresholds, reset))
}

fn scan(data: &[u8], parameters: Parameters, module: &PixelModule) -> Result<Vec<u16>, DicomError> {
    let (rows, columns) = (module.rows as usize, module.columns as usize);
    let mut bits = Bits::new(data);
    let mut coder = Coder::new(parameters);
    // One sample more at each end: T.87 section A.2.1, figure A.1 at the edges.
    let mut above = vec![0i32; columns + 2];
    let mut current = vec![0i32; columns + 2];
    // Grows with what is decoded: a run of one bit may stand for a whole row, so the length of the data bounds nothing.
    let mut values: Vec<u16> = Vec::new();
    for _ in 0..rows {
        coder.line(&mut bits, &mut above, &mut current)?;
        let line = current.get(1..=columns).unwrap_or_default();
        // MAXVAL has 16 bits at most.
        values.extend(line.iter().map(|value| *value as u16));
        std::mem::swap(&mut above, &mut current);
    }
    bits.finish(module.rows)?;
    Ok(values)
}
