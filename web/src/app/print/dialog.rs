//! The dialog: which films, with the heatmap or without; then how far the sheets are.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::making::{Stand, print};
use super::preview::{MOST, longest_side};
use crate::app::language::{t, tr};
use crate::app::page::Page;
use crate::text::count;

/// Which films.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Selected,
    Shown,
}

/// The button that opens the dialog.
pub(in crate::app) fn opener(page: Page) -> impl IntoView {
    let nothing = move || page.exportable().is_empty();
    view! {
        <button
            type="button"
            data-list="print"
            aria-haspopup="dialog"
            disabled=nothing
            on:click=move |_| page.printing.open.set(true)
        >
            {move || t("exports-print-open")}
        </button>
    }
}

/// The dialog.
pub(in crate::app) fn dialog(page: Page) -> impl IntoView {
    let place = NodeRef::<Dialog>::new();
    let open = page.printing.open;
    Effect::new(move |_| {
        let Some(dialog) = place.get() else { return };
        if open.get() {
            // Fails only for a dialog that is open or not in the document.
            let _ = dialog.show_modal();
        } else {
            dialog.close();
        }
    });
    // Escape closes it, too.
    let closed = move |_| {
        open.set(false);
        page.end_print();
    };
    view! {
        <dialog node_ref=place class="dialog print-dialog" aria-labelledby="print-title" on:close=closed>
            <h2 id="print-title">{move || t("exports-print")}</h2>
            {move || open.get().then(|| choices(page))}
            <div class="outcome" role="status">{move || outcome(page.printing.stand.get(), page)}</div>
            <div class="notice-actions">
                <button type="button" on:click=move |_| open.set(false)>{move || t("exports-close")}</button>
            </div>
        </dialog>
    }
}

fn choices(page: Page) -> impl IntoView {
    let selected_is_through = move || page.selected_result().is_some();
    let which = RwSignal::new(if untrack(selected_is_through) { Which::Selected } else { Which::Shown });
    let shown = Memo::new(move |_| page.printable());
    let films = move || shown.with(|(rows, _)| rows.len());
    let making = move || matches!(page.printing.stand.get(), Stand::Making { .. });
    let blocked = move || match which.get() {
        Which::Selected => !selected_is_through(),
        Which::Shown => making() || films() == 0 || films() > MOST,
    };
    let begin = move |_| match (which.get_untracked(), page.printing.stand.get_untracked()) {
        // The page itself is printed, without the dialog before it.
        (Which::Selected, _) => {
            page.printing.open.set(false);
            set_timeout(print, std::time::Duration::ZERO);
        }
        (Which::Shown, Stand::Ready) => print(),
        (Which::Shown, _) => shown.with_untracked(|(rows, _)| page.begin_print(rows)),
    };
    let choose = move |choice: Which| {
        which.set(choice);
        page.end_print();
    };
    view! {
        <fieldset>
            <legend>{move || t("exports-print-which")}</legend>
            <label class="choice">
                <input
                    type="radio"
                    name="print-which"
                    data-which="selected"
                    disabled=move || !selected_is_through()
                    prop:checked=move || which.get() == Which::Selected
                    on:change=move |_| choose(Which::Selected)
                />
                <span>{move || t("exports-print-selected")}</span>
            </label>
            <label class="choice">
                <input
                    type="radio"
                    name="print-which"
                    data-which="shown"
                    prop:checked=move || which.get() == Which::Shown
                    on:change=move |_| choose(Which::Shown)
                />
                <span>{move || tr("exports-print-shown", &[("n", count(films()))])}</span>
            </label>
        </fieldset>
        {move || (which.get() == Which::Shown).then(|| about_sheets(page, films(), shown.with(|(_, n)| *n)))}
        <div class="notice-actions">
            <button type="button" class="primary begin-print" disabled=blocked on:click=begin>
                {move || t("exports-print")}
            </button>
        </div>
    }
}

/// What the sheets will hold, and what they will not.
fn about_sheets(page: Page, films: usize, waiting: usize) -> impl IntoView {
    let heatmap = page.printing.heatmap;
    let most = films > MOST;
    view! {
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=move || heatmap.get()
                on:change=move |event| heatmap.set(event_target_checked(&event))
            />
            <span>{t("exports-print-heatmap")}</span>
        </label>
        <p class="quiet">{tr("exports-print-about", &[("side", count(longest_side(films)))])}</p>
        {(waiting > 0).then(|| view! {
            <p class="caution">{tr("exports-print-waiting", &[("n", count(waiting))])}</p>
        })}
        {most.then(|| view! {
            <p class="caution" data-print="most">
                {tr("exports-print-most", &[("n", count(films)), ("most", count(MOST))])}
            </p>
        })}
    }
}

fn outcome(stand: Stand, page: Page) -> AnyView {
    match stand {
        Stand::Nothing => ().into_any(),
        Stand::Making { done, total } => {
            let said = tr("exports-running", &[("done", count(done)), ("total", count(total))]);
            view! {
                <p>{said.clone()}</p>
                <progress max=total.max(1).to_string() value=done.to_string() aria-label=said></progress>
            }
            .into_any()
        }
        Stand::Ready => {
            let n = page.printing.sheets.with(Vec::len);
            view! { <p data-print="ready">{tr("exports-print-ready", &[("n", count(n))])}</p> }.into_any()
        }
    }
}
