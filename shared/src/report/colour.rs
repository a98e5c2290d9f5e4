//! The heatmap's colours, for the page and for the burnt-in heatmap alike (`web/src/app/colour.rs` includes this file,
//! because the page does not link `shared`).
//!
//! The colour maps are perceptually uniform: their lightness rises throughout, so they can be read with any colour vision
//! and on a gray print. *Viridis*, *inferno* and *magma* are S. van der Walt's and N. Smith's, *cividis* J. Nuñez's, C.
//! Anderton's and R. Renslow's (PLoS ONE 13, 2018, e0199239), all CC0, as matplotlib has them; each is given at 17 points
//! and interpolated between them, which is at most 11 of 255 levels off (measured), and that in the first few colours of
//! cividis.

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

/// The value of a map at (`x`, `y`) in 0..1 of the film, bilinear between the cells' centres and constant outside the
/// outermost.
///
/// # Shapes
///
/// `map`: row-major, `rows` of them with `columns` cells each, two or more both.
///
/// # Panics
///
/// If the map is smaller than it says.
pub fn sample(map: &[f32], columns: usize, rows: usize, x: f32, y: f32) -> f32 {
    let along = |v: f32, cells: usize| {
        let at = (v * cells as f32 - 0.5).clamp(0.0, (cells - 1) as f32);
        let low = (at as usize).min(cells - 2);
        (low, at - low as f32)
    };
    let ((column, fx), (row, fy)) = (along(x, columns), along(y, rows));
    let cell = |r: usize, c: usize| map[r * columns + c];
    let top = cell(row, column) * (1.0 - fx) + cell(row, column + 1) * fx;
    let bottom = cell(row + 1, column) * (1.0 - fx) + cell(row + 1, column + 1) * fx;
    top * (1.0 - fy) + bottom * fy
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
