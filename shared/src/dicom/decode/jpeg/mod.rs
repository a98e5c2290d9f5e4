//! JPEG of one component, ISO/IEC 10918-1 (ITU-T T.81): sequential DCT of 8 and 12 bits (processes 1, 2 and 4) and
//! lossless of 2 to 16 bits (process 14), Huffman-coded.
//!
//! This reader's own, because dicom-rs's codec refuses 12 bits, fills up what a cut stream lacks, and takes what it
//! allocates from the stream's own header. Progressive, arithmetic and hierarchical streams are refused by name.

mod bits;
mod huffman;
mod idct;
mod lossless;
mod sequential;

use super::{Samples, check_size};
use crate::dicom::pixel_module::PixelModule;
use crate::dicom::reason::{DicomError, ReasonCode};
use bits::Bits;
use huffman::Table;

/// Frame header, T.81 section B.2.2.
struct Frame {
    lossless: bool,
    precision: u32,
    component: u8,
    quantization: u8,
}

/// Scan header of one component, T.81 section B.2.3.
struct Scan {
    dc_table: u8,
    ac_table: u8,
    /// The predictor, of a lossless scan.
    start: u8,
    /// The point transform, of a lossless scan.
    approximation: u8,
}

/// Tables in force, T.81 section B.2.4.
#[derive(Default)]
struct Tables {
    dc: [Option<Box<Table>>; 4],
    ac: [Option<Box<Table>>; 4],
    /// In zigzag order, as the stream has them.
    quantization: [Option<[u16; 64]>; 4],
    restart_interval: usize,
}

fn corrupt(what: &str) -> DicomError {
    DicomError::corrupt(format!("JPEG: {what}"))
}

/// The samples of one codestream, which must be of the data set's size.
///
/// # Errors
///
/// `BAD_DIMENSIONS` for another size, `CORRUPT` for a stream that is damaged or ends early,
/// `UNSUPPORTED_TRANSFER_SYNTAX` for a process that is not decoded.
pub(super) fn decode(bytes: &[u8], module: &PixelModule) -> Result<Samples, DicomError> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8]).ok_or_else(|| corrupt("no start of image"))?;
    let mut tables = Tables::default();
    let mut frame: Option<Frame> = None;
    loop {
        let (marker, after) = next_marker(rest)?;
        if marker == 0xD9 {
            return Err(corrupt("ends before its scan"));
        }
        let (segment, after) = segment(after)?;
        rest = after;
        match marker {
            0xC4 => huffman_tables(segment, &mut tables)?,
            0xDB => quantization_tables(segment, &mut tables)?,
            0xDD => match segment {
                [a, b] => tables.restart_interval = usize::from(u16::from_be_bytes([*a, *b])),
                _ => return Err(corrupt("restart interval of a wrong length")),
            },
            0xC0 | 0xC1 | 0xC3 => {
                if frame.is_some() {
                    return Err(corrupt("two frame headers"));
                }
                frame = Some(frame_header(segment, marker == 0xC3, module)?);
            }
            0xC2 | 0xC5..=0xC7 | 0xC9..=0xCF | 0xDE | 0xDF => {
                let message = format!(
                    "JPEG with marker FF{marker:02X} (progressive, hierarchical or arithmetic) is not decoded"
                );
                return Err(DicomError::new(ReasonCode::UnsupportedTransferSyntax, message));
            }
            0xDA => {
                let frame = frame.as_ref().ok_or_else(|| corrupt("a scan before the frame header"))?;
                return decode_scan(segment, rest, frame, &tables, module);
            }
            0xE0..=0xEF | 0xFE => {}
            _ => return Err(corrupt(&format!("unexpected marker FF{marker:02X}"))),
        }
    }
}

fn decode_scan(
    segment: &[u8],
    data: &[u8],
    frame: &Frame,
    tables: &Tables,
    module: &PixelModule,
) -> Result<Samples, DicomError> {
    let scan = scan_header(segment, frame)?;
    let mut bits = Bits::new(data);
    let values = if frame.lossless {
        lossless::decode(&mut bits, frame, &scan, tables, module)?
    } else {
        sequential::decode(&mut bits, frame, &scan, tables, module)?
    };
    bits.finish(module.rows)?;
    Ok(Samples { values, precision: frame.precision, lossy: !frame.lossless })
}

/// The next marker, T.81 section B.1.1.2, with fill bytes before it.
fn next_marker(bytes: &[u8]) -> Result<(u8, &[u8]), DicomError> {
    let after = bytes.strip_prefix(&[0xFF]).ok_or_else(|| corrupt("a marker is missing"))?;
    let fill = after.iter().take_while(|byte| **byte == 0xFF).count();
    let (marker, rest) =
        after.get(fill..).and_then(<[u8]>::split_first).ok_or_else(|| corrupt("ends inside a marker"))?;
    Ok((*marker, rest))
}

fn segment(bytes: &[u8]) -> Result<(&[u8], &[u8]), DicomError> {
    let cut = || corrupt("ends inside a segment");
    let (length, rest) = bytes.split_first_chunk::<2>().ok_or_else(cut)?;
    let length = usize::from(u16::from_be_bytes(*length)).checked_sub(2).ok_or_else(cut)?;
    rest.split_at_checked(length).ok_or_else(cut)
}

fn frame_header(segment: &[u8], lossless: bool, module: &PixelModule) -> Result<Frame, DicomError> {
    let &[precision, r0, r1, c0, c1, components, ref rest @ ..] = segment else {
        return Err(corrupt("frame header of a wrong length"));
    };
    let precision = u32::from(precision);
    let (rows, columns) = (u16::from_be_bytes([r0, r1]), u16::from_be_bytes([c0, c1]));
    check_size("JPEG", u64::from(rows), u64::from(columns), u64::from(components), precision, module)?;
    let &[component, _sampling, quantization] = rest else {
        return Err(corrupt("frame header of a wrong length"));
    };
    let precision_ok = if lossless { (2..=16).contains(&precision) } else { matches!(precision, 8 | 12) };
    if !precision_ok || quantization > 3 {
        return Err(corrupt(&format!(
            "frame header with {precision} bits and quantization table {quantization}"
        )));
    }
    Ok(Frame { lossless, precision, component, quantization })
}

fn scan_header(segment: &[u8], frame: &Frame) -> Result<Scan, DicomError> {
    let &[1, component, tables, start, _end, approximation] = segment else {
        return Err(corrupt("the scan is not of one component"));
    };
    let (dc_table, ac_table) = (tables >> 4, tables & 0x0F);
    if component != frame.component || dc_table > 3 || ac_table > 3 {
        return Err(corrupt("the scan header does not fit the frame"));
    }
    Ok(Scan { dc_table, ac_table, start, approximation })
}

fn huffman_tables(mut segment: &[u8], tables: &mut Tables) -> Result<(), DicomError> {
    while let Some((&id, rest)) = segment.split_first() {
        let (counts, rest) =
            rest.split_first_chunk::<16>().ok_or_else(|| corrupt("Huffman table cut off"))?;
        let total = counts.iter().map(|count| usize::from(*count)).sum();
        let (values, rest) = rest.split_at_checked(total).ok_or_else(|| corrupt("Huffman table cut off"))?;
        segment = rest;
        let kind = if id >> 4 == 0 { &mut tables.dc } else { &mut tables.ac };
        let slot = kind
            .get_mut(usize::from(id & 0x0F))
            .filter(|_| id >> 4 <= 1)
            .ok_or_else(|| corrupt("Huffman table number"))?;
        *slot = Some(Box::new(Table::new(counts, values)?));
    }
    Ok(())
}

fn quantization_tables(mut segment: &[u8], tables: &mut Tables) -> Result<(), DicomError> {
    let cut = || corrupt("quantization table cut off");
    while let Some((&id, rest)) = segment.split_first() {
        let mut table = [0u16; 64];
        segment = match id >> 4 {
            0 => {
                let (values, rest) = rest.split_first_chunk::<64>().ok_or_else(cut)?;
                table = values.map(u16::from);
                rest
            }
            1 => {
                let (values, rest) = rest.split_first_chunk::<128>().ok_or_else(cut)?;
                for (entry, bytes) in table.iter_mut().zip(values.as_chunks::<2>().0) {
                    *entry = u16::from_be_bytes(*bytes);
                }
                rest
            }
            _ => return Err(corrupt("quantization table precision")),
        };
        *tables
            .quantization
            .get_mut(usize::from(id & 0x0F))
            .ok_or_else(|| corrupt("quantization table number"))? = Some(table);
    }
    Ok(())
}

/// Room for the output, unless the data cannot fill it: so that a header alone allocates nothing.
///
/// `most_pixels_per_byte`: what a byte of entropy-coded data can stand for at best.
fn output(pixels: usize, data_bytes: usize, most_pixels_per_byte: usize) -> Result<Vec<u16>, DicomError> {
    if data_bytes.saturating_mul(most_pixels_per_byte) < pixels {
        return Err(corrupt("too short for Rows times Columns"));
    }
    Ok(Vec::with_capacity(pixels))
}
