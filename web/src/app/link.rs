//! The page's line to the engine: starting it, asking it, hearing it, and what is done when it dies.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::{ArrayBuffer, Object, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, File, MessageEvent};

use super::desk::Question;
use super::intake::Refusal;
use super::language::messages;
use super::page::{Engine, Page, Picture, Progress, Started};
use super::states::{self, RowState};
use super::worker;
use super::worklist::{Word, now};
use crate::protocol::{DeviceChoice, Event, FilmResult, FilmState, Request, Stage, TagTable};

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
            Event::Tags { id, table } => {
                self.bench.update_value(|bench| {
                    bench.desk.answered(Question::Tags(id));
                });
                self.tags.answered(id, table);
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
            Some(Question::Tags(id)) => self.tags.answered(id, unread()),
            Some(Question::Film(id)) if self.selected.get_untracked() == Some(id) => {
                self.picture.set(Picture::Missing);
            }
            _ => {}
        }
        // What waited for the dead engine waits for the new one.
        let running = |row: &super::page::Row| row.progress.with_untracked(|p| p.state == RowState::Running);
        let rows: Vec<u32> =
            self.rows.with_untracked(|rows| rows.iter().filter(|r| running(r)).map(|r| r.id).collect());
        rows.into_iter().for_each(|id| self.mark(id, RowState::Queued));
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
        // Cleared from the list meanwhile.
        let Some(row) = self.row(id) else { return };
        self.list.pace.update_value(|pace| pace.film(now()));
        if result.picture_file && self.word(id) == Some(Word::Unasked) {
            // A picture whose name does not say so: the reader is asked now.
            self.mark(id, RowState::Queued);
            self.list.undecided.update(|films| films.push(id));
            return;
        }
        let state = RowState::Ended(result.state);
        row.progress.set(Progress { state, result: Some(Arc::new(result)) });
        self.list.touched.update(|touched| touched.push(id));
        // Once a batch: the answer box speaks for the film that is looked at.
        if self.bench.with_value(|bench| bench.desk.is_idle()) {
            self.list.pace.update_value(|pace| pace.rest());
            self.said.set(states::all_read(&untrack(messages), self.rows.with_untracked(Vec::len)));
        }
    }

    fn word(self, id: u32) -> Option<Word> {
        self.bench.with_value(|bench| bench.films.get(&id).map(|film| film.word))
    }

    /// Asks whatever the engine may be asked now. A film that must be unpacked first is asked about when it is.
    pub(super) fn pump(self) {
        while let Some(Some(question)) = self.bench.try_update_value(|bench| bench.desk.next_question()) {
            let id = question.row();
            if question == Question::Classify(id) {
                self.list.pace.update_value(|pace| pace.start_if_resting(now()));
                self.mark(id, RowState::Running);
            }
            let source = self.bench.with_value(|bench| bench.films.get(&id).map(|film| film.source.clone()));
            let Some(source) = source else {
                self.bench.update_value(|bench| {
                    bench.desk.dropped(question);
                });
                continue;
            };
            if let Some(file) = source.file() {
                self.ask(question, file);
            } else {
                spawn_local(async move {
                    match source.open().await {
                        Ok(file) => self.ask(question, &file),
                        Err(refusal) => self.refuse(question, refusal),
                    }
                    self.pump();
                });
            }
        }
    }

    /// Posts a question whose film is at hand.
    fn ask(self, question: Question, file: &File) {
        if self.bench.try_update_value(|bench| bench.desk.posted(question)) != Some(true) {
            // Back in the queue, or forgotten.
            if let Question::Classify(id) = question {
                self.mark(id, RowState::Queued);
            }
            return;
        }
        let request = match question {
            Question::Film(id) => Request::Film { id },
            Question::Tags(id) => Request::Tags { id, dictionary: format!("{}dictionary.txt", self.base()) },
            Question::Classify(id) => {
                let assumed = match self.word(id) {
                    Some(Word::Given(assumed)) => assumed,
                    _ => None,
                };
                let name = self.row(id).map(|row| row.name.to_string()).unwrap_or_default();
                Request::Classify { id, name, assumed }
            }
        };
        let posted = self.bench.with_value(|bench| {
            bench.worker.as_ref().is_some_and(|worker| worker::post(worker, &request, Some(file)).is_ok())
        });
        if !posted {
            self.on_crash("a film could not be handed to it");
        }
    }

    /// A film without bytes: its row says why, and no engine is asked.
    fn refuse(self, question: Question, refusal: Refusal) {
        if self.bench.try_update_value(|bench| bench.desk.dropped(question)) != Some(true) {
            return;
        }
        match question {
            Question::Classify(id) => {
                let Refusal { reason, message } = refusal;
                self.finish(
                    id,
                    FilmResult::without_number(FilmState::Rejected, vec![reason.into()], message),
                );
            }
            Question::Film(id) if self.selected.get_untracked() == Some(id) => {
                self.picture.set(Picture::Missing);
            }
            Question::Film(_) => {}
            Question::Tags(id) => {
                self.tags.answered(id, TagTable { fault: Some(refusal.message), ..TagTable::default() });
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

/// The table of a file that took the engine down.
fn unread() -> TagTable {
    TagTable {
        fault: Some("the engine stopped while it was reading this file".into()),
        ..TagTable::default()
    }
}

fn picture(width: u32, height: u32, pixels: Option<ArrayBuffer>) -> Picture {
    let gray = pixels.map(|buffer| Uint8Array::new(&buffer).to_vec()).unwrap_or_default();
    if gray.is_empty() || gray.len() as u64 != u64::from(width) * u64::from(height) {
        return Picture::Missing;
    }
    Picture::Shown { width, height, gray: Rc::new(gray) }
}
