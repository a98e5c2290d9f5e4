//! Drawn stand-ins for photographs: landscapes, streets and things on a table, in gray. No photographs travel with the
//! project; these have what sets photographs apart from radiographs: a sky or a wall, hard edges, light from one side.

use shared::image::GrayImage;

use super::rng::{Part, Stream};
use super::texture::Texture;
use super::{PhantomError, PhantomOptions};

/// Picture `index` of collection `seed`, `size` pixels a side.
///
/// # Errors
///
/// [`PhantomError::Size`] if the size is out of range.
pub fn scene(seed: u64, index: u64, size: usize) -> Result<GrayImage, PhantomError> {
    PhantomOptions { size, ..PhantomOptions::default() }.validate()?;
    let stream = &mut Stream::new(seed, index, Part::Other);
    let mut picture = Picture { side: size, levels: vec![0.0; size * size], texture: Texture::new(stream) };
    match stream.below(3) {
        0 => picture.landscape(stream),
        1 => picture.street(stream),
        _ => picture.still_life(stream),
    }
    let exposure = stream.range(0.75, 1.2);
    let grain = stream.range(0.0, 5.0);
    let pixels = picture
        .levels
        .iter()
        .map(|&level| (level * exposure * 255.0 + grain * stream.normal()).clamp(0.0, 255.0) as u8)
        .collect();
    Ok(GrayImage::new(size, size, pixels)?)
}

/// Light from 0 to 1.
struct Picture {
    side: usize,
    levels: Vec<f32>,
    texture: Texture,
}

impl Picture {
    /// Sets every pixel for which `of` has a value; `of` gets places from 0 to 1, from the upper left.
    fn paint(&mut self, of: impl Fn(f32, f32, &Texture) -> Option<f32>) {
        let per = 1.0 / self.side as f32;
        for j in 0..self.side {
            for i in 0..self.side {
                if let Some(level) = of((i as f32 + 0.5) * per, (j as f32 + 0.5) * per, &self.texture) {
                    self.levels[j * self.side + i] = level.clamp(0.0, 1.0);
                }
            }
        }
    }

    fn sky(&mut self, stream: &mut Stream) {
        let (top, low) = (stream.range(0.35, 0.7), stream.range(0.75, 1.0));
        let (clouds, scale, shift) =
            (stream.range(0.0, 0.8), stream.range(3.0, 7.0), stream.range(0.0, 40.0));
        self.paint(|x, y, texture| {
            // Clouds lie flatter towards the horizon.
            let cloud = texture.cloud(x * scale + shift, y * scale * 2.2 + shift);
            Some(top + (low - top) * y + clouds * (cloud - 0.5).max(0.0))
        });
    }

    /// Sky, hills one before the other, a meadow, trees.
    fn landscape(&mut self, stream: &mut Stream) {
        self.sky(stream);
        let hills = 2 + stream.below(3);
        let horizon = stream.range(0.35, 0.6);
        for n in 0..hills {
            let near = (n + 1) as f32 / hills as f32;
            let base = horizon + 0.22 * near;
            let (rough, shift) = (stream.range(1.5, 5.0), stream.range(0.0, 50.0));
            let (height, dark) = (stream.range(0.08, 0.22), 0.62 - 0.38 * near + stream.range(-0.06, 0.06));
            self.paint(|x, y, texture| {
                let ridge = base - height * (texture.cloud(x * rough + shift, shift) - 0.3);
                let leaves = texture.cloud(x * 30.0 + shift, y * 30.0);
                (y > ridge).then_some(dark + (0.35 * near + 0.05) * (leaves - 0.5))
            });
        }
        for _ in 0..stream.below(5) {
            let (x0, foot) = (stream.range(0.05, 0.95), stream.range(0.68, 0.95));
            let tall = stream.range(0.15, 0.45) * foot;
            let (wide, dark, shift) =
                (tall * stream.range(0.25, 0.45), stream.range(0.08, 0.3), stream.range(0.0, 50.0));
            self.paint(|x, y, texture| {
                let crown = ((x - x0) / wide).powi(2) + ((y - foot + 0.65 * tall) / (0.42 * tall)).powi(2);
                let ragged = texture.cloud(x * 22.0 + shift, y * 22.0 + shift);
                let trunk = (x - x0).abs() < 0.05 * tall && y < foot && y > foot - 0.5 * tall;
                if crown < 0.6 + 0.8 * ragged {
                    Some(dark + 0.5 * (ragged - 0.4))
                } else {
                    trunk.then_some(dark * 0.7)
                }
            });
        }
    }

    /// Sky, houses with windows, a street that narrows into the distance.
    fn street(&mut self, stream: &mut Stream) {
        self.sky(stream);
        let ground = stream.range(0.68, 0.85);
        let vanishing = stream.range(0.35, 0.65);
        let mut x0 = -0.05;
        while x0 < 1.0 {
            let (wide, top) = (stream.range(0.12, 0.3), stream.range(0.08, 0.5));
            let (wall, pane) = (stream.range(0.25, 0.85), stream.range(0.05, 0.4));
            let (columns, rows) = (2.0 + stream.below(4) as f32, 3.0 + stream.below(6) as f32);
            let lit = stream.range(0.0, 0.3);
            self.paint(|x, y, texture| {
                if !(x0..x0 + wide).contains(&x) || y < top || y > ground {
                    return None;
                }
                let (u, v) = ((x - x0) / wide * columns, (y - top) / (ground - top) * rows);
                let (a, b) = (u.fract(), v.fract());
                let plaster = 0.10 * (texture.cloud(x * 40.0, y * 40.0) - 0.5);
                // Each storey shades off to one side.
                let window = (0.25..0.75).contains(&a) && (0.22..0.8).contains(&b);
                let glint = if texture.octave(u.floor() * 3.1, v.floor() * 5.3) < lit { 0.5 } else { 0.0 };
                Some(if window { pane + glint } else { wall + plaster - 0.12 * (x - x0) / wide })
            });
            x0 += wide + stream.range(0.0, 0.04);
        }
        let (road, verge) = (stream.range(0.2, 0.45), stream.range(0.4, 0.7));
        self.paint(|x, y, texture| {
            if y < ground {
                return None;
            }
            let near = (y - ground) / (1.0 - ground);
            let across = (x - vanishing).abs() / (0.06 + 0.5 * near);
            let grit = 0.12 * (texture.cloud(x * 50.0, y * 50.0) - 0.5);
            let stripe = (x - vanishing).abs() < 0.012 * (0.2 + near) && (near * 7.0).fract() < 0.5;
            Some(if stripe {
                0.9
            } else if across < 1.0 {
                road + grit
            } else {
                verge + grit
            })
        });
    }

    /// Balls and boxes on a table before a wall, lit from one side, with their shadows.
    fn still_life(&mut self, stream: &mut Stream) {
        let edge = stream.range(0.45, 0.7);
        let (wall, table) = (stream.range(0.3, 0.9), stream.range(0.2, 0.8));
        let light = stream.sign();
        let (grain, shift) = (stream.range(2.0, 9.0), stream.range(0.0, 40.0));
        self.paint(|x, y, texture| {
            let wood = texture.cloud(x * grain + shift, y * grain * 9.0);
            let fall = 0.25 * light * (0.5 - x);
            Some(if y < edge { wall + fall } else { table + fall + 0.25 * (wood - 0.5) })
        });
        for _ in 0..2 + stream.below(4) {
            let (x0, foot) = (stream.range(0.12, 0.88), stream.range(edge + 0.08, 0.97));
            let size = stream.range(0.06, 0.17);
            let (bright, round) = (stream.range(0.15, 0.95), stream.chance(0.6));
            self.paint(|x, y, texture| {
                let shadow = ((x - x0 + light * size * 0.9) / (size * 1.3)).powi(2)
                    + ((y - foot) / (size * 0.28)).powi(2);
                let (u, v) = ((x - x0) / size, (y - foot + size) / size);
                if round && u * u + v * v < 1.0 {
                    // Lambert's shade on a ball, and a small glint.
                    let depth = (1.0 - u * u - v * v).sqrt();
                    let lit = (0.55 * light * u - 0.5 * v + 0.67 * depth).max(0.0);
                    return Some(bright * (0.25 + 0.75 * lit) + lit.powi(20) * 0.6);
                }
                if !round && u.abs() < 0.8 && v.abs() < 1.0 {
                    let print = 0.2 * (texture.octave(u * 6.0 + 20.0, v * 6.0 + 20.0) - 0.5);
                    let face = if u * light > 0.35 { 1.0 } else { 0.6 };
                    return Some(bright * face + print);
                }
                (shadow < 1.0 && y > edge).then_some(table * 0.35)
            });
        }
    }
}
