//! Films decoded and reduced to 256 x 256 pixels once, and mapped into memory from then on.
//!
//! A cache is a folder with three files:
//!
//! - `films.1.bin`: records of [`RECORD`] bytes, a film's gray levels each;
//! - `films.1.index`: a line for each record, with its film's name, size and time of change, and a checksum;
//! - `lock`: held by whoever adds films.
//!
//! Both data files only ever grow: nothing is overwritten or cut off, so that another process may have them mapped. A line
//! is written after its record has reached the disk. An interruption at any moment therefore costs the films of one chunk
//! at most, and the next run makes those that are missing; a record whose checksum is not its own is made again.
//!
//! A film is known by its name within the folder of films, its size and its time of change, not by a hash over its file:
//! that would read all files (45 GB of NIH's) at each start, to find what no ordinary tool does, a change that keeps both.
//! A copy with a new time is decoded again, which costs time and nothing else.
//!
//! It does not choose films, and knows no labels: that is `crate::dataset`.

mod fill;
mod index;

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::Path;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use memmap2::{Mmap, MmapOptions};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use shared::image::GrayImage;
use shared::preprocess::GRID;

use crate::films::locate::Found;
use crate::progress::Progress;
use index::Entry;

/// Bytes of a film's record. A film with a side of 224 to 255 pixels, which is not enlarged, takes a part of it.
pub const RECORD: usize = GRID * GRID;

// The number is the version of what stands in a record: to be raised when `films::read` or `to_grid` give other pixels.
const RECORDS: &str = "films.1.bin";
const INDEX: &str = "films.1.index";
const LOCK: &str = "lock";

/// SHA-256 over a film's size and pixels: what a film is, whatever its file is called.
pub type ContentKey = [u8; 32];

/// The content key of a picture that `shared::preprocess::to_grid` made.
pub fn content_key(grid: &GrayImage) -> ContentKey {
    key(grid.width(), grid.height(), grid.pixels())
}

fn key(width: usize, height: usize, pixels: &[u8]) -> ContentKey {
    let mut hash = Sha256::new();
    hash.update((width as u64).to_le_bytes());
    hash.update((height as u64).to_le_bytes());
    hash.update(pixels);
    hash.finalize().into()
}

/// Films, mapped from a cache.
#[derive(Debug)]
pub struct FilmCache {
    map: Option<Mmap>,
    places: Vec<Place>,
}

/// Films of which each could be read or not.
#[derive(Debug)]
pub struct Opened {
    /// Those that could, in the order asked for.
    pub films: FilmCache,
    /// Index among those asked for, and why it cannot be read, with the file's name.
    pub unreadable: Vec<(usize, String)>,
}

/// Where a film stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    record: u64,
    width: usize,
    height: usize,
    key: ContentKey,
}

impl FilmCache {
    /// Number of films.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// A copy of film `i`, 224 to 256 pixels a side.
    ///
    /// # Panics
    ///
    /// If there is no such film.
    pub fn grid(&self, i: usize) -> GrayImage {
        let place = &self.places[i];
        let pixels = pixels(self.map.as_ref(), place).map(<[u8]>::to_vec).unwrap_or_default();
        GrayImage::new(place.width, place.height, pixels)
            .expect("each place was checked when the cache was opened")
    }

    /// The content key of film `i`.
    ///
    /// # Panics
    ///
    /// If there is no such film.
    pub fn key(&self, i: usize) -> &ContentKey {
        &self.places[i].key
    }
}

/// Opens the cache in `folder` (made if need be) for `films`, and decodes those that it lacks, in parallel.
///
/// # Errors
///
/// A cache that another process is adding to, too little room on the disk, a file that cannot be read or written. What
/// was decoded until then stays. A film that cannot be decoded is no error here: it is named in [`Opened::unreadable`].
pub fn open(folder: &Path, films: &[Found]) -> Result<Opened> {
    fs::create_dir_all(folder).with_context(|| format!("creating the film cache {}", folder.display()))?;
    let mut places = vec![None; films.len()];
    find(folder, films, &mut places)?;
    let mut unreadable = Vec::new();
    if places.iter().any(Option::is_none) {
        let _lock = fill::lock(folder)?;
        // Another process may have made them since.
        let damaged = find(folder, films, &mut places)?;
        if damaged > 0 {
            eprintln!("{}: damaged films, which are made again: {damaged}", folder.display());
        }
        unreadable = fill::fill(folder, films, &mut places)?;
    }
    let places: Vec<Place> = places.into_iter().flatten().collect();
    Ok(Opened { films: FilmCache { map: map(folder)?, places }, unreadable })
}

/// Fills in the places of the films that the cache holds whole and as their files are now; counts those that are damaged.
fn find(folder: &Path, films: &[Found], places: &mut [Option<Place>]) -> Result<usize> {
    let index = index::read(&folder.join(INDEX))?;
    let map = map(folder)?;
    if index.is_empty() {
        return Ok(0);
    }
    let newest: HashMap<&str, &Entry> = index.iter().map(|entry| (entry.name.as_str(), entry)).collect();
    let wanted: Vec<usize> = (0..films.len()).filter(|&i| places[i].is_none()).collect();
    let mut progress = Progress::new("checking cached films", wanted.len());
    let mut damaged = 0;
    for chunk in wanted.chunks(4096) {
        let found: Vec<Held> = chunk.par_iter().map(|&i| look(&films[i], &newest, map.as_ref())).collect();
        for (&i, found) in chunk.iter().zip(found) {
            match found {
                Held::Whole(place) => places[i] = Some(place),
                Held::Damaged => damaged += 1,
                Held::Absent => {}
            }
        }
        progress.advance(chunk.len(), "");
    }
    progress.finish();
    Ok(damaged)
}

/// What the cache has of a film.
enum Held {
    Whole(Place),
    Damaged,
    Absent,
}

fn look(film: &Found, newest: &HashMap<&str, &Entry>, map: Option<&Mmap>) -> Held {
    let Some(entry) = newest.get(film.name.as_str()) else { return Held::Absent };
    let now = File::open(&film.path).and_then(|file| stamp(&file));
    if !now.is_ok_and(|now| now == (entry.bytes, entry.modified)) {
        return Held::Absent;
    }
    let place = Place { record: entry.record, width: entry.width, height: entry.height, key: entry.sha256 };
    match pixels(map, &place) {
        Some(pixels) if key(place.width, place.height, pixels) == place.key => Held::Whole(place),
        _ => Held::Damaged,
    }
}

/// A film's gray levels; `None` if the file of records is too short for its place.
fn pixels<'a>(map: Option<&'a Mmap>, place: &Place) -> Option<&'a [u8]> {
    let length = place.width.checked_mul(place.height).filter(|&n| n <= RECORD)?;
    let start = usize::try_from(place.record).ok()?.checked_mul(RECORD)?;
    map?.get(start..start.checked_add(length)?)
}

/// Size and time of change in nanoseconds since 1970.
fn stamp(file: &File) -> std::io::Result<(u64, i64)> {
    let facts = file.metadata()?;
    let modified = facts.modified()?;
    let nanoseconds = match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |n| -n),
    };
    Ok((facts.len(), nanoseconds))
}

/// Maps the records, if there are any.
#[allow(unsafe_code, reason = "mapping a file is unsafe, as whoever changes the file changes the memory")]
fn map(folder: &Path) -> Result<Option<Mmap>> {
    let path = folder.join(RECORDS);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e).with_context(|| format!("reading {}", path.display())),
    };
    let length = file.metadata().with_context(|| format!("reading {}", path.display()))?.len();
    if length == 0 {
        return Ok(None);
    }
    // SAFETY: the file is this module's own. It writes to it under a lock and only behind its end, and never cuts it
    // short, so the bytes up to the length of now neither change nor vanish.
    let map = unsafe { MmapOptions::new().len(length as usize).map(&file) };
    map.map(Some).with_context(|| format!("mapping {}", path.display()))
}

#[cfg(test)]
mod tests;
