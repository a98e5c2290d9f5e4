//! The answer for the selected film, with what it rests on beside it.

use leptos::prelude::*;

use super::page::{Engine, Page, Progress};
use super::states::RowState;
use super::words;
use crate::protocol::{FilmResult, FilmState, PackageSummary};

/// The answer box. The package's notice stands inside it whenever there is a package, so no answer is seen without.
pub(super) fn panel(page: Page) -> impl IntoView {
    view! {
        <section class="answer panel" id="answer" aria-live="polite" aria-label="Answer">
            {move || {
                let progress = page.selected_row().map(|row| row.progress.get());
                let started = page.started.get();
                let body = match (progress, started.as_ref()) {
                    (None, _) => view! { <p class="quiet">"Drop a film to see what the model makes of it."</p> }.into_any(),
                    (Some(Progress { result: Some(result), .. }), Some(started)) => {
                        ended(&result, &started.package).into_any()
                    }
                    (Some(Progress { result: Some(result), .. }), None) => unscored(&result).into_any(),
                    (Some(Progress { state, .. }), _) => waiting(state, &page.engine.get()).into_any(),
                };
                let notice = started.map(|s| view! { <p class="notice">{s.package.notice.clone()}</p> });
                (body, notice)
            }}
        </section>
    }
}

fn waiting(state: RowState, engine: &Engine) -> impl IntoView {
    let text = match (state, engine) {
        (_, Engine::Failed(_)) => "The engine is not running, so nothing is scored.",
        (RowState::Running, _) => "Reading this film …",
        (RowState::Skipped, _) => "This film was not read.",
        (_, Engine::Loading { .. }) => "Waiting for the engine …",
        _ => "Waiting for the films before it …",
    };
    view! { <p class="quiet">{text}</p> }
}

fn ended(result: &FilmResult, package: &PackageSummary) -> AnyView {
    let Some(answer) = words::answer(result, package) else {
        return unscored(result).into_any();
    };
    let percent = |part: f32| format!("{}%", part * 100.0);
    let (reach, mark) = (percent(answer.position), percent(answer.threshold_position));
    let timing = match (result.decode_ms, result.inference_ms) {
        (Some(decode), Some(inference)) => {
            format!("Read in {}, computed in {}.", words::duration(decode), words::duration(inference))
        }
        _ => String::new(),
    };
    view! {
        <p class="sentence">
            <span class="label">{answer.label}" "</span>
            <strong class="figure">{answer.figure}</strong>
            <span class="comparison">" — "{answer.comparison}</span>
        </p>
        <div class="gauge" aria-hidden="true">
            <div class="reach" style:width=reach></div>
            <div class="mark" style:left=mark></div>
        </div>
        <div class="gauge-ends" aria-hidden="true"><span>"0"</span><span>"1"</span></div>
        {warnings(result)}
        <p class="quiet">{timing}</p>
    }
    .into_any()
}

fn unscored(result: &FilmResult) -> impl IntoView {
    let heading = match result.state {
        FilmState::Failed => "This film could not be read to the end",
        // `Done` without a sound number comes here too.
        FilmState::Rejected | FilmState::Done => "This film was not scored",
    };
    let codes: Vec<_> = result.reasons.iter().map(|code| view! { <code>{code.clone()}</code>" " }).collect();
    view! {
        <p class="sentence unscored">{heading}</p>
        <p class="why">{words::why_unscored(result)}</p>
        <p class="codes">{codes}</p>
        {warnings(result)}
    }
}

fn warnings(result: &FilmResult) -> impl IntoView {
    (!result.warnings.is_empty()).then(|| {
        let lines: Vec<_> = result.warnings.iter().map(|line| view! { <li>{line.clone()}</li> }).collect();
        view! { <ul class="warnings" aria-label="Warnings">{lines}</ul> }
    })
}
