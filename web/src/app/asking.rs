//! What the engine is asked next, with the film's bytes at hand, and what becomes of its answer.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::desk::Question;
use super::engine_words;
use super::intake::Refusal;
use super::language::messages;
use super::page::{Page, Picture, Progress};
use super::states::{self, RowState};
use super::worker;
use super::worklist::{Word, now};
use crate::protocol::{FilmResult, FilmState, Request, TagTable};

impl Page {
    /// What came of a film goes into its row.
    pub(super) fn finish(self, id: u32, mut result: FilmResult) {
        // Cleared from the list meanwhile.
        let Some(row) = self.row(id) else { return };
        self.list.pace.update_value(|pace| pace.film(now()));
        if result.picture_file && self.word(id) == Some(Word::Unasked) {
            // A picture whose name does not say so: the reader is asked now.
            self.mark(id, RowState::Queued);
            self.list.undecided.update(|films| films.push(id));
            return;
        }
        if let Some(trouble) = &result.trouble {
            result.message = engine_words::said(&untrack(messages), trouble);
        }
        // Whom the answer is from: answers of two packages are never shown as one list.
        result.package = self.started.with_untracked(|s| s.as_ref().map(|s| s.package.id.clone()));
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
        let Some(Some(number)) = self.bench.try_update_value(|bench| bench.desk.posted(question)) else {
            // Back in the queue, or forgotten.
            if let Question::Classify(id) = question {
                self.mark(id, RowState::Queued);
            }
            return;
        };
        let request = match question {
            Question::Film(id) | Question::Print(id) => Request::Film { id },
            Question::Export(id) => match self.export_request(id) {
                Some(request) => request,
                None => {
                    self.bench.update_value(|bench| {
                        bench.desk.answered(question);
                    });
                    self.go_on_exporting();
                    return;
                }
            },
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
        if let Question::Classify(id) = question {
            self.bench.update_value(|bench| bench.models.film_begins(id));
        }
        let posted = self.bench.with_value(|bench| {
            let post = |worker| worker::post(worker, &request, Some(file), Some(number));
            bench.worker.as_ref().is_some_and(|worker| post(worker).is_ok())
        });
        if !posted {
            self.bench.update_value(|bench| {
                bench.desk.working_on(number);
            });
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
            Question::Print(id) => self.printed(id, &Picture::Missing),
            // No bytes: the film has its place in the lists.
            Question::Export(id) => {
                let posted = self.export_request(id).is_some_and(|request| {
                    self.bench.with_value(|bench| {
                        let worker = bench.worker.as_ref();
                        worker.is_some_and(|worker| worker::post(worker, &request, None, None).is_ok())
                    })
                });
                if !posted {
                    self.go_on_exporting();
                }
            }
            Question::Tags(id) => {
                self.tags.answered(id, TagTable { fault: Some(refusal.message), ..TagTable::default() });
            }
        }
    }
}
