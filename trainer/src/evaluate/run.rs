//! From a table, films and packages to an evaluation.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use shared::prediction::Logit;

use super::facts::{self, FilmFacts, LeftOut, ModelFacts};
use super::gallery::{Gallery, gallery};
use super::localisation::Target;
use super::region::Region;
use super::resample::Resampling;
use super::sample::Sample;
use super::score::{Answered, score};
use super::scorer::Kind;
use super::sensitivity::sensitivity;
use super::{Evaluation, Figures, Material, Population, RARE, Targets, assess, files, places};
use crate::eda::{self, Cohort, Feature, TableFacts};
use crate::films;
use crate::films::locate::locate;
use crate::predict::{Predictor, Reject};
use crate::table::{self, Row, Table};

/// What to evaluate on.
#[derive(Debug, Clone)]
pub struct Options {
    /// The label table.
    pub metadata: PathBuf,
    /// Folder of the films.
    pub images: PathBuf,
    /// Whose films.
    pub population: Population,
    /// Table that baselines are fitted on; without it, in turns on the films themselves.
    pub fit: Option<PathBuf>,
    /// Folder of that table's films; `images` if not given.
    pub fit_images: Option<PathBuf>,
    /// Where the disease is.
    pub places: Option<Places>,
    /// How many films to disturb: see [`sensitivity`](super::sensitivity).
    pub sensitivity: Option<usize>,
    /// How to resample.
    pub resampling: Resampling,
}

/// Where the disease is.
#[derive(Debug, Clone, PartialEq)]
pub enum Places {
    /// NIH's list of boxes, drawn on square films of so many pixels a side.
    Boxes(PathBuf, u32),
    /// A folder of masks named as the films are.
    Masks(PathBuf),
}

/// An evaluation, with what is not part of `evaluation.json`.
pub struct Evaluated {
    /// The figures.
    pub evaluation: Evaluation,
    /// A line of `scores.csv` for each film, with its header.
    pub scores: Vec<u8>,
    /// Films with their heatmaps.
    pub gallery: Option<Gallery>,
}

/// A film on its way.
struct Film {
    row: Row,
    path: PathBuf,
    region: Option<Region>,
}

/// Scores the films with the package, and with `other` if there is one, and measures everything.
///
/// # Errors
///
/// A table or a list of places that cannot be read, a folder without any of the films, a table to fit on that shares a
/// patient, or not one film that both packages score. A film that is missing or refused is listed, and no error.
pub fn run(options: &Options, model: &Predictor, other: Option<&Predictor>) -> Result<Evaluated> {
    let table = table::read(&options.metadata)?;
    let (mut films, mut left_out, of_others) = find(options, &table)?;
    let fit_table = options.fit.as_deref().map(|path| fit_table(path, options.population)).transpose()?;
    if let Some(fit) = &fit_table {
        refuse_shared(&films, fit)?;
    }
    if let Some(places) = &options.places {
        add_regions(&mut films, places)?;
    }

    let answers = answers(model, "scoring", &films);
    let (films, mut answered) = accepted(films, answers, "", &mut left_out);
    let (films, other_logits) = match other {
        None => (films, None),
        Some(other) => {
            let second = self::answers(other, "scoring with the other package", &films);
            let keep: Vec<bool> = second.iter().map(Result::is_ok).collect();
            let (films, second) = accepted(films, second, "the other package: ", &mut left_out);
            let mut keep = keep.into_iter();
            answered.retain(|_| keep.next().unwrap_or(false));
            (films, Some(second.iter().map(|a| a.logit).collect::<Vec<Logit>>()))
        }
    };
    ensure!(!films.is_empty(), "not one of the films could be scored; the first: {}", first(&left_out));
    left_out.sort_by_key(|film| film.line);

    let logits: Vec<Logit> = answered.iter().map(|a| a.logit).collect();
    let manifest = model.manifest();
    let owned: Vec<Row> = films.iter().map(|f| f.row.clone()).collect();
    let features = known(&owned, &options.images)?;
    let fit_features = match &fit_table {
        Some(fit) => known(&fit.rows, options.fit_images.as_deref().unwrap_or(&options.images))?,
        None => Vec::new(),
    };
    let targets: Vec<Target> = films
        .iter()
        .zip(answered)
        .enumerate()
        .filter_map(|(film, (f, answer))| Some(Target { film, map: answer.map?, region: f.region.clone()? }))
        .collect();
    let drawn = options.places.as_ref().map(|_| {
        let read = |i: usize| Ok(films::read(&films[i].path)?);
        gallery(&targets, manifest.heatmap_scale, options.resampling.seed, read, |i| films[i].row.line)
    });
    let disturbed = options.sensitivity.map(|count| {
        let scored: Vec<(&Path, &Row)> = films.iter().map(|f| (f.path.as_path(), &f.row)).collect();
        sensitivity(model, &scored, count, &options.resampling)
    });
    let model_scorer = facts::scorer(manifest, Kind::Model, &logits);
    let scores = files::scores(&owned, &logits, &model_scorer.probabilities(), &left_out)?;
    let fit_part = options
        .fit
        .as_deref()
        .zip(fit_table.as_ref())
        .map(|(path, fit)| (file_name(path), fit.rows.iter().collect::<Vec<_>>(), fit_features));
    let figures = assess(Material {
        rows: owned.iter().collect(),
        features,
        model: model_scorer,
        compared: other
            .zip(other_logits.as_deref())
            .map(|(other, logits)| facts::scorer(other.manifest(), Kind::Compared, logits)),
        points: facts::points(manifest),
        fit: fit_part,
        targets: options.places.as_ref().map(|places| Targets {
            films: targets,
            scale: manifest.heatmap_scale,
            regions: places.text(),
        }),
        resampling: options.resampling,
    });
    let Figures { scorers, unfitted, alone, subgroups, matched, localisation, evidence } = figures;
    let evaluation = Evaluation {
        schema_version: 1,
        software: format!("trainer {}", env!("CARGO_PKG_VERSION")),
        model: ModelFacts::new(manifest, model.device()),
        compared: other.map(|other| ModelFacts::new(other.manifest(), other.device())),
        table: TableFacts::new(&options.metadata, &table),
        fitted_on: options
            .fit
            .as_deref()
            .zip(fit_table.as_ref())
            .map(|(path, fit)| TableFacts::new(path, fit)),
        population: options.population,
        films: film_facts(&owned, table.rows.len(), of_others, left_out),
        seed: options.resampling.seed,
        resamples: options.resampling.count,
        reweighted_to: RARE,
        scorers,
        unfitted,
        alone,
        subgroups,
        matched,
        localisation,
        sensitivity: disturbed.transpose()?,
        evidence,
    };
    Ok(Evaluated { evaluation, scores, gallery: drawn.transpose()? })
}

impl Places {
    fn text(&self) -> String {
        match self {
            Self::Boxes(list, side) => {
                format!("boxes of pneumonia in {}, in pixels of films of {side} x {side}", file_name(list))
            }
            Self::Masks(folder) => format!("masks in {}", file_name(folder)),
        }
    }
}

/// The population's films that were found; those that were not; and how many rows are of others.
fn find(options: &Options, table: &Table) -> Result<(Vec<Film>, Vec<LeftOut>, usize)> {
    let taken: Vec<Row> = table.rows.iter().filter(|row| options.population.takes(row)).cloned().collect();
    ensure!(
        !taken.is_empty(),
        "{}: none of the {} films is known to be of {}",
        options.metadata.display(),
        table.rows.len(),
        options.population.as_str()
    );
    let located = locate(&taken, std::slice::from_ref(&options.images))?;
    let of_others = table.rows.len() - taken.len();
    let (mut films, mut left_out) = (Vec::new(), Vec::new());
    for (i, (row, found)) in taken.into_iter().zip(located.films).enumerate() {
        match found {
            Some(found) => films.push(Film { row, path: found.path, region: None }),
            None => {
                let ambiguous = located.ambiguous.binary_search(&i).is_ok();
                let reason = if ambiguous { "there is more than one such file" } else { "missing" };
                left_out.push(LeftOut { line: row.line, image: row.image, reason: reason.to_owned() });
            }
        }
    }
    Ok((films, left_out, of_others))
}

/// The table to fit baselines on, with the population's rows alone.
fn fit_table(path: &Path, population: Population) -> Result<Table> {
    let mut table = table::read(path)?;
    let all = table.rows.len();
    table.rows.retain(|row| population.takes(row));
    ensure!(
        !table.rows.is_empty(),
        "{}: none of the {all} films is known to be of {}",
        path.display(),
        population.as_str()
    );
    Ok(table)
}

/// Baselines that have seen a patient would know more than they should.
fn refuse_shared(films: &[Film], fit: &Table) -> Result<()> {
    let fitted: HashSet<&str> = fit.rows.iter().map(|row| row.patient_id.as_str()).collect();
    let shared: HashSet<&str> =
        films.iter().map(|f| f.row.patient_id.as_str()).filter(|p| fitted.contains(p)).collect();
    ensure!(
        shared.is_empty(),
        "{} patients are in both tables: baselines must be fitted on other patients than they are scored on",
        shared.len()
    );
    Ok(())
}

fn add_regions(films: &mut [Film], places: &Places) -> Result<()> {
    let rows: Vec<&Row> = films.iter().map(|f| &f.row).collect();
    let found = match places {
        Places::Boxes(list, side) => places::of_boxes(list, f64::from(*side), &rows)?,
        Places::Masks(folder) => places::of_masks(folder, &rows)?,
    };
    for (film, region) in found {
        films[film].region = Some(region);
    }
    Ok(())
}

fn answers(predictor: &Predictor, what: &str, films: &[Film]) -> Vec<Result<Answered, Reject>> {
    let paths: Vec<&Path> = films.iter().map(|f| f.path.as_path()).collect();
    score(predictor, what, &paths, |i| films[i].region.is_some())
}

/// The films that were answered, and their answers; the others are listed.
fn accepted(
    films: Vec<Film>,
    answers: Vec<Result<Answered, Reject>>,
    by: &str,
    left_out: &mut Vec<LeftOut>,
) -> (Vec<Film>, Vec<Answered>) {
    let (mut kept, mut answered) = (Vec::new(), Vec::new());
    for (film, answer) in films.into_iter().zip(answers) {
        match answer {
            Ok(answer) => {
                kept.push(film);
                answered.push(answer);
            }
            Err(Reject { reasons, message }) => left_out.push(LeftOut {
                line: film.row.line,
                image: film.row.image,
                reason: format!("{by}{}: {message}", reasons.join(" ")),
            }),
        }
    }
    (kept, answered)
}

fn known(rows: &[Row], images: &Path) -> Result<Vec<Feature>> {
    let cohort = Cohort::new(rows)?;
    Ok(eda::features(&cohort, Some(images)).context("measuring what is known of the films")?.0)
}

fn first(left_out: &[LeftOut]) -> String {
    left_out
        .first()
        .map_or("none was found".to_owned(), |film| format!("line {}: {}", film.line, film.reason))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().display().to_string()
}

fn film_facts(rows: &[Row], in_table: usize, of_others: usize, left_out: Vec<LeftOut>) -> FilmFacts {
    let labels = rows.iter().map(Row::is_positive).collect();
    let sample = Sample::new(labels, rows.iter().map(|r| r.patient_id.as_str()));
    let mut of_patient = vec![0; sample.patients()];
    sample.patient().iter().for_each(|&p| of_patient[p] += 1);
    FilmFacts {
        in_table,
        of_others,
        scored: sample.len(),
        positives: sample.positives(),
        negatives: sample.negatives(),
        patients: sample.patients(),
        most_of_a_patient: of_patient.into_iter().max().unwrap_or(0),
        left_out,
    }
}
