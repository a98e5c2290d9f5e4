//! JPEG XL of one gray channel, ISO/IEC 18181, decoded by `jxl`, the JPEG XL project's own decoder in Rust.
//!
//! It is told how many samples it may make before it makes any, and writes whole numbers of the stream's own depth: no
//! detour by a scale of 0 to 1 or of 16 bits.

use jxl::api::{
    Endianness, Event, JxlBitDepth, JxlColorEncoding, JxlColorProfile, JxlColorType, JxlDataFormat,
    JxlDecoder, JxlDecoderOptions, JxlOutputBuffer, JxlPixelFormat, Orientation, ProfileLevel,
};

use crate::{Error, Frame, Samples, plausible};

/// Zeros at the end of a stream: one pads its fragment, some are data.
const MOST_ZEROS: usize = 8;

fn corrupt(what: &str) -> Error {
    Error::Corrupt(what.to_owned())
}

fn unsupported(what: &str) -> Error {
    Error::Unsupported(what.to_owned())
}

/// The samples of one codestream, in a container or bare.
///
/// # Errors
///
/// [`Error::Header`] for another size, [`Error::Unsupported`] for anything but one gray channel of whole numbers,
/// [`Error::Corrupt`] for a stream that is damaged or cut off, [`Error::Another`] for two.
pub(crate) fn decode(bytes: &[u8], frame: &Frame) -> Result<Samples, Error> {
    if frame.signed {
        // The format knows no sign, and no writer has settled how one would be coded.
        return Err(unsupported("signed values"));
    }
    // A section of prefix codes does not tell zeros that fill up what was lost from data; no stream ends in so many.
    let zeros = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    if zeros > MOST_ZEROS {
        return Err(corrupt("ends in zeros where data should be"));
    }
    let mut options = JxlDecoderOptions::default();
    options.adjust_orientation = false;
    options.render_spot_colors = false;
    // A gray picture counts as three channels, and a frame may overlap its edges.
    options.sample_limit = Some(4 * frame.pixels());
    options.high_precision = true;
    // Level 5 ends at 16 bits of a transform's intermediate values, which a lossless 16-bit film exceeds.
    options.max_profile_level = ProfileLevel::Main10;
    let mut decoder = JxlDecoder::new(options);
    let mut input = bytes;
    next(&mut decoder, &mut input, None, Event::BasicInfo)?;
    let (precision, lossy) = one_gray_channel(&decoder, frame)?;
    plausible(bytes.len(), frame.pixels())?;
    let format = JxlPixelFormat {
        color_type: JxlColorType::Grayscale,
        // At most 16 by the check of the size.
        color_data_format: Some(JxlDataFormat::U16 {
            endianness: Endianness::native(),
            bit_depth: precision as u8,
        }),
        extra_channel_format: Vec::new(),
    };
    decoder.set_pixel_format(format).map_err(|error| damaged(&error))?;
    next(&mut decoder, &mut input, None, Event::FrameHeader)?;
    let mut values = vec![0u16; frame.pixels()];
    let row_bytes = frame.columns as usize * size_of::<u16>();
    let rows = JxlOutputBuffer::new(bytemuck::cast_slice_mut(&mut values), frame.rows as usize, row_bytes);
    next(&mut decoder, &mut input, Some(rows), Event::FrameComplete { has_more_frames: false })?;
    next(&mut decoder, &mut input, None, Event::Complete)?;
    ends(bytes, decoder.file_length())?;
    Ok(Samples { values, precision, lossy })
}

/// Decodes up to the next event, which must be the one expected.
fn next(
    decoder: &mut JxlDecoder,
    input: &mut &[u8],
    rows: Option<JxlOutputBuffer<'_>>,
    expected: Event,
) -> Result<(), Error> {
    let mut rows = rows.map(|rows| [rows]);
    let buffers = rows.as_mut().map(|rows| rows.as_mut_slice());
    match decoder.process(input, buffers, None).map_err(|error| damaged(&error))? {
        event if event == expected => Ok(()),
        Event::NeedMoreInput { .. } => Err(corrupt("ends early")),
        Event::FrameComplete { has_more_frames: true } => Err(unsupported("several frames")),
        _ => Err(corrupt("no picture")),
    }
}

/// Checks that no second codestream, bare or in a container, stands behind the first.
fn ends(bytes: &[u8], length: Option<u64>) -> Result<(), Error> {
    let rest = length.and_then(|length| bytes.get(usize::try_from(length).ok()?..)).unwrap_or_default();
    let padding = rest.iter().take_while(|byte| **byte == 0).count();
    // A container begins with zeros itself.
    let container = |rest: &[u8]| rest.starts_with(b"\0\0\0\x0CJXL ");
    let bare = rest.get(padding..).is_some_and(|rest| rest.starts_with(&[0xFF, 0x0A]));
    if bare || (0..=padding.min(MOST_ZEROS)).any(|skip| rest.get(skip..).is_some_and(container)) {
        return Err(Error::Another);
    }
    Ok(())
}

fn damaged(error: &dyn std::fmt::Display) -> Error {
    corrupt(&format!("does not decode: {error}"))
}

/// Checks what the header says, and gives the bits of a sample and whether they are coded with loss.
fn one_gray_channel(decoder: &JxlDecoder, frame: &Frame) -> Result<(u32, bool), Error> {
    let info = decoder.basic_info().ok_or_else(|| corrupt("no header"))?;
    let gray = match decoder.embedded_color_profile() {
        Some(JxlColorProfile::Simple(encoding)) => {
            matches!(encoding, JxlColorEncoding::GrayscaleColorSpace { .. })
        }
        // PS3.3 section C.7.6.3 gives gray values their meaning, not a profile within the stream.
        Some(JxlColorProfile::Icc(_)) => return Err(unsupported("a colour profile")),
        None => return Err(corrupt("no colour encoding")),
    };
    let JxlBitDepth::Int { bits_per_sample } = info.bit_depth else {
        return Err(unsupported("floating-point samples"));
    };
    let (columns, rows) = info.size;
    let components = if gray { 1 } else { 3 } + info.extra_channels.len();
    let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let [rows, columns, components] = [rows, columns, components].map(clamp);
    let fits = rows == frame.rows && columns == frame.columns && components == 1;
    if !fits || bits_per_sample == 0 || bits_per_sample > frame.bits.min(16) {
        return Err(Error::Header { rows, columns, components, precision: bits_per_sample });
    }
    if info.orientation != Orientation::Identity {
        return Err(unsupported("a rotated or mirrored picture"));
    }
    if info.animation.is_some() {
        return Err(unsupported("an animation"));
    }
    // Lossy coding goes by way of XYB, a colour space of its own.
    Ok((bits_per_sample, !info.uses_original_profile))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bare codestream of 40 x 28 samples of 12 bits from libjxl (lossless, effort 7); sample (x, y) is
    /// (900 + 40 x + 25 y + x y / 3) mod 4096.
    const LOSSLESS: &str = "\
            ff0ad8004ec0a068110804010054044b3840f542cd3fb85e62f07d090525251231d29430867162c6991883c5c4218c8d8c81\
            184662410ce6393a2262028a9d01e824089324499224499224499224490626902449e0e6a0eaf0ae34f64235e1ee3f2cee01\
            00c02b48924492063fa47930a27363e58d7aa03200310635f06beae00cb77853a69ca8599635b9398109b6b38cb0a9530167\
            6b5ec1a02b6b8ddcc18703aee92d2a29631cb9b5fde650d52adeb4368a4169f01633bf36970a99dbe041eddd885a3ce79ce0\
            3797728bc7d6fda06d31867b02d5b3392d62df5ee568eb3e93bb5621596d71697a1e1e2def5f42a3a31663ab8bc4e5e76dfe\
            ac712cf31e732d2208a7341d2579ab20328199d8228a03712061d1350ba7c9e8f76d96c7e22215266f03";

    const FRAME: Frame = Frame { rows: 28, columns: 40, bits: 16, signed: false };

    #[test]
    fn twelve_bits_stay_twelve_bits() {
        let samples = decode(&hex::decode(LOSSLESS).unwrap(), &FRAME).unwrap();
        assert_eq!(samples.precision, 12);
        for (index, value) in samples.values.iter().enumerate() {
            let (x, y) = (index % 40, index / 40);
            assert_eq!(usize::from(*value), (900 + x * 40 + y * 25 + x * y / 3) % 4096, "({x}, {y})");
        }
    }

    #[test]
    fn a_stream_cut_anywhere_is_refused() {
        let whole = hex::decode(LOSSLESS).unwrap();
        for end in 0..whole.len() {
            assert!(decode(&whole[..end], &FRAME).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn a_second_picture_is_refused_and_padding_is_not() {
        let stream = hex::decode(LOSSLESS).unwrap();
        assert!(decode(&[&stream[..], &[0]].concat(), &FRAME).is_ok());
        let two = decode(&[&stream[..], &[0], &stream].concat(), &FRAME);
        assert_eq!(two, Err(Error::Another));
    }

    #[test]
    fn zeros_in_place_of_what_was_lost_are_refused() {
        let stream = hex::decode(LOSSLESS).unwrap();
        let half = stream.len() / 2;
        let filled = [&stream[..half], &vec![0; stream.len() - half]].concat();
        assert!(matches!(decode(&filled, &FRAME), Err(Error::Corrupt(_))));
    }

    #[test]
    fn what_is_not_the_picture_asked_for_is_refused() {
        let stream = hex::decode(LOSSLESS).unwrap();
        for other in [Frame { rows: 29, ..FRAME }, Frame { bits: 11, ..FRAME }] {
            let header = Error::Header { rows: 28, columns: 40, components: 1, precision: 12 };
            assert_eq!(decode(&stream, &other), Err(header));
        }
        let signed = decode(&stream, &Frame { signed: true, ..FRAME });
        assert!(matches!(signed, Err(Error::Unsupported(_))));
    }
}
