//! All films: gray levels by finding and view, mean films, sizes, duplicates, and what is missing or broken.
//!
//! Films are measured in chunks, in parallel, and added up in the table's order, so the sums are the same on every
//! machine and memory does not grow with their number.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;

use super::cohort::Cohort;
use super::film::{Measurement, measure};
use super::pixel_facts::{
    CLASSES, ImageSize, MissingFilm, ModeCount, Picture, Pixels, Sum, UnreadableFilm, duplicates,
    intensities, mean_films,
};
use super::shortcuts::Feature;
use crate::films::budget::{self, Budget};
use crate::films::locate::{Located, locate};
use crate::progress::Progress;

/// Films that are listed by name; beyond, they are only counted.
const LISTED: usize = 1000;
/// Films between two sums.
const CHUNK: usize = 64;
/// Threads: more would wait for the disk.
const MAX_THREADS: usize = 16;

/// Measures the films in `folder`; also gives what each is like for the shortcut audit.
///
/// # Errors
///
/// As [`locate`], or if not one film can be read.
pub(super) fn explore(cohort: &Cohort<'_>, folder: &Path) -> Result<(Pixels, Vec<Feature>)> {
    let located = locate(cohort.rows, std::slice::from_ref(&folder))?;
    let present: Vec<usize> = (0..cohort.rows.len()).filter(|&i| located.films[i].is_some()).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("starting threads")?;
    let budget = Budget::new(budget::BYTES);
    let mut sums = Sums::new(cohort);
    let mut progress = Progress::new("measuring films", present.len());
    for chunk in present.chunks(CHUNK) {
        let measured: Vec<Result<Measurement, String>> = pool.install(|| {
            let one = |i: &usize| match &located.films[*i] {
                Some(film) => measure(&film.path, &budget),
                None => Err("missing".to_owned()),
            };
            chunk.par_iter().map(one).collect()
        });
        for (&film, result) in chunk.iter().zip(measured) {
            sums.add(film, result);
        }
        progress.advance(chunk.len(), "");
    }
    progress.finish();
    ensure!(sums.films_read > 0, "none of the {} films that were found can be read", present.len());
    Ok(sums.finish(&located))
}

/// What is added up.
struct Sums<'a> {
    cohort: &'a Cohort<'a>,
    films_read: usize,
    unreadable: usize,
    unreadable_films: Vec<UnreadableFilm>,
    sizes: BTreeMap<(usize, usize), usize>,
    modes: BTreeMap<String, usize>,
    pictures: HashMap<[u8; 32], Vec<(usize, [u8; 32])>>,
    // By finding (then `No Finding`, then neither) and by view (all, then each).
    intensities: Vec<Vec<Sum>>,
    means: Vec<Vec<Picture>>,
    features: Vec<Feature>,
}

/// Name, exact meaning, and where it stands in a measurement.
type PixelFeature = (&'static str, &'static str, fn(&Measurement) -> f64);

const FEATURES: [PixelFeature; 7] = [
    ("file size (bytes)", "size of the film's file", |m| m.file_bytes as f64),
    ("image size (pixels)", "columns times rows of the film's file", |m| (m.width * m.height) as f64),
    ("mean gray level", "mean over all pixels, 0 to 255", |m| m.mean),
    ("spread of gray levels", "standard deviation over all pixels", |m| m.sd),
    (
        "sharpness",
        "mean absolute Laplacian, |4p - left - right - above - below| over the inner pixels, at the file's own size",
        |m| m.sharpness,
    ),
    (
        "pixel noise",
        "standard deviation of the noise by Immerkaer's filter (1996), at the file's own size",
        |m| m.noise,
    ),
    ("border brightness", "mean gray level of the outer twentieth of each side", |m| m.border),
];

impl<'a> Sums<'a> {
    fn new(cohort: &'a Cohort<'a>) -> Self {
        let views = cohort.views.len() + 1;
        Self {
            cohort,
            films_read: 0,
            unreadable: 0,
            unreadable_films: Vec::new(),
            sizes: BTreeMap::new(),
            modes: BTreeMap::new(),
            pictures: HashMap::new(),
            intensities: vec![vec![Sum::default(); views]; cohort.findings.len() + 2],
            means: vec![vec![Picture::default(); views]; CLASSES.len()],
            features: FEATURES
                .iter()
                .map(|(name, meaning, _)| Feature {
                    name: (*name).to_owned(),
                    meaning: (*meaning).to_owned(),
                    values: vec![None; cohort.rows.len()],
                })
                .collect(),
        }
    }

    fn add(&mut self, film: usize, result: Result<Measurement, String>) {
        let row = &self.cohort.rows[film];
        let measured = match result {
            Ok(measured) => measured,
            Err(reason) => {
                self.unreadable += 1;
                if self.unreadable_films.len() < LISTED {
                    self.unreadable_films.push(UnreadableFilm {
                        line: row.line,
                        image: row.image.clone(),
                        reason,
                    });
                }
                return;
            }
        };
        self.films_read += 1;
        for ((_, _, value), feature) in FEATURES.iter().zip(&mut self.features) {
            feature.values[film] = Some(value(&measured));
        }
        *self.sizes.entry((measured.width, measured.height)).or_default() += 1;
        let views: Vec<usize> =
            [Some(0), self.cohort.view[film].map(|v| v + 1)].into_iter().flatten().collect();
        for group in self.groups(film) {
            for &view in &views {
                self.intensities[group][view].add(&measured);
            }
        }
        if let Some(small) = &measured.small {
            let class = match (self.cohort.positive[film], self.cohort.is_no_finding(film)) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            };
            for &view in &views {
                self.means[class][view].add(small);
            }
        }
        self.pictures.entry(measured.picture_hash).or_default().push((film, measured.file_hash));
        *self.modes.entry(measured.mode).or_default() += 1;
    }

    /// The groups of gray levels that a film belongs to.
    fn groups(&self, film: usize) -> Vec<usize> {
        let count = self.cohort.findings.len();
        let mask = self.cohort.masks[film];
        match mask {
            0 if self.cohort.is_no_finding(film) => vec![count],
            0 => vec![count + 1],
            _ => (0..count).filter(|i| (mask >> i) & 1 == 1).collect(),
        }
    }

    fn finish(self, located: &Located) -> (Pixels, Vec<Feature>) {
        let cohort = self.cohort;
        let missing: Vec<usize> = (0..cohort.rows.len()).filter(|&i| located.films[i].is_none()).collect();
        let mut sizes: Vec<ImageSize> =
            self.sizes.iter().map(|(&(width, height), &films)| ImageSize { width, height, films }).collect();
        let different_sizes = sizes.len();
        sizes.sort_by_key(|s| std::cmp::Reverse(s.films));
        sizes.truncate(20);
        let mut modes: Vec<ModeCount> =
            self.modes.iter().map(|(mode, &films)| ModeCount { mode: mode.clone(), films }).collect();
        modes.sort_by_key(|m| std::cmp::Reverse(m.films));
        let pixels = Pixels {
            films_read: self.films_read,
            missing: missing.len(),
            missing_films: missing
                .iter()
                .take(LISTED)
                .map(|&i| MissingFilm {
                    line: cohort.rows[i].line,
                    image: cohort.rows[i].image.clone(),
                    ambiguous: located.ambiguous.binary_search(&i).is_ok(),
                })
                .collect(),
            unreadable: self.unreadable,
            unreadable_films: self.unreadable_films,
            files_not_in_table: located.surplus,
            sizes,
            different_sizes,
            modes,
            duplicates: duplicates(cohort, self.pictures),
            intensities: intensities(cohort, &self.intensities),
            mean_films: mean_films(cohort, self.means),
        };
        (pixels, self.features)
    }
}
