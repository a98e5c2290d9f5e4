//! The film with its heatmap and the words under it, in colour.

use super::text_band::Band;
use super::{ReportError, colour};
use crate::cam::Heatmap;
use crate::image::GrayImage;
use crate::preprocess::area_average;

/// Longest side of the picture, in pixels.
pub const LARGEST_SIDE: usize = 2048;

/// Narrower, the words would take more room than the film.
const LEAST_WIDTH: usize = 512;

/// How much of the colour shows where the heatmap is strongest; the page starts with the same.
const STRENGTH: f32 = 0.55;

/// A colour picture, three bytes a pixel, row-major.
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) rgb: Vec<u8>,
}

impl Canvas {
    /// All black.
    pub(super) fn black(width: usize, height: usize) -> Self {
        Self { width, height, rgb: vec![0; width * height * 3] }
    }

    /// Sets a pixel; one outside is passed over.
    pub(super) fn set(&mut self, x: usize, y: usize, colour: [u8; 3]) {
        if x < self.width
            && y < self.height
            && let Some(pixel) = self.rgb.get_mut((y * self.width + x) * 3..).and_then(|p| p.get_mut(..3))
        {
            pixel.copy_from_slice(&colour);
        }
    }
}

/// The film, at most [`LARGEST_SIDE`] on a side with the words, the heatmap over it and the words below it, so that
/// nothing of the film is covered by text. A film smaller than [`LEAST_WIDTH`] is enlarged by a whole number.
///
/// `scale` is the package's heatmap value for the last colour; the film's own maximum plays no part.
///
/// # Errors
///
/// [`ReportError::Heatmap`] if map or scale cannot be drawn.
pub(super) fn draw(
    film: &GrayImage,
    map: &Heatmap,
    scale: f32,
    lines: &[String],
) -> Result<Canvas, ReportError> {
    let sound = map.width >= 2
        && map.height >= 2
        && map.values.len() == map.width * map.height
        && map.values.iter().all(|value| value.is_finite());
    if !sound {
        return Err(ReportError::Heatmap("the map is not a grid of finite numbers"));
    }
    if !scale.is_finite() || scale <= 0.0 {
        return Err(ReportError::Heatmap("its scale is not above zero"));
    }
    let (film, band) = fit(film, lines);
    let width = film.width().max(LEAST_WIDTH);
    let mut canvas = Canvas::black(width, film.height() + band.height());
    let left = (width - film.width()) / 2;
    for (y, row) in film.pixels().chunks_exact(film.width()).enumerate() {
        let down = (y as f32 + 0.5) / film.height() as f32;
        for (x, gray) in row.iter().enumerate() {
            let across = (x as f32 + 0.5) / film.width() as f32;
            // Preprocessing does not keep the aspect, so the map is stretched over the whole film.
            let t = colour::sample(&map.values, map.width, map.height, across, down) / scale;
            let part = STRENGTH * f32::from(colour::opacity(t)) / 255.0;
            let blend = |c: u8| (f32::from(*gray) * (1.0 - part) + f32::from(c) * part).round() as u8;
            canvas.set(left + x, y, colour::Colours::Inferno.at(t).map(blend));
        }
    }
    band.draw(&mut canvas, film.height());
    Ok(canvas)
}

/// The film in a size that leaves room for the words, and the words set for its width.
fn fit(film: &GrayImage, lines: &[String]) -> (GrayImage, Band) {
    let (width, height) = (film.width(), film.height());
    let mut room = LARGEST_SIDE;
    // Less height makes a narrower film and more lines of text; it settles after a few rounds, because the width that
    // the words are set for has a least value.
    for _ in 0..8 {
        let (to_width, to_height) = within(width, height, room);
        let band = Band::set(lines, to_width.max(LEAST_WIDTH));
        if to_height + band.height() <= LARGEST_SIDE {
            return (resized(film, to_width, to_height), band);
        }
        room = LARGEST_SIDE.saturating_sub(band.height()).max(1);
    }
    let band = Band::set(lines, LEAST_WIDTH);
    let room = LARGEST_SIDE.saturating_sub(band.height()).clamp(1, LEAST_WIDTH);
    let (to_width, to_height) = within(width, height, room);
    (resized(film, to_width.min(LEAST_WIDTH), to_height), band)
}

/// The largest size of this aspect in which the width is at most [`LARGEST_SIDE`] and the height at most `room`: by a
/// whole number when larger, any smaller one.
fn within(width: usize, height: usize, room: usize) -> (usize, usize) {
    if width > LARGEST_SIDE || height > room {
        // The side that is the more too long decides.
        return if width * room >= height * LARGEST_SIDE {
            (LARGEST_SIDE, (height * LARGEST_SIDE / width).max(1))
        } else {
            ((width * room / height).max(1), room)
        };
    }
    let factor = LEAST_WIDTH.div_ceil(width).min(LARGEST_SIDE / width).min(room / height).max(1);
    (width * factor, height * factor)
}

fn resized(film: &GrayImage, width: usize, height: usize) -> GrayImage {
    if width <= film.width() && height <= film.height() {
        return area_average(film, width, height);
    }
    let (across, down) = (width / film.width(), height / film.height());
    let mut pixels = Vec::with_capacity(width * height);
    for row in film.pixels().chunks_exact(film.width()) {
        for _ in 0..down {
            pixels.extend(row.iter().flat_map(|gray| std::iter::repeat_n(*gray, across)));
        }
    }
    GrayImage::new(film.width() * across, film.height() * down, pixels).unwrap_or_else(|_| film.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<String> {
        vec![
            "Research use only. Not a medical device.".into(),
            "f".repeat(64),
            "A sentence of words. ".repeat(12),
        ]
    }

    #[test]
    fn no_side_is_longer_than_the_largest() {
        let map = Heatmap { width: 14, height: 14, values: vec![0.5; 196] };
        for (width, height) in [
            (224, 224),
            (1, 4000),
            (4000, 1),
            (3000, 2500),
            (2500, 3000),
            (512, 512),
            (2048, 2048),
            (224, 9000),
        ] {
            let film = GrayImage::new(width, height, vec![128; width * height]).unwrap();
            let canvas = draw(&film, &map, 1.0, &lines()).unwrap();
            assert!(canvas.width <= LARGEST_SIDE && canvas.height <= LARGEST_SIDE, "{width} x {height}");
            assert_eq!(canvas.rgb.len(), canvas.width * canvas.height * 3);
        }
    }

    #[test]
    fn a_map_of_nothing_leaves_the_film_gray_and_the_words_off_it() {
        let map = Heatmap { width: 14, height: 14, values: vec![0.0; 196] };
        let film = GrayImage::new(600, 700, (0..420_000).map(|i| (i % 251) as u8).collect()).unwrap();
        let canvas = draw(&film, &map, 1.0, &lines()).unwrap();
        assert_eq!(canvas.width, 600);
        let seen = canvas.rgb.chunks_exact(3).take(420_000);
        assert!(seen.zip(film.pixels()).all(|(pixel, gray)| pixel == [*gray; 3]));
        assert!(canvas.rgb[420_000 * 3..].contains(&255), "no words below the film");
    }

    #[test]
    fn the_scale_is_the_packages() {
        let film = GrayImage::new(512, 512, vec![0; 512 * 512]).unwrap();
        let peak = |value: f32| {
            let map = Heatmap { width: 14, height: 14, values: vec![value; 196] };
            draw(&film, &map, 1.0, &[]).unwrap().rgb[0]
        };
        assert_eq!(peak(1.0), (f32::from(0xFC_u8) * STRENGTH).round() as u8);
        assert_eq!(peak(1.0), peak(9.0));
        assert!(peak(0.5) < peak(1.0));
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error() {
        let film = GrayImage::new(512, 512, vec![0; 512 * 512]).unwrap();
        let map = |values: Vec<f32>| Heatmap { width: 14, height: 14, values };
        assert!(draw(&film, &map(vec![0.0; 195]), 1.0, &[]).is_err());
        assert!(draw(&film, &map(vec![f32::NAN; 196]), 1.0, &[]).is_err());
        assert!(draw(&film, &map(vec![0.0; 196]), 0.0, &[]).is_err());
    }
}
