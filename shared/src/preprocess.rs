//! From a film to the network's input. The only copy of this code: training, packaging and the tab call it.
//!
//! The order matters and is fixed:
//!
//! 1. the display pipeline leaves 8 bits a pixel (`dicom`, or a PNG as it is);
//! 2. area average to 256 x 256 *without* keeping the aspect ratio, columns and then rows, each rounded half up to
//!    8 bits. NIH made its 1024 x 1024 films from the detectors' own shapes without keeping their ratio, so a film
//!    from a clinic must be squeezed too. A side of 224 to 255 pixels is left as it is;
//! 3. to the network's side (224): bilinear, half-pixel centres; area average where the side shrinks by 2 or more;
//! 4. divide by 255;
//! 5. [`Variant`]: ImageNet's mean and standard deviation by channel, or the film's own;
//! 6. three channels, all from the one gray plane.

use serde::{Deserialize, Serialize};

use crate::image::GrayImage;

/// Side of the intermediate 8-bit picture, pixels.
pub const GRID: usize = 256;

/// Smallest side a film may have, pixels: the network's own input, below which detail would have to be invented.
pub const MINIMUM_SIDE: usize = 224;

/// ImageNet's channel means on a 0..1 scale, as torchvision's VGG16 weights expect them.
pub const IMAGENET_MEAN: [f32; 3] = [0.485, 0.456, 0.406];

/// ImageNet's channel standard deviations on a 0..1 scale.
pub const IMAGENET_SD: [f32; 3] = [0.229, 0.224, 0.225];

/// Floor of a film's own standard deviation on a 0..1 scale: one gray level of 255, so that a blank film stays finite.
const SD_FLOOR: f32 = 1.0 / 255.0;

/// How gray levels become network input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// Divide by 255, subtract ImageNet's mean, divide by its SD, by channel: -2.12 to 2.64.
    Imagenet,
    /// Subtract the film's own mean and divide by its own SD; the three channels are equal.
    Standardised,
}

/// The preprocessing a package was trained with. It is part of its manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preprocessing {
    /// How gray levels are scaled.
    pub variant: Variant,
    /// Side of the network's square input, pixels.
    pub input_size: usize,
}

impl Default for Preprocessing {
    fn default() -> Self {
        Self { variant: Variant::Imagenet, input_size: 224 }
    }
}

/// Why a film cannot be prepared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PreprocessError {
    /// A side is shorter than [`MINIMUM_SIDE`].
    #[error("the film is {width} x {height} pixels; at least {MINIMUM_SIDE} on each side are needed")]
    TooSmall {
        /// Columns.
        width: usize,
        /// Rows.
        height: usize,
    },
}

/// One film as network input.
///
/// # Shapes
///
/// `values` holds `[3, side, side]`, row-major.
#[derive(Clone, PartialEq)]
pub struct NetworkInput {
    /// Side of the square, pixels.
    pub side: usize,
    /// Channel, row, column.
    pub values: Vec<f32>,
}

// A film's pixels are patient data.
impl std::fmt::Debug for NetworkInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NetworkInput(3 x {0} x {0})", self.side)
    }
}

impl NetworkInput {
    /// Mean over all values, summed in f64: one number to compare two implementations by.
    pub fn mean(&self) -> f64 {
        self.values.iter().map(|&v| f64::from(v)).sum::<f64>() / self.values.len() as f64
    }
}

impl Preprocessing {
    /// Steps 2 to 6 for one film.
    ///
    /// # Shapes
    ///
    /// - `film`: any width and height of at least [`MINIMUM_SIDE`]
    /// - output: `[3, input_size, input_size]`
    ///
    /// # Errors
    ///
    /// [`PreprocessError::TooSmall`].
    pub fn apply(&self, film: &GrayImage) -> Result<NetworkInput, PreprocessError> {
        Ok(self.from_grid(&to_grid(film)?))
    }

    /// Steps 3 to 6, for a picture that [`to_grid`] made (the trainer caches those).
    pub fn from_grid(&self, grid: &GrayImage) -> NetworkInput {
        let levels: Vec<f32> = grid.pixels().iter().map(|&p| f32::from(p)).collect();
        self.from_levels(&levels, grid.width(), grid.height())
    }

    /// Steps 3 to 6 for gray levels that augmentation has moved off the integers.
    ///
    /// # Shapes
    ///
    /// - `levels`: `[height, width]`, 0..255
    /// - output: `[3, input_size, input_size]`
    ///
    /// # Panics
    ///
    /// If `levels` is not `width * height` long: a fault of the caller, not of the data.
    pub fn from_levels(&self, levels: &[f32], width: usize, height: usize) -> NetworkInput {
        assert_eq!(levels.len(), width * height, "levels must be width x height");
        let side = self.input_size;
        let wide = resize_axis(levels, width, side, height, true);
        let mut plane = resize_axis(&wide, height, side, side, false);
        for value in &mut plane {
            *value /= 255.0;
        }
        let mut values = Vec::with_capacity(3 * side * side);
        match self.variant {
            Variant::Imagenet => {
                for (mean, sd) in IMAGENET_MEAN.into_iter().zip(IMAGENET_SD) {
                    values.extend(plane.iter().map(|p| (p - mean) / sd));
                }
            }
            Variant::Standardised => {
                let n = plane.len() as f64;
                let mean = plane.iter().map(|&p| f64::from(p)).sum::<f64>() / n;
                let variance = plane.iter().map(|&p| (f64::from(p) - mean).powi(2)).sum::<f64>() / n;
                let (mean, sd) = (mean as f32, (variance.sqrt() as f32).max(SD_FLOOR));
                for _ in 0..3 {
                    values.extend(plane.iter().map(|p| (p - mean) / sd));
                }
            }
        }
        NetworkInput { side, values }
    }
}

/// Step 2: area average to [`GRID`] x [`GRID`]. A side shorter than [`GRID`] keeps its length.
///
/// # Errors
///
/// [`PreprocessError::TooSmall`] if a side is shorter than [`MINIMUM_SIDE`].
pub fn to_grid(film: &GrayImage) -> Result<GrayImage, PreprocessError> {
    let (width, height) = (film.width(), film.height());
    if width < MINIMUM_SIDE || height < MINIMUM_SIDE {
        return Err(PreprocessError::TooSmall { width, height });
    }
    let (to_width, to_height) = (width.min(GRID), height.min(GRID));
    Ok(area_average(film, to_width, to_height))
}

/// Area average to any smaller size: columns first, then rows, each pass rounded half up to 8 bits. A side that would
/// grow keeps its length.
///
/// Rounding after each pass is what image libraries do (Pillow's `resize` with `BOX` among them), so a film that was
/// reduced by one of them beforehand and the film itself come to the same pixels.
pub fn area_average(film: &GrayImage, width: usize, height: usize) -> GrayImage {
    let (from_width, from_height) = (film.width(), film.height());
    let (width, height) = (width.clamp(1, from_width), height.clamp(1, from_height));
    let pixels = average_rows(&average_columns(film.pixels(), from_width, width), width, from_height, height);
    GrayImage::new(width, height, pixels).expect("width and height are at least one and the rows are full")
}

/// The first pass: each row of `from` pixels becomes `to` pixels.
fn average_columns(pixels: &[u8], from: usize, to: usize) -> Vec<u8> {
    // NIH's films are 1024 pixels wide, so four to one is what training meets; sums of eight bits are exact either way.
    match (from / to, from % to) {
        (1, 0) => pixels.to_vec(),
        (2, 0) => pixels.as_chunks::<2>().0.iter().map(block_mean).collect(),
        (4, 0) => pixels.as_chunks::<4>().0.iter().map(mean_of_four).collect(),
        _ => {
            let columns = area_weights(from, to);
            let mut out = Vec::with_capacity(pixels.len() / from * to);
            for line in pixels.chunks_exact(from) {
                out.extend(
                    columns.iter().map(|taps| {
                        rounded(taps.iter().map(|(x, weight)| f64::from(line[x]) * weight).sum())
                    }),
                );
            }
            out
        }
    }
}

/// The second pass: `from` rows of `width` pixels become `to` rows.
fn average_rows(pixels: &[u8], width: usize, from: usize, to: usize) -> Vec<u8> {
    match (from / to, from % to) {
        (1, 0) => pixels.to_vec(),
        (2, 0) => average_blocks_of_rows::<2>(pixels, width),
        (4, 0) => average_blocks_of_rows::<4>(pixels, width),
        _ => {
            let mut out = Vec::with_capacity(width * to);
            let mut sums = vec![0.0_f64; width];
            for taps in area_weights(from, to) {
                sums.fill(0.0);
                for (row, weight) in taps.iter() {
                    for (sum, &p) in sums.iter_mut().zip(&pixels[row * width..]) {
                        *sum += f64::from(p) * weight;
                    }
                }
                out.extend(sums.iter().map(|&sum| rounded(sum)));
            }
            out
        }
    }
}

fn average_blocks_of_rows<const N: usize>(pixels: &[u8], width: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(pixels.len() / N);
    for rows in pixels.chunks_exact(N * width) {
        let rows: [&[u8]; N] = std::array::from_fn(|i| &rows[i * width..(i + 1) * width]);
        out.extend((0..width).map(|x| block_mean(&rows.map(|row| row[x]))));
    }
    out
}

/// [`block_mean`] of four bytes, added in the halves of one word: the whole of [`to_grid`] takes a sixth of the time.
fn mean_of_four(block: &[u8; 4]) -> u8 {
    let word = u32::from_le_bytes(*block);
    let pairs = (word & 0x00ff_00ff).wrapping_add((word >> 8) & 0x00ff_00ff);
    let sum = pairs.wrapping_add(pairs >> 16) & 0xffff;
    (sum.wrapping_add(2) / 4) as u8
}

/// Mean of a few pixels, halves up: what [`rounded`] gives for weights of `1 / N`, without leaving the integers.
fn block_mean<const N: usize>(block: &[u8; N]) -> u8 {
    // Wraps in name only, as four times 255 fits; a check for it would keep the compiler from vectors.
    let sum = block.iter().fold(0_u16, |sum, &p| sum.wrapping_add(u16::from(p)));
    (sum.wrapping_add(N as u16 / 2) / N as u16) as u8
}

/// To 8 bits, halves up.
fn rounded(level: f64) -> u8 {
    // The small term keeps an exact half, as sums of eighths give it, from falling below for rounding alone.
    (level + 0.5 + 1e-9).floor().clamp(0.0, 255.0) as u8
}

/// The pixels, with weights that sum to 1, that one output pixel averages.
struct Taps {
    first: usize,
    weights: Vec<f64>,
}

impl Taps {
    fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.weights.iter().enumerate().map(|(i, &w)| (self.first + i, w))
    }
}

fn area_weights(from: usize, to: usize) -> Vec<Taps> {
    let ratio = from as f64 / to as f64;
    (0..to)
        .map(|i| {
            let (start, end) = (i as f64 * ratio, ((i + 1) as f64 * ratio).min(from as f64));
            let first = start.floor() as usize;
            let last = (end.ceil() as usize).clamp(first + 1, from);
            let weights = (first..last)
                .map(|p| ((end.min((p + 1) as f64) - start.max(p as f64)) / ratio).max(0.0))
                .collect();
            Taps { first, weights }
        })
        .collect()
}

/// Bilinear taps at half-pixel centres (the usual `align_corners = false`), edges repeated.
fn linear_weights(from: usize, to: usize) -> Vec<Taps> {
    let ratio = from as f64 / to as f64;
    (0..to)
        .map(|i| {
            let centre = ((i as f64 + 0.5) * ratio - 0.5).clamp(0.0, (from - 1) as f64);
            let first = (centre.floor() as usize).min(from.saturating_sub(2));
            let fraction = centre - first as f64;
            let weights = if from == 1 { vec![1.0] } else { vec![1.0 - fraction, fraction] };
            Taps { first, weights }
        })
        .collect()
}

/// Resizes one axis of a row-major plane; `other` is the length of the axis that stays.
fn resize_axis(plane: &[f32], from: usize, to: usize, other: usize, horizontal: bool) -> Vec<f32> {
    if from == to {
        return plane.to_vec();
    }
    let taps = if from >= 2 * to { area_weights(from, to) } else { linear_weights(from, to) };
    let mut out = vec![0.0_f32; to * other];
    if horizontal {
        for (source, target) in plane.chunks_exact(from).zip(out.chunks_exact_mut(to)) {
            for (value, taps) in target.iter_mut().zip(&taps) {
                *value = taps.iter().map(|(x, w)| f64::from(source[x]) * w).sum::<f64>() as f32;
            }
        }
    } else {
        for (target, taps) in out.chunks_exact_mut(other).zip(&taps) {
            for (x, value) in target.iter_mut().enumerate() {
                *value = taps.iter().map(|(y, w)| f64::from(plane[y * other + x]) * w).sum::<f64>() as f32;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn flat(width: usize, height: usize, level: u8) -> GrayImage {
        GrayImage::new(width, height, vec![level; width * height]).unwrap()
    }

    #[test]
    fn imagenet_range_is_the_documented_one() {
        let low = Preprocessing::default().apply(&flat(300, 260, 0)).unwrap();
        let high = Preprocessing::default().apply(&flat(300, 260, 255)).unwrap();
        let min = low.values.iter().copied().fold(f32::INFINITY, f32::min);
        let max = high.values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        assert!((min + 2.1179).abs() < 1e-3, "{min}");
        assert!((max - 2.64).abs() < 1e-3, "{max}");
        assert_eq!(low.values.len(), 3 * 224 * 224);
    }

    #[test]
    fn a_block_mean_is_exact_and_rounds_half_up() {
        // 4 x 4 blocks whose sum is 8: mean 0.5, which rounds to 1.
        let pixels = (0..1024 * 1024).map(|i| u8::from((i % 1024) % 2 == 0)).collect();
        let grid = to_grid(&GrayImage::new(1024, 1024, pixels).unwrap()).unwrap();
        assert_eq!((grid.width(), grid.height()), (256, 256));
        assert!(grid.pixels().iter().all(|&p| p == 1));
    }

    #[test]
    fn each_pass_rounds_as_image_libraries_do() {
        // Every second pixel of every second row is 1. In one pass the mean is 0.25, which rounds to 0; along the row
        // it is 0.5, which rounds to 1, and then down the column the same again.
        let pixels = (0..512 * 512).map(|i| u8::from(i % 2 == 0 && i / 512 % 2 == 0)).collect();
        let grid = to_grid(&GrayImage::new(512, 512, pixels).unwrap()).unwrap();
        assert!(grid.pixels().iter().all(|&p| p == 1));
    }

    #[test]
    fn small_films_are_refused_and_middling_ones_kept() {
        assert_eq!(to_grid(&flat(223, 900, 1)), Err(PreprocessError::TooSmall { width: 223, height: 900 }));
        let kept = to_grid(&flat(240, 900, 7)).unwrap();
        assert_eq!((kept.width(), kept.height()), (240, 256));
        assert!(kept.pixels().iter().all(|&p| p == 7));
    }

    #[test]
    fn bilinear_follows_a_ramp() {
        let levels: Vec<f32> = (0..256).flat_map(|_| (0..256).map(|x| x as f32)).collect();
        let plain = Preprocessing { variant: Variant::Imagenet, input_size: 224 };
        let input = plain.from_levels(&levels, 256, 256);
        for x in 1..223 {
            let expected = ((x as f32 + 0.5) * 256.0 / 224.0 - 0.5) / 255.0;
            let got = input.values[x] * IMAGENET_SD[0] + IMAGENET_MEAN[0];
            assert!((got - expected).abs() < 1e-5, "{x}: {got} {expected}");
        }
    }

    #[test]
    fn a_blank_film_stays_finite_when_standardised() {
        let prep = Preprocessing { variant: Variant::Standardised, input_size: 224 };
        assert!(prep.apply(&flat(256, 256, 90)).unwrap().values.iter().all(|v| v.abs() < 1e-3));
    }

    /// The two passes as the module's head has them, with weights throughout.
    fn weighted_average(film: &GrayImage, width: usize, height: usize) -> Vec<u8> {
        let (from_width, from_height) = (film.width(), film.height());
        let mean = |taps: &Taps, at: &dyn Fn(usize) -> u8| {
            rounded(taps.iter().map(|(i, weight)| f64::from(at(i)) * weight).sum())
        };
        let columns = area_weights(from_width, width);
        let narrow: Vec<u8> = film
            .pixels()
            .chunks_exact(from_width)
            .flat_map(|line| columns.iter().map(move |taps| mean(taps, &|x| line[x])))
            .collect();
        area_weights(from_height, height)
            .iter()
            .flat_map(|taps| {
                let narrow = &narrow;
                (0..width).map(move |x| mean(taps, &|y| narrow[y * width + x]))
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whole_factors_give_the_same_pixels_as_weights(
            (width, height) in (1usize..40, 1usize..40),
            (across, down) in (1usize..6, 1usize..6),
            pixels in proptest::collection::vec(any::<u8>(), 40 * 40 * 25),
        ) {
            let (from_width, from_height) = (width * across, height * down);
            let film = GrayImage::new(from_width, from_height, pixels[..from_width * from_height].to_vec()).unwrap();
            let got = area_average(&film, width, height);
            prop_assert_eq!(got.pixels(), weighted_average(&film, width, height));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn area_average_keeps_the_mean_and_the_range(
            width in 256usize..600, height in 256usize..600, seed in any::<u64>()
        ) {
            let mut state = seed | 1;
            let pixels: Vec<u8> = (0..width * height).map(|_| {
                state ^= state << 13; state ^= state >> 7; state ^= state << 17;
                (state >> 32) as u8
            }).collect();
            let mean = pixels.iter().map(|&p| f64::from(p)).sum::<f64>() / pixels.len() as f64;
            let grid = to_grid(&GrayImage::new(width, height, pixels).unwrap()).unwrap();
            let after = grid.pixels().iter().map(|&p| f64::from(p)).sum::<f64>() / (GRID * GRID) as f64;
            prop_assert!((mean - after).abs() < 0.6, "{mean} {after}");
        }
    }
}
