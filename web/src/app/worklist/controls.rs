//! Searching, filtering, grouping and sorting the list.

use leptos::html::Input;
use leptos::prelude::*;

use super::order::{Column, Filter};
use crate::app::language::{messages, number, t};
use crate::app::page::Page;
use crate::app::states::{Tally, score_column};
use crate::app::{is_for_the_page, print};

/// The row of controls over the table.
pub(super) fn controls(page: Page) -> impl IntoView {
    let search = NodeRef::<Input>::new();
    let slash = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "/" && is_for_the_page(&event) {
            event.prevent_default();
            if let Some(input) = search.get_untracked() {
                // A field that cannot be focused is no harm.
                let _ = input.focus();
            }
        }
    });
    on_cleanup(move || slash.remove());
    let order = page.list.order;
    view! {
        <div class="controls" class:gone=move || page.list.tally.with(|tally| tally.all() == 0)>
            <input
                node_ref=search
                type="search"
                name="search"
                autocomplete="off"
                placeholder=move || t("worklist-search")
                aria-label=move || t("worklist-search-hint")
                aria-keyshortcuts="/"
                prop:value=move || order.with(|order| order.search.clone())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    order.update(|order| order.search = text);
                }
            />
            <div class="filters" role="group" aria-label=move || t("worklist-filter")>
                {Filter::ALL.map(|filter| filter_button(page, filter)).collect_view()}
            </div>
            <div class="arrange">
                {sort_choice(page)}
                <button
                    type="button"
                    data-list="group"
                    aria-pressed=move || order.with(|order| order.grouped).to_string()
                    on:click=move |_| order.update(|order| order.grouped = !order.grouped)
                >
                    {move || t("worklist-group")}
                </button>
                {print::opener(page)}
                <button
                    type="button"
                    class="widen"
                    data-list="wide"
                    title=move || t("worklist-wide-hint")
                    aria-pressed=move || page.list.wide.get().to_string()
                    on:click=move |_| page.list.wide.update(|wide| *wide = !*wide)
                >
                    {move || t("worklist-wide")}
                </button>
            </div>
        </div>
    }
}

/// Shown while films are in the state, or while it is the one chosen.
fn filter_button(page: Page, filter: Filter) -> impl IntoView {
    let order = page.list.order;
    let (key, code, films): (&str, &str, fn(Tally) -> usize) = match filter {
        Filter::All => ("worklist-filter-all", "all", Tally::all),
        Filter::Waiting => ("worklist-filter-waiting", "waiting", |tally| tally.waiting),
        Filter::Done => ("worklist-filter-done", "done", |tally| tally.done),
        Filter::Rejected => ("worklist-filter-rejected", "rejected", |tally| tally.rejected),
        Filter::Failed => ("worklist-filter-failed", "failed", |tally| tally.failed),
        Filter::Skipped => ("worklist-filter-skipped", "skipped", |tally| tally.skipped),
    };
    let n = move || films(page.list.tally.get());
    let chosen = move || order.with(|order| order.filter == filter);
    view! {
        <button
            type="button"
            data-filter=code
            class:gone=move || n() == 0 && !chosen()
            aria-pressed=move || chosen().to_string()
            on:click=move |_| order.update(|order| order.filter = filter)
        >
            {move || t(key)}" "<span class="n">{move || number(n() as f64, 0)}</span>
        </button>
    }
}

/// Sorting where there is no room for headings.
fn sort_choice(page: Page) -> impl IntoView {
    let order = page.list.order;
    let options = Column::ALL.map(|column| {
        let chosen = move || order.with(|order| order.column == Some(column));
        view! { <option value=column.code() prop:selected=chosen>{move || column_name(page, column)}</option> }
    });
    let direction = move || {
        if order.with(|order| order.descending) { t("worklist-descending") } else { t("worklist-ascending") }
    };
    view! {
        <span class="sort-choice">
            <select
                name="sort"
                aria-label=move || t("worklist-sort")
                on:change=move |event| {
                    let column = Column::of_code(&event_target_value(&event));
                    order.update(|order| order.column = column);
                }
            >
                <option value="" prop:selected=move || order.with(|order| order.column.is_none())>
                    {move || t("worklist-sort-none")}
                </option>
                {options.collect_view()}
            </select>
            <button
                type="button"
                aria-label=direction
                title=direction
                disabled=move || order.with(|order| order.column.is_none())
                on:click=move |_| order.update(|order| order.descending = !order.descending)
            >
                <span aria-hidden="true">
                    {move || if order.with(|order| order.descending) { "↓" } else { "↑" }}
                </span>
            </button>
        </span>
    }
}

/// A column's heading; pressed again and again it sorts up, down, and not at all.
pub(super) fn heading(page: Page, column: Column) -> impl IntoView {
    let order = page.list.order;
    let sorted = move || order.with(|order| (order.column == Some(column)).then_some(order.descending));
    let turn = move |_| {
        order.update(|order| {
            (order.column, order.descending) = match (order.column == Some(column), order.descending) {
                (false, _) => (Some(column), false),
                (true, false) => (Some(column), true),
                (true, true) => (None, false),
            };
        });
    };
    view! {
        <th
            scope="col"
            role="columnheader"
            class=format!("c-{}", column.code())
            aria-sort=move || match sorted() {
                None => "none",
                Some(false) => "ascending",
                Some(true) => "descending",
            }
        >
            <button type="button" data-sort=column.code() on:click=turn>
                {move || column_name(page, column)}
                <span class="direction" aria-hidden="true">
                    {move || match sorted() {
                        None => "",
                        Some(false) => " ↑",
                        Some(true) => " ↓",
                    }}
                </span>
            </button>
        </th>
    }
}

fn column_name(page: Page, column: Column) -> String {
    match column {
        Column::Film => t("worklist-column-film"),
        Column::Patient => t("worklist-column-patient"),
        Column::Age => t("worklist-column-age"),
        Column::Date => t("worklist-column-date"),
        Column::View => t("worklist-column-view"),
        Column::State => t("worklist-column-state"),
        Column::Reason => t("worklist-column-reason"),
        Column::Score => {
            let demonstration = page.started.with(|s| s.as_ref().is_none_or(|s| s.package.demonstration));
            score_column(&messages(), demonstration)
        }
    }
}
