//! JPEG 2000 of one component, ISO/IEC 15444-1 (ITU-T T.800), decoded by `hayro-jpeg2000`, pure Rust.
//!
//! That decoder takes sizes, layers and precincts as the stream claims them, fills up what a cut stream lacks, and does
//! not know signed samples. So [`headers`] checks the whole marker structure first, and signed samples are shifted here.

mod headers;

use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};

use super::{Samples, check_size};
use crate::dicom::pixel_module::PixelModule;
use crate::dicom::reason::DicomError;

fn corrupt(what: &str) -> DicomError {
    DicomError::corrupt(format!("JPEG 2000: {what}"))
}

/// The samples of one codestream, which must be of the data set's size.
///
/// 1. JP2 boxes around the codestream, forbidden by PS3.5 annex A.4.4 and met, are taken off.
/// 2. The marker structure is checked up to the end of codestream.
/// 3. Decoding, in 32-bit floats, which hold every step of 16-bit samples exactly.
/// 4. Rounding and clamping to the precision; of signed samples the level shift (T.800 section G.1.2), which the
///    decoder adds to all, is taken off again.
///
/// # Errors
///
/// `BAD_DIMENSIONS` for another size, `CORRUPT` for a stream that is damaged or cut off,
/// `UNSUPPORTED_TRANSFER_SYNTAX` for a high-throughput stream.
pub(super) fn decode(bytes: &[u8], module: &PixelModule) -> Result<Samples, DicomError> {
    let codestream = headers::codestream(bytes)?;
    let header = headers::check(codestream, module)?;
    if header.high_throughput {
        return decode_ht(codestream, &header, module);
    }
    let settings = DecodeSettings { resolve_palette_indices: false, strict: true, target_resolution: None };
    let damaged = |error: hayro_jpeg2000::DecodeError| corrupt(&format!("does not decode: {error}"));
    let image = Image::new(codestream, &settings).map_err(damaged)?;
    let mut context = DecoderContext::default();
    let decoded = image.decode(&mut context).map_err(damaged)?;
    let [component] = decoded.components() else { return Err(corrupt("more than one component")) };
    let samples = component.samples();
    if samples.len() != module.pixels() {
        return Err(corrupt("a number of samples that is not Rows times Columns"));
    }
    let most = ((1u32 << header.precision) - 1) as f32;
    let shift = if header.signed { 1i32 << (header.precision - 1) } else { 0 };
    // Two's complement in as many bits as the data set stores, so that a short signed sample keeps its sign.
    let mask = if header.signed { module.mask() } else { 0xFFFF };
    let values = samples
        .iter()
        .map(|sample| {
            let value = sample.round_ties_even().clamp(0.0, most) as i32 - shift;
            (value.cast_unsigned() & mask) as u16
        })
        .collect();
    let precision = if header.signed { module.bits_stored } else { header.precision };
    Ok(Samples { values, precision, lossy: true })
}

fn decode_ht(
    codestream: &[u8],
    header: &headers::Header,
    module: &PixelModule,
) -> Result<Samples, DicomError> {
    use dicom_toolkit_jpeg2000 as ht;
    let settings =
        ht::DecodeSettings { resolve_palette_indices: false, strict: true, target_resolution: None };
    let damaged = |error: ht::DecodeError| corrupt(&format!("does not decode: {error}"));
    let image = ht::Image::new(codestream, &settings).map_err(damaged)?;
    let raw = image.decode_native().map_err(damaged)?;
    if raw.width != module.columns || raw.height != module.rows || raw.num_components != 1 {
        return Err(corrupt("size"));
    }
    let shift = if header.signed { 1i32 << (header.precision - 1) } else { 0 };
    let mask = if header.signed { module.mask() } else { 0xFFFF };
    let one = |v: i32| ((v - shift).cast_unsigned() & mask) as u16;
    let values: Vec<u16> = if raw.bytes_per_sample == 1 {
        raw.data.iter().map(|b| one(i32::from(*b))).collect()
    } else {
        raw.data.as_chunks::<2>().0.iter().map(|b| one(i32::from(u16::from_le_bytes(*b)))).collect()
    };
    if values.len() != module.pixels() {
        return Err(corrupt("size"));
    }
    let precision = if header.signed { module.bits_stored } else { header.precision };
    Ok(Samples { values, precision, lossy: true })
}

/// Compares the size in the header with the data set.
fn check_header(header: &headers::Header, module: &PixelModule) -> Result<(), DicomError> {
    check_size("JPEG 2000", header.rows, header.columns, header.components, header.precision, module)
}
