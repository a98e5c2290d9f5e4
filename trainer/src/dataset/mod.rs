//! Films to train on, one part at a time: phantoms drawn in memory, or films of a split, mapped from a cache.
//!
//! Who divides the patients is `trainer split`; who decodes and keeps the films is [`crate::film_cache`].

mod films;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use shared::image::GrayImage;
use shared::package::{Source, SourceKind};
use shared::preprocess::to_grid;

use crate::config::{DataConfig, Unusable};
use crate::film_cache;
use crate::films::locate::{Found, Located, list, locate};
use crate::phantom::Phantom;
use crate::progress::Progress;
use crate::split;
use crate::table::Row;

pub use films::Films;

/// The parts of a data set. The numbers keep phantom seeds apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// To fit weights.
    Train = 0,
    /// To choose checkpoint, threshold and calibration.
    Validation = 1,
    /// For figures, used once.
    Test = 2,
    /// Phantoms for a package's self-test.
    SelfTest = 3,
}

impl Part {
    /// The part of a split that it is taken from.
    fn of_split(self) -> split::Part {
        match self {
            Self::Train => split::Part::Train,
            Self::Validation => split::Part::Validation,
            Self::Test | Self::SelfTest => split::Part::Test,
        }
    }
}

/// The seed of a part's phantoms: a part never shares one with another part, nor a run with the next.
pub fn phantom_seed(run_seed: u64, part: Part) -> u64 {
    run_seed.wrapping_mul(4).wrapping_add(part as u64)
}

/// Loads one part.
///
/// # Errors
///
/// A split that was changed, films that are missing or cannot be read (listed, unless the configuration skips them), a
/// cache that cannot be written, or a part with only one class.
pub fn load(data: &DataConfig, seed: u64, part: Part) -> Result<Films> {
    let films = match data {
        DataConfig::Phantom { train, validation, test } => {
            let count = match part {
                Part::Train => *train,
                Part::Validation => *validation,
                Part::Test | Part::SelfTest => *test,
            };
            draw(phantom_seed(seed, part), count)?
        }
        DataConfig::Films { split, images, cache, missing, unreadable, .. } => {
            let (films, rows) = find(split, images, *missing, part)?;
            let cache = cache.clone().unwrap_or_else(|| split.join(CACHE));
            read_films(&cache, &films, rows, *unreadable)?
        }
        DataConfig::Mixed { sets } => {
            let each = sets.iter().map(|set| load(set, seed, part).with_context(|| set.title()));
            Films::joined(each.collect::<Result<_>>()?)
        }
    };
    let positives = films.labels().iter().filter(|&&positive| positive).count();
    ensure!(
        positives > 0 && positives < films.len(),
        "{part:?}: {positives} of {} films are positive; both classes are needed",
        films.len()
    );
    Ok(films)
}

/// The first so many positive and negative films of the training part, in turn, without loading all of it.
///
/// # Errors
///
/// As [`load`]; a film that cannot be read is an error whatever the configuration says.
pub fn preview(data: &DataConfig, seed: u64, count: usize) -> Result<Films> {
    let films = match data {
        DataConfig::Phantom { train, .. } => {
            // A phantom is the same however many are drawn; half of them are positive.
            let drawn = draw(phantom_seed(seed, Part::Train), (*train).min(4 * count + 16))?;
            let chosen = in_turn(&drawn.labels(), count);
            Films::from_grids(chosen.into_iter().map(|i| (drawn.grid(i), drawn.is_positive(i))).collect())
        }
        DataConfig::Films { split, images, missing, .. } => {
            let (films, rows) = find(split, images, *missing, Part::Train)?;
            let labels: Vec<bool> = rows.iter().map(Row::is_positive).collect();
            let read = |i: usize| {
                let film = crate::films::read(&films[i].path)?;
                let grid = to_grid(&film).with_context(|| films[i].path.display().to_string())?;
                Ok((grid, rows[i].clone()))
            };
            Films::from_rows(in_turn(&labels, count).into_par_iter().map(read).collect::<Result<_>>()?)
        }
        DataConfig::Mixed { sets } => {
            // The first sets show one film more where there are not as many for each.
            let of_set = |i: usize| count / sets.len() + usize::from(i < count % sets.len());
            let shown = sets.iter().enumerate().map(|(i, set)| (of_set(i), set)).filter(|(n, _)| *n > 0);
            Films::joined(shown.map(|(n, set)| preview(set, seed, n)).collect::<Result<_>>()?)
        }
    };
    ensure!(!films.is_empty(), "the training part has no films");
    Ok(films)
}

/// The first `count` of both classes in turn; of one alone where the other has no more.
fn in_turn(labels: &[bool], count: usize) -> Vec<usize> {
    let of = |wanted: bool| (0..labels.len()).filter(move |&i| labels[i] == wanted);
    let (mut positive, mut negative) = (of(true), of(false));
    let mut chosen = Vec::with_capacity(count);
    while chosen.len() < count {
        let pair = [positive.next(), negative.next()];
        if pair == [None, None] {
            break;
        }
        chosen.extend(pair.into_iter().flatten());
    }
    chosen.truncate(count);
    chosen
}

/// The cache's folder within that of the split, if the configuration names no other.
const CACHE: &str = "cache";

fn draw(seed: u64, count: usize) -> Result<Films> {
    let mut progress = Progress::new("drawing phantoms", count);
    let mut films = Vec::with_capacity(count);
    // In chunks, so that there is progress to show and no more than a chunk of full-size films in memory.
    for start in (0..count).step_by(32) {
        let chunk: Vec<(GrayImage, bool)> = (start..(start + 32).min(count))
            .into_par_iter()
            .map(|i| {
                let phantom = Phantom::generate(seed, i as u64)?;
                Ok((to_grid(&phantom.display)?, phantom.is_positive()))
            })
            .collect::<Result<_>>()?;
        progress.advance(chunk.len(), "");
        films.extend(chunk);
    }
    progress.finish();
    Ok(Films::from_grids(films))
}

fn listing(folder: &Path) -> Result<split::Listing> {
    split::Listing::read(folder).context("`data.split` is the folder that `trainer split` writes")
}

/// The files and the rows of a part, in the table's order.
fn find(folder: &Path, images: &[PathBuf], missing: Unusable, part: Part) -> Result<(Vec<Found>, Vec<Row>)> {
    let part = part.of_split();
    let table = listing(folder)?.table(part)?;
    let located = locate(&table.rows, images)?;
    refuse_missing(&located, &table.rows, part.file(), missing)?;
    let found = located.films.into_iter().zip(table.rows).filter_map(|(film, row)| Some((film?, row)));
    Ok(found.unzip())
}

fn refuse_missing(located: &Located, rows: &[Row], file: &str, missing: Unusable) -> Result<()> {
    let Some(lines) = located.missing(rows, file) else { return Ok(()) };
    let count = located.films.iter().filter(|film| film.is_none()).count();
    let said = format!("{count} of {} films are missing:\n{lines}", rows.len());
    match missing {
        Unusable::Error => Err(anyhow!("{said}\n`data.missing = \"skip\"` trains without them")),
        Unusable::Skip => {
            eprintln!("skipped: {said}");
            Ok(())
        }
    }
}

fn read_films(cache: &Path, films: &[Found], rows: Vec<Row>, unreadable: Unusable) -> Result<Films> {
    let opened = film_cache::open(cache, films)?;
    let mut usable = vec![true; films.len()];
    opened.unreadable.iter().for_each(|(i, _)| usable[*i] = false);
    if let Some(lines) = list(opened.unreadable.iter().map(|(_, why)| why.clone())) {
        let said = format!("{} of {} films cannot be read:\n{lines}", opened.unreadable.len(), films.len());
        match unreadable {
            Unusable::Error => bail!("{said}\n`data.unreadable = \"skip\"` trains without them"),
            Unusable::Skip => eprintln!("skipped: {said}"),
        }
    }
    let rows = rows.into_iter().zip(usable).filter_map(|(row, usable)| usable.then_some(row)).collect();
    Ok(Films::from_cache(opened.films, rows))
}

/// What the manifest says of the training data, a source for each set; `films` of each were used.
///
/// # Errors
///
/// If a split cannot be read.
pub fn sources(data: &DataConfig, seed: u64, films: &[usize]) -> Result<Vec<Source>> {
    data.sets().iter().zip(films).map(|(set, &films)| source(set, seed, films as u64)).collect()
}

/// What the manifest says of one set, which is no mix of several.
///
/// # Errors
///
/// If the split cannot be read.
pub fn source(set: &DataConfig, seed: u64, films: u64) -> Result<Source> {
    Ok(match set {
        DataConfig::Phantom { .. } => Source {
            name: "Lobar phantoms".into(),
            kind: SourceKind::Synthetic,
            provenance: format!(
                "Drawn by `trainer phantom` {}, seed {}",
                env!("CARGO_PKG_VERSION"),
                phantom_seed(seed, Part::Train)
            ),
            population:
                "No people: schematic chests, mostly of adults, PA and AP, half of them with drawn opacities"
                    .into(),
            films,
            sha256: hex::encode(Sha256::digest(serde_json::to_vec(&(set, seed))?)),
        },
        DataConfig::Films { kind, name, provenance, population, split, .. } => Source {
            name: name.clone(),
            kind: *kind,
            provenance: provenance.clone(),
            population: population.clone(),
            films,
            sha256: listing(split)?.sha256().to_owned(),
        },
        DataConfig::Mixed { .. } => bail!("a mixed set within another has no source of its own"),
    })
}

#[cfg(test)]
mod tests;
