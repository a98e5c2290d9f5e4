//! Changes to training films: another position, exposure and noise, the same diagnosis.

use rand::Rng;
use shared::image::GrayImage;

use crate::config::AugmentationConfig;

/// Draws a changed copy of a film.
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
    let (width, height) = (film.width(), film.height());
    let (cx, cy) = ((width as f64 - 1.0) / 2.0, (height as f64 - 1.0) / 2.0);
    // Where in the film each pixel of the copy comes from: the inverse of scale, then rotation, then shift.
    let (cos, sin) = (angle.cos() / scale, angle.sin() / scale);
    let mut out = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let u = x as f64 - cx - dx * width as f64;
            let v = y as f64 - cy - dy * height as f64;
            let level = bilinear(film, cx + cos * u + sin * v, cy - sin * u + cos * v);
            out.push((((level - 127.5) * gain) + 127.5 + offset) as f32);
        }
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
    out
}

fn bilinear(film: &GrayImage, x: f64, y: f64) -> f64 {
    let (width, height) = (film.width(), film.height());
    let x = x.clamp(0.0, (width - 1) as f64);
    let y = y.clamp(0.0, (height - 1) as f64);
    let (x0, y0) = (x as usize, y as usize);
    let (x1, y1) = ((x0 + 1).min(width - 1), (y0 + 1).min(height - 1));
    let (fx, fy) = (x - x0 as f64, y - y0 as f64);
    let at = |x: usize, y: usize| f64::from(film.pixels()[y * width + x]);
    let top = at(x0, y0) * (1.0 - fx) + at(x1, y0) * fx;
    let bottom = at(x0, y1) * (1.0 - fx) + at(x1, y1) * fx;
    top * (1.0 - fy) + bottom * fy
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn film() -> GrayImage {
        GrayImage::new(32, 24, (0..32 * 24).map(|i| (i * 7 % 251) as u8).collect()).unwrap()
    }

    #[test]
    fn nothing_asked_changes_nothing() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let same = augment(&film(), &AugmentationConfig::default(), &mut rng);
        assert!(same.iter().zip(film().pixels()).all(|(a, b)| (a - f32::from(*b)).abs() < 1e-3));
    }

    #[test]
    fn levels_stay_in_range_and_one_seed_gives_one_film() {
        let config = AugmentationConfig {
            rotation_degrees: 7.0,
            shift: 0.1,
            scale: 0.1,
            contrast: 0.5,
            brightness: 60.0,
            noise: 20.0,
        };
        let draw = || augment(&film(), &config, &mut ChaCha8Rng::seed_from_u64(3));
        assert_eq!(draw(), draw());
        assert!(draw().iter().all(|v| (0.0..=255.0).contains(v)));
    }
}
