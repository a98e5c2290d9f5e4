//! One cluster of training films.

use super::{DistributionError, take};

/// A normal distribution with a few principal components, and how far from it a film may lie.
///
/// # Shapes
///
/// D dimensions, K components: `mean` and `scale` `[D]`, `variances` `[K]`, `components` `[K, D]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// The distance that counts as one limit; above 0.
    pub limit: f32,
    /// Mean of each dimension.
    pub mean: Vec<f32>,
    /// What each dimension is divided by after the mean is taken away; above 0.
    pub scale: Vec<f32>,
    /// Variance along each component; above 0.
    pub variances: Vec<f32>,
    /// Variance along every direction beside the components; above 0.
    pub residual: f32,
    /// Orthonormal components, one after the other.
    pub components: Vec<f32>,
}

impl Cluster {
    /// Distance of a description, about 1 for one of the films that the cluster was fitted to.
    ///
    /// # Panics
    ///
    /// If it has other dimensions.
    pub fn distance_of(&self, description: &[f64]) -> f64 {
        let n = self.mean.len();
        assert_eq!(description.len(), n, "a description of other dimensions");
        let z: Vec<f64> = description
            .iter()
            .zip(&self.mean)
            .zip(&self.scale)
            .map(|((v, &mean), &scale)| (v - f64::from(mean)) / f64::from(scale))
            .collect();
        let (mut along, mut explained) = (0.0, 0.0);
        for (component, &variance) in self.components.chunks_exact(n).zip(&self.variances) {
            let a: f64 = component.iter().zip(&z).map(|(&c, z)| f64::from(c) * z).sum();
            along += a * a / f64::from(variance);
            explained += a * a;
        }
        let beside = (z.iter().map(|z| z * z).sum::<f64>() - explained).max(0.0);
        ((along + beside / f64::from(self.residual)) / n as f64).sqrt()
    }

    /// Values that a file holds of a cluster with `n` dimensions and `k` components.
    pub(super) fn values(n: usize, k: usize, has_limit: bool) -> usize {
        usize::from(has_limit) + 2 * n + k + 1 + k * n
    }

    /// Puts the values behind `bytes`: limit, mean, scale, variances, residual variance and components.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        let (limit, residual) = ([self.limit], [self.residual]);
        for values in [&limit[..], &self.mean, &self.scale, &self.variances, &residual[..], &self.components]
        {
            bytes.extend(values.iter().flat_map(|v| v.to_le_bytes()));
        }
    }

    /// Takes a cluster's values.
    ///
    /// # Errors
    ///
    /// A number that no fit gives.
    pub(super) fn read(
        values: &mut impl Iterator<Item = f32>,
        n: usize,
        k: usize,
        has_limit: bool,
    ) -> Result<Self, DistributionError> {
        let above_0: fn(f32) -> bool = |v| v.is_finite() && v > 0.0;
        Ok(Self {
            limit: if has_limit { take(values, "limit", 1, above_0)?[0] } else { 1.0 },
            mean: take(values, "mean", n, f32::is_finite)?,
            scale: take(values, "scale", n, above_0)?,
            variances: take(values, "variance", k, above_0)?,
            residual: take(values, "residual variance", 1, above_0)?[0],
            components: take(values, "component value", k * n, |v| v.is_finite() && v.abs() <= 1.001)?,
        })
    }
}
