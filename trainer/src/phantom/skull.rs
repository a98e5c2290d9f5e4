//! A skull, from the front or from the side.

use super::frame::{Frame, Point};
use super::other::{Drawing, chord, curve, ellipse};
use super::raster::{Canvas, Knot, Profile, smooth};
use super::rng::Stream;
use super::texture::Texture;

/// Draws a skull in one of the two views.
pub(super) fn draw(side: usize, stream: &mut Stream) -> Drawing {
    let from_the_front = stream.chance(0.5);
    let frame = Frame::new(
        [0.025 * stream.normal(), stream.range(-0.03, 0.04)],
        stream.range(0.88, 1.08),
        0.06 * stream.normal(),
    );
    let head = Head {
        wide: stream.range(0.93, 1.07),
        high: stream.range(0.95, 1.05),
        bone: stream.range(0.8, 1.2),
        air: stream.range(0.6, 1.1),
        mirror: stream.sign(),
        texture: Texture::new(stream),
    };
    let mut drawing = Drawing::new(side, frame);
    if from_the_front {
        front(&mut drawing, &frame, &head)
    } else {
        lateral(&mut drawing, &frame, &head, stream)
    }
    drawing
}

struct Head {
    wide: f32,
    high: f32,
    bone: f32,
    /// How well the sinuses are filled with air.
    air: f32,
    mirror: f32,
    texture: Texture,
}

impl Head {
    /// Brain within a shell of bone, whose chord is longest at its edge, and the scalp round both.
    fn cranium(&self, at: Point, middle: Point, half: Point, shell: f32) -> f32 {
        let outer = chord(ellipse(at, middle, half));
        let inner = chord(ellipse(at, middle, [half[0] - shell, half[1] - shell]));
        let scalp = chord(ellipse(at, middle, [half[0] + 0.022, half[1] + 0.022]));
        // Vessels and the inner table's unevenness.
        let mottle = 1.0 + 0.10 * (self.texture.cloud(at[0] * 24.0, at[1] * 24.0) - 0.5);
        (1.9 * inner + self.bone * 3.4 * (outer - inner * 0.93)) * mottle + 0.5 * scalp
    }
}

/// Seen from the front: orbits, nose, sinuses, both halves of the mandible, teeth.
fn front(drawing: &mut Drawing, frame: &Frame, head: &Head) {
    let (w, h) = (head.wide, head.high);
    let at = |x: f32, y: f32| -> Point { [x * w, 0.5 + (y - 0.5) * h] };
    drawing.fill(frame, |p| {
        let cranium = head.cranium(p, at(0.0, 0.385), [0.285 * w, 0.335 * h], 0.028);
        // Face and jaw below it, and the neck.
        let face = chord(ellipse(p, at(0.0, 0.66), [0.235 * w, 0.27 * h]));
        let neck =
            if p[1] > 0.70 { smooth((p[1] - 0.70) / 0.12) * chord((p[0] / 0.175).powi(2)) } else { 0.0 };
        let orbit = |side: f32| chord(ellipse(p, at(side * 0.118, 0.515), [0.074 * w, 0.062 * h]));
        let sinus = |side: f32| chord(ellipse(p, at(side * 0.108, 0.655), [0.052 * w, 0.056 * h]));
        let frontal = |side: f32| chord(ellipse(p, at(side * 0.040, 0.425), [0.040 * w, 0.028 * h]));
        let nose = chord(ellipse(p, at(0.0, 0.625), [0.038 * w, 0.075 * h]));
        let pairs: f32 = [-1.0, 1.0]
            .into_iter()
            .map(|s| 1.10 * orbit(s) + head.air * (0.75 * sinus(s) + 0.55 * frontal(s)))
            .sum();
        cranium.max(2.5 * face) + 0.4 * cranium.min(2.5 * face).min(1.5) + 2.1 * neck * (1.0 - 0.7 * face)
            - pairs
            - 1.0 * nose
    });
    let fine = &mut drawing.fine;
    let solid = Profile::solid();
    let tube = Profile::tube(0.70, 0.5);
    let bone = head.bone;
    let mut jaws = Vec::new();
    for side in [-1.0, 1.0] {
        let k =
            |x: f32, y: f32, radius: f32, strength: f32| Knot::new(at(side * x, y), radius, strength * bone);
        // The orbit's rim.
        let rim: Vec<Knot> = (0..=20)
            .map(|i| {
                let turn = i as f32 / 20.0 * std::f32::consts::TAU;
                k(0.118 + 0.076 * libm::cosf(turn), 0.515 + 0.064 * libm::sinf(turn), 0.007, 0.55)
            })
            .collect();
        fine.stroke(&rim, &solid);
        // The petrous ridge crosses the orbit's lower part.
        fine.stroke(
            &[k(0.035, 0.565, 0.014, 0.45), k(0.120, 0.545, 0.022, 0.65), k(0.225, 0.560, 0.026, 0.75)],
            &Profile::soft(),
        );
        // The wing of the sphenoid slants across it.
        fine.stroke(&[k(0.072, 0.555, 0.003, 0.30), k(0.150, 0.470, 0.003, 0.35)], &solid);
        // Cheekbone and its arch.
        fine.stroke(
            &curve(
                &[k(0.135, 0.610, 0.014, 0.50), k(0.200, 0.605, 0.016, 0.60), k(0.240, 0.570, 0.011, 0.55)],
                6,
            ),
            &tube,
        );
        fine.stroke(
            &curve(
                &[
                    k(0.052, 0.600, 0.004, 0.4),
                    k(0.060, 0.690, 0.005, 0.4),
                    k(0.150, 0.710, 0.006, 0.45),
                    k(0.165, 0.640, 0.006, 0.45),
                ],
                5,
            ),
            &solid,
        );
        // Mandible: ramus, angle, body.
        let jaw = [
            k(0.222, 0.590, 0.014, 0.75),
            k(0.226, 0.680, 0.019, 0.80),
            k(0.205, 0.775, 0.022, 0.90),
            k(0.130, 0.868, 0.026, 0.95),
            k(0.0, 0.905, 0.030, 1.0),
        ];
        jaws.push(curve(&jaw, 6));
        fine.stroke(&[k(0.245, 0.655, 0.016, 0.45), k(0.238, 0.690, 0.010, 0.40)], &Profile::soft());
        teeth(fine, |x, y| at(side * x, y), bone);
        // Shells of the nose.
        for (x, y) in [(0.020, 0.600), (0.022, 0.645)] {
            fine.stroke(&[k(x, y, 0.009, 0.30), k(x + 0.006, y + 0.022, 0.007, 0.28)], &Profile::soft());
        }
    }
    fine.joined(&jaws, &tube);
    fine.stroke(
        &[Knot::new(at(0.0, 0.545), 0.005, 0.45 * bone), Knot::new(at(0.003, 0.700), 0.004, 0.40 * bone)],
        &solid,
    );
    // The sagittal suture, a jagged dark line, and the neck's vertebrae behind the jaw.
    let suture: Vec<Knot> = (0..14_u8)
        .map(|i| {
            let zigzag = if i % 2 == 0 { 0.005 } else { -0.005 };
            Knot::new(at(zigzag, 0.085 + 0.018 * f32::from(i)), 0.0025, -0.16 * bone)
        })
        .collect();
    fine.stroke(&suture, &solid);
    vertebrae(fine, |y| at(0.0, y), 0.80, bone, 0.045);
}

/// A row of upper and of lower teeth, from the middle outwards.
fn teeth(canvas: &mut Canvas, at: impl Fn(f32, f32) -> Point, bone: f32) {
    let solid = Profile::tube(0.35, 0.6);
    for n in 0..6_u8 {
        let x = 0.011 + 0.0185 * f32::from(n);
        let back = f32::from(n) * f32::from(n) * 0.0011;
        for (crown, root) in [(0.762 - back, 0.722 - back), (0.774 - back, 0.822 - back)] {
            canvas.stroke(
                &[Knot::new(at(x, crown), 0.0082, 0.95 * bone), Knot::new(at(x, root), 0.0045, 0.45 * bone)],
                &solid,
            );
        }
    }
}

/// Cervical vertebrae along `axis`, from `top` down.
fn vertebrae(canvas: &mut Canvas, axis: impl Fn(f32) -> Point, top: f32, bone: f32, half: f32) {
    let mut y = top;
    while y < 1.2 {
        let [x0, y0] = axis(y);
        let [x1, y1] = axis(y + 0.040);
        canvas.polygon(
            &[[x0 - half, y0], [x0 + half, y0], [x1 + half, y1], [x1 - half, y1]],
            0.42 * bone,
            0.008,
        );
        for (x, y) in [(x0, y0), (x1, y1)] {
            canvas.stroke(
                &[Knot::new([x - half, y], 0.004, 0.25 * bone), Knot::new([x + half, y], 0.004, 0.25 * bone)],
                &Profile::soft(),
            );
        }
        y += 0.053;
    }
}

/// Seen from the side, facing either way: vault, sella, skull base, face, jaw, neck.
fn lateral(drawing: &mut Drawing, frame: &Frame, head: &Head, stream: &mut Stream) {
    let (w, h, m) = (head.wide, head.high, head.mirror);
    // The face looks to the left unless mirrored.
    let at = |x: f32, y: f32| -> Point { [m * x * w, 0.5 + (y - 0.5) * h] };
    drawing.fill(frame, |p| {
        let cranium = head.cranium(p, at(0.045, 0.355), [0.375 * w, 0.285 * h], 0.026);
        let face = chord(ellipse(p, at(-0.195, 0.665), [0.165 * w, 0.235 * h]));
        let jaw = chord(ellipse(p, at(-0.165, 0.80), [0.175 * w, 0.115 * h]));
        let neck = if p[1] > 0.46 {
            let [x, _] = at(0.07 + 0.05 * (p[1] - 0.6), 0.0);
            smooth((p[1] - 0.46) / 0.10) * chord(((p[0] - x) / 0.185).powi(2))
        } else {
            0.0
        };
        // Air: maxillary and sphenoid sinus, nose, throat and windpipe.
        let maxillary = chord(ellipse(p, at(-0.215, 0.635), [0.062 * w, 0.050 * h]));
        let sphenoid = chord(ellipse(p, at(-0.095, 0.545), [0.036 * w, 0.026 * h]));
        let frontal = chord(ellipse(p, at(-0.285, 0.425), [0.018 * w, 0.036 * h]));
        let throat = if p[1] > 0.60 {
            let [x, _] = at(-0.030 - 0.02 * (p[1] - 0.6), 0.0);
            smooth((p[1] - 0.60) / 0.06) * chord(((p[0] - x) / 0.026).powi(2))
        } else {
            0.0
        };
        let tissue = cranium.max(1.9 * face).max(2.0 * jaw).max(1.9 * neck);
        tissue - head.air * (0.65 * maxillary + 0.7 * sphenoid + 0.3 * frontal) - 0.75 * throat
    });
    let fine = &mut drawing.fine;
    let (bone, soft, solid) = (head.bone, Profile::soft(), Profile::solid());
    let tube = Profile::tube(0.70, 0.5);
    let k = |x: f32, y: f32, radius: f32, strength: f32| Knot::new(at(x, y), radius, strength * bone);
    // The base: floor of the front fossa, clivus, and the dense petrous bone with its air cells behind.
    fine.stroke(
        &curve(
            &[k(-0.320, 0.485, 0.010, 0.5), k(-0.200, 0.500, 0.008, 0.5), k(-0.130, 0.495, 0.008, 0.55)],
            6,
        ),
        &soft,
    );
    fine.stroke(
        &curve(
            &[
                k(-0.128, 0.497, 0.006, 0.6),
                k(-0.105, 0.520, 0.006, 0.6),
                k(-0.072, 0.518, 0.006, 0.6),
                k(-0.060, 0.492, 0.008, 0.6),
            ],
            6,
        ),
        &solid,
    );
    fine.stroke(&[k(-0.058, 0.500, 0.010, 0.5), k(0.005, 0.600, 0.016, 0.6)], &soft);
    fine.stroke(&[k(0.000, 0.560, 0.040, 0.75), k(0.085, 0.580, 0.048, 0.85)], &soft);
    for _ in 0..24 {
        let cell = k(
            0.090 + 0.028 * stream.normal(),
            0.610 + 0.022 * stream.normal(),
            stream.range(0.004, 0.009),
            -0.25,
        );
        fine.stroke(&[cell], &solid);
    }
    // The back of the vault is thick.
    fine.stroke(
        &curve(
            &[
                k(0.385, 0.46, 0.014, 0.4),
                k(0.330, 0.560, 0.018, 0.5),
                k(0.215, 0.625, 0.014, 0.45),
                k(0.110, 0.635, 0.010, 0.4),
            ],
            6,
        ),
        &soft,
    );
    // Sutures and a vessel's groove: thin dark lines.
    let line = |from: [f32; 2], to: [f32; 2], jag: f32| -> Vec<Knot> {
        (0..=16_u8)
            .map(|i| {
                let t = f32::from(i) / 16.0;
                let zigzag = if i % 2 == 0 { jag } else { -jag };
                k(from[0] + (to[0] - from[0]) * t + zigzag, from[1] + (to[1] - from[1]) * t, 0.0028, -0.16)
            })
            .collect()
    };
    fine.stroke(&line([-0.02, 0.085], [-0.13, 0.40], 0.004), &solid);
    fine.stroke(&line([0.37, 0.26], [0.21, 0.55], 0.005), &solid);
    fine.stroke(&line([-0.06, 0.46], [0.06, 0.20], 0.0), &solid);
    // Orbit, nose and palate.
    fine.stroke(
        &curve(
            &[k(-0.325, 0.480, 0.008, 0.5), k(-0.300, 0.535, 0.006, 0.4), k(-0.320, 0.590, 0.007, 0.45)],
            5,
        ),
        &solid,
    );
    fine.stroke(&[k(-0.330, 0.490, 0.008, 0.45), k(-0.372, 0.575, 0.006, 0.30)], &solid);
    fine.stroke(&[k(-0.335, 0.700, 0.009, 0.6), k(-0.140, 0.700, 0.008, 0.55)], &solid);
    fine.stroke(
        &curve(
            &[k(-0.270, 0.590, 0.012, 0.45), k(-0.160, 0.600, 0.009, 0.45), k(-0.020, 0.585, 0.008, 0.45)],
            5,
        ),
        &soft,
    );
    // Mandible: condyle, ramus, angle, body, chin; the other half lies a little beside it.
    for (shift, strength) in [(0.0, 0.65), (0.020, 0.40)] {
        let jaw = [
            k(-0.012 + shift, 0.590, 0.013, strength),
            k(-0.030 + shift, 0.680, 0.026, strength),
            k(-0.055 + shift, 0.775, 0.028, strength),
            k(-0.170 + shift, 0.845, 0.028, strength),
            k(-0.300 + 0.5 * shift, 0.872, 0.032, strength * 1.15),
        ];
        fine.stroke(&curve(&jaw, 6), &tube);
    }
    teeth(fine, |x, y| at(-0.325 + 1.35 * x, y + 0.005), bone);
    vertebrae(fine, |y| at(0.055 + 0.07 * (y - 0.66), y), 0.66, bone, 0.040);
    for n in 0..9_u8 {
        let y = 0.675 + 0.053 * f32::from(n);
        let x = 0.055 + 0.07 * (y - 0.66);
        fine.stroke(&[k(x + 0.055, y + 0.02, 0.010, 0.35), k(x + 0.125, y + 0.045, 0.007, 0.30)], &solid);
    }
}
