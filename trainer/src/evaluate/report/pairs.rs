//! Matched pairs.

use super::ranking::point;
use crate::evaluate::Evaluation;
use crate::page::Page;
use crate::plot::{DotRow, Dots, thousands};

pub(super) fn matched(page: &mut Page, evaluation: &Evaluation) {
    let matched = &evaluation.matched;
    page.section("matched", "Where films are alike in all but disease");
    let tolerances: Vec<String> = matched.tolerances.iter().map(|t| t.text()).collect();
    let views: Vec<String> = matched
        .by_view
        .iter()
        .map(|v| {
            let view = if v.view.is_empty() { "view not given" } else { &v.view };
            format!("{} {view}", thousands(v.pairs))
        })
        .collect();
    page.text(&format!(
        "Pairs of a film with pneumonia and one without, of the same view, with {}{}: {} pairs{}. The share in which the \
         film with pneumonia has the higher score is an AUC that none of these can raise.",
        tolerances.join(", "),
        matched.caliper.map_or(String::new(), |c| {
            format!(", and log odds within {c} of each other by all shortcuts together")
        }),
        thousands(matched.pairs),
        if views.is_empty() { String::new() } else { format!(" ({})", views.join(", ")) }
    ));
    if matched.compared < matched.pairs {
        page.text(&format!(
            "Of these, {} spread evenly over all were compared.",
            thousands(matched.compared)
        ));
    }
    page.text(&matched.verdict);
    if matched.pairs == 0 {
        return;
    }
    let row = |name: &str, share: &crate::evaluate::figure::Figure| DotRow {
        label: name.to_owned(),
        note: share.cell(),
        points: vec![point(share)],
    };
    let features = matched.features.iter().map(|o| row(&format!("{} (larger)", o.name), &o.share));
    let dots = Dots {
        title: "Share of matched pairs ordered rightly".into(),
        x_label: "share of pairs (95 % interval)".into(),
        as_percent: false,
        range: Some([0.0, 1.0]),
        series: vec!["share".into()],
        marks: vec![(0.5, "a half".into())],
        rows: matched.scorers.iter().map(|o| row(&o.name, &o.share)).chain(features).collect(),
    };
    let films = matched.scorers.first().map_or(0, |o| o.share.films);
    let patients = matched.scorers.first().map_or(0, |o| o.share.patients);
    page.figure(
        &format!(
            "Share of matched pairs ordered rightly ({} pairs of {} films of {} patients)",
            thousands(matched.compared),
            thousands(films),
            thousands(patients)
        ),
        &dots.svg(),
        "The lower rows are the four matched things themselves: the share of pairs in which the film with pneumonia has \
         more of it. Where these and the baselines come out near a half, what is left to the model is not theirs. Patients \
         were resampled, each pair counting as often as both of its films.",
    );
}
