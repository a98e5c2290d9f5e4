//! What tells the training films from films that were shown as others.

use super::DistributionError;

/// Largest standardised value that is reckoned with, either way: films of another kind reach hundreds.
pub const MOST_DEVIATION: f64 = 8.0;

/// A linear score of a description, taught by films that are known to be of another kind (Hendrycks, Mazeika, Dietterich,
/// "Deep Anomaly Detection with Outlier Exposure", ICLR 2019): 0 for the median of the films that a model is for, 1 at the
/// limit.
///
/// # Shapes
///
/// D dimensions: `mean`, `scale` and `weights` `[D]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// Mean of each dimension among the training films.
    pub mean: Vec<f32>,
    /// What each dimension is divided by after the mean is taken away; above 0.
    pub scale: Vec<f32>,
    /// Weight of each dimension, once it is within [`MOST_DEVIATION`].
    pub weights: Vec<f32>,
    /// What is added.
    pub bias: f32,
}

impl Contrast {
    /// A description as the weights take it.
    pub fn standardised<'a>(
        mean: &'a [f32],
        scale: &'a [f32],
        description: &'a [f64],
    ) -> impl Iterator<Item = f64> + 'a {
        description
            .iter()
            .zip(mean)
            .zip(scale)
            .map(|((v, &m), &s)| ((v - f64::from(m)) / f64::from(s)).clamp(-MOST_DEVIATION, MOST_DEVIATION))
    }

    /// The score of a description.
    ///
    /// # Panics
    ///
    /// If it has other dimensions.
    pub fn score_of(&self, description: &[f64]) -> f64 {
        assert_eq!(description.len(), self.mean.len(), "a description of other dimensions");
        let sum: f64 = Self::standardised(&self.mean, &self.scale, description)
            .zip(&self.weights)
            .map(|(z, &w)| z * f64::from(w))
            .sum();
        sum + f64::from(self.bias)
    }

    /// Values that a file holds with `n` dimensions.
    pub(super) fn values(n: usize) -> usize {
        3 * n + 1
    }

    /// Puts the values behind `bytes`: mean, scale, weights and bias.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        let bias = [self.bias];
        for values in [&self.mean, &self.scale, &self.weights, &bias[..]] {
            bytes.extend(values.iter().flat_map(|v| v.to_le_bytes()));
        }
    }

    /// Takes the values.
    ///
    /// # Errors
    ///
    /// A number that no fit gives.
    pub(super) fn read(values: &mut impl Iterator<Item = f32>, n: usize) -> Result<Self, DistributionError> {
        Ok(Self {
            mean: super::take(values, "contrast mean", n, f32::is_finite)?,
            scale: super::take(values, "contrast scale", n, |v| v.is_finite() && v > 0.0)?,
            weights: super::take(values, "contrast weight", n, f32::is_finite)?,
            bias: super::take(values, "contrast bias", 1, f32::is_finite)?[0],
        })
    }
}
