//! What is done when the engine dies: who is to blame, on which device the next one runs, and what the reader is told.

use leptos::prelude::*;

use super::desk::Question;
use super::language;
use super::link::loading;
use super::page::{Engine, Page, Picture, Row};
use super::states::RowState;
use super::storage;
use crate::protocol::{Cause, DeviceChoice, DeviceKind, FilmResult, FilmState, Said, TagTable, code};

impl Page {
    /// The engine died: the film it was busy with is marked, and a fresh engine takes the others.
    pub(super) fn on_crash(self, detail: &str) {
        let starting = matches!(self.engine.get_untracked(), Engine::Loading { .. });
        let on_gpu = !starting
            && self
                .started
                .with_untracked(|s| s.as_ref().is_some_and(|s| s.device.kind == DeviceKind::Webgpu));
        let Some((crash, cause, leave_gpu)) = self.bench.try_update_value(|bench| {
            if let Some(dead) = bench.worker.take() {
                dead.terminate();
            }
            bench.models.films_lost();
            let cause = bench.models.cause.take().unwrap_or(Cause::Trap);
            // Some drivers trap while the GPU is opened: the second start does without it.
            let leave_gpu = starting || bench.models.leaves_gpu(on_gpu, cause);
            if leave_gpu {
                bench.device = DeviceChoice::Cpu;
            }
            // No film is to blame for a GPU that was lost, and the CPU will read them.
            let blames = !(on_gpu && cause == Cause::Device);
            (bench.desk.crashed(blames), cause, on_gpu && leave_gpu)
        }) else {
            return;
        };
        if leave_gpu {
            self.bench.update_value(|bench| bench.models.gpu_given_up = true);
            storage::note(gpu_lost());
        }
        match crash.culprit {
            Some(Question::Classify(id)) => {
                self.finish(id, stopped(cause));
                if let Some(row) = self.row(id) {
                    storage::film_stopped_engine(row.name.clone(), cause);
                }
            }
            Some(Question::Tags(id)) => {
                let fault = Some(language::t("storage-film-stopped"));
                self.tags.answered(id, TagTable { fault, ..TagTable::default() });
            }
            Some(Question::Film(id)) if self.selected.get_untracked() == Some(id) => {
                self.picture.set(Picture::Missing);
            }
            Some(Question::Print(id)) => self.printed(id, &Picture::Missing),
            _ => {}
        }
        self.queue_running();
        self.export_ended_with_engine();
        if crash.restart {
            self.engine.set(loading(true));
            self.start_worker();
        } else {
            let text = format!(
                "The engine could not be started, twice in a row ({detail}). Please reload the page."
            );
            self.give_up(Said::new(code::FAILED_TWICE, &[("detail", detail)], text));
        }
    }

    /// What waited for an engine that is gone waits for the next one.
    pub(super) fn queue_running(self) {
        let running = |row: &Row| row.progress.with_untracked(|p| p.state == RowState::Running);
        let rows: Vec<u32> =
            self.rows.with_untracked(|rows| rows.iter().filter(|r| running(r)).map(|r| r.id).collect());
        rows.into_iter().for_each(|id| self.mark(id, RowState::Queued));
    }
}

/// The result of a film that took the engine down.
fn stopped(cause: Cause) -> FilmResult {
    let message = match cause {
        Cause::Memory => language::t("storage-film-memory"),
        Cause::Device | Cause::Trap => language::t("storage-film-stopped"),
    };
    FilmResult::without_number(FilmState::Failed, vec!["FAILED".into()], message)
}

/// Said when the GPU is not used any more.
pub(super) fn gpu_lost() -> Said {
    Said::new(code::GPU_LOST, &[], "The GPU was lost, so the CPU is used from now on.")
}
