//! Value noise: the cotton wool of a consolidation and the ragged outline of a focus.

use super::rng::Stream;

/// Smooth noise over the plane, repeating every 64 cells.
pub(super) struct Texture {
    lattice: Vec<f32>,
}

impl Texture {
    /// Cells before the noise repeats: more than any focus spans at the shortest wavelength used.
    const CELLS: usize = 64;

    /// New noise from `stream`.
    pub(super) fn new(stream: &mut Stream) -> Self {
        Self { lattice: (0..Self::CELLS * Self::CELLS).map(|_| stream.unit()).collect() }
    }

    /// One octave at (`x`, `y`) in cells: in [0, 1), mean 0.5.
    pub(super) fn octave(&self, x: f32, y: f32) -> f32 {
        let (fx, fy) = (x.floor(), y.floor());
        let (tx, ty) = (x - fx, y - fy);
        let (tx, ty) = (tx * tx * (3.0 - 2.0 * tx), ty * ty * (3.0 - 2.0 * ty));
        let wrap = |i: f32, d: i32| ((i as i32 + d) & (Self::CELLS as i32 - 1)) as usize;
        let at = |i: usize, j: usize| self.lattice[j * Self::CELLS + i];
        let (i0, i1, j0, j1) = (wrap(fx, 0), wrap(fx, 1), wrap(fy, 0), wrap(fy, 1));
        let top = at(i0, j0) + tx * (at(i1, j0) - at(i0, j0));
        let bottom = at(i0, j1) + tx * (at(i1, j1) - at(i0, j1));
        top + ty * (bottom - top)
    }

    /// Three octaves, each half as long and 0.6 times as strong as the one before; about 0.2 to 0.8, mean 0.5.
    pub(super) fn cloud(&self, x: f32, y: f32) -> f32 {
        // The offsets part the octaves, which share one lattice.
        let sum = self.octave(x, y)
            + 0.6 * self.octave(2.0 * x + 17.3, 2.0 * y + 5.7)
            + 0.36 * self.octave(4.0 * x + 41.1, 4.0 * y + 29.9);
        sum / 1.96
    }
}

#[cfg(test)]
mod tests {
    use super::super::rng::Part;
    use super::*;

    #[test]
    fn noise_is_bounded_continuous_and_periodic() {
        let texture = Texture::new(&mut Stream::new(1, 1, Part::Disease));
        for i in 0..500 {
            let (x, y) = (i as f32 * 0.37 - 60.0, i as f32 * 0.11);
            let here = texture.octave(x, y);
            assert!((0.0..=1.0).contains(&here));
            assert!((texture.octave(x + 0.001, y) - here).abs() < 0.01);
            assert!((texture.octave(x + 64.0, y) - here).abs() < 1e-3);
        }
    }
}
