//! Figures by group.

use super::ranking::point;
use crate::evaluate::Evaluation;
use crate::evaluate::subgroups::{LEAST, Subgroup};
use crate::page::Page;
use crate::plot::{DotRow, Dots, Point, thousands};

pub(super) fn subgroups(page: &mut Page, evaluation: &Evaluation) {
    page.section("groups", "In which groups?");
    if evaluation.subgroups.is_empty() {
        page.text("The table names nothing that films could be divided by.");
        return;
    }
    let (measured, small): (Vec<&Subgroup>, Vec<&Subgroup>) =
        evaluation.subgroups.iter().partition(|g| g.reason.is_none());
    // The baseline that is strongest over all films stands beside the model.
    let baseline = evaluation.evidence.strongest_baseline.as_deref();
    let auc = |group: &Subgroup, name: &str| -> Option<Point> {
        point(&group.scorers.iter().find(|s| s.name == name)?.auc)
    };
    if !measured.is_empty() {
        let row = |group: &&Subgroup| DotRow {
            label: format!("{}: {}", group.attribute, group.value),
            note: format!("{} / {}", thousands(group.positives), thousands(group.negatives)),
            points: std::iter::once(auc(group, "model"))
                .chain(baseline.map(|name| auc(group, name)))
                .collect(),
        };
        let dots = Dots {
            title: "AUC by group".into(),
            x_label: "AUC (95 % interval)".into(),
            as_percent: false,
            range: Some([0.0, 1.0]),
            series: std::iter::once("model").chain(baseline).map(str::to_owned).collect(),
            marks: vec![(0.5, "chance".into())],
            rows: measured.iter().map(row).collect(),
        };
        page.figure(
            "AUC by group (positive / negative films at the right)",
            &dots.svg(),
            "Groups overlap and were not chosen beforehand: among many of them some differ by chance.",
        );
        let rows: Vec<Vec<String>> = measured.iter().flat_map(|group| rows(group)).collect();
        page.table(
            &["group", "films", "positive", "patients", "scorer", "AUC", "sensitivity", "specificity"],
            &rows,
        );
    }
    if !small.is_empty() {
        page.text(&format!("Not measured, with fewer than {LEAST} films of either class:"));
        let rows: Vec<Vec<String>> = small
            .iter()
            .map(|g| {
                vec![
                    format!("{}: {}", g.attribute, g.value),
                    thousands(g.positives),
                    thousands(g.negatives),
                    thousands(g.patients),
                ]
            })
            .collect();
        page.table(&["group", "positive", "negative", "patients"], &rows);
    }
}

fn rows(group: &Subgroup) -> Vec<Vec<String>> {
    let name = format!("{}: {}", group.attribute, group.value);
    group
        .scorers
        .iter()
        .enumerate()
        .map(|(i, s)| {
            let once = |text: String| if i == 0 { text } else { String::new() };
            let cell =
                |f: &Option<crate::evaluate::figure::Figure>| f.as_ref().map_or("–".into(), |f| f.cell());
            vec![
                once(name.clone()),
                once(thousands(group.films)),
                once(thousands(group.positives)),
                once(thousands(group.patients)),
                s.name.clone(),
                s.auc.cell(),
                cell(&s.sensitivity),
                cell(&s.specificity),
            ]
        })
        .collect()
}
