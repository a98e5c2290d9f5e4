//! The page's line to the engine: starting it, asking it, hearing it, and what is done when it dies.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::{ArrayBuffer, Object, Uint16Array};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::desk::Question;
use super::page::{Engine, Page, Picture, Started};
use super::storage::{self, Model};
use super::viewer::film::Film;
use super::{crash, worker};
use crate::protocol::{Cause, Event, FilmView, Request, Said, Stage, code};

impl Page {
    /// The reader asks for another try after the engine was given up.
    pub(super) fn try_again(self) {
        self.bench.update_value(|bench| bench.desk.start_again());
        self.engine.set(loading(true));
        self.start_worker();
    }

    pub(super) fn start_worker(self) {
        let model = self.bench.with_value(|bench| bench.models.in_use.clone());
        if matches!(model, Model::Kept) {
            spawn_local(self.start_with_kept());
            return;
        }
        match self.start_engine(&model) {
            Ok(worker) => self.bench.update_value(|bench| bench.worker = Some(worker)),
            Err(why) => self.give_up(why),
        }
    }

    /// Starts with the package that was kept, or the bundled one if the browser has dropped it.
    async fn start_with_kept(self) {
        match storage::own_model::kept_files(&self.base()).await {
            Some(files) => self.bench.update_value(|bench| {
                bench.models.in_use = Model::Own { files: Rc::new(files), kept: true };
            }),
            None => {
                self.bench.update_value(|bench| {
                    bench.models.forget_kept();
                });
                let text = "The model that was kept on this device is not there any more.";
                storage::own_refused(Said::new(code::NOT_KEPT, &[], text));
            }
        }
        self.start_worker();
    }

    /// Starts a worker and tells it which package to load.
    pub(super) fn start_engine(self, model: &Model) -> Result<Worker, Said> {
        let (base, device) = self.bench.with_value(|bench| (bench.base.clone(), bench.device));
        let fresh = worker::spawn(&base).map_err(|_| {
            let text = "This browser would not start a worker. Please use a current browser.";
            Said::new(code::NO_WORKER, &[], text)
        })?;
        self.bench.update_value(|bench| {
            // One pair of callbacks serves every worker, so none is dropped while it runs; `whose` tells a message of
            // an earlier worker from one of this.
            let on_message = bench
                .on_message
                .get_or_insert_with(|| Closure::new(move |message: MessageEvent| self.on_message(&message)));
            fresh.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
            let on_error = bench
                .on_error
                .get_or_insert_with(|| Closure::new(move |error: ErrorEvent| self.on_error(&error)));
            fresh.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        });
        let request = Request::Start { device, base, package: model.choice() };
        match worker::post_start(&fresh, &request, model.files()) {
            Ok(()) => Ok(fresh),
            Err(_) => {
                fresh.terminate();
                Err(Said::new(
                    code::UNREACHABLE,
                    &[],
                    "The engine could not be reached. Please reload the page.",
                ))
            }
        }
    }

    /// Whether an event comes from the engine, from one that may take its place, or from neither.
    fn whose(self, event: &web_sys::Event) -> Whose {
        let target = event.target();
        let is = |worker: Option<&Worker>| match (worker, &target) {
            (Some(worker), Some(target)) => Object::is(worker, target),
            _ => false,
        };
        self.bench.with_value(|bench| match () {
            () if is(bench.worker.as_ref()) => Whose::Engine,
            () if is(bench.models.candidate()) => Whose::Candidate,
            () => Whose::Nobody,
        })
    }

    fn on_message(self, message: &MessageEvent) {
        match (self.whose(message), worker::read(message)) {
            (Whose::Engine, Some((event, pixels))) => self.on_event(event, pixels),
            (Whose::Engine, None) => self.on_crash("it sent a message that this page does not understand"),
            (Whose::Candidate, Some((event, _))) => self.on_candidate(event),
            (Whose::Candidate, None) | (Whose::Nobody, _) => {}
        }
    }

    fn on_error(self, error: &ErrorEvent) {
        match self.whose(error) {
            Whose::Engine => self.on_crash(&error.message()),
            Whose::Candidate => self.refuse_candidate(error.message().into()),
            Whose::Nobody => {}
        }
    }

    fn on_event(self, event: Event, pixels: Option<ArrayBuffer>) {
        match event {
            Event::Progress { stage, loaded, total, message } => self.engine.update(|engine| {
                let again = matches!(engine, Engine::Loading { again: true, .. });
                *engine = Engine::Loading { stage, loaded, total, message, again };
            }),
            Event::Ready { device, package, self_test, notes } => {
                self.bench.update_value(|bench| bench.desk.ready());
                self.is_ready(Started { device, package: *package, self_test }, notes);
            }
            Event::Failed { message } => {
                // A package kept earlier that is gone or damaged must not keep the reader from the bundled one.
                if self.bench.try_update_value(|bench| bench.models.forget_kept()) == Some(true) {
                    storage::own_refused(message);
                    if let Some(worker) = self.bench.try_update_value(|bench| bench.worker.take()).flatten() {
                        worker.terminate();
                    }
                    self.engine.set(loading(true));
                    self.start_worker();
                } else {
                    self.give_up(message);
                }
            }
            Event::Working { number } => self.bench.update_value(|bench| {
                if let Some(Question::Classify(id)) = bench.desk.working_on(number) {
                    bench.models.film_worked_on(id);
                }
            }),
            Event::DeviceLost {} => {
                self.bench.update_value(|bench| bench.models.cause = Some(Cause::Device));
                self.on_crash("the GPU was lost");
            }
            Event::Stopping { cause } => self.bench.update_value(|bench| bench.models.cause = Some(cause)),
            Event::Classified { id, result } => {
                if self.bench.try_update_value(|b| b.desk.answered(Question::Classify(id))) == Some(true) {
                    self.bench.update_value(|bench| bench.models.film_ended(id));
                    self.finish(id, *result);
                }
            }
            Event::Tags { id, table } => {
                self.bench.update_value(|bench| {
                    bench.desk.answered(Question::Tags(id));
                });
                self.tags.answered(id, table);
            }
            Event::Exported { fault: Some(why), .. } => {
                self.export_failed("exports-failed-engine", Some(why))
            }
            Event::Exported { id, export, files, notes, fault: None } => {
                self.exported(id, export, files, notes, pixels);
            }
            Event::Film { id, view } => {
                let asked = self.bench.try_update_value(|bench| bench.desk.answered_picture(id)).flatten();
                if let Some(Question::Print(id)) = asked {
                    self.printed(id, &picture(view, pixels));
                } else if self.selected.get_untracked() == Some(id) {
                    self.picture.set(picture(view, pixels));
                }
            }
        }
        self.pump();
    }

    /// The engine has passed its self-test.
    pub(super) fn is_ready(self, mut started: Started, notes: Vec<Said>) {
        if started.device.note.is_none() && self.bench.with_value(|bench| bench.models.gpu_given_up) {
            started.device.note = Some(crash::gpu_lost());
        }
        self.bench.update_value(|bench| bench.models.was_ready = true);
        self.started.set(Some(Arc::new(started)));
        self.engine.set(Engine::Ready);
        storage::engine_is_ready(self, notes);
    }

    pub(super) fn give_up(self, why: Said) {
        self.bench.update_value(|bench| {
            bench.desk.stop();
            if let Some(worker) = bench.worker.take() {
                worker.terminate();
            }
        });
        self.engine.set(Engine::Failed(why));
        self.print_without_engine();
    }
}

/// The engine's state when a worker has just been started.
pub(super) fn loading(again: bool) -> Engine {
    Engine::Loading { stage: Stage::Engine, loaded: 0, total: 0, message: String::new(), again }
}

/// Where an event comes from.
enum Whose {
    Engine,
    Candidate,
    Nobody,
}

fn picture(view: Option<Box<FilmView>>, pixels: Option<ArrayBuffer>) -> Picture {
    let film = view.zip(pixels).and_then(|(view, buffer)| {
        // An odd number of bytes is not of this protocol.
        let words = (buffer.byte_length() % 2 == 0).then(|| Uint16Array::new(&buffer).to_vec())?;
        Film::new(*view, words)
    });
    film.map_or(Picture::Missing, |film| Picture::Shown(Rc::new(film)))
}
