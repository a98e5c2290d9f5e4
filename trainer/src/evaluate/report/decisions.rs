//! Operating points: what calling films positive comes to.

use crate::evaluate::Evaluation;
use crate::evaluate::decisions::Decisions;
use crate::metrics::Confusion;
use crate::page::Page;
use crate::plot::{Cell, Matrix, percent, thousands};

pub(super) fn decisions(page: &mut Page, evaluation: &Evaluation) {
    let Some(model) = evaluation.scorers.first().filter(|model| !model.decisions.is_empty()) else { return };
    page.section("decisions", "At its operating points");
    for (k, point) in model.decisions.iter().enumerate() {
        page.text(&format!("Operating point {}, {}.", point.name, point.rule));
        page.figure(
            &format!("Films on either side of {} (n = {})", point.name, thousands(evaluation.films.scored)),
            &matrix(&point.confusion).svg(),
            "Rows are what the table says, columns what the model calls films.",
        );
        let others: Vec<(&str, &Decisions)> =
            evaluation.scorers.iter().filter_map(|s| Some((s.name.as_str(), s.decisions.get(k)?))).collect();
        let rows: Vec<Vec<String>> = others
            .iter()
            .map(|(name, d)| vec![(*name).to_owned(), d.sensitivity.cell(), d.specificity.cell()])
            .collect();
        page.table(&["", "sensitivity", "specificity"], &rows);
        for at in 0..point.at_prevalence.len() {
            let own = &point.at_prevalence[at];
            page.text(&format!(
                "{} {}:",
                if own.reweighted {
                    "Reweighted to a prevalence of"
                } else {
                    "At these films' prevalence of"
                },
                percent(own.prevalence)
            ));
            let rows: Vec<Vec<String>> = others
                .iter()
                .filter_map(|(name, d)| {
                    let p = d.at_prevalence.get(at)?;
                    Some(vec![(*name).to_owned(), p.ppv.cell(), p.npv.cell(), p.f1.cell(), p.accuracy.cell()])
                })
                .collect();
            page.table(&["", "PPV", "NPV", "F1", "accuracy"], &rows);
        }
    }
    page.text(
        "A dash: no film is called so, or a class is missing. Where the disease is rare nearly every \"no\" is right whoever \
         says it, and most calls are false alarms: accuracy and NPV say little there, PPV says what an alarm is worth.",
    );
}

fn matrix(counts: &Confusion) -> Matrix {
    let row = |cells: [usize; 2]| -> Vec<Option<Cell>> {
        let all = cells.iter().sum::<usize>().max(1) as f64;
        cells.iter().map(|&n| Some(Cell { shade: n as f64 / all, text: thousands(n) })).collect()
    };
    Matrix {
        title: "Confusion matrix".into(),
        row_label: "label".into(),
        column_label: "called".into(),
        rows: vec!["pneumonia".into(), "not pneumonia".into()],
        columns: vec!["positive".into(), "negative".into()],
        cells: vec![
            row([counts.true_positives, counts.false_negatives]),
            row([counts.false_positives, counts.true_negatives]),
        ],
    }
}
