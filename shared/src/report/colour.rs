//! The heatmap's colours, for the page and for the burnt-in heatmap alike (`web/src/app/colour.rs` includes this file,
//! because the page does not link `shared`).
//!
//! The map is *inferno* (S. van der Walt and N. Smith, matplotlib, CC0), given at eleven points and interpolated
//! between them: perceptually uniform, its lightness rises throughout, so it can be read with any colour vision and
//! on a gray print.

/// Below this part of the scale the overlay fades out, so that the film shows where the model saw nothing.
const OPAQUE_FROM: f32 = 0.5;

/// inferno at 0, 0.1 ... 1, as viridisLite prints it for eleven colours.
const INFERNO: [[u8; 3]; 11] = [
    [0x00, 0x00, 0x04],
    [0x16, 0x0B, 0x39],
    [0x42, 0x0A, 0x68],
    [0x6A, 0x17, 0x6E],
    [0x93, 0x26, 0x67],
    [0xBC, 0x37, 0x54],
    [0xDD, 0x51, 0x3A],
    [0xF3, 0x77, 0x1A],
    [0xFC, 0xA5, 0x0A],
    [0xF6, 0xD6, 0x45],
    [0xFC, 0xFF, 0xA4],
];

/// The colour of `t` in 0..=1; anything beyond takes the end's colour, and what is not a number the first.
pub fn inferno(t: f32) -> [u8; 3] {
    let at = t.clamp(0.0, 1.0) * (INFERNO.len() - 1) as f32;
    // `as` takes what is not a number to 0.
    let low = (at as usize).min(INFERNO.len() - 2);
    let part = if at.is_finite() { at - low as f32 } else { 0.0 };
    let mix = |a: u8, b: u8| (f32::from(a) + part * (f32::from(b) - f32::from(a))).round() as u8;
    let (a, b) = (INFERNO[low], INFERNO[low + 1]);
    [mix(a[0], b[0]), mix(a[1], b[1]), mix(a[2], b[2])]
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
