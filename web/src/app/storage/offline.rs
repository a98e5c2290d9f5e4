//! The service worker, as the page sees it: registered after the first answer, watched, and replaced when the reader
//! says so.

use std::cell::Cell;

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MessageChannel, MessageEvent, RegistrationOptions, ServiceWorker, ServiceWorkerContainer,
    ServiceWorkerRegistration, ServiceWorkerState, ServiceWorkerUpdateViaCache,
};

use super::{Notice, Offline, storage, tell};

/// How long the new version may take to serve, in milliseconds, before the page is loaded anew without waiting.
///
/// Chromium has been seen to hold both a request that was under way and the change of version, each for the other's sake;
/// with DevTools attached to the worker, for minutes.
const PATIENCE: i32 = 3_000;

/// How often a page that stays open asks for a new version, in milliseconds.
const ASK_AGAIN: i32 = 60 * 60 * 1_000;

thread_local! {
    /// The reader accepted the new version: once it serves, the page is loaded anew.
    static ACCEPTED: Cell<bool> = const { Cell::new(false) };
}

/// The browser's service workers; none outside of HTTPS and this machine.
pub(super) fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    let has = Reflect::get(&navigator, &"serviceWorker".into()).is_ok_and(|found| !found.is_undefined());
    let kept = window().location().protocol().is_ok_and(|protocol| protocol.starts_with("http"));
    (has && kept).then(|| navigator.service_worker())
}

/// Registers the worker.
pub(super) fn start() {
    let Some(container) = container() else {
        storage().offline.set(Offline::Unsupported);
        return;
    };
    let changed = Closure::<dyn FnMut()>::new(|| {
        if ACCEPTED.get() {
            let _ = window().location().reload();
        }
    });
    container.set_oncontrollerchange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
    spawn_local(async move {
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        let registered = JsFuture::from(container.register_with_options("sw.js", &options)).await.ok();
        match registered.and_then(|r| r.dyn_into::<ServiceWorkerRegistration>().ok()) {
            Some(registration) => watch(registration),
            None => storage().offline.set(Offline::Unavailable),
        }
    });
}

fn watch(registration: ServiceWorkerRegistration) {
    let active = registration.active().is_some();
    storage().offline.set(if active { Offline::Ready } else { Offline::Preparing });
    if active && registration.waiting().is_some() {
        tell(Notice::Update);
    }
    if let Some(installing) = registration.installing() {
        follow(&registration, installing);
    }
    let found = {
        let registration = registration.clone();
        Closure::<dyn FnMut()>::new(move || {
            if let Some(installing) = registration.installing() {
                follow(&registration, installing);
            }
        })
    };
    registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
    found.forget();
    let again = Closure::<dyn FnMut()>::new(move || {
        if storage().offline.get_untracked() != Offline::Cleared {
            // Without a network there is no new version; the next hour will do.
            let _ = registration.update();
        }
    });
    let _ = window()
        .set_interval_with_callback_and_timeout_and_arguments_0(again.as_ref().unchecked_ref(), ASK_AGAIN);
    again.forget();
}

/// Follows a worker from its installation on.
fn follow(registration: &ServiceWorkerRegistration, worker: ServiceWorker) {
    let (registration, fresh) = (registration.clone(), worker.clone());
    let first = registration.active().is_none();
    let moved = Closure::<dyn FnMut()>::new(move || match fresh.state() {
        ServiceWorkerState::Installed if !first && registration.waiting().is_some() => tell(Notice::Update),
        ServiceWorkerState::Activated if first => storage().offline.set(Offline::Ready),
        // A worker that takes itself away again (a development build) becomes redundant, too.
        ServiceWorkerState::Redundant if first && storage().offline.get_untracked() != Offline::Cleared => {
            storage().offline.set(Offline::Failed);
        }
        _ => {}
    });
    worker.set_onstatechange(Some(moved.as_ref().unchecked_ref()));
    moved.forget();
}

/// The reader wants the new version: unless other tabs are open, it takes over and the page is loaded anew.
pub(super) fn use_new_version() {
    let Some(container) = container() else { return };
    spawn_local(async move {
        let Some(waiting) = waiting(&container).await else { return };
        let Ok(channel) = MessageChannel::new() else { return };
        let answered = Closure::<dyn FnMut(MessageEvent)>::new(|answer: MessageEvent| {
            let tabs = answer.data().as_f64().unwrap_or(0.0) as u32;
            if tabs > 1 {
                ACCEPTED.set(false);
                tell(Notice::OtherTabs(tabs - 1));
                return;
            }
            let late = Closure::once_into_js(|| {
                if ACCEPTED.get() {
                    let _ = window().location().reload();
                }
            });
            let _ = window()
                .set_timeout_with_callback_and_timeout_and_arguments_0(late.unchecked_ref(), PATIENCE);
        });
        channel.port1().set_onmessage(Some(answered.as_ref().unchecked_ref()));
        answered.forget();
        ACCEPTED.set(true);
        let _ = waiting.post_message_with_transferable(&"use".into(), &js_sys::Array::of1(&channel.port2()));
    });
}

async fn waiting(container: &ServiceWorkerContainer) -> Option<ServiceWorker> {
    let found = JsFuture::from(container.get_registration()).await.ok()?;
    found.dyn_into::<ServiceWorkerRegistration>().ok()?.waiting()
}
