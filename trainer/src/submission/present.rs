//! Section 6.4: how the device stands beside baselines, and group by group.

use super::document::Section;
use super::error::SubmissionError;
use super::evaluation::Evaluation;
use super::facts::Quoted;
use super::inputs::Material;
use super::{populations, words};
use crate::plot::{DotRow, Dots, Point, percent, short, thousands};

/// Figures that the standard is judged by, drawn.
pub(super) fn write(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    section.heading("6.4 Present performance");
    if material.is_mixed() {
        section.text(
            "By population, as the package has it (AUC with its 95 % interval, and what baselines come to on the same films):",
        );
        populations::table(section, &material.manifest);
        populations::figure(section, &material.manifest);
    }
    for (i, evaluation) in material.evaluations().enumerate() {
        scorers(section, evaluation, i)?;
        groups(section, evaluation, i)?;
        if material.is_mixed() {
            disturbances(section, evaluation)?;
        }
    }
    Ok(())
}

/// What the strongest of each disturbance does, where it was measured.
fn disturbances(section: &mut Section, evaluation: &Evaluation) -> Result<(), SubmissionError> {
    if evaluation.facts.get::<Option<serde_json::Value>>("sensitivity")?.is_none() {
        return Ok(());
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    for disturbed in evaluation.facts.list("sensitivity.disturbed")? {
        let name: String = disturbed.get("disturbance")?;
        // They stand from weak to strong.
        if rows.last().is_some_and(|row| row[0] == name) {
            rows.pop();
        }
        rows.push(vec![
            name,
            short(disturbed.get("strength")?),
            disturbed.get::<Quoted>("auc")?.text(),
            disturbed.get::<Quoted>("change")?.text(),
            percent(disturbed.get("crossed")?),
        ]);
    }
    let undisturbed: Quoted = evaluation.facts.get("sensitivity.undisturbed")?;
    section.text(format!(
        "Films disturbed, each at the strongest that was tried ({} of the {}; their AUC without it is {}):",
        thousands(undisturbed.films),
        evaluation.films,
        undisturbed.text()
    ));
    section.table(&["disturbance", "strength", "AUC", "change", "films that cross the threshold"], rows);
    Ok(())
}

fn point(figure: &Quoted) -> Option<Point> {
    figure.value.map(|value| Point { value, interval: figure.interval })
}

fn scorers(section: &mut Section, evaluation: &Evaluation, i: usize) -> Result<(), SubmissionError> {
    let mut rows = Vec::new();
    for scorer in evaluation.facts.list("scorers")? {
        let auc: Quoted = scorer.get("ranking.auc")?;
        let note = if auc.value.is_some() { auc.text() } else { "undefined".to_owned() };
        rows.push(DotRow { label: scorer.get("name")?, note, points: vec![point(&auc)] });
    }
    let title = format!("AUC of the device and of baselines that see no disease, {}", evaluation.films);
    let figure = Dots::of_auc(&title, vec!["AUC".into()], rows);
    section.figure(
        &format!("auc-{}.svg", i + 1),
        &title,
        figure.svg(),
        &format!(
            "{}. A baseline near the device means that its AUC proves nothing.",
            words::films(&evaluation.facts)?
        ),
    );
    Ok(())
}

fn groups(section: &mut Section, evaluation: &Evaluation, i: usize) -> Result<(), SubmissionError> {
    let (mut dots, mut rows) = (Vec::new(), Vec::new());
    for group in evaluation.facts.list("subgroups")? {
        if group.get::<Option<String>>("reason")?.is_some() {
            continue;
        }
        let Some(model) = group.list("scorers")?.into_iter().next() else { continue };
        let name = format!("{}: {}", group.get::<String>("attribute")?, group.get::<String>("value")?);
        let auc: Quoted = model.get("auc")?;
        let (positives, negatives) = (group.get("positives")?, group.get("negatives")?);
        dots.push(DotRow {
            label: name.clone(),
            note: format!("{} / {}", thousands(positives), thousands(negatives)),
            points: vec![point(&auc)],
        });
        let cell = |place: &str| -> Result<String, SubmissionError> {
            Ok(model.get::<Option<Quoted>>(place)?.map_or_else(|| "no threshold".to_owned(), |f| f.text()))
        };
        rows.push(vec![
            name,
            thousands(positives),
            thousands(negatives),
            auc.text(),
            cell("sensitivity")?,
            cell("specificity")?,
        ]);
    }
    if rows.is_empty() {
        section.text(format!(
            "No group of the {} has enough films of both classes to be measured.",
            evaluation.films
        ));
        return Ok(());
    }
    let title = format!("AUC by group, {}", evaluation.films);
    let figure = Dots::of_auc(&title, vec!["device".into()], dots);
    section.figure(
        &format!("groups-{}.svg", i + 1),
        &title,
        figure.svg(),
        "Positive and negative films at the right. Groups overlap and were not chosen beforehand: some differ by chance.",
    );
    section.table(&["group", "positive", "negative", "AUC", "sensitivity", "specificity"], rows);
    Ok(())
}
