//! The list of keys.

use leptos::prelude::*;

use super::super::language::t;
use super::keys::{Action, HELP};
use super::look::Look;

/// Shown over the stage while it is wanted.
pub(super) fn help(look: Look) -> impl IntoView {
    move || {
        look.help.get().then(|| {
            let rows: Vec<_> = HELP
                .into_iter()
                .map(|(key, message)| view! { <tr><th scope="row"><kbd>{key}</kbd></th><td>{t(message)}</td></tr> })
                .collect();
            view! {
                <section class="viewer-help" id="viewer-help" role="region" aria-label=t("viewer-help")>
                    <h3>{t("viewer-help")}</h3>
                    <table>{rows}</table>
                    <p>{t("viewer-model-unchanged")}</p>
                    <button type="button" on:click=move |_| look.act(Action::Help)>{t("viewer-close")}</button>
                </section>
            }
        })
    }
}
