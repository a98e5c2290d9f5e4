//! Codecs that few films have ([`codecs`]): linked into native programs, loaded by the tab when it meets one.
//!
//! Reading is synchronous and loading is not. So a reader without the decoders refuses such a film and notes what it
//! lacked; whoever called it asks [`take_missed`], loads the decoders, hands them over by [`provide`], and reads the film
//! once more. Nothing is loaded for a film that is refused before its pixels are reached.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub use codecs::{Codec, Error, Frame, Samples};

use super::ending::WrongEnd;
use super::{Samples as Decoded, check_size};
use crate::dicom::pixel_module::PixelModule;
use crate::dicom::reason::{DicomError, ReasonCode};

/// Decoders from elsewhere.
pub trait RareDecoder {
    /// The samples of one codestream, as `codecs::decode` gives them.
    ///
    /// # Errors
    ///
    /// As `codecs::decode` has them; [`Error::BrokenOff`] if the decoder gave no answer.
    fn decode(&self, codec: Codec, bytes: &[u8], frame: &Frame) -> Result<Samples, Error>;
}

thread_local! {
    static PROVIDED: RefCell<Option<Rc<dyn RareDecoder>>> = RefCell::default();
    static MISSED: Cell<Option<Codec>> = const { Cell::new(None) };
}

/// Gives this thread's reader decoders, or with `None` takes them away. They come before those that are linked.
pub fn provide(decoder: Option<Rc<dyn RareDecoder>>) {
    PROVIDED.set(decoder);
}

/// The codec that a film read on this thread had and that nobody had a decoder of, since this was asked last.
pub fn take_missed() -> Option<Codec> {
    MISSED.take()
}

/// The samples of a codestream, which must be of the data set's size.
///
/// # Errors
///
/// `BAD_DIMENSIONS` for another size, `UNSUPPORTED_PIXEL_FORMAT` for what the decoder does not take, `MULTI_FRAME` for a
/// second picture, `CORRUPT` for a stream that is damaged or cut off. Without a decoder `UNSUPPORTED_TRANSFER_SYNTAX`.
pub(super) fn decode(
    codec: Codec,
    bytes: &[u8],
    frame: &Frame,
    module: &PixelModule,
) -> Result<Decoded, DicomError> {
    let name = match codec {
        Codec::JpegXl => "JPEG XL",
        Codec::HighThroughputJpeg2000 => "JPEG 2000",
    };
    let provided = PROVIDED.with_borrow(Clone::clone);
    let decoded = match provided {
        Some(decoder) => decoder.decode(codec, bytes, frame),
        None => linked(codec, bytes, frame)?,
    };
    let Samples { values, precision, lossy } = decoded.map_err(|error| refusal(name, error, module))?;
    // What comes from a program of its own is believed as far as it can be checked.
    if values.len() != module.pixels() || !(1..=16).contains(&precision) {
        return Err(DicomError::corrupt(format!("{name}: the decoder gave another picture")));
    }
    Ok(Decoded { values, precision, lossy })
}

#[cfg(feature = "codecs")]
fn linked(codec: Codec, bytes: &[u8], frame: &Frame) -> Result<Result<Samples, Error>, DicomError> {
    Ok(codecs::decode(codec, bytes, frame))
}

#[cfg(not(feature = "codecs"))]
fn linked(codec: Codec, _: &[u8], _: &Frame) -> Result<Result<Samples, Error>, DicomError> {
    MISSED.set(Some(codec));
    let message = format!("the decoder of {} is not loaded", codec.name());
    Err(DicomError::new(ReasonCode::UnsupportedTransferSyntax, message))
}

/// Why a film is refused, in the reader's words.
fn refusal(name: &str, error: Error, module: &PixelModule) -> DicomError {
    match error {
        Error::Header { rows, columns, components, precision } => {
            let [rows, columns, components] = [rows, columns, components].map(u64::from);
            match check_size(name, rows, columns, components, precision, module) {
                Err(error) => error,
                Ok(()) => DicomError::corrupt(format!("{name}: the decoder refused a header that fits")),
            }
        }
        Error::Another => WrongEnd::Another.of(name),
        Error::Unsupported(what) => {
            DicomError::new(ReasonCode::UnsupportedPixelFormat, format!("{name} with {what} is not decoded"))
        }
        Error::TooShort { .. } => DicomError::corrupt(error.to_string()),
        Error::Corrupt(what) | Error::BrokenOff(what) => DicomError::corrupt(format!("{name}: {what}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::pixel_module::Photometric;

    const MODULE: PixelModule = PixelModule {
        rows: 28,
        columns: 40,
        photometric: Photometric::Monochrome2,
        bits_allocated: 16,
        bits_stored: 12,
        high_bit: 11,
        signed: false,
    };
    const FRAME: Frame = Frame { rows: 28, columns: 40, bits: 16, signed: false };

    /// Says what it is told to, whatever the stream.
    struct Told(Result<Samples, Error>);

    impl RareDecoder for Told {
        fn decode(&self, _: Codec, _: &[u8], _: &Frame) -> Result<Samples, Error> {
            self.0.clone()
        }
    }

    fn told(answer: Result<Samples, Error>) -> Result<Decoded, DicomError> {
        provide(Some(Rc::new(Told(answer))));
        let decoded = decode(Codec::JpegXl, &[], &FRAME, &MODULE);
        provide(None);
        decoded
    }

    fn header(rows: u32, components: u32, precision: u32) -> Error {
        Error::Header { rows, columns: 40, components, precision }
    }

    #[test]
    fn a_provided_decoder_answers_and_is_not_believed_more_than_it_proves() {
        let samples = |pixels, precision| Ok(Samples { values: vec![7; pixels], precision, lossy: true });
        let decoded = told(samples(28 * 40, 12)).unwrap();
        assert_eq!((decoded.values.len(), decoded.precision, decoded.lossy), (28 * 40, 12, true));
        for (pixels, precision) in [(0, 12), (28 * 40 - 1, 12), (28 * 41, 12), (28 * 40, 0), (28 * 40, 17)] {
            let error = told(samples(pixels, precision)).err().unwrap();
            assert_eq!(error.reason, ReasonCode::Corrupt, "{pixels} of {precision} bits");
        }
    }

    #[test]
    fn every_error_has_its_reason() {
        for (error, code) in [
            (header(29, 1, 12), ReasonCode::BadDimensions),
            (header(28, 3, 12), ReasonCode::Corrupt),
            (header(28, 1, 17), ReasonCode::Corrupt),
            // Nothing is wrong with this one, and there are no samples all the same.
            (header(28, 1, 12), ReasonCode::Corrupt),
            (Error::TooShort { bytes: 1, samples: 9 }, ReasonCode::Corrupt),
            (Error::Another, ReasonCode::MultiFrame),
            (Error::Unsupported("an animation".into()), ReasonCode::UnsupportedPixelFormat),
            (Error::Corrupt("ends early".into()), ReasonCode::Corrupt),
            (Error::BrokenOff("its decoder broke off".into()), ReasonCode::Corrupt),
        ] {
            assert_eq!(told(Err(error.clone())).err().unwrap().reason, code, "{error:?}");
        }
        assert_eq!(take_missed(), None, "a decoder that refuses is not missing");
    }
}
