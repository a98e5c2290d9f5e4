//! The model in use: its name, where its training data came from, how it was measured.

use leptos::prelude::*;

use super::page::{Page, Started};
use super::{storage, words};
use crate::protocol::{Metric, Source, SourceKind};

/// The panel about the model package.
pub(super) fn panel(page: Page) -> impl IntoView {
    view! {
        <section class="package panel" aria-label="Model">
            <h2>"Model"</h2>
            {move || match page.started.get() {
                Some(started) => about(&started).into_any(),
                None => view! { <p class="quiet">"No model is loaded yet."</p> }.into_any(),
            }}
            {storage::own_panel(page)}
        </section>
    }
}

fn about(started: &Started) -> impl IntoView {
    let package = &started.package;
    let badge = package.demonstration.then(|| view! { <span class="badge">"Demonstration"</span> });
    let sources: Vec<_> = package.sources.iter().map(source).collect();
    view! {
        <p class="model-name">{package.name.clone()}" "{badge}</p>
        <p class="model-id">
            "Package " <code title=package.id.clone()>{words::short_id(&package.id)}</code>
        </p>
        <dl>
            <dt>"Trained on"</dt>
            <dd>{package.trained_on.clone()}</dd>
            <dt>"Sources"</dt>
            <dd><ul>{sources}</ul></dd>
            <dt>"Threshold"</dt>
            <dd>{format!("{:.2}. {}", package.threshold, package.threshold_rule)}</dd>
            <dt>"Intended use"</dt>
            <dd>{package.intended_use.clone()}</dd>
        </dl>
        {metrics(&package.metrics)}
        <details>
            <summary>"Self-test and full package id"</summary>
            <p>
                {format!(
                    "{} films from bytes to score on {}: features within {:.1e} of the stored ones, the model's output \
                     within {:.1e}.",
                    started.self_test.cases,
                    words::device(&started.device),
                    started.self_test.max_feature_error,
                    started.self_test.max_logit_error,
                )}
            </p>
            <p><code class="full-id">{package.id.clone()}</code></p>
        </details>
    }
}

fn source(source: &Source) -> impl IntoView {
    let kind = match source.kind {
        SourceKind::Synthetic => "synthetic",
        SourceKind::Real => "real films",
    };
    view! {
        <li>
            <strong>{source.name.clone()}</strong>
            {format!(" ({kind}). {} {}", source.provenance, source.population)}
        </li>
    }
}

fn metrics(metrics: &[Metric]) -> impl IntoView {
    let rows: Vec<_> = metrics
        .iter()
        .map(|metric| {
            view! {
                <tr>
                    <th scope="row">{metric.name.clone()}</th>
                    <td>{words::metric(metric)}<span class="message">{metric.note.clone()}</span></td>
                </tr>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| view! { <table class="metrics"><caption>"Measured quality"</caption><tbody>{rows}</tbody></table> })
}
