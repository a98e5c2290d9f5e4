//! A value as text, PS3.5 section 6.2.

use super::{TagForm, TagRow};
use crate::dicom::charset;
use crate::dicom::parse::Encoding;
use crate::dicom::tags::{self, Tag};

/// Bytes that are shown of a value without a form of its own.
const SHOWN_BYTES: usize = 32;

/// Whether an attribute may tell who the patient is: everything of group 0010, every person's name, and the numbers that
/// lead to the patient in a hospital's systems (PS3.15 table E.1-1 has more; this masks a screen, it does not
/// de-identify).
pub(super) fn identifies(tag: Tag, vr: Option<[u8; 2]>) -> bool {
    const NUMBERS: [Tag; 6] = [
        tags::ACCESSION_NUMBER,
        tags::STUDY_ID,
        Tag(0x0038, 0x0010), // AdmissionID
        Tag(0x0040, 0x1001), // RequestedProcedureID
        Tag(0x0040, 0x2016), // PlacerOrderNumberImagingServiceRequest
        Tag(0x0040, 0x2017), // FillerOrderNumberImagingServiceRequest
    ];
    tag.0 == 0x0010 || vr == Some(*b"PN") || NUMBERS.contains(&tag)
}

/// Writes a value into its row, at most `most` bytes of it.
pub(super) fn write(row: &mut TagRow, value: &[u8], encoding: Encoding, charset: &[String], most: usize) {
    match row.vr.as_ref() {
        Some(b"LO" | b"SH" | b"PN" | b"UC" | b"ST" | b"LT" | b"UT") => words(row, value, charset, most),
        Some(b"AE" | b"AS" | b"CS" | b"DA" | b"DS" | b"DT" | b"IS" | b"TM" | b"UI" | b"UR") => {
            words(row, value, &[], most);
        }
        Some(b"US") => numbers(row, value, most, |b: [u8; 2]| encoding.u16(b).to_string()),
        Some(b"SS") => numbers(row, value, most, |b: [u8; 2]| encoding.u16(b).cast_signed().to_string()),
        Some(b"UL") => numbers(row, value, most, |b: [u8; 4]| encoding.u32(b).to_string()),
        Some(b"SL") => numbers(row, value, most, |b: [u8; 4]| encoding.u32(b).cast_signed().to_string()),
        Some(b"FL") => numbers(row, value, most, |b: [u8; 4]| f32::from_bits(encoding.u32(b)).to_string()),
        Some(b"FD") => numbers(row, value, most, |b: [u8; 8]| f64::from_bits(wide(encoding, b)).to_string()),
        Some(b"UV") => numbers(row, value, most, |b: [u8; 8]| wide(encoding, b).to_string()),
        Some(b"SV") => numbers(row, value, most, |b: [u8; 8]| wide(encoding, b).cast_signed().to_string()),
        Some(b"AT") => numbers(row, value, most, |[a, b, c, d]: [u8; 4]| {
            Tag(encoding.u16([a, b]), encoding.u16([c, d])).to_string()
        }),
        // Private attributes of implicit VR, and UN: text in most cases.
        None if is_plain_text(value) => words(row, value, charset, most),
        _ => bytes(row, value),
    }
}

fn wide(encoding: Encoding, b: [u8; 8]) -> u64 {
    if encoding.big_endian { u64::from_be_bytes(b) } else { u64::from_le_bytes(b) }
}

/// Text without its padding; control characters but line ends become replacements.
fn words(row: &mut TagRow, value: &[u8], charset: &[String], most: usize) {
    row.cut = value.len() > most;
    let text = charset::decode(value.get(..most).unwrap_or(value), charset);
    let text = text.trim_matches(|c| c == ' ' || c == '\0');
    row.value = text
        .chars()
        .filter(|&c| c != '\r')
        .map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{FFFD}' } else { c })
        .collect();
}

/// Numbers of `N` bytes each. A value that is no whole number of them is shown as bytes: anything else would hide that.
fn numbers<const N: usize>(row: &mut TagRow, value: &[u8], most: usize, one: impl Fn([u8; N]) -> String) {
    let (chunks, rest) = value.as_chunks::<N>();
    if !rest.is_empty() {
        bytes(row, value);
        return;
    }
    for (at, chunk) in chunks.iter().enumerate() {
        if row.value.len() > most {
            row.cut = true;
            break;
        }
        if at > 0 {
            row.value.push('\\');
        }
        row.value.push_str(&one(*chunk));
    }
}

/// The first bytes as hexadecimal digits.
fn bytes(row: &mut TagRow, value: &[u8]) {
    row.form = TagForm::Bytes;
    row.cut = value.len() > SHOWN_BYTES;
    let digits: Vec<String> = value.iter().take(SHOWN_BYTES).map(|byte| format!("{byte:02X}")).collect();
    row.value = digits.join(" ");
}

fn is_plain_text(value: &[u8]) -> bool {
    let value = value.strip_suffix(&[0]).unwrap_or(value);
    let is_text =
        |text: &str| text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{1b}'));
    std::str::from_utf8(value).is_ok_and(is_text)
}
