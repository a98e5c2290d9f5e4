//! What the browser keeps for this page, and how much of it.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Cache, CacheStorage, Request, Response};

/// Names of the engine's caches (web/src/engine): verified files of the bundled package, and of the reader's own.
pub(super) const PACKAGE_CACHE: &str = "lobar-package-1";
pub(super) const OWN_CACHE: &str = "lobar-own-model-1";
/// What names of the service worker's caches (assets/sw.js) begin with, before the page's folder.
const SITE_CACHES: &str = "lobar-site ";
/// What names of kept settings begin with.
pub(super) const SETTINGS: &str = "lobar-";

/// Bytes kept, part by part.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sizes {
    /// The page and its engine, every version.
    pub(super) site: u64,
    /// The bundled model.
    pub(super) package: u64,
    /// The reader's own model.
    pub(super) own: u64,
    /// Number of settings, such as the language.
    pub(super) settings: u32,
    /// What the browser says it would give in all, and what it has given this origin.
    pub(super) quota: Option<(u64, u64)>,
    /// Whether the browser has promised not to drop it by itself.
    pub(super) persisted: bool,
}

/// The browser's caches; none outside of HTTPS and this machine.
pub(super) fn caches() -> Option<CacheStorage> {
    let has = Reflect::get(&window(), &"caches".into()).is_ok_and(|found| !found.is_undefined());
    if has { window().caches().ok() } else { None }
}

/// Whether a cache of this name is the service worker's, for the page in this folder.
pub(super) fn is_site_cache(name: &str, base: &str) -> bool {
    let folder = base.splitn(4, '/').nth(3).unwrap_or_default();
    name.strip_prefix(SITE_CACHES).is_some_and(|rest| rest.starts_with(&format!("/{folder} ")))
}

/// Measures all of it.
pub(super) async fn measure(base: &str) -> Sizes {
    let mut sizes = Sizes { settings: settings().len() as u32, ..Sizes::default() };
    for name in cache_names().await {
        if is_site_cache(&name, base) {
            sizes.site += size(&name, base).await;
        } else if name == PACKAGE_CACHE {
            sizes.package = size(&name, base).await;
        } else if name == OWN_CACHE {
            sizes.own = size(&name, base).await;
        }
    }
    if let Some(manager) = manager() {
        if let Ok(estimate) = asked(manager.estimate()).await {
            let number = |key: &str| Reflect::get(&estimate, &key.into()).ok().and_then(|v| v.as_f64());
            sizes.quota = number("quota").zip(number("usage")).map(|(q, u)| (q as u64, u as u64));
        }
        sizes.persisted = asked(manager.persisted()).await.is_ok_and(|yes| yes.is_truthy());
    }
    sizes
}

/// Asks the browser not to drop it by itself; whether it promises that.
pub(super) async fn persist() -> bool {
    match manager() {
        Some(manager) => asked(manager.persist()).await.is_ok_and(|yes| yes.is_truthy()),
        None => false,
    }
}

async fn asked(promise: Result<js_sys::Promise, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(promise?).await
}

fn manager() -> Option<web_sys::StorageManager> {
    let navigator = window().navigator();
    let has = Reflect::get(&navigator, &"storage".into()).is_ok_and(|found| !found.is_undefined());
    has.then(|| navigator.storage())
}

/// Keys of this page's settings.
pub(super) fn settings() -> Vec<String> {
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|i| storage.key(i).ok().flatten());
    keys.filter(|key| key.starts_with(SETTINGS)).collect()
}

/// Names of all caches of the origin.
pub(super) async fn cache_names() -> Vec<String> {
    let Some(caches) = caches() else { return Vec::new() };
    let names = JsFuture::from(caches.keys()).await.unwrap_or_default();
    Array::from(&names).iter().filter_map(|name| name.as_string()).collect()
}

/// Bytes of the answers in a cache that belong to this page's folder.
async fn size(name: &str, base: &str) -> u64 {
    let Some(cache) = open(name).await else { return 0 };
    let mut bytes = 0;
    for request in requests(&cache, base).await {
        let found = JsFuture::from(cache.match_with_request(&request)).await.ok();
        let blob = match found.and_then(|answer| answer.dyn_into::<Response>().ok()).map(|a| a.blob()) {
            Some(Ok(promise)) => JsFuture::from(promise).await.ok(),
            _ => None,
        };
        bytes += blob.and_then(|blob| blob.dyn_into::<Blob>().ok()).map_or(0, |blob| blob.size() as u64);
    }
    bytes
}

pub(super) async fn open(name: &str) -> Option<Cache> {
    JsFuture::from(caches()?.open(name)).await.ok()?.dyn_into().ok()
}

/// What a cache holds of this page's folder: several pages may share an origin.
pub(super) async fn requests(cache: &Cache, base: &str) -> Vec<Request> {
    let keys = JsFuture::from(cache.keys()).await.unwrap_or_default();
    let requests = Array::from(&keys);
    requests
        .iter()
        .filter_map(|r| r.dyn_into::<Request>().ok())
        .filter(|r| r.url().starts_with(base))
        .collect()
}
