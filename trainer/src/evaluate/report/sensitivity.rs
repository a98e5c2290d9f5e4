//! What blur, noise and compression do to the model.

use super::ranking::point;
use crate::evaluate::sensitivity::Sensitivity;
use crate::page::Page;
use crate::plot::{DotRow, Dots, percent, thousands};

pub(super) fn sensitivity(page: &mut Page, found: &Sensitivity) {
    page.section("sensitivity", "Does it survive blur, noise and compression?");
    let as_it_is = DotRow {
        label: "as they are".into(),
        note: found.undisturbed.cell(),
        points: vec![point(&found.undisturbed)],
    };
    let disturbed = found.disturbed.iter().map(|d| DotRow {
        label: d.disturbance.text(d.strength),
        note: d.auc.cell(),
        points: vec![point(&d.auc)],
    });
    let rows: Vec<DotRow> = std::iter::once(as_it_is).chain(disturbed).collect();
    let lows = rows.iter().flat_map(|row| row.points.iter().flatten());
    let lowest = lows.map(|p| p.interval.map_or(p.value, |[low, _]| low)).fold(0.5, f64::min);
    let dots = Dots {
        title: "AUC of the model on films that were disturbed".into(),
        x_label: "AUC (95 % interval)".into(),
        as_percent: false,
        range: Some([(lowest * 10.0).floor() / 10.0, 1.0]),
        series: vec!["AUC".into()],
        marks: found.undisturbed.value.map(|value| (value, "as they are".to_owned())).into_iter().collect(),
        rows,
    };
    page.figure(
        &format!("AUC on {} films, as they are and disturbed", thousands(found.undisturbed.films)),
        &dots.svg(),
        "The disease is the same in each row; only how the film was made and stored differs. A model that falls at a weak \
         disturbance reads how films were made. Strengths are those of the 256 x 256 picture that the network's input is \
         made from.",
    );
    let rows: Vec<Vec<String>> = found
        .disturbed
        .iter()
        .map(|d| {
            vec![
                d.disturbance.text(d.strength),
                d.auc.cell(),
                d.change.cell(),
                format!("{:+.2}", d.logit_shift),
                d.crossed.map_or("–".to_owned(), percent),
            ]
        })
        .collect();
    page.table(&["disturbance", "AUC", "change of AUC", "change of the logit", "cross the threshold"], &rows);
}
