//! How far the list has come: a bar with count, pace and time left, and what the reader can do about it.

use leptos::prelude::*;

use super::pace::Left;
use crate::app::language::{messages, number, t, tr};
use crate::app::page::Page;
use crate::text::count;

/// The bar over the list.
pub(super) fn bar(page: Page) -> impl IntoView {
    let tally = page.list.tally;
    let running = move || tally.with(|t| t.waiting > 0);
    let skipped = move || tally.with(|t| t.skipped > 0 && t.waiting == 0);
    view! {
        <div class="progress">
            <p class="tally">
                <span>{move || tally.get().sentence(&messages())}</span>
                <span class="pace">{move || pace(page)}</span>
            </p>
            <progress
                class:hidden=move || !running()
                aria-label=move || t("worklist-progress")
                max=move || tally.with(|t| t.all().max(1).to_string())
                value=move || tally.with(|t| (t.read() + t.skipped).to_string())
            ></progress>
            <div class="queue" class:gone=move || tally.with(|t| t.all() == 0)>
                <button
                    type="button"
                    data-queue="pause"
                    class:gone=move || !running()
                    on:click=move |_| page.pause(!page.list.paused.get_untracked())
                >
                    {move || if page.list.paused.get() { t("worklist-resume") } else { t("worklist-pause") }}
                </button>
                <button
                    type="button"
                    data-queue="stop"
                    class:gone=move || !running()
                    title=move || t("worklist-stop-hint")
                    on:click=move |_| page.stop()
                >
                    {move || t("worklist-stop")}
                </button>
                <button
                    type="button"
                    data-queue="rest"
                    class:gone=move || !skipped()
                    on:click=move |_| page.read_rest()
                >
                    {move || t("worklist-read-rest")}
                </button>
                {clear(page)}
            </div>
        </div>
    }
}

/// Asks once more: an hour's work may stand in the list.
fn clear(page: Page) -> impl IntoView {
    let sure = RwSignal::new(false);
    let all = move || page.list.tally.with(|t| t.all());
    view! {
        <button
            type="button"
            data-queue="clear"
            class:danger=move || sure.get()
            on:blur=move |_| sure.set(false)
            on:click=move |_| {
                if sure.get_untracked() {
                    page.clear();
                }
                sure.update(|sure| *sure = !*sure);
            }
        >
            {move || {
                if sure.get() { tr("worklist-clear-sure", &[("n", count(all()))]) } else { t("worklist-clear") }
            }}
        </button>
    }
}

fn pace(page: Page) -> String {
    let waiting = page.list.tally.with(|tally| tally.waiting);
    if page.list.paused.get() {
        return t("worklist-is-paused");
    }
    // A handful is through before its time could be told.
    if waiting == 0 || page.list.tally.with(|tally| tally.all()) < 5 {
        return String::new();
    }
    let pace = page.list.pace.get_value();
    let rate = pace.rate().map(|rate| {
        let decimals = if rate < 10.0 { 1 } else { 0 };
        tr("worklist-rate", &[("rate", number(rate, decimals).into())])
    });
    let left = pace.left(waiting).map(|left| match left {
        Left::Seconds(n) => tr("worklist-left-seconds", &[("n", count(n as usize))]),
        Left::Minutes(n) => tr("worklist-left-minutes", &[("n", count(n as usize))]),
        Left::Hours { hours, minutes } => tr(
            "worklist-left-hours",
            &[("hours", count(hours as usize)), ("minutes", count(minutes as usize))],
        ),
    });
    rate.into_iter().chain(left).collect::<Vec<_>>().join(" · ")
}
