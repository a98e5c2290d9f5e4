//! Decoding beside the device: while it computes a batch, other threads read and decode the films to come.
//!
//! One thread lists, some decode, the caller's computes and hands out rows in the order of the input. At most
//! [`Plan::window`] films are listed ahead, and one batch is gathered or computed. Of each no more is kept than its network
//! input, 3 x 224 x 224 values of 4 bytes (0.6 MB); only the decoders hold whole films, one each. So memory is bounded by
//! (window + batch) x 0.6 MB and what `decoders` films take to read and decode, however many films there are.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::Result;
use shared::package::{Evidence, Manifest};
use shared::preprocess::NetworkInput;

use super::Done;
use super::predictor::{Predictor, film};
use super::row::{Prediction, Reject};
use super::summary::Summary;
use super::units::{Unit, Units};

/// Decoding threads at most: a GPU's worth of DICOM, and no more films in memory than that.
const MOST_DECODERS: usize = 8;

/// Rows that may wait for a batch to fill. Beyond it, what is there is computed film by film.
const MOST_WAITING: usize = 256;

/// How many films are on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Threads that read and decode.
    pub decoders: usize,
    /// Films listed, and decoded, ahead of the batch.
    pub window: usize,
}

impl Plan {
    /// For this machine and a batch size: one decoder a core, the next batch ready when one is done.
    pub fn new(batch: usize) -> Self {
        let decoders = thread::available_parallelism().map_or(1, usize::from).min(MOST_DECODERS);
        Self { decoders, window: batch + decoders }
    }
}

/// A film on its way to the device, or why it does not go there.
type Decoded = (String, Result<(NetworkInput, Evidence), Reject>);

/// A film to be decoded, and where its result goes.
type Job = (Unit, SyncSender<Decoded>);

/// Answers for every unit whose row is not `done`, calling `give` with each row in the order of the input.
///
/// # Errors
///
/// What `give` says; nothing more is computed then. A bad film is a row, never an error.
pub fn run(
    predictor: &Predictor,
    units: Units,
    mut done: Done,
    plan: Plan,
    mut give: impl FnMut(Prediction) -> Result<()>,
) -> Result<Summary> {
    let (passed_by, resumed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (order, slots) = sync_channel::<Receiver<Decoded>>(plan.window);
    let (jobs, queue) = channel::<Job>();
    let queue = Mutex::new(queue);
    let mut summary = Summary::default();
    let manifest = predictor.manifest();
    thread::scope(|scope| {
        scope.spawn(|| list(units, &mut done, order, jobs, &passed_by, &resumed));
        for _ in 0..plan.decoders {
            scope.spawn(|| decode(manifest, &queue));
        }
        // `slots` goes with this call: if `give` fails, the lister finds nobody to hand to, and everything ends.
        compute(predictor, slots, |row| {
            summary.add(&row);
            give(row)
        })
    })?;
    summary.passed_by = passed_by.into_inner();
    summary.resumed = resumed.into_inner();
    Ok(summary)
}

/// Puts a place for each result into the queue of results, in order, and the work into the queue of work.
fn list(
    mut units: Units,
    done: &mut Done,
    order: SyncSender<Receiver<Decoded>>,
    jobs: Sender<Job>,
    passed_by: &AtomicUsize,
    resumed: &AtomicUsize,
) {
    for unit in units.by_ref() {
        if done.take(&unit.name) {
            resumed.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        let (place, slot) = sync_channel(1);
        if order.send(slot).is_err() || jobs.send((unit, place)).is_err() {
            return;
        }
    }
    passed_by.store(units.passed_by(), Ordering::Relaxed);
}

fn decode(manifest: &Manifest, queue: &Mutex<Receiver<Job>>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((unit, place)) = job else { return };
        // No input panics, as far as is known; should one, it costs its own row.
        let made = catch_unwind(AssertUnwindSafe(|| unit.read().and_then(|bytes| film(manifest, &bytes))));
        let made = made.unwrap_or_else(|_| Err(Reject::unreadable("the reader failed on this file")));
        // Nobody waits for it if the run has ended.
        let _ = place.send((unit.name, made));
    }
}

/// Gathers batches, computes them and gives rows.
fn compute(
    predictor: &Predictor,
    slots: Receiver<Receiver<Decoded>>,
    mut give: impl FnMut(Prediction) -> Result<()>,
) -> Result<()> {
    let mut waiting: Vec<Waiting> = Vec::new();
    let mut films: Vec<NetworkInput> = Vec::new();
    for slot in slots {
        let (name, made) = slot.recv().expect("a decoder sends a result for each of its jobs");
        match made {
            Ok((film, evidence)) => {
                films.push(film);
                waiting.push(Waiting::Film(name, evidence));
            }
            Err(reject) => {
                waiting.push(Waiting::Row(predictor.row(name, Evidence::Demonstration, Err(reject))));
            }
        }
        if films.is_empty() || films.len() == predictor.batch() || waiting.len() >= MOST_WAITING {
            flush(predictor, &mut waiting, &mut films, &mut give)?;
        }
    }
    flush(predictor, &mut waiting, &mut films, &mut give)
}

enum Waiting {
    /// Its film is the next one of the batch.
    Film(String, Evidence),
    /// Known already, but behind a film.
    Row(Prediction),
}

fn flush(
    predictor: &Predictor,
    waiting: &mut Vec<Waiting>,
    films: &mut Vec<NetworkInput>,
    give: &mut impl FnMut(Prediction) -> Result<()>,
) -> Result<()> {
    let mut answers = predictor.judged(films).into_iter();
    films.clear();
    for waiting in waiting.drain(..) {
        give(match waiting {
            Waiting::Film(name, evidence) => {
                let answer = answers.next().expect("one answer a film");
                predictor.row(name, evidence, answer)
            }
            Waiting::Row(row) => row,
        })?;
    }
    Ok(())
}
