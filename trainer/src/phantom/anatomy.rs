//! Soft tissue, lungs, heart and great vessels, as thickness along the beam times attenuation.
//!
//! All of it is smooth at the scale of a pixel, so it is drawn at half the film's resolution.

use super::body::Body;
use super::raster::{Plane, smooth};
use super::rng::Stream;
use super::texture::Texture;
use super::{Sex, ViewPosition};

/// Attenuation of water per patient unit (40 cm at an effective 0.2/cm, a chest film's 110 to 125 kV).
pub(super) const WATER: f32 = 8.0;

/// The film before strokes and disease, at half its resolution.
pub(super) struct SoftTissue {
    /// Attenuation (natural logarithm), without the air that `lung` takes away.
    pub(super) solid: Plane,
    /// Thickness of aerated lung along the beam, patient units; 0 outside the lungs.
    pub(super) lung: Plane,
}

/// Draws the trunk; `enlarged` multiplies the heart's width (1 for a normal one).
pub(super) fn soft_tissue(body: &Body, side: usize, enlarged: f32) -> SoftTissue {
    let mut solid = Plane::zeros(side);
    let mut lung = Plane::zeros(side);
    let rows = Rows::new(body);
    let heart = Mediastinum::new(body, enlarged);
    let diaphragm: Vec<f32> =
        (0..=Rows::STEPS).map(|i| body.diaphragm(i as f32 / Rows::STEPS as f32 * 2.0 - 1.0)).collect();
    let per = 1.0 / side as f32;
    for j in 0..side {
        for i in 0..side {
            let [x, y] = body.frame.patient((i as f32 + 0.5) * per, (j as f32 + 0.5) * per);
            let row = rows.at(y);
            let trunk = trunk(body, row, x, y);
            let k = j * side + i;
            if trunk <= 0.0 {
                continue;
            }
            let floor = diaphragm[(((x + 1.0) * 0.5).clamp(0.0, 1.0) * Rows::STEPS as f32) as usize];
            let mut air = lung_depth(row, x, y, floor) * trunk.min(body.thickness);
            if air > 0.0 {
                // The heart and great vessels take the place of lung, but never of all of it: some lies behind.
                air -= heart.depth(x, y).min(0.8 * air);
            }
            lung.data[k] = air;
            solid.data[k] =
                WATER * (trunk + breast(body, x, y) - airways(body, x, y) - stomach(body, x, y, floor));
        }
    }
    SoftTissue { solid, lung }
}

/// The fine mottle of healthy lung, from vessels too small to be drawn one by one: adds to `solid`.
pub(super) fn parenchyma(body: &Body, lung: &Plane, solid: &mut Plane, stream: &mut Stream) {
    let texture = Texture::new(stream);
    let side = solid.side;
    // A few hundredths at full depth: seen as grain, not as disease.
    let strength = stream.range(0.25, 0.7);
    // The coarsest octave is 25 pixels of a 1024-pixel film long, the finest six.
    let cells = 40.0;
    for j in 0..side {
        for i in 0..side {
            let k = j * side + i;
            if lung.data[k] > 0.0 {
                let [x, y] =
                    body.frame.patient((i as f32 + 0.5) / side as f32, (j as f32 + 0.5) / side as f32);
                solid.data[k] += strength * lung.data[k] * (texture.cloud(x * cells, y * cells) - 0.5);
            }
        }
    }
}

/// What depends on y alone, tabulated.
struct Rows(Vec<Row>);

#[derive(Clone, Copy)]
struct Row {
    trunk_half: f32,
    trunk_thick: f32,
    neck_thick: f32,
    inner: f32,
    outer: f32,
    lung_depth: f32,
}

impl Rows {
    /// Finer than the rows of a 1024-pixel film at half resolution.
    const STEPS: usize = 1024;
    /// Patient y covered: the film with room for tilt and shift.
    const FROM: f32 = -0.2;
    const SPAN: f32 = 1.4;

    fn new(body: &Body) -> Self {
        let row = |i: usize| {
            let y = Self::FROM + Self::SPAN * i as f32 / Self::STEPS as f32;
            // The trunk begins at the shoulders and narrows a little to the waist.
            let top = smooth((y - body.apex + 0.10) / 0.22);
            let waist = 1.0 - 0.04 * smooth((y - 0.6) / 0.3);
            let inside = y > body.apex;
            Row {
                trunk_half: (body.cage + body.wall) * (0.55 + 0.45 * top) * waist,
                trunk_thick: if y > body.apex - 0.10 { body.thickness * (0.62 + 0.38 * top) } else { 0.0 },
                neck_thick: 0.62 * body.thickness * (1.0 - smooth((y - 0.22) / 0.1)),
                inner: if inside { body.lung_inner(y) } else { 1.0 },
                outer: if inside { body.lung_outer(y) } else { 0.0 },
                // Shallow at the apex, deepest in the lower third.
                lung_depth: 0.42 + 0.36 * smooth((y - body.apex) / 0.35),
            }
        };
        Self((0..=Self::STEPS).map(row).collect())
    }

    fn at(&self, y: f32) -> &Row {
        let i = ((y - Self::FROM) / Self::SPAN).clamp(0.0, 1.0) * Self::STEPS as f32;
        &self.0[i as usize]
    }
}

/// Thickness of the body at (`x`, `y`): trunk, neck, shoulders and arms, whichever is thickest.
fn trunk(body: &Body, row: &Row, x: f32, y: f32) -> f32 {
    let side = x.abs();
    let across = side / row.trunk_half;
    let ellipse = if across < 1.0 {
        // A rounded box rather than an ellipse: flanks stay thick up to the skin.
        let a2 = across * across;
        row.trunk_thick * (1.0 - a2 * a2).sqrt().sqrt() * (1.0 - 0.12 * a2)
    } else {
        0.0
    };
    let line = body.apex - 0.075 + (side - body.neck).max(0.0) * body.shoulder_slope
        - 0.10 * (1.0 - (side / body.neck).min(1.0));
    let under = y - line;
    let ellipse = ellipse * (under / 0.12).clamp(0.0, 1.0).sqrt();
    let neck = if side < body.neck {
        row.neck_thick * (1.0 - (side / body.neck) * (side / body.neck)).sqrt()
    } else {
        0.0
    };
    let shoulder = if under > 0.0 {
        let hang = body.axilla + (side - row.trunk_half).max(0.0) * body.arm_slope - y;
        let thin = (0.80 - 0.24 * smooth((side - 0.24) / 0.26)) * body.thickness;
        if hang > 0.0 { thin * (under / 0.10).min(1.0).sqrt() * (hang / 0.09).min(1.0).sqrt() } else { 0.0 }
    } else {
        0.0
    };
    // A root of squares runs the parts into one another without creases.
    let most = ellipse.max(neck).max(shoulder);
    let rest = ellipse + neck + shoulder - most;
    most + 0.12 * rest.min(most)
}

/// Thickness of the lung as a share of the trunk's.
fn lung_depth(row: &Row, x: f32, y: f32, floor: f32) -> f32 {
    let side = x.abs();
    if side <= row.inner || side >= row.outer {
        return 0.0;
    }
    let s = (2.0 * side - row.inner - row.outer) / (row.outer - row.inner);
    let s4 = s * s * s * s;
    let across = (1.0 - s4).sqrt();
    let above = floor - y;
    // Over the dome the lung is full; behind it a thin wedge of lung reaches down to the posterior angle.
    let down = if above > 0.0 {
        let t = (above / 0.05).min(1.0);
        0.14 + 0.86 * (t * (2.0 - t)).sqrt()
    } else {
        0.14 * (1.0 + above / 0.10).max(0.0)
    };
    row.lung_depth * across * down
}

/// The heart and the great vessels.
struct Mediastinum {
    parts: [Ellipsoid; 6],
}

#[derive(Clone, Copy)]
struct Ellipsoid {
    x: f32,
    y: f32,
    // Rows of the matrix that maps the ellipse to the unit circle.
    m: [f32; 4],
    depth: f32,
}

impl Ellipsoid {
    /// Half-axes `long` and `short`, the long one turned by `angle` (radians, clockwise from the x axis).
    fn new(x: f32, y: f32, long: f32, short: f32, angle: f32, depth: f32) -> Self {
        let (c, s) = (libm::cosf(angle), libm::sinf(angle));
        Self { x, y, m: [c / long, s / long, -s / short, c / short], depth }
    }

    fn depth(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.x, y - self.y);
        let (a, b) = (self.m[0] * dx + self.m[1] * dy, self.m[2] * dx + self.m[3] * dy);
        let q2 = a * a + b * b;
        if q2 < 1.0 { self.depth * (1.0 - q2).sqrt() } else { 0.0 }
    }
}

impl Mediastinum {
    fn new(body: &Body, enlarged: f32) -> Self {
        let front = body.rotation;
        let width = body.heart_ratio * body.cage * 2.0 * enlarged;
        // A third of the heart's width lies right of the midline, two thirds left.
        let (right, left) = (width * 0.34, width * 0.66);
        let base = body.height_at(0.87);
        let thick = 0.55 * body.thickness;
        let arch = body.height_at(0.29);
        let knob = 0.034 * body.aorta;
        Self {
            parts: [
                // Left ventricle, with its apex down and to the left.
                Ellipsoid::new(left * 0.36 + front, base, left * 0.70, width * 0.30, 0.62, thick),
                // Right atrium.
                Ellipsoid::new(
                    -right * 0.30 + front,
                    base - 0.01,
                    width * 0.36,
                    right * 0.70,
                    1.45,
                    thick * 0.8,
                ),
                // Outflow and pulmonary trunk: the waist.
                Ellipsoid::new(
                    0.026 + front,
                    body.height_at(0.60),
                    0.17,
                    0.066 + 0.10 * (width - 0.3).max(0.0),
                    1.22,
                    thick * 0.8,
                ),
                // Aortic knob.
                Ellipsoid::new(0.036 + 0.4 * front, arch, knob, knob, 0.0, 0.14),
                // Superior vena cava and right paratracheal stripe.
                Ellipsoid::new(-0.028 + front, body.height_at(0.30), 0.17, 0.034, 1.57, 0.12),
                // Descending aorta, behind the heart.
                Ellipsoid::new(0.026, body.height_at(0.62), 0.24, 0.038 * body.aorta, 1.52, 0.08),
            ],
        }
    }

    fn depth(&self, x: f32, y: f32) -> f32 {
        // A root of squares melts the parts together; their outlines stay.
        self.parts.iter().map(|p| p.depth(x, y)).map(|d| d * d).sum::<f32>().sqrt()
    }
}

/// Breast shadows: fullest near the lower border, which is sharp where the breast hangs free.
fn breast(body: &Body, x: f32, y: f32) -> f32 {
    let dx = (x.abs() - body.breast_at[0]) / (body.breast_size * 1.05);
    let dy = (y - body.breast_at[1]) / body.breast_size;
    // Above its middle a breast runs out slowly into the chest wall.
    let dy = if dy < 0.0 { dy * 0.62 } else { dy };
    let q2 = dx * dx + dy * dy;
    if q2 >= 1.0 {
        return 0.0;
    }
    let fall = if dy < 0.0 { 1.0 - q2 } else { (1.0 - q2).sqrt() * (1.0 - 0.3 * q2) };
    let asymmetric = if x < 0.0 { 0.94 } else { 1.0 };
    body.breast * fall * asymmetric
}

/// Air in the trachea and the main bronchi.
fn airways(body: &Body, x: f32, y: f32) -> f32 {
    let carina = body.height_at(0.34);
    // The trachea is about 1.8 cm wide, in women less, and deviates a little to the right past the aortic arch.
    let radius = if body.sex == Sex::Female { 0.019 } else { 0.022 };
    let middle = 0.5 * body.rotation - 0.008 * body.aorta * smooth((y - 0.1) / 0.2);
    let chord = |d: f32, r: f32| if d.abs() < r { (r * r - d * d).sqrt() } else { 0.0 };
    if y < carina {
        return 1.5 * chord(x - middle, radius);
    }
    let below = y - carina;
    if below > 0.075 {
        return 0.0;
    }
    // The right main bronchus is the steeper one.
    let right = chord(x - middle + 0.010 + below * 0.75, radius * 0.75);
    let left = chord(x - middle - 0.010 - below * 1.15, radius * 0.85);
    right.max(left) * (1.0 - below / 0.075)
}

/// The stomach's bubble under the left dome: flat below when the patient stands.
fn stomach(body: &Body, x: f32, y: f32, floor: f32) -> f32 {
    if body.stomach == 0.0 || x < 0.0 {
        return 0.0;
    }
    let dx = (x - 0.17) / (body.stomach * 1.3);
    let top = floor + 0.022;
    let dy = if y < top { return 0.0 } else { (y - top) / body.stomach };
    let level = if body.view == ViewPosition::Pa { smooth((0.75 - dy) / 0.08) } else { 1.0 };
    let q2 = dx * dx + (dy - 0.45) * (dy - 0.45) * 2.6;
    if q2 < 1.0 { 1.6 * body.stomach * (1.0 - q2).sqrt() * level } else { 0.0 }
}
