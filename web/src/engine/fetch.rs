//! The package's files: from the browser's cache where they were verified before, from the page's own server, or from
//! the reader's own files. Whatever way they come, `shared::package` verifies each before it is used.

use std::collections::HashMap;

use shared::package::{FileRef, MANIFEST, MAX_MANIFEST, Manifest, Package, PackageError};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, File, RequestCache, RequestInit, Response};

use super::{cache, progress, scope};
use crate::protocol::{Said, Stage, code};

/// Fetches and verifies the package beside the page.
pub(super) async fn bundled(base: &str) -> Result<Package, Said> {
    progress(Stage::Package, 0, 0, MANIFEST);
    let folder = format!("{base}model/");
    // Asked of the server each time: a manifest out of an old cache would not fit new files. A service worker answers
    // with the manifest of its own version.
    let bytes = download(&format!("{folder}{MANIFEST}"), MANIFEST, RequestCache::NoCache).await?;
    let manifest = Manifest::parse(&bytes).map_err(|e| invalid(&e))?;
    let total: u64 = manifest.files().iter().map(|f| f.bytes).sum();
    let kept = cache::open().await;
    let mut files = HashMap::new();
    let mut loaded = 0;
    for file in manifest.files() {
        progress(Stage::Package, loaded, total, &file.file);
        files.insert(file.file.clone(), verified(&folder, file, kept.as_ref()).await?);
        loaded += file.bytes;
    }
    progress(Stage::Package, loaded, total, "");
    if let Some(kept) = &kept {
        cache::forget_others(kept, base, &folder, &manifest).await;
    }
    assemble(manifest, files)
}

/// Reads and verifies the reader's own package.
pub(super) async fn own(given: &[File]) -> Result<Package, Said> {
    progress(Stage::Package, 0, 0, MANIFEST);
    // The length first: what lies in the reader's folder may be anything.
    let bytes = read(given, MANIFEST, MAX_MANIFEST as u64).await?;
    let manifest = Manifest::parse(&bytes).map_err(|e| invalid(&e))?;
    let total: u64 = manifest.files().iter().map(|f| f.bytes).sum();
    let mut files = HashMap::new();
    let mut loaded = 0;
    for file in manifest.files() {
        progress(Stage::Package, loaded, total, &file.file);
        let bytes = read(given, &file.file, file.bytes).await?;
        file.verify(&bytes).map_err(|e| invalid(&e))?;
        files.insert(file.file.clone(), bytes);
        loaded += file.bytes;
    }
    progress(Stage::Package, loaded, total, "");
    assemble(manifest, files)
}

fn assemble(manifest: Manifest, mut files: HashMap<String, Vec<u8>>) -> Result<Package, Said> {
    Package::assemble(manifest, |file| files.remove(&file.file).ok_or_else(|| "not fetched".into()))
        .map_err(|e| invalid(&e))
}

/// A file of the reader's own package, of at most `longest` bytes.
async fn read(given: &[File], name: &str, longest: u64) -> Result<Vec<u8>, Said> {
    let missing =
        || Said::new(code::PACKAGE_FILE, &[("file", name)], format!("{name}: the package lacks it"));
    let file = given.iter().find(|file| file.name() == name).ok_or_else(missing)?;
    if file.size() > longest as f64 {
        return Err(invalid(&PackageError::Length {
            file: name.to_owned(),
            expected: longest,
            found: file.size() as u64,
        }));
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| missing())?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

fn invalid(error: &PackageError) -> Said {
    let detail = error.to_string();
    Said::new(code::PACKAGE, &[("detail", &detail)], detail.clone())
}

/// A file's bytes, verified; kept for the next visit if they came over the network.
pub(super) async fn verified(folder: &str, file: &FileRef, kept: Option<&Cache>) -> Result<Vec<u8>, Said> {
    let key = cache::key(folder, file);
    if let Some(kept) = kept
        && let Some(bytes) = cache::get(kept, &key, file).await
    {
        return Ok(bytes);
    }
    let url = format!("{folder}{}", file.file);
    let mut bytes = download(&url, &file.file, RequestCache::Default).await?;
    if file.verify(&bytes).is_err() {
        // The browser's own cache may hold an older file of this name.
        bytes = download(&url, &file.file, RequestCache::Reload).await?;
        file.verify(&bytes).map_err(|e| invalid(&e))?;
    }
    if let Some(kept) = kept {
        cache::put(kept, &key, &bytes).await;
    }
    Ok(bytes)
}

/// A file of the site, whole.
pub(super) async fn download(url: &str, name: &str, how: RequestCache) -> Result<Vec<u8>, Said> {
    let options = RequestInit::new();
    options.set_cache(how);
    let answer = JsFuture::from(scope().fetch_with_str_and_init(url, &options)).await.map_err(|_| {
        let text = format!("{name}: it could not be downloaded; check the connection and reload the page");
        Said::new(code::DOWNLOAD, &[("file", name)], text)
    })?;
    let answer: Response = answer.unchecked_into();
    if !answer.ok() {
        let status = answer.status().to_string();
        let text = format!("{name}: the server answered {status}");
        return Err(Said::new(code::STATUS, &[("file", name), ("status", &status)], text));
    }
    cache::body(&answer).await.ok_or_else(|| {
        let text = format!("{name}: the download broke off; reload the page to go on");
        Said::new(code::BROKEN_OFF, &[("file", name)], text)
    })
}
