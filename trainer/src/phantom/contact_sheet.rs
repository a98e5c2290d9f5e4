//! Many films on one sheet, for the eye.

use shared::image::{GrayImage, ImageError};

use super::Phantom;

/// Films a row.
const COLUMNS: usize = 6;
/// Side of a film on the sheet, pixels.
const CELL: usize = 256;
/// Height of the strip under a film: white with pneumonia, black without.
const STRIP: usize = 6;

/// Six films a row at 256 pixels each (block means), every one over a strip that is white if the film is positive.
///
/// # Errors
///
/// [`ImageError::Empty`] without films.
pub fn contact_sheet(films: &[Phantom]) -> Result<GrayImage, ImageError> {
    let rows = films.len().div_ceil(COLUMNS);
    let (width, height) = (COLUMNS * CELL, rows * (CELL + STRIP));
    let mut pixels = vec![0_u8; width * height];
    for (n, film) in films.iter().enumerate() {
        let (left, top) = (n % COLUMNS * CELL, n / COLUMNS * (CELL + STRIP));
        for j in 0..CELL {
            for i in 0..CELL {
                pixels[(top + j) * width + left + i] = block_mean(&film.display, i, j);
            }
        }
        if film.is_positive() {
            for j in 1..STRIP {
                pixels[(top + CELL + j) * width + left..][..CELL].fill(255);
            }
        }
    }
    GrayImage::new(width, height, pixels)
}

/// Mean of the film over cell pixel (`i`, `j`).
fn block_mean(film: &GrayImage, i: usize, j: usize) -> u8 {
    let span = |k: usize, side: usize| {
        let start = k * side / CELL;
        start..((k + 1) * side / CELL).max(start + 1)
    };
    let (rows, columns) = (span(j, film.height()), span(i, film.width()));
    let count = (rows.len() * columns.len()) as u32;
    let sum: u32 = rows
        .map(|y| {
            film.pixels()[y * film.width()..][columns.clone()].iter().map(|&p| u32::from(p)).sum::<u32>()
        })
        .sum();
    ((sum + count / 2) / count) as u8
}
