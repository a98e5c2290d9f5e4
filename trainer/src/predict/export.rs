//! `predict --export`: films one after the other, and for each the files that `shared::report` makes.
//!
//! In the folder: `film-0001.sr.dcm` and `film-0001.sc.dcm` and so on in the order of the input, `worklist.csv`,
//! `worklist.json`, `worklist.fhir.json`. Films are not decoded beside the device here: an export needs a film's whole
//! picture, and so holds one at a time.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use shared::image::GrayImage;
use shared::inference::prepare;
use shared::preprocess::NetworkInput;
use shared::report::{self, Export, Film, Kept, Source};

use super::predictor::{Judged, Predictor, input};
use super::row::{Prediction, Reject};
use super::summary::Summary;
use super::units::{Unit, Units};
use crate::films;
use crate::run::write_file;

/// A new folder for exports.
pub struct ExportFolder {
    path: PathBuf,
}

impl ExportFolder {
    /// Makes the folder.
    ///
    /// # Errors
    ///
    /// If it holds something already, or cannot be made.
    pub fn create(path: &Path) -> Result<Self> {
        fs::create_dir_all(path).with_context(|| format!("creating {}", path.display()))?;
        let empty =
            fs::read_dir(path).with_context(|| format!("reading {}", path.display()))?.next().is_none();
        ensure!(
            empty,
            "{} holds files already and is not overwritten: choose another --export",
            path.display()
        );
        Ok(Self { path: path.to_owned() })
    }
}

/// Answers for every unit, calling `give` with each row in order, and writes the exports.
///
/// # Errors
///
/// What `give` says, or a folder that cannot be written. A film that no DICOM export can refer to is in the lists all
/// the same, and a line on standard error counts such films.
pub fn run(
    predictor: &Predictor,
    mut units: Units,
    export: &Export<'_>,
    folder: &ExportFolder,
    mut give: impl FnMut(Prediction) -> Result<()>,
) -> Result<Summary> {
    let mut summary = Summary::default();
    let mut kept: Vec<Kept> = Vec::new();
    let mut without = 0;
    for unit in units.by_ref() {
        let number = u32::try_from(kept.len() + 1).unwrap_or(u32::MAX);
        let (film, picture, row) = classify(predictor, unit, number);
        without += usize::from(!write_dicom(export, &film.film(), picture, folder)?);
        kept.push(film);
        summary.add(&row);
        give(row)?;
    }
    summary.passed_by = units.passed_by();
    for (name, bytes) in report::lists(export, &kept)? {
        write_file(&folder.path.join(name), &bytes)?;
    }
    if without > 0 {
        eprintln!("{without} films lack what a DICOM export must refer to; they are in the worklists only");
    }
    Ok(summary)
}

/// The structured report and, of an answered film, the secondary capture; `false` if there is nothing to refer to.
fn write_dicom(
    export: &Export<'_>,
    film: &Film<'_>,
    picture: Option<GrayImage>,
    folder: &ExportFolder,
) -> Result<bool> {
    let Ok(bytes) = report::structured_report(export, film) else { return Ok(false) };
    write_file(&folder.path.join(film.report_name()), &bytes)?;
    if let Some(picture) = picture {
        write_file(
            &folder.path.join(film.capture_name()),
            &report::secondary_capture(export, film, &picture)?,
        )?;
    }
    Ok(true)
}

fn classify(predictor: &Predictor, unit: Unit, number: u32) -> (Kept, Option<GrayImage>, Prediction) {
    let mut film = Kept {
        file: unit.name.clone(),
        number,
        source: None,
        answer: report::Answer::Refused { reasons: Vec::new(), message: String::new() },
        device: predictor.device().to_owned(),
        checks: Vec::new(),
    };
    let mut picture = None;
    let prepared: Result<NetworkInput, Reject> = unit.read().and_then(|bytes| {
        if films::is_picture(&bytes) {
            return input(predictor.manifest(), &bytes);
        }
        let prepared = prepare(predictor.manifest(), &bytes);
        film.source = Source::of(&prepared.inspection);
        film.checks = prepared.inspection.checks;
        picture = prepared.inspection.radiograph.map(|radiograph| radiograph.image);
        prepared.input.map_err(Reject::from)
    });
    let answered = prepared.and_then(|input| {
        let mut answers = predictor.judged(std::slice::from_ref(&input));
        answers.pop().unwrap_or_else(|| Err(Reject::unreadable("the device gave no answer")))
    });
    film.checks.extend(answered.as_ref().ok().and_then(|judged| judged.distance).map(|d| d.check()));
    film.answer = match &answered {
        Ok(Judged { answer, .. }) => {
            report::Answer::Scored { logit: answer.logit, heatmap: Some(answer.heatmap.clone()) }
        }
        Err(reject) => {
            picture = None;
            report::Answer::Refused { reasons: reject.reasons.clone(), message: reject.message.clone() }
        }
    };
    let kind = film.source.as_ref().map(Source::kind).unwrap_or_default();
    let row = predictor.row(unit.name, predictor.manifest().evidence_for(&kind), answered);
    (film, picture, row)
}
