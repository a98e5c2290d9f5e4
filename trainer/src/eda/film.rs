//! One film, measured.

use std::mem;
use std::path::Path;

use sha2::{Digest, Sha256};
use shared::dicom::{self, AcquisitionScope, Outcome};
use shared::image::GrayImage;
use shared::preprocess::area_average;

use crate::films;
use crate::films::budget::{Budget, cost};

/// Side of the films that are averaged, pixels.
pub(super) const SIDE: usize = 128;

/// What is known of a film that was read.
pub(super) struct Measurement {
    pub(super) width: usize,
    pub(super) height: usize,
    /// How the file stores its pixels.
    pub(super) mode: String,
    /// Size of the file, bytes.
    pub(super) file_bytes: u64,
    /// SHA-256 of the file.
    pub(super) file_hash: [u8; 32],
    /// SHA-256 over width, height and gray levels: the same for the same picture in another format.
    pub(super) picture_hash: [u8; 32],
    /// Mean gray level, 0 to 255.
    pub(super) mean: f64,
    /// Standard deviation of the gray levels.
    pub(super) sd: f64,
    /// See [`texture`].
    pub(super) sharpness: f64,
    /// See [`texture`].
    pub(super) noise: f64,
    /// Mean gray level of the border, a twentieth of each side wide.
    pub(super) border: f64,
    /// Share of the pixels at each gray level.
    pub(super) histogram: Vec<f32>,
    /// The film at [`SIDE`] x [`SIDE`] pixels; `None` of a smaller one.
    pub(super) small: Option<Vec<u8>>,
}

/// Reads and measures a film, waiting for its share of memory first.
///
/// # Errors
///
/// Why it cannot be used, without its name.
pub(super) fn measure(path: &Path, budget: &Budget) -> Result<Measurement, String> {
    let _lent = budget.lend(cost(path).map_err(|e| e.to_string())?);
    let bytes = std::fs::read(path).map_err(|e| e.to_string())?;
    let (film, mode) = decode(&bytes)?;
    let (file_bytes, file_hash) = (bytes.len() as u64, Sha256::digest(&bytes).into());
    drop(bytes);
    let [mean, sd, sharpness, noise, border] = appearance(&film);
    let pixels = film.pixels().len() as f64;
    let mut hash = Sha256::new();
    hash.update((film.width() as u64).to_le_bytes());
    hash.update((film.height() as u64).to_le_bytes());
    hash.update(film.pixels());
    Ok(Measurement {
        width: film.width(),
        height: film.height(),
        mode,
        file_bytes,
        file_hash,
        picture_hash: hash.finalize().into(),
        mean,
        sd,
        sharpness,
        noise,
        border,
        histogram: counts(&film).iter().map(|c| (*c as f64 / pixels) as f32).collect(),
        small: (film.width() >= SIDE && film.height() >= SIDE)
            .then(|| area_average(&film, SIDE, SIDE).into_pixels()),
    })
}

/// A picture as it is, or an accepted DICOM instance after the display pipeline.
fn decode(bytes: &[u8]) -> Result<(GrayImage, String), String> {
    if films::is_picture(bytes) {
        return films::decode_with_mode(bytes)
            .map(|(film, mode)| (film, mode.to_owned()))
            .map_err(|e| e.unwrap_or_else(|| "a colour picture, not a film".to_owned()));
    }
    let found = dicom::inspect(bytes, &AcquisitionScope::chest_frontal());
    let bits = found.stored.as_ref().map_or(0, shared::dicom::StoredPixels::bits_stored);
    let photometric = found.photometric.unwrap_or_default();
    match (found.outcome, found.radiograph) {
        (Outcome::Accept, Some(film)) => Ok((film.image, format!("DICOM {photometric}, {bits} bits"))),
        _ => {
            let reasons: Vec<&str> = found.reasons.iter().map(|r| r.as_str()).collect();
            Err(format!("{}: {}", reasons.join(" "), found.message))
        }
    }
}

/// Mean gray level, spread, sharpness, noise and border brightness of a film, as the shortcut audit has them.
pub(crate) fn appearance(film: &GrayImage) -> [f64; 5] {
    let counts = counts(film);
    let pixels = film.pixels().len() as f64;
    let mean = moment(&counts, |level| level) / pixels;
    let sd = (moment(&counts, |level| (level - mean).powi(2)) / pixels).sqrt();
    let (sharpness, noise) = texture(film);
    [mean, sd, sharpness, noise, border(film)]
}

fn counts(film: &GrayImage) -> [u64; 256] {
    let mut counts = [0; 256];
    for &pixel in film.pixels() {
        counts[usize::from(pixel)] += 1;
    }
    counts
}

fn moment(counts: &[u64; 256], of: impl Fn(f64) -> f64) -> f64 {
    counts.iter().enumerate().map(|(level, count)| of(level as f64) * *count as f64).sum()
}

/// Sharpness and noise of a film, gray levels; 0 where no pixel has neighbours on each side.
///
/// - Sharpness is the mean absolute Laplacian: |4p - left - right - above - below| over all inner pixels. Edges and noise
///   both raise it.
/// - Noise is a standard deviation by Immerkaer (1996): the mean magnitude of the difference of two Laplacians, which lets
///   straight edges and ramps pass unseen, times sqrt(pi / 2) / 6.
///
/// Both come from second differences along the rows. Sums wrap in name only (sixteen times 255 fits 16 bits, and a row of
/// 20,000 of them 32): a check that they do not would keep the compiler from vectors, which are twenty times faster.
pub(super) fn texture(film: &GrayImage) -> (f64, f64) {
    let (width, height) = (film.width(), film.height());
    if width < 3 || height < 3 {
        return (0.0, 0.0);
    }
    let row = |y: usize| &film.pixels()[y * width..(y + 1) * width];
    let [mut here, mut below] = [0, 1].map(|y| second_differences(row(y)));
    let (mut sharp, mut noisy) = (0_u64, 0_u64);
    for y in 1..height - 1 {
        let above = mem::replace(&mut here, mem::replace(&mut below, second_differences(row(y + 1))));
        let inner = |y: usize| row(y)[1..width - 1].iter().map(|p| i16::from(*p));
        let vertical =
            inner(y - 1).zip(inner(y)).zip(inner(y + 1)).map(|((a, b), c)| second_difference(a, b, c));
        sharp += magnitude(here.iter().zip(vertical).map(|(h, v)| h.wrapping_add(v)));
        let twice = above.iter().zip(&here).zip(&below);
        noisy += magnitude(twice.map(|((a, b), c)| second_difference(*a, *b, *c)));
    }
    let count = ((width - 2) * (height - 2)) as f64;
    (sharp as f64 / count, noisy as f64 / count * (std::f64::consts::PI / 2.0).sqrt() / 6.0)
}

fn second_difference(before: i16, here: i16, after: i16) -> i16 {
    before.wrapping_sub(here.wrapping_mul(2)).wrapping_add(after)
}

fn second_differences(row: &[u8]) -> Vec<i16> {
    let [before, here, after] = [0, 1, 2].map(|from| row[from..].iter().map(|p| i16::from(*p)));
    before.zip(here).zip(after).map(|((a, b), c)| second_difference(a, b, c)).collect()
}

fn magnitude(values: impl Iterator<Item = i16>) -> u64 {
    u64::from(values.fold(0_u32, |sum, v| sum.wrapping_add(u32::from(v.unsigned_abs()))))
}

/// Mean gray level of the outermost twentieth of each side: collimation, markers, padding.
pub(super) fn border(film: &GrayImage) -> f64 {
    let (width, height) = (film.width(), film.height());
    let (x_edge, y_edge) = (width.div_ceil(20), height.div_ceil(20));
    let (mut sum, mut count) = (0_u64, 0_u64);
    for (y, row) in film.pixels().chunks_exact(width).enumerate() {
        let whole = y < y_edge || y >= height - y_edge;
        let parts: [&[u8]; 2] =
            if whole || 2 * x_edge >= width { [row, &[]] } else { [&row[..x_edge], &row[width - x_edge..]] };
        for part in parts {
            sum += part.iter().map(|p| u64::from(*p)).sum::<u64>();
            count += part.len() as u64;
        }
    }
    sum as f64 / count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(width: usize, height: usize, level: impl Fn(usize, usize) -> u8) -> GrayImage {
        let pixels = (0..width * height).map(|i| level(i % width, i / width)).collect();
        GrayImage::new(width, height, pixels).unwrap()
    }

    #[test]
    fn ramps_are_neither_sharp_nor_noisy() {
        let ramp = film(40, 30, |x, y| (2 * x + 3 * y) as u8);
        assert_eq!(texture(&ramp), (0.0, 0.0));
    }

    #[test]
    fn a_straight_edge_is_sharp_and_not_noisy() {
        let edge = film(40, 30, |x, _| if x < 20 { 0 } else { 100 });
        // Two columns of 38 have a Laplacian of 100.
        let (sharpness, noise) = texture(&edge);
        assert!((sharpness - 200.0 / 38.0).abs() < 1e-9);
        assert_eq!(noise, 0.0);
    }

    #[test]
    fn noise_is_found_again() {
        // Uniform on -10..=10 around 128: a standard deviation of sqrt(440 / 12) = 6.06. The estimator assumes a
        // normal distribution, which sums of nine come close to.
        let mut state = 7_u64;
        let mut draw = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % 21) as u8
        };
        let pixels = (0..200 * 200).map(|_| 118 + draw()).collect();
        let (_, noise) = texture(&GrayImage::new(200, 200, pixels).unwrap());
        assert!((noise - 6.06).abs() < 0.25, "{noise}");
    }

    #[test]
    fn the_border_is_the_outer_twentieth() {
        let framed =
            film(100, 60, |x, y| if (5..95).contains(&x) && (3..57).contains(&y) { 10 } else { 200 });
        assert_eq!(border(&framed), 200.0);
        assert_eq!(border(&film(1, 1, |_, _| 7)), 7.0);
    }

    #[test]
    fn films_without_inside_have_no_texture() {
        assert_eq!(texture(&film(2, 5, |_, _| 3)), (0.0, 0.0));
    }

    #[test]
    fn texture_is_that_of_the_filters_written_out() {
        let busy = film(17, 11, |x, y| (x * x * 31 + y * 57 + x * y * 13) as u8);
        let at = |x: usize, y: usize| f64::from(busy.pixels()[y * 17 + x]);
        let (mut sharp, mut noisy) = (0.0, 0.0);
        for (x, y) in (1..16).flat_map(|x| (1..10).map(move |y| (x, y))) {
            let cross = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
            let corners = at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1);
            sharp += (4.0 * at(x, y) - cross).abs() / 135.0;
            noisy += (4.0 * at(x, y) - 2.0 * cross + corners).abs() / 135.0;
        }
        let (sharpness, noise) = texture(&busy);
        assert!((sharpness - sharp).abs() < 1e-9, "{sharpness} {sharp}");
        assert!((noise - noisy * (std::f64::consts::PI / 2.0).sqrt() / 6.0).abs() < 1e-9, "{noise}");
    }
}
