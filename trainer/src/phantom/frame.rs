//! Where the patient stands on the film.

/// A point in patient coordinates: x from the midline, positive to the right of the picture (the patient's left),
/// y downwards from the film's upper edge; one unit is the film's side (about 40 cm).
pub(super) type Point = [f32; 2];

/// The map between patient and film: shift, zoom and tilt in the film's plane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Shift of the midline on the film, in film sides.
    pub(super) shift: Point,
    /// Film sides per patient unit.
    pub(super) zoom: f32,
    cos: f32,
    sin: f32,
}

impl Frame {
    /// A frame; `tilt` in radians, positive turns the picture clockwise.
    pub(super) fn new(shift: Point, zoom: f32, tilt: f32) -> Self {
        Self { shift, zoom, cos: libm::cosf(tilt), sin: libm::sinf(tilt) }
    }

    /// The upright patient in the middle of the film.
    #[cfg(test)]
    pub(super) fn centred() -> Self {
        Self::new([0.0, 0.0], 1.0, 0.0)
    }

    /// Film coordinates (0 to 1 from the upper left corner) of a point.
    pub(super) fn film(&self, p: Point) -> (f32, f32) {
        let (x, y) = (p[0] * self.zoom, (p[1] - 0.5) * self.zoom);
        (0.5 + self.shift[0] + x * self.cos - y * self.sin, 0.5 + self.shift[1] + x * self.sin + y * self.cos)
    }

    /// The point at film coordinates (`u`, `v`).
    pub(super) fn patient(&self, u: f32, v: f32) -> Point {
        let (a, b) = ((u - 0.5 - self.shift[0]) / self.zoom, (v - 0.5 - self.shift[1]) / self.zoom);
        [a * self.cos + b * self.sin, 0.5 + b * self.cos - a * self.sin]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn film_and_patient_are_inverse() {
        let frame = Frame::new([0.02, -0.03], 0.9, 0.05);
        let (u, v) = frame.film([0.21, 0.37]);
        let [x, y] = frame.patient(u, v);
        assert!((x - 0.21).abs() < 1e-5 && (y - 0.37).abs() < 1e-5);
    }
}
