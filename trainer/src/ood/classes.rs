//! Films of which it is known that they are no chest films as a chest's classifier takes them, made from the films at hand
//! or drawn.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use rand::distr::{Distribution as _, Uniform};
use rand::{Rng, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use shared::dicom::{AcquisitionScope, InspectOptions, inspect_with};
use shared::image::GrayImage;
use shared::preprocess::{GRID, area_average, to_grid};

use crate::dataset::Films;
use crate::films;
use crate::phantom::{OtherPart, other_film, scene};

/// Side at which other parts of the body and scenes are drawn, pixels.
const DRAWN: usize = 512;

/// A kind of film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// Short name, as in `ood.json`.
    pub name: &'static str,
    /// What it is.
    pub what: &'static str,
    /// Whether a film of it must be told; one that is reported beside them need not.
    pub must_be_told: bool,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inverted,
    /// Quarter turns, clockwise.
    Turned(u8),
    Mirrored,
    /// Per cent of the film's side.
    Crop(usize),
    White,
    Gaussian,
    Smooth,
    Scene,
    Other(OtherPart),
}

const fn class(name: &'static str, what: &'static str, kind: Kind) -> Class {
    Class { name, what, must_be_told: true, kind }
}

/// All classes.
pub const CLASSES: [Class; 15] = [
    class("inverted", "bone black, as a MONOCHROME1 film that was read wrongly", Kind::Inverted),
    class("turned_90", "a quarter turn clockwise", Kind::Turned(1)),
    class("turned_180", "upside down", Kind::Turned(2)),
    class("turned_270", "a quarter turn counter-clockwise", Kind::Turned(3)),
    class("crop_70", "a part of 70 % of the side, anywhere in the film", Kind::Crop(70)),
    class("crop_50", "a part of 50 % of the side", Kind::Crop(50)),
    class("crop_25", "a part of 25 % of the side", Kind::Crop(25)),
    class("noise_white", "every gray level as likely, pixel by pixel", Kind::White),
    class("noise_gaussian", "one gray level with normal noise", Kind::Gaussian),
    class("noise_smooth", "clouds of 4 to 32 cells a side", Kind::Smooth),
    class("scenes", "drawn stand-ins for photographs: landscapes, streets, things on a table", Kind::Scene),
    class("hand", "drawn by the phantom generator", Kind::Other(OtherPart::Hand)),
    class("skull", "drawn, from the front and from the side", Kind::Other(OtherPart::Skull)),
    class("abdomen", "drawn, supine", Kind::Other(OtherPart::Abdomen)),
    Class {
        name: "mirrored",
        what: "left and right exchanged: still a chest, reported beside the others",
        must_be_told: false,
        kind: Kind::Mirrored,
    },
];

impl Class {
    /// Film `i` of `count` of the class for `seed`, as `shared::preprocess::to_grid` leaves it. Changed films are made of
    /// `films`, evenly spaced, or in turn where there are fewer.
    ///
    /// # Errors
    ///
    /// None that the sizes used here allow.
    ///
    /// # Panics
    ///
    /// If `films` is empty.
    pub fn film(&self, films: &Films, seed: u64, i: usize, count: usize) -> Result<GrayImage> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(i as u64);
        let place = if count > films.len() { i % films.len() } else { i * films.len() / count.max(1) };
        let own = || films.grid(place.min(films.len() - 1));
        match self.kind {
            Kind::Inverted => mapped(&own(), |film, x, y| 255 - at(film, x, y)),
            Kind::Mirrored => mapped(&own(), |film, x, y| at(film, film.width() - 1 - x, y)),
            Kind::Turned(quarters) => (0..quarters).try_fold(own(), |film, _| turned(&film)),
            Kind::Crop(percent) => crop(&own(), percent, &mut rng),
            Kind::White => noise(|| rng.random()),
            Kind::Gaussian => {
                let (mean, sd) = (rng.random_range(60.0..190.0), rng.random_range(10.0..40.0));
                let unit = Uniform::new(0.0, 1.0)?;
                // Twelve uniforms less six are close to a standard normal.
                noise(|| {
                    let normal = (0..12).map(|_| unit.sample(&mut rng)).sum::<f64>() - 6.0;
                    (mean + sd * normal).clamp(0.0, 255.0) as u8
                })
            }
            Kind::Smooth => {
                let cells = rng.random_range(4..=32);
                let small: Vec<u8> = (0..cells * cells).map(|_| rng.random()).collect();
                enlarged(&GrayImage::new(cells, cells, small)?, GRID)
            }
            Kind::Scene => Ok(to_grid(&scene(seed, i as u64, DRAWN)?)?),
            Kind::Other(part) => Ok(to_grid(&other_film(part, seed, i as u64, DRAWN)?)?),
        }
    }
}

fn at(film: &GrayImage, x: usize, y: usize) -> u8 {
    film.pixels()[y * film.width() + x]
}

fn mapped(film: &GrayImage, of: impl Fn(&GrayImage, usize, usize) -> u8) -> Result<GrayImage> {
    let (width, height) = (film.width(), film.height());
    let pixels =
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| of(film, x, y)).collect();
    Ok(GrayImage::new(width, height, pixels)?)
}

/// A quarter turn clockwise.
fn turned(film: &GrayImage) -> Result<GrayImage> {
    let (width, height) = (film.height(), film.width());
    let pixels = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .map(|(x, y)| at(film, y, width - 1 - x))
        .collect();
    Ok(GrayImage::new(width, height, pixels)?)
}

/// A part of `percent` of each side, anywhere, brought back to the film's size.
fn crop(film: &GrayImage, percent: usize, rng: &mut ChaCha8Rng) -> Result<GrayImage> {
    let side = |whole: usize| (whole * percent / 100).max(1);
    let (width, height) = (side(film.width()), side(film.height()));
    let (left, top) =
        (rng.random_range(0..=film.width() - width), rng.random_range(0..=film.height() - height));
    let pixels = (0..height)
        .flat_map(|y| film.pixels()[(top + y) * film.width() + left..][..width].to_vec())
        .collect();
    enlarged(&GrayImage::new(width, height, pixels)?, GRID)
}

/// Bilinear, to `side` pixels; half-pixel centres.
fn enlarged(film: &GrayImage, side: usize) -> Result<GrayImage> {
    let (width, height) = (film.width(), film.height());
    let place = |i: usize, from: usize| {
        let at = ((i as f32 + 0.5) * from as f32 / side as f32 - 0.5).clamp(0.0, (from - 1) as f32);
        let low = at as usize;
        (low, (low + 1).min(from - 1), at - low as f32)
    };
    let mut pixels = Vec::with_capacity(side * side);
    for j in 0..side {
        let (y0, y1, t) = place(j, height);
        for i in 0..side {
            let (x0, x1, s) = place(i, width);
            let row = |y: usize| {
                let (a, b) = (f32::from(at(film, x0, y)), f32::from(at(film, x1, y)));
                a + s * (b - a)
            };
            pixels.push((row(y0) + t * (row(y1) - row(y0))).round() as u8);
        }
    }
    Ok(GrayImage::new(side, side, pixels)?)
}

fn noise(mut level: impl FnMut() -> u8) -> Result<GrayImage> {
    Ok(GrayImage::new(GRID, GRID, (0..GRID * GRID).map(|_| level()).collect())?)
}

/// A film shrunk for a sheet or a report.
pub(super) fn thumbnail(film: &GrayImage, side: usize) -> GrayImage {
    area_average(film, side, side)
}

/// A film of the reader's own, by its path within the folder, or why it cannot be scored.
pub type Own = (String, Result<GrayImage, String>);

/// The films of a folder and the folders below it, in the order of their names: DICOM instances of any part of the body,
/// PNG and JPEG files.
///
/// # Errors
///
/// A folder that cannot be read or holds no files.
pub fn folder(path: &Path) -> Result<Vec<Own>> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    ensure!(!files.is_empty(), "{} holds no files", path.display());
    files.sort();
    let name = |file: &Path| file.strip_prefix(path).unwrap_or(file).display().to_string();
    Ok(files.iter().map(|file| (name(file), own(file))).collect())
}

/// A film's picture, whatever it shows.
fn own(file: &Path) -> Result<GrayImage, String> {
    let bytes = fs::read(file).map_err(|e| e.to_string())?;
    let film = if films::is_picture(&bytes) {
        films::decode(&bytes).map_err(|e| e.unwrap_or_else(|| "a colour picture, not a film".into()))?
    } else {
        let options = InspectOptions { decode_rejected: true };
        let found = inspect_with(&bytes, &AcquisitionScope::chest_frontal(), options);
        let picture =
            found.radiograph.map(|film| film.image).or(found.rejected_picture.map(|shown| shown.image));
        picture.ok_or(found.message)?
    };
    to_grid(&film).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn films() -> Films {
        let pixels = (0..GRID * GRID).map(|i| (i % 251) as u8).collect();
        Films::from_grids(vec![(GrayImage::new(GRID, GRID, pixels).unwrap(), true)])
    }

    #[test]
    fn names_are_unique_and_films_are_made_again_alike() {
        let films = films();
        let mut names: Vec<&str> = CLASSES.iter().map(|c| c.name).collect();
        for class in &CLASSES {
            let film = class.film(&films, 3, 1, 2).unwrap();
            assert_eq!((film.width(), film.height()), (GRID, GRID), "{}", class.name);
            assert_eq!(film, class.film(&films, 3, 1, 2).unwrap(), "{}", class.name);
            assert_ne!(film, films.grid(0), "{}", class.name);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CLASSES.len());
    }

    #[test]
    fn four_quarter_turns_are_none_and_two_are_upside_down() {
        let film = films().grid(0);
        let twice = turned(&turned(&film).unwrap()).unwrap();
        assert_eq!(at(&turned(&film).unwrap(), GRID - 1, 0), at(&film, 0, 0));
        assert_eq!(at(&twice, 0, 0), at(&film, GRID - 1, GRID - 1));
        assert_eq!(turned(&turned(&twice).unwrap()).unwrap(), film);
    }

    #[test]
    fn enlarging_keeps_a_constant_and_the_corners() {
        let flat = GrayImage::new(5, 7, vec![77; 35]).unwrap();
        assert!(enlarged(&flat, 64).unwrap().pixels().iter().all(|&p| p == 77));
        let two = enlarged(&GrayImage::new(2, 1, vec![10, 200]).unwrap(), 64).unwrap();
        assert_eq!((at(&two, 0, 5), at(&two, 63, 5)), (10, 200));
    }
}
