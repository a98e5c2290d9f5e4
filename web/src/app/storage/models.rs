//! Which package the engine has, and the engine that may take its place.

use std::rc::Rc;

use web_sys::{File, Worker};

use super::own_model;
use crate::protocol::{Cause, PackageChoice};

/// GPU crashes with no film read between them after which the CPU takes over.
const GPU_CRASHES: u32 = 2;

/// A package to load.
#[derive(Clone)]
pub(in crate::app) enum Model {
    /// The one beside the page.
    Bundled,
    /// The reader's own, from files.
    Own {
        /// The files of the package, by their own names.
        files: Rc<Vec<File>>,
        /// Whether they were kept on an earlier visit.
        kept: bool,
    },
    /// The reader's own, kept on an earlier visit, before its files are at hand.
    Kept,
}

impl Model {
    /// What the engine is told.
    pub(in crate::app) fn choice(&self) -> PackageChoice {
        match self {
            Self::Bundled => PackageChoice::Bundled,
            Self::Own { .. } | Self::Kept => PackageChoice::Own,
        }
    }

    /// The files that go with it.
    pub(in crate::app) fn files(&self) -> &[File] {
        match self {
            Self::Own { files, .. } => files,
            Self::Bundled | Self::Kept => &[],
        }
    }
}

/// What the page's line to the engine has to remember beside the worker.
pub(in crate::app) struct Models {
    /// The package of the engine that answers.
    pub(in crate::app) in_use: Model,
    /// Why the engine is about to end, if it said so.
    pub(in crate::app) cause: Option<Cause>,
    /// The GPU failed in this visit and is not tried again.
    pub(in crate::app) gpu_given_up: bool,
    /// An engine was ready in this visit.
    pub(in crate::app) was_ready: bool,
    candidate: Option<(Worker, Model)>,
    gpu_crashes: u32,
    /// Rows whose films are with the engine, in the order given.
    films: Vec<u32>,
    /// The one of them that it turned to last.
    worked_on: Option<u32>,
    /// When that changed last, in milliseconds.
    since: f64,
}

impl Models {
    /// The kept package, if there is one, or else the bundled one.
    pub(in crate::app) fn new() -> Self {
        let in_use = if own_model::is_kept() { Model::Kept } else { Model::Bundled };
        Self {
            in_use,
            cause: None,
            gpu_given_up: false,
            was_ready: false,
            candidate: None,
            gpu_crashes: 0,
            films: Vec::new(),
            worked_on: None,
            since: 0.0,
        }
    }

    /// Whether the package in use is the reader's own.
    pub(super) fn is_own(&self) -> bool {
        !matches!(self.in_use, Model::Bundled)
    }

    /// The worker that may take the engine's place.
    pub(in crate::app) fn candidate(&self) -> Option<&Worker> {
        self.candidate.as_ref().map(|(worker, _)| worker)
    }

    /// Sets the candidate, and ends the one before.
    pub(super) fn propose(&mut self, worker: Worker, model: Model) {
        if let Some((earlier, _)) = self.candidate.replace((worker, model)) {
            earlier.terminate();
        }
    }

    pub(super) fn take_candidate(&mut self) -> Option<(Worker, Model)> {
        self.candidate.take()
    }

    /// Goes back to the bundled package if the kept one was to begin the visit; whether it was.
    pub(in crate::app) fn forget_kept(&mut self) -> bool {
        // Later, another model in the middle of the films would be a surprise.
        let kept = !self.was_ready && matches!(self.in_use, Model::Kept | Model::Own { kept: true, .. });
        if kept {
            self.in_use = Model::Bundled;
            own_model::forget();
        }
        kept
    }

    /// Whether the next engine does without the GPU, after a crash for this cause.
    pub(in crate::app) fn leaves_gpu(&mut self, on_gpu: bool, cause: Cause) -> bool {
        self.gpu_crashes = if on_gpu { self.gpu_crashes + 1 } else { 0 };
        on_gpu && (cause == Cause::Device || self.gpu_crashes >= GPU_CRASHES)
    }

    /// A film is with the engine from now on.
    pub(in crate::app) fn film_begins(&mut self, row: u32) {
        if self.films.is_empty() {
            self.since = js_sys::Date::now();
        }
        self.films.push(row);
    }

    /// The engine turns to a film.
    pub(in crate::app) fn film_worked_on(&mut self, row: u32) {
        if self.worked_on.replace(row) != Some(row) {
            self.since = js_sys::Date::now();
        }
    }

    /// The engine has answered for a film.
    pub(in crate::app) fn film_ended(&mut self, row: u32) {
        self.films.retain(|film| *film != row);
        self.worked_on = self.worked_on.filter(|film| *film != row);
        self.since = js_sys::Date::now();
        self.gpu_crashes = 0;
    }

    /// Another engine has taken the place of the one that answered.
    pub(super) fn replaced(&mut self) {
        self.films_lost();
        self.gpu_crashes = 0;
    }

    /// The engine is gone.
    pub(in crate::app) fn films_lost(&mut self) {
        self.films.clear();
        self.worked_on = None;
    }

    /// The row whose film the engine is busy with, and for how many milliseconds.
    pub(super) fn film_under_way(&self) -> Option<(u32, f64)> {
        let worked_on = self.worked_on.filter(|row| self.films.contains(row));
        let row = worked_on.or_else(|| self.films.first().copied())?;
        Some((row, js_sys::Date::now() - self.since))
    }
}
