//! The worklist: a row a film, in the order the films came.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::answer::reading::reading;
use super::language;
use super::page::{Page, Row};
use super::words::{self, RowState};

/// The table of films. One element takes the focus; the arrow keys move the selection.
pub(super) fn worklist(page: Page) -> impl IntoView {
    let demonstration = move || page.started.with(|s| s.as_ref().is_none_or(|s| s.package.demonstration));
    let move_by = move |event: KeyboardEvent| {
        let count = page.rows.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let here = page.selected.get_untracked().map_or(0, |id| id as usize);
        let there = match event.key().as_str() {
            "ArrowDown" => (here + 1).min(count - 1),
            "ArrowUp" => here.saturating_sub(1),
            "PageDown" => (here + 10).min(count - 1),
            "PageUp" => here.saturating_sub(10),
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        page.select(there as u32);
        show_row(there as u32);
    };
    view! {
        <div class="worklist">
            <p class="tally">{move || tally(page)}</p>
            <table
                role="grid"
                tabindex="0"
                aria-label="Worklist"
                aria-activedescendant=move || page.selected.get().map(element_id)
                on:keydown=move_by
            >
                <thead>
                    <tr role="row">
                        <th scope="col">"Film"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="number">{move || words::score_heading(demonstration())}</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || page.rows.get()
                        key=|row| row.id
                        children=move |row| film(page, row)
                    />
                </tbody>
            </table>
        </div>
    }
}

/// One film's row.
fn film(page: Page, row: Row) -> impl IntoView {
    let Row { id, name, progress } = row;
    let state = Memo::new(move |_| progress.with(|p| p.state));
    // The attributes that tests and styles read are absent until there is something to say.
    let reasons = Memo::new(move |_| {
        let reasons = progress.with(|p| p.result.as_ref().map(|r| r.reasons.join(" ")));
        reasons.filter(|r| !r.is_empty())
    });
    let score = Memo::new(move |_| progress.with(|p| p.result.as_ref().and_then(|r| r.score)));
    let logit = Memo::new(move |_| progress.with(|p| p.result.as_ref().and_then(|r| r.logit)));
    let view_position = move || progress.with(|p| p.result.as_ref().and_then(|r| r.view_position.clone()));
    // The figure of the answer box, to the same digit.
    let figure = move || {
        let started = page.started.get()?;
        let result = progress.with(|p| p.result.clone())?;
        let reading = reading(&language::messages(), &result, &started.package, page.setting.get())?;
        Some(reading.answer.figure)
    };
    let is_selected = move || page.selected.get() == Some(id);
    view! {
        <tr
            role="row"
            id=element_id(id)
            data-file=name.to_string()
            data-state=move || state.get().code()
            data-reason=move || reasons.get()
            data-probability=move || score.get().map(|s| s.to_string())
            data-logit=move || logit.get().map(|l| l.to_string())
            aria-selected=move || is_selected().to_string()
            on:click=move |_| page.select(id)
        >
            <td role="gridcell" class="name">
                <span class="file">{name.to_string()}</span>
                <span class="view">{view_position}</span>
            </td>
            <td role="gridcell" class="state">
                <span class="chip">{move || words::state(state.get())}</span>
                <span class="codes">{move || reasons.get()}</span>
            </td>
            <td role="gridcell" class="number">
                {figure}
            </td>
        </tr>
    }
}

fn element_id(row: u32) -> String {
    format!("film-{row}")
}

fn show_row(row: u32) {
    if let Some(element) = document().get_element_by_id(&element_id(row)) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// How many films are through.
fn tally(page: Page) -> String {
    page.rows.with(|rows| {
        let through = |row: &&Row| row.progress.with(|p| matches!(p.state, RowState::Ended(_)));
        match (rows.len(), rows.iter().filter(through).count()) {
            (0, _) => "No films yet".into(),
            (all, done) if all == done => words::all_read(all),
            (all, done) => format!("{done} of {all} films read"),
        }
    })
}
