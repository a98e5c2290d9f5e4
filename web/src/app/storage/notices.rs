//! The notices at the edge of the window: each says what happened and what can be done.
//!
//! They lie over the page, so that nothing moves when one comes.

use std::mem::{Discriminant, discriminant};

use leptos::prelude::*;

use super::{Notice, offline, storage, untell};
use crate::app::engine_words;
use crate::app::language::{messages, t, tr};
use crate::app::page::Page;
use crate::protocol::Cause;
use crate::text::count;

/// Where they are shown.
pub(in crate::app) fn notices(page: Page) -> impl IntoView {
    let kinds = move || storage().notices.with(|all| all.iter().map(discriminant).collect::<Vec<_>>());
    view! {
        <div class="notices" role="region" aria-label=move || t("storage-notices") aria-live="polite">
            <For each=kinds key=|kind| *kind children=move |kind| notice(page, kind)/>
        </div>
    }
}

fn notice(page: Page, kind: Discriminant<Notice>) -> impl IntoView {
    // One notice changes without the others, and without its own button: that may have the focus.
    let current = Memo::new(move |_| {
        storage().notices.with(|all| all.iter().find(|notice| discriminant(*notice) == kind).cloned())
    });
    let code = move || current.get().map(|notice| code(&notice));
    let text = move || current.get().map(|notice| text(page, &notice));
    let action = Memo::new(move |_| current.get().and_then(|notice| action(&notice)));
    view! {
        <div class="storage-notice" data-notice=code>
            <p>{text}</p>
            <div class="notice-actions">
                {move || action.get().map(|key| view! {
                    <button type="button" class="primary" on:click=move |_| {
                        if let Some(notice) = current.get_untracked() {
                            act(page, &notice);
                        }
                    }>{move || t(key)}</button>
                })}
                <button type="button" on:click=move |_| untell(|notice| discriminant(notice) == kind)>
                    {move || t("storage-dismiss")}
                </button>
            </div>
        </div>
    }
}

/// The word in `data-notice`, for tests and styles.
fn code(notice: &Notice) -> &'static str {
    match notice {
        Notice::Update => "update",
        Notice::OtherTabs(_) => "other-tabs",
        Notice::Trying { .. } => "trying",
        Notice::Refused(_) => "refused",
        Notice::Withdrawn(_) => "withdrawn",
        Notice::Slow { .. } => "slow",
        Notice::Stopped { .. } => "stopped",
        Notice::Said(_) => "said",
    }
}

fn text(page: Page, notice: &Notice) -> String {
    match notice {
        Notice::Update => match page.rows.with(Vec::len) {
            0 => t("storage-update"),
            films => tr("storage-update-with-films", &[("n", count(films))]),
        },
        Notice::OtherTabs(others) => tr("storage-other-tabs", &[("n", count(*others as usize))]),
        Notice::Trying { stage, loaded, total } => {
            let messages = messages();
            let what = engine_words::stage(&messages, *stage, false);
            let far = if *total > 0 { format!(" {} %", loaded * 100 / total) } else { String::new() };
            tr("storage-own-trying", &[("what", format!("{what}{far}").into())])
        }
        Notice::Refused(why) => {
            tr("storage-own-refused", &[("why", engine_words::said(&messages(), why).into())])
        }
        Notice::Withdrawn(rows) => tr("storage-withdrawn", &[("n", count(rows.len()))]),
        Notice::Slow { name, .. } => tr("storage-slow", &[("film", name.to_string().into())]),
        Notice::Stopped { name, cause } => {
            let key = match cause {
                Cause::Memory => "storage-stopped-memory",
                Cause::Device => "storage-stopped-device",
                Cause::Trap => "storage-stopped-trap",
            };
            tr(key, &[("film", name.to_string().into())])
        }
        Notice::Said(said) => engine_words::said(&messages(), said),
    }
}

/// The message on the button of what can be done.
fn action(notice: &Notice) -> Option<&'static str> {
    match notice {
        Notice::Update | Notice::OtherTabs(_) => Some("storage-use-new"),
        Notice::Withdrawn(_) => Some("storage-read-again"),
        Notice::Slow { .. } => Some("storage-go-on-without"),
        Notice::Trying { .. } => Some("storage-own-stop"),
        Notice::Refused(_) | Notice::Stopped { .. } | Notice::Said(_) => None,
    }
}

fn act(page: Page, notice: &Notice) {
    let kind = discriminant(notice);
    untell(|notice| discriminant(notice) == kind);
    match notice {
        Notice::Update | Notice::OtherTabs(_) => offline::use_new_version(),
        Notice::Withdrawn(rows) => page.read_again(rows),
        // Between the click and this the film may have ended.
        Notice::Slow { row, .. } if page.is_reading(*row) => page.on_crash("it took too long"),
        Notice::Trying { .. } => page.stop_trying(),
        Notice::Slow { .. } | Notice::Refused(_) | Notice::Stopped { .. } | Notice::Said(_) => {}
    }
}
