//! What `trainer evaluate` found, as sections of the page of results: the model beside everything that needs no disease, on
//! all films and on pairs of films that are alike, and on disturbed films.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use shared::package::Manifest;

use crate::evaluate::sensitivity::Disturbance;
use crate::evaluate::{JSON, Population};
use crate::plot::{percent, thousands};
use crate::submission::{Facts, Quoted, Section};

/// A section for each evaluation, which is a folder that `trainer evaluate` wrote, or the JSON file in it.
///
/// # Errors
///
/// A file that is missing or of another shape, or an evaluation of another package.
pub(super) fn sections(manifest: &Manifest, evaluations: &[PathBuf]) -> Result<Vec<Section>> {
    evaluations
        .iter()
        .enumerate()
        .map(|(i, path)| {
            let file = if path.is_dir() { path.join(JSON) } else { path.clone() };
            section(manifest, &file, &format!("evaluation-{}", i + 1))
        })
        .collect()
}

fn section(manifest: &Manifest, file: &Path, id: &str) -> Result<Section> {
    let facts = Facts::read(file)?;
    let package: String = facts.get("model.id")?;
    ensure!(package == manifest.id, "{} is of package {package}, not of {}", file.display(), manifest.id);
    let (table, population): (String, Population) = (facts.get("table.file")?, facts.get("population")?);
    let [scored, positives, patients] =
        ["films.scored", "films.positives", "films.patients"].map(|place| facts.get::<usize>(place));
    let sha256: String = facts.get("table.sha256")?;
    let mut section = Section::new(id, &format!("Beside what needs no disease: {}", population.as_str()));
    section.text(format!(
        "{} films of {} patients, {} with pneumonia: `{table}`, SHA-256 {}. Intervals are 95 %.",
        thousands(scored?),
        thousands(patients?),
        thousands(positives?),
        sha256.get(..16).unwrap_or(&sha256),
    ));
    let matched = facts.at("matched")?;
    section
        .table(&["what orders the films", "AUC", "matched pairs ordered rightly"], rows(&facts, &matched)?);
    section.text(format!(
        "Pairs: {}. {} {}",
        thousands(matched.get("pairs")?),
        matched.get::<String>("verdict")?,
        facts.get::<String>("evidence.statement")?
    ));
    if facts.get::<Option<serde_json::Value>>("sensitivity")?.is_some() {
        let sensitivity = facts.at("sensitivity")?;
        let undisturbed: Quoted = sensitivity.get("undisturbed")?;
        section.text(format!(
            "Disturbed films ({}); undisturbed, their AUC is {}:",
            undisturbed.films,
            undisturbed.text()
        ));
        section.table(&["films", "AUC", "change", "across the threshold"], disturbed(&sensitivity)?);
    }
    Ok(section)
}

/// The scorers, then each shortcut alone.
fn rows(facts: &Facts, matched: &Facts) -> Result<Vec<Vec<String>>> {
    let on_pairs = |list: &str, wanted: &str| -> Result<Option<Quoted>> {
        for ordered in matched.list(list)? {
            if ordered.get::<String>("name")? == wanted {
                return Ok(Some(ordered.get("share")?));
            }
        }
        Ok(None)
    };
    let cell = |share: Option<Quoted>| share.map_or_else(String::new, |share| share.text());
    let mut rows = Vec::new();
    for scorer in facts.list("scorers")? {
        let name: String = scorer.get("name")?;
        let shown = match scorer.get::<String>("kind")?.as_str() {
            "model" => format!("**{}**", facts.get::<String>("model.name")?),
            "compared" => facts.get("compared.name")?,
            _ => name.clone(),
        };
        rows.push(vec![
            shown,
            scorer.get::<Quoted>("ranking.auc")?.text(),
            cell(on_pairs("scorers", &name)?),
        ]);
    }
    for alone in facts.list("alone")? {
        let (name, auc): (String, Quoted) = (alone.get("feature")?, alone.get("auc")?);
        let is_smaller = auc.value.is_some_and(|value| value < 0.5);
        let shown = format!("{name}{}", if is_smaller { ", smaller" } else { "" });
        let turned = |share: Quoted| if is_smaller { reversed(share) } else { share };
        let pairs = on_pairs("features", &name)?.map(turned);
        rows.push(vec![shown, turned(auc).text(), cell(pairs)]);
    }
    Ok(rows)
}

/// The same of smaller values.
fn reversed(figure: Quoted) -> Quoted {
    Quoted {
        value: figure.value.map(|value| 1.0 - value),
        interval: figure.interval.map(|[low, high]| [1.0 - high, 1.0 - low]),
        ..figure
    }
}

fn disturbed(sensitivity: &Facts) -> Result<Vec<Vec<String>>> {
    let row = |one: Facts| {
        let (kind, strength): (Disturbance, f64) = (one.get("disturbance")?, one.get("strength")?);
        let (auc, change): (Quoted, Quoted) = (one.get("auc")?, one.get("change")?);
        Ok(vec![kind.text(strength), auc.text(), change.text(), percent(one.get("crossed")?)])
    };
    sensitivity.list("disturbed")?.into_iter().map(row).collect()
}
