//! The page's state and what moves it: films added, a row selected, the engine's messages, the engine's death.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::{ArrayBuffer, Object, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, File, MessageEvent, Url, UrlSearchParams, Worker};

use super::desk::{Desk, Question};
use super::words::{self, RowState};
use super::{answer, checks, intake, package, status, viewer, worker, worklist};
use crate::protocol::{
    DeviceChoice, DeviceSummary, Event, FilmResult, FilmState, PackageSummary, Request, SelfTestSummary, Stage,
};

/// One film of the worklist. Its number is its place.
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
    Failed(String),
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
    Shown { width: u32, height: u32, gray: Rc<Vec<u8>> },
    /// The film cannot be shown.
    Missing,
}

/// What the page needs and nobody looks at: files, the worker and its callbacks.
struct Bench {
    desk: Desk,
    files: Vec<File>,
    worker: Option<Worker>,
    base: String,
    device: DeviceChoice,
    on_message: Option<Closure<dyn FnMut(MessageEvent)>>,
    on_error: Option<Closure<dyn FnMut(ErrorEvent)>>,
}

/// A handle on the page's state; a few numbers, copied freely.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) rows: RwSignal<Vec<Row>>,
    pub(super) selected: RwSignal<Option<u32>>,
    pub(super) engine: RwSignal<Engine>,
    pub(super) started: RwSignal<Option<Arc<Started>>>,
    pub(super) picture: RwSignal<Picture, LocalStorage>,
    /// What a screen reader is told.
    pub(super) said: RwSignal<String>,
    bench: StoredValue<Bench, LocalStorage>,
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
    page.mark_body();
    page.start_worker();
    view! {
        {status::head(page)}
        <main>
            <section class="films" aria-label="Films">
                {intake::drop_zone(page)}
                {worklist::worklist(page)}
            </section>
            <section class="film-view" aria-label="Selected film">
                {viewer::viewer(page)}
                {checks::panel(page)}
            </section>
            <section class="reading" aria-label="Answer and model">
                {answer::panel(page)}
                {package::panel(page)}
            </section>
        </main>
        <p class="visually-hidden" role="status">{move || page.said.get()}</p>
    }
}

fn loading(again: bool) -> Engine {
    Engine::Loading { stage: Stage::Engine, loaded: 0, total: 0, message: String::new(), again }
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
            files: Vec::new(),
            worker: None,
            base: base(),
            device: device_asked_for(),
            on_message: None,
            on_error: None,
        };
        Self {
            rows: RwSignal::new(Vec::new()),
            selected: RwSignal::new(None),
            engine: RwSignal::new(loading(false)),
            started: RwSignal::new(None),
            picture: RwSignal::new_local(Picture::Nothing),
            said: RwSignal::new(String::new()),
            bench: StoredValue::new_local(bench),
        }
    }

    /// The selected row, tracked.
    pub(super) fn selected_row(self) -> Option<Row> {
        let id = self.selected.get()?;
        self.rows.with(|rows| rows.get(id as usize).cloned())
    }

    /// The selected row's result, tracked.
    pub(super) fn selected_result(self) -> Option<Arc<FilmResult>> {
        self.selected_row()?.progress.with(|p| p.result.clone())
    }

    /// The page's folder, for what the page fetches itself.
    pub(super) fn base(self) -> String {
        self.bench.with_value(|bench| bench.base.clone())
    }

    /// Puts films at the end of the worklist.
    pub(super) fn add(self, films: Vec<(String, File)>) {
        if films.is_empty() {
            return;
        }
        let mut rows = Vec::with_capacity(films.len());
        self.bench.update_value(|bench| {
            for (name, file) in films {
                let id = bench.files.len() as u32;
                bench.files.push(file);
                bench.desk.enqueue(id);
                let progress = RwSignal::new(Progress { state: RowState::Queued, result: None });
                rows.push(Row { id, name: name.into(), progress });
            }
        });
        let first = rows.first().map(|row| row.id);
        self.rows.update(|all| all.extend(rows));
        match (self.selected.get_untracked(), first) {
            (None, Some(first)) => self.select(first),
            _ => self.pump(),
        }
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

    /// The reader asks for another try after the engine was given up.
    pub(super) fn try_again(self) {
        self.bench.update_value(|bench| bench.desk.start_again());
        self.engine.set(loading(true));
        self.start_worker();
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

    fn start_worker(self) {
        let (base, device) = self.bench.with_value(|bench| (bench.base.clone(), bench.device));
        let Ok(fresh) = worker::spawn(&base) else {
            self.give_up("This browser would not start a worker. Please use a current browser.");
            return;
        };
        self.bench.update_value(|bench| {
            // One pair of callbacks serves every worker, so none is dropped while it runs; `current` tells a message
            // of an earlier worker from one of this.
            let on_message = bench
                .on_message
                .get_or_insert_with(|| Closure::new(move |message: MessageEvent| self.on_message(&message)));
            fresh.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
            let on_error =
                bench.on_error.get_or_insert_with(|| Closure::new(move |error: ErrorEvent| self.on_error(&error)));
            fresh.set_onerror(Some(on_error.as_ref().unchecked_ref()));
            bench.worker = Some(fresh.clone());
        });
        if worker::post(&fresh, &Request::Start { device, base }, None).is_err() {
            self.give_up("The engine could not be reached. Please reload the page.");
        }
    }

    fn current(self, event: &web_sys::Event) -> bool {
        let target = event.target();
        self.bench.with_value(|bench| match (&bench.worker, &target) {
            (Some(worker), Some(target)) => Object::is(worker, target),
            _ => false,
        })
    }

    fn on_message(self, message: &MessageEvent) {
        if !self.current(message) {
            return;
        }
        match worker::read(message) {
            Some((event, pixels)) => self.on_event(event, pixels),
            None => self.on_crash("it sent a message that this page does not understand"),
        }
    }

    fn on_error(self, error: &ErrorEvent) {
        if self.current(error) {
            self.on_crash(&error.message());
        }
    }

    fn on_event(self, event: Event, pixels: Option<ArrayBuffer>) {
        match event {
            Event::Progress { stage, loaded, total, message } => self.engine.update(|engine| {
                let again = matches!(engine, Engine::Loading { again: true, .. });
                *engine = Engine::Loading { stage, loaded, total, message, again };
            }),
            Event::Ready { device, package, self_test } => {
                self.started.set(Some(Arc::new(Started { device, package: *package, self_test })));
                self.engine.set(Engine::Ready);
                self.bench.update_value(|bench| bench.desk.ready());
            }
            Event::Failed { message } => self.give_up(&message),
            Event::Classified { id, result } => {
                if self.bench.try_update_value(|b| b.desk.answered(Question::Classify(id))) == Some(true) {
                    self.finish(id, *result);
                }
            }
            Event::Film { id, width, height, .. } => {
                self.bench.update_value(|bench| {
                    bench.desk.answered(Question::Film(id));
                });
                if self.selected.get_untracked() == Some(id) {
                    self.picture.set(picture(width, height, pixels));
                }
            }
        }
        self.pump();
    }

    /// The engine died: the film it was busy with is marked, and a fresh engine takes the others.
    fn on_crash(self, detail: &str) {
        let Some(crash) = self.bench.try_update_value(|bench| {
            if let Some(dead) = bench.worker.take() {
                dead.terminate();
            }
            bench.desk.crashed()
        }) else {
            return;
        };
        match crash.culprit {
            Some(Question::Classify(id)) => self.finish(id, trapped()),
            Some(Question::Film(id)) if self.selected.get_untracked() == Some(id) => {
                self.picture.set(Picture::Missing);
            }
            _ => {}
        }
        // What waited for the dead engine waits for the new one.
        self.rows.with_untracked(|rows| {
            for row in rows {
                if row.progress.with_untracked(|p| p.state == RowState::Running) {
                    row.progress.update(|p| p.state = RowState::Queued);
                }
            }
        });
        if crash.restart {
            self.engine.set(loading(true));
            self.start_worker();
        } else {
            self.give_up(&format!(
                "The engine could not be started, twice in a row ({detail}). Please reload the page. If that does not \
                 help, add ?device=cpu to the address, or use another browser."
            ));
        }
    }

    fn give_up(self, message: &str) {
        self.bench.update_value(|bench| {
            bench.desk.stop();
            if let Some(worker) = bench.worker.take() {
                worker.terminate();
            }
        });
        self.engine.set(Engine::Failed(message.into()));
    }

    fn finish(self, id: u32, result: FilmResult) {
        let Some(row) = self.rows.with_untracked(|rows| rows.get(id as usize).cloned()) else {
            return;
        };
        let state = RowState::Ended(result.state);
        row.progress.set(Progress { state, result: Some(Arc::new(result)) });
        // Once a batch: the answer box speaks for the film that is looked at.
        if self.bench.with_value(|bench| bench.desk.is_idle()) {
            self.said.set(words::all_read(self.rows.with_untracked(Vec::len)));
        }
    }

    /// Posts whatever the engine may be asked now.
    fn pump(self) {
        while let Some(Some(question)) = self.bench.try_update_value(|bench| bench.desk.next_question()) {
            let (id, request) = match question {
                Question::Film(id) => (id, Request::Film { id }),
                Question::Classify(id) => {
                    let Some(row) = self.rows.with_untracked(|rows| rows.get(id as usize).cloned()) else {
                        continue;
                    };
                    row.progress.update(|p| p.state = RowState::Running);
                    (id, Request::Classify { id, name: row.name.to_string() })
                }
            };
            let posted = self.bench.with_value(|bench| match (&bench.worker, bench.files.get(id as usize)) {
                (Some(worker), Some(file)) => worker::post(worker, &request, Some(file)).is_ok(),
                _ => false,
            });
            if !posted {
                self.on_crash("a film could not be handed to it");
                return;
            }
        }
    }
}

/// The result of a film that took the engine down.
fn trapped() -> FilmResult {
    let message = "The engine stopped while it was reading this film. It was restarted, and the other films go on.";
    FilmResult::without_number(FilmState::Failed, Vec::new(), message.into())
}

fn picture(width: u32, height: u32, pixels: Option<ArrayBuffer>) -> Picture {
    let gray = pixels.map(|buffer| Uint8Array::new(&buffer).to_vec()).unwrap_or_default();
    if gray.is_empty() || gray.len() as u64 != u64::from(width) * u64::from(height) {
        return Picture::Missing;
    }
    Picture::Shown { width, height, gray: Rc::new(gray) }
}
