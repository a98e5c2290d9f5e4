//! What a submission is made of, read and held against each other: figures of two runs in one document would be worse
//! than none.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use shared::package::{Manifest, SourceKind};
use shared::prediction::Logit;

use super::error::SubmissionError;
use super::facts::Facts;
use crate::config::{DataConfig, TrainConfig};
use crate::run::{Run, State, Validation};
use crate::split::{self, SplitSummary};
use crate::{dataset, eda, evaluate, package};

/// Where the inputs lie.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Folder of the run.
    pub run: PathBuf,
    /// Folder of the package that was made from it.
    pub package: PathBuf,
    /// Folder of the split; the run's own if not given.
    pub split: Option<PathBuf>,
    /// Folder that `trainer eda` wrote of the table that was split.
    pub eda: Option<PathBuf>,
    /// Folders that `trainer evaluate` wrote; at least one.
    pub evaluations: Vec<PathBuf>,
}

/// Everything that is quoted.
#[derive(Debug, Clone)]
pub struct Material {
    /// The run's configuration.
    pub config: TrainConfig,
    /// How training went.
    pub state: State,
    /// The best epoch on the validation films.
    pub best: Validation,
    /// The package's manifest.
    pub manifest: Manifest,
    /// Films on disk, and what is known of them; `None` of phantoms that were drawn as needed.
    pub data: Option<Data>,
    /// The evaluation on the films that were kept back.
    pub test: Evaluation,
    /// Other evaluations, in the order given.
    pub others: Vec<Evaluation>,
}

/// Films on disk.
#[derive(Debug, Clone)]
pub struct Data {
    /// How they were divided.
    pub split: SplitSummary,
    /// What `trainer eda` found.
    pub eda: Facts,
    /// How films got their labels.
    pub ground_truth: String,
}

/// An evaluation.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// `evaluation.json`.
    pub facts: Facts,
    /// Its films in a few words: which table, whose films.
    pub films: String,
    /// Whether they are the split's test films, all or those of a population.
    pub is_internal: bool,
}

/// What a package may say of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has learned from drawings alone: nothing.
    Phantoms,
    /// It has learned from films of people, but its scores are no probabilities.
    Uncalibrated,
    /// It has learned from films of people, and gives probabilities where there is evidence.
    Real,
}

impl Material {
    /// Reads everything.
    ///
    /// # Errors
    ///
    /// A file that is missing or damaged, or inputs that do not belong together ([`SubmissionError`]).
    pub fn read(from: &Sources) -> Result<Self> {
        let (run, config) = Run::open(&from.run)?;
        let state = run.state()?;
        let best = state
            .best_validation
            .clone()
            .with_context(|| format!("{}: no epoch of the last stage is finished yet", from.run.display()))?;
        // Every hash is verified: figures must be those of the files.
        let manifest = package::open(&from.package)?.manifest;
        let data = match &config.data {
            DataConfig::Phantom { .. } => None,
            DataConfig::Mixed { sets } => return Err(SubmissionError::Mixed { sets: sets.len() }.into()),
            DataConfig::Films { split, ground_truth, .. } => {
                let folder = from.split.as_deref().unwrap_or(split);
                Some(read_data(from, folder, ground_truth.as_deref())?)
            }
        };
        let sha256 = match &data {
            Some(data) => data.split.sha256.clone(),
            None => dataset::source(&config.data, config.seed, 0)?.sha256,
        };
        let trained = manifest.training_data.first().map_or("", |source| source.sha256.as_str());
        same(&from.package, "run", "training data's SHA-256", trained, &sha256)?;
        same(&from.package, "run", "name", &manifest.name, &config.name)?;

        let mut evaluations = from
            .evaluations
            .iter()
            .map(|folder| read_evaluation(folder, &manifest, data.as_ref().map(|d| &d.split)))
            .collect::<Result<Vec<_>>>()?;
        let is_test = |(e, is_all): &(Evaluation, bool)| data.is_none() || (e.is_internal && *is_all);
        let test =
            evaluations.iter().position(is_test).ok_or(SubmissionError::NoTest { table: split::TEST })?;
        let (test, _) = evaluations.remove(test);
        let others = evaluations.into_iter().map(|(evaluation, _)| evaluation).collect();
        Ok(Self { config, state, best, manifest, data, test, others })
    }

    /// What the package may say of people.
    pub fn standing(&self) -> Standing {
        standing(&self.manifest)
    }

    /// All evaluations, that on the test films first.
    pub fn evaluations(&self) -> impl Iterator<Item = &Evaluation> {
        std::iter::once(&self.test).chain(&self.others)
    }

    /// The threshold in use.
    ///
    /// # Errors
    ///
    /// If the package has none.
    pub fn threshold(&self) -> Result<(&str, Logit), SubmissionError> {
        let point = self.manifest.operating_point();
        let point = point.ok_or_else(|| SubmissionError::Missing {
            file: shared::package::MANIFEST.to_owned(),
            place: "operating_points[0]".to_owned(),
        })?;
        Ok((&point.name, point.logit))
    }
}

/// What a package may say of people.
pub fn standing(manifest: &Manifest) -> Standing {
    if manifest.training_data.iter().all(|source| source.kind == SourceKind::Synthetic) {
        Standing::Phantoms
    } else if manifest.is_demonstration() {
        Standing::Uncalibrated
    } else {
        Standing::Real
    }
}

impl Evaluation {
    /// The model's figures among those of all scorers.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn model(&self) -> Result<Facts, SubmissionError> {
        let scorers = self.facts.list("scorers")?;
        scorers.into_iter().next().ok_or_else(|| SubmissionError::Missing {
            file: self.facts.file().to_owned(),
            place: "scorers[0]".to_owned(),
        })
    }

    /// The model's figures at the threshold in use.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn decision(&self) -> Result<Facts, SubmissionError> {
        let model = self.model()?;
        model.list("decisions")?.into_iter().next().ok_or_else(|| SubmissionError::Missing {
            file: self.facts.file().to_owned(),
            place: "scorers[0].decisions[0]".to_owned(),
        })
    }
}

fn read_data(from: &Sources, folder: &Path, ground_truth: Option<&str>) -> Result<Data> {
    let split = split::read(folder)?;
    let eda = from.eda.as_deref().ok_or(SubmissionError::NotGiven(
        "--eda, the folder that `trainer eda` wrote of the table that was split",
    ))?;
    let path = eda.join(eda::JSON);
    let eda = Facts::read(&path)?;
    let table: String = eda.get("table.sha256")?;
    same(&path, "split", "table's SHA-256", &table, &split.source.sha256)?;
    let ground_truth = ground_truth.map(str::trim).filter(|text| !text.is_empty()).ok_or_else(|| {
        SubmissionError::NoGroundTruth { file: from.run.join("config.toml").display().to_string() }
    })?;
    Ok(Data { split, eda, ground_truth: ground_truth.to_owned() })
}

/// Whose films were taken, as documents name them.
fn of_population(population: &str) -> &str {
    if population == "all" { "all ages" } else { population }
}

/// An evaluation, and whether it is of everybody.
fn read_evaluation(
    folder: &Path,
    manifest: &Manifest,
    split: Option<&SplitSummary>,
) -> Result<(Evaluation, bool)> {
    let path = folder.join(evaluate::JSON);
    let facts = Facts::read(&path)?;
    let model: String = facts.get("model.id")?;
    same(&path, "package", "model's id", &model, &manifest.id)?;
    let table: String = facts.get("table.sha256")?;
    let mut is_internal = false;
    if let Some(split) = split {
        let seen = [
            (&split.parts.train.sha256, "training films"),
            (&split.parts.validation.sha256, "validation films"),
            (&split.source.sha256, "whole table, training films among them"),
        ];
        if let Some((_, part)) = seen.into_iter().find(|(sha256, _)| **sha256 == table) {
            return Err(SubmissionError::Seen { file: path.display().to_string(), part }.into());
        }
        is_internal = split.parts.test.sha256 == table;
    }
    let population: String = facts.get("population")?;
    let of = of_population(&population);
    let films = if is_internal {
        format!("test films, {of}")
    } else {
        format!("{}, {of}", facts.get::<String>("table.file")?)
    };
    Ok((Evaluation { facts, films, is_internal }, population == "all"))
}

fn same(
    what: &Path,
    of: &'static str,
    field: &'static str,
    found: &str,
    expected: &str,
) -> Result<(), SubmissionError> {
    if found == expected {
        return Ok(());
    }
    Err(SubmissionError::OfAnother {
        what: what.display().to_string(),
        of,
        field,
        found: found.to_owned(),
        expected: expected.to_owned(),
    })
}
