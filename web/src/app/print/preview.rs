//! A film's preview: the model's picture, small enough that hundreds fit into a browser's memory.

use crate::app::colour::{Colours, opacity, sample};
use crate::app::viewer::film::Film;
use crate::app::viewer::geometry::{Camera, Size};
use crate::app::viewer::levels::{TABLE, fill};
use crate::app::viewer::surface::Surface;
use crate::protocol::heatmap_side;

/// Films that are printed at once, at most: their sheets take half a gigabyte (measured: 155 MB for 100).
pub const MOST: usize = 300;
/// Films up to which a preview may have [`LARGE`] pixels a side: they take 0.1 GB.
const FEW: usize = 24;
/// The longest side of a preview among few: 250 dots an inch on paper.
const LARGE: usize = 1024;
/// The longest side of a preview among many.
const SMALL: usize = 512;
/// Opacity of the heatmap's last colour, as the viewer has it at first.
const OVERLAY: f32 = 0.55;

/// The longest side, in pixels, of a preview among so many films.
pub fn longest_side(films: usize) -> usize {
    if films <= FEW { LARGE } else { SMALL }
}

/// A small picture of a film, gray level by gray level as the model sees it.
///
/// # Shapes
///
/// `gray`: `height x width`, row-major.
#[derive(Clone, PartialEq, Eq)]
pub struct Preview {
    /// Columns, at least 1.
    pub width: usize,
    /// Rows, at least 1.
    pub height: usize,
    /// Columns and rows of the film.
    pub film: [u32; 2],
    gray: Vec<u8>,
}

/// A heatmap to be drawn over a preview.
pub struct Heat<'a> {
    /// A square of values, row-major.
    pub map: &'a [f32],
    /// The package's value for the last colour.
    pub scale: f32,
    /// The colours.
    pub colours: Colours,
}

impl Preview {
    /// A film's preview with at most `side` pixels a side; a smaller film keeps its size.
    pub fn of(film: &Film, side: usize) -> Self {
        let size = film.size();
        let zoom = (side as f64 / size.width.max(size.height)).min(1.0);
        let pane = Size {
            width: (size.width * zoom).round().max(1.0),
            height: (size.height * zoom).round().max(1.0),
        };
        let camera = Camera::fit(size, pane, 0);
        let mut surface = Surface::default();
        surface.sample(&film.pyramid.borrow(), camera.zoom, camera.placement(size, pane), pane);
        let mut gray = vec![0; TABLE];
        if let Some(preset) = film.presets.first() {
            fill(&mut gray, film.values(), film.view.code_count, &preset.curve, film.view.inverse, false);
        }
        surface.colour(&gray);
        Self {
            width: surface.width,
            height: surface.height,
            film: film.view.scaled_from,
            gray: surface.rgba().chunks_exact(4).map(|pixel| pixel[0]).collect(),
        }
    }

    /// The picture as red, green, blue and opacity, `height x width x 4`, with the heatmap over the whole of it if there
    /// is one that can be drawn.
    pub fn rgba(&self, heat: Option<&Heat<'_>>) -> Vec<u8> {
        let heat = heat
            .filter(|heat| heat.scale.is_finite() && heat.scale > 0.0)
            .and_then(|heat| heatmap_side(heat.map).map(|side| (heat, side)));
        let mut rgba = Vec::with_capacity(self.gray.len() * 4);
        for (at, gray) in self.gray.iter().enumerate() {
            let colour = heat.map_or([*gray; 3], |(heat, side)| {
                let place = |i: usize, n: usize| (i as f32 + 0.5) / n as f32;
                let (x, y) = (place(at % self.width, self.width), place(at / self.width, self.height));
                let t = sample(heat.map, side, side, x, y) / heat.scale;
                let part = f32::from(opacity(t)) / 255.0 * OVERLAY;
                heat.colours
                    .at(t)
                    .map(|c| (f32::from(c) * part + f32::from(*gray) * (1.0 - part)).round() as u8)
            });
            rgba.extend_from_slice(&colour);
            rgba.push(255);
        }
        rgba
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::viewer::film::tests::view;
    use crate::protocol::FilmView;

    fn film(width: u32, height: u32) -> Film {
        let values = (0..width * height).map(|i| if i % width < width / 2 { 0 } else { 4095 }).collect();
        Film::new(FilmView { whole: [0.0, 4095.0], ..view(width, height) }, values).unwrap()
    }

    #[test]
    fn a_preview_keeps_the_shape_and_the_gray_levels_and_no_more_than_its_side() {
        let preview = Preview::of(&film(1200, 900), 512);
        assert_eq!((preview.width, preview.height, preview.film), (512, 384, [1200, 900]));
        let rgba = preview.rgba(None);
        assert_eq!(rgba.len(), 512 * 384 * 4);
        assert_eq!((&rgba[..4], &rgba[511 * 4..512 * 4]), ([0, 0, 0, 255].as_slice(), [255; 4].as_slice()));
        let small = Preview::of(&film(40, 30), 512);
        assert_eq!((small.width, small.height), (40, 30));
    }

    #[test]
    fn all_that_may_be_printed_at_once_fits_into_memory() {
        let bytes = |films: usize| films * longest_side(films).pow(2) * 4;
        assert!((1..=MOST).all(|films| bytes(films) <= 320 << 20));
        assert!(longest_side(1) > longest_side(MOST));
    }

    #[test]
    fn a_heatmap_colours_where_it_is_and_an_unusable_one_is_left_out() {
        let preview = Preview::of(&film(64, 64), 64);
        let mut map = vec![0.0; 196];
        map[0] = 2.0;
        let heat = Heat { map: &map, scale: 1.0, colours: Colours::Inferno };
        let (plain, warm) = (preview.rgba(None), preview.rgba(Some(&heat)));
        assert_ne!(plain[..3], warm[..3]);
        assert_eq!(plain[plain.len() - 4..], warm[warm.len() - 4..]);
        for (map, scale) in [(&map[1..], 1.0), (&map[..], 0.0), (&[f32::NAN; 196][..], 1.0)] {
            assert_eq!(preview.rgba(Some(&Heat { map, scale, colours: Colours::Inferno })), plain);
        }
    }
}
