//! What is told of all films, and how it comes from their sums.

use std::collections::HashMap;

use serde::Serialize;

use super::cohort::Cohort;
use super::film::{Measurement, SIDE};
use crate::table::{NO_FINDING, PNEUMONIA};

/// What the films show.
#[derive(Debug, Clone, Serialize)]
pub struct Pixels {
    /// Films that were read.
    pub films_read: usize,
    /// Films of the table that are not in the folder.
    pub missing: usize,
    /// The first thousand of them.
    pub missing_films: Vec<MissingFilm>,
    /// Films that are there and cannot be used.
    pub unreadable: usize,
    /// The first thousand of them.
    pub unreadable_films: Vec<UnreadableFilm>,
    /// Files in the folder that no row names.
    pub files_not_in_table: usize,
    /// Sizes of the films as files, the most common first, at most twenty.
    pub sizes: Vec<ImageSize>,
    /// Different sizes.
    pub different_sizes: usize,
    /// How files store their pixels, the most common first.
    pub modes: Vec<ModeCount>,
    /// Films that are the same picture.
    pub duplicates: Vec<Duplicate>,
    /// Gray levels by finding, over all views and within each.
    pub intensities: Vec<Intensity>,
    /// Mean films.
    pub mean_films: Vec<MeanFilm>,
}

/// A film of the table that is not there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MissingFilm {
    /// Line of the table.
    pub line: u64,
    /// Its name in the table.
    pub image: String,
    /// Whether there are several files of that name in folders that the table does not tell apart.
    pub ambiguous: bool,
}

/// A film that cannot be used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnreadableFilm {
    /// Line of the table.
    pub line: u64,
    /// Its name in the table.
    pub image: String,
    /// Why.
    pub reason: String,
}

/// Films of one size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImageSize {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Films.
    pub films: usize,
}

/// Films of one mode.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModeCount {
    /// The mode, such as `gray, 8 bits`.
    pub mode: String,
    /// Films.
    pub films: usize,
}

/// Films whose pictures are the same, pixel by pixel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Duplicate {
    /// SHA-256 over width, height and gray levels, in hexadecimal.
    pub sha256: String,
    /// Lines of the table.
    pub lines: Vec<u64>,
    /// Names in the table.
    pub images: Vec<String>,
    /// Whether the files are the same byte by byte.
    pub same_file: bool,
    /// Whether they are all of one patient. If not, a split by patient can have the picture on both sides.
    pub same_patient: bool,
    /// Whether they are all of one class.
    pub same_class: bool,
}

/// Gray levels of a group of films, each film counting alike whatever its size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Intensity {
    /// The finding, `No Finding`, or `not pneumonia`.
    pub finding: String,
    /// The view, or `None` for all.
    pub view: Option<String>,
    /// Films.
    pub films: usize,
    /// Mean gray level, 0 to 255.
    pub mean: f64,
    /// Standard deviation over all pixels.
    pub sd: f64,
    /// Standard deviation of the films' own means; `None` of a single film.
    pub sd_of_means: Option<f64>,
    /// Gray levels that 1, 5, 25, 50, 75, 95 and 99 % of the pixels are at or below.
    pub percentiles: [u8; 7],
    /// Share of pixels at 0.
    pub black: f64,
    /// Share of pixels at 255.
    pub white: f64,
    /// Share of pixels at each gray level.
    pub histogram: Vec<f64>,
}

/// The mean of a class's films, each made 128 x 128 pixels.
#[derive(Debug, Clone, Serialize)]
pub struct MeanFilm {
    /// `pneumonia`, `no finding`, or `not pneumonia` for all others.
    pub class: String,
    /// The view, or `None` for all.
    pub view: Option<String>,
    /// Films.
    pub films: usize,
    /// Mean gray level.
    pub mean: f64,
    /// Gray levels, row by row. Not in the JSON: the report shows it.
    #[serde(skip)]
    pub levels: Vec<f64>,
}

/// Names of the classes of mean films.
pub(super) const CLASSES: [&str; 3] = ["pneumonia", "no finding", "not pneumonia"];

/// Gray levels of a group, added up.
#[derive(Clone, Default)]
pub(super) struct Sum {
    pub(super) films: usize,
    histogram: Vec<f64>,
    means: f64,
    squares: f64,
}

/// Small films of a class, added up.
#[derive(Clone, Default)]
pub(super) struct Picture {
    pub(super) films: usize,
    levels: Vec<f64>,
}

impl Sum {
    pub(super) fn add(&mut self, film: &Measurement) {
        self.films += 1;
        self.histogram.resize(256, 0.0);
        self.histogram.iter_mut().zip(&film.histogram).for_each(|(sum, share)| *sum += f64::from(*share));
        self.means += film.mean;
        self.squares += film.mean * film.mean;
    }
}

impl Picture {
    pub(super) fn add(&mut self, small: &[u8]) {
        self.films += 1;
        self.levels.resize(SIDE * SIDE, 0.0);
        self.levels.iter_mut().zip(small).for_each(|(sum, level)| *sum += f64::from(*level));
    }
}

fn view_name(cohort: &Cohort<'_>, place: usize) -> Option<String> {
    place.checked_sub(1).map(|v| cohort.views[v].clone())
}

pub(super) fn intensities(cohort: &Cohort<'_>, sums: &[Vec<Sum>]) -> Vec<Intensity> {
    let names = cohort.findings.iter().map(String::as_str).chain([NO_FINDING, CLASSES[2]]);
    let mut groups: Vec<(&str, &Vec<Sum>)> = names.zip(sums).collect();
    // What everything is compared with comes first.
    groups.sort_by_key(|(name, _)| match *name {
        PNEUMONIA => 0,
        NO_FINDING => 1,
        name if name == CLASSES[2] => 2,
        _ => 3,
    });
    let mut all = Vec::new();
    for (finding, views) in groups {
        for (place, sum) in views.iter().enumerate().filter(|(_, sum)| sum.films > 0) {
            all.push(intensity(finding, view_name(cohort, place), sum));
        }
    }
    all
}

fn intensity(finding: &str, view: Option<String>, sum: &Sum) -> Intensity {
    let films = sum.films as f64;
    let histogram: Vec<f64> = sum.histogram.iter().map(|s| s / films).collect();
    let mean = sum.means / films;
    let variance: f64 =
        histogram.iter().enumerate().map(|(level, share)| (level as f64 - mean).powi(2) * share).sum();
    let spread = |n: f64| ((sum.squares - n * mean * mean).max(0.0) / (n - 1.0)).sqrt();
    let percentile = |wanted: f64| {
        let mut below = 0.0;
        let place = histogram.iter().position(|share| {
            below += share;
            // The shares are sums of f32.
            below >= wanted - 1e-6
        });
        place.unwrap_or(255).min(255) as u8
    };
    Intensity {
        finding: finding.to_owned(),
        view,
        films: sum.films,
        mean,
        sd: variance.sqrt(),
        sd_of_means: (sum.films > 1).then(|| spread(films)),
        percentiles: [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map(percentile),
        black: histogram[0],
        white: histogram[255],
        // Seven digits: what is behind them is rounding.
        histogram: histogram.iter().map(|share| (share * 1e7).round() / 1e7).collect(),
    }
}

pub(super) fn mean_films(cohort: &Cohort<'_>, means: Vec<Vec<Picture>>) -> Vec<MeanFilm> {
    let mut films = Vec::new();
    for (class, views) in CLASSES.iter().zip(means) {
        for (place, picture) in views.into_iter().enumerate().filter(|(_, p)| p.films > 0) {
            let levels: Vec<f64> = picture.levels.iter().map(|l| l / picture.films as f64).collect();
            films.push(MeanFilm {
                class: (*class).to_owned(),
                view: view_name(cohort, place),
                films: picture.films,
                mean: levels.iter().sum::<f64>() / levels.len() as f64,
                levels,
            });
        }
    }
    films
}

pub(super) fn duplicates(
    cohort: &Cohort<'_>,
    pictures: HashMap<[u8; 32], Vec<(usize, [u8; 32])>>,
) -> Vec<Duplicate> {
    let rows = cohort.rows;
    let mut groups: Vec<_> = pictures.into_iter().filter(|(_, films)| films.len() > 1).collect();
    // By line, so that the order is the same each time.
    groups.sort_by_key(|(_, films)| films[0].0);
    groups
        .into_iter()
        .map(|(hash, films)| {
            let same = |key: &dyn Fn(usize) -> u64| films.iter().all(|(i, _)| key(*i) == key(films[0].0));
            Duplicate {
                sha256: hex::encode(hash),
                lines: films.iter().map(|(i, _)| rows[*i].line).collect(),
                images: films.iter().map(|(i, _)| rows[*i].image.clone()).collect(),
                same_file: films.iter().all(|(_, file)| *file == films[0].1),
                same_patient: same(&|i| cohort.patient[i] as u64),
                same_class: same(&|i| u64::from(cohort.positive[i])),
            }
        })
        .collect()
}
