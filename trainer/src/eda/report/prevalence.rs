//! How common pneumonia is in each group.

use super::shares::{point, share_row};
use crate::eda::{Breakdown, Eda, WithinView};
use crate::page::Page;
use crate::plot::{DotRow, Dots, thousands};

fn dots(title: &str, groups: &[Breakdown]) -> Dots {
    Dots {
        title: title.to_owned(),
        x_label: "share with pneumonia (95 % interval)".into(),
        as_percent: true,
        range: None,
        series: vec!["films".into(), "patients".into()],
        marks: Vec::new(),
        rows: groups
            .iter()
            .map(|g| DotRow {
                label: g.group.clone(),
                note: format!("{} of {} films", thousands(g.images.count), thousands(g.images.of)),
                points: vec![point(&g.images), point(&g.patients)],
            })
            .collect(),
    }
}

pub(super) fn prevalence(page: &mut Page, eda: &Eda) {
    let facts = &eda.prevalence;
    page.section("prevalence", "How common pneumonia is");
    page.text(
        "The share of pneumonia among a group's films, and among its patients. Intervals that do not overlap differ by \
         more than chance; a wide interval comes from few films.",
    );
    for (title, groups, caption) in [
        (
            "By view position",
            &facts.by_view,
            "If one view has more pneumonia, knowing the view is knowing something of the label.",
        ),
        (
            "By sex",
            &facts.by_sex,
            "A difference here is a difference of who was filmed, before it is one of disease.",
        ),
        (
            "By source",
            &facts.by_source,
            "Sources differ in their machines as well: a network tells them apart at a glance.",
        ),
        (
            "By age (years)",
            &facts.by_age,
            "Compare with the number of films: the ends of the scale have few.",
        ),
    ] {
        if groups.len() > 1 {
            page.figure(title, &dots(title, groups).svg(), caption);
        }
        let rows: Vec<Vec<String>> = groups
            .iter()
            .map(|g| {
                let mut row = share_row(&g.group, &g.images);
                row.extend(share_row("", &g.patients).into_iter().skip(1));
                row
            })
            .collect();
        page.table(
            &[
                "",
                "films with pneumonia",
                "films",
                "share",
                "95 % interval",
                "patients with pneumonia",
                "patients",
                "share",
                "95 % interval",
            ],
            &rows,
        );
    }
    within_views(page, "age (years)", &facts.by_age_within_view);
    within_views(page, "sex", &facts.by_sex_within_view);
}

fn within_views(page: &mut Page, what: &str, views: &[WithinView]) {
    if views.len() < 2 {
        return;
    }
    let mut names: Vec<&str> = Vec::new();
    for group in views.iter().flat_map(|v| &v.groups) {
        if !names.contains(&group.group.as_str()) {
            names.push(&group.group);
        }
    }
    let title = format!("By {what} within each view");
    let dots = Dots {
        title: title.clone(),
        x_label: "share of the films with pneumonia (95 % interval)".into(),
        as_percent: true,
        range: None,
        series: views.iter().map(|v| v.view.clone()).collect(),
        marks: Vec::new(),
        rows: names
            .iter()
            .map(|name| {
                let of = |v: &WithinView| v.groups.iter().find(|g| g.group == *name).cloned();
                let counts: Vec<String> =
                    views.iter().map(|v| of(v).map_or("0".into(), |g| thousands(g.images.count))).collect();
                DotRow {
                    label: (*name).to_owned(),
                    note: format!("{} films with", counts.join(" + ")),
                    points: views.iter().map(|v| of(v).and_then(|g| point(&g.images))).collect(),
                }
            })
            .collect(),
    };
    page.figure(
        &title,
        &dots.svg(),
        "A difference over all films that is gone within the views was a difference of views.",
    );
}
