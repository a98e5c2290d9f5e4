//! High-throughput JPEG 2000, ISO/IEC 15444-15, by `dicom-toolkit-jpeg2000`.
//!
//! Whoever calls has checked the marker structure and the packets: this decoder takes a tile whose packets end early, and
//! as many precincts as a header claims.

use dicom_toolkit_jpeg2000 as ht;

use crate::{Error, Frame, Samples};

/// The samples of one bare codestream.
///
/// # Errors
///
/// [`Error::Corrupt`].
pub(crate) fn decode(codestream: &[u8], frame: &Frame) -> Result<Samples, Error> {
    let settings =
        ht::DecodeSettings { resolve_palette_indices: false, strict: true, target_resolution: None };
    let damaged = |error: ht::DecodeError| Error::Corrupt(format!("does not decode: {error}"));
    let image = ht::Image::new(codestream, &settings).map_err(damaged)?;
    let raw = image.decode_native().map_err(damaged)?;
    if raw.width != frame.columns || raw.height != frame.rows || raw.num_components != 1 {
        return Err(Error::Corrupt("size".into()));
    }
    // It shifts the level of signed samples, too.
    let shift = if frame.signed { 1i32 << (frame.bits.clamp(1, 16) - 1) } else { 0 };
    let one = |value: i32| (value - shift) as u16;
    let values: Vec<u16> = if raw.bytes_per_sample == 1 {
        raw.data.iter().map(|byte| one(i32::from(*byte))).collect()
    } else {
        raw.data.as_chunks::<2>().0.iter().map(|pair| one(i32::from(u16::from_le_bytes(*pair)))).collect()
    };
    if values.len() != frame.pixels() {
        return Err(Error::Corrupt("size".into()));
    }
    // Whether quantisation lost something is in the header that whoever calls has read.
    Ok(Samples { values, precision: frame.bits, lossy: false })
}
