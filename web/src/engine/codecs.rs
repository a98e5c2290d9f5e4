//! The rare codecs' own module (`codecs-wasm`): loaded with the first film that needs it, and called by the reader.
//!
//! The module stays, an instance of it serves one stream. So a stream that breaks its decoder off costs its own film, a
//! large one leaves no memory taken, and nothing of a film is there when the next one is decoded.

use std::rc::Rc;

use js_sys::{Object, Uint8Array, Uint16Array, Uint32Array, WebAssembly};
use shared::dicom::rare::{self, Codec, Error, Frame, RareDecoder, Samples};
use shared::package::FileRef;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestCache;

use super::fetch;
use super::module::Instance;
use crate::protocol::{Said, code};

/// The module's file beside the engine.
const FILE: &str = "codecs.wasm";
/// Its length and hash, as a package's manifest has them. No self-test runs the module, so it is known by its hash.
const ABOUT: &str = "codecs.json";
/// Numbers of the module's answer: a code, four that go with it, where its content is and how many bytes.
const ANSWER: u32 = 7;

/// Reads a film, and once more with the decoders if they were missing. Gives what was read, and why the decoders are
/// missing still if they are: the film cannot be decoded now, and nothing else is lost.
pub(super) async fn with_codecs<T>(base: &str, read: impl Fn() -> T) -> (T, Option<Said>) {
    // Of an earlier film, if it was noted and not asked for.
    let _ = rare::take_missed();
    let first = read();
    let Some(codec) = rare::take_missed() else { return (first, None) };
    match load(base).await {
        Ok(decoder) => {
            drop(first);
            rare::provide(Some(Rc::new(decoder)));
            (read(), None)
        }
        Err(why) => (first, Some(lacking(codec, &why))),
    }
}

/// What is said of a film whose decoder could not be loaded.
fn lacking(codec: Codec, why: &str) -> Said {
    let codec = codec.name();
    let text = format!(
        "This film is coded as {codec}, and the part of Lobar that decodes it could not be loaded ({why}). Check the \
         connection and add the film again; if that does not help, tell whoever runs this page. Other films are not affected."
    );
    Said::new(code::CODECS, &[("codec", codec), ("detail", why)], text)
}

async fn load(base: &str) -> Result<Decoder, String> {
    // Their sentences go on with what to do about a package; what to do about this is said with it.
    let told = |said: Said| said.text.split(';').next().unwrap_or_default().to_owned();
    let about =
        fetch::download(&format!("{base}{ABOUT}"), ABOUT, RequestCache::NoCache).await.map_err(told)?;
    let about: FileRef = serde_json::from_slice(&about)
        .ok()
        .filter(|about: &FileRef| about.file == FILE)
        .ok_or_else(|| format!("{ABOUT}: it does not describe {FILE}"))?;
    let bytes = fetch::verified(base, &about, None).await.map_err(told)?;
    let compiled = JsFuture::from(WebAssembly::compile(&Uint8Array::from(bytes.as_slice()))).await;
    let module = compiled.ok().and_then(|module| module.dyn_into().ok());
    Ok(Decoder { module: module.ok_or_else(|| format!("{FILE}: this browser cannot use it"))? })
}

/// The compiled module.
struct Decoder {
    module: WebAssembly::Module,
}

impl RareDecoder for Decoder {
    fn decode(&self, codec: Codec, bytes: &[u8], frame: &Frame) -> Result<Samples, Error> {
        self.run(codec, bytes, frame).unwrap_or_else(|why| Err(Error::BrokenOff(why)))
    }
}

impl Decoder {
    /// What an instance of the module says of a stream; the outer error if it says nothing that can be used.
    fn run(&self, codec: Codec, bytes: &[u8], frame: &Frame) -> Result<Result<Samples, Error>, String> {
        // Small enough to be made at once: a worker may, whatever the size.
        let instance = WebAssembly::Instance::new(&self.module, &Object::new())
            .map_err(|_| "its decoder could not be started".to_owned())?;
        let instance = Instance::new(&instance, "its decoder");
        let length = u32::try_from(bytes.len()).map_err(|_| instance.failed("the stream is too long"))?;
        let stream = instance.call("codecs_alloc", &[length])?;
        if stream == 0 {
            return Err(instance.failed("there is not enough memory"));
        }
        let memory = instance.memory()?;
        Uint8Array::new_with_byte_offset_and_length(&memory, stream, length).copy_from(bytes);
        let Frame { rows, columns, bits, signed } = *frame;
        let answer = instance
            .call("codecs_decode", &[codec as u32, stream, length, rows, columns, bits, u32::from(signed)])?;
        // Memory that grew is another buffer.
        let memory = instance.memory()?;
        // A view beyond the memory would be an exception in JavaScript: what the module says is compared first.
        let holds = |at: u32, bytes: u32| u64::from(at) + u64::from(bytes) <= u64::from(memory.byte_length());
        let nonsense = || instance.failed("it gave no answer that can be read");
        if answer % 4 != 0 || !holds(answer, 4 * ANSWER) {
            return Err(nonsense());
        }
        let mut told = [0; ANSWER as usize];
        Uint32Array::new_with_byte_offset_and_length(&memory, answer, ANSWER).copy_to(&mut told);
        let [code, a, b, c, d, at, bytes] = told;
        if at % 2 != 0 && code == 0 || !holds(at, bytes) {
            return Err(nonsense());
        }
        let text = || {
            let view = Uint8Array::new_with_byte_offset_and_length(&memory, at, bytes);
            String::from_utf8_lossy(&view.to_vec()).into_owned()
        };
        Ok(match code {
            0 => {
                let values = Uint16Array::new_with_byte_offset_and_length(&memory, at, bytes / 2).to_vec();
                Ok(Samples { values, precision: a, lossy: b != 0 })
            }
            1 => Err(Error::Header { rows: a, columns: b, components: c, precision: d }),
            2 => Err(Error::TooShort { bytes: a, samples: b }),
            3 => Err(Error::Another),
            4 => Err(Error::Unsupported(text())),
            5 => Err(Error::Corrupt(text())),
            _ => return Err(nonsense()),
        })
    }
}
