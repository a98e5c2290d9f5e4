//! What `trainer evaluate` wrote: of which films, and whether they were kept back from the model.

use std::path::Path;

use anyhow::Result;
use shared::package::Manifest;

use super::error::SubmissionError;
use super::facts::Facts;
use super::inputs::same;
use super::sets::{Data, FilmSet};
use crate::evaluate::{self, Population};
use crate::split::{self, Part};

/// An evaluation.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// `evaluation.json`.
    pub facts: Facts,
    /// Its films in a few words: which table, whose films.
    pub films: String,
    /// The set, from 0, whose test films they are, all or those of a population; `None` of other films.
    pub set: Option<usize>,
    /// Whose films were taken: of everybody in the table, or of a population.
    pub population: Population,
}

impl Evaluation {
    /// Reads what stands in a folder.
    ///
    /// # Errors
    ///
    /// An evaluation of another package, or of films that the model has seen.
    pub(super) fn read(folder: &Path, manifest: &Manifest, sets: &[FilmSet]) -> Result<Self> {
        let path = folder.join(evaluate::JSON);
        let facts = Facts::read(&path)?;
        let model: String = facts.get("model.id")?;
        same(&path, "package", "model's id", &model, &manifest.id)?;
        let table: String = facts.get("table.sha256")?;
        let population = population(&facts)?;
        let mut set = None;
        for (i, of) in sets.iter().enumerate() {
            let Some(data) = &of.data else { continue };
            let seen = [
                (&data.split.parts.train.sha256, "training films"),
                (&data.split.parts.validation.sha256, "validation films"),
                (&data.split.source.sha256, "whole table, training films among them"),
            ];
            if let Some((_, part)) = seen.into_iter().find(|(sha256, _)| **sha256 == table) {
                let of = if sets.len() > 1 { format!(" ({})", of.title()) } else { String::new() };
                let part = format!("{part}{of}");
                return Err(SubmissionError::Seen { file: path.display().to_string(), part }.into());
            }
            if data.split.parts.test.sha256 == table {
                set = Some(i);
            }
        }
        let films = match set.and_then(|i| sets.get(i)) {
            Some(of) if sets.len() > 1 => {
                // Of a set of children alone everybody is a child.
                let people = of.data.as_ref().map_or(population, Data::people);
                let people = if population == Population::All { people } else { population };
                format!("test films of set {}, {}", of.number, people.as_str())
            }
            Some(_) => format!("test films, {}", population.as_str()),
            None => format!("{}, {}", facts.get::<String>("table.file")?, population.as_str()),
        };
        Ok(Self { facts, films, set, population })
    }

    /// Whether they are test films of the run's own data.
    pub fn is_internal(&self) -> bool {
        self.set.is_some()
    }

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

fn population(facts: &Facts) -> Result<Population, SubmissionError> {
    let text: String = facts.get("population")?;
    match text.as_str() {
        "all" => Ok(Population::All),
        "adults" => Ok(Population::Adults),
        "children" => Ok(Population::Children),
        _ => Err(SubmissionError::Malformed {
            file: facts.file().to_owned(),
            place: "population".to_owned(),
            why: format!("`{text}` is none of all, adults, children"),
        }),
    }
}

/// Evaluations of the films that were kept back, and the others.
///
/// Of a run on one set it is the one of all ages. Of a run on several, those of each set, whoever is on the films: a
/// package for adults and children may be measured on each of them apart, in the set where they are found.
///
/// # Errors
///
/// If there is none of a set's.
pub(super) fn kept_back(
    mut all: Vec<Evaluation>,
    sets: &[FilmSet],
) -> Result<(Vec<Evaluation>, Vec<Evaluation>), SubmissionError> {
    if let [set] = sets {
        let is_test =
            |e: &Evaluation| set.data.is_none() || (e.is_internal() && e.population == Population::All);
        let at = all.iter().position(is_test).ok_or(SubmissionError::NoTest { table: split::TEST })?;
        return Ok((vec![all.remove(at)], all));
    }
    let (mut tests, others): (Vec<Evaluation>, Vec<Evaluation>) =
        all.into_iter().partition(Evaluation::is_internal);
    for (i, set) in sets.iter().enumerate() {
        let Some(data) = &set.data else { continue };
        if !tests.iter().any(|test| test.set == Some(i)) {
            return Err(SubmissionError::NoTestOf {
                set: set.title(),
                table: split::part_path(&data.folder, Part::Test).display().to_string(),
            });
        }
    }
    // Within a set everybody comes before a population.
    tests.sort_by_key(|test| (test.set, test.population != Population::All));
    Ok((tests, others))
}
