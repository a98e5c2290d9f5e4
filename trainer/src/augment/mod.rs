//! Changes to training films: another position, exposure and noise, the same diagnosis.
//!
//! In training only: validation, test and the tab see films as they are.

mod border;
mod caption;
pub mod quality;
pub mod sheet;

use rand::Rng;
use shared::image::GrayImage;

use crate::config::AugmentationConfig;
use border::Border;
use quality::Quality;

/// Draws a changed copy of a film.
///
/// The order is that of taking a film: the patient lies (flip), is seen at an angle (shear, rotation, scale, shift),
/// the film is exposed (gamma) and windowed (contrast, brightness), read out (resolution, blur, sharpening, noise), cropped
/// (border) and stored (JPEG). Random numbers are drawn only for what is on, those of later options last, so that a
/// configuration gives the same copies in each version.
///
/// # Shapes
///
/// - `film`: any size
/// - output: gray levels 0..255, not rounded, row-major, same size
///
/// Pixels that come from outside the film repeat its edge.
pub fn augment(film: &GrayImage, config: &AugmentationConfig, rng: &mut impl Rng) -> Vec<f32> {
    let mut within = |limit: f64| if limit > 0.0 { rng.random_range(-limit..=limit) } else { 0.0 };
    let angle = within(config.rotation_degrees).to_radians();
    let (dx, dy) = (within(config.shift), within(config.shift));
    let scale = 1.0 + within(config.scale);
    let gain = 1.0 + within(config.contrast);
    let offset = within(config.brightness);
    let noise = if config.noise > 0.0 { rng.random_range(0.0..=config.noise) } else { 0.0 };
    let mut within = |limit: f64| if limit > 0.0 { rng.random_range(-limit..=limit) } else { 0.0 };
    let lean = within(config.shear_degrees).to_radians().tan();
    let exponent = within(config.gamma).exp2();
    let mirrored = config.flip && rng.random_bool(0.5);
    let quality = Quality::draw(config, rng);
    let border = Border::draw(config.border, rng);

    let (width, height) = (film.width(), film.height());
    let (cx, cy) = ((width as f64 - 1.0) / 2.0, (height as f64 - 1.0) / 2.0);
    // Where in the film each pixel of the copy comes from, the inverse of all: shift, scale, rotation, shear, flip.
    let (cos, sin) = (angle.cos() / scale, angle.sin() / scale);
    let (across, down) = ([cos - lean * sin, -sin], [sin + lean * cos, cos]);
    let film = Source::new(film, exponent, mirrored);
    let mut out = Vec::with_capacity(width * height);
    for y in 0..height {
        let v = y as f64 - cy - dy * height as f64;
        let (down_x, down_y) = (down[0] * v, down[1] * v);
        out.extend((0..width).map(|x| {
            let u = x as f64 - cx - dx * width as f64;
            let level = film.at(cx + across[0] * u + down_x, cy + across[1] * u + down_y);
            (((level - 127.5) * gain) + 127.5 + offset) as f32
        }));
    }
    if (quality.resolution, quality.blur, quality.sharpen) != (1.0, 0.0, 0.0) {
        for level in &mut out {
            *level = level.clamp(0.0, 255.0);
        }
        quality.reshape(&mut out, width, height);
    }
    if noise > 0.0 {
        for level in &mut out {
            // Sum of three uniforms: close enough to a Gaussian, a fifth of the cost. SD of one uniform on -1..1 is 1/sqrt(3).
            let u: f64 = (0..3).map(|_| rng.random_range(-1.0..1.0)).sum();
            *level += (u * noise) as f32;
        }
    }
    for level in &mut out {
        *level = level.clamp(0.0, 255.0);
    }
    border.cover(&mut out, width, height);
    quality.store(&mut out, width, height);
    out
}

/// A film to take pixels from, between its own.
struct Source<'a> {
    pixels: &'a [u8],
    width: usize,
    height: usize,
    /// The exposed level of each gray level.
    levels: [f64; 256],
    mirrored: bool,
}

impl<'a> Source<'a> {
    fn new(film: &'a GrayImage, exponent: f64, mirrored: bool) -> Self {
        let exposed =
            |p: usize| if exponent == 1.0 { p as f64 } else { (p as f64 / 255.0).powf(exponent) * 255.0 };
        Self {
            pixels: film.pixels(),
            width: film.width(),
            height: film.height(),
            levels: std::array::from_fn(exposed),
            mirrored,
        }
    }

    /// Bilinear between the four pixels around a place, edges repeated.
    fn at(&self, x: f64, y: f64) -> f64 {
        let (right, bottom) = ((self.width - 1) as f64, (self.height - 1) as f64);
        let x = x.clamp(0.0, right);
        let x = if self.mirrored { right - x } else { x };
        let y = y.clamp(0.0, bottom);
        // By way of 32 bits, which processors convert to in one step.
        let (x0, y0) = (x as i32, y as i32);
        let (fx, fy) = (x - f64::from(x0), y - f64::from(y0));
        let (x0, y0) = (x0 as usize, y0 as usize);
        let x1 = (x0 + 1).min(self.width - 1);
        let [upper, lower] = [y0, (y0 + 1).min(self.height - 1)].map(|y| y * self.width);
        let level = |i: usize| self.levels[usize::from(self.pixels[i])];
        let top = level(upper + x0) * (1.0 - fx) + level(upper + x1) * fx;
        let bottom = level(lower + x0) * (1.0 - fx) + level(lower + x1) * fx;
        top * (1.0 - fy) + bottom * fy
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::{Rng as _, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn film() -> GrayImage {
        GrayImage::new(32, 24, (0..32 * 24).map(|i| (i * 7 % 251) as u8).collect()).unwrap()
    }

    fn draw(film: &GrayImage, config: &AugmentationConfig, seed: u64) -> Vec<f32> {
        augment(film, config, &mut ChaCha8Rng::seed_from_u64(seed))
    }

    /// Rotation, shift, scale, contrast, brightness and noise written out pixel by pixel, as the first version of this
    /// file had them.
    fn first_version(film: &GrayImage, config: &AugmentationConfig, seed: u64) -> Vec<f32> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut within = |limit: f64| if limit > 0.0 { rng.random_range(-limit..=limit) } else { 0.0 };
        let angle = within(config.rotation_degrees).to_radians();
        let (dx, dy) = (within(config.shift), within(config.shift));
        let scale = 1.0 + within(config.scale);
        let gain = 1.0 + within(config.contrast);
        let offset = within(config.brightness);
        let noise = if config.noise > 0.0 { rng.random_range(0.0..=config.noise) } else { 0.0 };
        let (width, height) = (film.width(), film.height());
        let (cx, cy) = ((width as f64 - 1.0) / 2.0, (height as f64 - 1.0) / 2.0);
        let (cos, sin) = (angle.cos() / scale, angle.sin() / scale);
        let bilinear = |x: f64, y: f64| {
            let x = x.clamp(0.0, (width - 1) as f64);
            let y = y.clamp(0.0, (height - 1) as f64);
            let (x0, y0) = (x as usize, y as usize);
            let (x1, y1) = ((x0 + 1).min(width - 1), (y0 + 1).min(height - 1));
            let (fx, fy) = (x - x0 as f64, y - y0 as f64);
            let at = |x: usize, y: usize| f64::from(film.pixels()[y * width + x]);
            let top = at(x0, y0) * (1.0 - fx) + at(x1, y0) * fx;
            let bottom = at(x0, y1) * (1.0 - fx) + at(x1, y1) * fx;
            top * (1.0 - fy) + bottom * fy
        };
        let mut out = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let u = x as f64 - cx - dx * width as f64;
                let v = y as f64 - cy - dy * height as f64;
                let level = bilinear(cx + cos * u + sin * v, cy - sin * u + cos * v);
                out.push((((level - 127.5) * gain) + 127.5 + offset) as f32);
            }
        }
        for level in &mut out {
            if noise > 0.0 {
                let u: f64 = (0..3).map(|_| rng.random_range(-1.0..1.0)).sum();
                *level += (u * noise) as f32;
            }
            *level = level.clamp(0.0, 255.0);
        }
        out
    }

    fn off_or(most: f64) -> impl Strategy<Value = f64> {
        prop_oneof![Just(0.0), 0.0..most]
    }

    prop_compose! {
        fn first_options()(
            rotation_degrees in off_or(180.0), shift in off_or(1.0), scale in off_or(0.9),
            contrast in off_or(1.0), brightness in off_or(255.0), noise in off_or(100.0),
        ) -> AugmentationConfig {
            AugmentationConfig {
                rotation_degrees, shift, scale, contrast, brightness, noise, ..AugmentationConfig::default()
            }
        }
    }

    proptest! {
        #[test]
        fn without_later_options_the_copies_are_those_of_the_first_version(
            config in first_options(), seed in any::<u64>(), width in 1usize..40, height in 1usize..40,
        ) {
            let pixels = (0..width * height).map(|i| (i * 37 % 256) as u8).collect();
            let film = GrayImage::new(width, height, pixels).unwrap();
            let bits = |levels: Vec<f32>| levels.into_iter().map(f32::to_bits).collect::<Vec<_>>();
            prop_assert_eq!(bits(draw(&film, &config, seed)), bits(first_version(&film, &config, seed)));
        }

        #[test]
        fn levels_stay_in_range_and_one_seed_gives_one_film(
            config in first_options(), seed in any::<u64>(),
            shear_degrees in off_or(45.0), gamma in off_or(3.0), flip in any::<bool>(), blur in off_or(5.0),
            sharpen in off_or(3.0), resolution in off_or(0.9), jpeg_quality in 0u8..=100, border in off_or(0.4),
        ) {
            let config = AugmentationConfig {
                shear_degrees, gamma, flip, blur, sharpen, resolution, jpeg_quality, border, ..config
            };
            let copy = draw(&film(), &config, seed);
            prop_assert_eq!(copy.len(), 32 * 24);
            prop_assert!(copy.iter().all(|v| (0.0..=255.0).contains(v)));
            prop_assert_eq!(copy, draw(&film(), &config, seed));
        }

        #[test]
        fn exposure_keeps_black_white_and_order(gamma in 0.01f64..3.0, seed in any::<u64>()) {
            let ramp = GrayImage::new(256, 1, (0..=255).collect()).unwrap();
            let config = AugmentationConfig { gamma, ..AugmentationConfig::default() };
            let copy = draw(&ramp, &config, seed);
            prop_assert!(copy[0] == 0.0 && copy[255] == 255.0);
            // Not strictly: contrast moves levels by 127.5 and back, which swallows what a high power takes within 1e-14
            // of black.
            prop_assert!(copy.windows(2).all(|pair| pair[0] <= pair[1]));
            prop_assert!(copy[64..].windows(2).all(|pair| pair[0] < pair[1]));
            // 51 of 255 is a fifth: the exponent is its logarithm to that base.
            let exponent = f64::from(copy[51] / 255.0).ln() / 0.2_f64.ln();
            prop_assert!(exponent.log2().abs() <= gamma + 1e-4, "{} {}", exponent, gamma);
        }

        #[test]
        fn shear_moves_rows_along_themselves(shear_degrees in 1.0f64..20.0, seed in any::<u64>()) {
            // A ramp from left to right: its level says which column a pixel comes from.
            let ramp = GrayImage::new(101, 61, (0..101 * 61).map(|i| (i % 101 * 2) as u8).collect()).unwrap();
            let config = AugmentationConfig { shear_degrees, ..AugmentationConfig::default() };
            let copy = draw(&ramp, &config, seed);
            let moved = |y: usize| f64::from(copy[y * 101 + 50]) / 2.0 - 50.0;
            prop_assert!(moved(30).abs() < 1e-4, "the middle row stays: {}", moved(30));
            prop_assert!((moved(0) + moved(60)).abs() < 1e-4);
            prop_assert!((moved(0) / 30.0).atan().to_degrees().abs() <= shear_degrees + 1e-4);
        }
    }

    #[test]
    fn nothing_asked_changes_nothing() {
        let same = draw(&film(), &AugmentationConfig::default(), 1);
        assert!(same.iter().zip(film().pixels()).all(|(a, b)| *a == f32::from(*b)));
    }

    #[test]
    fn a_flip_mirrors_half_of_the_copies() {
        let config = AugmentationConfig { flip: true, ..AugmentationConfig::default() };
        let plain: Vec<f32> = film().pixels().iter().map(|&p| f32::from(p)).collect();
        let mirrored: Vec<f32> = plain.chunks(32).flat_map(|row| row.iter().rev().copied()).collect();
        let copies: Vec<Vec<f32>> = (0..200).map(|seed| draw(&film(), &config, seed)).collect();
        assert!(copies.iter().all(|copy| *copy == plain || *copy == mirrored));
        let count = copies.iter().filter(|copy| **copy == mirrored).count();
        assert!((70..=130).contains(&count), "{count} of 200");
    }
}
