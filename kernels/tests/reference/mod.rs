//! The network by its definition, in f64, and numbers to run it on.

#![allow(dead_code, reason = "each test file takes what it needs")]

use kernels::{Convolution, Error, Kernels, Vgg16};

/// Convolutions that a pool follows, from 0.
const POOL_AFTER: [usize; 5] = [1, 3, 6, 9, 12];

/// A small generator (SplitMix64): the same numbers everywhere.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Normal with mean 0 (Box and Muller).
    pub(crate) fn normal(&mut self, deviation: f64) -> f32 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        (deviation * radius * (std::f64::consts::TAU * self.uniform()).cos()) as f32
    }

    pub(crate) fn normals(&mut self, count: usize, deviation: f64) -> Vec<f32> {
        (0..count).map(|_| self.normal(deviation)).collect()
    }
}

/// Weights of one convolution.
#[derive(Debug, Clone)]
pub(crate) struct Layer {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    pub(crate) weight: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

impl Layer {
    pub(crate) fn as_convolution(&self) -> Convolution<'_> {
        Convolution { inputs: self.inputs, outputs: self.outputs, weight: &self.weight, bias: &self.bias }
    }
}

/// Layers of the given channels with He-scaled weights, which keep the size of what passes through them.
pub(crate) fn layers(channels: &[usize], numbers: &mut Numbers) -> Vec<Layer> {
    channels
        .windows(2)
        .map(|pair| {
            let (inputs, outputs) = (pair[0], pair[1]);
            let deviation = (2.0 / (9.0 * inputs as f64)).sqrt();
            Layer {
                inputs,
                outputs,
                weight: numbers.normals(outputs * inputs * 9, deviation),
                bias: numbers.normals(outputs, 0.1),
            }
        })
        .collect()
}

/// VGG16's channels over a divisor.
pub(crate) fn channels(divisor: usize) -> Vec<usize> {
    let full = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512];
    std::iter::once(3).chain(full.map(|c| c / divisor)).collect()
}

/// The network with tiles of its own choice, or of `pairs`.
pub(crate) fn network(kernels: Kernels, layers: &[Layer], pairs: Option<usize>) -> Result<Vgg16, Error> {
    let mut network = Vgg16::new(kernels);
    for layer in layers {
        match pairs {
            Some(pairs) => network.push_in_tiles(layer.as_convolution(), pairs)?,
            None => network.push(layer.as_convolution())?,
        }
    }
    Ok(network)
}

/// All layers on one film, `[inputs, height, width]`, with the pools between them.
pub(crate) fn run(layers: &[Layer], film: &[f32], [mut height, mut width]: [usize; 2]) -> Vec<f64> {
    let mut x: Vec<f64> = film.iter().map(|&v| f64::from(v)).collect();
    for (index, layer) in layers.iter().enumerate() {
        if index > 0 && POOL_AFTER.contains(&(index - 1)) {
            x = pool(&x, [height, width]);
            (height, width) = (height / 2, width / 2);
        }
        x = convolve(layer, &x, [height, width]);
    }
    x
}

fn convolve(layer: &Layer, x: &[f64], [height, width]: [usize; 2]) -> Vec<f64> {
    let plane = height * width;
    let mut out = vec![0.0; layer.outputs * plane];
    for (k, out) in out.chunks_exact_mut(plane).enumerate() {
        out.fill(f64::from(layer.bias[k]));
        for (c, x) in x.chunks_exact(plane).enumerate() {
            for tap in 0..9 {
                let factor = f64::from(layer.weight[(k * layer.inputs + c) * 9 + tap]);
                let (dy, dx) = (tap / 3, tap % 3);
                for y in 0..height {
                    let from = y + dy;
                    if from == 0 || from > height {
                        continue;
                    }
                    let (first, last) = (usize::from(dx == 0), (width + 1 - dx).min(width));
                    let row = &x[(from - 1) * width..][..width];
                    for (out, x) in out[y * width + first..y * width + last.max(first)]
                        .iter_mut()
                        .zip(&row[(first + dx - 1).min(width)..])
                    {
                        *out += factor * x;
                    }
                }
            }
        }
        for value in out {
            // NaN stays.
            if *value < 0.0 {
                *value = 0.0;
            }
        }
    }
    out
}

fn pool(x: &[f64], [height, width]: [usize; 2]) -> Vec<f64> {
    let [h, w] = [height / 2, width / 2];
    let mut out = Vec::with_capacity(x.len() / 4);
    for plane in x.chunks_exact(height * width) {
        for y in 0..h {
            for x in 0..w {
                let four = [0, 1, width, width + 1].map(|d| plane[2 * y * width + 2 * x + d]);
                out.push(four.into_iter().fold(0.0, |m: f64, v| if v > m || v.is_nan() { v } else { m }));
            }
        }
    }
    out
}

/// Root mean square of the difference, over that of `expected`.
pub(crate) fn relative_error(got: &[f32], expected: &[f64]) -> f64 {
    assert_eq!(got.len(), expected.len());
    let square = |sum: f64, v: f64| sum + v * v;
    let difference = got.iter().zip(expected).map(|(&g, e)| f64::from(g) - e).fold(0.0, square);
    let size = expected.iter().copied().fold(0.0, square);
    if size == 0.0 { difference.sqrt() } else { (difference / size).sqrt() }
}

/// Largest difference over the largest value.
pub(crate) fn largest_error(got: &[f32], expected: &[f64]) -> f64 {
    assert_eq!(got.len(), expected.len());
    let largest = expected.iter().fold(f64::MIN_POSITIVE, |m, v| m.max(v.abs()));
    got.iter().zip(expected).map(|(&g, e)| (f64::from(g) - e).abs() / largest).fold(0.0, f64::max)
}
