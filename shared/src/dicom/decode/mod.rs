//! From Pixel Data to stored values, PS3.5 section 8 and annex A.4.
//!
//! The codecs here are this reader's own where dicom-rs's take what is incomplete, panic, or lack a variant; each checks
//! the codestream's own header against Rows and Columns before it allocates, and refuses a stream that ends early. Two
//! that are rare and large are a crate of their own, called by [`rare`].

mod ending;
mod jpeg;
mod jpeg2000;
mod jpegls;
mod native;
pub mod rare;
mod rle;

use std::borrow::Cow;

use super::encapsulated::single_frame;
use super::inflate::inflate;
use super::parse::DataSet;
use super::pixel_module::PixelModule;
use super::reason::{DicomError, ReasonCode};
use super::stored::StoredPixels;
use super::tags;
use super::transfer_syntax::{Codec, TransferSyntax};
use native::ByteOrder;

/// Whether the pixels of a syntax are decoded.
pub(crate) fn is_supported(syntax: &TransferSyntax) -> bool {
    match syntax.codec {
        Codec::Native
        | Codec::DeflatedDataSet
        | Codec::EncapsulatedUncompressed
        | Codec::DeflatedFrame
        | Codec::Rle
        | Codec::Jpeg
        | Codec::JpegLs
        | Codec::Jpeg2000
        | Codec::HighThroughputJpeg2000
        | Codec::JpegXl => true,
        Codec::None => false,
    }
}

/// Stored values of the frame of a data set, with what is worth a warning.
///
/// # Errors
///
/// `NO_PIXEL_DATA`, `BAD_DIMENSIONS`, `CORRUPT`, `UNSUPPORTED_TRANSFER_SYNTAX`, `UNSUPPORTED_PIXEL_FORMAT`.
pub(crate) fn decode(
    set: &DataSet<'_>,
    module: &PixelModule,
    syntax: &TransferSyntax,
    warnings: &mut Vec<String>,
) -> Result<StoredPixels, DicomError> {
    let element = set
        .get(tags::PIXEL_DATA)
        .ok_or_else(|| DicomError::new(ReasonCode::NoPixelData, "(7FE0,0010) PixelData is absent"))?;
    let patterns = match syntax.codec {
        Codec::Native | Codec::DeflatedDataSet => native::unpack_element(element, module, warnings)?,
        Codec::EncapsulatedUncompressed => {
            native::unpack(&single_frame(element)?, module, ByteOrder::Little, warnings)?
        }
        Codec::DeflatedFrame => {
            // A frame of the declared size, and room to see that it is longer.
            let limit = module.pixels() * module.bytes_per_cell() + 4096;
            let frame = inflate(&single_frame(element)?, limit)?;
            native::unpack(&frame, module, ByteOrder::Little, warnings)?
        }
        Codec::Rle => rle::decode(&single_frame(element)?, module)?,
        Codec::Jpeg => {
            samples(jpeg::decode(&right_aligned(single_frame(element)?, module)?, module)?, module, warnings)
        }
        Codec::JpegLs => samples(
            jpegls::decode(&right_aligned(single_frame(element)?, module)?, module)?,
            module,
            warnings,
        ),
        Codec::Jpeg2000 | Codec::HighThroughputJpeg2000 => samples(
            jpeg2000::decode(&right_aligned(single_frame(element)?, module)?, module)?,
            module,
            warnings,
        ),
        Codec::JpegXl => {
            let frame = right_aligned(single_frame(element)?, module)?;
            samples(jpeg_xl(&frame, module)?, module, warnings)
        }
        Codec::None => return Err(unsupported(syntax)),
    };
    Ok(StoredPixels {
        rows: module.rows as usize,
        columns: module.columns as usize,
        bits_stored: module.bits_stored,
        signed: module.signed,
        patterns,
    })
}

/// The samples of a codestream and how they fit Bits Stored.
struct Samples {
    values: Vec<u16>,
    /// Bits of a sample by the codestream's header.
    precision: u32,
    /// Coded with loss: a value beyond Bits Stored is an overshoot, and becomes the highest value.
    lossy: bool,
}

/// Bit patterns of samples. Bits above Bits Stored are not part of the value (PS3.5 section 8.1.1) and are masked off, the
/// repeated signs of a signed cell coded whole among them; but where a lossy coding overshoots, masking would turn white
/// into black.
fn samples(samples: Samples, module: &PixelModule, warnings: &mut Vec<String>) -> Vec<u16> {
    let Samples { mut values, precision, lossy } = samples;
    if precision < module.bits_stored {
        warnings.push(format!(
            "the codestream has samples of {precision} bits, (0028,0101) BitsStored is {}",
            module.bits_stored
        ));
    }
    // The mask keeps 16 bits at most.
    let mask = module.mask() as u16;
    let clamp = lossy && !module.signed;
    for value in &mut values {
        *value = if clamp { (*value).min(mask) } else { *value & mask };
    }
    values
}

/// JPEG XL of one gray channel of the data set's size and of at most the bits of a cell.
fn jpeg_xl(codestream: &[u8], module: &PixelModule) -> Result<Samples, DicomError> {
    let bits = module.bits_allocated.min(16);
    let frame = rare::Frame { rows: module.rows, columns: module.columns, bits, signed: module.signed };
    rare::decode(rare::Codec::JpegXl, codestream, &frame, module)
}

/// Codestreams code samples, not cells: nothing says where a sample of a left-justified cell would lie.
fn right_aligned<'a>(frame: Cow<'a, [u8]>, module: &PixelModule) -> Result<Cow<'a, [u8]>, DicomError> {
    if module.shift() != 0 {
        let message = format!(
            "(0028,0102) HighBit {} with (0028,0101) BitsStored {} in a compressed film",
            module.high_bit, module.bits_stored
        );
        return Err(DicomError::new(ReasonCode::UnsupportedPixelFormat, message));
    }
    Ok(frame)
}

/// Compares what a codestream's header says with the data set, before anything of that size is allocated.
fn check_size(
    codec: &str,
    rows: u64,
    columns: u64,
    components: u64,
    precision: u32,
    module: &PixelModule,
) -> Result<(), DicomError> {
    if rows != u64::from(module.rows) || columns != u64::from(module.columns) {
        let message = format!(
            "the {codec} codestream is {rows} rows x {columns} columns, (0028,0010) Rows is {} and (0028,0011) Columns {}",
            module.rows, module.columns
        );
        return Err(DicomError::new(ReasonCode::BadDimensions, message));
    }
    if components != 1 {
        let message =
            format!("the {codec} codestream has {components} components, (0028,0002) SamplesPerPixel is 1");
        return Err(DicomError::corrupt(message));
    }
    if precision == 0 || precision > module.bits_allocated.min(16) {
        let message = format!(
            "the {codec} codestream has samples of {precision} bits, (0028,0100) BitsAllocated is {}",
            module.bits_allocated
        );
        return Err(DicomError::corrupt(message));
    }
    Ok(())
}

/// A syntax that is known by name and not decoded.
pub(crate) fn unsupported(syntax: &TransferSyntax) -> DicomError {
    let message = format!(
        "(0002,0010) TransferSyntaxUID {} ({}) is not decoded by this reader",
        syntax.uid, syntax.name
    );
    DicomError::new(ReasonCode::UnsupportedTransferSyntax, message)
}
