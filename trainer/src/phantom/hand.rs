//! A hand, palm down, with its wrist: 27 bones in soft tissue.

use super::frame::{Frame, Point};
use super::other::Drawing;
use super::raster::{Canvas, Knot, Profile};
use super::rng::Stream;

/// Base of the metacarpal, then the joints up to the tip, of thumb to little finger. A right hand seen from its back;
/// lengths from an adult's hand of 19 cm on a film of 24 cm.
const DIGITS: [&[Point]; 5] = [
    &[[-0.080, 0.755], [-0.185, 0.620], [-0.245, 0.505], [-0.285, 0.420]],
    &[[-0.052, 0.715], [-0.085, 0.500], [-0.112, 0.340], [-0.125, 0.235], [-0.133, 0.155]],
    &[[-0.014, 0.710], [-0.015, 0.480], [-0.018, 0.295], [-0.020, 0.175], [-0.021, 0.090]],
    &[[0.024, 0.720], [0.052, 0.510], [0.073, 0.340], [0.083, 0.225], [0.090, 0.145]],
    &[[0.058, 0.735], [0.112, 0.555], [0.150, 0.430], [0.170, 0.350], [0.184, 0.282]],
];

/// Middle and half-axes of the carpal bones, and how far each is turned (radians).
const CARPALS: [([f32; 2], [f32; 2], f32); 8] = [
    // Proximal row: scaphoid, lunate, triquetrum, pisiform.
    ([-0.048, 0.832], [0.036, 0.022], -0.7),
    ([-0.004, 0.842], [0.025, 0.022], 0.1),
    ([0.040, 0.828], [0.024, 0.019], 0.5),
    ([0.050, 0.812], [0.014, 0.013], 0.0),
    // Distal row: trapezium, trapezoid, capitate, hamate.
    ([-0.076, 0.782], [0.026, 0.021], 0.5),
    ([-0.044, 0.766], [0.018, 0.018], 0.2),
    ([-0.006, 0.778], [0.022, 0.036], 0.0),
    ([0.036, 0.780], [0.024, 0.029], -0.4),
];

/// Half of the gap between two bones.
const GAP: f32 = 0.0025;

/// Draws a hand of either side, with its fingers more or less spread.
pub(super) fn draw(side: usize, stream: &mut Stream) -> Drawing {
    let mirror = stream.sign();
    // Hands lie on a film as they come.
    let frame = Frame::new(
        [0.05 * stream.normal(), stream.range(-0.05, 0.05)],
        stream.range(0.82, 1.12),
        0.16 * stream.normal(),
    );
    let spread = stream.range(0.4, 2.2);
    let stout = stream.range(0.85, 1.25);
    let bone = stream.range(0.75, 1.15);
    let bend = stream.range(0.92, 1.0);
    let digits: Vec<Vec<Point>> =
        DIGITS.iter().enumerate().map(|(n, joints)| digit(n, joints, spread, bend, stream)).collect();
    let mirrored = |p: Point| [p[0] * mirror, p[1]];
    let digits: Vec<Vec<Point>> =
        digits.into_iter().map(|joints| joints.into_iter().map(mirrored).collect()).collect();

    let mut drawing = Drawing::new(side, frame);
    flesh(&mut drawing.smooth, &digits, mirror, stout);
    for (n, joints) in digits.iter().enumerate() {
        finger(&mut drawing.fine, joints, n == 0, stout, bone);
    }
    for (middle, half, turn) in CARPALS {
        carpal(&mut drawing.fine, mirrored(middle), half, turn * mirror, bone);
    }
    forearm(&mut drawing.fine, mirror, stout, bone);
    drawing
}

/// The joints of a digit, spread from the middle finger and bent towards the film's plane.
fn digit(n: usize, joints: &[Point], spread: f32, bend: f32, stream: &mut Stream) -> Vec<Point> {
    let base = joints[0];
    // Index, ring and little finger turn at their metacarpals' heads; the thumb at its base.
    let pivot = if n == 0 { base } else { joints[1] };
    let turn = [-0.22, -0.07, 0.0, 0.07, 0.13][n] * (spread - 1.0) + 0.03 * stream.normal();
    let (c, s) = (libm::cosf(turn), libm::sinf(turn));
    let from = usize::from(n != 0);
    joints
        .iter()
        .enumerate()
        .map(|(k, p)| {
            if k <= from {
                return *p;
            }
            let (x, y) = ((p[0] - pivot[0]) * bend, (p[1] - pivot[1]) * bend);
            [pivot[0] + x * c - y * s, pivot[1] + x * s + y * c]
        })
        .collect()
}

/// Skin and flesh: fingers, palm, the thumb's ball and the forearm run into one another.
fn flesh(canvas: &mut Canvas, digits: &[Vec<Point>], mirror: f32, stout: f32) {
    // About 1.5 cm of tissue in a finger and 2.5 cm in the palm, at the lower tension that hands are taken with.
    let (thin, thick) = (1.15, 1.75);
    let mut strokes = Vec::new();
    for (n, joints) in digits.iter().enumerate() {
        let wide = if n == 4 { 0.033 } else { 0.038 } * stout;
        let last = joints.len() - 1;
        let knots = joints
            .iter()
            .enumerate()
            .skip(1)
            .map(|(k, p)| {
                let t = (k - 1) as f32 / (last - 1) as f32;
                Knot::new(*p, wide * (1.12 - 0.30 * t), thin + 0.2 * (1.0 - t))
            })
            .collect::<Vec<_>>();
        strokes.push(knots);
        // The metacarpal's share of the palm.
        strokes.push(vec![
            Knot::new(joints[1], 0.046 * stout, 1.45),
            Knot::new(joints[0], if n == 0 { 0.066 } else { 0.056 } * stout, thick),
        ]);
    }
    // The ball of the thumb, and the web beside it.
    let (thumb, index) = (&digits[0], &digits[1]);
    strokes.push(vec![
        Knot::new(thumb[1], 0.042 * stout, 1.40),
        Knot::new([0.5 * (thumb[0][0] + index[1][0]), 0.66], 0.055 * stout, 1.55),
        Knot::new(index[1], 0.046 * stout, 1.40),
    ]);
    strokes.push(vec![
        Knot::new([0.0, 0.80], 0.105 * stout, 1.85),
        Knot::new([0.002 * mirror, 0.90], 0.094 * stout, 1.9),
        Knot::new([0.004 * mirror, 1.25], 0.120 * stout, 2.1),
    ]);
    canvas.joined(&strokes, &Profile::solid());
}

/// A metacarpal and its phalanges, each with its flared ends, and the joints' gaps between them.
fn finger(canvas: &mut Canvas, joints: &[Point], thumb: bool, stout: f32, bone: f32) {
    let tube = Profile::tube(0.62, 0.45);
    for (k, ends) in joints.windows(2).enumerate() {
        let last = k + 2 == joints.len();
        // Metacarpals are the stoutest; the thumb's phalanges begin one joint earlier.
        let radius = [0.0165, 0.0145, 0.0118, 0.0095][k + usize::from(thumb && k > 0)] * (0.6 + 0.4 * stout);
        let ([x0, y0], [x1, y1]) = (ends[0], ends[1]);
        let at = |t: f32| [x0 + (x1 - x0) * t, y0 + (y1 - y0) * t];
        let strength = bone * (1.15 - 0.12 * k as f32);
        // Base, waist, head, by share of the bone's length: a distal phalanx ends in a tuft short of the skin. Ends are
        // round, and cartilage, which films do not show, parts them from the next.
        let (base, head) = (1.28, if last { 0.85 } else { 1.12 });
        let length = (x1 - x0).hypot(y1 - y0);
        let from = (base * radius + GAP) / length;
        let to = if last { 0.82 } else { 1.0 - (head * radius + GAP) / length };
        let shape: &[(f32, f32)] = if last {
            &[(0.0, base), (0.25, 0.85), (0.65, 0.60), (1.0, head)]
        } else {
            &[(0.0, base), (0.15, 1.0), (0.45, 0.72), (0.78, 0.85), (1.0, head)]
        };
        let knots: Vec<Knot> = shape
            .iter()
            .map(|&(t, wide)| Knot::new(at(from + t * (to - from)), radius * wide, strength))
            .collect();
        canvas.stroke(&knots, &tube);
    }
}

/// A carpal bone: short and round, its cortex brighter than its middle.
fn carpal(canvas: &mut Canvas, middle: Point, half: [f32; 2], turn: f32, bone: f32) {
    let long = half[0].max(half[1]);
    let short = half[0].min(half[1]);
    let turn = if half[0] >= half[1] { turn } else { turn + std::f32::consts::FRAC_PI_2 };
    let (c, s) = (libm::cosf(turn), libm::sinf(turn));
    let reach = long - short;
    let knots = [-1.0, 1.0]
        .map(|e: f32| Knot::new([middle[0] + e * reach * c, middle[1] + e * reach * s], short, 0.95 * bone));
    canvas.stroke(&knots, &Profile::tube(0.86, 0.72));
}

/// The ends of radius and ulna, with the ulna's styloid.
fn forearm(canvas: &mut Canvas, mirror: f32, stout: f32, bone: f32) {
    let tube = Profile::tube(0.70, 0.40);
    let bones: [&[(f32, f32, f32)]; 2] = [
        &[(-0.030, 0.893, 0.040), (-0.034, 0.930, 0.036), (-0.042, 1.000, 0.026), (-0.046, 1.250, 0.024)],
        &[(0.050, 0.895, 0.021), (0.050, 0.925, 0.021), (0.050, 1.000, 0.017), (0.046, 1.250, 0.019)],
    ];
    for shape in bones {
        let knots: Vec<Knot> = shape
            .iter()
            .map(|&(x, y, r)| Knot::new([x * mirror, y], r * (0.6 + 0.4 * stout), 1.15 * bone))
            .collect();
        canvas.stroke(&knots, &tube);
    }
    let styloid = [
        Knot::new([0.066 * mirror, 0.893], 0.006, 0.5 * bone),
        Knot::new([0.068 * mirror, 0.876], 0.004, 0.4 * bone),
    ];
    canvas.stroke(&styloid, &Profile::solid());
}
