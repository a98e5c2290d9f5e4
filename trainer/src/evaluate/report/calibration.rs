//! Whether probabilities are right, and what acting on them is worth.

use crate::evaluate::calibration::Calibration;
use crate::evaluate::net_benefit::DecisionCurve;
use crate::evaluate::scorer::Kind;
use crate::evaluate::{Evaluation, Scored};
use crate::page::Page;
use crate::plot::{Line, Lines, percent, thousands};

pub(super) fn calibration(page: &mut Page, evaluation: &Evaluation) {
    let Some(model) = evaluation.scorers.first() else { return };
    page.section("calibration", "Are its probabilities right?");
    if !evaluation.model.calibrated {
        page.text("The package is not calibrated: its scores claim to be no probabilities, and are measured as if they did.");
    }
    page.figure(
        &format!("Reliability (n = {})", thousands(evaluation.films.scored)),
        &reliability(model).svg(),
        "Films in ten groups by their probability: of films that are given 30 %, 30 % should show pneumonia. Below the \
         diagonal probabilities are too high, above it too low.",
    );
    let number = |value: Option<f64>| value.map_or("–".to_owned(), |v| format!("{v:.3}"));
    let row = |cells: &dyn Fn(&Calibration) -> Vec<String>| -> Vec<Vec<String>> {
        let named = |s: &Scored| [vec![s.name.clone()], cells(&s.calibration)].concat();
        evaluation.scorers.iter().map(named).collect()
    };
    page.table(
        &["", "slope", "intercept", "in the large"],
        &row(&|c| vec![c.slope.cell(), c.intercept.cell(), c.in_the_large.cell()]),
    );
    page.table(
        &["", "Brier", "Brier of the prevalence", "ECE", "ECE if perfect, mean", "95th percentile"],
        &row(&|c| {
            vec![
                c.brier.cell(),
                number(c.brier_of_prevalence),
                c.ece.cell(),
                number(c.ece_if_perfect.mean),
                number(c.ece_if_perfect.percentile_95),
            ]
        }),
    );
    page.text(
        "Slope 1 and intercept 0 are perfect; a slope below 1 means too sure. In the large: the intercept if the slope is \
         1; above 0, probabilities are too low on the whole. Where the disease is rarer or commoner here than where the \
         model was calibrated, this alone moves. ECE is never 0, even of perfect probabilities: the two columns at the \
         right say what chance alone gives with as many films.",
    );
}

fn reliability(model: &Scored) -> Lines {
    let bins = &model.calibration.reliability;
    let line = |name: &str, of: &dyn Fn(usize) -> Option<f64>| Line {
        name: name.into(),
        points: (0..bins.len()).filter_map(|i| Some([bins[i].predicted, of(i)?])).collect(),
    };
    Lines {
        title: "Reliability curve".into(),
        x_label: "mean probability of the group".into(),
        x_range: Some([0.0, 1.0]),
        y_label: "share with pneumonia".into(),
        series: vec![
            line("observed", &|i| bins[i].observed.value),
            line("interval, low", &|i| bins[i].observed.interval.map(|b| b[0])),
            line("interval, high", &|i| bins[i].observed.interval.map(|b| b[1])),
            Line { name: "perfect".into(), points: vec![[0.0, 0.0], [1.0, 1.0]] },
        ],
    }
}

pub(super) fn net_benefit(page: &mut Page, evaluation: &Evaluation) {
    page.section("benefit", "What acting on it is worth");
    page.text(
        "Whoever acts on a probability of p or more holds a missed pneumonia to be (1 - p) / p times as bad as a needless \
         act. The net benefit is then counted in true positives a film. A model is of use at a p only where it is above \
         acting on all films, above acting on none (0), and above the baselines.",
    );
    let count = evaluation.scorers.first().map_or(0, |s| s.decision_curves.len());
    for k in 0..count {
        let Some(first) = evaluation.scorers.first().map(|s| &s.decision_curves[k]) else { continue };
        let at = first.prevalence.map_or("these films' prevalence".to_owned(), percent);
        let title = format!(
            "Decision curves at {}{at}",
            if first.reweighted { "a prevalence reweighted to " } else { "" }
        );
        if let Some(reason) = &first.reason {
            page.text(&format!("No curve of the model at {at}: {reason}."));
            continue;
        }
        page.figure(
            &title,
            &curves(evaluation, k, first, &title).svg(),
            &format!(
                "n = {} films, {} positive. Less than nothing is drawn at nothing.{}",
                thousands(first.films),
                thousands(first.positives),
                if first.reweighted {
                    " Probabilities were moved by what the prior's log odds move."
                } else {
                    ""
                }
            ),
        );
        page.table(&["threshold", "net benefit", "95 % interval", "acting on all"], &table(first));
    }
}

fn curves(evaluation: &Evaluation, k: usize, first: &DecisionCurve, title: &str) -> Lines {
    let of = |s: &Scored| Line {
        name: s.name.clone(),
        points: s.decision_curves[k].points.iter().map(|b| [b.threshold, b.net_benefit.max(0.0)]).collect(),
    };
    // `always positive` is acting on all.
    let drawn =
        evaluation.scorers.iter().filter(|s| s.kind != Kind::Baseline || s.ranking.auc.value.is_some());
    let mut series: Vec<Line> = drawn.map(of).collect();
    series.push(Line {
        name: "act on all".into(),
        points: first.points.iter().map(|b| [b.threshold, b.act_on_all.max(0.0)]).collect(),
    });
    Lines {
        title: title.into(),
        x_label: "probability at which one acts".into(),
        x_range: None,
        y_label: "net benefit".into(),
        series,
    }
}

/// Every fifth point.
fn table(curve: &DecisionCurve) -> Vec<Vec<String>> {
    let row = |b: &crate::evaluate::net_benefit::Benefit| {
        vec![
            percent(b.threshold),
            format!("{:.4}", b.net_benefit),
            b.interval.map_or("–".to_owned(), |[low, high]| format!("{low:.4} to {high:.4}")),
            format!("{:.4}", b.act_on_all),
        ]
    };
    curve.points.iter().skip(4).step_by(5).map(row).collect()
}
