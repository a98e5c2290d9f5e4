//! The page's state, its layout, and what the reader does to it: a row selected.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Url, UrlSearchParams, Worker};

use super::answer::reading::Setting;
use super::desk::Desk;
use super::exports::Exports;
use super::link::loading;
use super::print::Printing;
use super::states::RowState;
use super::tags::Tags;
use super::viewer::film::Film as ShownFilm;
use super::worklist::{Film, ListState};
use super::{
    answer, checks, exports, intake, language, package, patient, print, status, storage, tags, viewer,
    worklist,
};
use crate::protocol::{
    DeviceChoice, DeviceSummary, FilmResult, PackageSummary, Said, SelfTestSummary, Stage,
};

/// One film of the worklist. Its number rises with every film and is never used again.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) id: u32,
    /// The file's name, with its folders where it came in one.
    pub(super) name: Arc<str>,
    pub(super) progress: RwSignal<Progress>,
}

/// How far a row has come. One signal, so that no one sees a state without its result.
#[derive(Clone)]
pub(super) struct Progress {
    pub(super) state: RowState,
    pub(super) result: Option<Arc<FilmResult>>,
}

/// How the engine is, for the reader.
#[derive(Clone, PartialEq)]
pub(super) enum Engine {
    /// Under way.
    Loading { stage: Stage, loaded: u64, total: u64, message: String, again: bool },
    /// Takes films.
    Ready,
    /// Given up, and why.
    Failed(Said),
}

/// What the engine said when it became ready.
#[derive(Clone, PartialEq)]
pub(super) struct Started {
    pub(super) device: DeviceSummary,
    pub(super) package: PackageSummary,
    pub(super) self_test: SelfTestSummary,
}

/// The viewer's picture.
#[derive(Clone)]
pub(super) enum Picture {
    /// No film is selected.
    Nothing,
    /// Asked for.
    Waiting,
    /// Here.
    Shown(Rc<ShownFilm>),
    /// The film cannot be shown.
    Missing,
}

/// What the page needs and nobody looks at: files, the worker and its callbacks.
pub(super) struct Bench {
    pub(super) desk: Desk,
    pub(super) films: HashMap<u32, Film>,
    pub(super) next_row: u32,
    pub(super) worker: Option<Worker>,
    pub(super) base: String,
    pub(super) device: DeviceChoice,
    pub(super) models: storage::Models,
    pub(super) on_message: Option<Closure<dyn FnMut(MessageEvent)>>,
    pub(super) on_error: Option<Closure<dyn FnMut(ErrorEvent)>>,
}

/// A handle on the page's state; a few numbers, copied freely.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) rows: RwSignal<Vec<Row>>,
    pub(super) selected: RwSignal<Option<u32>>,
    pub(super) engine: RwSignal<Engine>,
    pub(super) started: RwSignal<Option<Arc<Started>>>,
    pub(super) picture: RwSignal<Picture, LocalStorage>,
    /// The operating point and the prevalence that the reader has chosen.
    pub(super) setting: RwSignal<Setting>,
    /// The table of all attributes.
    pub(super) tags: Tags,
    /// The export under way.
    pub(super) exports: Exports,
    /// The sheets to be printed.
    pub(super) printing: Printing,
    /// What a screen reader is told.
    pub(super) said: RwSignal<String>,
    /// Whether patients and file names are hidden, everywhere.
    pub(super) masked: RwSignal<bool>,
    /// The worklist's own state.
    pub(super) list: ListState,
    pub(super) bench: StoredValue<Bench, LocalStorage>,
}

/// Puts the page into the document and starts the engine.
pub fn run() {
    std::panic::set_hook(Box::new(|info| {
        // The place, never the message, which may quote what a file holds.
        let place = info.location().map_or_else(String::new, |l| format!(" at {}:{}", l.file(), l.line()));
        web_sys::console::error_1(&format!("page: panic{place}").into());
    }));
    let Some(place) = document().get_element_by_id("app").and_then(|e| e.dyn_into().ok()) else {
        return;
    };
    leptos::mount::mount_to(place, whole).forget();
}

/// The whole page.
fn whole() -> impl IntoView {
    let page = Page::new();
    language::start(page.base());
    page.mark_body();
    page.start_worker();
    storage::start(page);
    view! {
        {status::head(page)}
        <main class:wide-list=move || page.list.wide.get()>
            <section class="films" aria-label=move || language::t("worklist-films")>
                {intake::drop_zone(page)}
                {worklist::worklist(page)}
            </section>
            <section class="film-view" aria-label=move || language::t("page-film")>
                {patient::strip(page)}
                {viewer::viewer(page)}
                <div class="film-tools">
                    {tags::opener(page)}
                    {exports::opener(page)}
                </div>
                {checks::panel(page)}
            </section>
            <section class="reading" aria-label=move || language::t("page-reading")>
                {answer::panel(page)}
                {package::panel(page)}
            </section>
        </main>
        {tags::dialog(page)}
        {print::dialog(page)}
        {print::sheets(page)}
        <p class="visually-hidden" role="status">{move || page.said.get()}</p>
        {storage::notices(page)}
    }
}

/// `?device=cpu|webgpu` in the address.
fn device_asked_for() -> DeviceChoice {
    let search = window().location().search().unwrap_or_default();
    let asked = UrlSearchParams::new_with_str(&search).ok().and_then(|p| p.get("device"));
    match asked.as_deref() {
        Some("cpu") => DeviceChoice::Cpu,
        Some("webgpu") => DeviceChoice::Webgpu,
        _ => DeviceChoice::Auto,
    }
}

/// The page's folder, with a final slash and nothing after it.
fn base() -> String {
    let here = window().location().href().unwrap_or_default();
    Url::new_with_base("./", &here).map(|url| url.href()).unwrap_or_default()
}

impl Page {
    fn new() -> Self {
        let bench = Bench {
            desk: Desk::default(),
            films: HashMap::new(),
            next_row: 0,
            worker: None,
            base: base(),
            device: device_asked_for(),
            models: storage::Models::new(),
            on_message: None,
            on_error: None,
        };
        let masked = RwSignal::new(false);
        Self {
            rows: RwSignal::new(Vec::new()),
            selected: RwSignal::new(None),
            engine: RwSignal::new(loading(false)),
            started: RwSignal::new(None),
            picture: RwSignal::new_local(Picture::Nothing),
            setting: RwSignal::new(Setting::default()),
            tags: Tags::new(masked),
            exports: Exports::new(),
            printing: Printing::new(),
            said: RwSignal::new(String::new()),
            masked,
            list: ListState::new(),
            bench: StoredValue::new_local(bench),
        }
    }

    /// The selected row, tracked.
    pub(super) fn selected_row(self) -> Option<Row> {
        let id = self.selected.get()?;
        self.rows.track();
        self.row(id)
    }

    /// The selected row's result, tracked.
    pub(super) fn selected_result(self) -> Option<Arc<FilmResult>> {
        self.selected_row()?.progress.with(|p| p.result.clone())
    }

    /// The page's folder, for what the page fetches itself.
    pub(super) fn base(self) -> String {
        self.bench.with_value(|bench| bench.base.clone())
    }

    /// Shows a row's film.
    pub(super) fn select(self, id: u32) {
        if self.selected.get_untracked() == Some(id) {
            return;
        }
        self.selected.set(Some(id));
        self.picture.set(Picture::Waiting);
        self.bench.update_value(|bench| bench.desk.want_picture(id));
        self.pump();
    }

    /// `data-engine` and `data-device` on the body, for tests and styles.
    fn mark_body(self) {
        Effect::new(move |_| {
            let engine = self.engine.with(|engine| match engine {
                Engine::Loading { .. } => "loading",
                Engine::Ready => "ready",
                Engine::Failed(_) => "failed",
            });
            let device = self.started.with(|s| s.as_ref().map_or("", |s| s.device.kind.code()));
            if let Some(body) = document().body() {
                // Neither can fail: the names are valid.
                let _ = body.set_attribute("data-device", device);
                let _ = body.set_attribute("data-engine", engine);
            }
        });
    }
}
