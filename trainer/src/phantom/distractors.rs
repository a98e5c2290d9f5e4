//! What a film shows that is not pneumonia, drawn from one distribution whatever the label.

use super::anatomy::WATER;
use super::body::Body;
use super::disease::place;
use super::frame::Point;
use super::raster::{Canvas, Knot, Plane, Profile, smooth};
use super::rng::Stream;
use super::{Finding, ViewPosition};

/// Which distractors a film has.
pub(super) struct Distractors {
    /// Findings to be listed beside the label.
    pub(super) findings: Vec<Finding>,
    /// Factor on the heart's width: above 1 with cardiomegaly.
    pub(super) heart: f32,
    nodules: usize,
    bands: usize,
    hazes: usize,
    effusions: [f32; 2],
    leads: bool,
    tube: bool,
    catheter: bool,
    marker: Option<f32>,
}

impl Distractors {
    /// Draws them for one film.
    pub(super) fn draw(body: &Body, stream: &mut Stream) -> Self {
        let ap = body.view == ViewPosition::Ap;
        let mut findings = Vec::new();
        let bands = if stream.chance(0.18) { 1 + stream.below(3) } else { 0 };
        if bands > 0 {
            findings.push(Finding::Atelectasis);
        }
        let heart = if stream.chance(0.18) { stream.range(1.18, 1.42) } else { 1.0 };
        if heart > 1.0 {
            findings.push(Finding::Cardiomegaly);
        }
        // Height of fluid on either side, patient units.
        let mut effusions = [0.0; 2];
        if stream.chance(0.28) {
            let both = stream.chance(0.35);
            let first = stream.below(2);
            effusions[first] = stream.range(0.03, 0.16);
            if both {
                effusions[1 - first] = stream.range(0.03, 0.12);
            }
            findings.push(Finding::Effusion);
        }
        let nodules = if stream.chance(0.22) { 1 + stream.below(3) } else { 0 };
        if nodules > 0 {
            findings.push(Finding::Nodule);
        }
        Self {
            findings,
            heart,
            nodules,
            bands,
            // Folds of skin and fat, muscle, pleural thickening: smooth shadows as wide as a focus and as dense.
            hazes: stream.weighted(&[0.15, 0.25, 0.25, 0.2, 0.15]),
            effusions,
            // A patient filmed in bed (AP) more often wears leads, tubes and lines.
            leads: stream.chance(if ap { 0.5 } else { 0.08 }),
            tube: stream.chance(if ap { 0.25 } else { 0.0 }),
            catheter: stream.chance(if ap { 0.35 } else { 0.08 }),
            marker: stream.chance(0.8).then(|| stream.sign()),
        }
    }

    /// Fluid that takes the place of lung: lowers `lung` (its air) where an effusion lies.
    pub(super) fn effusion(&self, body: &Body, lung: &mut Plane, stream: &mut Stream) {
        let density = [stream.range(0.55, 0.97), stream.range(0.55, 0.97)];
        // Lying down, fluid spreads behind the lung and its upper border is vague.
        let vague =
            if body.view == ViewPosition::Ap { stream.range(0.04, 0.12) } else { stream.range(0.02, 0.045) };
        if self.effusions == [0.0; 2] {
            return;
        }
        let side = lung.side;
        for j in 0..side {
            for i in 0..side {
                let k = j * side + i;
                if lung.data[k] <= 0.0 {
                    continue;
                }
                let [x, y] =
                    body.frame.patient((i as f32 + 0.5) / side as f32, (j as f32 + 0.5) / side as f32);
                let which = usize::from(x > 0.0);
                let height = self.effusions[which];
                if height == 0.0 {
                    continue;
                }
                let across = (x.abs() / body.cage).min(1.1);
                // The meniscus climbs towards the chest wall.
                let climb = 0.09 * across * across * across;
                let floor = body.dome + body.dome_step * which as f32 + body.dome_depth;
                let wet = smooth((y - (floor - height - climb)) / vague);
                lung.data[k] *= 1.0 - density[which] * wet;
            }
        }
    }

    /// Smooth shadows over the chest: adds to `solid`.
    pub(super) fn haze(&self, body: &Body, lung: &Plane, solid: &mut Plane, stream: &mut Stream) {
        let side = solid.side;
        for _ in 0..self.hazes {
            let Some(at) = place(body, lung, stream) else { continue };
            let (long, ratio) = (stream.range(0.08, 0.24), stream.range(0.5, 1.0));
            let angle = stream.range(0.0, std::f32::consts::PI);
            let (c, s) = (libm::cosf(angle), libm::sinf(angle));
            let density = stream.range(0.1, 0.8);
            let (cu, cv) = body.frame.film(at);
            let reach = long * body.frame.zoom;
            let limit = |q: f32| (q.clamp(0.0, 1.0) * side as f32) as usize;
            for j in limit(cv - reach)..limit(cv + reach) {
                for i in limit(cu - reach)..limit(cu + reach) {
                    let [x, y] =
                        body.frame.patient((i as f32 + 0.5) / side as f32, (j as f32 + 0.5) / side as f32);
                    let (dx, dy) = (x - at[0], y - at[1]);
                    let (a, b) = ((dx * c + dy * s) / long, (dy * c - dx * s) / (long * ratio));
                    let q2 = a * a + b * b;
                    // Outside the body a shadow would hang in the air.
                    if q2 < 1.0 && solid.data[j * side + i] > 0.0 {
                        solid.data[j * side + i] += density * (1.0 - q2) * (1.0 - q2);
                    }
                }
            }
        }
    }

    /// Nodules, bands, tubes, leads and the side marker: strokes at full resolution.
    pub(super) fn strokes(&self, canvas: &mut Canvas, body: &Body, lung: &Plane, stream: &mut Stream) {
        let solid = Profile::solid();
        let soft = Profile::soft();
        for _ in 0..self.nodules {
            // 5 to 14 mm across.
            if let Some(at) = place(body, lung, stream) {
                let radius = stream.range(0.0065, 0.0175);
                let chord = WATER * 2.0 * radius * stream.range(1.0, 1.8);
                canvas.stroke(&[Knot::new(at, radius, chord)], &solid);
            }
        }
        for _ in 0..self.bands {
            let Some(at) = place(body, lung, stream) else { continue };
            // Plate atelectasis: a few centimetres, nearly level, in the lower half.
            let at = [at[0], body.height_at(stream.range(0.55, 0.92))];
            let (half, slope) = (stream.range(0.025, 0.07), stream.range(-0.5, 0.5));
            let (radius, strength) = (stream.range(0.003, 0.008), stream.range(0.2, 0.5));
            let knots: Vec<Knot> = (-4..=4)
                .map(|i| {
                    let t = i as f32 / 4.0;
                    Knot::new(
                        [at[0] + t * half, at[1] + t * half * slope + 0.006 * t * t],
                        radius * (1.0 - 0.6 * t * t),
                        strength,
                    )
                })
                .collect();
            canvas.stroke(&knots, &soft);
        }
        if self.tube {
            endotracheal_tube(canvas, body, stream);
        }
        if self.catheter {
            central_line(canvas, body, stream);
        }
        if self.leads {
            leads(canvas, body, stream);
        }
        if let Some(side) = self.marker {
            marker(canvas, side, stream);
        }
    }
}

/// Two parallel walls down the trachea, ending above the carina.
fn endotracheal_tube(canvas: &mut Canvas, body: &Body, stream: &mut Stream) {
    let tip = body.height_at(stream.range(0.18, 0.32));
    let lean = 0.01 * stream.normal();
    for wall in [-0.0085, 0.0085] {
        let knots: Vec<Knot> = (0..=6)
            .map(|i| {
                let t = i as f32 / 6.0;
                Knot::new(
                    [0.5 * body.rotation + lean * (1.0 - t) + wall, -0.1 + (tip + 0.1) * t],
                    0.0022,
                    0.45,
                )
            })
            .collect();
        canvas.stroke(&knots, &Profile::solid());
    }
}

/// A catheter from the neck or under the clavicle to the vena cava.
fn central_line(canvas: &mut Canvas, body: &Body, stream: &mut Stream) {
    let side = stream.sign();
    let start: Point =
        if stream.chance(0.5) { [side * 0.07, -0.08] } else { [side * 0.26, body.apex + 0.06] };
    let bend = [side * 0.045, body.apex + 0.08];
    let tip = [-0.045 + 0.5 * body.rotation, body.height_at(stream.range(0.38, 0.55))];
    let curve = |a: Point, b: Point, c: Point, t: f32| -> Point {
        let mix = |k: usize| (1.0 - t) * (1.0 - t) * a[k] + 2.0 * t * (1.0 - t) * b[k] + t * t * c[k];
        [mix(0), mix(1)]
    };
    let knots: Vec<Knot> =
        (0..=16).map(|i| Knot::new(curve(start, bend, tip, i as f32 / 16.0), 0.0026, 0.55)).collect();
    canvas.stroke(&knots, &Profile::solid());
}

/// Electrodes with their wires, which wander off the film.
fn leads(canvas: &mut Canvas, body: &Body, stream: &mut Stream) {
    for _ in 0..2 + stream.below(3) {
        let at: Point = [stream.sign() * stream.range(0.1, 0.34), body.height_at(stream.range(0.05, 1.0))];
        let metal = stream.range(0.7, 1.6);
        canvas.stroke(&[Knot::new(at, 0.013, 0.5 * metal)], &Profile::solid());
        canvas.stroke(&[Knot::new(at, 0.006, metal)], &Profile::solid());
        let mut direction = stream.range(0.0, std::f32::consts::TAU);
        let mut p = at;
        let knots: Vec<Knot> = (0..45)
            .map(|_| {
                let here = p;
                direction += 0.16 * stream.normal();
                p = [p[0] + 0.018 * libm::cosf(direction), p[1] + 0.018 * libm::sinf(direction)];
                Knot::new(here, 0.0016, 0.5 * metal)
            })
            .collect();
        canvas.stroke(&knots, &Profile::solid());
    }
}

/// A lead letter at a shoulder: R on the patient's right (left of the picture), L on the left.
fn marker(canvas: &mut Canvas, side: f32, stream: &mut Stream) {
    let (x, y) = (side * stream.range(0.37, 0.43) - 0.012, stream.range(0.03, 0.30));
    let (w, h) = (0.022, 0.036);
    // Corners in units of the letter's box.
    let lines: &[&[Point]] = if side > 0.0 {
        &[&[[0.0, 0.0], [0.0, 1.0], [0.9, 1.0]]]
    } else {
        &[
            &[[0.0, 1.0], [0.0, 0.0], [0.75, 0.0], [0.95, 0.25], [0.75, 0.5], [0.0, 0.5]],
            &[[0.4, 0.5], [0.95, 1.0]],
        ]
    };
    for line in lines {
        // Lead stops nearly all of the beam.
        let knots: Vec<Knot> =
            line.iter().map(|p| Knot::new([x + w * p[0], y + h * p[1]], 0.0032, 4.0)).collect();
        canvas.stroke(&knots, &Profile::solid());
    }
}
