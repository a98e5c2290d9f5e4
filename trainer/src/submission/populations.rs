//! Children and adults, view by view: what the package has on them, and what it lacks to be evidence. The verdict is
//! `shared`'s alone; here it gets its words, with both numbers where a baseline was not beaten.

use shared::package::{
    Asked, Estimate, Evidence, FEWEST_FILMS, Manifest, Shortfall, Subgroup, VIEW_AND_AGE, shortfall,
};

use super::document::Section;
use super::error::SubmissionError;
use super::evaluation::Evaluation;
use super::inputs::{Material, Standing};
use super::words::{self, Kind, sentence};
use crate::evaluate::Population;
use crate::plot::{DotRow, Dots, Point, thousands};

/// Which kinds of films have evidence, and which have none, in a sentence; empty of a package without any.
pub(super) fn summary(material: &Material) -> String {
    if material.standing() != Standing::Real {
        return String::new();
    }
    let (with, without): (Vec<Kind>, Vec<Kind>) = words::kinds(&material.manifest)
        .into_iter()
        .filter(|kind| kind.admitted)
        .partition(|kind| kind.evidence == Evidence::Real);
    let names = |kinds: &[Kind]| kinds.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>().join("; ");
    match (with.as_slice(), without.as_slice()) {
        ([], _) => "There is evidence for no kind of film that is admitted.".to_owned(),
        (_, []) => format!("There is evidence for all films that are admitted: {}.", names(&with)),
        _ => format!(
            "There is evidence for these films alone: {}. There is none for: {}.",
            names(&with),
            names(&without)
        ),
    }
}

/// Why there is no evidence, kind by kind.
pub(super) fn reasons(manifest: &Manifest) -> Vec<String> {
    let of_kind = |kind: Kind| {
        let lacks: Vec<String> = manifest
            .shortfalls(&kind.film())
            .into_iter()
            .map(|(asked, shortfall)| {
                let films = match asked {
                    Asked::View => format!("View {} as a whole", kind.view),
                    Asked::Population => {
                        format!("{} as a whole", sentence(kind.people.unwrap_or("films of unknown age")))
                    }
                    Asked::Both => format!("{} together", sentence(&kind.name)),
                };
                format!("{films}: {}", lack(&shortfall))
            })
            .collect();
        (kind.admitted && !lacks.is_empty())
            .then(|| format!("{}. {}.", sentence(&kind.name), lacks.join(". ")))
    };
    words::kinds(manifest).into_iter().filter_map(of_kind).collect()
}

/// What figures lack, in words.
fn lack(shortfall: &Shortfall<'_>) -> String {
    match shortfall {
        Shortfall::NotMeasured => {
            format!(
                "fewer than {FEWEST_FILMS} test films of one of the classes, so that nothing was measured"
            )
        }
        Shortfall::NoInterval(auc) => format!("the AUC of {:.3} has no interval", auc.value),
        Shortfall::NotAbove { auc, low, baseline } => {
            let beaten_by = baseline.map_or(0.5, |e| e.value);
            // As many decimals as tell the two apart, or all there are.
            let digits = (3..=6).find(|&d| format!("{low:.d$}") != format!("{beaten_by:.d$}")).unwrap_or(6);
            let name =
                baseline.map_or_else(|| "chance".to_owned(), |e| format!("the {}", baseline_name(&e.name)));
            format!(
                "the lower bound of the AUC, {low:.digits$} (AUC {:.3} on {} films), is not above the {beaten_by:.digits$} of {name}",
                auc.value, auc.films
            )
        }
    }
}

/// `test_auc_thumbnail_baseline` as `thumbnail baseline`.
fn baseline_name(figure: &str) -> String {
    figure.trim_start_matches("test_auc_").replace('_', " ")
}

/// Kinds of film among those of an evaluation for which the package has evidence, and those for which it has none; `None`
/// of a package without evidence as a whole, and of films that are not test films of its own sets.
pub(super) fn among(material: &Material, evaluation: &Evaluation) -> Option<(Vec<String>, Vec<String>)> {
    let data = material.sets.get(evaluation.set?)?.data.as_ref()?;
    if material.standing() != Standing::Real {
        return None;
    }
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for (people, view) in data.test_films.keys() {
        let is_taken = evaluation.population == Population::All
            || people.is_some_and(|people| people == evaluation.population.as_str());
        if !is_taken {
            continue;
        }
        let kind = words::kind(&material.manifest, *people, view);
        let list = if kind.evidence == Evidence::Real { &mut with } else { &mut without };
        list.push(kind.name);
    }
    Some((with, without))
}

/// Where an evaluation does not show what the package's rule takes for evidence: it asks for more.
///
/// # Errors
///
/// A figure that is missing.
pub(super) fn disagreements(material: &Material) -> Result<Vec<String>, SubmissionError> {
    let mut all = Vec::new();
    for evaluation in &material.tests {
        let Some((with, _)) = among(material, evaluation) else { continue };
        let shown: Option<bool> = evaluation.facts.get("evidence.shown")?;
        if !with.is_empty() && shown != Some(true) {
            all.push(format!(
                "By the package's rule there is evidence for {}, but the evaluation of the {} does not show it, as it asks for \
                 more: {}",
                with.join("; "),
                evaluation.films,
                evaluation.facts.get::<String>("evidence.statement")?
            ));
        }
    }
    Ok(all)
}

/// `adults, PA` or `adults, all views`; `None` of a group by something else.
pub(super) fn name(group: &Subgroup) -> Option<String> {
    match (group.attribute.as_str(), group.value.split_once('/')) {
        ("age_band", None) => Some(format!("{}, all views", people(&group.value)?)),
        (VIEW_AND_AGE, Some((view, band))) => Some(format!("{}, {view}", people(band)?)),
        _ => None,
    }
}

/// Groups of films by population, alone or with the view.
fn groups(manifest: &Manifest) -> Vec<(String, &Subgroup)> {
    let mut groups: Vec<(String, &Subgroup)> =
        manifest.subgroups.iter().flatten().filter_map(|group| Some((name(group)?, group))).collect();
    groups.sort_by(|a, b| a.0.cmp(&b.0));
    groups
}

/// Whom an age band of all children or all adults is of.
fn people(band: &str) -> Option<&'static str> {
    match band {
        "0-17" => Some(Population::Children.as_str()),
        "18-120" => Some(Population::Adults.as_str()),
        _ => None,
    }
}

/// The names of the baselines that any of the groups has.
fn baselines(groups: &[(String, &Subgroup)]) -> Vec<String> {
    let is_baseline = |e: &&Estimate| e.name.starts_with("test_auc_") && e.name.ends_with("_baseline");
    let mut names: Vec<String> = groups
        .iter()
        .flat_map(|(_, group)| &group.metrics)
        .filter(is_baseline)
        .map(|e| e.name.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The package's test figures by population, as a table. Nothing where it has none.
pub(super) fn table(section: &mut Section, manifest: &Manifest) {
    let groups = groups(manifest);
    if groups.is_empty() {
        section.text(format!(
            "By population the package has no figures: none has {FEWEST_FILMS} test films of both classes."
        ));
        return;
    }
    let baselines = baselines(&groups);
    let rows = groups
        .iter()
        .map(|(name, group)| {
            let figure = |name: &str| group.metrics.iter().find(|e| e.name == name);
            let text = |name: &str| figure(name).map_or_else(|| "not fitted".to_owned(), words::estimate);
            let auc = figure("test_auc");
            let count = |n: u64| thousands(usize::try_from(n).unwrap_or(usize::MAX));
            let mut row = vec![
                name.clone(),
                auc.map_or_else(String::new, |e| count(e.films)),
                auc.map_or_else(String::new, |e| count(e.positives)),
                text("test_auc"),
            ];
            row.extend(baselines.iter().map(|name| text(name)));
            row.push(if shortfall(&group.metrics).is_none() { "yes" } else { "no" }.to_owned());
            row
        })
        .collect();
    let names: Vec<String> = baselines.iter().map(|name| baseline_name(name)).collect();
    let mut head = vec!["population", "test films", "positive", "AUC"];
    head.extend(names.iter().map(String::as_str));
    head.push("above all baselines");
    section.table(&head, rows);
}

/// The same drawn.
pub(super) fn figure(section: &mut Section, manifest: &Manifest) {
    let groups = groups(manifest);
    if groups.is_empty() {
        return;
    }
    let names = baselines(&groups);
    let rows = groups
        .iter()
        .map(|(name, group)| {
            let point = |figure: &str| {
                let found = group.metrics.iter().find(|e| e.name == figure);
                found.map(|e| Point { value: e.value, interval: e.interval })
            };
            let mut points = vec![point("test_auc")];
            points.extend(names.iter().map(|name| point(name)));
            let films = group.metrics.first().map_or(0, |e| e.films);
            DotRow { label: name.clone(), note: format!("{films} films"), points }
        })
        .collect();
    let mut series = vec!["device".to_owned()];
    series.extend(names.iter().map(|name| baseline_name(name)));
    let title = "AUC by population, and of the package's baselines";
    section.figure(
        "populations.svg",
        title,
        Dots::of_auc(title, series, rows).svg(),
        "Test films of all sets together, as the package has them. There is evidence only where the lower end of the \
         device's interval lies to the right of every baseline.",
    );
}
