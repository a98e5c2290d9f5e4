//! The acquisition checks of the selected film: what was looked at, what was found, what was asked for. Collapsed when
//! all of them passed.

use leptos::prelude::*;

use super::answer::checks;
use super::answer::remarks::{self, Remark};
use super::language::{messages, t};
use super::page::Page;
use crate::protocol::CheckSummary;

/// The table of checks.
pub(super) fn panel(page: Page) -> impl IntoView {
    view! {
        <section class="checks panel" aria-label=move || t("answer-checks")>
            {move || match page.selected_result() {
                Some(result) if !result.checks.is_empty() => table(&result.checks).into_any(),
                Some(_) => without(t("answer-checks-early")).into_any(),
                None => without(t("answer-checks-empty")).into_any(),
            }}
        </section>
    }
}

fn without(text: String) -> impl IntoView {
    view! {
        <h2>{t("answer-checks")}</h2>
        <p class="quiet">{text}</p>
    }
}

fn table(all: &[CheckSummary]) -> impl IntoView + use<> {
    let rows: Vec<_> = all.iter().map(row).collect();
    let summary = checks::summary(&messages(), all);
    view! {
        <details open=!checks::all_passed(all)>
            <summary>
                <h2>{t("answer-checks")}</h2>
                <span class="quiet">{summary}</span>
            </summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t("answer-check-attribute")}</th>
                        <th scope="col">{t("answer-check-value")}</th>
                        <th scope="col">{t("answer-check-expected")}</th>
                        <th scope="col">{t("answer-check-verdict")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
}

fn row(check: &CheckSummary) -> impl IntoView + use<> {
    let messages = messages();
    let message = remarks::of_check(&messages, check).map(|Remark { text, lang }| {
        view! { <span class="message" lang=lang>{text}</span> }
    });
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".into());
    let attribute = check.attribute.clone().filter(|name| !name.is_empty());
    view! {
        <tr data-check=check.name.clone() data-reason=check.reason.clone()>
            <th scope="row">
                {checks::name(&messages, check)}
                <span class="attribute">{attribute}" "<span class="tag">{check.tag.clone()}</span></span>
                {message}
            </th>
            // On a narrow page the head of the table is gone and each cell names itself by this label.
            <td data-label=t("answer-check-value") class="value">{or_dash(checks::found(&messages, check))}</td>
            <td data-label=t("answer-check-expected")>{checks::expected(&messages, check)}</td>
            <td data-label=t("answer-check-verdict")>
                <span class=checks::verdict_class(check.verdict)>{checks::verdict(&messages, check.verdict)}</span>
            </td>
        </tr>
    }
}
