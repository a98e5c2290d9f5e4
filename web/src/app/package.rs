//! The model in use: its name, where its training data came from, how it was measured. What the package says of itself is
//! shown in its own words, which are English.

use leptos::prelude::*;

use super::answer::{figures, metrics, points};
use super::language::{messages, t, tr};
use super::page::{Page, Started};
use super::{engine_words, storage};
use crate::protocol::{Figure, Metric, PackageSummary, Source, SourceKind};
use crate::text::count;

/// Digits of a package id that are shown at first.
const SHORT_ID: usize = 12;

/// The panel about the model package.
pub(super) fn panel(page: Page) -> impl IntoView {
    view! {
        <section class="package panel" aria-label=move || t("answer-model")>
            <h2>{move || t("answer-model")}</h2>
            {move || match page.started.get() {
                Some(started) => about(&started).into_any(),
                None => view! { <p class="quiet">{t("answer-model-none")}</p> }.into_any(),
            }}
            {storage::own_panel(page)}
        </section>
    }
}

fn about(started: &Started) -> impl IntoView + use<> {
    let package = &started.package;
    let badge =
        package.demonstration.then(|| view! { <span class="badge">{t("answer-model-demonstration")}</span> });
    let sources: Vec<_> = package.sources.iter().map(source).collect();
    let short: String = package.id.chars().take(SHORT_ID).collect();
    let software = (!package.software.is_empty())
        .then(|| tr("answer-model-software", &[("software", package.software.clone().into())]));
    view! {
        <p class="model-name">{package.name.clone()}" "{badge}</p>
        <p class="model-id">
            {t("answer-model-package")}" " <code title=package.id.clone()>{short}</code>
            {software.map(|text| format!(" · {text}"))}
        </p>
        <dl>
            <dt>{t("answer-model-sources")}</dt>
            <dd><ul>{sources}</ul></dd>
            <dt>{t("answer-threshold")}</dt>
            <dd>{thresholds(package)}</dd>
            <dt>{t("answer-model-use")}</dt>
            <dd lang="en">{package.intended_use.clone()}</dd>
            <dt>{t("answer-model-unlike")}</dt>
            <dd>{unlike(package)}{unlike_rule(package)}</dd>
        </dl>
        {quality(&package.metrics)}
        {self_test(started)}
    }
}

fn source(source: &Source) -> impl IntoView + use<> {
    let kind = t(match source.kind {
        SourceKind::Synthetic => "answer-model-synthetic",
        SourceKind::Real => "answer-model-real",
    });
    let kind = match source.films {
        // An engine that does not count them.
        0 => kind,
        films => tr("answer-model-source", &[("kind", kind.into()), ("films", films.to_string().into())]),
    };
    view! {
        <li>
            <strong>{source.name.clone()}</strong>
            {format!(" ({kind}). ")}
            <span lang="en">{format!("{} {}", source.provenance, source.population)}</span>
        </li>
    }
}

fn thresholds(package: &PackageSummary) -> impl IntoView + use<> {
    let rule = tr("answer-model-rule", &[("rule", package.threshold_rule.clone().into())]);
    let one = |at: usize, threshold: f32| {
        let name = points::name(&messages(), package, at, !package.demonstration);
        let figure = figures::decimal(&messages(), f64::from(threshold), 2);
        view! { <li>{format!("{figure} · {name}")}</li> }
    };
    let all: Vec<_> =
        package.operating_points.iter().enumerate().map(|(at, point)| one(at, point.threshold)).collect();
    let only = all.is_empty().then(|| figures::decimal(&messages(), f64::from(package.threshold), 2));
    view! {
        {only}
        <ul>{all}</ul>
        <span class="message">{rule}</span>
    }
}

fn unlike(package: &PackageSummary) -> String {
    let Some(unlike) = &package.out_of_distribution else { return t("answer-model-unlike-none") };
    let key = if unlike.refuses { "answer-model-unlike-refuses" } else { "answer-model-unlike-warns" };
    let limit = figures::decimal(&messages(), unlike.cutoff, 2);
    tr(key, &[("limit", limit.into()), ("method", unlike.method.clone().into())])
}

/// How the cut-off was chosen, in the package's own words.
fn unlike_rule(package: &PackageSummary) -> Option<impl IntoView + use<>> {
    let rule = package.out_of_distribution.as_ref()?.rule.clone();
    Some(view! { <span class="message" lang="en">{rule}</span> })
}

fn quality(all: &[Metric]) -> Option<impl IntoView + use<>> {
    let rows: Vec<_> = all
        .iter()
        .map(|metric| {
            let figure = Figure { value: metric.value, low: metric.low, high: metric.high };
            let n = metric.n.map(|n| tr("answer-model-n", &[("n", n.to_string().into())]));
            let value = figures::area_range(&messages(), &figure);
            let known = metrics::name(&messages(), &metric.name);
            let lang = known.is_none().then_some("en");
            view! {
                <tr>
                    <th scope="row" lang=lang>{known.unwrap_or_else(|| metric.name.clone())}</th>
                    <td>
                        {value}" "{n}
                        <span class="message" lang="en">{metric.note.clone()}</span>
                    </td>
                </tr>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <details>
                <summary>{t("answer-model-quality")}</summary>
                <table class="metrics"><tbody>{rows}</tbody></table>
            </details>
        }
    })
}

fn self_test(started: &Started) -> impl IntoView + use<> {
    let test = &started.self_test;
    let text = tr(
        "answer-model-self-test-text",
        &[
            ("cases", count(test.cases as usize)),
            ("device", engine_words::device(&messages(), &started.device).into()),
            ("features", format!("{:.1e}", test.max_feature_error).into()),
            ("output", format!("{:.1e}", test.max_logit_error).into()),
        ],
    );
    view! {
        <details>
            <summary>{t("answer-model-self-test")}</summary>
            <p>{text}</p>
            <p><code class="full-id">{started.package.id.clone()}</code></p>
        </details>
    }
}
