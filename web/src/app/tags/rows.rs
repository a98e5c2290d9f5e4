//! The rows of the table that are in sight, and copying.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::lines::Line;
use crate::app::language::{t, tr};
use crate::app::page::Page;

/// Letters of a value that are shown before the reader asks for all of it.
const SHORT: usize = 160;

/// One row.
pub(super) fn row(page: Page, line: Line) -> impl IntoView {
    let Line { tag, vr, name, depth, value, note, can_copy, .. } = line;
    let copied = value.clone();
    let label = tr("tags-copy-of", &[("name", name.clone().into())]);
    let copy = can_copy.then(|| {
        view! {
            <button type="button" class="copy" aria-label=label on:click=move |_| copy(page, copied.clone())>
                {t("tags-copy")}
            </button>
        }
    });
    view! {
        <tr data-tag=tag.clone() data-depth=depth.to_string()>
            <td class="tag">{tag.clone()}</td>
            <td class="vr">{vr}</td>
            // One step of indentation a level; deeper than eight looks like eight.
            <th scope="row" class=format!("name level-{}", depth.min(8))>{name}</th>
            <td class="value">
                {shown(value)}
                {note.map(|note| view! { <span class="message">{note}</span> })}
            </td>
            <td>{copy}</td>
        </tr>
    }
}

/// A value, opened out on demand if it is long.
fn shown(value: String) -> AnyView {
    match value.char_indices().nth(SHORT) {
        None => view! { <span class="text">{value}</span> }.into_any(),
        Some((end, _)) => {
            let start = value.get(..end).unwrap_or_default().to_owned();
            view! {
                <details>
                    <summary><span class="start">{start}" …"</span>" "{t("tags-expand")}</summary>
                    <span class="text">{value}</span>
                </details>
            }
            .into_any()
        }
    }
}

/// Puts text on the clipboard, and says whether it worked.
pub(super) fn copy(page: Page, text: String) {
    spawn_local(async move {
        let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
        // Absent where the page is neither HTTPS nor local.
        let is_there = clipboard.is_ok_and(|clipboard| !clipboard.is_undefined());
        let done =
            is_there && JsFuture::from(window().navigator().clipboard().write_text(&text)).await.is_ok();
        page.tags.said.set(t(if done { "tags-copied" } else { "tags-copy-failed" }));
    });
}

/// What the rows are made from: the lines, and which of them match.
#[derive(Clone, PartialEq)]
pub(super) struct Found {
    pub(super) lines: Arc<Vec<Line>>,
    pub(super) places: Arc<Vec<usize>>,
    /// Changes with the lines, so that no row of other lines is kept.
    pub(super) edition: u32,
}
