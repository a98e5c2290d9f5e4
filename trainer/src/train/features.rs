//! What the frozen layers make of films, computed once and kept in a file, so that an epoch costs only what trains.
//!
//! A file holds one record a film and view, views one after the other, in f32 or f16, little-endian. Beside it lies a
//! small JSON file that says what it is of and how many records are whole; it is written after the records it counts, so
//! that an interruption loses the last moments only.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use half::f16;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::FeaturePrecision;
use crate::progress::Progress;
use crate::run::write_file;

/// Time between two moments that an interruption falls back to.
const KEEP_EVERY: Duration = Duration::from_secs(20);

/// Records computed together.
const CHUNK: usize = 16;

/// What a file's records are of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureSet {
    /// SHA-256, in hexadecimal, over all that the features depend on: films, views, weights of the frozen layers,
    /// preprocessing.
    pub key: String,
    /// Films.
    pub films: usize,
    /// Views of each.
    pub views: usize,
    /// Channels, height and width of a record.
    pub shape: [usize; 3],
    /// How values are stored.
    pub precision: FeaturePrecision,
}

impl FeatureSet {
    /// Bytes of one record.
    pub fn record_bytes(&self) -> u64 {
        let values: usize = self.shape.iter().product();
        values as u64 * bytes(self.precision) as u64
    }

    /// Bytes of the whole file.
    pub fn total_bytes(&self) -> u64 {
        self.record_bytes() * (self.films * self.views) as u64
    }
}

fn bytes(precision: FeaturePrecision) -> usize {
    match precision {
        FeaturePrecision::F32 => 4,
        FeaturePrecision::F16 => 2,
    }
}

/// A hash over parts that are divided by their lengths.
pub fn key(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}

/// How many views of `films` films fit: at most `wanted`, within the budget and nine tenths of the free room. 0 where not
/// even one fits.
pub fn affordable_views(
    films: usize,
    record_bytes: u64,
    wanted: usize,
    max_gb: f64,
    free: Option<u64>,
) -> usize {
    let budget = (max_gb * 1e9).min(free.map_or(f64::INFINITY, |free| free as f64 * 0.9));
    let each = (films as u64 * record_bytes) as f64;
    wanted.min((budget / each) as usize)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    set: FeatureSet,
    whole_records: usize,
}

/// Features that are all there.
#[derive(Debug)]
pub struct Features {
    set: FeatureSet,
    file: File,
}

impl Features {
    /// Opens the features of `set` in `folder`, computing what is not there yet.
    ///
    /// `compute` gives the records of some films of one view: `compute(view, films)`, row-major, one after the other.
    ///
    /// # Errors
    ///
    /// What `compute` says, a disk that refuses or is full, another program that is filling the same file.
    pub fn open(
        folder: &Path,
        set: FeatureSet,
        what: &str,
        mut compute: impl FnMut(usize, std::ops::Range<usize>) -> Result<Vec<f32>>,
    ) -> Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        let [data, index] = ["bin", "json"].map(|end| folder.join(format!("{}.{end}", &set.key[..16])));
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&data)
            .with_context(|| format!("opening {}", data.display()))?;
        ensure!(
            fs4::FileExt::try_lock(&file).is_ok(),
            "{} is being filled by another program: wait for it",
            data.display()
        );
        let mut whole = whole_records(&index, &set, file.metadata()?.len());
        let total = set.films * set.views;
        if whole < total {
            let room = set.total_bytes() - whole as u64 * set.record_bytes();
            eprintln!(
                "{what}: {} views of {} films take {:.2} GB in {}",
                set.views,
                set.films,
                set.total_bytes() as f64 / 1e9,
                folder.display()
            );
            if let Ok(free) = fs4::available_space(folder) {
                ensure!(
                    free > room,
                    "{} has {:.2} GB free, {:.2} GB are needed for the frozen layers' features: lower \
                     `features.views` or `features.max_gb`, or name another `features.folder`",
                    folder.display(),
                    free as f64 / 1e9,
                    room as f64 / 1e9
                );
            }
            file.set_len(whole as u64 * set.record_bytes())?;
            file.seek(SeekFrom::End(0))?;
            let mut progress = Progress::new(what, total);
            progress.skip(whole);
            let mut kept = Instant::now();
            while whole < total {
                let (view, film) = (whole / set.films, whole % set.films);
                let films = film..(film + CHUNK).min(set.films);
                let values = match compute(view, films.clone()) {
                    Ok(values) => values,
                    Err(error) => {
                        keep(&file, &data, &index, &set, whole)?;
                        return Err(error);
                    }
                };
                ensure!(
                    values.len() as u64 * bytes(set.precision) as u64
                        == films.len() as u64 * set.record_bytes(),
                    "the frozen layers gave {} values for {} films",
                    values.len(),
                    films.len()
                );
                append(&file, &values, set.precision).with_context(|| full(&data))?;
                whole += films.len();
                progress.advance(films.len(), "");
                if kept.elapsed() > KEEP_EVERY || whole == total {
                    keep(&file, &data, &index, &set, whole)?;
                    kept = Instant::now();
                }
            }
            progress.finish();
        }
        fs4::FileExt::unlock(&file)?;
        Ok(Self { set, file })
    }

    /// What the records are of.
    pub fn set(&self) -> &FeatureSet {
        &self.set
    }

    /// The records of some films in one view, one after the other.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    ///
    /// # Panics
    ///
    /// If there is no such film or view.
    pub fn read(&self, view: usize, films: &[usize]) -> Result<Vec<f32>> {
        let size = self.set.record_bytes();
        let mut values = Vec::with_capacity(films.len() * size as usize / bytes(self.set.precision));
        let mut record = vec![0; size as usize];
        // The handle's own position is nobody else's: one thread reads.
        let mut file = &self.file;
        for &film in films {
            assert!(film < self.set.films && view < self.set.views, "there is no film {film} in view {view}");
            file.seek(SeekFrom::Start((view * self.set.films + film) as u64 * size))?;
            file.read_exact(&mut record).context("reading features")?;
            match self.set.precision {
                FeaturePrecision::F32 => values
                    .extend(record.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))),
                FeaturePrecision::F16 => {
                    values.extend(record.chunks_exact(2).map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32()))
                }
            }
        }
        Ok(values)
    }
}

/// Makes `whole` records those that an interruption falls back to.
fn keep(file: &File, data: &Path, index: &Path, set: &FeatureSet, whole: usize) -> Result<()> {
    file.sync_data().with_context(|| full(data))?;
    write_file(index, &serde_json::to_vec(&Index { set: set.clone(), whole_records: whole })?)
}

/// Records that can be trusted: those the index counts, if it is of the same set and the file is that long.
fn whole_records(index: &Path, set: &FeatureSet, length: u64) -> usize {
    let Ok(text) = std::fs::read(index) else { return 0 };
    match serde_json::from_slice::<Index>(&text) {
        Ok(found) if found.set == *set && found.whole_records as u64 * set.record_bytes() <= length => {
            found.whole_records.min(set.films * set.views)
        }
        _ => 0,
    }
}

fn append(file: &File, values: &[f32], precision: FeaturePrecision) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, file);
    for &value in values {
        match precision {
            FeaturePrecision::F32 => out.write_all(&value.to_le_bytes())?,
            FeaturePrecision::F16 => out.write_all(&f16::from_f32(value).to_le_bytes())?,
        }
    }
    out.flush()
}

fn full(path: &Path) -> String {
    format!("writing {}: what is whole is kept, and training goes on from it with --resume", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(precision: FeaturePrecision) -> FeatureSet {
        FeatureSet { key: key(&[b"films", b"weights"]), films: 20, views: 2, shape: [2, 1, 3], precision }
    }

    /// Six values that tell view and film.
    fn record(view: usize, film: usize) -> Vec<f32> {
        (0..6).map(|i| (view * 1000 + film * 10 + i) as f32).collect()
    }

    fn open(folder: &Path, set: &FeatureSet, computed: &mut usize, stop_after: usize) -> Result<Features> {
        Features::open(folder, set.clone(), "features", |view, films| {
            ensure!(*computed < stop_after, "stopped");
            *computed += films.len();
            Ok(films.flat_map(|film| record(view, film)).collect())
        })
    }

    #[test]
    fn records_come_back() {
        for precision in [FeaturePrecision::F32, FeaturePrecision::F16] {
            let folder = tempfile::tempdir().unwrap();
            let mut computed = 0;
            let features = open(folder.path(), &set(precision), &mut computed, 99).unwrap();
            assert_eq!(computed, 40);
            let expected: Vec<f32> = [record(1, 7), record(1, 0)].concat();
            assert_eq!(features.read(1, &[7, 0]).unwrap(), expected);
            // A second time nothing is computed.
            open(folder.path(), &set(precision), &mut 0, 0).unwrap();
        }
    }

    #[test]
    fn an_interruption_loses_nothing_that_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let set = set(FeaturePrecision::F32);
        let mut computed = 0;
        assert!(open(folder.path(), &set, &mut computed, 20).is_err());
        // The index was not due yet: write what it would have said, and leave half a record behind it.
        let index = folder.path().join(format!("{}.json", &set.key[..16]));
        std::fs::write(&index, serde_json::to_vec(&Index { set: set.clone(), whole_records: 19 }).unwrap())
            .unwrap();
        let mut again = 0;
        let features = open(folder.path(), &set, &mut again, 99).unwrap();
        assert_eq!(again, 21);
        for (view, film) in [(0, 18), (0, 19), (1, 0), (1, 19)] {
            assert_eq!(features.read(view, &[film]).unwrap(), record(view, film));
        }
    }

    #[test]
    fn an_error_keeps_what_was_whole() {
        let folder = tempfile::tempdir().unwrap();
        let set = set(FeaturePrecision::F32);
        assert!(open(folder.path(), &set, &mut 0, 20).is_err());
        let mut again = 0;
        open(folder.path(), &set, &mut again, 99).unwrap();
        assert_eq!(again, 20);
    }

    #[test]
    fn features_of_something_else_are_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let set = set(FeaturePrecision::F32);
        open(folder.path(), &set, &mut 0, 99).unwrap();
        let index = folder.path().join(format!("{}.json", &set.key[..16]));
        let other = FeatureSet { films: 21, ..set.clone() };
        std::fs::write(&index, serde_json::to_vec(&Index { set: other, whole_records: 40 }).unwrap())
            .unwrap();
        let mut computed = 0;
        open(folder.path(), &set, &mut computed, 99).unwrap();
        assert_eq!(computed, 40);
        // Nor those of which the file has lost the end.
        let data = folder.path().join(format!("{}.bin", &set.key[..16]));
        OpenOptions::new().write(true).open(&data).unwrap().set_len(100).unwrap();
        let mut computed = 0;
        open(folder.path(), &set, &mut computed, 99).unwrap();
        assert_eq!(computed, 40);
    }

    #[test]
    fn the_budget_decides_how_many_views() {
        assert_eq!(affordable_views(100, 1_000_000, 4, 1.0, None), 4);
        assert_eq!(affordable_views(100, 1_000_000, 4, 0.25, None), 2);
        assert_eq!(affordable_views(100, 1_000_000, 4, 1.0, Some(150_000_000)), 1);
        assert_eq!(affordable_views(100, 1_000_000, 4, 0.05, None), 0);
    }
}
