//! Sheets in the making: films asked about one by one, a preview kept of each, the browser's print dialog at the end.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::preview::{Preview, longest_side};
use crate::app::page::{Engine, Page, Picture, Row};
use crate::app::states::RowState;
use crate::app::worklist::order::Line;

/// From the last sheet's coming into the document to the print dialog, which stops the page: its canvases are painted
/// in between.
const SETTLE: Duration = Duration::from_millis(100);

/// How the sheets stand, for the reader.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// None were asked for.
    Nothing,
    /// Sheets made so far, and all.
    Making { done: usize, total: usize },
    /// All are there.
    Ready,
}

/// A film on paper.
#[derive(Clone)]
pub(super) struct Sheet {
    pub(super) row: Row,
    /// `None` of a film that cannot be shown.
    pub(super) preview: Option<Arc<Preview>>,
}

/// What is printed; a few numbers, copied freely.
#[derive(Clone, Copy)]
pub(in crate::app) struct Printing {
    /// Whether the dialog is open. The sheets go when it is closed.
    pub(super) open: RwSignal<bool>,
    pub(super) stand: RwSignal<Stand>,
    /// Whether previews have the heatmap over them.
    pub(super) heatmap: RwSignal<bool>,
    pub(super) sheets: RwSignal<Vec<Sheet>>,
    /// Rows whose sheets are still to come, in order.
    waiting: StoredValue<VecDeque<u32>>,
    side: StoredValue<usize>,
}

impl Printing {
    pub(in crate::app) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            stand: RwSignal::new(Stand::Nothing),
            heatmap: RwSignal::new(true),
            sheets: RwSignal::new(Vec::new()),
            waiting: StoredValue::new(VecDeque::new()),
            side: StoredValue::new(0),
        }
    }

    /// Gives back the memory of the sheets.
    fn forget(self) {
        self.waiting.set_value(VecDeque::new());
        self.stand.set(Stand::Nothing);
        self.sheets.set(Vec::new());
    }
}

impl Page {
    /// The films shown, in their order: those that are through, and how many are not.
    pub(super) fn printable(self) -> (Vec<u32>, usize) {
        self.rows.track();
        let shown: Vec<Row> = self.list.lines.with(|lines| {
            let films = lines.iter().filter_map(|line| match line {
                Line::Film(id) => self.row(*id),
                Line::Study { .. } => None,
            });
            films.collect()
        });
        let all = shown.len();
        let through = |row: &Row| row.progress.with(|p| matches!(p.state, RowState::Ended(_)));
        let rows: Vec<u32> = shown.iter().filter(|row| through(row)).map(|row| row.id).collect();
        let waiting = all - rows.len();
        (rows, waiting)
    }

    /// Begins the sheets of these rows.
    pub(super) fn begin_print(self, rows: &[u32]) {
        let printing = self.printing;
        printing.forget();
        printing.waiting.set_value(rows.iter().copied().collect());
        printing.side.set_value(longest_side(rows.len()));
        printing.stand.set(Stand::Making { done: 0, total: rows.len() });
        if self.engine.with_untracked(|engine| matches!(engine, Engine::Failed(_))) {
            self.print_without_engine();
            return;
        }
        self.bench.update_value(|bench| bench.desk.print(rows.iter().copied()));
        self.pump();
    }

    /// Gives up the sheets, made or in the making.
    pub(in crate::app) fn end_print(self) {
        self.bench.update_value(|bench| bench.desk.print([]));
        self.printing.forget();
    }

    /// The engine's picture of a film that is printed. One that was asked for by sheets given up meanwhile is dropped.
    pub(in crate::app) fn printed(self, id: u32, picture: &Picture) {
        let printing = self.printing;
        let expected = printing.waiting.try_update_value(|waiting| {
            let next = waiting.front() == Some(&id);
            if next {
                waiting.pop_front();
            }
            next
        });
        if expected != Some(true) {
            return;
        }
        let preview = match picture {
            Picture::Shown(film) => Some(Arc::new(Preview::of(film, printing.side.get_value()))),
            Picture::Nothing | Picture::Waiting | Picture::Missing => None,
        };
        self.add_sheet(id, preview);
        if printing.waiting.with_value(VecDeque::is_empty) {
            self.show_sheets();
        }
    }

    /// No picture comes any more: what waits is printed without.
    pub(in crate::app) fn print_without_engine(self) {
        let rest = self.printing.waiting.try_update_value(std::mem::take).unwrap_or_default();
        if rest.is_empty() {
            return;
        }
        self.bench.update_value(|bench| bench.desk.print([]));
        for id in rest {
            self.add_sheet(id, None);
        }
        self.show_sheets();
    }

    fn add_sheet(self, id: u32, preview: Option<Arc<Preview>>) {
        if let Some(row) = self.row(id) {
            self.printing.sheets.update(|sheets| sheets.push(Sheet { row, preview }));
        }
        self.printing.stand.update(|stand| {
            if let Stand::Making { done, .. } = stand {
                *done += 1;
            }
        });
    }

    fn show_sheets(self) {
        self.printing.stand.set(Stand::Ready);
        set_timeout(
            move || {
                if self.printing.stand.get_untracked() == Stand::Ready {
                    print();
                }
            },
            SETTLE,
        );
    }
}

/// Opens the browser's print dialog.
pub(super) fn print() {
    // Fails where the browser cannot print.
    let _ = window().print();
}
