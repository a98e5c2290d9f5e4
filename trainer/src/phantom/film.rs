//! From attenuation to film: beam, scatter, noise, film response and window.

use super::raster::Plane;
use super::rng::Stream;

/// The largest value of a 12-bit pixel.
pub(super) const FULL_SCALE: u16 = 4095;

/// Exposure and display of one film.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exposure {
    // Detected quanta per pixel of a 1024-pixel film in air.
    quanta: f32,
    // Scattered share of the beam's local mean.
    scatter: f32,
    // Exponent of the film's response: below 1 lifts the lungs.
    gamma: f32,
    // Shift and stretch of the automatic range.
    brightness: f32,
    contrast: f32,
    /// VOI window centre in stored 12-bit units (MONOCHROME2).
    pub(super) window_center: f32,
    /// VOI window width.
    pub(super) window_width: f32,
}

impl Exposure {
    /// Draws an exposure; portable (AP) films are noisier and hazier.
    pub(super) fn draw(portable: bool, stream: &mut Stream) -> Self {
        let quanta = 6000.0 * libm::expf(stream.range(0.0, 2.2)) * if portable { 0.7 } else { 1.0 };
        let scatter = stream.range(0.08, 0.22) * if portable { 1.5 } else { 1.0 };
        // Whole numbers, as consoles write them.
        let window_center = stream.range(1930.0, 2170.0).round();
        let window_width = stream.range(3500.0, 4095.0).round();
        Self {
            quanta,
            scatter,
            gamma: stream.range(0.62, 1.05),
            brightness: 0.055 * stream.normal(),
            contrast: libm::expf(0.09 * stream.normal()),
            window_center,
            window_width,
        }
    }
}

/// Renders attenuation to 12-bit pixels, bone bright.
///
/// `smooth` is at half resolution, `strokes` at full. The automatic range is taken from `reference` (half
/// resolution), the film without its disease: no gray level far from a focus may depend on the label.
pub(super) fn develop(
    smooth: &Plane,
    strokes: &Plane,
    reference: &Plane,
    exposure: &Exposure,
    noise: &mut Stream,
) -> Vec<u16> {
    let side = strokes.side;
    let tables = Tables::new();
    let scattered = scatter(reference, exposure, &tables);
    let (low, high) = range(reference, &scattered, exposure, &tables);
    let tone = tone(exposure.gamma);
    let scale = (FULL_SCALE - 1) as f32 / (high - low);
    let smooth = smooth.doubled();
    // A smaller film has larger pixels, which catch more quanta.
    let per_pixel = exposure.quanta * (1024.0 / side as f32) * (1024.0 / side as f32);
    // The sum of four uniform 16-bit numbers has a variance of 4 * 65536^2 / 12.
    let unit = 1.0 / (65536.0 * (1.0_f32 / 3.0).sqrt());
    let mut log = Plane::zeros(side);
    let mut veil = vec![0.0; side];
    for (j, out) in log.data.chunks_exact_mut(side).enumerate() {
        scattered.row(j, &mut veil);
        let row = j * side..(j + 1) * side;
        for (((o, a), b), s) in
            out.iter_mut().zip(&smooth.data[row.clone()]).zip(&strokes.data[row]).zip(&veil)
        {
            let beam = tables.exp(a + b) + s;
            let bits = noise.bits();
            let sum = (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48);
            // Poisson noise on the number of quanta, as a relative error of the beam.
            let error = (sum as f32 - 131_070.0) * unit / (per_pixel * beam).sqrt();
            *o = -tables.ln(beam * (1.0 + error).max(0.05));
        }
    }
    detector_blur(&mut log);
    log.data.iter().map(|&l| tone[(((l - low) * scale).clamp(0.0, f32::from(FULL_SCALE))) as usize]).collect()
}

/// The detector's blur: [1, 4, 1] / 6 both ways, a modulation of a third at the highest frequency. It also gives
/// the noise the short correlation that it has on real films.
fn detector_blur(plane: &mut Plane) {
    let n = plane.side;
    for row in plane.data.chunks_exact_mut(n) {
        let mut before = row[0];
        for i in 0..n {
            let here = row[i];
            let after = row[(i + 1).min(n - 1)];
            row[i] = (before + 4.0 * here + after) / 6.0;
            before = here;
        }
    }
    let mut before = plane.data[..n].to_vec();
    for j in 0..n {
        let (done, rest) = plane.data.split_at_mut((j + 1) * n);
        let here = &mut done[j * n..];
        for (i, (h, b)) in here.iter_mut().zip(before.iter_mut()).enumerate() {
            let after = rest.get(i).copied().unwrap_or(*h);
            let old = *h;
            *h = (*b + 4.0 * old + after) / 6.0;
            *b = old;
        }
    }
}

/// Exponential and logarithm by table: one lookup a pixel, and the same bits on every machine.
struct Tables {
    exp: Vec<f32>,
    ln: Vec<f32>,
}

impl Tables {
    // 1/256 steps with linear interpolation: a relative error under 2e-6.
    const EXP_STEPS: f32 = 256.0;
    // Attenuation beyond which nothing gets through.
    const EXP_LIMIT: f32 = 12.0;
    // The upper bits of the mantissa: an error under 1.3e-4, a tenth of a stored step.
    const LN_BITS: u32 = 12;

    fn new() -> Self {
        let exp = (0..=(Self::EXP_LIMIT * Self::EXP_STEPS) as usize + 1)
            .map(|i| libm::expf(-(i as f32) / Self::EXP_STEPS))
            .collect();
        let ln = (0..1 << Self::LN_BITS)
            .map(|i| libm::logf(1.0 + (i as f32 + 0.5) / (1 << Self::LN_BITS) as f32))
            .collect();
        Self { exp, ln }
    }

    /// exp(-x) for x from 0 to 12.
    fn exp(&self, x: f32) -> f32 {
        let at = x.clamp(0.0, Self::EXP_LIMIT) * Self::EXP_STEPS;
        let i = at as usize;
        let (a, b) = (self.exp[i], self.exp[i + 1]);
        a + (at - i as f32) * (b - a)
    }

    /// ln(x) for normal positive x.
    fn ln(&self, x: f32) -> f32 {
        let bits = x.to_bits();
        let exponent = (bits >> 23) as i32 - 127;
        exponent as f32 * std::f32::consts::LN_2
            + self.ln[((bits >> (23 - Self::LN_BITS)) & ((1 << Self::LN_BITS) - 1)) as usize]
    }
}

/// Scattered radiation on a coarse grid.
struct Scatter {
    coarse: Plane,
    side: usize,
}

impl Scatter {
    /// Bilinear values of film row `j` (of `side`).
    fn row(&self, j: usize, out: &mut [f32]) {
        let n = self.coarse.side;
        let last = (n - 1) as f32;
        let place = |i: usize| ((i as f32 + 0.5) * n as f32 / self.side as f32 - 0.5).clamp(0.0, last);
        let v = place(j);
        let (j0, ty) = (v as usize, v - v.floor());
        let (top, bottom) =
            (&self.coarse.data[j0 * n..][..n], &self.coarse.data[(j0 + 1).min(n - 1) * n..][..n]);
        for (i, o) in out.iter_mut().enumerate() {
            let u = place(i);
            let (i0, tx) = (u as usize, u - u.floor());
            let i1 = (i0 + 1).min(n - 1);
            let a = top[i0] + tx * (top[i1] - top[i0]);
            let b = bottom[i0] + tx * (bottom[i1] - bottom[i0]);
            *o = a + ty * (b - a);
        }
    }
}

fn scatter(attenuation: &Plane, exposure: &Exposure, tables: &Tables) -> Scatter {
    // 32 cells a side (a little over a centimetre): scatter holds nothing finer.
    let mut coarse = attenuation.shrunk(attenuation.side / 32);
    for c in &mut coarse.data {
        // The open beam beside the patient is collimated or stopped by the grid: it scarcely scatters.
        *c = tables.exp(*c).min(0.35) * exposure.scatter;
    }
    Scatter { coarse: coarse.blurred(3, 2), side: attenuation.side * 2 }
}

/// The logarithms that map to the ends of the 12-bit scale: percentiles, as a console's automatic range, with the
/// technician's jitter.
fn range(reference: &Plane, scattered: &Scatter, exposure: &Exposure, tables: &Tables) -> (f32, f32) {
    let factor = reference.side / 32;
    let coarse = reference.shrunk(factor);
    let mut inside: Vec<f32> = coarse
        .data
        .iter()
        .zip(&scattered.coarse.data)
        // Over 0.7: body, not air.
        .filter(|(a, _)| **a > 0.7)
        .map(|(a, s)| -tables.ln(tables.exp(*a) + s))
        .collect();
    inside.sort_by(f32::total_cmp);
    let pick = |share: f32| inside.get((share * inside.len() as f32) as usize).copied();
    // A film without a body cannot be made; 1 to 4 is what a body gives.
    let (dark, bright) = (pick(0.05).unwrap_or(1.0), pick(0.95).unwrap_or(4.0));
    let span = (bright - dark).max(0.5) / exposure.contrast;
    // Lungs come to about a tenth and the mediastinum to about nine tenths of the scale, before the response.
    let low = dark - (0.14 + exposure.brightness) * span;
    (low, low + 1.42 * span)
}

/// The film's response over the 12-bit scale: an exponent, then a shoulder and a toe.
fn tone(gamma: f32) -> Vec<u16> {
    let full = f32::from(FULL_SCALE);
    (0..=FULL_SCALE)
        .map(|i| {
            let x = libm::powf(f32::from(i) / full, gamma);
            // Three parts straight, one part S.
            let y = 0.75 * x + 0.25 * x * x * (3.0 - 2.0 * x);
            (y * full).round() as u16
        })
        .collect()
}

/// Eight-bit display of 12-bit pixels through a linear window (DICOM PS3.3 C.11.2.1.2.1), rounded to nearest.
///
/// With a whole centre and width no value falls half-way between two gray levels, so that the inverted film of a
/// MONOCHROME1 instance rounds to the same picture.
pub(super) fn display(pixels: &[u16], center: f32, width: f32) -> Vec<u8> {
    let table: Vec<u8> = (0..=FULL_SCALE)
        .map(|x| {
            let y = (f64::from(x) - (f64::from(center) - 0.5)) / (f64::from(width) - 1.0) + 0.5;
            (y.clamp(0.0, 1.0) * 255.0 + 0.5).floor() as u8
        })
        .collect();
    pixels.iter().map(|&p| table[usize::from(p.min(FULL_SCALE))]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_follow_the_functions() {
        let tables = Tables::new();
        for i in 1..1000 {
            let x = i as f32 * 0.011;
            assert!((tables.exp(x) - (-x).exp()).abs() < 1e-5);
            assert!((tables.ln(x) - x.ln()).abs() < 3e-4, "{x}");
        }
    }

    #[test]
    fn the_window_ends_are_black_and_white() {
        let shown = display(&[0, 2047, 2048, 4095], 2048.0, 4096.0);
        assert_eq!(shown, [0, 127, 128, 255]);
    }
}
