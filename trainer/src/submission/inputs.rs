//! What a submission is made of, read and held against each other: figures of two runs in one document would be worse
//! than none.

use std::path::{Path, PathBuf};

use anyhow::Result;
use shared::package::{Manifest, Source, SourceKind};
use shared::prediction::Logit;

use super::best::Best;
use super::error::SubmissionError;
use super::evaluation::{self, Evaluation};
use super::sets::{self, Data, FilmSet};
use crate::config::TrainConfig;
use crate::package;
use crate::run::{Run, State};

/// Where the inputs lie.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Folder of the run.
    pub run: PathBuf,
    /// Folder of the package that was made from it.
    pub package: PathBuf,
    /// Folders of splits, in any order; the run's own of each set that none of them is of.
    pub splits: Vec<PathBuf>,
    /// Folders that `trainer eda` wrote of the tables that were split, in any order; one for each set of films on disk.
    pub edas: Vec<PathBuf>,
    /// `SET=TEXT`: how the films of a set got their labels, where the run's configuration does not say it. SET is its name, or
    /// its number from 1.
    pub ground_truths: Vec<String>,
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
    /// The best epoch on the validation films, which the package is made from.
    pub best: Best,
    /// The package's manifest.
    pub manifest: Manifest,
    /// The sets of films that it learned from: at least one.
    pub sets: Vec<FilmSet>,
    /// The evaluations of the films that were kept back: one of a run on one set, and one or more of each set on disk, in
    /// their order, of a run on several.
    pub tests: Vec<Evaluation>,
    /// Other evaluations, in the order given.
    pub others: Vec<Evaluation>,
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
        let best = Best::read(&from.run, &config, &state)?;
        // Every hash is verified: figures must be those of the files.
        let manifest = package::open(&from.package)?.manifest;
        same(&from.package, "run", "name", &manifest.name, &config.name)?;
        let sets = sets::read(from, &config, &manifest)?;
        let evaluations = from
            .evaluations
            .iter()
            .map(|folder| Evaluation::read(folder, &manifest, &sets))
            .collect::<Result<Vec<_>>>()?;
        let (tests, others) = evaluation::kept_back(evaluations, &sets)?;
        Ok(Self { config, state, best, manifest, sets, tests, others })
    }

    /// What the package may say of people.
    pub fn standing(&self) -> Standing {
        standing(&self.manifest)
    }

    /// All evaluations, those of the test films first.
    pub fn evaluations(&self) -> impl Iterator<Item = &Evaluation> {
        self.tests.iter().chain(&self.others)
    }

    /// Whether it learned from several sets, which papers then call by their numbers.
    pub fn is_mixed(&self) -> bool {
        self.sets.len() > 1
    }

    /// Whether all films were drawn as needed, and none lies on disk.
    pub fn is_drawn(&self) -> bool {
        self.sets.iter().all(|set| set.data.is_none())
    }

    /// The sets of films on disk.
    pub fn data(&self) -> impl Iterator<Item = (&FilmSet, &Data)> {
        self.sets.iter().filter_map(|set| set.data.as_ref().map(|data| (set, data)))
    }

    /// What the network had learned from before this run began.
    pub fn before(&self) -> impl Iterator<Item = &Source> {
        let is_own = |source: &Source| self.sets.iter().any(|set| set.source == *source);
        self.manifest.training_data.iter().filter(move |source| !is_own(source))
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

/// Refuses an input that belongs to another run or package.
pub(super) fn same(
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
