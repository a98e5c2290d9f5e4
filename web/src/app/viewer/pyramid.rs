//! A film in halved sizes, so that a small view of a large film neither costs much nor aliases.

/// The longest side of the smallest size.
const SMALLEST: usize = 32;

/// A film, or a smaller one made from it.
///
/// # Shapes
///
/// `codes`: `height x width`, row-major.
#[derive(Clone, PartialEq, Eq)]
pub struct Level {
    /// Columns, at least 1.
    pub width: usize,
    /// Rows, at least 1.
    pub height: usize,
    /// The values.
    pub codes: Vec<u16>,
}

/// A film and its halves, quarters and so on, all turned alike.
pub struct Pyramid {
    levels: Vec<Level>,
    quarters: u8,
}

impl Pyramid {
    /// Halves a film until it is small. `None` if `codes` are not `width * height` values, or none.
    pub fn new(width: usize, height: usize, codes: Vec<u16>) -> Option<Self> {
        let sound = width > 0 && height > 0 && width.checked_mul(height) == Some(codes.len());
        sound.then(|| Self { levels: halves(Level { width, height, codes }), quarters: 0 })
    }

    /// The film itself, as it is turned.
    pub fn film(&self) -> &Level {
        &self.levels[0]
    }

    /// The value at a column and row of the turned film.
    pub fn code(&self, x: u32, y: u32) -> Option<u16> {
        let film = self.film();
        let (x, y) = (x as usize, y as usize);
        (x < film.width).then(|| film.codes.get(y * film.width + x).copied()).flatten()
    }

    /// Turns the film to this many quarters, clockwise.
    pub fn turn_to(&mut self, quarters: u8) {
        while self.quarters != quarters % 4 {
            let film = quarter(&self.levels[0]);
            // The old ones go before the new ones are made.
            self.levels.clear();
            self.levels = halves(film);
            self.quarters = (self.quarters + 1) % 4;
        }
    }

    /// The level to be sampled at a zoom, and how many pixels of the film one of its own stands for: the smallest that is
    /// not smaller than the view.
    pub fn level(&self, zoom: f64) -> (&Level, f64) {
        let wanted = if zoom < 1.0 { (1.0 / zoom).log2().floor() as usize } else { 0 };
        let at = wanted.min(self.levels.len() - 1);
        (&self.levels[at], (1u64 << at) as f64)
    }
}

fn halves(film: Level) -> Vec<Level> {
    let mut levels = vec![film];
    while let Some(last) = levels.last().filter(|l| l.width.max(l.height) > SMALLEST) {
        let next = half(last);
        levels.push(next);
    }
    levels
}

/// The means of squares of four pixels; of two or one at an odd edge.
fn half(level: &Level) -> Level {
    let (width, height) = (level.width.div_ceil(2), level.height.div_ceil(2));
    let mut codes = Vec::with_capacity(width * height);
    for lines in level.codes.chunks(2 * level.width) {
        let (upper, lower) = lines.split_at(level.width);
        // An odd last line counts twice, and so does an odd last column.
        let lower = if lower.is_empty() { upper } else { lower };
        let (pairs, odd) = (upper.chunks_exact(2), upper.chunks_exact(2).remainder());
        let last = lower.last().copied().unwrap_or(0);
        codes.extend(pairs.zip(lower.chunks_exact(2)).map(|(a, b)| {
            let sum = u32::from(a[0]) + u32::from(a[1]) + u32::from(b[0]) + u32::from(b[1]);
            // A mean of 16-bit values.
            ((sum + 2) / 4) as u16
        }));
        codes.extend(odd.iter().map(|a| (u32::from(*a) + u32::from(last)).div_ceil(2) as u16));
    }
    Level { width, height, codes }
}

/// Clockwise. In square blocks, so that neither side is read or written across the whole memory.
fn quarter(level: &Level) -> Level {
    const BLOCK: usize = 32;
    let (width, height) = (level.height, level.width);
    let mut codes = vec![0; level.codes.len()];
    for top in (0..height).step_by(BLOCK) {
        for left in (0..width).step_by(BLOCK) {
            for y in top..(top + BLOCK).min(height) {
                for x in left..(left + BLOCK).min(width) {
                    codes[y * width + x] = level.codes[(level.height - 1 - x) * level.width + y];
                }
            }
        }
    }
    Level { width, height, codes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_halve_and_keep_the_mean() {
        let codes: Vec<u16> = (0..128 * 64).map(|i| (i * 7 % 4001) as u16).collect();
        let mean = |codes: &[u16]| codes.iter().map(|c| f64::from(*c)).sum::<f64>() / codes.len() as f64;
        let whole = mean(&codes);
        let pyramid = Pyramid::new(128, 64, codes).unwrap();
        let sizes: Vec<_> = pyramid.levels.iter().map(|l| (l.width, l.height)).collect();
        assert_eq!(sizes, [(128, 64), (64, 32), (32, 16)]);
        for level in &pyramid.levels {
            assert!((mean(&level.codes) - whole).abs() < 1.0);
        }
    }

    #[test]
    fn an_odd_edge_is_averaged_over_what_there_is() {
        let level = half(&Level { width: 3, height: 3, codes: vec![0, 4, 10, 8, 12, 20, 100, 200, 7] });
        assert_eq!((level.width, level.height, level.codes), (2, 2, vec![6, 15, 150, 7]));
    }

    #[test]
    fn the_highest_values_do_not_wrap() {
        let level = half(&Level { width: 2, height: 2, codes: vec![u16::MAX; 4] });
        assert_eq!(level.codes, [u16::MAX]);
    }

    #[test]
    fn a_quarter_turns_clockwise_and_four_are_none() {
        let mut pyramid = Pyramid::new(3, 2, vec![1, 2, 3, 4, 5, 6]).unwrap();
        pyramid.turn_to(1);
        assert_eq!(
            (pyramid.film().width, pyramid.film().codes.as_slice()),
            (2, [4, 1, 5, 2, 6, 3].as_slice())
        );
        assert_eq!((pyramid.code(1, 0), pyramid.code(2, 0)), (Some(1), None));
        pyramid.turn_to(0);
        assert_eq!(pyramid.film().codes, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_level_is_never_smaller_than_the_view() {
        let pyramid = Pyramid::new(1024, 1024, vec![0; 1 << 20]).unwrap();
        for (zoom, of) in
            [(4.0, 1.0), (1.0, 1.0), (0.51, 1.0), (0.5, 2.0), (0.26, 2.0), (0.25, 4.0), (1e-6, 32.0)]
        {
            assert_eq!(pyramid.level(zoom).1, of, "{zoom}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(Pyramid::new(2, 2, vec![0; 3]).is_none());
        assert!(Pyramid::new(0, 2, vec![]).is_none());
    }
}
