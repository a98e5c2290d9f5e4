//! The dialog: for whom, which films, with pictures or without; then how far it is, and the zip.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::making::Stand;
use crate::app::answer::remarks::{Remark, remark};
use crate::app::language::{messages, t, tr};
use crate::app::page::{Engine, Page};
use crate::app::states::RowState;
use crate::protocol::ExportForm;
use crate::text::count;

/// Which films.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Selected,
    All,
}

/// The button that opens the dialog, the print button beside it, and the dialog.
pub(in crate::app) fn opener(page: Page) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let open = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            // Fails only for a dialog that is open or not in the document.
            let _ = dialog.show_modal();
        }
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let print = move |_| {
        // Fails where the browser cannot print.
        let _ = window().print();
    };
    let nothing = move || page.exportable().is_empty();
    let answered = move || page.selected_result().is_some();
    view! {
        <button type="button" class="open-exports" disabled=nothing on:click=open>{move || t("exports-open")}</button>
        <button type="button" class="print" disabled=move || !answered() on:click=print>
            {move || t("exports-print")}
        </button>
        <dialog node_ref=dialog class="dialog exports" aria-labelledby="exports-title">
            <h2 id="exports-title">{move || t("exports-title")}</h2>
            {choices(page)}
            <div class="outcome" role="status">{move || outcome(page.exports.stand.get())}</div>
            <div class="notice-actions">
                <button type="button" on:click=close>{move || t("exports-close")}</button>
            </div>
        </dialog>
    }
}

fn choices(page: Page) -> impl IntoView {
    // Whoever hides the patient on the page does not mean to send the name on.
    let chosen = RwSignal::new(None::<ExportForm>);
    let form = move || {
        let usual = if page.masked.get() { ExportForm::Sharing } else { ExportForm::Pacs };
        chosen.get().unwrap_or(usual)
    };
    let which = RwSignal::new(Which::Selected);
    let pictures = RwSignal::new(true);
    let confirmed = page.exports.confirmed;
    let selected_is_through = move || {
        page.selected_row().is_some_and(|row| row.progress.with(|p| matches!(p.state, RowState::Ended(_))))
    };
    let rows = move || match which.get() {
        Which::Selected => page.selected.get().filter(|_| selected_is_through()).into_iter().collect(),
        Which::All => page.exportable(),
    };
    let running = move || matches!(page.exports.stand.get(), Stand::Running { .. });
    let ready = move || page.engine.with(|engine| *engine == Engine::Ready);
    let unconfirmed = move || form() == ExportForm::Pacs && !confirmed.get();
    let blocked = move || running() || !ready() || unconfirmed() || rows().is_empty();
    let begin = move |_| page.begin_export(form(), pictures.get_untracked(), rows());
    let for_whom = move |value: ExportForm, code: &'static str, label: &'static str, about: &'static str| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="export-form"
                    data-form=code
                    prop:checked=move || form() == value
                    on:change=move |_| chosen.set(Some(value))
                />
                <span><strong>{move || t(label)}</strong><br/>{move || t(about)}</span>
            </label>
        }
    };
    view! {
        <fieldset>
            <legend>{move || t("exports-for")}</legend>
            {for_whom(ExportForm::Pacs, "pacs", "exports-pacs", "exports-pacs-about")}
            {for_whom(ExportForm::Sharing, "sharing", "exports-sharing", "exports-sharing-about")}
        </fieldset>
        <fieldset>
            <legend>{move || t("exports-which")}</legend>
            <label class="choice">
                <input
                    type="radio"
                    name="export-which"
                    data-which="selected"
                    prop:checked=move || which.get() == Which::Selected
                    on:change=move |_| which.set(Which::Selected)
                />
                <span>{move || t("exports-selected")}</span>
            </label>
            <label class="choice">
                <input
                    type="radio"
                    name="export-which"
                    data-which="all"
                    prop:checked=move || which.get() == Which::All
                    on:change=move |_| which.set(Which::All)
                />
                <span>{move || tr("exports-all", &[("n", count(page.exportable().len()))])}</span>
            </label>
        </fieldset>
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=move || pictures.get()
                on:change=move |event| pictures.set(event_target_checked(&event))
            />
            <span>{move || t("exports-pictures")}</span>
        </label>
        {move || (form() == ExportForm::Sharing && pictures.get()).then(|| view! {
            <p class="caution">{t("exports-burnt-in")}</p>
        })}
        {move || (form() == ExportForm::Pacs).then(|| view! {
            <label class="choice">
                <input
                    type="checkbox"
                    data-control="confirm-patient"
                    prop:checked=move || confirmed.get()
                    on:change=move |event| confirmed.set(event_target_checked(&event))
                />
                <span>{t("exports-confirm")}</span>
            </label>
        })}
        <p class="quiet">{move || t("exports-holds")}</p>
        <div class="notice-actions">
            <button type="button" class="primary begin-export" disabled=blocked on:click=begin>
                {move || t("exports-begin")}
            </button>
        </div>
    }
}

fn outcome(stand: Stand) -> AnyView {
    match stand {
        Stand::Nothing => ().into_any(),
        Stand::Running { done, total } => {
            let said = tr("exports-running", &[("done", count(done)), ("total", count(total))]);
            view! {
                <p>{said.clone()}</p>
                <progress max=total.max(1).to_string() value=done.to_string() aria-label=said></progress>
            }
            .into_any()
        }
        Stand::Ready { url, name, films, notes } => {
            let notes = notes.iter().map(|note| remark(&messages(), note));
            let notes: Vec<_> =
                notes.map(|Remark { text, lang }| view! { <li lang=lang>{text}</li> }).collect();
            view! {
                <p data-export="ready">
                    {tr("exports-ready", &[("n", count(films))])}" "
                    <a href=url download=name.clone()>{name.clone()}</a>
                </p>
                {(!notes.is_empty()).then(|| view! {
                    <p class="caution">{t("exports-notes")}</p>
                    <ul>{notes}</ul>
                })}
            }
            .into_any()
        }
        Stand::Failed { key, detail } => view! {
            <p class="trouble" role="alert" data-export="failed">{t(key)}" "<span lang="en">{detail}</span></p>
        }
        .into_any(),
    }
}
