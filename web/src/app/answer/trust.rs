//! How the model did on films like the selected one, as a table.

use leptos::prelude::*;

use super::groups::{Trust, TrustRow};
use crate::app::language::t;

/// The table, or what the package lacks.
pub(in crate::app) fn table(trust: &Trust) -> impl IntoView + use<> {
    let rows: Vec<_> = trust.rows.iter().map(row).collect();
    let missing: Vec<_> =
        trust.missing.iter().map(|line| view! { <p class="quiet">{line.clone()}</p> }).collect();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <table class="metrics groups">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{t("answer-auc")}</th>
                        <th scope="col">{t("answer-sensitivity")}</th>
                        <th scope="col">{t("answer-specificity")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="quiet">{t("answer-intervals")}</p>
        }
    });
    view! {
        <section class="trust">
            <h3>{t("answer-trust")}</h3>
            {missing}
            {table}
        </section>
    }
}

fn row(row: &TrustRow) -> impl IntoView + use<> {
    let cells = match row.figures.clone() {
        Some(figures) => figures
            .into_iter()
            .zip(["answer-auc", "answer-sensitivity", "answer-specificity"])
            .map(|(figure, label)| view! { <td data-label=t(label)>{figure}</td> }.into_any())
            .collect::<Vec<_>>(),
        None => vec![view! { <td colspan="3" class="few">{t("answer-group-few")}</td> }.into_any()],
    };
    view! {
        <tr data-group=row.name.clone()>
            <th scope="row">{row.name.clone()}<span class="message">{row.films.clone()}</span></th>
            {cells}
        </tr>
    }
}
