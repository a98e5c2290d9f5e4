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
    /// The row that is being read, and since when, in milliseconds.
    film: Option<(u32, f64)>,
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
            film: None,
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
        self.film = Some((row, js_sys::Date::now()));
    }

    /// The engine is through with its film, or gone.
    pub(in crate::app) fn film_ended(&mut self, answered: bool) {
        self.film = None;
        if answered {
            self.gpu_crashes = 0;
        }
    }

    /// The row that is being read, and for how many milliseconds.
    pub(super) fn film_under_way(&self) -> Option<(u32, f64)> {
        self.film.map(|(row, since)| (row, js_sys::Date::now() - since))
    }
}
