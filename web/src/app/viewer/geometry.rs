//! Where the film lies on its pane: zoom, pan, fit and rotation.
//!
//! Lengths are in device pixels of the pane, or in pixels of the film; points lie right and down of the upper left
//! corner, and the middle of the first pixel is (0.5, 0.5). Rotation is by quarters, clockwise.

/// Device pixels that one pixel of the film may take at most.
const MOST_ZOOM: f64 = 32.0;

/// A place, to the right and down.
pub type Point = (f64, f64);

/// Columns and rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// To the right.
    pub width: f64,
    /// Down.
    pub height: f64,
}

impl Size {
    /// The size after this many quarters.
    pub fn turned(self, quarters: u8) -> Self {
        if quarters.is_multiple_of(2) { self } else { Self { width: self.height, height: self.width } }
    }

    /// Whether there is anything to see.
    pub fn is_empty(self) -> bool {
        !(self.width >= 1.0 && self.height >= 1.0)
    }
}

/// How a film is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Device pixels for one of the film; above 0.
    pub zoom: f64,
    /// The point of the turned film in the middle of the pane.
    pub center: Point,
    /// Quarters that the film is turned by, clockwise, 0 to 3.
    pub quarters: u8,
    /// Whether it follows the pane's size.
    pub fitted: bool,
}

/// The turned film's rectangle on the pane. The corner lies on a device pixel, so that at a whole zoom each pixel of the
/// film is whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// From the pane's left edge; may be negative.
    pub left: f64,
    /// From the pane's upper edge; may be negative.
    pub top: f64,
    /// The film's size on the pane.
    pub size: Size,
}

impl Camera {
    /// The whole film, as large as the pane has room.
    pub fn fit(film: Size, pane: Size, quarters: u8) -> Self {
        let turned = film.turned(quarters);
        let zoom = (pane.width / turned.width).min(pane.height / turned.height).min(MOST_ZOOM);
        let zoom = if zoom.is_finite() && zoom > 0.0 { zoom } else { 1.0 };
        Self { zoom, center: (turned.width / 2.0, turned.height / 2.0), quarters, fitted: true }
    }

    /// The same look on a pane of another size.
    pub fn on_pane(self, film: Size, pane: Size) -> Self {
        if self.fitted { Self::fit(film, pane, self.quarters) } else { self }
    }

    /// Where the film's corner lies.
    pub fn placement(self, film: Size, pane: Size) -> Placement {
        let turned = film.turned(self.quarters);
        Placement {
            left: (pane.width / 2.0 - self.center.0 * self.zoom).round(),
            top: (pane.height / 2.0 - self.center.1 * self.zoom).round(),
            size: Size {
                width: (turned.width * self.zoom).round().max(1.0),
                height: (turned.height * self.zoom).round().max(1.0),
            },
        }
    }

    /// Magnified by `factor`, with the point of the film at `at` on the pane staying where it is.
    pub fn zoomed(self, factor: f64, at: Point, film: Size, pane: Size) -> Self {
        let least = Self::fit(film, pane, self.quarters).zoom.min(1.0) / 2.0;
        let zoom = (self.zoom * factor).clamp(least, MOST_ZOOM);
        let away = (at.0 - pane.width / 2.0, at.1 - pane.height / 2.0);
        let change = 1.0 / self.zoom - 1.0 / zoom;
        let center = (self.center.0 + away.0 * change, self.center.1 + away.1 * change);
        Self { zoom, center, fitted: false, ..self }.held(film)
    }

    /// One pixel of the film a device pixel, the middle staying.
    pub fn one_to_one(self) -> Self {
        Self { zoom: 1.0, fitted: false, ..self }
    }

    /// The film moved by device pixels.
    pub fn panned(self, by: Point, film: Size) -> Self {
        let center = (self.center.0 - by.0 / self.zoom, self.center.1 - by.1 / self.zoom);
        Self { center, fitted: false, ..self }.held(film)
    }

    /// Two fingers moved: the points of the film under them stay under them, as far as rotation is left out.
    pub fn pinched(self, from: [Point; 2], to: [Point; 2], film: Size, pane: Size) -> Self {
        let apart = |[a, b]: [Point; 2]| (a.0 - b.0).hypot(a.1 - b.1).max(1.0);
        let middle = |[a, b]: [Point; 2]| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        let (before, after) = (middle(from), middle(to));
        self.zoomed(apart(to) / apart(from), before, film, pane)
            .panned((after.0 - before.0, after.1 - before.1), film)
    }

    /// Turned by a quarter, clockwise, around the pane's middle.
    pub fn turned(self, film: Size, pane: Size) -> Self {
        let quarters = (self.quarters + 1) % 4;
        if self.fitted {
            return Self::fit(film, pane, quarters);
        }
        let height = film.turned(self.quarters).height;
        Self { center: (height - self.center.1, self.center.0), quarters, ..self }
    }

    /// The pixel at a place on the pane: its column and row on the turned film. `None` beside the film.
    pub fn pixel(self, at: Point, film: Size, pane: Size) -> Option<(u32, u32)> {
        let turned = film.turned(self.quarters);
        let place = self.placement(film, pane);
        let (x, y) = (((at.0 - place.left) / self.zoom).floor(), ((at.1 - place.top) / self.zoom).floor());
        let inside = x >= 0.0 && y >= 0.0 && x < turned.width && y < turned.height;
        inside.then_some((x as u32, y as u32))
    }

    /// The column and row in the file of a pixel of the turned film.
    pub fn in_file(self, (x, y): (u32, u32), film: Size) -> (u32, u32) {
        let (last_column, last_row) = (film.width as u32 - 1, film.height as u32 - 1);
        match self.quarters {
            0 => (x, y),
            1 => (y, last_row - x.min(last_row)),
            2 => (last_column - x.min(last_column), last_row - y.min(last_row)),
            _ => (last_column - y.min(last_column), x),
        }
    }

    /// With a point of the film in the middle of the pane, so that it is never lost from sight.
    fn held(self, film: Size) -> Self {
        let turned = film.turned(self.quarters);
        Self {
            center: (self.center.0.clamp(0.0, turned.width), self.center.1.clamp(0.0, turned.height)),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILM: Size = Size { width: 3000.0, height: 2500.0 };
    const PANE: Size = Size { width: 1600.0, height: 1200.0 };

    fn near(a: Point, b: Point) -> bool {
        (a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6
    }

    /// The point of the turned film at a place on the pane, before the corner is put on a device pixel.
    fn under(camera: Camera, at: Point) -> Point {
        (
            camera.center.0 + (at.0 - PANE.width / 2.0) / camera.zoom,
            camera.center.1 + (at.1 - PANE.height / 2.0) / camera.zoom,
        )
    }

    #[test]
    fn a_fitted_film_touches_two_edges_and_follows_the_pane() {
        let camera = Camera::fit(FILM, PANE, 0);
        assert_eq!(camera.zoom, 1200.0 / 2500.0);
        let place = camera.placement(FILM, PANE);
        assert_eq!((place.left, place.top, place.size.width, place.size.height), (80.0, 0.0, 1440.0, 1200.0));
        let half = Size { width: 800.0, height: 600.0 };
        assert_eq!(camera.on_pane(FILM, half).zoom, 600.0 / 2500.0);
        let zoomed = camera.zoomed(2.0, (0.0, 0.0), FILM, PANE);
        assert_eq!(zoomed.on_pane(FILM, half), zoomed, "a chosen zoom stays");
    }

    #[test]
    fn the_point_under_the_cursor_stays_when_zooming() {
        let camera = Camera::fit(FILM, PANE, 1);
        for at in [(800.0, 600.0), (500.0, 200.0), (1000.0, 900.0)] {
            let zoomed = camera.zoomed(3.0, at, FILM, PANE);
            assert!(near(under(camera, at), under(zoomed, at)));
        }
    }

    #[test]
    fn the_points_under_two_fingers_stay_under_them() {
        let camera = Camera::fit(FILM, PANE, 0).zoomed(2.0, (800.0, 600.0), FILM, PANE);
        let (from, to) = ([(700.0, 500.0), (900.0, 700.0)], [(640.0, 480.0), (1040.0, 880.0)]);
        let pinched = camera.pinched(from, to, FILM, PANE);
        assert!((pinched.zoom / camera.zoom - 2.0).abs() < 1e-9);
        for (before, after) in from.into_iter().zip(to) {
            assert!(near(under(camera, before), under(pinched, after)));
        }
    }

    #[test]
    fn zoom_has_ends_and_the_film_stays_in_sight() {
        let camera = Camera::fit(FILM, PANE, 0);
        assert_eq!(camera.zoomed(1e9, (800.0, 600.0), FILM, PANE).zoom, MOST_ZOOM);
        assert_eq!(camera.zoomed(1e-9, (800.0, 600.0), FILM, PANE).zoom, camera.zoom / 2.0);
        let away = camera.panned((1e9, -1e9), FILM);
        assert_eq!(away.center, (0.0, 2500.0));
    }

    #[test]
    fn four_quarters_are_a_whole_turn_and_keep_the_pixel() {
        let start = Camera { zoom: 2.0, center: (700.0, 300.0), quarters: 0, fitted: false };
        let mut camera = start;
        for _ in 0..4 {
            let pixel = camera.pixel((800.5, 600.5), FILM, PANE).unwrap();
            let (x, y) = camera.in_file(pixel, FILM);
            // The middle of the pane lies on an edge between pixels, and rotation moves it to either side.
            assert!((699..=700).contains(&x) && (299..=300).contains(&y), "{x} {y}");
            camera = camera.turned(FILM, PANE);
        }
        assert_eq!(camera, start);
    }

    #[test]
    fn a_quarter_brings_the_first_pixel_to_the_upper_right() {
        let camera = Camera::fit(FILM, PANE, 1);
        assert_eq!(camera.in_file((2499, 0), FILM), (0, 0));
        assert_eq!(Camera { quarters: 2, ..camera }.in_file((2999, 2499), FILM), (0, 0));
        assert_eq!(Camera { quarters: 3, ..camera }.in_file((0, 2999), FILM), (0, 0));
    }

    #[test]
    fn one_to_one_puts_pixels_on_pixels() {
        let camera = Camera::fit(FILM, PANE, 0).one_to_one();
        let place = camera.placement(FILM, PANE);
        assert_eq!((place.left, place.top), (-700.0, -650.0));
        assert_eq!(camera.pixel((0.5, 0.5), FILM, PANE), Some((700, 650)));
        assert_eq!(Camera::fit(FILM, PANE, 0).pixel((10.0, 10.0), FILM, PANE), None);
    }
}
