//! Sections 3.2 and 3.3: how training went, and the curves of the best epoch.

use super::document::Section;
use super::inputs::Material;
use crate::config::{Criterion, DataConfig};
use crate::metrics::{auc, average_precision, precision_recall_curve, roc_curve};
use crate::plot::{Line, Lines, or_undefined};
use crate::run::{EpochRecord, of_history, validation_of};

pub(super) fn write(section: &mut Section, material: &Material) {
    section.heading("3.2 Training performance");
    let captions = [
        (
            "Loss",
            "Mean loss a film, training and validation, over the epochs of all stages. Training films are augmented.",
        ),
        ("AUC", "Area under the ROC curve, over all films of an epoch at once."),
        ("PR-AUC", "Average precision; its floor is the share of positive films."),
        ("F1", "F1 at logit 0, before a threshold is chosen."),
    ];
    for ((file, svg), (title, caption)) in of_history(&material.state.history).into_iter().zip(captions) {
        section.figure(file, title, svg, caption);
    }
    if material.is_mixed() {
        section.text(
            "These curves are of all sets together. Training films are drawn in other proportions than validation films are \
             taken, so their curves differ for this reason too.",
        );
        of_sets(section, material);
    }
    let best = &material.best;
    section.text(format!(
        "The package is made from stage {}, epoch {} of {} epochs recorded for validation; {} chose it.",
        best.stage,
        best.epoch + 1,
        material.state.history.iter().filter(|r| r.set == "validation").count(),
        match (material.config.early_stopping.criterion, material.is_mixed()) {
            (Criterion::Auc, false) => "the largest AUC on validation films",
            (Criterion::Loss, false) => "the smallest loss on validation films",
            (Criterion::Auc, true) => "the largest mean over the sets of their AUC on validation films",
            (Criterion::Loss, true) => "the smallest mean over the sets of their loss on validation films",
        }
    ));
    section.heading("3.3 Precision-recall curve");
    if material.is_mixed() {
        match validation_by_set(material) {
            Some(sets) => curves_by_set(section, &sets),
            None => section.text(
                "The sets' own curves cannot be told apart: the run kept no answers to single validation films, or some of the \
                 films could not be used. Section 3.2 has each set's AUC and average precision.",
            ),
        }
    }
    for (file, svg) in &best.curves {
        let title = match file.as_str() {
            "pr.svg" => "Precision-recall curve of the validation films",
            "roc.svg" => "ROC curve of the validation films",
            _ => continue,
        };
        section.figure(
            file,
            title,
            svg.clone(),
            if material.is_mixed() {
                "Every threshold of the best epoch's raw logit, before the weights were rounded to 8 bits, on all sets together."
            } else {
                "Every threshold of the best epoch's raw logit, before the weights were rounded to 8 bits."
            },
        );
    }
}

/// The records of a set's validation films.
fn records<'a>(material: &'a Material, name: &str) -> impl Iterator<Item = &'a EpochRecord> {
    let set = validation_of(name);
    material.state.history.iter().filter(move |record| record.set == set)
}

/// Each set's validation films, by epoch and at the best one.
fn of_sets(section: &mut Section, material: &Material) {
    let names: Vec<String> = material.config.data.sets().iter().map(DataConfig::title).collect();
    let series = names
        .iter()
        .zip(1..)
        .map(|(name, number)| {
            let points =
                records(material, name).zip(1..).filter_map(|(r, i)| Some([f64::from(i), r.auc?])).collect();
            Line { name: format!("set {number}"), points }
        })
        .collect();
    let title = "AUC by epoch, validation films of each set";
    let figure = Lines {
        title: title.into(),
        x_label: "epoch, over all stages".into(),
        x_range: None,
        y_label: "AUC".into(),
        series,
    };
    section.figure(
        "auc_sets.svg",
        title,
        figure.svg(),
        "Each set by itself: sets are told apart by more than disease, so that the AUC of all together says little of any.",
    );
    let best = &material.best;
    let rows: Vec<Vec<String>> = names
        .iter()
        .zip(1..)
        .filter_map(|(name, number)| {
            let record = records(material, name).find(|r| (r.stage, r.epoch) == (best.stage, best.epoch))?;
            Some(vec![
                format!("set {number}"),
                format!("{:.3}", record.loss),
                or_undefined(record.auc),
                or_undefined(record.average_precision),
                or_undefined(record.f1),
            ])
        })
        .collect();
    section.text("The epoch that the package is made from, on each set's validation films at logit 0:");
    section.table(&["films", "loss", "AUC", "PR-AUC", "F1"], rows);
}

/// Logits and labels of each set's validation films at the best epoch. They stand one set after the other; whether they are
/// as many of each class as the splits say tells that none was left out.
fn validation_by_set(material: &Material) -> Option<Vec<(Vec<f64>, Vec<bool>)>> {
    let best = material.best.validation.as_ref()?;
    let mut first = 0;
    let mut sets = Vec::new();
    for (set, config) in material.sets.iter().zip(material.config.data.sets()) {
        let (films, positive) = match (&set.data, config) {
            (Some(data), _) => {
                let films = data.split.parts.validation.films;
                (films.all(), Some(films.positive))
            }
            (None, DataConfig::Phantom { validation, .. }) => (*validation, None),
            (None, _) => return None,
        };
        let (logits, labels) =
            (best.logits.get(first..first + films)?, best.labels.get(first..first + films)?);
        let found = labels.iter().filter(|&&label| label).count();
        if positive.is_some_and(|positive| positive != found) {
            return None;
        }
        sets.push((logits.to_vec(), labels.to_vec()));
        first += films;
    }
    (first == best.logits.len()).then_some(sets)
}

/// A curve's points; `None` where it is not defined.
type Curve = Option<Vec<[f64; 2]>>;

fn curves_by_set(section: &mut Section, sets: &[(Vec<f64>, Vec<bool>)]) {
    let lines =
        |curve: fn(&[f64], &[bool]) -> Curve, area: &dyn Fn(&[f64], &[bool]) -> String| -> Vec<Line> {
            sets.iter()
                .zip(1..)
                .filter_map(|((logits, labels), number)| {
                    let name = format!("set {number}, {}", area(logits, labels));
                    Some(Line { name, points: curve(logits, labels)? })
                })
                .collect()
        };
    let caption = "Every threshold of the best epoch's raw logit, before the weights were rounded to 8 bits, set by set.";
    let share =
        |labels: &[bool]| labels.iter().filter(|&&label| label).count() as f64 / labels.len().max(1) as f64;
    let pr = lines(precision_recall_curve, &|x, y| {
        format!("PR-AUC {} at a share of positives of {:.3}", or_undefined(average_precision(x, y)), share(y))
    });
    let roc = lines(roc_curve, &|x, y| format!("AUC {}", or_undefined(auc(x, y))));
    for (file, title, x_label, y_label, series) in [
        (
            "pr_sets.svg",
            "Precision-recall curves of the validation films, set by set",
            "recall",
            "precision",
            pr,
        ),
        (
            "roc_sets.svg",
            "ROC curves of the validation films, set by set",
            "1 - specificity",
            "sensitivity",
            roc,
        ),
    ] {
        if series.is_empty() {
            continue;
        }
        let figure = Lines {
            title: title.into(),
            x_label: x_label.into(),
            x_range: Some([0.0, 1.0]),
            y_label: y_label.into(),
            series,
        };
        section.figure(file, title, figure.svg(), caption);
    }
}
