//! A contact sheet of augmented films, for the eye: what the configuration does to films before training sees them.

use anyhow::{Result, ensure};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use shared::image::GrayImage;

use super::augment;
use super::caption;
use crate::config::AugmentationConfig;
use crate::dataset::Films;

/// Most films on a sheet.
pub const MAX_FILMS: usize = 50;
/// Most copies of a film on a sheet.
pub const MAX_COPIES: usize = 30;

/// Side of a film on the sheet, pixels.
const CELL: usize = 256;
/// Between films, and around them.
const GAP: usize = 4;
/// Height of the line of captions above the films.
const HEAD: usize = 24;
/// Width of the labels left of the films.
const MARGIN: usize = 124;
/// Gray level of the paper: neither a film's black nor its white.
const PAPER: u8 = 40;

/// A row for each film: the film itself, then copies as training would draw them, with the label on the left.
///
/// Every copy has a stream of random numbers of its own, so that more of them leave the first as they are.
///
/// # Errors
///
/// Without films or copies, or with more than [`MAX_FILMS`] or [`MAX_COPIES`].
pub fn contact_sheet(
    films: &Films,
    config: &AugmentationConfig,
    seed: u64,
    copies: usize,
) -> Result<GrayImage> {
    ensure!(
        (1..=MAX_FILMS).contains(&films.len()),
        "a sheet takes 1 to {MAX_FILMS} films, not {}",
        films.len()
    );
    ensure!((1..=MAX_COPIES).contains(&copies), "a sheet takes 1 to {MAX_COPIES} copies, not {copies}");
    let columns = copies + 1;
    let mut sheet =
        Sheet::new(MARGIN + columns * (CELL + GAP) + GAP, HEAD + films.len() * (CELL + GAP) + GAP);
    for column in 0..columns {
        let text = if column == 0 { "original".to_owned() } else { format!("copy {column}") };
        sheet.write(&text, left(column), (HEAD - caption::HEIGHT) / 2 + 1);
    }
    for film in 0..films.len() {
        let text = if films.is_positive(film) { "pneumonia" } else { "no\npneumonia" };
        for (n, line) in text.lines().enumerate() {
            sheet.write(line, 2 * GAP, top(film) + GAP + n * (caption::HEIGHT + GAP));
        }
    }
    let cells: Vec<(usize, usize)> =
        (0..films.len()).flat_map(|film| (0..columns).map(move |column| (film, column))).collect();
    let pictures: Vec<GrayImage> = cells
        .par_iter()
        .map(|&(film, column)| {
            let grid = films.grid(film);
            if column == 0 {
                return grid;
            }
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream((film * MAX_COPIES + column) as u64);
            let levels = augment(&grid, config, &mut rng);
            let pixels = levels.iter().map(|level| level.round() as u8).collect();
            GrayImage::new(grid.width(), grid.height(), pixels).expect("as large as the film")
        })
        .collect();
    for (&(film, column), picture) in cells.iter().zip(&pictures) {
        sheet.put(picture, left(column), top(film));
    }
    Ok(sheet.finish())
}

fn left(column: usize) -> usize {
    MARGIN + GAP + column * (CELL + GAP)
}

fn top(film: usize) -> usize {
    HEAD + GAP + film * (CELL + GAP)
}

struct Sheet {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Sheet {
    fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![PAPER; width * height] }
    }

    /// Films are at most [`CELL`] pixels a side; a smaller one stands in its cell's corner.
    fn put(&mut self, picture: &GrayImage, left: usize, top: usize) {
        for (y, row) in picture.pixels().chunks_exact(picture.width()).enumerate() {
            self.pixels[(top + y) * self.width + left..][..row.len()].copy_from_slice(row);
        }
    }

    fn write(&mut self, text: &str, left: usize, top: usize) {
        for (x, y) in caption::dots(text) {
            if left + x < self.width && top + y < self.height {
                self.pixels[(top + y) * self.width + left + x] = 230;
            }
        }
    }

    fn finish(self) -> GrayImage {
        GrayImage::new(self.width, self.height, self.pixels).expect("made with this many pixels")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn films() -> Films {
        let grid = |side: usize, level: u8| GrayImage::new(256, side, vec![level; 256 * side]).unwrap();
        Films::from_grids(vec![(grid(256, 10), true), (grid(240, 200), false)])
    }

    fn cell(sheet: &GrayImage, film: usize, column: usize) -> Vec<u8> {
        let start = |y: usize| (top(film) + y) * sheet.width() + left(column);
        (0..240).flat_map(|y| sheet.pixels()[start(y)..][..CELL].to_vec()).collect()
    }

    #[test]
    fn originals_stand_first_and_copies_beside_them() {
        let config = AugmentationConfig { brightness: 60.0, ..AugmentationConfig::default() };
        let sheet = contact_sheet(&films(), &config, 3, 4).unwrap();
        assert_eq!(cell(&sheet, 0, 0), [10; 256 * 240]);
        assert_eq!(cell(&sheet, 1, 0), [200; 256 * 240]);
        let copies: Vec<Vec<u8>> = (1..=4).map(|column| cell(&sheet, 1, column)).collect();
        assert!(copies.iter().all(|copy| copy.iter().all(|p| *p == copy[0])), "brightness alone");
        assert!((0..4).all(|i| (i + 1..4).all(|k| copies[i] != copies[k])), "each copy is drawn anew");
        // More copies leave those that there were.
        let wider = contact_sheet(&films(), &config, 3, 6).unwrap();
        assert_eq!(cell(&wider, 1, 4), copies[3]);
    }

    #[test]
    fn neither_nothing_nor_too_much_fits_a_sheet() {
        let config = AugmentationConfig::default();
        for copies in [0, MAX_COPIES + 1] {
            assert!(contact_sheet(&films(), &config, 3, copies).is_err());
        }
        assert!(contact_sheet(&Films::from_grids(Vec::new()), &config, 3, 1).is_err());
    }
}
