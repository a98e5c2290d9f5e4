//! The heatmap's enlargement to the film, in the colours that exports have too.

// The page does not link `shared`, which brings Burn; this file of it needs nothing.
#[path = "../../../shared/src/report/colour.rs"]
mod map;

pub use map::{Colours, opacity, sample};

use crate::protocol::heatmap_side;

/// Sides of [`overlay`]'s picture: of a map of 14 x 14, each cell becomes 32 pixels wide; the browser scales the rest.
pub const OVERLAY_SIDE: usize = 448;

/// The overlay as RGBA, [`OVERLAY_SIDE`] on a side, to be stretched over the whole film (preprocessing does not keep
/// the aspect, so neither does the map).
///
/// `scale` is the package's value for the last colour; the film's own maximum plays no part, so the same colour
/// means the same thing on every film. `None` if the map or the scale is not usable.
pub fn overlay(map: &[f32], scale: f32, colours: Colours) -> Option<Vec<u8>> {
    let side = heatmap_side(map).filter(|_| scale.is_finite() && scale > 0.0)?;
    let mut rgba = Vec::with_capacity(OVERLAY_SIDE * OVERLAY_SIDE * 4);
    let place = |i: usize| (i as f32 + 0.5) / OVERLAY_SIDE as f32;
    for y in 0..OVERLAY_SIDE {
        for x in 0..OVERLAY_SIDE {
            let t = sample(map, side, side, place(x), place(y)) / scale;
            rgba.extend_from_slice(&colours.at(t));
            rgba.push(opacity(t));
        }
    }
    Some(rgba)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a package of 224 pixels.
    const SIDE: usize = 14;

    fn sample(map: &[f32], x: f32, y: f32) -> f32 {
        super::sample(map, SIDE, SIDE, x, y)
    }

    /// CIE L* of an sRGB colour.
    fn lightness(rgb: [u8; 3]) -> f32 {
        let linear = rgb.map(|c| {
            let c = f32::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        let y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
        if y <= 0.008_856 { 903.3 * y } else { 116.0 * y.cbrt() - 16.0 }
    }

    #[test]
    fn lightness_rises_throughout() {
        for (colours, range) in Colours::ALL.into_iter().zip([95.0, 95.0, 70.0, 70.0]) {
            let levels: Vec<f32> = (0..=100).map(|i| lightness(colours.at(i as f32 / 100.0))).collect();
            assert!(levels.windows(2).all(|pair| pair[1] >= pair[0]), "{colours:?}: {levels:?}");
            assert!(levels[100] - levels[0] > range, "{colours:?}: {levels:?}");
            // Perceptually uniform: no tenth of the scale has more than its share of the lightness, within a half.
            let tenths: Vec<f32> = levels.windows(11).step_by(10).map(|w| w[10] - w[0]).collect();
            let share = (levels[100] - levels[0]) / 10.0;
            assert!(tenths.iter().all(|t| (t - share).abs() < share / 2.0), "{colours:?}: {tenths:?}");
        }
    }

    #[test]
    fn ends_and_beyond() {
        let inferno = Colours::Inferno;
        assert_eq!(inferno.at(0.0), [0, 0, 4]);
        assert_eq!(inferno.at(1.0), [0xFC, 0xFF, 0xA4]);
        assert_eq!(inferno.at(7.0), inferno.at(1.0));
        assert_eq!(inferno.at(f32::NAN), inferno.at(0.0));
        assert_eq!((opacity(-1.0), opacity(0.0), opacity(9.0)), (0, 0, 255));
    }

    #[test]
    fn every_map_comes_next_once() {
        let first = Colours::ALL[0];
        let turns = (0..4).scan(first, |at, _| Some(std::mem::replace(at, at.next()))).collect::<Vec<_>>();
        assert_eq!((turns, Colours::Cividis.next()), (Colours::ALL.to_vec(), first));
    }

    #[test]
    fn a_flat_map_stays_flat_and_a_peak_stays_in_its_cell() {
        let flat = vec![0.5; 196];
        assert!((sample(&flat, 0.0, 0.99) - 0.5).abs() < 1e-6);
        let mut peak = vec![0.0; 196];
        peak[3 * SIDE + 10] = 2.0;
        let centre = |i: usize| (i as f32 + 0.5) / SIDE as f32;
        assert!((sample(&peak, centre(10), centre(3)) - 2.0).abs() < 1e-5);
        assert!(sample(&peak, centre(3), centre(10)).abs() < 1e-6);
        assert!((sample(&peak, (centre(10) + centre(11)) / 2.0, centre(3)) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn the_scale_is_the_packages_not_the_films() {
        let weak = overlay(&[0.1; 196], 1.0, Colours::Cividis).unwrap();
        let strong = overlay(&[1.0; 196], 1.0, Colours::Cividis).unwrap();
        assert_eq!(weak.len(), OVERLAY_SIDE * OVERLAY_SIDE * 4);
        assert_eq!(weak[..3], Colours::Cividis.at(0.1));
        assert_eq!(strong[..3], Colours::Cividis.at(1.0));
        // A package of 128 pixels.
        assert_eq!(overlay(&[1.0; 64], 1.0, Colours::Cividis).unwrap(), strong);
    }

    #[test]
    fn unusable_maps_are_not_drawn() {
        assert!(overlay(&[0.0; 195], 1.0, Colours::Magma).is_none());
        assert!(overlay(&[f32::NAN; 196], 1.0, Colours::Magma).is_none());
        assert!(overlay(&[0.0; 196], 0.0, Colours::Magma).is_none());
    }
}
