//! How sharp a film is, and how it was stored: blur, sharpening, resolution and JPEG, each drawn at random.
//!
//! Detectors, archives and whoever published a set differ in these, and often along with the label: a network that is to
//! learn disease must see every film in many of them.

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::imageops::FilterType;
use image::{DynamicImage, ExtendedColorType, ImageBuffer, Luma};
use rand::Rng;

use crate::config::AugmentationConfig;

/// Standard deviation of the blur that unsharp masking takes away, pixels.
const UNSHARP_SD: f64 = 1.0;

/// What is done to one film.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Standard deviation of a Gaussian blur, pixels; 0 for none.
    pub blur: f64,
    /// Amount of unsharp masking; 0 for none.
    pub sharpen: f64,
    /// Share of the side that is kept when the film is reduced and enlarged again; 1 for none.
    pub resolution: f64,
    /// JPEG quality, 1 to 100, if it is compressed.
    pub jpeg: Option<u8>,
}

impl Quality {
    /// A film as it is.
    pub const AS_IT_IS: Self = Self { blur: 0.0, sharpen: 0.0, resolution: 1.0, jpeg: None };

    /// Draws what is on; each of these leaves half of the films as they are.
    pub(super) fn draw(config: &AugmentationConfig, rng: &mut impl Rng) -> Self {
        let mut up_to =
            |limit: f64| if limit > 0.0 { rng.random_range(-limit..=limit).max(0.0) } else { 0.0 };
        let blur = up_to(config.blur);
        let sharpen = up_to(config.sharpen);
        let resolution = 1.0 - up_to(config.resolution);
        let jpeg = (config.jpeg_quality > 0 && rng.random_bool(0.5))
            .then(|| rng.random_range(config.jpeg_quality..=100));
        Self { blur, sharpen, resolution, jpeg }
    }

    /// Resolution, blur and sharpening, in this order: what happens before noise is added.
    ///
    /// # Shapes
    ///
    /// - `levels`: `[height, width]`, 0..255; the same afterwards, sharpened edges cut at 0 and 255
    pub fn reshape(&self, levels: &mut Vec<f32>, width: usize, height: usize) {
        if self.resolution < 1.0 {
            *levels = through_resolution(levels, width, height, self.resolution);
        }
        if self.blur > 0.0 {
            *levels = gaussian(levels, width, height, self.blur);
        }
        if self.sharpen > 0.0 {
            let smooth = gaussian(levels, width, height, UNSHARP_SD);
            for (level, smooth) in levels.iter_mut().zip(smooth) {
                *level = (*level + self.sharpen as f32 * (*level - smooth)).clamp(0.0, 255.0);
            }
        }
    }

    /// JPEG, the last thing that happens to a film.
    ///
    /// # Shapes
    ///
    /// - `levels`: `[height, width]`, 0..255; whole numbers afterwards if the film was compressed
    ///
    /// # Panics
    ///
    /// If `levels` is not `width * height` long.
    pub fn store(&self, levels: &mut [f32], width: usize, height: usize) {
        let Some(quality) = self.jpeg else { return };
        let pixels: Vec<u8> = levels.iter().map(|level| level.round() as u8).collect();
        let mut file = Vec::new();
        JpegEncoder::new_with_quality(&mut file, quality)
            .encode(&pixels, width as u32, height as u32, ExtendedColorType::L8)
            .expect("a film's sides are below 65536 and its pixels are as many as they say");
        let decoded = JpegDecoder::new(std::io::Cursor::new(file))
            .and_then(DynamicImage::from_decoder)
            .expect("the file was made the line before");
        for (level, pixel) in levels.iter_mut().zip(decoded.into_luma8().into_raw()) {
            *level = f32::from(pixel);
        }
    }
}

/// Reduced to `share` of each side and enlarged again, both bilinear, with the average over what a pixel covers.
fn through_resolution(levels: &[f32], width: usize, height: usize, share: f64) -> Vec<f32> {
    let side = |full: usize| ((full as f64 * share).round() as u32).max(1);
    // The library keeps floating-point pixels between 0 and 1.
    let film: ImageBuffer<Luma<f32>, Vec<f32>> =
        ImageBuffer::from_vec(width as u32, height as u32, levels.iter().map(|v| v / 255.0).collect())
            .expect("levels are width x height");
    let small = image::imageops::resize(&film, side(width), side(height), FilterType::Triangle);
    let large = image::imageops::resize(&small, width as u32, height as u32, FilterType::Triangle);
    large.into_raw().into_iter().map(|v| (v * 255.0).clamp(0.0, 255.0)).collect()
}

/// Gaussian blur to three standard deviations, rows and then columns, edges repeated.
fn gaussian(levels: &[f32], width: usize, height: usize, sd: f64) -> Vec<f32> {
    let reach = (3.0 * sd).ceil() as usize;
    let weights: Vec<f64> =
        (0..=2 * reach).map(|i| (-(i as f64 - reach as f64).powi(2) / (2.0 * sd * sd)).exp()).collect();
    let sum: f64 = weights.iter().sum();
    let weights: Vec<f32> = weights.iter().map(|w| (w / sum) as f32).collect();
    let mut across = vec![0.0_f32; levels.len()];
    let mut line = Vec::with_capacity(width + 2 * reach);
    for (row, out) in levels.chunks_exact(width).zip(across.chunks_exact_mut(width)) {
        line.clear();
        line.extend(std::iter::repeat_n(row[0], reach));
        line.extend_from_slice(row);
        line.extend(std::iter::repeat_n(row[width - 1], reach));
        for (weight, shift) in weights.iter().zip(0..) {
            for (sum, level) in out.iter_mut().zip(&line[shift..]) {
                *sum += weight * level;
            }
        }
    }
    let mut out = vec![0.0_f32; levels.len()];
    for (y, row) in out.chunks_exact_mut(width).enumerate() {
        for (i, weight) in weights.iter().enumerate() {
            let from = (y + i).saturating_sub(reach).min(height - 1);
            for (sum, level) in row.iter_mut().zip(&across[from * width..]) {
                *sum += weight * level;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 64;

    /// Black and white in columns of one pixel, the finest detail there is, in the upper half; gray below.
    fn film() -> Vec<f32> {
        let level = |i: usize| if i < SIDE * SIDE / 2 { 40.0 + 170.0 * (i % 2) as f32 } else { 125.0 };
        (0..SIDE * SIDE).map(level).collect()
    }

    fn spread(levels: &[f32]) -> f32 {
        let row = &levels[16 * SIDE + 8..16 * SIDE + SIDE - 8];
        let mean = row.iter().sum::<f32>() / row.len() as f32;
        (row.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / row.len() as f32).sqrt()
    }

    fn changed(quality: Quality) -> Vec<f32> {
        let mut levels = film();
        quality.reshape(&mut levels, SIDE, SIDE);
        quality.store(&mut levels, SIDE, SIDE);
        assert_eq!(levels.len(), SIDE * SIDE);
        assert!(levels.iter().all(|v| (0.0..=255.0).contains(v)));
        levels
    }

    #[test]
    fn a_film_as_it_is_stays() {
        assert_eq!(changed(Quality::AS_IT_IS), film());
    }

    #[test]
    fn blur_follows_the_gaussian_and_keeps_the_mean() {
        // A wave of w radians a pixel keeps exp(-(w sd)^2 / 2) of its height.
        let (sd, w) = (1.5_f64, std::f64::consts::PI / 4.0);
        let mut wave: Vec<f32> =
            (0..SIDE * SIDE).map(|i| 125.0 + 80.0 * (w * (i % SIDE) as f64).cos() as f32).collect();
        let before = f64::from(spread(&wave));
        Quality { blur: sd, ..Quality::AS_IT_IS }.reshape(&mut wave, SIDE, SIDE);
        let kept = f64::from(spread(&wave)) / before;
        assert!((kept - (-(w * sd).powi(2) / 2.0).exp()).abs() < 0.01, "{kept}");
        let blurred = changed(Quality { blur: sd, ..Quality::AS_IT_IS });
        let mean = |levels: &[f32]| levels.iter().sum::<f32>() / levels.len() as f32;
        assert!((mean(&blurred) - mean(&film())).abs() < 0.1);
        // Gray stays gray, up to its edges.
        assert!(blurred[50 * SIDE..].iter().all(|v| (v - 125.0).abs() < 1e-3));
    }

    #[test]
    fn sharpening_raises_detail_and_lost_resolution_takes_it() {
        let mut soft = film();
        Quality { blur: 0.5, ..Quality::AS_IT_IS }.reshape(&mut soft, SIDE, SIDE);
        let mut sharp = soft.clone();
        Quality { sharpen: 0.8, ..Quality::AS_IT_IS }.reshape(&mut sharp, SIDE, SIDE);
        assert!(spread(&sharp) > 1.3 * spread(&soft), "{} {}", spread(&sharp), spread(&soft));
        let coarse = changed(Quality { resolution: 0.5, ..Quality::AS_IT_IS });
        assert!(spread(&coarse) < 10.0, "{}", spread(&coarse));
        assert!(coarse[50 * SIDE..].iter().all(|v| (v - 125.0).abs() < 0.01));
    }

    #[test]
    fn a_lower_jpeg_quality_is_further_from_the_film() {
        let change = |quality: u8| -> f32 {
            let stored = changed(Quality { jpeg: Some(quality), ..Quality::AS_IT_IS });
            assert!(stored.iter().all(|v| v.fract() == 0.0));
            stored.iter().zip(film()).map(|(a, b)| (a - b).abs()).sum::<f32>() / stored.len() as f32
        };
        let [best, middle, worst] = [100, 50, 5].map(change);
        assert!(best < 1.0 && best < middle && middle < worst, "{best} {middle} {worst}");
    }
}
