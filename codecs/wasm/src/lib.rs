//! [`codecs`] behind two plain functions: a WebAssembly module with its own memory and nothing imported, which the tab's
//! worker loads when it meets a film that needs it.
//!
//! An instance serves one stream: whoever calls writes it into memory from [`codecs_alloc`], calls [`codecs_decode`],
//! copies what the [`Answer`] points at, and throws the instance away. So nothing is given back here, memory that a large
//! film took does not stay taken, and what a hostile stream may have done ends with it. A stream that breaks the decoder
//! off, or takes more memory than there is, traps; that costs its own film.

use std::slice;

use codecs::{Codec, Error, Frame, Samples, decode};

/// What became of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Code {
    /// It is decoded.
    Done = 0,
    /// [`Error::Header`]; its four numbers are in [`Answer::numbers`].
    Header = 1,
    /// [`Error::TooShort`]; its two numbers are in [`Answer::numbers`].
    TooShort = 2,
    /// [`Error::Another`].
    Another = 3,
    /// [`Error::Unsupported`], with a text.
    Unsupported = 4,
    /// [`Error::Corrupt`], with a text.
    Corrupt = 5,
    /// A null pointer, a codec or a length that cannot be.
    Call = 6,
}

/// What [`codecs_decode`] tells: numbers of 32 bits, one after the other. `web/src/engine/codecs.rs` reads them so.
#[derive(Debug)]
#[repr(C)]
pub struct Answer {
    /// A [`Code`].
    pub code: u32,
    /// Decoded: the precision, 1 if it was coded with loss, 0, 0. Otherwise what the code says.
    pub numbers: [u32; 4],
    /// Where the samples of 16 bits, or the text in UTF-8, begin.
    pub at: *const u8,
    /// How many bytes they are.
    pub bytes: usize,
}

/// Memory for a stream of `bytes` bytes, all 0; null if no memory holds so many.
#[unsafe(no_mangle)]
pub extern "C" fn codecs_alloc(bytes: usize) -> *mut u8 {
    let mut stream = Vec::new();
    if stream.try_reserve_exact(bytes).is_err() {
        return std::ptr::null_mut();
    }
    stream.resize(bytes, 0);
    stream.leak().as_mut_ptr()
}

/// Decodes a stream, `codec` as [`Codec`] numbers them, of a picture as [`Frame`] has it. The answer stays where it is.
///
/// # Safety
///
/// `stream` must be null or hold `bytes` bytes that nobody writes from now on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codecs_decode(
    codec: u32,
    stream: *const u8,
    bytes: usize,
    rows: u32,
    columns: u32,
    bits: u32,
    signed: u32,
) -> *const Answer {
    let fits = !stream.is_null() && isize::try_from(bytes).is_ok();
    let told = match Codec::from_number(codec).filter(|_| fits) {
        None => Answer::of(Code::Call, [0; 4], &[]),
        Some(codec) => {
            // SAFETY: not null, not too long, and valid, says the caller.
            let stream = unsafe { slice::from_raw_parts(stream, bytes) };
            tell(decode(codec, stream, &Frame { rows, columns, bits, signed: signed != 0 }))
        }
    };
    Box::leak(Box::new(told))
}

impl Answer {
    fn of(code: Code, numbers: [u32; 4], content: &'static [u8]) -> Self {
        Self { code: code as u32, numbers, at: content.as_ptr(), bytes: content.len() }
    }

    fn text(code: Code, text: String) -> Self {
        Self::of(code, [0; 4], String::leak(text).as_bytes())
    }
}

fn tell(decoded: Result<Samples, Error>) -> Answer {
    match decoded {
        Ok(Samples { values, precision, lossy }) => {
            let values: &'static [u16] = values.leak();
            Answer {
                code: Code::Done as u32,
                numbers: [precision, lossy.into(), 0, 0],
                at: values.as_ptr().cast(),
                bytes: size_of_val(values),
            }
        }
        Err(Error::Header { rows, columns, components, precision }) => {
            Answer::of(Code::Header, [rows, columns, components, precision], &[])
        }
        Err(Error::TooShort { bytes, samples }) => Answer::of(Code::TooShort, [bytes, samples, 0, 0], &[]),
        Err(Error::Another) => Answer::of(Code::Another, [0; 4], &[]),
        Err(Error::Unsupported(text)) => Answer::text(Code::Unsupported, text),
        Err(Error::Corrupt(text) | Error::BrokenOff(text)) => Answer::text(Code::Corrupt, text),
    }
}

#[cfg(test)]
mod tests {
    use std::ptr::null;

    use super::*;

    /// Rows and columns of the films.
    const SIZE: (u32, u32) = (24, 20);

    /// The codestream of a film of `fuzz/films`, which begins with `mark`.
    fn stream(film: &str, mark: &[u8]) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/films");
        let file = std::fs::read(format!("{folder}/{film}")).expect("a film of fuzz/films");
        // The fragment's length stands before its stream.
        let at = file.windows(mark.len()).position(|part| part == mark).expect("the film's stream");
        let length = u32::from_le_bytes(file[at - 4..at].try_into().expect("four bytes")) as usize;
        file[at..at + length].to_vec()
    }

    /// As the worker calls: the stream put into the module's memory, the answer and its content copied out.
    fn call(codec: u32, stream: &[u8], rows: u32, columns: u32, bits: u32) -> (u32, [u32; 4], Vec<u8>) {
        let at = codecs_alloc(stream.len());
        // SAFETY: just allocated with this length; the answer and its content stay.
        unsafe {
            slice::from_raw_parts_mut(at, stream.len()).copy_from_slice(stream);
            let answer = &*codecs_decode(codec, at, stream.len(), rows, columns, bits, 0);
            (answer.code, answer.numbers, slice::from_raw_parts(answer.at, answer.bytes).to_vec())
        }
    }

    #[test]
    fn the_functions_give_what_the_crate_gives() {
        for (codec, film, mark, bits) in [
            (Codec::JpegXl, "jxl_u12.dcm", &[0xFF, 0x0A][..], 12),
            (Codec::HighThroughputJpeg2000, "htj2k_u16.dcm", &[0xFF, 0x4F, 0xFF, 0x51], 16),
        ] {
            let stream = stream(film, mark);
            let (rows, columns) = SIZE;
            let frame = Frame { rows, columns, bits, signed: false };
            let expected = decode(codec, &stream, &frame).expect(film);
            let (code, numbers, content) = call(codec as u32, &stream, rows, columns, bits);
            assert_eq!((code, numbers), (0, [bits, 0, 0, 0]), "{film}");
            let values: Vec<u16> =
                content.as_chunks::<2>().0.iter().map(|pair| u16::from_ne_bytes(*pair)).collect();
            assert_eq!(values, expected.values, "{film}");
            assert!(values.iter().any(|value| *value != values[0]), "{film} is flat");
        }
    }

    #[test]
    fn what_is_wrong_has_a_code() {
        let whole = stream("jxl_u12.dcm", &[0xFF, 0x0A]);
        let (rows, columns) = SIZE;
        let of = |stream: &[u8], rows, bits| call(1, stream, rows, columns, bits);
        assert_eq!(of(&whole, rows + 1, 16).0, Code::Header as u32);
        assert_eq!(of(&whole, rows + 1, 16).1, [rows, columns, 1, 12]);
        let (code, _, text) = of(&whole[..whole.len() / 2], rows, 16);
        assert_eq!((code, text), (Code::Corrupt as u32, b"ends early".to_vec()));
        assert_eq!(of(&[&whole[..], &[0], &whole].concat(), rows, 16).0, Code::Another as u32);
        assert_eq!(call(0, &whole, rows, columns, 16).0, Code::Call as u32);
        assert_eq!(call(3, &whole, rows, columns, 16).0, Code::Call as u32);
        assert_eq!(of(&[], rows, 16).0, Code::Corrupt as u32);
        // SAFETY: null, or a length that no memory has: neither is read.
        unsafe {
            assert_eq!((*codecs_decode(1, null(), 9, rows, columns, 16, 0)).code, Code::Call as u32);
            let at = codecs_alloc(1);
            assert_eq!((*codecs_decode(1, at, usize::MAX, rows, columns, 16, 0)).code, Code::Call as u32);
        }
        assert!(codecs_alloc(usize::MAX).is_null());
    }
}
