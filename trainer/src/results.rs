//! `trainer results`: the figures of a package as a page of the documentation, made from its manifest, and from evaluations of
//! it where they are given.
//!
//! `docs/results.md` is this for the bundled model; a test holds it against the package.

mod evaluations;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use shared::package::{Manifest, point_figures};

use crate::package;
use crate::plot::{percent, thousands};
use crate::run::write_file;
use crate::submission::{Document, Section, Standing, standing};
use crate::submission::{estimate, kinds, what_it_is};

/// The page's last line, by which this command knows its own pages.
const MARK: &str = "<!-- made by trainer results -->\n";

/// The page for a package, with evaluations of it: folders that `trainer evaluate` wrote, or the JSON files in them.
///
/// # Errors
///
/// An evaluation that cannot be read, or is of another package.
pub fn page(manifest: &Manifest, evaluations: &[PathBuf]) -> Result<String> {
    let mut sections = vec![about(manifest), figures(manifest), decisions(manifest), evidence(manifest)];
    sections.extend(evaluations::sections(manifest, evaluations)?);
    let document = Document {
        title: format!("Results of {}", manifest.name),
        notice: manifest.notice(),
        metadata: String::new(),
        sections,
    };
    Ok(format!("{}\n{MARK}", document.markdown()))
}

/// Writes the page, over one that this command wrote.
///
/// # Errors
///
/// A package that is damaged, a file of somebody else's, or a disk that refuses; the file is then as it was.
pub fn write(folder: &Path, evaluations: &[PathBuf], out: &Path) -> Result<()> {
    let manifest = package::open(folder)?.manifest;
    if out.exists() {
        let old = std::fs::read_to_string(out).with_context(|| format!("reading {}", out.display()))?;
        ensure!(
            old.ends_with(MARK),
            "{} was not written by `trainer results`; nothing of others is overwritten",
            out.display()
        );
    }
    write_file(out, page(&manifest, evaluations)?.as_bytes())
}

/// Holds a page against the package.
///
/// # Errors
///
/// If they differ, with the first line that does.
pub fn check(folder: &Path, evaluations: &[PathBuf], page_file: &Path) -> Result<()> {
    let manifest = package::open(folder)?.manifest;
    let written =
        std::fs::read_to_string(page_file).with_context(|| format!("reading {}", page_file.display()))?;
    let wanted = page(&manifest, evaluations)?;
    if written == wanted {
        return Ok(());
    }
    let line = written.lines().zip(wanted.lines()).take_while(|(a, b)| a == b).count() + 1;
    bail!(
        "{}: line {line} is not what package {} says; run `trainer results --package {}{} --out {}`",
        page_file.display(),
        manifest.id,
        folder.display(),
        evaluations.iter().map(|one| format!(" --evaluation {}", one.display())).collect::<String>(),
        page_file.display()
    )
}

fn about(manifest: &Manifest) -> Section {
    let mut section = Section::new("about", "What was measured");
    section.text(what_it_is(standing(manifest)));
    let config = manifest.classifier();
    let parameters: usize = config.parameters().iter().map(|p| p.shape.iter().product::<usize>()).sum();
    let bytes: u64 = manifest.files().iter().map(|file| file.bytes).sum();
    let count = |n: u64| thousands(usize::try_from(n).unwrap_or(usize::MAX));
    let mut rows = vec![
        vec!["package id".to_owned(), manifest.id.clone()],
        vec!["made by".to_owned(), manifest.software.clone()],
        vec!["parameters".to_owned(), thousands(parameters)],
        vec!["files beside the manifest".to_owned(), format!("{} bytes", count(bytes))],
        vec!["input".to_owned(), format!("{side} x {side} pixels", side = manifest.preprocessing.input_size)],
    ];
    for source in &manifest.training_data {
        rows.push(vec![
            "training data".to_owned(),
            format!(
                "{}, {} films. {}. {}",
                source.name,
                count(source.films),
                source.population,
                source.provenance
            ),
        ]);
    }
    rows.push(vec![
        "films unlike the training data".to_owned(),
        match &manifest.out_of_distribution {
            Some(ood) => {
                format!("told by {}, {} from a distance of {:.3}", ood.method, ood.action.word(), ood.cutoff)
            }
            None => "not told from others".to_owned(),
        },
    ]);
    section.table(&["what", "value"], rows);
    section
}

fn figures(manifest: &Manifest) -> Section {
    let mut section = Section::new("figures", "Figures");
    section.text("Intervals are 95 %. Measured with the weights as the package gives them back.");
    let rows = manifest
        .metrics
        .iter()
        .flatten()
        .map(|e| {
            vec![e.name.clone(), estimate(e), e.films.to_string(), e.positives.to_string(), e.note.clone()]
        })
        .collect::<Vec<_>>();
    if rows.is_empty() {
        section.text("The package has no figures.");
    } else {
        section.table(&["figure", "value", "films", "positive", "note"], rows);
    }
    let groups: Vec<Vec<String>> = manifest
        .subgroups
        .iter()
        .flatten()
        .flat_map(|group| {
            group.metrics.iter().map(|e| {
                vec![
                    format!("{} {}", group.attribute, group.value),
                    e.name.clone(),
                    estimate(e),
                    e.films.to_string(),
                    e.positives.to_string(),
                ]
            })
        })
        .collect();
    if groups.is_empty() {
        section.text("By group: none was measured.");
    } else {
        section.table(&["group", "figure", "value", "films", "positive"], groups);
    }
    section
}

fn decisions(manifest: &Manifest) -> Section {
    let mut section = Section::new("decisions", "Threshold and calibration");
    let points = manifest.operating_points.as_deref().unwrap_or_default();
    let metrics = manifest.metrics.as_deref().unwrap_or_default();
    let rows = points
        .iter()
        .enumerate()
        .map(|(i, point)| {
            let mut row = vec![point.name.clone(), format!("{:.4}", point.logit.value()), point.rule.clone()];
            row.extend(
                point_figures(metrics, "test", points, i)
                    .map(|e| e.map_or_else(|| "not measured".to_owned(), estimate)),
            );
            row
        })
        .collect::<Vec<_>>();
    if rows.is_empty() {
        section.text("The package has no threshold.");
    } else {
        section.table(&["operating point", "logit", "rule", "test sensitivity", "test specificity"], rows);
    }
    section.text(match &manifest.calibration {
        Some(c) => format!(
            "Score = sigmoid({:.4} x logit {:+.4}), fitted at a prevalence of {}.",
            c.slope,
            c.intercept,
            percent(c.prevalence.value())
        ),
        None => "The package is not calibrated.".to_owned(),
    });
    section
}

fn evidence(manifest: &Manifest) -> Section {
    let mut section = Section::new("evidence", "For whom");
    let rows = kinds(manifest)
        .iter()
        .map(|kind| vec![kind.name.clone(), kind.evidence_text().to_owned(), kind.shown().to_owned()])
        .collect();
    section.table(&["population", "evidence", "shown"], rows);
    if standing(manifest) == Standing::Phantoms {
        section.text("None of these figures is of a patient.");
    }
    section
}
