//! Ribs, clavicles, scapulae, humeral heads, spine and breastbone.

use super::ViewPosition;
use super::body::Body;
use super::frame::Point;
use super::raster::{Canvas, Knot, Profile};

/// Draws all bones.
pub(super) fn draw(canvas: &mut Canvas, body: &Body) {
    spine(canvas, body);
    ribs(canvas, body);
    for side in [-1.0, 1.0] {
        clavicle(canvas, body, side);
        scapula(canvas, body, side);
    }
}

/// Vertebral bodies with their pedicles and spinous processes, from the neck to below the diaphragm.
fn spine(canvas: &mut Canvas, body: &Body) {
    let soft = Profile::soft();
    let tube = Profile::tube(0.72, 0.55);
    let mut y = -0.08;
    while y < 1.08 {
        // Vertebrae grow downwards: about 1.6 cm in the neck to 3 cm at the loins, discs included.
        let pitch = body.rib_pitch * (0.72 + 0.45 * (y + 0.1));
        let half = 0.026 + 0.014 * (y + 0.1);
        let x = body.spine(y);
        let strength = 0.20 * body.bone;
        let corners = [
            [x - half, y + 0.1 * pitch],
            [x + half, y + 0.1 * pitch],
            [x + half, y + 0.88 * pitch],
            [x - half, y + 0.88 * pitch],
        ];
        canvas.polygon(&corners, strength, 0.006);
        for end in [0.12, 0.86] {
            // End plates: thin and dense.
            let at = y + end * pitch;
            canvas.stroke(
                &[
                    Knot::new([x - half, at], 0.0035, 0.10 * body.bone),
                    Knot::new([x + half, at], 0.0035, 0.10 * body.bone),
                ],
                &soft,
            );
        }
        for side in [-1.0, 1.0] {
            let at = [x + side * half * 0.62, y + 0.38 * pitch];
            canvas.stroke(&[Knot::new(at, 0.0075, 0.16 * body.bone)], &tube);
        }
        let process = |dy: f32| Knot::new([x + 0.6 * body.rotation, y + dy * pitch], 0.006, 0.16 * body.bone);
        canvas.stroke(&[process(0.55), process(0.95)], &tube);
        y += pitch;
    }
}

/// Ribs 1 to 11: each a tilted ellipse round the chest, its back half nearly level near the spine, its front half
/// running down to the middle and ending where cartilage begins, which films do not show.
fn ribs(canvas: &mut Canvas, body: &Body) {
    let back = Profile::tube(0.70, 0.35);
    let front = Profile::tube(0.78, 0.30);
    for k in 0..11_u8 {
        let n = f32::from(k);
        let y0 = body.apex - 0.035 + body.rib_pitch * (n * 1.02);
        // The first ribs are short and steep.
        let drop = body.rib_drop * (0.55 + 0.45 * (n / 4.0).min(1.0)) * (1.0 + 0.02 * n);
        let reach = body.lung_outer((y0 + 0.5 * drop).max(body.apex + 0.02)) + 0.008;
        let width = 0.0125 + 0.0015 * (1.0 - n / 11.0);
        for side in [-1.0, 1.0] {
            let turn = side * body.rotation;
            let at = |theta: f32| -> Point {
                let (c, s) = (libm::cosf(theta), libm::sinf(theta));
                // A slight upward bow next to the spine, as ribs rise before they fall.
                let bow = 0.020 * (1.0 - c) * (1.0 - s) - 0.018 * c * (-s).max(0.0);
                [side * reach * c + turn * 0.5 * (1.0 + s), y0 + drop * 0.5 * (1.0 + s) + bow]
            };
            // Angles from the spine (-90 degrees) round the flank (0) to the front.
            let arc = |from: f32, to: f32, strength: f32, width: f32| -> Vec<Knot> {
                (0..=14)
                    .map(|i| Knot::new(at(from + (to - from) * i as f32 / 14.0), width, strength))
                    .collect()
            };
            canvas.stroke(&arc(-1.44, -0.02, 0.32 * body.bone, width), &back);
            // The lowest ribs float.
            let end = if k < 7 { 1.0 - 0.03 * n } else { 0.45 - 0.12 * (n - 7.0) };
            if end > 0.1 {
                canvas.stroke(&arc(-0.02, end, 0.21 * body.bone, width * 1.12), &front);
            }
        }
    }
}

/// A clavicle: an S from the breastbone to the shoulder.
fn clavicle(canvas: &mut Canvas, body: &Body, side: f32) {
    let head = body.apex + 0.075;
    let rise = if body.view == ViewPosition::Ap { 0.085 } else { 0.06 };
    let knots: Vec<Knot> = (0..=12)
        .map(|i| {
            let t = i as f32 / 12.0;
            let x = side * (0.030 + t * (body.cage * 0.82)) + body.rotation * (1.0 - t);
            let y = head - rise * t.sqrt() + 0.012 * libm::sinf(t * 6.3);
            // Stout ends, slender shaft.
            let width = 0.0115 + 0.006 * (2.0 * t - 1.0) * (2.0 * t - 1.0);
            Knot::new([x, y], width, 0.75 * body.bone)
        })
        .collect();
    canvas.stroke(&knots, &Profile::tube(0.70, 0.45));
}

/// A shoulder blade with the humeral head: beside the lung on a PA film, where the arms are rolled forward, and
/// over the lung on an AP film.
fn scapula(canvas: &mut Canvas, body: &Body, side: f32) {
    let over = if body.view == ViewPosition::Ap { 0.045 } else { -0.035 };
    let x = |inward: f32| side * (body.cage - inward - over);
    let top = body.apex + 0.015;
    let (upper, lower) = ([x(0.055), top + 0.01], [x(0.015), top + 0.285]);
    let glenoid = [x(-0.085), top + 0.075];
    let bone = body.bone;
    canvas.polygon(&[upper, glenoid, lower], 0.16 * bone, 0.008);
    let border = |a: Point, b: Point, width: f32, strength: f32| {
        (0..=8)
            .map(|i| {
                let t = i as f32 / 8.0;
                // Borders bow a little outwards.
                let bow = 0.010 * libm::sinf(t * std::f32::consts::PI) * side;
                Knot::new([a[0] + (b[0] - a[0]) * t + bow, a[1] + (b[1] - a[1]) * t], width, strength)
            })
            .collect::<Vec<_>>()
    };
    let solid = Profile::solid();
    canvas.stroke(&border(glenoid, lower, 0.011, 0.36 * bone), &Profile::tube(0.75, 0.4));
    canvas.stroke(&border(upper, lower, 0.0035, 0.16 * bone), &solid);
    // Spine of the scapula running out into the acromion.
    let acromion = [x(-0.115), top - 0.005];
    canvas.stroke(&border([x(0.045), top + 0.07], acromion, 0.009, 0.28 * bone), &Profile::tube(0.7, 0.4));
    canvas.stroke(
        &[
            Knot::new([glenoid[0], glenoid[1] - 0.012], 0.018, 0.16 * bone),
            Knot::new([glenoid[0], glenoid[1] + 0.018], 0.018, 0.16 * bone),
        ],
        &solid,
    );
    // Humerus: head and shaft, at the film's edge.
    let head = [x(-0.115), top + 0.06];
    let shaft = [x(-0.205 + 0.045 * body.arm_slope.min(2.0)), top + 0.40];
    let tube = Profile::tube(0.78, 0.55);
    canvas.stroke(&[Knot::new(head, 0.040, 0.55 * bone)], &Profile::tube(0.9, 0.8));
    canvas.stroke(
        &[
            Knot::new([head[0] + side * 0.012, head[1] + 0.02], 0.024, 0.5 * bone),
            Knot::new(shaft, 0.021, 0.5 * bone),
        ],
        &tube,
    );
}
