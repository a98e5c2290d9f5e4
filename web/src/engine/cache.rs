//! The browser's cache of verified package files. Entries are keyed by hash, so a new package never meets an old file.

use std::cell::Cell;

use js_sys::{Array, Reflect, Uint8Array};
use shared::package::{FileRef, Manifest};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, Response};

use super::scope;

/// The cache's name. The service worker (assets/sw.js) and the page's dialog of what is stored know it, too.
const CACHE: &str = "lobar-package-1";

/// What the names of the service worker's own caches begin with, before the page's folder.
const SITE_CACHES: &str = "lobar-site ";

thread_local! {
    /// The store was full when a file was to be kept.
    static FULL: Cell<bool> = const { Cell::new(false) };
}

/// Whether the store was full; the reader is told once.
pub(super) fn was_full() -> bool {
    FULL.replace(false)
}

/// The cache, or `None` where the browser has none (a page that is neither HTTPS nor local) or refuses it.
pub(super) async fn open() -> Option<Cache> {
    let storage = scope().caches().ok()?;
    JsFuture::from(storage.open(CACHE)).await.ok()?.dyn_into().ok()
}

/// A file's bytes as they were kept; `None` if they were not, or are not what the manifest asks for.
pub(super) async fn get(cache: &Cache, key: &str, file: &FileRef) -> Option<Vec<u8>> {
    let answer: Response = JsFuture::from(cache.match_with_str(key)).await.ok()?.dyn_into().ok()?;
    let bytes = body(&answer).await?;
    if file.verify(&bytes).is_ok() {
        return Some(bytes);
    }
    let _ = JsFuture::from(cache.delete_with_str(key)).await;
    None
}

/// The bytes of an answer, if they arrive whole.
pub(super) async fn body(answer: &Response) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(answer.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Keeps a file. A full store is no reason to fail: the file is simply fetched again next time.
pub(super) async fn put(cache: &Cache, key: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let Ok(blob) = web_sys::Blob::new_with_u8_array_sequence(&parts) else { return };
    let Ok(answer) = Response::new_with_opt_blob(Some(&blob)) else { return };
    if let Err(error) = JsFuture::from(cache.put_with_str(key, &answer)).await {
        let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
        if name.as_deref() == Some("QuotaExceededError") {
            FULL.set(true);
        }
    }
}

/// Under which a file is kept. The hash is part of the key and of nothing else: it is not sent.
pub(super) fn key(folder: &str, file: &FileRef) -> String {
    format!("{folder}{}?sha256={}", file.file, file.sha256)
}

/// Drops what earlier packages of this page left: 15 MB each.
///
/// Where a service worker keeps the site, that is its task: it may hold the files of the next version already.
pub(super) async fn forget_others(cache: &Cache, base: &str, folder: &str, manifest: &Manifest) {
    if site_is_kept(base).await {
        return;
    }
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

/// Whether a service worker has a version of this page.
async fn site_is_kept(base: &str) -> bool {
    let Ok(storage) = scope().caches() else { return false };
    let Ok(names) = JsFuture::from(storage.keys()).await else { return false };
    let folder = base.splitn(4, '/').nth(3).unwrap_or_default();
    let family = format!("{SITE_CACHES}/{folder} ");
    Array::from(&names).iter().any(|name| name.as_string().is_some_and(|name| name.starts_with(&family)))
}
