//! The acquisition checks of the selected film: what was looked at, what was found, what was asked for.

use leptos::prelude::*;

use super::page::Page;
use super::words;
use crate::protocol::{CheckSummary, CheckVerdict};

/// The table of checks.
pub(super) fn panel(page: Page) -> impl IntoView {
    view! {
        <section class="checks panel" aria-label="Acquisition checks">
            <h2>"Acquisition checks"</h2>
            {move || match page.selected_result() {
                Some(result) if !result.checks.is_empty() => table(&result.checks).into_any(),
                Some(_) => view! { <p class="quiet">"The file did not get as far as the checks."</p> }.into_any(),
                None => view! {
                    <p class="quiet">"Each film is checked against what the model was made for before it is scored."</p>
                }
                .into_any(),
            }}
        </section>
    }
}

fn table(checks: &[CheckSummary]) -> impl IntoView {
    let rows: Vec<_> = checks.iter().map(row).collect();
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Attribute"</th>
                    <th scope="col">"Tag"</th>
                    <th scope="col">"Value"</th>
                    <th scope="col">"Expected"</th>
                    <th scope="col">"Verdict"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(check: &CheckSummary) -> impl IntoView {
    // A passed check explains itself; the others say what follows.
    let message = (check.verdict != CheckVerdict::Pass).then(|| check.message.clone());
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".into());
    view! {
        <tr data-check=check.name.clone() data-reason=check.reason.clone()>
            <th scope="row">
                {check.attribute.clone().unwrap_or_else(|| check.name.clone())}{message.map(|m| view! { <span class="message">{m}</span> })}
            </th>
            // On a narrow page the head of the table is gone and each cell names itself by this label.
            <td data-label="Tag" class="tag">{or_dash(&check.tag)}</td>
            <td data-label="Value" class="value">{or_dash(&check.value)}</td>
            <td data-label="Expected">{check.expected.clone()}</td>
            <td data-label="Verdict">
                <span class=words::verdict_class(check.verdict)>{words::verdict(check.verdict)}</span>
            </td>
        </tr>
    }
}
