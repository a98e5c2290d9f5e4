//! The choice of an operating point and of a prevalence, and what a result is worth there.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::figures::{decimal, percent};
use super::points::{self, Worth};
use super::prevalence::{Frequencies, HIGHEST, LOWEST, from_slider, to_slider, typed};
use super::reading::Reading;
use crate::app::language::{messages, t, tr};
use crate::app::page::Page;

/// Steps of the slider: fine enough for every prevalence of two digits.
const STEPS: f64 = 400.0;
/// Icons in a row of the picture, of which there are 25 rows.
const COLUMNS: u32 = 40;

/// The controls; those of prevalence are not for a demonstration.
pub(super) fn settings(page: Page, said: Memo<Option<Reading>>, is_real: bool) -> impl IntoView {
    let worth = Memo::new(move |_| said.with(|said| said.as_ref()?.worth.clone()));
    view! {
        <section class="settings">
            {is_real.then(|| view! { <h3>{move || t("answer-settings")}</h3> })}
            {point(page, is_real)}
            {move || worth.with(|worth| worth.as_ref().map(means))}
            {is_real.then(|| prevalence(page, worth))}
            {move || worth.with(|worth| worth.as_ref().map(values))}
        </section>
    }
}

fn point(page: Page, is_real: bool) -> impl IntoView {
    let options = move || {
        let started = page.started.get()?;
        let chosen = page.setting.with_untracked(|setting| setting.point);
        let names = (0..started.package.operating_points.len())
            .map(|at| (at, points::name(&messages(), &started.package, at, is_real)));
        let options: Vec<_> = names
            .map(|(at, name)| view! { <option value=at.to_string() selected={at == chosen}>{name}</option> })
            .collect();
        Some(options)
    };
    let choose = move |event: web_sys::Event| {
        if let Ok(at) = event_target_value(&event).parse() {
            page.setting.update(|setting| setting.point = at);
        }
    };
    view! {
        <label class="point">
            <span>{move || t(if is_real { "answer-point" } else { "answer-threshold" })}</span>
            <select data-control="point" on:change=choose>{options}</select>
        </label>
    }
}

fn means(worth: &Worth) -> impl IntoView + use<> {
    let lines: Vec<_> =
        worth.means.iter().map(|line| view! { <p class="means">{line.clone()}</p> }).collect();
    lines
}

fn prevalence(page: Page, worth: Memo<Option<Worth>>) -> impl IntoView {
    let here = Memo::new(move |_| worth.with(|worth| worth.as_ref().map_or(0.5, |worth| worth.prevalence)));
    let own = move || page.started.with(|s| s.as_ref()?.package.calibration.map(|c| c.prevalence));
    let is_bad = RwSignal::new(false);
    let set = move |prevalence: Option<f64>| {
        is_bad.set(false);
        page.setting.update(|setting| setting.prevalence = prevalence);
    };
    let slide = move |event: web_sys::Event| {
        if let Ok(place) = event_target_value(&event).parse::<f64>() {
            set(Some(from_slider(place / STEPS)));
        }
    };
    let written = move || {
        let share = here.get() * 100.0;
        let text = decimal(&messages(), share, if share < 1.0 { 2 } else { 1 });
        let text = text.trim_end_matches('0').trim_end_matches(['.', ',']).to_owned();
        if text.is_empty() { "0".to_owned() } else { text }
    };
    let write = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        match typed(&input.value()) {
            Some(prevalence) => set(Some(prevalence)),
            None => is_bad.set(true),
        }
    };
    let bad = move || {
        is_bad.get().then(|| {
            let ends = [LOWEST, HIGHEST].map(|end| percent(&messages(), end));
            let [low, high] = ends;
            view! {
                <p class="trouble" role="alert">
                    {tr("answer-prevalence-bad", &[("low", low.into()), ("high", high.into())])}
                </p>
            }
        })
    };
    let reset = move || {
        let own = own()?;
        let text = tr("answer-prevalence-reset", &[("prevalence", percent(&messages(), own).into())]);
        let is_set = page.setting.with(|setting| setting.prevalence.is_some());
        Some(view! {
            <button type="button" disabled=!is_set on:click=move |_| set(None)>{text}</button>
        })
    };
    view! {
        <div class="prevalence-control">
            <label for="prevalence">{move || t("answer-prevalence")}</label>
            <input
                type="range"
                id="prevalence"
                min="0"
                max=STEPS.to_string()
                step="1"
                prop:value=move || (to_slider(here.get()) * STEPS).round().to_string()
                aria-valuetext=move || percent(&messages(), here.get())
                on:input=slide
            />
            <span class="typed">
                <input
                    type="text"
                    inputmode="decimal"
                    size="5"
                    data-control="prevalence"
                    aria-label=move || t("answer-prevalence-percent")
                    aria-invalid=move || is_bad.get().to_string()
                    prop:value=written
                    on:change=write
                />
                <span aria-hidden="true">"%"</span>
            </span>
            {reset}
        </div>
        {bad}
    }
}

fn values(worth: &Worth) -> impl IntoView + use<> {
    let rows: Vec<_> = worth
        .values
        .iter()
        .map(|(name, value)| view! { <div><dt>{name.clone()}</dt><dd>{value.clone()}</dd></div> })
        .collect();
    let rows = (!rows.is_empty()).then(|| view! { <dl class="values">{rows}</dl> });
    let bounds = worth.bounds.clone().map(|text| view! { <p class="quiet">{text}</p> });
    let frequencies = worth.frequencies.clone().map(|(counts, sentence)| frequencies(&counts, sentence));
    let notes: Vec<_> =
        worth.notes.iter().map(|line| view! { <p class="quiet">{line.clone()}</p> }).collect();
    view! {
        {rows}
        {bounds}
        {frequencies}
        {notes}
    }
}

/// A thousand films: filled squares are above the threshold, hollow ones below; the coloured ones have pneumonia.
fn frequencies(counts: &Frequencies, sentence: String) -> impl IntoView + use<> {
    let parts = [
        ("true-above", counts.true_positives, "answer-legend-true-above"),
        ("missed", counts.false_negatives, "answer-legend-missed"),
        ("false-above", counts.false_positives, "answer-legend-false-above"),
        ("true-below", counts.true_negatives, "answer-legend-true-below"),
    ];
    let mut from = 0;
    let (mut paths, mut legend) = (Vec::new(), Vec::new());
    for (class, count, key) in parts {
        paths.push(view! { <path class=class d=squares(from, from + count)></path> });
        legend.push(view! {
            <li>
                <svg class="icons" viewBox="0 0 4 4" aria-hidden="true"><path class=class d=squares(0, 1)></path></svg>
                {format!("{count} ")}{t(key)}
            </li>
        });
        from += count;
    }
    view! {
        <p class="frequency">{sentence}</p>
        <svg class="icons" viewBox="0 0 160 100" aria-hidden="true">{paths}</svg>
        <ul class="legend-list">{legend}</ul>
    }
}

/// Squares 3 wide, 4 apart, from one place to before another.
fn squares(from: u32, to: u32) -> String {
    let one = |at: u32| {
        let (x, y) = (at % COLUMNS * 4, at / COLUMNS * 4);
        format!("M{x}.5 {y}.5h3v3h-3z")
    };
    (from..to).map(one).collect()
}
