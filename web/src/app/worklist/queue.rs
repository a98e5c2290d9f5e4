//! What the reader does to the list as a whole: films added, held back, given up, cleared; pictures decided upon.

use leptos::prelude::*;
use web_sys::Performance;

use super::order::{Filter, Line, Order};
use super::pace::Pace;
use crate::app::intake::kind::Skipped;
use crate::app::intake::{NewFilm, Source};
use crate::app::page::{Page, Picture, Progress, Row};
use crate::app::states::{RowState, Tally};
use crate::protocol::Assumption;

/// A row's film, as the page keeps it: no bytes.
pub(in crate::app) struct Film {
    /// Where its bytes come from.
    pub(in crate::app) source: Source,
    /// What the reader said of it, should it be a picture file.
    pub(in crate::app) word: Word,
}

/// What the reader said of a picture file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum Word {
    /// Nothing yet.
    Unasked,
    /// What to assume; `None`: do not score it.
    Given(Option<Assumption>),
}

/// The list's own signals; copied freely.
#[derive(Clone, Copy)]
pub(in crate::app) struct ListState {
    /// How the reader wants it.
    pub(in crate::app) order: RwSignal<Order>,
    /// Rows that changed and are not painted yet.
    pub(in crate::app) touched: RwSignal<Vec<u32>>,
    /// The lines shown.
    pub(in crate::app) lines: RwSignal<Vec<Line>>,
    /// Films by state.
    pub(in crate::app) tally: RwSignal<Tally>,
    /// How fast it goes.
    pub(in crate::app) pace: StoredValue<Pace>,
    /// Whether films are held back.
    pub(in crate::app) paused: RwSignal<bool>,
    /// Whether the list has the page's whole width.
    pub(in crate::app) wide: RwSignal<bool>,
    /// Batches being listed.
    pub(in crate::app) looking: RwSignal<u32>,
    /// What got no row.
    pub(in crate::app) skipped: RwSignal<Skipped>,
    /// Picture files that wait for the reader's word.
    pub(in crate::app) undecided: RwSignal<Vec<u32>>,
}

impl ListState {
    /// An empty list, in file order, grouped by study.
    pub(in crate::app) fn new() -> Self {
        Self {
            order: RwSignal::new(Order { grouped: true, ..Order::default() }),
            touched: RwSignal::new(Vec::new()),
            lines: RwSignal::new(Vec::new()),
            tally: RwSignal::new(Tally::default()),
            pace: StoredValue::new(Pace::default()),
            paused: RwSignal::new(false),
            wide: RwSignal::new(false),
            looking: RwSignal::new(0),
            skipped: RwSignal::new(Skipped::default()),
            undecided: RwSignal::new(Vec::new()),
        }
    }
}

/// Milliseconds since the page began.
pub(in crate::app) fn now() -> f64 {
    window().performance().as_ref().map_or(0.0, Performance::now)
}

impl Page {
    /// Puts films at the end of the worklist. A few hundred at a time: rows cost a moment each.
    pub(in crate::app) fn add(self, films: Vec<NewFilm>) {
        let mut rows = Vec::with_capacity(films.len());
        let mut undecided = Vec::new();
        self.bench.update_value(|bench| {
            for NewFilm { name, source, picture } in films {
                let id = bench.next_row;
                bench.next_row += 1;
                bench.films.insert(id, Film { source, word: Word::Unasked });
                if picture {
                    undecided.push(id);
                } else {
                    bench.desk.enqueue(id);
                }
                let progress = RwSignal::new(Progress { state: RowState::Queued, result: None });
                rows.push(Row { id, name: name.into(), progress });
            }
        });
        let Some(first) = rows.first().map(|row| row.id) else { return };
        self.list.touched.update(|touched| touched.extend(rows.iter().map(|row| row.id)));
        self.rows.update(|all| all.extend(rows));
        if !undecided.is_empty() {
            self.list.undecided.update(|all| all.extend(undecided));
        }
        if self.selected.get_untracked().is_none() {
            self.select(first);
        } else {
            self.pump();
        }
    }

    /// The reader's word on all picture files that wait.
    pub(in crate::app) fn decide(self, assumed: Option<Assumption>) {
        let films = self.list.undecided.try_update(std::mem::take).unwrap_or_default();
        self.bench.update_value(|bench| {
            for id in films {
                if let Some(film) = bench.films.get_mut(&id) {
                    film.word = Word::Given(assumed);
                    bench.desk.enqueue(id);
                }
            }
        });
        self.pump();
    }

    /// Holds films back, or no longer.
    pub(in crate::app) fn pause(self, paused: bool) {
        self.bench.update_value(|bench| bench.desk.pause(paused));
        self.list.paused.set(paused);
        if paused {
            self.list.pace.update_value(Pace::rest);
        }
        self.pump();
    }

    /// Gives up every film that waits; those in the engine's hands are finished.
    pub(in crate::app) fn stop(self) {
        let mut films = self.bench.try_update_value(|bench| bench.desk.cancel()).unwrap_or_default();
        films.extend(self.list.undecided.try_update(std::mem::take).unwrap_or_default());
        self.list.paused.set(false);
        for id in films {
            self.mark(id, RowState::Skipped);
        }
    }

    /// Puts the films that were given up back into the queue.
    pub(in crate::app) fn read_rest(self) {
        let skipped: Vec<u32> = self.rows.with_untracked(|rows| {
            let skipped = |row: &&Row| row.progress.with_untracked(|p| p.state == RowState::Skipped);
            rows.iter().filter(skipped).map(|row| row.id).collect()
        });
        for id in &skipped {
            self.mark(*id, RowState::Queued);
        }
        self.bench.update_value(|bench| skipped.iter().for_each(|id| bench.desk.enqueue(*id)));
        self.pump();
    }

    /// Empties the worklist. The engine may still answer for a film that is gone; nobody listens.
    pub(in crate::app) fn clear(self) {
        self.bench.update_value(|bench| {
            bench.desk.clear();
            bench.films.clear();
        });
        let rows = self.rows.try_update(std::mem::take).unwrap_or_default();
        self.end_print();
        self.selected.set(None);
        self.picture.set(Picture::Nothing);
        self.list.undecided.set(Vec::new());
        self.list.skipped.set(Skipped::default());
        self.list.paused.set(false);
        self.list.pace.set_value(Pace::default());
        self.list.order.update(|order| {
            order.search.clear();
            order.filter = Filter::All;
        });
        self.list.touched.set(Vec::new());
        // The panels let go of the selected row first; then nobody looks at these any more.
        set_timeout(
            move || rows.into_iter().for_each(|row| row.progress.dispose()),
            std::time::Duration::from_secs(1),
        );
    }

    /// A row by its number.
    pub(in crate::app) fn row(self, id: u32) -> Option<Row> {
        let find = |rows: &Vec<Row>| {
            let place = rows.binary_search_by_key(&id, |row| row.id).ok()?;
            rows.get(place).cloned()
        };
        self.rows.with_untracked(find)
    }

    /// Notes a row's state, and has it painted.
    pub(in crate::app) fn mark(self, id: u32, state: RowState) {
        if let Some(row) = self.row(id) {
            row.progress.update(|progress| progress.state = state);
            self.list.touched.update(|touched| touched.push(id));
        }
    }
}
