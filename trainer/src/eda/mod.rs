//! Exploring a data set before anything is trained on it: `trainer eda`.
//!
//! Counts, demographics, findings beside pneumonia, follow-ups and prevalence come from the table ([`crate::table`]);
//! gray levels, mean films, sizes, duplicates and what is missing from the films. The shortcut audit ([`shortcuts`])
//! asks of everything that is not disease how well it tells the classes apart: a network can learn that instead.
//!
//! The answer is a value, [`Eda`], written as `eda.json`, and drawn as one HTML file by [`report`].

mod cohort;
mod demographics;
mod film;
mod findings;
mod follow_up;
mod numbers;
mod pixel_facts;
mod pixels;
mod prevalence;
pub mod report;
pub mod shortcuts;
mod summary;

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Serialize;

use crate::run::write_file;
use crate::table;

pub use cohort::{Cohort, Counts};
pub use demographics::{AgeFacts, AgeGroup, AgeHistogram, AgeRange, Demographics, ImpossibleAge};
pub(crate) use film::appearance;
pub use findings::{CoOccurrence, Companion, Findings, LabelSet, Tally};
pub use follow_up::FollowUp;
pub use numbers::{Numbers, Share};
pub use pixel_facts::{
    Duplicate, ImageSize, Intensity, MeanFilm, MissingFilm, ModeCount, Pixels, UnreadableFilm,
};
pub use prevalence::{Breakdown, Prevalence, WithinView};
pub use shortcuts::Audit;
pub(crate) use shortcuts::Feature;
pub use summary::summary;

/// The machine-readable answer's name in the output folder.
pub const JSON: &str = "eda.json";

/// The report's name in the output folder.
pub const REPORT: &str = "report.html";

/// What there is to know of a data set. `eda.json` is this.
#[derive(Debug, Clone, Serialize)]
pub struct Eda {
    /// Version of this structure.
    pub schema_version: u32,
    /// The program that wrote it.
    pub software: String,
    /// The table.
    pub table: TableFacts,
    /// Films and patients by class.
    pub counts: Counts,
    /// Age, sex, view.
    pub demographics: Demographics,
    /// What was found beside pneumonia and instead of it.
    pub findings: Findings,
    /// Films of the same patient.
    pub follow_up: FollowUp,
    /// How common pneumonia is in each group.
    pub prevalence: Prevalence,
    /// How far one gets without looking at disease.
    pub shortcuts: Audit,
    /// What the films themselves show; `None` if only the table was read.
    pub pixels: Option<Pixels>,
}

/// Which table was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableFacts {
    /// Its file name.
    pub file: String,
    /// Its layout.
    pub layout: table::Layout,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Its rows.
    pub rows: usize,
}

impl TableFacts {
    /// Those of a table that was read from `path`.
    pub fn new(path: &Path, table: &table::Table) -> Self {
        Self {
            file: path.file_name().unwrap_or_default().display().to_string(),
            layout: table.layout,
            sha256: table.sha256.clone(),
            rows: table.rows.len(),
        }
    }
}

/// Reads the table and, if a folder is given, the films it names.
///
/// Memory does not grow with the number of films, but for the table itself and some hundred bytes a film.
///
/// # Errors
///
/// A table that cannot be read ([`table::TableError`]), a folder that cannot be searched, or one that holds none of the
/// table's films. A film that is missing or cannot be read is no error: it is listed.
pub fn explore(metadata: &Path, folder: Option<&Path>) -> Result<Eda> {
    let table = table::read(metadata)?;
    let cohort = Cohort::new(&table.rows)?;
    let (pixels, features) = match folder {
        Some(folder) => {
            let (pixels, features) = pixels::explore(&cohort, folder)?;
            (Some(pixels), features)
        }
        None => (None, Vec::new()),
    };
    Ok(Eda {
        schema_version: 1,
        software: format!("trainer {}", env!("CARGO_PKG_VERSION")),
        table: TableFacts::new(metadata, &table),
        counts: cohort.counts(),
        demographics: demographics::explore(&cohort),
        findings: findings::explore(&cohort),
        follow_up: follow_up::explore(&cohort),
        prevalence: prevalence::explore(&cohort),
        shortcuts: shortcuts::audit(&cohort, features),
        pixels,
    })
}

/// What the shortcut audit examines: features of the table, then with a folder those of the films, and what else the
/// films show.
///
/// # Errors
///
/// As [`explore`], of the films.
pub(crate) fn features(cohort: &Cohort<'_>, folder: Option<&Path>) -> Result<(Vec<Feature>, Option<Pixels>)> {
    let mut features = shortcuts::from_table(cohort);
    let Some(folder) = folder else { return Ok((features, None)) };
    let (pixels, of_films) = pixels::explore(cohort, folder)?;
    features.extend(of_films);
    Ok((features, Some(pixels)))
}

/// Refuses a folder that holds an exploration already.
///
/// # Errors
///
/// If it does: nothing is overwritten.
pub fn check_free(out: &Path) -> Result<()> {
    for name in [JSON, REPORT] {
        ensure!(
            !out.join(name).exists(),
            "{} exists already; nothing is overwritten: choose another --out",
            out.join(name).display()
        );
    }
    Ok(())
}

/// Writes `eda.json` and `report.html` into `out`, which is made if need be; each file whole or not at all.
///
/// # Errors
///
/// If the folder holds one of them already, or the disk refuses.
pub fn write(eda: &Eda, out: &Path) -> Result<()> {
    check_free(out)?;
    std::fs::create_dir_all(out).with_context(|| format!("creating {}", out.display()))?;
    write_file(&out.join(REPORT), report::html(eda)?.as_bytes())?;
    write_file(&out.join(JSON), &serde_json::to_vec_pretty(eda)?)
}

#[cfg(test)]
mod tests;
