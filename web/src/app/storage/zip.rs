//! A model package in a zip archive: found by its directory, its files taken out one by one.

use js_sys::{Array, ArrayBuffer, Function, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, Response};

use crate::app::zip_directory::{self, Entry, LOCAL_HEADER, Method, TAIL};

/// Largest archive that may be a package, in bytes: a package has at most 256 MiB.
const LARGEST: f64 = 300.0 * 1024.0 * 1024.0;

/// The package's files if the archive holds one; the archive may hold its folder as well as its files.
pub(super) async fn package(archive: &File) -> Option<Vec<File>> {
    if archive.size() > LARGEST {
        return None;
    }
    let end = archive.size();
    let tail = bytes(archive, (end - TAIL as f64).max(0.0), end).await?;
    let place = zip_directory::find(&tail)?;
    let (from, size) = (f64::from(place.offset), f64::from(place.size));
    let entries = zip_directory::entries(&bytes(archive, from, from + size).await?);
    let paths: Vec<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
    let folder = super::own_model::folder(&paths)?;
    let mut files = Vec::new();
    for entry in &entries {
        if let Some(name) = entry.path.strip_prefix(&folder).filter(|name| !name.contains('/')) {
            files.push(extract(archive, entry, name).await?);
        }
    }
    Some(files)
}

async fn extract(archive: &File, entry: &Entry, name: &str) -> Option<File> {
    let header = f64::from(entry.header);
    let header = bytes(archive, header, header + LOCAL_HEADER as f64).await?;
    let from = zip_directory::content(&header, entry)? as f64;
    let content = archive.slice_with_f64_and_f64(from, from + f64::from(entry.compressed)).ok()?;
    let content = match entry.method {
        Method::Stored => content,
        Method::Deflated => inflate(&content).await?,
    };
    // The hash, which the engine compares, says whether the content is right.
    File::new_with_blob_sequence(&Array::of1(&content), name).ok()
}

/// Inflates with the browser's own decompressor. Through `Reflect`: web-sys has no `deflate-raw`.
async fn inflate(content: &Blob) -> Option<Blob> {
    let class: Function = Reflect::get(&window(), &"DecompressionStream".into()).ok()?.dyn_into().ok()?;
    let stream = Reflect::construct(&class, &Array::of1(&"deflate-raw".into())).ok()?;
    let source = content.stream();
    let pipe: Function = Reflect::get(&source, &"pipeThrough".into()).ok()?.dyn_into().ok()?;
    let out = pipe.call1(&source, &stream).ok()?;
    let answer = Response::new_with_opt_readable_stream(Some(&out.dyn_into().ok()?)).ok()?;
    JsFuture::from(answer.blob().ok()?).await.ok()?.dyn_into().ok()
}

async fn bytes(file: &Blob, from: f64, to: f64) -> Option<Vec<u8>> {
    let part = file.slice_with_f64_and_f64(from, to).ok()?;
    let buffer: ArrayBuffer = JsFuture::from(part.array_buffer()).await.ok()?.dyn_into().ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
