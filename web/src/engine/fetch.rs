//! The package's files: from the browser's cache where they were verified before, from the page's own server otherwise.

use std::collections::HashMap;

use js_sys::{Array, Uint8Array};
use shared::package::{FileRef, MANIFEST, Manifest, Package};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, Response};

use super::{progress, scope};
use crate::protocol::Stage;

/// Name of the cache that holds verified files. Entries are keyed by hash, so a new package never meets an old file.
const CACHE: &str = "lobar-package-1";

/// Fetches and verifies the package beside the page.
pub(super) async fn package(base: &str) -> Result<Package, String> {
    progress(Stage::Package, 0, 0, MANIFEST);
    let folder = format!("{base}model/");
    let bytes = download(&format!("{folder}{MANIFEST}"), MANIFEST).await?;
    let manifest = Manifest::parse(&bytes).map_err(|e| e.to_string())?;
    let total: u64 = manifest.files().iter().map(|f| f.bytes).sum();
    let cache = open_cache().await;
    let mut files = HashMap::new();
    let mut loaded = 0;
    for file in manifest.files() {
        progress(Stage::Package, loaded, total, &file.file);
        files.insert(file.file.clone(), verified(&folder, file, cache.as_ref()).await?);
        loaded += file.bytes;
    }
    progress(Stage::Package, loaded, total, "");
    Package::assemble(manifest, |file| files.remove(&file.file).ok_or_else(|| "not fetched".into()))
        .map_err(|e| e.to_string())
}

/// A file's bytes, verified; kept for the next visit if they came over the network.
async fn verified(folder: &str, file: &FileRef, cache: Option<&Cache>) -> Result<Vec<u8>, String> {
    // The hash is part of the key and of nothing else: it is not sent.
    let key = format!("{folder}{}?sha256={}", file.file, file.sha256);
    if let Some(cache) = cache
        && let Some(bytes) = cached(cache, &key).await
    {
        if file.verify(&bytes).is_ok() {
            return Ok(bytes);
        }
        let _ = JsFuture::from(cache.delete_with_str(&key)).await;
    }
    let bytes = download(&format!("{folder}{}", file.file), &file.file).await?;
    file.verify(&bytes).map_err(|e| e.to_string())?;
    if let Some(cache) = cache {
        keep(cache, &key, &bytes).await;
    }
    Ok(bytes)
}

async fn download(url: &str, name: &str) -> Result<Vec<u8>, String> {
    let failed = |why: String| format!("{name}: {why}");
    let answer = JsFuture::from(scope().fetch_with_str(url))
        .await
        .map_err(|_| failed("it could not be downloaded; check the connection and reload the page".into()))?;
    let answer: Response = answer.unchecked_into();
    if !answer.ok() {
        return Err(failed(format!("the server answered {}", answer.status())));
    }
    body(&answer).await.ok_or_else(|| failed("the download broke off; reload the page to go on".into()))
}

async fn body(answer: &Response) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(answer.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// The cache, or `None` where the browser has none (a page that is neither HTTPS nor local) or refuses it.
async fn open_cache() -> Option<Cache> {
    let storage = scope().caches().ok()?;
    JsFuture::from(storage.open(CACHE)).await.ok()?.dyn_into().ok()
}

async fn cached(cache: &Cache, key: &str) -> Option<Vec<u8>> {
    let answer: Response = JsFuture::from(cache.match_with_str(key)).await.ok()?.dyn_into().ok()?;
    body(&answer).await
}

/// A full disk is no reason to fail: the file is simply fetched again next time.
async fn keep(cache: &Cache, key: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let Ok(blob) = web_sys::Blob::new_with_u8_array_sequence(&parts) else { return };
    let Ok(answer) = Response::new_with_opt_blob(Some(&blob)) else { return };
    let _ = JsFuture::from(cache.put_with_str(key, &answer)).await;
}
