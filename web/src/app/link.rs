//! The page's line to the engine: starting it, asking it, hearing it, and what is done when it dies.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::{ArrayBuffer, Object, Uint16Array};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent};

use super::desk::Question;
use super::page::{Engine, Page, Picture, Progress, Started};
use super::viewer::film::Film;
use super::words::{self, RowState};
use super::worker;
use crate::protocol::{DeviceChoice, Event, FilmResult, FilmState, FilmView, Request, Stage};

impl Page {
    /// The reader asks for another try after the engine was given up.
    pub(super) fn try_again(self) {
        self.bench.update_value(|bench| bench.desk.start_again());
        self.engine.set(loading(true));
        self.start_worker();
    }

    pub(super) fn start_worker(self) {
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
            let on_error = bench
                .on_error
                .get_or_insert_with(|| Closure::new(move |error: ErrorEvent| self.on_error(&error)));
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
            Event::Film { id, view } => {
                self.bench.update_value(|bench| {
                    bench.desk.answered(Question::Film(id));
                });
                if self.selected.get_untracked() == Some(id) {
                    self.picture.set(picture(view, pixels));
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
            // Some drivers trap while the GPU is opened: the second start does without it.
            if matches!(self.engine.get_untracked(), Engine::Loading { .. }) {
                self.bench.update_value(|bench| bench.device = DeviceChoice::Cpu);
            }
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
    pub(super) fn pump(self) {
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

/// The engine's state when a worker has just been started.
pub(super) fn loading(again: bool) -> Engine {
    Engine::Loading { stage: Stage::Engine, loaded: 0, total: 0, message: String::new(), again }
}

/// The result of a film that took the engine down.
fn trapped() -> FilmResult {
    let message =
        "The engine stopped while it was reading this film. It was restarted, and the other films go on.";
    FilmResult::without_number(FilmState::Failed, vec!["FAILED".into()], message.into())
}

fn picture(view: Option<Box<FilmView>>, pixels: Option<ArrayBuffer>) -> Picture {
    let film = view.zip(pixels).and_then(|(view, buffer)| {
        // An odd number of bytes is not of this protocol.
        let words = (buffer.byte_length() % 2 == 0).then(|| Uint16Array::new(&buffer).to_vec())?;
        Film::new(*view, words)
    });
    film.map_or(Picture::Missing, |film| Picture::Shown(Rc::new(film)))
}
