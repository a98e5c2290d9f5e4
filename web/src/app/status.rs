//! The head of the page: how the engine is, with bytes while it loads; the language, and what is stored.

use leptos::prelude::*;

use super::language::{self, messages, t, tr};
use super::page::{Engine, Page};
use super::{engine_words, storage};
use crate::protocol::Stage;
use crate::text::count;

/// The page's head.
pub(super) fn head(page: Page) -> impl IntoView {
    view! {
        <header class="head">
            <h1>"Lobar"</h1>
            <p class="tagline">{move || t("storage-tagline")}</p>
            <div class="engine">
                {move || match page.engine.get() {
                    Engine::Loading { stage, loaded, total, message, again } => {
                        loading(stage, loaded, total, &message, again).into_any()
                    }
                    Engine::Ready => ready(page).into_any(),
                    Engine::Failed(why) => view! {
                        <p class="engine-failed" role="alert">
                            {move || engine_words::said(&messages(), &why)}
                        </p>
                        <button type="button" on:click=move |_| page.try_again()>
                            {move || t("storage-try-again")}
                        </button>
                    }
                    .into_any(),
                }}
            </div>
            <div class="head-tools">
                {language::chooser(page.base())}
                {storage::opener(page)}
            </div>
        </header>
    }
}

fn loading(stage: Stage, loaded: u64, total: u64, message: &str, again: bool) -> impl IntoView {
    let bytes = |n: u64| engine_words::bytes(&messages(), n);
    let far = move || match (stage, loaded, total) {
        (Stage::Device, ..) | (Stage::SelfTest, _, 0) | (_, 0, 0) => String::new(),
        (Stage::SelfTest, ..) => tr(
            "storage-progress",
            &[("part", loaded.to_string().into()), ("whole", total.to_string().into())],
        ),
        (_, _, 0) => bytes(loaded),
        _ => tr("storage-progress", &[("part", bytes(loaded).into()), ("whole", bytes(total).into())]),
    };
    // Without a value the bar says that something is going on, not how much.
    let value = (total > 0 && stage != Stage::Device).then(|| loaded.min(total).to_string());
    view! {
        <label class="engine-loading">
            <span class="engine-stage">
                {move || engine_words::stage(&messages(), stage, again)}" "<span class="bytes">{far}</span>
            </span>
            <progress max=total.max(1).to_string() value=value></progress>
        </label>
        <p class="engine-detail">{message.to_owned()}</p>
    }
}

fn ready(page: Page) -> impl IntoView {
    page.started.get().map(|started| {
        let device = started.device.clone();
        let note = device.note.clone();
        let (cases, elapsed) = (started.self_test.cases as usize, started.self_test.elapsed_ms);
        let id = engine_words::short_id(&started.package.id).to_owned();
        view! {
            <p class="engine-ready">
                <span class="dot" aria-hidden="true"></span>
                {move || {
                    tr("storage-ready", &[("device", engine_words::device(&messages(), &device).into())])
                }}
                {move || storage::own_in_use().then(|| view! {
                    " "<span class="badge own">{t("storage-own-badge")}" "<code>{id.clone()}</code></span>
                })}
            </p>
            <p class="engine-detail">
                {move || {
                    let time = engine_words::duration(&messages(), elapsed);
                    tr("storage-self-test", &[("n", count(cases)), ("time", time.into())])
                }}
                " "
                {move || note.as_ref().map(|note| engine_words::said(&messages(), note))}
            </p>
        }
    })
}
