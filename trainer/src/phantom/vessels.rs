//! Vessels of the lungs: trees that leave the hila, taper and fork.

use super::anatomy::WATER;
use super::body::Body;
use super::frame::Point;
use super::raster::{Canvas, Knot, Plane, Profile};
use super::rng::Stream;

/// A branch yet to be drawn.
struct Branch {
    from: Point,
    // Radians, 0 to the right, clockwise.
    direction: f32,
    radius: f32,
    length: f32,
}

/// Draws the trees of both lungs; `lung` (any resolution) says where there is lung.
pub(super) fn draw(canvas: &mut Canvas, body: &Body, lung: &Plane, stream: &mut Stream) {
    let profile = Profile::solid();
    for side in [-1.0_f32, 1.0] {
        // The left hilum lies a centimetre or two above the right.
        let hilum =
            [side * 0.078 + 0.5 * body.rotation, body.height_at(if side < 0.0 { 0.50 } else { 0.46 })];
        hilum_shadow(canvas, hilum, side, stream);
        // Angles from straight up to nearly straight down, fanned with some scatter.
        let trunks = 10;
        for i in 0..trunks {
            let fan = -1.35 + 2.7 * (i as f32 + 0.5) / trunks as f32 + stream.range(-0.13, 0.13);
            let direction = if side > 0.0 { fan } else { std::f32::consts::PI - fan };
            let start = [
                hilum[0] + 0.012 * stream.normal(),
                hilum[1] + 0.03 * libm::sinf(fan) + 0.008 * stream.normal(),
            ];
            // Lower-lobe vessels are the wider ones in a patient who stands.
            let radius = stream.range(0.0058, 0.0085) * (1.0 + 0.22 * libm::sinf(fan));
            let root = Branch { from: start, direction, radius, length: stream.range(0.07, 0.10) };
            tree(canvas, body, lung, stream, &profile, root);
        }
    }
}

/// The hilum itself: overlapping trunks of artery, vein and bronchus.
fn hilum_shadow(canvas: &mut Canvas, at: Point, side: f32, stream: &mut Stream) {
    let soft = Profile::soft();
    for _ in 0..5 {
        let top = [at[0] + side * 0.010 * stream.normal(), at[1] - stream.range(0.0, 0.05)];
        let low = [at[0] + side * stream.range(0.0, 0.03), at[1] + stream.range(0.01, 0.07)];
        let radius = stream.range(0.014, 0.024);
        let strength = stream.range(0.06, 0.14);
        canvas.stroke(&[Knot::new(top, radius, strength), Knot::new(low, radius * 0.8, strength)], &soft);
    }
}

/// Draws one branch and all that leaves it, until vessels are too thin to see or leave the lung.
fn tree(
    canvas: &mut Canvas,
    body: &Body,
    lung: &Plane,
    stream: &mut Stream,
    profile: &Profile,
    root: Branch,
) {
    // About 1 mm across: thinner vessels do not show on a film.
    const THINNEST: f32 = 0.0011;
    const STEPS: usize = 6;
    let mut waiting = vec![root];
    let mut branches = Vec::new();
    while let Some(Branch { from, mut direction, radius, length }) = waiting.pop() {
        let end_radius = radius * 0.80;
        let mut at = from;
        let bend = 0.10 * stream.normal();
        let mut knots = Vec::with_capacity(STEPS + 1);
        let mut left_lung = false;
        for i in 0..=STEPS {
            let r = radius + (end_radius - radius) * i as f32 / STEPS as f32;
            // The chord of blood, a little raised for vessels that run along the beam for a while.
            knots.push(Knot::new(at, r, 1.9 * WATER * 2.0 * r));
            if i == STEPS {
                break;
            }
            direction += bend + 0.05 * stream.normal();
            let step = length / STEPS as f32;
            at = [at[0] + step * libm::cosf(direction), at[1] + step * libm::sinf(direction)];
            let (u, v) = body.frame.film(at);
            if lung.at_film(u, v) < 0.02 {
                left_lung = true;
                break;
            }
        }
        branches.push(knots);
        // Stop a little short of the pleura, where films show no vessels.
        if left_lung || at[0].abs() > body.lung_outer(at[1]) - 0.014 || end_radius < THINNEST {
            continue;
        }
        let (wide, narrow) = (stream.range(0.78, 0.94), stream.range(0.52, 0.82));
        let open = stream.range(0.25, 0.65);
        let hand = stream.sign();
        for (share, angle) in [(wide, -0.35 * open), (narrow, 0.9 * open)] {
            let radius = end_radius * share;
            if radius >= THINNEST {
                waiting.push(Branch {
                    from: at,
                    direction: direction + hand * angle,
                    radius,
                    length: length * stream.range(0.62, 0.92),
                });
            }
        }
    }
    canvas.joined(&branches, profile);
}
