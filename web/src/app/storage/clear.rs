//! "Clear everything stored": the service worker, the caches, the settings.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::ServiceWorkerRegistration;

use super::{Offline, offline, own_model, sizes, storage};

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Cleared {
    /// Bytes of files.
    pub(super) bytes: u64,
    /// Settings.
    pub(super) settings: u32,
    /// Whether all of it could be removed.
    pub(super) whole: bool,
}

/// Removes everything that this page has stored. Pages in other folders of the origin keep theirs.
pub(super) async fn everything(base: &str) -> Cleared {
    let before = sizes::measure(base).await;
    storage().offline.set(Offline::Cleared);
    // First, so that nothing is stored again meanwhile.
    unregister(base).await;
    if let Some(caches) = sizes::caches() {
        for name in sizes::cache_names().await {
            if sizes::is_site_cache(&name, base) {
                let _ = JsFuture::from(caches.delete(&name)).await;
            } else if name == sizes::PACKAGE_CACHE || name == sizes::OWN_CACHE {
                let Some(cache) = sizes::open(&name).await else { continue };
                for request in sizes::requests(&cache, base).await {
                    let _ = JsFuture::from(cache.delete_with_request(&request)).await;
                }
                let left = JsFuture::from(cache.keys()).await.unwrap_or_default();
                if Array::from(&left).length() == 0 {
                    let _ = JsFuture::from(caches.delete(&name)).await;
                }
            }
        }
    }
    own_model::forget();
    if let Ok(Some(settings)) = window().local_storage() {
        for key in sizes::settings() {
            let _ = settings.remove_item(&key);
        }
    }
    let after = sizes::measure(base).await;
    let sum = |s: &sizes::Sizes| s.site + s.package + s.own;
    Cleared {
        bytes: sum(&before).saturating_sub(sum(&after)),
        settings: before.settings - after.settings.min(before.settings),
        whole: sum(&after) == 0 && after.settings == 0,
    }
}

async fn unregister(base: &str) {
    let Some(container) = offline::container() else { return };
    let Ok(found) = JsFuture::from(container.get_registrations()).await else { return };
    for registration in Array::from(&found).iter() {
        let Ok(registration) = registration.dyn_into::<ServiceWorkerRegistration>() else { continue };
        if registration.scope() == base
            && let Ok(promise) = registration.unregister()
        {
            let _ = JsFuture::from(promise).await;
        }
    }
}
