//! The package's files: from the browser's cache where they were verified before, from the page's own server otherwise.

use std::collections::HashMap;

use js_sys::{Array, Uint8Array};
use shared::package::{FileRef, MANIFEST, Manifest, Package};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, RequestCache, RequestInit, Response};

use super::{progress, scope};
use crate::protocol::Stage;

/// Name of the cache that holds verified files. Entries are keyed by hash, so a new package never meets an old file.
const CACHE: &str = "lobar-package-1";

/// Fetches and verifies the package beside the page.
pub(super) async fn package(base: &str) -> Result<Package, String> {
    progress(Stage::Package, 0, 0, MANIFEST);
    let folder = format!("{base}model/");
    // Asked of the server each time: a manifest out of an old cache would not fit new files.
    let bytes = download(&format!("{folder}{MANIFEST}"), MANIFEST, RequestCache::NoCache).await?;
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
    if let Some(cache) = &cache {
        forget_others(cache, &folder, &manifest).await;
    }
    Package::assemble(manifest, |file| files.remove(&file.file).ok_or_else(|| "not fetched".into()))
        .map_err(|e| e.to_string())
}

/// A file's bytes, verified; kept for the next visit if they came over the network.
async fn verified(folder: &str, file: &FileRef, cache: Option<&Cache>) -> Result<Vec<u8>, String> {
    let key = key(folder, file);
    if let Some(cache) = cache
        && let Some(bytes) = cached(cache, &key).await
    {
        if file.verify(&bytes).is_ok() {
            return Ok(bytes);
        }
        let _ = JsFuture::from(cache.delete_with_str(&key)).await;
    }
    let url = format!("{folder}{}", file.file);
    let mut bytes = download(&url, &file.file, RequestCache::Default).await?;
    if file.verify(&bytes).is_err() {
        // The browser's own cache may hold an older file of this name.
        bytes = download(&url, &file.file, RequestCache::Reload).await?;
        file.verify(&bytes).map_err(|e| e.to_string())?;
    }
    if let Some(cache) = cache {
        keep(cache, &key, &bytes).await;
    }
    Ok(bytes)
}

pub(super) async fn download(url: &str, name: &str, cache: RequestCache) -> Result<Vec<u8>, String> {
    let failed = |why: String| format!("{name}: {why}");
    let options = RequestInit::new();
    options.set_cache(cache);
    let answer = JsFuture::from(scope().fetch_with_str_and_init(url, &options))
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

/// Under which a file is kept. The hash is part of the key and of nothing else: it is not sent.
fn key(folder: &str, file: &FileRef) -> String {
    format!("{folder}{}?sha256={}", file.file, file.sha256)
}

/// Drops what earlier packages of this page left: 15 MB each.
async fn forget_others(cache: &Cache, folder: &str, manifest: &Manifest) {
    let current: Vec<String> = manifest.files().into_iter().map(|f| key(folder, f)).collect();
    let Ok(keys) = JsFuture::from(cache.keys()).await else { return };
    for request in Array::from(&keys).iter() {
        let url = request.unchecked_into::<web_sys::Request>().url();
        // Only this page's: several may share an origin.
        if url.starts_with(folder) && !current.contains(&url) {
            let _ = JsFuture::from(cache.delete_with_str(&url)).await;
        }
    }
}
