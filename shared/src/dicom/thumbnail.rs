//! Pictures and stored values in a few numbers, to compare two readers by.

use crate::image::GrayImage;

/// Means of 16 x 16 blocks, row-major: block `i` over `n` rows spans rows `i*n/16` to `max(start+1, (i+1)*n/16)`, columns
/// alike. The corpus's `thumb16`, before its rounding.
pub fn thumb16(image: &GrayImage) -> [f64; 256] {
    block_means(image.height(), image.width(), |at| image.pixels().get(at).map_or(0.0, |p| f64::from(*p)))
}

/// [`thumb16`] of anything that has a value at each place of a row-major grid.
pub(super) fn block_means(rows: usize, columns: usize, value: impl Fn(usize) -> f64) -> [f64; 256] {
    let edges = |n: usize, i: usize| {
        let start = i * n / 16;
        start..((i + 1) * n / 16).max(start + 1)
    };
    let mut means = [0.0; 256];
    for (block, mean) in means.iter_mut().enumerate() {
        let (down, across) = (edges(rows, block / 16), edges(columns, block % 16));
        let sum: f64 = down
            .clone()
            .flat_map(|row| across.clone().map(move |column| row * columns + column))
            .map(&value)
            .sum();
        *mean = sum / (down.len() * across.len()) as f64;
    }
    means
}

/// Mean gray level of a picture, 0 to 255.
pub fn mean(image: &GrayImage) -> f64 {
    image.pixels().iter().map(|p| u64::from(*p)).sum::<u64>() as f64 / image.pixels().len() as f64
}
