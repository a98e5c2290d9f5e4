//! Decoders of codestreams that films seldom have, each by a library of its own: JPEG XL (ISO/IEC 18181) and
//! high-throughput JPEG 2000 (ISO/IEC 15444-15).
//!
//! Apart from `shared`, because they are a tenth of the tab's engine and most readers never meet such a film: the tab
//! loads them as a module of its own (`codecs-wasm`) with the first one. `shared::dicom::rare` alone calls [`decode`],
//! or what stands in for it where the decoders are not linked; without the feature `decoders` only the types are here.
//!
//! Nothing here knows DICOM, and nothing is allocated that [`Frame`] does not allow: whoever calls has compared it with
//! the limits of the reader.

#[cfg(feature = "decoders")]
mod high_throughput;
#[cfg(feature = "decoders")]
mod jpegxl;

use thiserror::Error;

/// A coding. Its number is what `codecs-wasm` is called with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Codec {
    /// JPEG XL, in a container or bare.
    JpegXl = 1,
    /// A bare JPEG 2000 codestream with high-throughput code blocks.
    HighThroughputJpeg2000 = 2,
}

impl Codec {
    /// The codec of a number, as [`Codec`] has them.
    pub fn from_number(number: u32) -> Option<Self> {
        match number {
            1 => Some(Self::JpegXl),
            2 => Some(Self::HighThroughputJpeg2000),
            _ => None,
        }
    }

    /// Its name in any language.
    pub fn name(self) -> &'static str {
        match self {
            Self::JpegXl => "JPEG XL",
            Self::HighThroughputJpeg2000 => "HTJ2K",
        }
    }
}

/// The picture that a stream must hold: one gray channel of this size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Rows.
    pub rows: u32,
    /// Columns.
    pub columns: u32,
    /// Bits of a sample. JPEG XL: at most, 1 to 16. High-throughput JPEG 2000: what the stream's own header says.
    pub bits: u32,
    /// Whether samples have a sign, in two's complement of 16 bits.
    pub signed: bool,
}

impl Frame {
    /// Samples of the picture.
    pub fn pixels(&self) -> usize {
        self.rows as usize * self.columns as usize
    }
}

/// A stream's samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Samples {
    /// Row by row.
    pub values: Vec<u16>,
    /// Bits of a sample by the stream's header.
    pub precision: u32,
    /// Coded with loss.
    pub lossy: bool,
}

/// Why a stream gives no samples.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// The header tells of another picture.
    #[error("{rows} rows x {columns} columns of {components} components of {precision} bits")]
    Header {
        /// Rows.
        rows: u32,
        /// Columns.
        columns: u32,
        /// Components, colours and others.
        components: u32,
        /// Bits of a sample.
        precision: u32,
    },
    /// Too few bytes for so large a picture.
    #[error("a codestream of {bytes} bytes is too short for {samples} samples")]
    TooShort {
        /// Bytes of the stream.
        bytes: u32,
        /// Samples of the picture.
        samples: u32,
    },
    /// A second picture follows.
    #[error("a second picture stands behind the first")]
    Another,
    /// A variant that is not decoded.
    #[error("{0}")]
    Unsupported(String),
    /// The stream is damaged or cut off.
    #[error("{0}")]
    Corrupt(String),
    /// The decoder gave no answer; only where it runs as a module of its own.
    #[error("{0}")]
    BrokenOff(String),
}

/// Samples that a byte of a wavelet or JPEG XL stream may stand for: an eighth of a percent of an uncompressed 16-bit
/// film, where the strongest lossy compression that is used leaves two percent.
const MOST_SAMPLES_PER_BYTE: u64 = 400;
/// Samples of a picture that is so small that its stream may be of any length, as that of one gray level is.
const SMALL_PICTURE: u64 = 1 << 20;

/// Compares the length of a stream with the picture that it claims, where the coding itself sets no bound: a blank
/// picture of any size takes some bytes.
///
/// # Errors
///
/// [`Error::TooShort`].
pub fn plausible(bytes: usize, pixels: usize) -> Result<(), Error> {
    // In 64 bits: in a browser's 32 a stream of 11 MB would be taken for a short one.
    if pixels as u64 > (bytes as u64).saturating_mul(MOST_SAMPLES_PER_BYTE).saturating_add(SMALL_PICTURE) {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        return Err(Error::TooShort { bytes: clamp(bytes), samples: clamp(pixels) });
    }
    Ok(())
}

/// The samples of one codestream.
///
/// # Errors
///
/// See [`enum@Error`].
#[cfg(feature = "decoders")]
pub fn decode(codec: Codec, bytes: &[u8], frame: &Frame) -> Result<Samples, Error> {
    match codec {
        Codec::JpegXl => jpegxl::decode(bytes, frame),
        Codec::HighThroughputJpeg2000 => high_throughput::decode(bytes, frame),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_as_long_as_its_picture_asks() {
        assert_eq!(plausible(0, 1 << 20), Ok(()));
        assert_eq!(plausible(1, (1 << 20) + 400), Ok(()));
        let short = Error::TooShort { bytes: 1, samples: (1 << 20) + 401 };
        assert_eq!(plausible(1, (1 << 20) + 401), Err(short));
        // Times 400 these are more than 32 bits hold.
        assert_eq!(plausible(25_531_417, 5792 * 5792), Ok(()));
    }

    #[test]
    fn a_codec_is_known_by_its_number() {
        for codec in [Codec::JpegXl, Codec::HighThroughputJpeg2000] {
            assert_eq!(Codec::from_number(codec as u32), Some(codec));
        }
        assert_eq!((Codec::from_number(0), Codec::from_number(3)), (None, None));
    }
}
