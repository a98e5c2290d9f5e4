//! What is seen of a film: values sampled for the pane, and their gray levels.
//!
//! Sampling and colouring are apart, because a window changes with every move of the pointer and needs only the second.
//! Sampling is separable. Shrunk, a pixel of the pane is the mean of what it covers, so nothing aliases; enlarged, it is
//! bilinear between the middles of the film's pixels; at 1:1 it is the film's value itself.

use super::geometry::{Placement, Size};
use super::pyramid::{Level, Pyramid};

/// Weights of a sample add up to this.
const ONE: u32 = 256;

/// The visible part of a film on a pane.
#[derive(Default)]
pub struct Surface {
    /// The first column of the pane that shows the film.
    pub left: usize,
    /// The first row of the pane that shows the film.
    pub top: usize,
    /// Columns that show the film; may be 0.
    pub width: usize,
    /// Rows that show the film; may be 0.
    pub height: usize,
    /// `height x width` values.
    codes: Vec<u16>,
    /// `height x width` colours, red, green, blue and opacity.
    rgba: Vec<u8>,
}

/// Which pixels of a level make a pixel of the pane along one axis, and by which weights. The three follow one another.
struct Sample {
    from: usize,
    weights: [u32; 3],
}

impl Surface {
    /// Samples the film for a pane.
    pub fn sample(&mut self, pyramid: &Pyramid, zoom: f64, place: Placement, pane: Size) {
        let (level, of) = pyramid.level(zoom);
        let film = pyramid.film();
        let across = Axis { corner: place.left, extent: place.size.width, pane: pane.width };
        let down = Axis { corner: place.top, extent: place.size.height, pane: pane.height };
        let columns = across.samples(film.width as f64 / of, level.width);
        let rows = down.samples(film.height as f64 / of, level.height);
        (self.left, self.top) = (across.begin(), down.begin());
        (self.width, self.height) = (columns.len(), rows.len());
        self.codes.clear();
        self.codes.reserve(columns.len() * rows.len());
        let (Some(first), Some(last)) = (columns.first(), columns.last()) else { return };
        // One line of the level's columns that are needed, and two that are read with a weight of 0 at most.
        let (begin, end) = (first.from, (last.from + 3).min(level.width));
        let mut line = vec![0u32; end - begin + 3];
        for row in &rows {
            blend(level, row, begin, end, &mut line);
            self.codes.extend(columns.iter().map(|column| {
                let at = column.from - begin;
                let [a, b, c] = column.weights;
                // At most 65535 * 256 * 256 + 32768, which 32 bits hold.
                let sum = match line.get(at..at + 3) {
                    Some(&[x, y, z]) => x * a + y * b + z * c,
                    _ => 0,
                };
                ((sum + ONE * ONE / 2) >> 16) as u16
            }));
        }
    }

    /// Gives every value its gray level, by a table of 65,536.
    pub fn colour(&mut self, gray: &[u8]) {
        self.rgba.resize(self.codes.len() * 4, 255);
        for (pixel, code) in self.rgba.chunks_exact_mut(4).zip(&self.codes) {
            let level = u32::from(gray.get(usize::from(*code)).copied().unwrap_or(0));
            pixel.copy_from_slice(&(0xFF00_0000 | (level * 0x0001_0101)).to_le_bytes());
        }
    }

    /// The colours, `height x width x 4`.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }
}

/// One line of the pane in a level's columns, times [`ONE`].
fn blend(level: &Level, row: &Sample, begin: usize, end: usize, line: &mut [u32]) {
    let source = |down: usize| {
        // Beyond the last line the weight is 0.
        let y = (row.from + down).min(level.height - 1);
        level.codes.get(y * level.width + begin..y * level.width + end).unwrap_or(&[])
    };
    match row.weights {
        [a, 0, 0] => {
            for (sum, x) in line.iter_mut().zip(source(0)) {
                *sum = u32::from(*x) * a;
            }
        }
        [a, b, 0] => {
            for ((sum, x), y) in line.iter_mut().zip(source(0)).zip(source(1)) {
                *sum = u32::from(*x) * a + u32::from(*y) * b;
            }
        }
        [a, b, c] => {
            for (((sum, x), y), z) in line.iter_mut().zip(source(0)).zip(source(1)).zip(source(2)) {
                *sum = u32::from(*x) * a + u32::from(*y) * b + u32::from(*z) * c;
            }
        }
    }
}

/// One axis of the pane.
struct Axis {
    /// Where the film begins, in pixels of the pane.
    corner: f64,
    /// Its length on the pane.
    extent: f64,
    /// The pane's length.
    pane: f64,
}

impl Axis {
    fn begin(&self) -> usize {
        self.corner.max(0.0) as usize
    }

    /// The samples of the visible pixels, from a level of `count` pixels that show `length` of its own: the last may be
    /// a part of one.
    fn samples(&self, length: f64, count: usize) -> Vec<Sample> {
        let end = (self.corner + self.extent).min(self.pane).max(0.0) as usize;
        let step = length / self.extent;
        let sample = |at: usize| {
            let from = (at as f64 - self.corner) * step;
            if step > 1.0 {
                covered(from, from + step, count)
            } else {
                between(from + step / 2.0 - 0.5, count)
            }
        };
        (self.begin()..end.max(self.begin())).map(sample).collect()
    }
}

/// Bilinear between two pixels' middles; `at` is 0 in the middle of the first.
fn between(at: f64, count: usize) -> Sample {
    let at = at.clamp(0.0, (count - 1) as f64);
    let from = at as usize;
    let second = ((at - from as f64) * f64::from(ONE)).round() as u32;
    Sample { from, weights: [ONE - second, second, 0] }
}

/// The mean of an interval that is at most two pixels long.
fn covered(from: f64, to: f64, count: usize) -> Sample {
    let (from, to) = (from.max(0.0), to.min(count as f64));
    let first = (from as usize).min(count - 1);
    let part = |pixel: usize| {
        let (low, high) = (from.max(pixel as f64), to.min((pixel + 1) as f64));
        (high - low).max(0.0) / (to - from).max(f64::MIN_POSITIVE)
    };
    let weight = |pixel: usize| (part(pixel) * f64::from(ONE)).round() as u32;
    let (second, third) = (weight(first + 1), weight(first + 2));
    Sample { from: first, weights: [ONE.saturating_sub(second + third), second, third] }
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Camera;
    use super::*;

    const PANE: Size = Size { width: 160.0, height: 120.0 };

    /// What is seen of a film through a camera.
    fn seen(codes: Vec<u16>, film: Size, camera: Camera) -> Surface {
        let mut pyramid = Pyramid::new(film.width as usize, film.height as usize, codes).unwrap();
        pyramid.turn_to(camera.quarters);
        let mut surface = Surface::default();
        surface.sample(&pyramid, camera.zoom, camera.placement(film, PANE), PANE);
        surface
    }

    fn film(width: usize, height: usize, value: impl Fn(usize, usize) -> u16) -> (Vec<u16>, Size) {
        let codes = (0..width * height).map(|i| value(i % width, i / width)).collect();
        (codes, Size { width: width as f64, height: height as f64 })
    }

    #[test]
    fn one_to_one_shows_the_films_own_values() {
        let (codes, size) = film(300, 250, |x, y| (x * 200 + y) as u16);
        let camera = Camera::fit(size, PANE, 0).one_to_one();
        let surface = seen(codes.clone(), size, camera);
        assert_eq!((surface.left, surface.top, surface.width, surface.height), (0, 0, 160, 120));
        for y in 0..120 {
            assert_eq!(surface.codes[y * 160..][..160], codes[(y + 65) * 300 + 70..][..160], "line {y}");
        }
    }

    #[test]
    fn a_turned_film_shows_the_pixel_that_the_cursor_names() {
        let (codes, size) = film(300, 250, |x, y| (x * 200 + y) as u16);
        for quarters in 0..4 {
            let camera = Camera::fit(size, PANE, quarters).one_to_one();
            let surface = seen(codes.clone(), size, camera);
            for (x, y) in [(0, 0), (159, 0), (17, 101)] {
                let pixel = camera.pixel((x as f64 + 0.5, y as f64 + 0.5), size, PANE).unwrap();
                let (column, row) = camera.in_file(pixel, size);
                assert_eq!(usize::from(surface.codes[y * 160 + x]), column as usize * 200 + row as usize);
            }
        }
    }

    #[test]
    fn the_finest_pattern_fades_to_gray_instead_of_aliasing() {
        let (codes, size) = film(400, 300, |x, y| if (x + y) % 2 == 0 { 0 } else { 60_000 });
        let fitted = Camera::fit(size, PANE, 0);
        for zoom in [fitted.zoom, 0.25, 0.3, 0.45] {
            let surface = seen(codes.clone(), size, Camera { zoom, ..fitted });
            let middle = &surface.codes[surface.codes.len() / 2..][..40];
            assert!(middle.iter().all(|code| code.abs_diff(30_000) < 1_500), "{zoom}: {middle:?}");
        }
    }

    #[test]
    fn shrinking_keeps_the_mean_of_what_is_covered() {
        let (codes, size) = film(240, 180, |x, _| if x < 120 { 1000 } else { 9000 });
        let surface = seen(codes, size, Camera::fit(size, PANE, 0));
        assert_eq!((surface.width, surface.height), (160, 120));
        let line = &surface.codes[..160];
        assert!(line[..79].iter().all(|code| *code == 1000) && line[81..].iter().all(|code| *code == 9000));
        let mean = line.iter().map(|code| f64::from(*code)).sum::<f64>() / 160.0;
        assert!((mean - 5000.0).abs() < 5.0, "{mean}");
    }

    #[test]
    fn enlarging_is_bilinear_and_flat_beyond_the_outermost_middles() {
        let (codes, size) = film(4, 1, |x, _| (x * 1000) as u16);
        let camera = Camera { zoom: 8.0, center: (2.0, 0.5), quarters: 0, fitted: false };
        let surface = seen(codes, size, camera);
        assert_eq!((surface.left, surface.top, surface.width, surface.height), (64, 56, 32, 8));
        let line = &surface.codes[..32];
        assert_eq!((line[0], line[3], line[31]), (0, 0, 3000));
        assert!(line.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(line[7].abs_diff(438) <= 4, "{}", line[7]);
    }

    #[test]
    fn the_highest_values_do_not_wrap() {
        let (codes, size) = film(333, 251, |_, _| u16::MAX);
        for zoom in [0.1, 0.37, 1.0, 1.7] {
            let surface = seen(codes.clone(), size, Camera { zoom, ..Camera::fit(size, PANE, 0) });
            assert!(surface.codes.iter().all(|code| *code == u16::MAX), "{zoom}");
        }
    }

    #[test]
    fn a_film_beside_the_pane_paints_nothing() {
        let (codes, size) = film(40, 30, |_, _| 7);
        let camera = Camera { zoom: 1.0, center: (500.0, 15.0), quarters: 0, fitted: false };
        let mut surface = seen(codes, size, camera);
        surface.colour(&[0; 1 << 16]);
        assert!(surface.width == 0 && surface.rgba().is_empty());
    }

    #[test]
    fn colours_are_gray_and_opaque() {
        let (codes, size) = film(2, 1, |x, _| (x * 500) as u16);
        let mut surface =
            seen(codes, size, Camera { zoom: 1.0, center: (1.0, 0.5), quarters: 0, fitted: false });
        let gray: Vec<u8> = (0..1 << 16).map(|code| (code / 4) as u8).collect();
        surface.colour(&gray);
        assert_eq!(surface.rgba(), [0, 0, 0, 255, 125, 125, 125, 255]);
    }
}
