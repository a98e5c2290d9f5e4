//! An abdomen, supine: lumbar spine, pelvis, lowest ribs, and gas in the bowel.

use super::frame::{Frame, Point};
use super::other::{Drawing, chord, curve, ellipse};
use super::raster::{Canvas, Knot, Profile, smooth};
use super::rng::Stream;
use super::texture::Texture;

/// Draws an abdomen.
pub(super) fn draw(side: usize, stream: &mut Stream) -> Drawing {
    let frame = Frame::new(
        [0.018 * stream.normal(), stream.range(-0.06, 0.06)],
        stream.range(0.88, 1.10),
        0.02 * stream.normal(),
    );
    let build = Build {
        half: 0.40 + 0.045 * stream.normal().clamp(-1.5, 2.0),
        thick: stream.range(3.6, 4.8),
        bone: stream.range(0.7, 1.1),
        crest: stream.range(0.56, 0.64),
        bend: 0.008 * stream.normal(),
    };
    let texture = Texture::new(stream);
    let mut drawing = Drawing::new(side, frame);
    drawing.fill(&frame, |at| build.tissue(at, &texture));
    bowel(&mut drawing.smooth, &build, stream);
    spine(&mut drawing.fine, &build);
    pelvis(&mut drawing, &build);
    ribs(&mut drawing.fine, &build);
    drawing
}

/// How the patient is built.
struct Build {
    /// Half the trunk's width.
    half: f32,
    /// Attenuation in the middle.
    thick: f32,
    bone: f32,
    /// Height of the iliac crests.
    crest: f32,
    /// Lateral bend of the spine.
    bend: f32,
}

impl Build {
    /// The trunk with its organs. The waist is narrower than ribs and hips.
    fn tissue(&self, at: Point, texture: &Texture) -> f32 {
        let [x, y] = at;
        let waist = 1.0 - 0.06 * smooth(1.0 - ((y - 0.45) / 0.30).abs());
        let across = x / (self.half * waist);
        let trunk = chord(across * across * across * across);
        // Right of the patient is left on the film: the liver fills the upper corner there.
        let liver = chord(ellipse(at, [-0.20, 0.06], [0.24, 0.26]));
        let spleen = chord(ellipse(at, [0.29, 0.06], [0.09, 0.14]));
        let kidneys: f32 = [(-0.145, 0.30), (0.150, 0.27)]
            .into_iter()
            .map(|(x, y)| chord(ellipse(at, [x, y], [0.055, 0.105])))
            .sum();
        // The psoas muscles fan out from the spine; fat beside them draws their edges.
        let psoas = if (0.20..0.80).contains(&y) {
            let edge = 0.045 + 0.16 * (y - 0.20);
            smooth((edge - x.abs()) / 0.012) * 0.16
        } else {
            0.0
        };
        let bladder = chord(ellipse(at, [0.0, 0.86], [0.10, 0.08]));
        let mottle = 0.14 * (texture.cloud(x * 26.0, y * 26.0) - 0.5);
        trunk * (self.thick + mottle) + 0.30 * liver + 0.16 * spleen + 0.13 * kidneys + psoas + 0.16 * bladder
    }

    fn spine(&self, y: f32) -> f32 {
        self.bend * libm::sinf(y * 6.0)
    }
}

/// Lumbar vertebrae with pedicles, transverse and spinous processes, and the sacrum.
fn spine(canvas: &mut Canvas, build: &Build) {
    let soft = Profile::soft();
    let tube = Profile::tube(0.72, 0.55);
    let bone = build.bone;
    let pitch = (build.crest + 0.02 + 0.12) / 6.5;
    for level in 0..7_u8 {
        let y = -0.12 + pitch * f32::from(level);
        let x = build.spine(y);
        let half = 0.044 + 0.003 * f32::from(level);
        let (top, bottom) = (y + 0.10 * pitch, y + 0.84 * pitch);
        canvas.polygon(
            &[[x - half, top], [x + half, top], [x + half, bottom], [x - half, bottom]],
            0.42 * bone,
            0.008,
        );
        for at in [top, bottom] {
            canvas.stroke(
                &[
                    Knot::new([x - half, at], 0.004, 0.22 * bone),
                    Knot::new([x + half, at], 0.004, 0.22 * bone),
                ],
                &soft,
            );
        }
        for side in [-1.0, 1.0] {
            canvas
                .stroke(&[Knot::new([x + side * half * 0.66, y + 0.34 * pitch], 0.011, 0.34 * bone)], &tube);
            let process = |reach: f32, drop: f32, wide: f32| {
                Knot::new([x + side * reach, y + drop * pitch], wide, 0.26 * bone)
            };
            canvas
                .stroke(&[process(half, 0.46, 0.010), process(half + 0.052, 0.40, 0.006)], &Profile::solid());
            // The flanks of a body are waisted.
            canvas.stroke(
                &[
                    Knot::new([x + side * half, top], 0.004, 0.2 * bone),
                    Knot::new([x + side * (half - 0.006), y + 0.47 * pitch], 0.004, 0.26 * bone),
                    Knot::new([x + side * half, bottom], 0.004, 0.2 * bone),
                ],
                &soft,
            );
        }
        canvas.stroke(
            &[
                Knot::new([x, y + 0.52 * pitch], 0.009, 0.3 * bone),
                Knot::new([x, y + 0.92 * pitch], 0.008, 0.3 * bone),
            ],
            &tube,
        );
    }
    let top = build.crest + 0.03;
    canvas.polygon(
        &[[-0.090, top], [0.090, top], [0.052, top + 0.17], [0.0, top + 0.225], [-0.052, top + 0.17]],
        0.40 * bone,
        0.02,
    );
    // The sacrum's foramina.
    for row in 0..4_u8 {
        for side in [-1.0, 1.0] {
            let down = f32::from(row);
            let at = [side * (0.046 - 0.006 * down), top + 0.035 + 0.042 * down];
            canvas.stroke(&[Knot::new(at, 0.010, -0.16 * bone)], &soft);
        }
    }
}

/// Iliac wings, rami, hip joints and femoral heads.
fn pelvis(drawing: &mut Drawing, build: &Build) {
    let bone = build.bone;
    let crest = build.crest;
    let rim = Profile::tube(0.75, 0.45);
    for side in [-1.0, 1.0] {
        let p = |x: f32, y: f32| [side * x, crest + y];
        let knot = |x: f32, y: f32, radius: f32, strength: f32| Knot::new(p(x, y), radius, strength * bone);
        // The wing, thin in its middle.
        drawing.smooth.polygon(
            &[
                p(0.082, 0.045),
                p(0.150, 0.0),
                p(0.235, 0.010),
                p(0.292, 0.075),
                p(0.275, 0.170),
                p(0.205, 0.250),
                p(0.110, 0.190),
            ],
            0.42 * bone,
            0.035,
        );
        let wing = [
            knot(0.086, 0.060, 0.012, 0.40),
            knot(0.150, 0.004, 0.012, 0.50),
            knot(0.235, 0.010, 0.013, 0.55),
            knot(0.292, 0.078, 0.014, 0.55),
            knot(0.282, 0.150, 0.013, 0.45),
            knot(0.262, 0.215, 0.014, 0.45),
        ];
        drawing.fine.stroke(&curve(&wing, 6), &rim);
        // The inner rim of the true pelvis, down to the symphysis.
        let brim = [
            knot(0.100, 0.140, 0.010, 0.40),
            knot(0.148, 0.205, 0.012, 0.50),
            knot(0.155, 0.270, 0.013, 0.55),
            knot(0.105, 0.325, 0.017, 0.60),
            knot(0.022, 0.352, 0.020, 0.60),
        ];
        drawing.fine.stroke(&curve(&brim, 6), &rim);
        // The lower ramus round the obturator foramen.
        let ramus = [
            knot(0.020, 0.360, 0.018, 0.55),
            knot(0.062, 0.425, 0.015, 0.50),
            knot(0.125, 0.450, 0.022, 0.60),
            knot(0.175, 0.385, 0.020, 0.55),
            knot(0.185, 0.320, 0.018, 0.45),
        ];
        drawing.fine.stroke(&curve(&ramus, 6), &rim);
        // Socket, head, neck and trochanter.
        let head = p(0.212, 0.292);
        drawing.fine.stroke(&[Knot::new(head, 0.052, 0.85 * bone)], &Profile::tube(0.90, 0.80));
        let shaft = [
            Knot::new([head[0] + side * 0.030, head[1] + 0.022], 0.034, 0.60 * bone),
            Knot::new(p(0.285, 0.360), 0.040, 0.65 * bone),
            Knot::new(p(0.295, 0.560), 0.034, 0.80 * bone),
        ];
        drawing.fine.stroke(&shaft, &Profile::tube(0.72, 0.45));
        drawing.fine.stroke(&[Knot::new(p(0.212 + 0.106, 0.322), 0.030, 0.45 * bone)], &Profile::solid());
    }
}

/// The two lowest ribs, which slope down to the flanks.
fn ribs(canvas: &mut Canvas, build: &Build) {
    let back = Profile::tube(0.70, 0.35);
    for (n, (y, reach)) in [(-0.06, 0.33), (0.03, 0.31), (0.115, 0.22)].into_iter().enumerate() {
        for side in [-1.0, 1.0] {
            let drop = 0.16 - 0.03 * n as f32;
            let points = [(0.055, 0.0), (0.14, 0.10), (0.24, 0.42), (reach, 1.0)]
                .map(|(x, t)| Knot::new([side * x, y + drop * t], 0.0125, 0.34 * build.bone));
            canvas.stroke(&curve(&points, 6), &back);
        }
    }
}

/// Gas: the colon's pockets round the edge, loops of small bowel in the middle, a bubble in the stomach.
fn bowel(canvas: &mut Canvas, build: &Build, stream: &mut Stream) {
    let soft = Profile::solid();
    let wide = 0.9 * build.half / 0.40;
    // Up the patient's right side, across, and down the left to the rectum; each part has gas or none.
    let frame: [&[Point]; 4] = [
        &[[-0.27, 0.62], [-0.29, 0.52], [-0.29, 0.40], [-0.27, 0.31]],
        &[[-0.25, 0.29], [-0.12, 0.35], [0.04, 0.36], [0.17, 0.29], [0.26, 0.20]],
        &[[0.29, 0.22], [0.31, 0.36], [0.31, 0.50], [0.28, 0.62]],
        &[[0.24, 0.68], [0.12, 0.72], [0.03, 0.76], [0.0, 0.84]],
    ];
    for part in frame {
        if stream.chance(0.2) {
            continue;
        }
        let points: Vec<Knot> = part.iter().map(|p| Knot::new([p[0] * wide, p[1]], 0.03, 1.0)).collect();
        let path = curve(&points, 5);
        let size = stream.range(0.024, 0.042);
        let gas = stream.range(0.5, 1.1);
        // Haustra: round pockets that overlap.
        let mut pockets = Vec::new();
        for knot in path {
            if stream.chance(0.72) {
                let at = [knot.at[0] + 0.010 * stream.normal(), knot.at[1] + 0.010 * stream.normal()];
                let (radius, depth) = (size * stream.range(0.7, 1.25), gas * stream.range(0.5, 1.0));
                pockets.push(vec![Knot::new(at, radius, -depth)]);
            }
        }
        canvas.joined(&pockets, &soft);
    }
    for _ in 0..stream.below(6) {
        let mut at = [stream.range(-0.17, 0.17) * wide, stream.range(0.38, 0.62)];
        let mut heading = stream.range(0.0, 6.3);
        let (size, gas) = (stream.range(0.014, 0.024), stream.range(0.3, 0.7));
        let mut loop_of_bowel = Vec::new();
        for _ in 0..10 {
            loop_of_bowel.push(Knot::new(at, size * stream.range(0.85, 1.1), -gas));
            heading += stream.range(0.1, 0.6);
            at = [at[0] + 0.026 * libm::cosf(heading), at[1] + 0.026 * libm::sinf(heading)];
        }
        canvas.stroke(&loop_of_bowel, &soft);
    }
    if stream.chance(0.75) {
        let size = stream.range(0.04, 0.075);
        canvas.stroke(
            &[Knot::new([0.17 * wide, 0.10], size, -1.0), Knot::new([0.22 * wide, 0.05], size * 1.2, -1.1)],
            &soft,
        );
    }
}
