//! The sets of films that a run has learned from: each with its split, its exploration and the origin of its labels. They are
//! found by the SHA-256 of split and table, so that the order in which folders are given decides nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use shared::package::{Manifest, Source, SourceKind};

use super::error::SubmissionError;
use super::facts::Facts;
use super::inputs::{Sources, same};
use super::labels::{GroundTruth, ground_truths, missing};
use crate::config::{DataConfig, TrainConfig};
use crate::evaluate::Population;
use crate::split::{self, Part, SplitSummary};
use crate::train::sampler::left_out;
use crate::{dataset, eda, table};

/// A set of films.
#[derive(Debug, Clone)]
pub struct FilmSet {
    /// From 1, in the order of the run's configuration.
    pub number: usize,
    /// What the package says of it.
    pub source: Source,
    /// Films on disk, and what is known of them; `None` of phantoms that were drawn as needed.
    pub data: Option<Data>,
}

/// Films on disk.
#[derive(Debug, Clone)]
pub struct Data {
    /// How they were divided.
    pub split: SplitSummary,
    /// The folder with the tables of the parts.
    pub folder: PathBuf,
    /// What `trainer eda` found.
    pub eda: Facts,
    /// How films got their labels.
    pub ground_truth: GroundTruth,
    /// What other networks were scored on the test films before, if the configuration says.
    pub test_history: Option<String>,
    /// Test films by population (`adults`, `children`), `None` where the age does not tell, and view, empty where the table
    /// does not.
    pub test_films: BTreeMap<(Option<&'static str>, String), usize>,
    /// Positive and negative training films that `[sampling]` has no place for; `None` where nothing is drawn, or where not
    /// all films of the table were used.
    pub never_drawn: Option<[usize; 2]>,
}

impl FilmSet {
    /// `set 2, NIH ChestX-ray14`.
    pub fn title(&self) -> String {
        title(self.number, &self.source)
    }
}

impl Data {
    /// Whom the test films show: children or adults alone, or else all.
    pub fn people(&self) -> Population {
        let are_all = |of: Population| self.test_films.keys().all(|(people, _)| *people == Some(of.as_str()));
        [Population::Adults, Population::Children]
            .into_iter()
            .find(|of| are_all(*of))
            .unwrap_or(Population::All)
    }
}

/// Reads every set of a run.
///
/// # Errors
///
/// A package of another run; a split or an exploration that is missing or of no set; labels of which nobody says where they
/// come from.
pub(super) fn read(from: &Sources, config: &TrainConfig, manifest: &Manifest) -> Result<Vec<FilmSet>> {
    let configs = config.data.sets();
    let sources = sources(from, config, manifest)?;
    let texts = ground_truths(from, configs)?;
    let splits = splits(from, configs, &sources)?;
    let edas = edas(from, &splits)?;
    let mut sets = Vec::new();
    for (i, (source, split)) in sources.into_iter().zip(splits).enumerate() {
        let data = match split {
            Some((folder, split)) => Some(Data {
                eda: eda_of(&edas, &split, title(i + 1, &source))?,
                test_history: test_history(&configs[i]),
                ground_truth: texts[i].clone().ok_or_else(|| missing(from, configs.len(), i))?,
                test_films: test_films(&folder)?,
                never_drawn: never_drawn(config, &folder, &source)?,
                split,
                folder,
            }),
            None => None,
        };
        sets.push(FilmSet { number: i + 1, source, data });
    }
    Ok(sets)
}

fn title(number: usize, source: &Source) -> String {
    format!("set {number}, {}", source.name)
}

fn test_history(config: &DataConfig) -> Option<String> {
    match config {
        DataConfig::Films { test_history, .. } => test_history.clone().filter(|text| !text.trim().is_empty()),
        _ => None,
    }
}

/// What the package says of each set.
fn sources(from: &Sources, config: &TrainConfig, manifest: &Manifest) -> Result<Vec<Source>> {
    let mut free: Vec<&Source> = manifest.training_data.iter().collect();
    let mut found = Vec::new();
    // From the last: what the run began with stands before its own sets, and may bear the same name.
    for set in config.data.sets().iter().rev() {
        let is_same = |source: &Source| -> Result<bool> {
            Ok(match set {
                DataConfig::Films { kind, name, provenance, population, .. } => {
                    source.kind == *kind
                        && source.name == *name
                        && source.provenance == *provenance
                        && source.population == *population
                }
                DataConfig::Phantom { .. } => {
                    source.kind == SourceKind::Synthetic
                        && source.sha256 == dataset::source(set, config.seed, 0)?.sha256
                }
                DataConfig::Mixed { .. } => false,
            })
        };
        let mut at = None;
        for (i, source) in free.iter().enumerate().rev() {
            if is_same(source)? {
                at = Some(i);
                break;
            }
        }
        let at = at.ok_or_else(|| SubmissionError::OfAnother {
            what: from.package.display().to_string(),
            of: "run",
            field: "training data",
            found: free.iter().map(|source| source.name.as_str()).collect::<Vec<_>>().join(", "),
            expected: set.title(),
        })?;
        found.push(free.remove(at).clone());
    }
    found.reverse();
    Ok(found)
}

/// The split of each set, and its folder: one that was given, or the run's own. `None` of phantoms.
fn splits(
    from: &Sources,
    configs: &[DataConfig],
    sources: &[Source],
) -> Result<Vec<Option<(PathBuf, SplitSummary)>>> {
    let own = |set: &DataConfig| match set {
        DataConfig::Films { split, .. } => Some(split.clone()),
        DataConfig::Phantom { .. } | DataConfig::Mixed { .. } => None,
    };
    let expected: Vec<&str> = configs
        .iter()
        .zip(sources)
        .filter(|(set, _)| own(set).is_some())
        .map(|(_, source)| source.sha256.as_str())
        .collect();
    let mut given: Vec<(&Path, String, SplitSummary)> = Vec::new();
    for folder in &from.splits {
        let split = split::read(folder)?;
        check_given("--split", folder, &split.sha256, &expected, &given)?;
        given.push((folder, split.sha256.clone(), split));
    }
    let mut all = Vec::new();
    for (i, (set, source)) in configs.iter().zip(sources).enumerate() {
        all.push(match (own(set), given.iter().find(|(_, sha256, _)| *sha256 == source.sha256)) {
            (None, _) => None,
            (Some(_), Some((folder, _, split))) => Some(((*folder).to_owned(), split.clone())),
            (Some(own), None) => {
                let split = split::read(&own).with_context(|| {
                    format!(
                        "the split of {}, which --split can give from another folder",
                        title(i + 1, source)
                    )
                })?;
                same(&own, "package", "SHA-256", &split.sha256, &source.sha256)?;
                Some((own, split))
            }
        });
    }
    Ok(all)
}

/// The exploration of each set's table; a table may have been split for two sets.
fn edas(from: &Sources, splits: &[Option<(PathBuf, SplitSummary)>]) -> Result<Vec<(String, Facts)>> {
    let tables: Vec<&str> = splits.iter().flatten().map(|(_, split)| split.source.sha256.as_str()).collect();
    let mut given: Vec<(&Path, String, Facts)> = Vec::new();
    for folder in &from.edas {
        let facts = Facts::read(&folder.join(eda::JSON))?;
        let sha256: String = facts.get("table.sha256")?;
        check_given("--eda", folder, &sha256, &tables, &given)?;
        given.push((folder, sha256, facts));
    }
    Ok(given.into_iter().map(|(_, sha256, facts)| (sha256, facts)).collect())
}

/// The exploration of the table that a split was made from.
fn eda_of(edas: &[(String, Facts)], split: &SplitSummary, set: String) -> Result<Facts, SubmissionError> {
    let found = edas.iter().find(|(sha256, _)| *sha256 == split.source.sha256);
    found.map(|(_, facts)| facts.clone()).ok_or_else(|| SubmissionError::NoEda {
        set,
        table: split.source.file.clone(),
        sha256: split.source.sha256.clone(),
    })
}

/// Refuses a folder that belongs to no set, as its figures would be missed or those of another run expected, and a second
/// one of the same films.
fn check_given<T>(
    option: &'static str,
    folder: &Path,
    sha256: &str,
    expected: &[&str],
    before: &[(&Path, String, T)],
) -> Result<(), SubmissionError> {
    if !expected.contains(&sha256) {
        return Err(SubmissionError::Foreign {
            option,
            what: folder.display().to_string(),
            found: sha256.to_owned(),
            expected: if expected.is_empty() { "none".to_owned() } else { expected.join(", ") },
        });
    }
    match before.iter().find(|(_, other, _)| other == sha256) {
        Some((other, ..)) => Err(SubmissionError::Twice {
            option,
            what: folder.display().to_string(),
            other: other.display().to_string(),
            sha256: sha256.to_owned(),
        }),
        None => Ok(()),
    }
}

fn test_films(folder: &Path) -> Result<BTreeMap<(Option<&'static str>, String), usize>> {
    let mut counts = BTreeMap::new();
    for row in table::read(&split::part_path(folder, Part::Test))?.rows {
        let people = [Population::Adults, Population::Children].into_iter().find(|p| p.takes(&row));
        *counts.entry((people.map(Population::as_str), row.view.unwrap_or_default())).or_default() += 1;
    }
    Ok(counts)
}

/// Training films of which `[sampling]` draws none; only told where all films of the table were used.
fn never_drawn(config: &TrainConfig, folder: &Path, source: &Source) -> Result<Option<[usize; 2]>> {
    let Some(sampling) = &config.sampling else { return Ok(None) };
    let rows = table::read(&split::part_path(folder, Part::Train))?.rows;
    let all_used = u64::try_from(rows.len()).is_ok_and(|rows| rows == source.films);
    Ok(all_used.then(|| left_out(sampling, &rows)))
}
