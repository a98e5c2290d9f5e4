//! Planes of `f32` and the strokes drawn into them.

use super::frame::{Frame, Point};

/// A square plane, row-major.
#[derive(Clone)]
pub(super) struct Plane {
    /// Pixels a side.
    pub(super) side: usize,
    /// `side * side` values.
    pub(super) data: Vec<f32>,
}

impl Plane {
    /// A plane of zeros.
    pub(super) fn zeros(side: usize) -> Self {
        Self { side, data: vec![0.0; side * side] }
    }

    /// The value at film coordinates (`u`, `v`), nearest pixel, 0 outside the film.
    pub(super) fn at_film(&self, u: f32, v: f32) -> f32 {
        let side = self.side as f32;
        if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
            return 0.0;
        }
        self.data[(v * side) as usize * self.side + (u * side) as usize]
    }

    /// Twice the side, bilinear, pixel centres aligned (weights 3/4 and 1/4).
    pub(super) fn doubled(&self) -> Self {
        let n = self.side;
        let mut wide = vec![0.0_f32; n * 2 * n];
        for (row, out) in self.data.chunks_exact(n).zip(wide.chunks_exact_mut(2 * n)) {
            for i in 0..n {
                let (before, here, after) = (row[i.saturating_sub(1)], row[i], row[(i + 1).min(n - 1)]);
                out[2 * i] = 0.75 * here + 0.25 * before;
                out[2 * i + 1] = 0.75 * here + 0.25 * after;
            }
        }
        let mut data = vec![0.0_f32; 4 * n * n];
        for (j, out) in data.chunks_exact_mut(2 * n).enumerate() {
            let here = &wide[(j / 2) * 2 * n..][..2 * n];
            let near = if j % 2 == 0 { (j / 2).saturating_sub(1) } else { (j / 2 + 1).min(n - 1) };
            let near = &wide[near * 2 * n..][..2 * n];
            for ((o, a), b) in out.iter_mut().zip(here).zip(near) {
                *o = 0.75 * a + 0.25 * b;
            }
        }
        Self { side: 2 * n, data }
    }

    /// Means over blocks of `factor` pixels a side; the side must be a multiple of `factor`.
    pub(super) fn shrunk(&self, factor: usize) -> Self {
        let n = self.side / factor;
        let mut data = vec![0.0_f32; n * n];
        for (j, row) in self.data.chunks_exact(self.side).enumerate() {
            let out = &mut data[(j / factor).min(n - 1) * n..][..n];
            for (o, block) in out.iter_mut().zip(row.chunks_exact(factor)) {
                *o += block.iter().sum::<f32>();
            }
        }
        let share = 1.0 / (factor * factor) as f32;
        data.iter_mut().for_each(|d| *d *= share);
        Self { side: n, data }
    }

    /// Box blur of `radius` pixels, `passes` times (three come close to a Gaussian); edges repeat.
    pub(super) fn blurred(mut self, radius: usize, passes: usize) -> Self {
        let n = self.side;
        let mut line = vec![0.0_f32; n];
        for _ in 0..passes {
            for vertical in [false, true] {
                for k in 0..n {
                    let (start, step) = if vertical { (k, n) } else { (k * n, 1) };
                    for (i, l) in line.iter_mut().enumerate() {
                        *l = self.data[start + i * step];
                    }
                    let share = 1.0 / (2 * radius + 1) as f32;
                    for i in 0..n {
                        // Planes this small (at most 64 a side) need no running sum, which would gather rounding.
                        let low = i as isize - radius as isize;
                        let sum: f32 = (low..=low + 2 * radius as isize)
                            .map(|q| line[q.clamp(0, n as isize - 1) as usize])
                            .sum();
                        self.data[start + i * step] = sum * share;
                    }
                }
            }
        }
        self
    }
}

/// How a stroke's value falls from its axis to its edge, tabulated by the squared relative distance.
pub(super) struct Profile([f32; Self::STEPS + 1]);

impl Profile {
    /// Finer than one gray level for any stroke here.
    const STEPS: usize = 256;

    fn from_fn(f: impl Fn(f32) -> f32) -> Self {
        let mut table = [0.0; Self::STEPS + 1];
        for (i, t) in table.iter_mut().enumerate() {
            *t = f(i as f32 / Self::STEPS as f32);
        }
        Self(table)
    }

    /// A solid cylinder seen from the side: the chord, 1 on the axis.
    pub(super) fn solid() -> Self {
        Self::from_fn(|q2| (1.0 - q2).max(0.0).sqrt())
    }

    /// A bone: a dense cortex round a marrow of `inner` (0 to 1) times the radius, which attenuates `marrow` as
    /// much. The chord through the cortex peaks at the edges, as it does on film.
    pub(super) fn tube(inner: f32, marrow: f32) -> Self {
        Self::from_fn(|q2| (1.0 - q2).max(0.0).sqrt() - (1.0 - marrow) * (inner * inner - q2).max(0.0).sqrt())
    }

    /// A soft band: 1 on the axis, 0 with zero slope at the edge.
    pub(super) fn soft() -> Self {
        Self::from_fn(|q2| (1.0 - q2) * (1.0 - q2))
    }
}

/// A point of a stroke, in patient coordinates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Knot {
    /// Where the axis passes.
    pub(super) at: Point,
    /// Half the stroke's width, in patient units.
    pub(super) radius: f32,
    /// Attenuation on the axis of a solid profile.
    pub(super) strength: f32,
}

impl Knot {
    /// A knot.
    pub(super) fn new(at: Point, radius: f32, strength: f32) -> Self {
        Self { at, radius, strength }
    }
}

/// Draws strokes into a plane: along one stroke the maximum counts, so that joints do not show; strokes add.
pub(super) struct Canvas {
    /// What has been drawn.
    pub(super) plane: Plane,
    scratch: Vec<f32>,
    frame: Frame,
}

impl Canvas {
    /// An empty canvas of `side` pixels on `frame`.
    pub(super) fn new(side: usize, frame: Frame) -> Self {
        Self { plane: Plane::zeros(side), scratch: vec![0.0; side * side], frame }
    }

    /// Draws a stroke through `knots` with round ends.
    pub(super) fn stroke(&mut self, knots: &[Knot], profile: &Profile) {
        let touched = self.trace(knots, profile);
        self.ink(&touched);
    }

    /// Draws strokes that belong together, such as the branches of a vessel: where they overlap the strongest
    /// counts, so that forks do not show as beads.
    pub(super) fn joined(&mut self, strokes: &[Vec<Knot>], profile: &Profile) {
        let mut touched = Box::empty();
        for knots in strokes {
            touched.join(&self.trace(knots, profile));
        }
        self.ink(&touched);
    }

    /// Adds the scratch plane to the picture and clears it.
    fn ink(&mut self, touched: &Box) {
        let side = self.plane.side;
        for py in touched.top..touched.bottom {
            let span = py * side + touched.left..py * side + touched.right;
            for (p, s) in self.plane.data[span.clone()].iter_mut().zip(&mut self.scratch[span]) {
                *p += *s;
                *s = 0.0;
            }
        }
    }

    /// Draws into the scratch plane and returns what it touched.
    fn trace(&mut self, knots: &[Knot], profile: &Profile) -> Box {
        let side = self.plane.side;
        let scale = side as f32;
        let on_film = |k: &Knot| {
            let (u, v) = self.frame.film(k.at);
            // A stroke thinner than a pixel is drawn a pixel wide and fainter: the same mass without aliasing.
            let radius = k.radius * self.frame.zoom * scale;
            let drawn = radius.max(0.9);
            (u * scale - 0.5, v * scale - 0.5, drawn, k.strength * radius / drawn)
        };
        let points: Vec<_> = knots.iter().map(on_film).collect();
        let mut touched = Box::empty();
        let single = [(0, 0)];
        let pairs: Vec<(usize, usize)> = (1..points.len()).map(|i| (i - 1, i)).collect();
        for &(i, j) in if points.len() == 1 { &single[..] } else { &pairs[..] } {
            let ((x0, y0, r0, s0), (x1, y1, r1, s1)) = (points[i], points[j]);
            let r = r0.max(r1);
            let Some(b) = Box::around(x0.min(x1) - r, y0.min(y1) - r, x0.max(x1) + r, y0.max(y1) + r, side)
            else {
                continue;
            };
            touched.join(&b);
            let (dx, dy) = (x1 - x0, y1 - y0);
            let length2 = dx * dx + dy * dy;
            let per = if length2 > 0.0 { 1.0 / length2 } else { 0.0 };
            for py in b.top..b.bottom {
                let row = &mut self.scratch[py * side..][..side];
                let ey = py as f32 - y0;
                for (px, out) in row.iter_mut().enumerate().take(b.right).skip(b.left) {
                    let ex = px as f32 - x0;
                    let t = ((ex * dx + ey * dy) * per).clamp(0.0, 1.0);
                    let (qx, qy) = (ex - t * dx, ey - t * dy);
                    let radius = r0 + t * (r1 - r0);
                    let q2 = (qx * qx + qy * qy) / (radius * radius);
                    if q2 < 1.0 {
                        let value = (s0 + t * (s1 - s0)) * profile.0[(q2 * Profile::STEPS as f32) as usize];
                        // Larger in size wins, so that dark strokes (negative) join as bright ones do.
                        if value.abs() > out.abs() {
                            *out = value;
                        }
                    }
                }
            }
        }
        touched
    }

    /// Fills a convex polygon (patient coordinates, either winding) with `strength`, fading over `edge` at its rim.
    pub(super) fn polygon(&mut self, corners: &[Point], strength: f32, edge: f32) {
        let side = self.plane.side;
        let scale = side as f32;
        let film: Vec<(f32, f32)> = corners
            .iter()
            .map(|&c| {
                let (u, v) = self.frame.film(c);
                (u * scale, v * scale)
            })
            .collect();
        let area: f32 = (0..film.len())
            .map(|i| {
                let (a, b) = (film[i], film[(i + 1) % film.len()]);
                a.0 * b.1 - b.0 * a.1
            })
            .sum();
        let turn = if area > 0.0 { 1.0 } else { -1.0 };
        let fold = |f: fn(f32, f32) -> f32, start: f32, axis: fn(&(f32, f32)) -> f32| {
            film.iter().map(axis).fold(start, f)
        };
        let Some(b) = Box::around(
            fold(f32::min, f32::MAX, |p| p.0),
            fold(f32::min, f32::MAX, |p| p.1),
            fold(f32::max, f32::MIN, |p| p.0),
            fold(f32::max, f32::MIN, |p| p.1),
            side,
        ) else {
            return;
        };
        let edge = (edge * self.frame.zoom * scale).max(1.0);
        for py in b.top..b.bottom {
            for px in b.left..b.right {
                let mut inside = f32::MAX;
                for i in 0..film.len() {
                    let (a, c) = (film[i], film[(i + 1) % film.len()]);
                    let (dx, dy) = (c.0 - a.0, c.1 - a.1);
                    let length = (dx * dx + dy * dy).sqrt().max(1e-6);
                    let distance =
                        (dx * (py as f32 + 0.5 - a.1) - dy * (px as f32 + 0.5 - a.0)) * turn / length;
                    inside = inside.min(distance);
                }
                self.plane.data[py * side + px] += strength * smooth(inside / edge);
            }
        }
    }
}

/// 0 below 0, 1 above 1, smooth in between.
pub(super) fn smooth(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Pixels [left, right) x [top, bottom).
struct Box {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

impl Box {
    fn empty() -> Self {
        Self { left: usize::MAX, top: usize::MAX, right: 0, bottom: 0 }
    }

    /// The pixels within the given limits, `None` if the film has none of them.
    fn around(left: f32, top: f32, right: f32, bottom: f32, side: usize) -> Option<Self> {
        let limit = side as f32;
        if !(right >= 0.0 && bottom >= 0.0 && left < limit && top < limit) {
            return None;
        }
        let low = |x: f32| x.max(0.0) as usize;
        let high = |x: f32| (x + 2.0).min(limit) as usize;
        Some(Self { left: low(left), top: low(top), right: high(right), bottom: high(bottom) })
    }

    fn join(&mut self, other: &Self) {
        self.left = self.left.min(other.left);
        self.top = self.top.min(other.top);
        self.right = self.right.max(other.right);
        self.bottom = self.bottom.max(other.bottom);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubling_and_shrinking_keep_a_constant() {
        let plane = Plane { side: 16, data: vec![2.5; 256] };
        assert!(plane.doubled().data.iter().all(|&d| (d - 2.5).abs() < 1e-6));
        assert!(plane.shrunk(4).blurred(1, 2).data.iter().all(|&d| (d - 2.5).abs() < 1e-5));
    }

    #[test]
    fn a_stroke_joins_without_a_seam_and_stays_on_the_film() {
        let mut canvas = Canvas::new(64, Frame::centred());
        let knots: Vec<Knot> = [-0.9, -0.1, 0.0, 0.9].map(|x| Knot::new([x, 0.5], 0.05, 1.0)).to_vec();
        canvas.stroke(&knots, &Profile::solid());
        let row = &canvas.plane.data[32 * 64..33 * 64];
        let (low, high) = row.iter().fold((f32::MAX, f32::MIN), |(l, h), &v| (l.min(v), h.max(v)));
        assert!(low > 0.9 && high <= 1.0, "{low} {high}");
    }
}
