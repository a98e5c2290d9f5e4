//! The Image Pixel module, PS3.3 section C.7.6.3: what shape the pixels have.

use super::check::Check;
use super::limits::{MAX_PIXELS, MIN_SIDE};
use super::parse::DataSet;
use super::reason::ReasonCode;
use super::tags::{self, Tag};
use super::values::{Value, printable};

/// How MONOCHROME values run, PS3.3 section C.7.6.3.1.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Photometric {
    /// The lowest value is white.
    Monochrome1,
    /// The lowest value is black.
    Monochrome2,
}

/// Grayscale pixels whose description holds together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PixelModule {
    pub(crate) rows: u32,
    pub(crate) columns: u32,
    pub(crate) photometric: Photometric,
    /// 8, 16 or 32.
    pub(crate) bits_allocated: u32,
    /// 1 to 16.
    pub(crate) bits_stored: u32,
    /// The bit of the cell that holds the highest bit of the value.
    pub(crate) high_bit: u32,
    pub(crate) signed: bool,
}

impl PixelModule {
    /// Pixels of one frame. Within [`MAX_PIXELS`], so it fits a 32-bit `usize`.
    pub(crate) fn pixels(&self) -> usize {
        self.rows as usize * self.columns as usize
    }

    pub(crate) fn bytes_per_cell(&self) -> usize {
        self.bits_allocated as usize / 8
    }

    /// Bits of a cell below the value: left-justified values have some.
    pub(crate) fn shift(&self) -> u32 {
        (self.high_bit + 1).saturating_sub(self.bits_stored)
    }

    /// The bits of a value, after the shift.
    pub(crate) fn mask(&self) -> u32 {
        (1u32 << self.bits_stored) - 1
    }
}

/// What of the module could be read, for the report, and the module itself if all of it holds.
#[derive(Debug, Default)]
pub(crate) struct PixelDescription {
    pub(crate) rows: Option<u32>,
    pub(crate) columns: Option<u32>,
    pub(crate) frames: Option<u32>,
    pub(crate) photometric: Option<String>,
    /// `None` if a check failed that leaves the pixels without a meaning.
    pub(crate) module: Option<PixelModule>,
}

/// Checks the Image Pixel module; each finding is pushed to `checks`.
pub(crate) fn describe(set: &DataSet<'_>, checks: &mut Vec<Check>) -> PixelDescription {
    let rows = side(set, "rows", tags::ROWS, checks);
    let columns = side(set, "columns", tags::COLUMNS, checks);
    let area = area(rows, columns, checks);
    let frames = frames(set, checks);
    let samples = samples(set, checks);
    let photometric_text = set.text(tags::PHOTOMETRIC_INTERPRETATION).map(|text| printable(text.as_bytes()));
    let photometric = photometric(photometric_text.clone(), checks);
    let bits = bits(set, checks);
    let module = match (rows, columns, area, frames == Some(1), samples, photometric, bits) {
        (Some(rows), Some(columns), true, true, true, Some(photometric), Some(bits)) => Some(PixelModule {
            rows,
            columns,
            photometric,
            bits_allocated: bits.allocated,
            bits_stored: bits.stored,
            high_bit: bits.high,
            signed: bits.signed,
        }),
        _ => None,
    };
    PixelDescription { rows, columns, frames, photometric: photometric_text, module }
}

fn side(set: &DataSet<'_>, name: &str, tag: Tag, checks: &mut Vec<Check>) -> Option<u32> {
    let expected = format!("one number of at least {MIN_SIDE}");
    let (value, number) = match set.unsigned(tag) {
        Value::Is(number) => (Some(number.to_string()), Some(number)),
        Value::Bad(what) => (Some(what), None),
        Value::Absent | Value::Empty => (None, None),
    };
    let check = Check::of(name, tag, value, expected);
    let ok = number.is_some_and(|number| number >= MIN_SIDE);
    checks.push(if ok { check } else { check.fail(ReasonCode::BadDimensions) });
    number.filter(|_| ok)
}

/// Whether the frame stays under the cap; in 64 bits, where the product of two 32-bit numbers cannot wrap.
fn area(rows: Option<u32>, columns: Option<u32>, checks: &mut Vec<Check>) -> bool {
    let (Some(rows), Some(columns)) = (rows, columns) else { return false };
    let pixels = u64::from(rows) * u64::from(columns);
    if pixels > MAX_PIXELS {
        let message = format!(
            "(0028,0010) Rows {rows} times (0028,0011) Columns {columns} is {pixels} pixels, the limit is {MAX_PIXELS}"
        );
        checks.push(
            Check::whole("size", "a film of at most 33 million pixels", "")
                .fail_saying(ReasonCode::TooLarge, message),
        );
        return false;
    }
    true
}

/// Number of Frames, PS3.3 section C.7.6.6.1.1; absent or empty means one.
fn frames(set: &DataSet<'_>, checks: &mut Vec<Check>) -> Option<u32> {
    let tag = tags::NUMBER_OF_FRAMES;
    let check = |value: String| Check::of("frames", tag, Some(value), "1 or absent");
    match set.integer_string(tag) {
        Value::Absent | Value::Empty => Some(1),
        Value::Is(1) => {
            checks.push(check("1".to_owned()));
            Some(1)
        }
        Value::Is(number) if number > 1 => {
            checks.push(check(number.to_string()).fail(ReasonCode::MultiFrame));
            u32::try_from(number).ok()
        }
        Value::Is(number) => {
            checks.push(check(number.to_string()).fail(ReasonCode::BadDimensions));
            None
        }
        Value::Bad(what) => {
            checks.push(check(what).fail(ReasonCode::BadDimensions));
            None
        }
    }
}

/// Samples per Pixel must be 1. Where it is absent, MONOCHROME says the same by definition.
fn samples(set: &DataSet<'_>, checks: &mut Vec<Check>) -> bool {
    let tag = tags::SAMPLES_PER_PIXEL;
    let (value, ok) = match set.unsigned(tag) {
        Value::Is(1) => (Some("1".to_owned()), true),
        Value::Is(number) => (Some(number.to_string()), false),
        Value::Bad(what) => (Some(what), false),
        Value::Absent | Value::Empty => {
            let check = Check::of("samples_per_pixel", tag, None, "1");
            let message = format!("{}; taken as 1, which MONOCHROME1 and MONOCHROME2 imply", check.message);
            checks.push(check.warn(message));
            return true;
        }
    };
    let check = Check::of("samples_per_pixel", tag, value, "1");
    checks.push(if ok { check } else { check.fail(ReasonCode::UnsupportedPixelFormat) });
    ok
}

fn photometric(text: Option<String>, checks: &mut Vec<Check>) -> Option<Photometric> {
    let photometric = match text.as_deref().map(str::to_ascii_uppercase).as_deref() {
        Some("MONOCHROME1") => Some(Photometric::Monochrome1),
        Some("MONOCHROME2") => Some(Photometric::Monochrome2),
        _ => None,
    };
    let check =
        Check::of("photometric", tags::PHOTOMETRIC_INTERPRETATION, text, "MONOCHROME1 or MONOCHROME2");
    checks.push(if photometric.is_some() { check } else { check.fail(ReasonCode::UnsupportedPixelFormat) });
    photometric
}

struct Bits {
    allocated: u32,
    stored: u32,
    high: u32,
    signed: bool,
}

/// Bits Allocated, Bits Stored, High Bit, Pixel Representation: PS3.5 section 8.1.1.
///
/// None has a default but High Bit, which every IOD in use defines as Bits Stored - 1. Over 16 bits stored is outside
/// every projection radiography IOD (PS3.3 section C.8.11.3 and C.8.1.2), and refused.
fn bits(set: &DataSet<'_>, checks: &mut Vec<Check>) -> Option<Bits> {
    let mut one = |name: &str, tag: Tag, expected: &str, ok: &dyn Fn(u32) -> bool| {
        let (value, number) = match set.unsigned(tag) {
            Value::Is(number) => (Some(number.to_string()), Some(number)),
            Value::Bad(what) => (Some(what), None),
            Value::Absent | Value::Empty => (None, None),
        };
        let check = Check::of(name, tag, value, expected);
        let good = number.is_some_and(ok);
        checks.push(if good { check } else { check.fail(ReasonCode::UnsupportedPixelFormat) });
        number.filter(|_| good)
    };
    let allocated =
        one("bits_allocated", tags::BITS_ALLOCATED, "8, 16 or 32", &|bits| matches!(bits, 8 | 16 | 32));
    let most = allocated.unwrap_or(16).min(16);
    let stored =
        one("bits_stored", tags::BITS_STORED, &format!("1 to {most}"), &|bits| (1..=most).contains(&bits));
    let signed = one("pixel_representation", tags::PIXEL_REPRESENTATION, "0 or 1", &|sign| sign <= 1);
    let (allocated, stored, signed) = (allocated?, stored?, signed? == 1);
    let high = match set.unsigned(tags::HIGH_BIT) {
        Value::Absent | Value::Empty => {
            let check = Check::of("high_bit", tags::HIGH_BIT, None, "BitsStored - 1");
            let message = format!("{}; taken as {}", check.message, stored - 1);
            checks.push(check.warn(message));
            stored - 1
        }
        Value::Is(high) if high < allocated && high + 1 >= stored => {
            let check = Check::of("high_bit", tags::HIGH_BIT, Some(high.to_string()), "BitsStored - 1");
            checks.push(if high + 1 == stored {
                check
            } else {
                let message =
                    format!("{}: values are shifted down by {} bits", check.message, high + 1 - stored);
                check.note(message)
            });
            high
        }
        other => {
            let value = match other {
                Value::Is(high) => high.to_string(),
                Value::Bad(what) => what,
                _ => String::new(),
            };
            let check = Check::of("high_bit", tags::HIGH_BIT, Some(value), "BitsStored - 1");
            checks.push(check.fail(ReasonCode::UnsupportedPixelFormat));
            return None;
        }
    };
    Some(Bits { allocated, stored, high, signed })
}
