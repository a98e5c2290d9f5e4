//! The heatmap's colours: a small map, and its enlargement to the film.
//!
//! The colour maps are perceptually uniform: their lightness rises throughout, so they can be read with any colour vision
//! and on a gray print. *Viridis*, *inferno* and *magma* are S. van der Walt's and N. Smith's, *cividis* J. Nuñez's, C.
//! Anderton's and R. Renslow's (PLoS ONE 13, 2018, e0199239), all CC0, as matplotlib has them; each is given at 17 points
//! and interpolated between them, which is at most 11 of 255 levels off (measured), and that in the first few colours of
//! cividis.

use crate::protocol::HEATMAP_SIDE;

/// Sides of [`overlay`]'s picture. Each of the 14 cells becomes 32 pixels wide; the browser scales the rest.
pub const OVERLAY_SIDE: usize = HEATMAP_SIDE * 32;

/// Below this part of the scale the overlay fades out, so that the film shows where the model saw nothing.
const OPAQUE_FROM: f32 = 0.5;

/// A colour map, as red, green and blue at equal distances from 0 to 1.
type Points = [[u8; 3]; 17];

/// The colour maps to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// From black over red to yellow.
    Inferno,
    /// From black over purple to cream.
    Magma,
    /// From violet over green to yellow.
    Viridis,
    /// From blue over gray to yellow: nearly alike for readers with and without red-green colour blindness.
    Cividis,
}

impl Colours {
    /// All of them; the first is the one at first.
    pub const ALL: [Self; 4] = [Self::Inferno, Self::Magma, Self::Viridis, Self::Cividis];

    /// The map's own name, which is no language's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inferno => "Inferno",
            Self::Magma => "Magma",
            Self::Viridis => "Viridis",
            Self::Cividis => "Cividis",
        }
    }

    /// The next one, in a circle.
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|one| *one == self).map_or(0, |at| at + 1);
        Self::ALL[at % Self::ALL.len()]
    }

    /// The colour of `t` in 0..=1; anything beyond takes the end's colour, and what is not a number the first.
    pub fn at(self, t: f32) -> [u8; 3] {
        let points = match self {
            Self::Inferno => &INFERNO,
            Self::Magma => &MAGMA,
            Self::Viridis => &VIRIDIS,
            Self::Cividis => &CIVIDIS,
        };
        let at = t.clamp(0.0, 1.0) * (points.len() - 1) as f32;
        // `as` takes what is not a number to 0.
        let low = (at as usize).min(points.len() - 2);
        let part = if at.is_finite() { at - low as f32 } else { 0.0 };
        let mix = |a: u8, b: u8| (f32::from(a) + part * (f32::from(b) - f32::from(a))).round() as u8;
        let (a, b) = (points[low], points[low + 1]);
        [mix(a[0], b[0]), mix(a[1], b[1]), mix(a[2], b[2])]
    }
}

/// How opaque `t` in 0..=1 is drawn, 0 to 255.
pub fn opacity(t: f32) -> u8 {
    ((t / OPAQUE_FROM).clamp(0.0, 1.0) * 255.0).round() as u8
}

/// The value of a map of [`HEATMAP_SIDE`] squared cells at (`x`, `y`) in 0..1 of the film, bilinear between the
/// cells' centres and constant outside the outermost.
fn sample(map: &[f32], x: f32, y: f32) -> f32 {
    let along = |v: f32| {
        let at = (v * HEATMAP_SIDE as f32 - 0.5).clamp(0.0, (HEATMAP_SIDE - 1) as f32);
        let low = (at as usize).min(HEATMAP_SIDE - 2);
        (low, at - low as f32)
    };
    let ((column, fx), (row, fy)) = (along(x), along(y));
    let cell = |r: usize, c: usize| map[r * HEATMAP_SIDE + c];
    let top = cell(row, column) * (1.0 - fx) + cell(row, column + 1) * fx;
    let bottom = cell(row + 1, column) * (1.0 - fx) + cell(row + 1, column + 1) * fx;
    top * (1.0 - fy) + bottom * fy
}

/// The overlay as RGBA, [`OVERLAY_SIDE`] on a side, to be stretched over the whole film (preprocessing does not keep
/// the aspect, so neither does the map).
///
/// `scale` is the package's value for the last colour; the film's own maximum plays no part, so the same colour
/// means the same thing on every film. `None` if the map or the scale is not usable.
pub fn overlay(map: &[f32], scale: f32, colours: Colours) -> Option<Vec<u8>> {
    let sound = map.len() == HEATMAP_SIDE * HEATMAP_SIDE && map.iter().all(|v| v.is_finite());
    if !sound || !scale.is_finite() || scale <= 0.0 {
        return None;
    }
    let mut rgba = Vec::with_capacity(OVERLAY_SIDE * OVERLAY_SIDE * 4);
    let place = |i: usize| (i as f32 + 0.5) / OVERLAY_SIDE as f32;
    for y in 0..OVERLAY_SIDE {
        for x in 0..OVERLAY_SIDE {
            let t = sample(map, place(x), place(y)) / scale;
            rgba.extend_from_slice(&colours.at(t));
            rgba.push(opacity(t));
        }
    }
    Some(rgba)
}

#[rustfmt::skip]
const VIRIDIS: Points = [
    [0x44, 0x01, 0x54],
    [0x48, 0x18, 0x6A],
    [0x47, 0x2D, 0x7B],
    [0x42, 0x40, 0x86],
    [0x3B, 0x52, 0x8B],
    [0x33, 0x63, 0x8D],
    [0x2C, 0x72, 0x8E],
    [0x26, 0x81, 0x8E],
    [0x21, 0x90, 0x8C],
    [0x1F, 0x9F, 0x88],
    [0x28, 0xAE, 0x80],
    [0x3E, 0xBC, 0x74],
    [0x5D, 0xC9, 0x63],
    [0x82, 0xD3, 0x4C],
    [0xAB, 0xDC, 0x32],
    [0xD5, 0xE2, 0x1A],
    [0xFD, 0xE7, 0x25],
];
#[rustfmt::skip]
const CIVIDIS: Points = [
    [0x00, 0x22, 0x4E],
    [0x00, 0x2E, 0x6A],
    [0x1A, 0x38, 0x6F],
    [0x32, 0x43, 0x6D],
    [0x43, 0x4E, 0x6C],
    [0x52, 0x59, 0x6D],
    [0x61, 0x65, 0x6F],
    [0x6F, 0x70, 0x73],
    [0x7C, 0x7B, 0x78],
    [0x8B, 0x87, 0x78],
    [0x9B, 0x93, 0x76],
    [0xAB, 0xA0, 0x72],
    [0xBB, 0xAD, 0x6C],
    [0xCC, 0xBA, 0x64],
    [0xDD, 0xC9, 0x58],
    [0xEF, 0xD7, 0x48],
    [0xFE, 0xE8, 0x38],
];
#[rustfmt::skip]
const INFERNO: Points = [
    [0x00, 0x00, 0x04],
    [0x0B, 0x07, 0x24],
    [0x21, 0x0C, 0x4A],
    [0x3C, 0x09, 0x65],
    [0x57, 0x10, 0x6D],
    [0x70, 0x19, 0x6E],
    [0x89, 0x22, 0x6A],
    [0xA3, 0x2B, 0x61],
    [0xBB, 0x37, 0x55],
    [0xD1, 0x46, 0x44],
    [0xE3, 0x59, 0x32],
    [0xF1, 0x71, 0x1E],
    [0xF9, 0x8D, 0x0A],
    [0xFC, 0xAB, 0x0F],
    [0xF9, 0xCA, 0x32],
    [0xF2, 0xE8, 0x65],
    [0xFC, 0xFF, 0xA4],
];
#[rustfmt::skip]
const MAGMA: Points = [
    [0x00, 0x00, 0x04],
    [0x0A, 0x08, 0x22],
    [0x1D, 0x11, 0x46],
    [0x36, 0x10, 0x6A],
    [0x50, 0x12, 0x7C],
    [0x69, 0x1C, 0x81],
    [0x82, 0x26, 0x81],
    [0x9C, 0x2E, 0x7F],
    [0xB6, 0x37, 0x79],
    [0xCF, 0x41, 0x70],
    [0xE6, 0x51, 0x63],
    [0xF5, 0x69, 0x5C],
    [0xFB, 0x87, 0x61],
    [0xFE, 0xA5, 0x71],
    [0xFE, 0xC3, 0x87],
    [0xFD, 0xE0, 0xA2],
    [0xFC, 0xFD, 0xBF],
];

#[cfg(test)]
mod tests {
    use super::*;

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
        peak[3 * HEATMAP_SIDE + 10] = 2.0;
        let centre = |i: usize| (i as f32 + 0.5) / HEATMAP_SIDE as f32;
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
    }

    #[test]
    fn unusable_maps_are_not_drawn() {
        assert!(overlay(&[0.0; 195], 1.0, Colours::Magma).is_none());
        assert!(overlay(&[f32::NAN; 196], 1.0, Colours::Magma).is_none());
        assert!(overlay(&[0.0; 196], 0.0, Colours::Magma).is_none());
    }
}
