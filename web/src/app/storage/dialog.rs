//! "Stored on this device": how much is kept, whether the page works offline, and clearing all of it.

use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::clear::{self, Cleared};
use super::sizes::{self, Sizes};
use super::{Offline, storage};
use crate::app::engine_words;
use crate::app::language::{messages, t, tr};
use crate::app::page::Page;
use crate::text::count;

/// The button in the head, and the dialog that it opens.
pub(in crate::app) fn opener(page: Page) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let kept = RwSignal::new(None::<Sizes>);
    let said = RwSignal::new(None::<Outcome>);
    let measure = move || {
        spawn_local(async move { kept.set(Some(sizes::measure(&page.base()).await)) });
    };
    let open = move |_| {
        said.set(None);
        measure();
        if let Some(dialog) = dialog.get_untracked() {
            let _ = dialog.show_modal();
        }
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let clear = move |_| {
        spawn_local(async move {
            let cleared = clear::everything(&page.base()).await;
            said.set(Some(Outcome::Cleared(cleared)));
            measure();
        });
    };
    let persist = move |_| {
        spawn_local(async move {
            said.set(Some(Outcome::Persisted(sizes::persist().await)));
            measure();
        });
    };
    view! {
        <button type="button" class="storage-open" on:click=open>{move || t("storage-title")}</button>
        <dialog node_ref=dialog class="dialog storage-dialog" aria-labelledby="storage-heading">
            <h2 id="storage-heading">{move || t("storage-title")}</h2>
            <p data-offline=offline_code>{offline}</p>
            {move || kept.get().map(table)}
            <p class="quiet">{move || t("storage-no-films")}</p>
            <p class="outcome" role="status">{move || said.get().map(|outcome| outcome_text(&outcome))}</p>
            <div class="notice-actions">
                {move || kept.get().is_some_and(|sizes| !sizes.persisted).then(|| view! {
                    <button type="button" on:click=persist>{move || t("storage-persist")}</button>
                })}
                <button type="button" class="storage-clear" on:click=clear>{move || t("storage-clear")}</button>
                <button type="button" on:click=close>{move || t("storage-close")}</button>
            </div>
        </dialog>
    }
}

/// What an action in the dialog came to.
#[derive(Clone, PartialEq)]
enum Outcome {
    Cleared(Cleared),
    Persisted(bool),
}

fn outcome_text(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Cleared(cleared) => {
            let bytes = engine_words::bytes(&messages(), cleared.bytes);
            let values = [("bytes", bytes.into()), ("n", count(cleared.settings as usize))];
            let key = if cleared.whole { "storage-cleared" } else { "storage-cleared-partly" };
            tr(key, &values)
        }
        Outcome::Persisted(true) => t("storage-persisted"),
        Outcome::Persisted(false) => t("storage-not-persisted"),
    }
}

fn offline_code() -> &'static str {
    match storage().offline.get() {
        Offline::Unknown | Offline::Preparing => "preparing",
        Offline::Unsupported => "unsupported",
        Offline::Unavailable => "unavailable",
        Offline::Ready => "ready",
        Offline::Failed => "failed",
        Offline::Cleared => "cleared",
    }
}

fn offline() -> String {
    match storage().offline.get() {
        Offline::Unknown | Offline::Preparing => t("storage-offline-preparing"),
        Offline::Unsupported => t("storage-offline-unsupported"),
        Offline::Unavailable => t("storage-offline-unavailable"),
        Offline::Ready => t("storage-offline-ready"),
        Offline::Failed => t("storage-offline-failed"),
        Offline::Cleared => t("storage-offline-cleared"),
    }
}

fn table(sizes: Sizes) -> impl IntoView {
    let bytes = |n: u64| engine_words::bytes(&messages(), n);
    let quota = sizes.quota.map(|(quota, usage)| {
        move || tr("storage-quota", &[("used", bytes(usage).into()), ("quota", bytes(quota).into())])
    });
    view! {
        <table class="storage-table">
            <tbody>
                <tr><th scope="row">{move || t("storage-part-site")}</th><td>{move || bytes(sizes.site)}</td></tr>
                <tr><th scope="row">{move || t("storage-part-package")}</th><td>{move || bytes(sizes.package)}</td></tr>
                <tr><th scope="row">{move || t("storage-part-own")}</th><td>{move || bytes(sizes.own)}</td></tr>
                <tr><th scope="row">{move || t("storage-part-settings")}</th><td>{sizes.settings}</td></tr>
            </tbody>
        </table>
        {quota.map(|text| view! { <p class="quiet">{text}</p> })}
        {sizes.persisted.then(|| view! { <p class="quiet">{move || t("storage-persisted")}</p> })}
    }
}
