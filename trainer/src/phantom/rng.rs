//! Random streams that are the same on every machine.
//!
//! Each part of a film draws from its own stream, so that forcing the disease on or off leaves the patient, the
//! distractors and the noise as they were, and so that films may be made in any order or in parallel.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// What a stream is used for: part of its key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// Age, sex and build: the same for all films of a patient.
    Patient = 1,
    /// View, positioning and inspiration of one film.
    Film = 2,
    /// The label alone, so that nothing else can depend on it.
    Label = 3,
    /// Foci of pneumonia.
    Disease = 4,
    /// Findings and objects that are not pneumonia.
    Distractors = 5,
    /// Branching of the vessels.
    Vessels = 6,
    /// Exposure, contrast and window.
    Exposure = 7,
    /// Quantum noise.
    Noise = 8,
    /// The mottle of healthy lung.
    Parenchyma = 9,
    /// DICOM's unique identifiers.
    Identity = 10,
    /// Anatomy of another part of the body.
    Other = 11,
}

/// A portable stream of random numbers.
///
/// The distributions are our own: those of the `rand` crate may change their values between versions, and a film
/// must stay the film that a test has stored.
pub(super) struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of `part` for item `index` (a film or a patient) of collection `seed`.
    pub(super) fn new(seed: u64, index: u64, part: Part) -> Self {
        let mut key = [0_u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&index.to_le_bytes());
        key[16..24].copy_from_slice(&(part as u64).to_le_bytes());
        // Tells these streams from other uses of the same seed.
        key[24..].copy_from_slice(b"phantom1");
        Self(ChaCha8Rng::from_seed(key))
    }

    /// 64 random bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in [0, 1): 24 bits, all that an `f32` holds.
    pub(super) fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / 16_777_216.0
    }

    /// Uniform in [`low`, `high`).
    pub(super) fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// True with probability `p`.
    pub(super) fn chance(&mut self, p: f32) -> bool {
        self.unit() < p
    }

    /// An integer in [0, `n`); 0 if `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f32) as usize).min(n.saturating_sub(1))
    }

    /// -1 or 1.
    pub(super) fn sign(&mut self) -> f32 {
        if self.chance(0.5) { 1.0 } else { -1.0 }
    }

    /// Close to a standard normal: the sum of twelve uniforms less six (Irwin-Hall, variance 1, within +-6).
    pub(super) fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.unit()).sum::<f32>() - 6.0
    }

    /// Picks an index by weight; the last one if the weights run out.
    pub(super) fn weighted(&mut self, weights: &[f32]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f32>();
        for (i, w) in weights.iter().enumerate() {
            left -= w;
            if left < 0.0 {
                return i;
            }
        }
        weights.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_by_part_and_repeat_by_key() {
        let draw = |part| Stream::new(1, 2, part).bits();
        assert_eq!(draw(Part::Film), draw(Part::Film));
        assert_ne!(draw(Part::Film), draw(Part::Label));
    }

    #[test]
    fn normal_has_mean_zero_and_variance_one() {
        let mut s = Stream::new(3, 0, Part::Noise);
        let draws: Vec<f32> = (0..20_000).map(|_| s.normal()).collect();
        let mean = draws.iter().sum::<f32>() / draws.len() as f32;
        let variance = draws.iter().map(|d| (d - mean) * (d - mean)).sum::<f32>() / draws.len() as f32;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }
}
