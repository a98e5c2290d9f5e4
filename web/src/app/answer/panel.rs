//! The answer box: cautions, the headline, how far to trust it, and what it is worth at the reader's prevalence.

use leptos::prelude::*;

use super::reading::{Answer, Reading, notice, reading};
use super::refusal::refusal;
use super::remarks::{Remark, remark};
use super::{controls, trust};
use crate::app::language::{messages, t};
use crate::app::page::{Engine, Page, Progress};
use crate::app::states::RowState;
use crate::protocol::FilmResult;

/// The answer box. The notice stands inside it whenever there is a package, so no answer is seen without.
pub(in crate::app) fn panel(page: Page) -> impl IntoView {
    let said = Memo::new(move |_| {
        let started = page.started.get()?;
        let result = page.selected_result()?;
        reading(&messages(), &result, &started.package, page.setting.get())
    });
    let points = move || page.started.with(|s| s.as_ref().map_or(0, |s| s.package.operating_points.len()));
    // The reader's hand is on the controls while the answer changes, so they are made once for many answers. One memo
    // says both whether there are any and for what: an effect that followed two of them, of which one follows the other,
    // could miss a change, and leave a prevalence beside a demonstration.
    let choice = Memo::new(move |_| {
        let is_real = said.with(|said| said.as_ref().map(|said| said.worth.is_some()))?;
        (is_real || points() > 1).then_some(is_real)
    });
    view! {
        <section class="answer panel" id="answer" aria-label=move || t("answer-title")>
            <div class="headline" aria-live="polite">
                {move || match said.get() {
                    Some(said) => headline(said).into_any(),
                    None => without_number(page).into_any(),
                }}
            </div>
            {move || said.with(|said| said.as_ref()?.trust.as_ref().map(trust::table))}
            {move || choice.get().map(|is_real| controls::settings(page, said, is_real))}
            {move || {
                let used = said.with(|said| said.as_ref()?.intended_use.clone());
                used.map(|text| view! { <p class="intended-use">{text}</p> })
            }}
            {move || {
                let started = page.started.get()?;
                Some(view! { <p class="notice">{notice(&messages(), &started.package)}</p> })
            }}
        </section>
    }
}

/// What stands above everything else: cautions, the figure and its place on the scale.
pub(in crate::app) fn headline(said: Reading) -> impl IntoView {
    let Answer { label, figure, comparison, prevalence, position, threshold_position, above } = said.answer;
    let warnings = said.warnings.into_iter().map(|text| Remark { text, lang: None }).collect();
    let percent = |part: f64| format!("{}%", part * 100.0);
    let (reach, mark) = (percent(position), percent(threshold_position));
    let side = if above { "above" } else { "below" };
    view! {
        {list(warnings)}
        <p class="sentence" data-side=side>
            <span class="label">{label}" "</span>
            <strong class="figure">{figure}</strong>
            <span class="comparison">" — "{comparison}</span>
        </p>
        <div class="gauge" aria-hidden="true">
            <div class="reach" style:width=reach></div>
            <div class="mark" style:left=mark></div>
        </div>
        {prevalence.map(|text| view! { <p class="prevalence">{text}</p> })}
        <p class="quiet">{said.timing}</p>
    }
}

/// Cautions.
fn list(lines: Vec<Remark>) -> Option<impl IntoView + use<>> {
    (!lines.is_empty()).then(|| {
        let lines: Vec<_> =
            lines.into_iter().map(|Remark { text, lang }| view! { <li lang=lang>{text}</li> }).collect();
        view! { <ul class="warnings" aria-label=t("answer-warnings")>{lines}</ul> }
    })
}

fn without_number(page: Page) -> impl IntoView {
    let progress = page.selected_row().map(|row| row.progress.get());
    match progress {
        None => view! { <p class="quiet">{t("answer-empty")}</p> }.into_any(),
        Some(Progress { result: Some(result), .. }) => unscored(&result).into_any(),
        Some(Progress { state, .. }) => {
            let key = match (state, page.engine.get()) {
                (_, Engine::Failed(_)) => "answer-wait-stopped",
                (RowState::Running, _) => "answer-wait-reading",
                (RowState::Skipped, _) => "answer-wait-skipped",
                (_, Engine::Loading { .. }) => "answer-wait-engine",
                _ => "answer-wait-queue",
            };
            view! { <p class="quiet">{t(key)}</p> }.into_any()
        }
    }
}

/// Why a film has no number.
pub(in crate::app) fn unscored(result: &FilmResult) -> impl IntoView + use<> {
    let messages = messages();
    let said = refusal(&messages, result);
    let warnings = result.warnings.iter().map(|warning| remark(&messages, warning)).collect();
    let codes: Vec<_> = result.reasons.iter().map(|code| view! { <code>{code.clone()}</code>" " }).collect();
    let found: Vec<_> = said.found.into_iter().map(|line| view! { <p class="found">{line}</p> }).collect();
    let detail = said.detail.map(|text| {
        view! {
            <details class="detail">
                <summary>{t("answer-detail")}</summary>
                <p lang="en">{text}</p>
            </details>
        }
    });
    view! {
        <p class="sentence unscored">{said.heading}</p>
        <p class="why">{said.sentence}</p>
        {found}
        {detail}
        <p class="codes">{codes}</p>
        {list(warnings)}
    }
}
