//! The drop zone with its inputs, what is being looked for, and the question that picture files raise.

use js_sys::Reflect;
use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

use super::batch::take_files;
use super::dropped;
use super::samples::sample_films;
use crate::app::language::{t, tr};
use crate::app::page::Page;
use crate::protocol::Assumption;
use crate::text::count;

/// The drop zone with its buttons.
pub(in crate::app) fn drop_zone(page: Page) -> impl IntoView {
    let over = RwSignal::new(false);
    let trouble = RwSignal::new(None::<&'static str>);
    listen(page, over);
    // No attribute of HTML's own, so that it is set by hand.
    let folder = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(input) = folder.get() {
            input.set_webkitdirectory(true);
        }
    });
    let chosen = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        trouble.set(None);
        if let Some(files) = input.files() {
            let files = named(&files);
            // A browser lists a folder in an order of its own; chosen files have their reader's.
            spawn_local(take_files(page, files, input.webkitdirectory()));
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    let samples = move |_| {
        trouble.set(None);
        spawn_local(async move {
            match sample_films(&page.base()).await {
                Ok(films) => take_files(page, films, false).await,
                Err(_) => trouble.set(Some("worklist-samples-failed")),
            }
        });
    };
    view! {
        <div class="drop" class:over=move || over.get()>
            <p>{move || t("worklist-drop")}</p>
            <div class="drop-actions">
                <label class="button primary">
                    {move || t("worklist-choose-files")}
                    <input type="file" multiple on:change=chosen/>
                </label>
                <label class="button">
                    {move || t("worklist-choose-folder")}
                    <input type="file" node_ref=folder on:change=chosen/>
                </label>
                <button type="button" data-samples="" on:click=samples>{move || t("worklist-samples")}</button>
            </div>
            <p class="trouble" role="status">{move || trouble.get().map(t)}</p>
            <p class="skipped" role="status">{move || passed_over(page)}</p>
        </div>
        {question(page)}
    }
}

/// The whole window takes drops: a film let go beside the zone would otherwise make the browser leave the page and show
/// the file's path in the address.
fn listen(page: Page, over: RwSignal<bool>) {
    let dragging = window_event_listener(ev::dragover, move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    });
    let leaving = window_event_listener(ev::dragleave, move |event: DragEvent| {
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    let dropping = window_event_listener(ev::drop, move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(data) = event.data_transfer() {
            dropped::take(page, &data);
        }
    });
    on_cleanup(move || {
        dragging.remove();
        leaving.remove();
        dropping.remove();
    });
}

/// Files with their names, or their paths where they come in a folder.
pub(super) fn named(files: &FileList) -> Vec<(String, File)> {
    let path = |file: &File| {
        let path = Reflect::get(file, &"webkitRelativePath".into()).ok()?.as_string()?;
        Some(path).filter(|path| !path.is_empty())
    };
    (0..files.length())
        .filter_map(|i| files.get(i))
        .map(|file| (path(&file).unwrap_or_else(|| file.name()), file))
        .collect()
}

/// What gets no row, in a line.
fn passed_over(page: Page) -> String {
    if page.list.looking.get() > 0 {
        return t("worklist-looking");
    }
    let skipped = page.list.skipped.get();
    let parts = [
        ("worklist-skipped-dicomdir", skipped.dicomdir),
        ("worklist-skipped-system", skipped.system),
        ("worklist-skipped-unopened", skipped.unopened),
    ];
    let said = parts.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| tr(key, &[("n", count(n))]));
    said.collect::<Vec<_>>().join(" · ")
}

/// Asked once for all picture files that wait.
fn question(page: Page) -> impl IntoView {
    let waiting = Memo::new(move |_| page.list.undecided.with(Vec::len));
    move || {
        let n = waiting.get();
        (n > 0).then(|| {
            view! {
                <div class="panel question" role="group" aria-labelledby="picture-question">
                    <p id="picture-question">{move || tr("worklist-picture-question", &[("n", count(n))])}</p>
                    <div class="drop-actions">
                        <button
                            type="button"
                            data-assume="frontal"
                            on:click=move |_| page.decide(Some(Assumption::FrontalChestOfAnAdult))
                        >
                            {move || t("worklist-picture-assume")}
                        </button>
                        <button type="button" data-assume="nothing" on:click=move |_| page.decide(None)>
                            {move || t("worklist-picture-refuse")}
                        </button>
                    </div>
                </div>
            }
        })
    }
}
