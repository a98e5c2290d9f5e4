//! The table of films: what makes its rows change, and the keys that move through it.
//!
//! One element takes the focus; the arrow keys move the selection in the order shown.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html::Tbody;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::cells::Painting;
use super::order::{Column, Entry, Line, arrange, neighbour};
use super::person::Person;
use super::queue::now;
use super::rows::{Rows, element_id, film_of, scroll_to};
use super::{bar, controls};
use crate::app::answer::reading::reading;
use crate::app::language::{self, messages, t};
use crate::app::page::{Page, Progress, Row};
use crate::app::states::Tally;

/// The least time between two arrangements, milliseconds: damaged files go through by the hundred a second.
const REST_MS: f64 = 120.0;
/// The least time between two arrangements as a multiple of what one takes, so that long lists do not take the page's
/// thread for themselves.
const REST_SHARE: f64 = 12.0;
/// Rows repainted in one go.
const AT_ONCE: usize = 200;

/// The list behind the table: nobody looks at it but this module.
struct List {
    rows: Option<Rows>,
    entries: Vec<Entry>,
    arranged_at: f64,
    /// What that took, milliseconds.
    cost: f64,
    scheduled: bool,
    /// Rises with every repainting of all rows, so that an older one ends.
    repainting: u32,
}

type Keeper = StoredValue<List, LocalStorage>;

/// The worklist with its bar and its controls.
pub(in crate::app) fn worklist(page: Page) -> impl IntoView {
    let body = NodeRef::<Tbody>::new();
    let list: Keeper = StoredValue::new_local(List {
        rows: None,
        entries: Vec::new(),
        arranged_at: f64::NEG_INFINITY,
        cost: 0.0,
        scheduled: false,
        repainting: 0,
    });
    Effect::new(move |_| {
        if let Some(body) = body.get() {
            let body: web_sys::Element = body.unchecked_into();
            list.update_value(|list| list.rows = Some(Rows::new(body)));
        }
    });
    follow(page, list);
    let empty = move || page.list.tally.with(|tally| tally.all() == 0);
    let none_shown = move || !empty() && page.list.lines.with(Vec::is_empty);
    view! {
        <div class="worklist" class:empty=empty class:grouped=move || page.list.order.with(|order| order.grouped)>
            {bar::bar(page)}
            {controls::controls(page)}
            <div class="worklist-scroll">
                <table
                    role="grid"
                    tabindex="0"
                    aria-label=move || t("worklist-title")
                    aria-multiselectable="false"
                    aria-activedescendant=move || page.selected.get().map(element_id)
                    on:keydown=move |event| key(page, &event)
                >
                    <thead role="rowgroup">
                        <tr role="row">{Column::ALL.map(|column| controls::heading(page, column)).collect_view()}</tr>
                    </thead>
                    <tbody
                        role="rowgroup"
                        node_ref=body
                        on:click=move |event| {
                            if let Some(id) = film_of(&event) {
                                page.select(id);
                            }
                        }
                    ></tbody>
                </table>
                <p class="none-shown quiet" class:hidden=move || !none_shown()>{move || t("worklist-none-shown")}</p>
            </div>
        </div>
    }
}

/// What makes the table change.
fn follow(page: Page, list: Keeper) {
    // Rows that changed, and new ones.
    Effect::new(move |_| {
        page.list.touched.track();
        let touched = page.list.touched.try_update_untracked(std::mem::take).unwrap_or_default();
        untrack(|| {
            if page.rows.with_untracked(Vec::is_empty) {
                list.update_value(List::clear);
            } else {
                list.update_value(|list| list.paint(page, &touched));
            }
            schedule(page, list);
        });
    });
    // The reader wants another order.
    Effect::new(move |_| {
        page.list.order.track();
        untrack(|| arrange_now(page, list));
    });
    // Everything is said anew.
    Effect::new(move |_| {
        page.masked.track();
        page.setting.track();
        page.started.track();
        let _ = messages();
        untrack(|| {
            page.list.order.update_untracked(|order| order.masked = page.masked.get_untracked());
            let turn = list.try_update_value(|list| {
                list.repainting += 1;
                list.repainting
            });
            arrange_now(page, list);
            repaint(page, list, turn.unwrap_or_default(), 0);
        });
    });
    Effect::new(move |_| {
        let selected = page.selected.get();
        page.list.lines.track();
        list.update_value(|list| {
            if let Some(rows) = &mut list.rows {
                rows.select(selected);
            }
        });
    });
}

/// Arranges the list soon, once for all that changes until then.
fn schedule(page: Page, list: Keeper) {
    let wait = list.try_update_value(|list| {
        let rest = REST_MS.max(list.cost * REST_SHARE);
        let wait = (list.arranged_at + rest - now()).clamp(0.0, rest);
        (!std::mem::replace(&mut list.scheduled, true)).then_some(wait)
    });
    if let Some(Some(wait)) = wait {
        set_timeout(move || arrange_now(page, list), Duration::from_millis(wait as u64));
    }
}

fn arrange_now(page: Page, list: Keeper) {
    let order = page.list.order.get_untracked();
    let arranged = list.try_update_value(|list| {
        list.scheduled = false;
        let begun = now();
        let lines = arrange(&list.entries, &order);
        if let Some(rows) = &mut list.rows {
            untrack(|| rows.place(&lines, &list.entries, order.masked));
        }
        let tally = Tally::of(list.entries.iter().map(|entry| entry.state));
        list.arranged_at = now();
        list.cost = list.arranged_at - begun;
        (lines, tally)
    });
    if let Some((lines, tally)) = arranged {
        if page.list.lines.with_untracked(|now| *now != lines) {
            page.list.lines.set(lines);
        }
        page.list.tally.set(tally);
    }
}

/// Writes all rows anew, some at a time.
fn repaint(page: Page, list: Keeper, turn: u32, from: usize) {
    let more = list.try_update_value(|list| {
        if list.repainting != turn {
            return false;
        }
        let ids: Vec<u32> = list.entries.iter().skip(from).take(AT_ONCE).map(|entry| entry.id).collect();
        untrack(|| list.paint(page, &ids));
        from + AT_ONCE < list.entries.len()
    });
    if more == Some(true) {
        set_timeout(move || repaint(page, list, turn, from + AT_ONCE), Duration::ZERO);
    }
}

impl List {
    fn clear(&mut self) {
        self.entries.clear();
        if let Some(rows) = &mut self.rows {
            rows.clear();
        }
    }

    /// Writes these rows from what the page knows of them.
    fn paint(&mut self, page: Page, ids: &[u32]) {
        let messages = language::messages();
        let started = page.started.get_untracked();
        let masked = page.masked.get_untracked();
        for id in ids {
            let Some(row) = page.row(*id) else { continue };
            let progress = row.progress.get_untracked();
            let entry = self.note(&row, &progress);
            let figure = match (&progress.result, &started) {
                (Some(result), Some(started)) => {
                    let setting = page.setting.get_untracked();
                    let reading = reading(&messages, result, &started.package, setting);
                    reading.map(|reading| reading.answer.figure).unwrap_or_default()
                }
                _ => String::new(),
            };
            let result = progress.result.as_deref();
            let painting = Painting { entry: &entry, result, figure, masked, messages: &messages };
            if let Some(rows) = &mut self.rows {
                rows.paint(&painting);
            }
        }
    }

    /// What is known of a row now.
    fn note(&mut self, row: &Row, progress: &Progress) -> Entry {
        let result = progress.result.as_deref();
        let entry = Entry {
            id: row.id,
            name: row.name.clone(),
            state: progress.state,
            reasons: result.map(|r| r.reasons.join(" ")).unwrap_or_default(),
            score: result.and_then(|r| r.score),
            view: result.and_then(|r| r.view_position.clone()).unwrap_or_default(),
            person: result.map(Person::of).unwrap_or_default(),
        };
        match self.entries.binary_search_by_key(&row.id, |entry| entry.id) {
            Ok(place) => self.entries[place] = entry.clone(),
            Err(place) => self.entries.insert(place, entry.clone()),
        }
        entry
    }
}

fn key(page: Page, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "PageDown" => 10,
        "PageUp" => -10,
        "Home" => isize::MIN,
        "End" => isize::MAX,
        "g" | "G" => {
            event.prevent_default();
            page.list.order.update(|order| order.grouped = !order.grouped);
            return;
        }
        _ => return,
    };
    let selected = page.selected.get_untracked();
    let there = page.list.lines.with_untracked(|lines: &Vec<Line>| neighbour(lines, selected, step));
    if let Some(there) = there {
        event.prevent_default();
        page.select(there);
        scroll_to(there);
    }
}
