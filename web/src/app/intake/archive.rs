//! A zip, listed from slices of its file and unpacked by the browser, one entry at a time.

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, ReadableStreamDefaultReader, ReadableWritablePair};

use super::zip::{self, Entry, Fault, LOCAL_HEADER, TAIL};

/// An archive whose directory was read.
pub(in crate::app) struct Archive {
    file: File,
    entries: Vec<Entry>,
}

impl Archive {
    /// Reads the directory of a zip, and nothing else of it.
    pub(in crate::app) async fn open(file: File) -> Result<Self, Fault> {
        let length = file.size() as u64;
        let tail = bytes(&file, length.saturating_sub(TAIL), TAIL).await?;
        let place = zip::locate(&tail, length)?;
        let directory = bytes(&file, place.start, place.length).await?;
        let entries = zip::entries(&directory, place)?;
        Ok(Self { file, entries })
    }

    /// The files in it.
    pub(in crate::app) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// An entry's bytes, as a file that the engine can read. No more are made than the directory says, and their checksum
    /// is verified.
    pub(in crate::app) async fn unpack(&self, entry: usize) -> Result<File, Fault> {
        let entry = self.entries.get(entry).ok_or(Fault::Damaged)?;
        if let Some(fault) = entry.fault {
            return Err(fault);
        }
        let data = entry.data(&bytes(&self.file, entry.header, LOCAL_HEADER).await?)?;
        let packed = slice(&self.file, data, entry.packed)?;
        let mut stream = packed.stream();
        if entry.deflated {
            stream = stream.pipe_through(inflater()?.unchecked_ref::<ReadableWritablePair>());
        }
        let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
        let parts = Array::new();
        let mut checksum = crc32fast::Hasher::new();
        let mut size = 0;
        loop {
            let read = JsFuture::from(reader.read()).await.map_err(|_| Fault::Damaged)?;
            if property(&read, "done").is_truthy() {
                break;
            }
            let part: Uint8Array = property(&read, "value").dyn_into().map_err(|_| Fault::Damaged)?;
            size += u64::from(part.length());
            if size > entry.size {
                // A bomb: what is still packed stays so.
                let _ = reader.cancel();
                return Err(Fault::Size);
            }
            checksum.update(&part.to_vec());
            parts.push(&part);
        }
        if size != entry.size {
            return Err(Fault::Size);
        }
        if checksum.finalize() != entry.crc {
            return Err(Fault::Checksum);
        }
        File::new_with_u8_array_sequence(&parts, "film").map_err(|_| Fault::Damaged)
    }
}

/// `new DecompressionStream("deflate-raw")`. By name, because web-sys has it only behind an unstable flag.
fn inflater() -> Result<JsValue, Fault> {
    // Browsers that cannot inflate have no such thing, or refuse the format.
    let make: Function =
        property(&js_sys::global(), "DecompressionStream").dyn_into().map_err(|_| Fault::Method(8))?;
    Reflect::construct(&make, &Array::of1(&"deflate-raw".into())).map_err(|_| Fault::Method(8))
}

fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of.unchecked_ref::<Object>(), &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn slice(file: &File, start: u64, length: u64) -> Result<Blob, Fault> {
    // Whole numbers below 2^53 are exact; a file is smaller.
    file.slice_with_f64_and_f64(start as f64, start.saturating_add(length) as f64).map_err(|_| Fault::Damaged)
}

async fn bytes(file: &File, start: u64, length: u64) -> Result<Vec<u8>, Fault> {
    let part = slice(file, start, length)?;
    let buffer = JsFuture::from(part.array_buffer()).await.map_err(|_| Fault::Damaged)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
