//! What outlives a visit, and what goes wrong: working offline and new versions, what is kept on this device, the
//! reader's own model, and the notices about all of it and about an engine in trouble.
//!
//! The state is the tab's, as the language is: there is one service worker and one store, whoever asks.

mod clear;
mod dialog;
mod models;
mod notices;
mod offline;
pub(super) mod own_model;
mod own_panel;
mod sizes;
mod watchdog;

use std::cell::OnceCell;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::page::{Engine, Page, Row};
use super::states::RowState;
use crate::protocol::{Cause, Said, Stage};

pub(super) use dialog::opener;
pub(super) use models::{Model, Models};
pub(super) use notices::notices;
pub(super) use own_panel::panel as own_panel;

/// Whether the page works without a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offline {
    /// Not looked at yet: that waits until the engine is ready.
    Unknown,
    /// The browser, or this address, has no service workers.
    Unsupported,
    /// The server has none for this page, or it could not be started.
    Unavailable,
    /// Being stored.
    Preparing,
    /// It does.
    Ready,
    /// It could not be stored whole.
    Failed,
    /// The reader cleared it.
    Cleared,
}

/// Something the reader should know. One of a kind at a time.
#[derive(Debug, Clone, PartialEq)]
enum Notice {
    /// A new version is stored and waits.
    Update,
    /// It waits for other tabs to be closed: so many are.
    OtherTabs(u32),
    /// The reader's own model is being verified, this far.
    Trying { stage: Stage, loaded: u64, total: u64 },
    /// It is not used, and why.
    Refused(Said),
    /// The model changed: these rows lost the other model's answers.
    Withdrawn(Vec<u32>),
    /// A film takes very long.
    Slow { row: u32, name: Arc<str> },
    /// A film took the engine down.
    Stopped { name: Arc<str>, cause: Cause },
    /// Something else that the engine, or the page about it, has to say.
    Said(Said),
}

/// The state.
#[derive(Clone, Copy)]
struct Storage {
    offline: RwSignal<Offline>,
    notices: RwSignal<Vec<Notice>>,
    /// Where the package in use comes from.
    own: RwSignal<bool>,
    /// Whether the reader's own model is kept for the next visit.
    kept: RwSignal<bool>,
}

thread_local! {
    static STORAGE: OnceCell<Storage> = const { OnceCell::new() };
}

fn storage() -> Storage {
    STORAGE.with(|cell| {
        *cell.get_or_init(|| Storage {
            offline: RwSignal::new(Offline::Unknown),
            notices: RwSignal::new(Vec::new()),
            own: RwSignal::new(false),
            kept: RwSignal::new(own_model::is_kept()),
        })
    })
}

/// How long a page without films waits before it keeps itself for use without a network.
const UNUSED: Duration = Duration::from_secs(15);

/// Begins what waits for the engine: the first visit fetches the engine and the model, and nothing may slow the way to
/// the first answer.
pub(super) fn start(page: Page) {
    // Made here, so that they live as long as the page: a signal belongs to whoever makes it.
    storage();
    watchdog::start(page);
    let (waited, begun) = (RwSignal::new(false), StoredValue::new(false));
    let is_loading = Memo::new(move |_| page.engine.with(|engine| matches!(engine, Engine::Loading { .. })));
    Effect::new(move |_| {
        if !is_loading.get() {
            set_timeout(move || waited.set(true), UNUSED);
        }
    });
    Effect::new(move |_| {
        page.list.touched.track();
        let ended = |row: &Row| row.progress.with_untracked(|p| matches!(p.state, RowState::Ended(_)));
        let has_answered = page.rows.with_untracked(|rows| rows.iter().any(ended));
        if !is_loading.get() && (waited.get() || has_answered) && !begun.get_value() {
            begun.set_value(true);
            offline::start();
        }
    });
}

/// Whether the reader's own model is in use; followed.
pub(super) fn own_in_use() -> bool {
    storage().own.get()
}

/// Says something about the engine.
pub(super) fn note(said: Said) {
    tell(Notice::Said(said));
}

/// A film took the engine down.
pub(super) fn film_stopped_engine(name: Arc<str>, cause: Cause) {
    tell(Notice::Stopped { name, cause });
}

/// The reader's own model is not used.
pub(super) fn own_refused(why: Said) {
    tell(Notice::Refused(why));
}

/// An engine is ready: whose model it has, and what it noted.
pub(super) fn engine_is_ready(page: Page, notes: Vec<Said>) {
    let own = page.bench.with_value(|bench| bench.models.is_own());
    storage().own.set(own);
    notes.into_iter().for_each(note);
}

/// Shows a notice, in place of an earlier one of its kind.
fn tell(notice: Notice) {
    storage().notices.update(|all| {
        all.retain(|other| std::mem::discriminant(other) != std::mem::discriminant(&notice));
        all.push(notice);
    });
}

/// Takes notices away.
fn untell(which: impl Fn(&Notice) -> bool) {
    if storage().notices.with_untracked(|all| all.iter().any(&which)) {
        storage().notices.update(|all| all.retain(|notice| !which(notice)));
    }
}
