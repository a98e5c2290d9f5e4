//! How well the model orders films, beside the baselines.

use crate::evaluate::figure::Figure;
use crate::evaluate::scorer::Kind;
use crate::evaluate::{Evaluation, Scored};
use crate::page::Page;
use crate::plot::{DotRow, Dots, Line, Lines, Point, thousands};

pub(super) fn ranking(page: &mut Page, evaluation: &Evaluation) {
    page.section("ranking", "Does it order films?");
    let n = thousands(evaluation.films.scored);
    let rows: Vec<DotRow> = evaluation
        .scorers
        .iter()
        .map(|s| DotRow {
            label: s.name.clone(),
            note: s.ranking.auc.cell(),
            points: vec![point(&s.ranking.auc)],
        })
        .collect();
    let dots = Dots {
        title: "AUC of the model and of the baselines".into(),
        x_label: "AUC (95 % interval)".into(),
        as_percent: false,
        range: Some([lowest(evaluation), 1.0]),
        series: vec!["AUC".into()],
        marks: vec![(0.5, "chance".into())],
        rows,
    };
    page.figure(
        &format!("AUC of the model and of the baselines (n = {n})"),
        &dots.svg(),
        "A baseline near the model means that the films can be told apart without looking at disease: the model's AUC then \
         proves nothing. A scorer without a dot gives all films the same score.",
    );
    let head = ["", "AUC", "model less this", "P", "average precision", "what it is"];
    let rows: Vec<Vec<String>> = evaluation.scorers.iter().map(row).collect();
    page.table(&head, &rows);
    if !evaluation.unfitted.is_empty() {
        let items: Vec<String> = evaluation
            .unfitted
            .iter()
            .map(|u| format!("No baseline \"{}\": {}.", u.name, u.reason))
            .collect();
        page.list(&items);
    }
    curves(page, evaluation);
}

fn row(scored: &Scored) -> Vec<String> {
    let difference = scored.model_less_this.as_ref();
    vec![
        scored.name.clone(),
        scored.ranking.auc.cell(),
        difference.map_or(String::new(), |d| d.auc.cell()),
        difference
            .and_then(|d| d.p)
            .map_or(String::new(), |p| if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }),
        scored.ranking.average_precision.cell(),
        scored.description.clone(),
    ]
}

fn curves(page: &mut Page, evaluation: &Evaluation) {
    let lines = |points: fn(&Scored) -> &Vec<[f64; 2]>| -> Vec<Line> {
        let drawn = evaluation.scorers.iter().filter(|s| !points(s).is_empty());
        drawn
            // Two points are a scorer with one score: the diagonal, or a level.
            .filter(|s| s.kind != Kind::Baseline || s.ranking.auc.value.is_some())
            .map(|s| Line { name: s.name.clone(), points: points(s).clone() })
            .collect()
    };
    let roc = Lines {
        title: "ROC curves".into(),
        x_label: "1 - specificity".into(),
        x_range: Some([0.0, 1.0]),
        y_label: "sensitivity".into(),
        series: lines(|s| &s.ranking.roc),
    };
    page.figure(
        "ROC curves",
        &roc.svg(),
        "Each threshold is a point. A scorer that tells nothing runs along the diagonal.",
    );
    let share = evaluation.films.positives as f64 / evaluation.films.scored.max(1) as f64;
    let mut series = lines(|s| &s.ranking.precision_recall);
    series.push(Line { name: "share of positives".into(), points: vec![[0.0, share], [1.0, share]] });
    let precision_recall = Lines {
        title: "Precision-recall curves".into(),
        x_label: "recall (sensitivity)".into(),
        x_range: Some([0.0, 1.0]),
        y_label: "precision (PPV)".into(),
        series,
    };
    page.figure(
        "Precision-recall curves",
        &precision_recall.svg(),
        "Precision depends on how common positives are: a scorer that tells nothing lies at their share among these films, \
         and among films where the disease is rarer all curves lie lower.",
    );
}

/// A figure as a dot.
pub(super) fn point(figure: &Figure) -> Option<Point> {
    figure.value.map(|value| Point { value, interval: figure.interval })
}

/// Where the axis begins: at 0.4, or lower if a scorer is.
fn lowest(evaluation: &Evaluation) -> f64 {
    let aucs = evaluation.scorers.iter().map(|s| &s.ranking.auc);
    let lows = aucs.filter_map(|f| f.interval.map(|i| i[0]).or(f.value));
    (lows.fold(0.4, f64::min) * 10.0).floor() / 10.0
}
