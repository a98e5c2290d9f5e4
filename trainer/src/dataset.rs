//! Films for training, as 256 x 256 pictures in memory (65 kB each), divided so that no patient is in two sets.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use shared::image::GrayImage;
use shared::package::{Source, SourceKind};
use shared::preprocess::to_grid;

use crate::config::DataConfig;
use crate::phantom::Phantom;
use crate::progress::Progress;
use crate::{films, nih};

/// One part's films.
pub struct Films {
    films: Vec<(GrayImage, bool)>,
    identity: String,
}

impl Films {
    /// Films in memory.
    pub fn from_grids(films: Vec<(GrayImage, bool)>) -> Self {
        let mut hash = Sha256::new();
        for (grid, positive) in &films {
            hash.update(grid.pixels());
            hash.update([u8::from(*positive)]);
        }
        Self { films, identity: hex::encode(hash.finalize()) }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.films.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.films.is_empty()
    }

    /// A film after `shared::preprocess::to_grid`.
    pub fn grid(&self, i: usize) -> GrayImage {
        self.films[i].0.clone()
    }

    /// Its label.
    pub fn is_positive(&self, i: usize) -> bool {
        self.films[i].1
    }

    /// All labels.
    pub fn labels(&self) -> Vec<bool> {
        self.films.iter().map(|f| f.1).collect()
    }

    /// What a cache of features hangs on.
    pub fn identity(&self) -> &str {
        &self.identity
    }
}

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

/// The seed of a part's phantoms: a part never shares one with another part, nor a run with the next.
pub fn phantom_seed(run_seed: u64, part: Part) -> u64 {
    run_seed.wrapping_mul(4).wrapping_add(part as u64)
}

/// Loads one part.
///
/// # Errors
///
/// Missing files, films that cannot be read (each named), or a part with only one class.
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
        DataConfig::Nih { metadata, images, validation_share, test_share, .. } => {
            let rows = nih::read(metadata)?;
            let chosen = patients(&rows, seed, part, *validation_share, *test_share);
            read_films(&chosen, images)?
        }
    };
    let positives = films.iter().filter(|f| f.1).count();
    ensure!(
        positives > 0 && positives < films.len(),
        "{part:?}: {positives} of {} films are positive; both classes are needed",
        films.len()
    );
    Ok(Films::from_grids(films))
}

fn draw(seed: u64, count: usize) -> Result<Vec<(GrayImage, bool)>> {
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
    Ok(films)
}

/// The rows of a part. Patients are put in a fixed order, shuffled by the seed and cut by the shares.
fn patients(
    rows: &[nih::Row],
    seed: u64,
    part: Part,
    validation_share: f64,
    test_share: f64,
) -> Vec<&nih::Row> {
    let mut ids: Vec<&str> = rows.iter().map(|r| r.patient_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let cut = |share: f64| (share * ids.len() as f64).round() as usize;
    let (validation, test) = (cut(validation_share), cut(test_share));
    let range = match part {
        Part::Validation => 0..validation,
        Part::Test | Part::SelfTest => validation..validation + test,
        Part::Train => validation + test..ids.len(),
    };
    let chosen: std::collections::HashSet<&str> = ids[range].iter().copied().collect();
    rows.iter().filter(|r| chosen.contains(r.patient_id.as_str())).collect()
}

fn read_films(rows: &[&nih::Row], images: &Path) -> Result<Vec<(GrayImage, bool)>> {
    rows.par_iter()
        .map(|row| {
            let path = images.join(&row.image);
            let film = films::read(&path)?;
            let grid = to_grid(&film).with_context(|| format!("{}", path.display()))?;
            Ok((grid, row.is_positive()))
        })
        .collect()
}

/// What the manifest says of the training data.
///
/// # Errors
///
/// If the metadata cannot be read.
pub fn source(data: &DataConfig, seed: u64, films: usize) -> Result<Source> {
    Ok(match data {
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
            films: films as u64,
            sha256: hex::encode(Sha256::digest(serde_json::to_vec(&(data, seed))?)),
        },
        DataConfig::Nih { metadata, kind, .. } => Source {
            name: "Films listed in a table of NIH's layout".into(),
            kind: *kind,
            provenance: format!("{}", metadata.file_name().unwrap_or_default().display()),
            population: "As the table says; not audited".into(),
            films: films as u64,
            sha256: hex::encode(Sha256::digest(std::fs::read(metadata)?)),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_patient_is_in_two_parts() {
        let rows: Vec<nih::Row> = (0..200)
            .map(|i| nih::Row {
                image: format!("{i}.png"),
                patient_id: (i / 3).to_string(),
                findings: vec![],
            })
            .collect();
        let parts: Vec<Vec<&nih::Row>> = [Part::Train, Part::Validation, Part::Test]
            .into_iter()
            .map(|p| patients(&rows, 7, p, 0.2, 0.2))
            .collect();
        assert_eq!(parts.iter().map(Vec::len).sum::<usize>(), 200);
        for (i, a) in parts.iter().enumerate() {
            for b in &parts[i + 1..] {
                assert!(a.iter().all(|r| b.iter().all(|s| s.patient_id != r.patient_id)));
            }
        }
    }

    #[test]
    fn seeds_of_parts_differ() {
        let all: std::collections::HashSet<u64> = (0..5)
            .flat_map(|s| {
                [Part::Train, Part::Validation, Part::Test, Part::SelfTest].map(|p| phantom_seed(s, p))
            })
            .collect();
        assert_eq!(all.len(), 20);
    }
}
