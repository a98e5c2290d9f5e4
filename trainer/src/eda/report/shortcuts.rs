//! The shortcut audit as a figure and a table.

use crate::eda::Eda;
use crate::eda::shortcuts::{FeatureAudit, Strength};
use crate::page::Page;
use crate::plot::{DotRow, Dots, Point, thousands};

pub(super) fn audit(page: &mut Page, eda: &Eda) {
    let audit = &eda.shortcuts;
    page.section("shortcuts", "Shortcut audit");
    page.text(
        "Each of these is known of a film without looking at the lungs. How well does it alone tell pneumonia from the \
         rest? What does so within a view as well cannot be explained by the view. A network is free to use any of them: \
         an AUC near the strongest of these proves nothing yet. Balance or match the classes for it, or report the \
         network's figures within groups where it is equal.",
    );
    if audit.warnings.is_empty() {
        page.text(&format!("Nothing here is above {:.1}.", audit.warn_above));
    } else {
        page.text(&format!(
            "{} of them are above {:.1}: the list is at the top of this page.",
            audit.warnings.len(),
            audit.warn_above
        ));
    }
    let views: Vec<String> = audit
        .features
        .first()
        .map_or_else(Vec::new, |f| f.within_view.iter().map(|w| format!("within {}", w.view)).collect());
    // With a single view the films within it are all films.
    let views = if views.len() > 1 { views } else { Vec::new() };
    let row = |feature: &FeatureAudit| DotRow {
        label: feature.feature.clone(),
        note: if feature.overall.positives + feature.overall.negatives < eda.counts.images {
            format!("{} films", thousands(feature.overall.positives + feature.overall.negatives))
        } else {
            "all films".to_owned()
        },
        points: [&feature.overall]
            .into_iter()
            .chain(feature.within_view.iter().map(|w| &w.strength).take(views.len()))
            .map(point)
            .collect(),
    };
    let dots = Dots {
        title: "How well each feature tells pneumonia from the rest".into(),
        x_label: "AUC without regard to direction (95 % interval)".into(),
        as_percent: false,
        range: Some([0.5, 1.0]),
        series: std::iter::once("over all films".to_owned()).chain(views.iter().cloned()).collect(),
        marks: vec![(0.5, "nothing".into()), (audit.warn_above, format!("{:.1}", audit.warn_above))],
        rows: audit.features.iter().map(row).collect(),
    };
    page.figure(
        &format!("How well each feature tells pneumonia from the rest (n = {} films)", thousands(eda.counts.images)),
        &dots.svg(),
        "0.5 tells nothing, 1 tells everything. Intervals that begin at 0.5 are those of features that may well tell \
         nothing; with few films chance alone comes above 0.6.",
    );
    let mut head = vec!["feature", "over all films"];
    head.extend(views.iter().map(String::as_str));
    head.push("what it is");
    let rows: Vec<Vec<String>> = audit
        .features
        .iter()
        .map(|f| {
            let mut row = vec![f.feature.clone(), cell(&f.overall)];
            row.extend(f.within_view.iter().take(views.len()).map(|w| cell(&w.strength)));
            row.push(f.meaning.clone());
            row
        })
        .collect();
    page.table(&head, &rows);
    page.text(
        "Higher, lower: in films with pneumonia. *: the interval reaches down to 0.5, so the feature may tell nothing.",
    );
}

/// `0.931 higher`, with an asterisk where the interval holds 0.5.
fn cell(strength: &Strength) -> String {
    let Some(area) = strength.auc else { return "–".to_owned() };
    let direction = if strength.higher_in_pneumonia == Some(true) { "higher" } else { "lower" };
    let doubt = if strength.interval.is_some_and(|i| i[0] <= 0.5) { " *" } else { "" };
    format!("{area:.3} {direction}{doubt}")
}

fn point(strength: &Strength) -> Option<Point> {
    strength.auc.map(|value| Point { value, interval: strength.interval })
}
