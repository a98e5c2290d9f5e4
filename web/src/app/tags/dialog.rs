//! The dialog with the table: opened by a button or the key T, closed by Escape. The browser keeps the focus inside while
//! it is open and gives it back afterwards.

use std::sync::Arc;

use leptos::ev;
use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::lines::{as_text, lines, matching};
use super::rows::{Found, copy, row};
use crate::app::is_for_the_page;
use crate::app::language::{messages, t, tr};
use crate::app::page::{Engine, Page};
use crate::protocol::TagTable;

/// Rows that are made at first, and each time the reader comes to their end.
const ROWS: usize = 250;
/// How near to the end, in pixels, more rows are made.
const NEAR: i32 = 600;

/// The dialog's state.
#[derive(Clone, Copy)]
pub(in crate::app) struct Tags {
    /// The row of the worklist whose file is shown, while the dialog is open.
    open: RwSignal<Option<u32>>,
    table: RwSignal<Option<Arc<TagTable>>>,
    /// Whether what may tell who the patient is stays hidden.
    masked: RwSignal<bool>,
    /// What a screen reader is told inside the dialog, where it does not hear the page.
    pub(super) said: RwSignal<String>,
}

impl Tags {
    /// `masked`: whether patients are hidden on the whole page.
    pub(in crate::app) fn new(masked: RwSignal<bool>) -> Self {
        Self {
            open: RwSignal::new(None),
            table: RwSignal::new(None),
            masked,
            said: RwSignal::new(String::new()),
        }
    }

    /// The engine's answer; one for a file that is no longer looked at is dropped.
    pub(in crate::app) fn answered(self, id: u32, table: TagTable) {
        if self.open.get_untracked() == Some(id) {
            self.table.set(Some(Arc::new(table)));
        }
    }
}

impl Page {
    /// Opens the table of the selected film's file.
    pub(in crate::app) fn open_tags(self) {
        let Some(id) = self.selected.get_untracked() else { return };
        self.tags.table.set(None);
        self.tags.said.set(String::new());
        self.tags.open.set(Some(id));
        self.bench.update_value(|bench| bench.desk.want_tags(id));
        self.pump();
    }
}

/// The button that opens the dialog.
pub(in crate::app) fn opener(page: Page) -> impl IntoView {
    let on_key = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        // A dialog has the keys to itself.
        let dialog = matches!(document().query_selector("dialog[open]"), Ok(Some(_)));
        if is_for_the_page(&event)
            && !dialog
            && event.key().eq_ignore_ascii_case("t")
            && page.selected.get_untracked().is_some()
        {
            event.prevent_default();
            page.open_tags();
        }
    });
    on_cleanup(move || on_key.remove());
    view! {
        <button
            type="button"
            class="open-tags"
            aria-keyshortcuts="t"
            title=move || t("tags-open-key")
            disabled=move || page.selected.get().is_none()
            on:click=move |_| page.open_tags()
        >
            {move || t("tags-open")}
        </button>
    }
}

/// The dialog.
pub(in crate::app) fn dialog(page: Page) -> impl IntoView {
    let tags = page.tags;
    let place = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = place.get() else { return };
        match (tags.open.get().is_some(), dialog.open()) {
            // Fails only for a dialog that is open or not in the document.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let close = move |_| {
        tags.open.set(None);
        // Nothing of a patient is kept for a dialog that is closed.
        tags.table.set(None);
    };
    view! {
        <dialog node_ref=place class="dialog tags" id="tags" aria-labelledby="tags-title" on:close=close>
            {move || tags.open.get().is_some().then(|| content(page))}
        </dialog>
    }
}

fn content(page: Page) -> impl IntoView {
    let tags = page.tags;
    let query = RwSignal::new(String::new());
    let limit = RwSignal::new(ROWS);
    let all = Memo::new(move |before: Option<&(u32, Arc<Vec<_>>)>| {
        let edition = before.map_or(0, |(edition, _)| edition + 1);
        let made = tags.table.with(|table| {
            table.as_ref().map(|table| lines(&messages(), &table.rows, tags.masked.get())).unwrap_or_default()
        });
        (edition, Arc::new(made))
    });
    let found = Memo::new(move |_| {
        let (edition, lines) = all.get();
        let places = Arc::new(query.with(|query| matching(&lines, query)));
        Found { lines, places, edition }
    });
    let visible = move || {
        let Found { lines, places, edition } = found.get();
        let some = places.iter().take(limit.get());
        some.filter_map(|&at| Some((edition, at, lines.get(at)?.clone()))).collect::<Vec<_>>()
    };
    let more = move || limit.update(|limit| *limit += ROWS);
    let has_more = move || found.with(|found| found.places.len()) > limit.get();
    let scrolled = move |event: web_sys::Event| {
        let Some(area) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if has_more() && area.scroll_top() + area.client_height() + NEAR > area.scroll_height() {
            more();
        }
    };
    view! {
        <div class="tags-head">
            <h2 id="tags-title">{move || t("tags-title")}</h2>
            <label class="tags-search">
                <span class="visually-hidden">{move || t("tags-search")}</span>
                <input
                    type="search"
                    autofocus
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=move || t("tags-search")
                    on:input=move |event| {
                        limit.set(ROWS);
                        query.set(event_target_value(&event));
                    }
                />
            </label>
            <button type="button" on:click=move |_| copy(page, as_text(&all.get_untracked().1))>
                {move || t("tags-copy-all")}
            </button>
            <button type="button" on:click=move |_| tags.open.set(None)>{move || t("tags-close")}</button>
        </div>
        <p class="quiet" role="status">{move || state(page, found)}" "{move || tags.said.get()}</p>
        {move || tags.masked.get().then(|| view! { <p class="quiet">{t("tags-masked-note")}</p> })}
        <div class="tags-rows" tabindex="0" role="region" aria-labelledby="tags-title" on:scroll=scrolled>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{move || t("tags-tag")}</th>
                        <th scope="col">{move || t("tags-vr")}</th>
                        <th scope="col">{move || t("tags-name")}</th>
                        <th scope="col">{move || t("tags-value")}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=visible
                        key=|(edition, at, _)| (*edition, *at)
                        children=move |(_, _, line)| row(page, line)
                    />
                </tbody>
            </table>
            {move || has_more().then(|| view! {
                <button type="button" class="more" on:click=move |_| more()>{t("tags-more-rows")}</button>
            })}
            {move || end(page)}
        </div>
    }
}

/// How many attributes there are, or what is waited for.
fn state(page: Page, found: Memo<Found>) -> String {
    if page.tags.table.with(|table| table.is_none()) {
        let stopped = page.engine.with(|engine| matches!(engine, Engine::Failed(_)));
        return t(if stopped { "answer-wait-stopped" } else { "tags-waiting" });
    }
    let (shown, all) = found.with(|found| (found.places.len(), found.lines.len()));
    if shown == 0 && all > 0 {
        return t("tags-none");
    }
    tr("tags-found", &[("shown", shown.to_string().into()), ("all", all.to_string().into())])
}

/// Why the rows end, if the file does not.
fn end(page: Page) -> Option<impl IntoView> {
    let table = page.tags.table.get()?;
    let fault = table.fault.clone().map(|fault| tr("tags-fault", &[("fault", fault.into())]));
    let more = table.more.then(|| t("tags-more"));
    Some(view! {
        {fault.map(|text| view! { <p class="trouble">{text}</p> })}
        {more.map(|text| view! { <p class="quiet">{text}</p> })}
    })
}
