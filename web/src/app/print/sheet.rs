//! The sheets, which are in the document for the printer only.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::making::{Sheet, Stand};
use super::preview::Heat;
use crate::app::answer::reading::{notice, reading};
use crate::app::answer::{self, checks};
use crate::app::colour::Colours;
use crate::app::engine_words::short_id;
use crate::app::language::{messages, t, tr};
use crate::app::page::{Page, Started};
use crate::app::{paint, patient};
use crate::protocol::FilmResult;

/// One sheet a film, while there are any. What is printed without them is the page.
pub(in crate::app) fn sheets(page: Page) -> impl IntoView {
    let printing = page.printing;
    let ready = move || printing.stand.get() == Stand::Ready;
    Effect::new(move |_| {
        let Some(body) = document().body() else { return };
        // Neither can fail: the name is valid.
        let _ = if ready() {
            body.set_attribute("data-print", "sheets")
        } else {
            body.remove_attribute("data-print")
        };
    });
    view! {
        <div class="sheets">
            {move || ready().then(|| {
                printing.sheets.get().into_iter().map(|one| view! { {move || sheet(page, &one)} }).collect_view()
            })}
        </div>
    }
}

fn sheet(page: Page, sheet: &Sheet) -> impl IntoView + use<> {
    // Gone where the list was cleared meanwhile.
    let result = sheet.row.progress.try_get().and_then(|progress| progress.result);
    let started = page.started.get();
    let masked = page.masked.get();
    let fields = patient::fields(masked, result.as_deref()).map(|(key, value)| {
        view! {
            <div>
                <dt>{t(key)}</dt>
                <dd>{value}</dd>
            </div>
        }
    });
    let checks = result
        .as_ref()
        .filter(|result| !result.checks.is_empty())
        .map(|result| format!("{}: {}", t("answer-checks"), checks::summary(&messages(), &result.checks)));
    view! {
        <article class="sheet">
            <p class="research-use">{t("answer-notice-research")}</p>
            <dl>{fields.collect_view()}</dl>
            <p class="facts">{patient::facts_of(&sheet.row, masked)}</p>
            {picture(page, sheet, result.as_deref(), started.as_deref())}
            {result.as_deref().map(|result| said(page, result, started.as_deref()))}
            {checks.map(|text| view! { <p class="quiet">{text}</p> })}
            {started.map(|started| view! {
                <p class="quiet">
                    {started.package.name.clone()} " · " {t("answer-model-package")} " "
                    <code>{short_id(&started.package.id).to_owned()}</code>
                </p>
            })}
        </article>
    }
}

/// The answer, or why there is none, with what may never be missing beside it.
fn said(page: Page, result: &FilmResult, started: Option<&Started>) -> impl IntoView + use<> {
    let setting = page.setting.get();
    let read = started.and_then(|started| reading(&messages(), result, &started.package, setting));
    let trust = read.as_ref().and_then(|read| read.trust.as_ref().map(answer::trust_table));
    let used = read.as_ref().and_then(|read| read.intended_use.clone());
    let headline = match read {
        Some(read) => answer::headline(read).into_any(),
        None => answer::unscored(result).into_any(),
    };
    view! {
        <div class="headline">{headline}</div>
        {trust}
        {used.map(|text| view! { <p class="intended-use">{text}</p> })}
        {started.map(|started| view! { <p class="notice">{notice(&messages(), &started.package)}</p> })}
    }
}

fn picture(
    page: Page,
    sheet: &Sheet,
    result: Option<&FilmResult>,
    started: Option<&Started>,
) -> impl IntoView + use<> {
    let Some(preview) = sheet.preview.clone() else {
        return view! { <p class="no-picture">{t("viewer-missing")}</p> }.into_any();
    };
    let map = result.and_then(|result| result.heatmap.clone()).filter(|_| page.printing.heatmap.get());
    let scale = started.map(|started| started.package.heatmap_scale);
    let [columns, rows] = preview.film;
    let sizes = [
        ("from", format!("{columns} × {rows}").into()),
        ("to", format!("{} × {}", preview.width, preview.height).into()),
    ];
    let caption = match map.is_some() {
        true => tr("exports-print-preview-heatmap", &sizes),
        false => tr("exports-print-preview", &sizes),
    };
    let canvas = NodeRef::<Canvas>::new();
    canvas.on_load(move |canvas| {
        let heat =
            map.as_deref().zip(scale).map(|(map, scale)| Heat { map, scale, colours: Colours::ALL[0] });
        let rgba = preview.rgba(heat.as_ref());
        paint::rgba_onto(&canvas, preview.width as u32, preview.height as u32, &rgba);
    });
    view! {
        <div class="sheet-picture"><canvas node_ref=canvas></canvas></div>
        <p class="quiet">{caption}</p>
    }
    .into_any()
}
