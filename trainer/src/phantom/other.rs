//! Radiographs of other parts of the body, drawn as the chests are: films that a chest's classifier must not answer for.
//!
//! As the chests, they are schematic: lengths and densities are set by eye. They share the chest's exposure, noise, film
//! response and window, so that nothing but the anatomy tells them apart.

use shared::image::GrayImage;

use super::frame::{Frame, Point};
use super::raster::{Canvas, Knot, Plane};
use super::rng::{Part, Stream};
use super::{PhantomError, PhantomOptions, abdomen, film, hand, skull};

/// A part of the body other than the chest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherPart {
    /// A hand with its wrist, palm down.
    Hand,
    /// A skull from the front or from the side.
    Skull,
    /// An abdomen, supine, from the lowest ribs to the hips.
    Abdomen,
}

/// Attenuation before exposure: what is smooth at half the film's resolution, and strokes at full.
pub(super) struct Drawing {
    /// Soft tissue, and shells of bone.
    pub(super) smooth: Canvas,
    /// Bones and outlines.
    pub(super) fine: Canvas,
}

impl Drawing {
    pub(super) fn new(side: usize, frame: Frame) -> Self {
        Self { smooth: Canvas::new(side / 2, frame), fine: Canvas::new(side, frame) }
    }

    /// Adds `depth` at every point of the smooth plane.
    pub(super) fn fill(&mut self, frame: &Frame, depth: impl Fn(Point) -> f32) {
        let side = self.smooth.plane.side;
        for j in 0..side {
            for i in 0..side {
                let at = frame.patient((i as f32 + 0.5) / side as f32, (j as f32 + 0.5) / side as f32);
                self.smooth.plane.data[j * side + i] += depth(at);
            }
        }
    }
}

/// Film `index` of collection `seed` of another part of the body, through its window.
///
/// The size is that of [`PhantomOptions::size`].
///
/// # Errors
///
/// [`PhantomError::Size`] if the size is out of range.
pub fn other_film(part: OtherPart, seed: u64, index: u64, size: usize) -> Result<GrayImage, PhantomError> {
    PhantomOptions { size, ..PhantomOptions::default() }.validate()?;
    let mut anatomy = Stream::new(seed, index, Part::Other);
    let mut drawing = match part {
        OtherPart::Hand => hand::draw(size, &mut anatomy),
        OtherPart::Skull => skull::draw(size, &mut anatomy),
        OtherPart::Abdomen => abdomen::draw(size, &mut anatomy),
    };
    // Where bones take tissue's place, or gas does, no less than nothing is left.
    for value in &mut drawing.smooth.plane.data {
        *value = value.max(0.0);
    }
    let smooth = drawing.smooth.plane;
    let strokes = drawing.fine.plane;
    // Unlike a chest's, these films' range follows their bones, which are most of what they show.
    let bones = strokes.shrunk(2);
    let reference = Plane {
        side: smooth.side,
        data: smooth.data.iter().zip(&bones.data).map(|(s, b)| (s + b).max(0.0)).collect(),
    };
    let exposure = film::Exposure::draw(false, &mut Stream::new(seed, index, Part::Exposure));
    let mut noise = Stream::new(seed, index, Part::Noise);
    let pixels = film::develop(&smooth, &strokes, &reference, &exposure, &mut noise);
    let shown = film::display(&pixels, exposure.window_center, exposure.window_width);
    Ok(GrayImage::new(size, size, shown)?)
}

/// Knots along a curve through `points` (Catmull-Rom), `between` of them from one point to the next; radius and strength
/// change linearly.
pub(super) fn curve(points: &[Knot], between: usize) -> Vec<Knot> {
    let mut knots = Vec::with_capacity(points.len() * between);
    let last = points.len().saturating_sub(1);
    for i in 0..last {
        let [a, b, c, d] = [i.saturating_sub(1), i, i + 1, (i + 2).min(last)].map(|k| points[k]);
        for step in 0..between {
            let t = step as f32 / between as f32;
            let axis = |k: usize| {
                let (p, q, r, s) = (a.at[k], b.at[k], c.at[k], d.at[k]);
                let (t2, t3) = (t * t, t * t * t);
                0.5 * (2.0 * q
                    + (r - p) * t
                    + (2.0 * p - 5.0 * q + 4.0 * r - s) * t2
                    + (3.0 * q - p - 3.0 * r + s) * t3)
            };
            let mix = |from: f32, to: f32| from + (to - from) * t;
            knots.push(Knot::new([axis(0), axis(1)], mix(b.radius, c.radius), mix(b.strength, c.strength)));
        }
    }
    knots.extend(points.last().copied());
    knots
}

/// Half the chord through a unit sphere at distance `q` (squared) from its middle; 0 outside.
pub(super) fn chord(q2: f32) -> f32 {
    (1.0 - q2).max(0.0).sqrt()
}

/// The squared distance from an ellipse's middle, 1 at its edge.
pub(super) fn ellipse(at: Point, middle: Point, half: Point) -> f32 {
    let (x, y) = ((at[0] - middle[0]) / half[0], (at[1] - middle[1]) / half[1]);
    x * x + y * y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_film_every_time_and_another_for_another_number() {
        for part in [OtherPart::Hand, OtherPart::Skull, OtherPart::Abdomen] {
            let film = other_film(part, 7, 3, 256).unwrap();
            assert_eq!(film, other_film(part, 7, 3, 256).unwrap(), "{part:?}");
            assert_ne!(film, other_film(part, 7, 4, 256).unwrap(), "{part:?}");
            // Neither blank nor burnt out: both black and white have room, and a hand covers less of a film than a head.
            let share = |of: fn(&u8) -> bool| {
                film.pixels().iter().filter(|&p| of(p)).count() as f64 / film.pixels().len() as f64
            };
            assert!(share(|&p| p > 20 && p < 235) > 0.05, "{part:?}");
            let (low, high) = (film.pixels().iter().min(), film.pixels().iter().max());
            assert!(
                low.is_some_and(|&l| l < 60) && high.is_some_and(|&h| h > 180),
                "{part:?}: {low:?} {high:?}"
            );
        }
        assert!(matches!(other_film(OtherPart::Hand, 1, 1, 100), Err(PhantomError::Size(100))));
    }

    #[test]
    fn a_curve_passes_its_points() {
        let points = [[0.0, 0.0], [0.2, 0.5], [0.6, 0.4]].map(|at| Knot::new(at, 0.1, 1.0));
        let curve = curve(&points, 4);
        assert_eq!(curve.len(), 9);
        for (at, point) in [0, 4, 8].into_iter().zip(points) {
            assert!(
                (curve[at].at[0] - point.at[0]).abs() < 1e-6 && (curve[at].at[1] - point.at[1]).abs() < 1e-6
            );
        }
    }
}
