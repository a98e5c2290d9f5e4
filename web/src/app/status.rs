//! The head of the page: how the engine is, with bytes while it loads.

use leptos::prelude::*;

use super::language;
use super::page::{Engine, Page};
use super::words;
use crate::protocol::Stage;

/// The page's head.
pub(super) fn head(page: Page) -> impl IntoView {
    view! {
        <header class="head">
            <h1>"Lobar"</h1>
            {language::chooser(page.base())}
            <p class="tagline">"Chest radiographs, read on your own machine. No film leaves it."</p>
            <div class="engine">
                {move || match page.engine.get() {
                    Engine::Loading { stage, loaded, total, message, again } => {
                        loading(stage, loaded, total, &message, again).into_any()
                    }
                    Engine::Ready => ready(page).into_any(),
                    Engine::Failed(message) => view! {
                        <p class="engine-failed" role="alert">{message}</p>
                        <button type="button" on:click=move |_| page.try_again()>"Try again"</button>
                    }
                    .into_any(),
                }}
            </div>
        </header>
    }
}

fn loading(stage: Stage, loaded: u64, total: u64, message: &str, again: bool) -> impl IntoView {
    let what = match stage {
        Stage::Engine if again => "Restarting the engine",
        Stage::Engine => "Loading the engine",
        Stage::Package => "Loading the model",
        Stage::Device => "Opening the device",
        Stage::SelfTest => "Testing the device",
    };
    let far = match (stage, loaded, total) {
        (Stage::Device, ..) | (Stage::SelfTest, _, 0) | (_, 0, 0) => String::new(),
        (Stage::SelfTest, ..) => format!("{loaded} of {total}"),
        (_, _, 0) => words::bytes(loaded),
        _ => format!("{} of {}", words::bytes(loaded), words::bytes(total)),
    };
    // Without a value the bar says that something is going on, not how much.
    let value = (total > 0 && stage != Stage::Device).then(|| loaded.min(total).to_string());
    view! {
        <label class="engine-loading">
            <span class="engine-stage">{what}" "<span class="bytes">{far}</span></span>
            <progress max=total.max(1).to_string() value=value></progress>
        </label>
        <p class="engine-detail">{message.to_owned()}</p>
    }
}

fn ready(page: Page) -> impl IntoView {
    page.started.get().map(|started| {
        let device = &started.device;
        let test = &started.self_test;
        view! {
            <p class="engine-ready">
                <span class="dot" aria-hidden="true"></span>
                {format!("Ready on {}", words::device(device))}
            </p>
            <p class="engine-detail">
                {format!("Self-test passed: {} films in {}. ", test.cases, words::duration(test.elapsed_ms))}
                {device.note.clone()}
            </p>
        }
    })
}
