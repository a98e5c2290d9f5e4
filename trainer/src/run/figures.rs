//! A run's figures: its history, and how the best epoch does on the validation films.
//!
//! They show whether training went well. They are no evaluation: threshold 0 of an uncalibrated logit, on the films that
//! chose the epoch.

use serde::{Deserialize, Serialize};

use super::EpochRecord;
use crate::metrics::{Confusion, auc, average_precision, precision_recall_curve, roc_curve};
use crate::page::Page;
use crate::plot::{Cell, Line, Lines, Matrix, or_undefined};

/// The validation films of an epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validation {
    /// Stage, from 0.
    pub stage: usize,
    /// Epoch within the stage, from 0.
    pub epoch: usize,
    /// Logits.
    pub logits: Vec<f64>,
    /// Labels, in the same order.
    pub labels: Vec<bool>,
}

pub(crate) type Figure = (&'static str, String);

/// A column of the history: its file, its name, and how a record gives it.
type Column = (&'static str, &'static str, fn(&EpochRecord) -> Option<f64>);

const COLUMNS: [Column; 4] = [
    ("loss.svg", "Loss", |r| Some(r.loss)),
    ("auc.svg", "AUC", |r| r.auc),
    ("pr_auc.svg", "PR-AUC (average precision)", |r| r.average_precision),
    ("f1.svg", "F1 at logit 0", |r| r.f1),
];

/// One figure for each of the main columns: training and validation over the epochs of all stages.
pub(crate) fn of_history(history: &[EpochRecord]) -> Vec<Figure> {
    COLUMNS
        .iter()
        .map(|(file, name, value)| {
            let series = ["train", "validation"]
                .into_iter()
                .map(|set| {
                    let points =
                        history.iter().filter(|r| r.set == set).zip(1..).filter_map(|(r, i)| {
                            value(r).filter(|v| v.is_finite()).map(|v| [f64::from(i), v])
                        });
                    Line { name: set.to_owned(), points: points.collect() }
                })
                .collect();
            let figure = Lines {
                title: format!("{name} by epoch, training and validation films"),
                x_label: "epoch, over all stages".into(),
                x_range: None,
                y_label: (*name).to_owned(),
                series,
            };
            (*file, figure.svg())
        })
        .collect()
}

/// ROC curve, precision-recall curve and confusion matrix; curves that are not defined are left out.
pub(crate) fn of_validation(best: &Validation) -> Vec<Figure> {
    let mut figures = Vec::new();
    if let Some(points) = roc_curve(&best.logits, &best.labels) {
        let area = or_undefined(auc(&best.logits, &best.labels));
        let figure = Lines {
            title: "ROC curve of the validation films".into(),
            x_label: "1 - specificity".into(),
            x_range: Some([0.0, 1.0]),
            y_label: "sensitivity".into(),
            series: vec![
                Line { name: format!("network, AUC {area}"), points },
                Line { name: "chance".into(), points: vec![[0.0, 0.0], [1.0, 1.0]] },
            ],
        };
        figures.push(("roc.svg", figure.svg()));
    }
    if let Some(points) = precision_recall_curve(&best.logits, &best.labels) {
        let area = or_undefined(average_precision(&best.logits, &best.labels));
        let share = best.labels.iter().filter(|&&l| l).count() as f64 / best.labels.len() as f64;
        let figure = Lines {
            title: "Precision-recall curve of the validation films".into(),
            x_label: "recall".into(),
            x_range: Some([0.0, 1.0]),
            y_label: "precision".into(),
            series: vec![
                Line { name: format!("network, PR-AUC {area}"), points },
                Line {
                    name: format!("share of positives, {share:.3}"),
                    points: vec![[0.0, share], [1.0, share]],
                },
            ],
        };
        figures.push(("pr.svg", figure.svg()));
    }
    let counts = Confusion::at(&best.logits, &best.labels, 0.0);
    let row = |a: usize, b: usize| {
        let whole = (a + b).max(1) as f64;
        [a, b].map(|n| Some(Cell { shade: n as f64 / whole, text: n.to_string() })).to_vec()
    };
    let figure = Matrix {
        title: "Confusion matrix of the validation films at logit 0".into(),
        row_label: "label".into(),
        column_label: "network".into(),
        rows: vec!["pneumonia".into(), "no pneumonia".into()],
        columns: vec!["at or above 0".into(), "below 0".into()],
        cells: vec![
            row(counts.true_positives, counts.false_negatives),
            row(counts.false_positives, counts.true_negatives),
        ],
    };
    figures.push(("confusion.svg", figure.svg()));
    figures
}

/// All figures on one page, with the history as a table.
pub(super) fn report(name: &str, history: &[EpochRecord], best: &Validation) -> String {
    let mut page = Page::new(&format!("{name}: training"));
    page.lead(
        "How training went. This is no evaluation: the validation films chose the epoch, and the figures are those of \
         the raw logit at 0, before quantisation, calibration and the choice of a threshold. Research use only.",
    );
    page.section("history", "History");
    let captions = [
        "Pooled over the epoch's films. Training films are augmented and seen while the weights still move.",
        "Area under the ROC curve: the share of pairs of a positive and a negative film that are ordered rightly.",
        "Average precision; its floor is the share of positives.",
        "Harmonic mean of precision and recall at logit 0.",
    ];
    for ((_, svg), ((_, title, _), caption)) in of_history(history).iter().zip(COLUMNS.iter().zip(captions)) {
        page.figure(title, svg, caption);
    }
    page.section("best", &format!("Validation films after stage {}, epoch {}", best.stage, best.epoch + 1));
    for (file, svg) in of_validation(best) {
        let (title, caption) = match file {
            "roc.svg" => ("ROC curve", "Every threshold, sensitivity against what it costs in specificity."),
            "pr.svg" => {
                ("Precision-recall curve", "Every threshold, at the validation films' share of positives.")
            }
            _ => ("Confusion matrix", "Shades are shares of a row."),
        };
        page.figure(title, &svg, caption);
    }
    page.section("table", "All epochs");
    let show = |x: Option<f64>| x.map_or("–".to_owned(), |x| format!("{x:.3}"));
    let rows: Vec<Vec<String>> = history
        .iter()
        .map(|r| {
            vec![
                format!("{}, stage {}, epoch {}", r.set, r.stage, r.epoch + 1),
                r.input_size.to_string(),
                format!("{:.4}", r.loss),
                show(r.accuracy),
                show(r.auc),
                show(r.average_precision),
                show(r.precision),
                show(r.recall),
                show(r.f1),
            ]
        })
        .collect();
    page.table(&["films", "input", "loss", "accuracy", "AUC", "PR-AUC", "precision", "recall", "F1"], &rows);
    page.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(set: &str, epoch: usize, loss: f64) -> EpochRecord {
        EpochRecord {
            stage: 0,
            epoch,
            input_size: 64,
            set: set.into(),
            loss,
            accuracy: Some(0.5),
            auc: None,
            precision: None,
            recall: Some(0.0),
            f1: Some(0.0),
            average_precision: Some(0.4),
        }
    }

    #[test]
    fn a_page_has_all_figures_and_no_nonsense() {
        let history = [record("train", 0, 0.7), record("validation", 0, 0.69), record("train", 1, f64::NAN)];
        let best =
            Validation { stage: 0, epoch: 0, logits: vec![-1.0, 0.5, 2.0], labels: vec![false, true, true] };
        let page = report("a < b", &history, &best);
        assert_eq!(page.matches("<svg").count(), 7);
        assert!(page.contains("a &lt; b") && !page.contains("NaN\""));
        let one_class = Validation { labels: vec![true; 3], ..best };
        assert_eq!(
            of_validation(&one_class).iter().map(|f| f.0).collect::<Vec<_>>(),
            ["pr.svg", "confusion.svg"]
        );
    }
}
