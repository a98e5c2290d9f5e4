//! Fragments of encapsulated pixel data, PS3.5 annex A.4.

use std::borrow::Cow;

use super::limits::MAX_FRAGMENTS;
use super::parse::{Cursor, Element};
use super::reason::{DicomError, ReasonCode};
use super::tags;

/// The codestream of a single frame: all fragments after the offset table, joined.
///
/// The offset table is not needed for one frame and not believed; only its form is checked. Empty fragments are met
/// and skipped.
///
/// # Errors
///
/// `CORRUPT` if the element is not encapsulated or its items do not hold together, `NO_PIXEL_DATA` without fragments,
/// `TOO_LARGE` over [`MAX_FRAGMENTS`].
pub(crate) fn single_frame<'a>(element: &Element<'a>) -> Result<Cow<'a, [u8]>, DicomError> {
    if !element.undefined {
        return Err(DicomError::corrupt("(7FE0,0010) PixelData is not encapsulated, the transfer syntax is"));
    }
    let mut cursor = Cursor::new(element.value);
    let table = item(&mut cursor, element)?;
    if table.is_some_and(|table| table.len() % 4 != 0) {
        return Err(DicomError::corrupt(
            "(7FE0,0010) PixelData: the length of the offset table is not a multiple of 4",
        ));
    }
    let mut count = 0usize;
    let mut first: &[u8] = &[];
    let mut joined = Vec::new();
    while let Some(fragment) = item(&mut cursor, element)? {
        if fragment.is_empty() {
            continue;
        }
        count += 1;
        if count > MAX_FRAGMENTS {
            let message = format!("(7FE0,0010) PixelData has more than {MAX_FRAGMENTS} fragments");
            return Err(DicomError::new(ReasonCode::TooLarge, message));
        }
        match count {
            1 => first = fragment,
            2 => joined = [first, fragment].concat(),
            _ => joined.extend_from_slice(fragment),
        }
    }
    match count {
        0 => Err(DicomError::new(ReasonCode::NoPixelData, "(7FE0,0010) PixelData has no fragments")),
        1 => Ok(Cow::Borrowed(first)),
        _ => Ok(Cow::Owned(joined)),
    }
}

fn item<'a>(cursor: &mut Cursor<'a>, element: &Element<'a>) -> Result<Option<&'a [u8]>, DicomError> {
    if cursor.left() == 0 {
        return Ok(None);
    }
    let broken = || DicomError::corrupt("(7FE0,0010) PixelData: its fragments do not hold together");
    let (tag, length) = cursor.item_header(element.encoding).ok_or_else(broken)?;
    if tag != tags::ITEM {
        return Err(broken());
    }
    let length = usize::try_from(length).map_err(|_| broken())?;
    cursor.take(length).map(Some).ok_or_else(broken)
}
