//! Adding films to a cache.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use rayon::prelude::*;
use shared::image::GrayImage;
use shared::preprocess::to_grid;

use super::index::{self, Entry};
use super::{INDEX, LOCK, Place, RECORD, RECORDS, content_key, stamp};
use crate::films::budget::{BYTES, Budget, cost};
use crate::films::from_bytes;
use crate::films::locate::Found;
use crate::progress::Progress;

/// Films between two writes: 16 MB of records, a second or two of work, which is what an interruption costs.
const CHUNK: usize = 256;

/// Bytes of a film's line in the index beside its name, rounded up.
const LINE: u64 = 256;

/// Takes the cache for writing, until the returned file is closed, however the process ends.
pub(super) fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| format!("opening {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "{}: another process is adding films to this cache: wait for it, or choose another `data.cache`",
            folder.display()
        ),
        Err(TryLockError::Error(e)) => Err(e).with_context(|| format!("locking {}", path.display())),
    }
}

/// Decodes the films without a place and appends them; gives those that cannot be decoded, and why.
pub(super) fn fill(
    folder: &Path,
    films: &[Found],
    places: &mut [Option<Place>],
) -> Result<Vec<(usize, String)>> {
    let wanted: Vec<usize> = (0..films.len()).filter(|&i| places[i].is_none()).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    check_room(folder, films, &wanted)?;
    let mut writer = Writer::open(folder)?;
    let budget = Budget::new(BYTES);
    let mut unreadable = Vec::new();
    let mut done = 0;
    let mut progress = Progress::new("decoding films", wanted.len());
    for chunk in wanted.chunks(CHUNK) {
        let made: Vec<_> = chunk.par_iter().map(|&i| (i, make(&films[i], &budget))).collect();
        let mut whole = Vec::with_capacity(made.len());
        for (i, film) in made {
            match film {
                Ok(film) => whole.push((i, film)),
                Err(why) => unreadable.push((i, why)),
            }
        }
        let entries = writer.append(&mut whole).with_context(|| {
            format!(
                "writing to the film cache {}; the {done} films decoded before stay in it",
                folder.display()
            )
        })?;
        for ((i, _), entry) in whole.iter().zip(entries) {
            let Entry { record, width, height, sha256, .. } = entry;
            places[*i] = Some(Place { record, width, height, key: sha256 });
        }
        done += whole.len();
        progress.advance(chunk.len(), "");
    }
    progress.finish();
    Ok(unreadable)
}

/// Says what room the films need, and refuses to start where the disk has less.
fn check_room(folder: &Path, films: &[Found], wanted: &[usize]) -> Result<()> {
    let needed: u64 = wanted.iter().map(|&i| RECORD as u64 + LINE + films[i].name.len() as u64).sum();
    let free = fs4::available_space(folder)
        .with_context(|| format!("asking for the room in {}", folder.display()))?;
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    eprintln!(
        "film cache {}: {} films to decode, {:.1} MB, of {:.0} MB free",
        folder.display(),
        wanted.len(),
        megabytes(needed),
        megabytes(free)
    );
    ensure!(
        needed <= free,
        "{}: the film cache needs {:.1} MB and the disk has {:.1} MB left: make room, or choose another `data.cache`",
        folder.display(),
        megabytes(needed),
        megabytes(free)
    );
    Ok(())
}

/// A film, decoded, with its file's size and time of change at that moment.
struct Made {
    grid: GrayImage,
    entry: Entry,
}

/// Reads and reduces a film, waiting for its share of memory first; or says why it cannot, with its file's name.
fn make(film: &Found, budget: &Budget) -> Result<Made, String> {
    let named = |e: std::io::Error| format!("{}: {e}", film.path.display());
    let _lent = budget.lend(cost(&film.path).map_err(named)?);
    let mut file = File::open(&film.path).map_err(named)?;
    // Before reading: a file that is being changed meanwhile has another time afterwards, and is made again then.
    let (bytes, modified) = stamp(&file).map_err(named)?;
    let mut content = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
    file.read_to_end(&mut content).map_err(named)?;
    let picture = from_bytes(&film.path, &content).map_err(|e| e.to_string())?;
    let grid = to_grid(&picture).map_err(|e| format!("{}: {e}", film.path.display()))?;
    let (width, height, sha256) = (grid.width(), grid.height(), content_key(&grid));
    // The record's number is known when it is written.
    let entry = Entry { name: film.name.clone(), bytes, modified, record: 0, width, height, sha256 };
    Ok(Made { grid, entry })
}

/// The two files, open behind their ends.
struct Writer {
    records: File,
    index: File,
    next: u64,
}

impl Writer {
    fn open(folder: &Path) -> Result<Self> {
        let open = |name: &str| {
            let path = folder.join(name);
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
            file.and_then(|mut file| file.seek(SeekFrom::End(0)).map(|end| (file, end)))
                .with_context(|| format!("opening {}", path.display()))
        };
        let ((mut records, end), (index, _)) = (open(RECORDS)?, open(INDEX)?);
        // Half a record may be left of an interruption: the next whole one begins behind it.
        let next = end.div_ceil(RECORD as u64);
        records.seek(SeekFrom::Start(next * RECORD as u64)).context("seeking in the film cache")?;
        Ok(Self { records, index, next })
    }

    /// Writes the records, waits for the disk, and only then writes their lines.
    fn append(&mut self, films: &mut [(usize, Made)]) -> Result<Vec<Entry>> {
        let mut bytes = Vec::with_capacity(films.len() * RECORD);
        for (_, film) in &mut *films {
            film.entry.record = self.next + (bytes.len() / RECORD) as u64;
            bytes.extend_from_slice(film.grid.pixels());
            bytes.resize(bytes.len().next_multiple_of(RECORD), 0);
        }
        self.records.write_all(&bytes).with_context(|| RECORDS.to_owned())?;
        self.records.sync_data().with_context(|| RECORDS.to_owned())?;
        self.next += films.len() as u64;
        let entries: Vec<Entry> = films.iter().map(|(_, film)| film.entry.clone()).collect();
        self.index.write_all(&index::lines(entries.iter())?).with_context(|| INDEX.to_owned())?;
        self.index.sync_data().with_context(|| INDEX.to_owned())?;
        Ok(entries)
    }
}
