//! How the model did on films like one film.

use super::figures::{area_range, percent_range};
use crate::protocol::{FilmResult, Group, PackageSummary};
use crate::text::Messages;

/// Films of each class below which no figure of a group is shown, whatever the engine says.
pub const FEWEST_FILMS: u64 = 20;

/// Rows about groups of films, or a sentence instead.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trust {
    /// The groups that the film belongs to, the most like it first, then all films.
    pub rows: Vec<TrustRow>,
    /// What is missing.
    pub missing: Vec<String>,
}

/// One group.
#[derive(Debug, Clone, PartialEq)]
pub struct TrustRow {
    /// Which films, such as `View AP, women`.
    pub name: String,
    /// How many, and of which set.
    pub films: String,
    /// AUC, sensitivity and specificity at the operating point, with intervals; `None` where the films are too few.
    pub figures: Option<[String; 3]>,
}

/// The groups of a film, with the figures at an operating point.
pub fn trust(messages: &Messages, result: &FilmResult, package: &PackageSummary, point: usize) -> Trust {
    let mut trust = Trust::default();
    let own = result.standing.iter().flat_map(|standing| &standing.groups);
    let own: Vec<&Group> = own.filter_map(|&place| package.groups.get(place as usize)).collect();
    if own.is_empty() {
        trust.missing.push(messages.get("answer-trust-no-groups"));
    }
    trust.rows.extend(own.into_iter().map(|group| row(messages, group, point)));
    match package.groups.first().filter(|all| all.attribute.is_empty() && measured(all)) {
        Some(all) => trust.rows.push(row(messages, all, point)),
        None => trust.missing.push(messages.get("answer-trust-none")),
    }
    trust
}

fn measured(group: &Group) -> bool {
    group.auc.is_some() || group.points.iter().any(|p| p.sensitivity.is_some() || p.specificity.is_some())
}

fn row(messages: &Messages, group: &Group, point: usize) -> TrustRow {
    let set =
        messages.get(if group.set == "validation" { "answer-set-validation" } else { "answer-set-test" });
    let films = messages.with(
        "answer-group-films",
        &[
            ("positives", group.positives.to_string().into()),
            ("negatives", group.negatives.to_string().into()),
            ("set", set.into()),
        ],
    );
    let large = group.positives >= FEWEST_FILMS && group.negatives >= FEWEST_FILMS;
    let figures = large.then(|| {
        let at = group.points.get(point).copied().unwrap_or_default();
        let or_missing = |text: Option<String>| text.unwrap_or_else(|| messages.get("answer-not-given"));
        [
            or_missing(group.auc.map(|auc| area_range(messages, &auc))),
            or_missing(at.sensitivity.map(|figure| percent_range(messages, &figure))),
            or_missing(at.specificity.map(|figure| percent_range(messages, &figure))),
        ]
    });
    TrustRow { name: name(messages, group), films, figures }
}

/// Which films a group holds.
pub fn name(messages: &Messages, group: &Group) -> String {
    if group.attribute.is_empty() {
        return messages.get("answer-group-all");
    }
    let attributes = group.attribute.split('/').zip(group.value.split('/'));
    let parts: Vec<String> = attributes
        .map(|(attribute, value)| match (attribute, value) {
            ("view_position", _) => messages.with("answer-group-view", &[("value", value.to_owned().into())]),
            ("patient_sex", "F") => messages.get("answer-group-women"),
            ("patient_sex", "M") => messages.get("answer-group-men"),
            ("age_band", _) => {
                let ages = value.replace('-', "–").replace('+', "\u{a0}+");
                messages.with("answer-group-age", &[("value", ages.into())])
            }
            _ => messages.with(
                "answer-group-other",
                &[("attribute", attribute.to_owned().into()), ("value", value.to_owned().into())],
            ),
        })
        .collect();
    parts.join(", ")
}
