//! How far a film lies from the films that a model was trained on.
//!
//! A film is described by the square roots of its pooled features and by a thumbnail of the network's input: features that
//! a network learned for one question leave much unsaid (a part of a chest has the features of a chest), and sixteen
//! pixels a side say what kind of picture it is. The training films' descriptions are taken to be normally distributed:
//! a few principal components, and one variance for all directions beside them (probabilistic principal components;
//! Tipping and Bishop, Journal of the Royal Statistical Society B 61, 1999, 611-622). A film's distance is the
//! Mahalanobis distance under that model, divided by the square root of the number of dimensions: about 1 for a training
//! film. Values are stored in f32 and computed with in f64, in the same order at both ends.
//!
//! Not here: fitting, which is the trainer's.

use serde::{Deserialize, Serialize};

use crate::dicom::{Check, ReasonCode, Verdict};
use crate::preprocess::NetworkInput;

/// The method's name in a manifest.
pub const METHOD: &str = "ppca-pooled-thumbnail16";

/// Thumbnail pixels a side. A network's side is a multiple of 32, so that a pixel is a whole block of it.
pub const THUMBNAIL: usize = 16;

/// Most principal components that a file may hold.
pub const MOST_COMPONENTS: usize = 64;

/// What a parameters file begins with.
const MAGIC: &[u8; 8] = b"LOBARPC1";

/// Bytes before the values: the magic, dimensions and components.
const HEADER: usize = MAGIC.len() + 8;

/// Name of the check in a film's list.
pub const CHECK: &str = "distribution";

/// What is done with a film at or beyond the cut-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It gets no number.
    Refuse,
    /// Its number is shown with a warning: a package that was trained on drawings finds every patient's film strange, and
    /// is there to show how the program works.
    Warn,
}

impl Action {
    /// What is done with such a film, as part of a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Refuse => "refused",
            Self::Warn => "warned of",
        }
    }
}

/// Why a parameters file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DistributionError {
    /// Another kind of file, or a later form of this one.
    #[error("not parameters of a distribution in a form that this version reads")]
    Form,
    /// Dimensions that are not the network's.
    #[error("made for {found} dimensions, the network's films have {expected}")]
    Dimensions {
        /// Of the network's features and the thumbnail.
        expected: usize,
        /// In the file.
        found: usize,
    },
    /// None, more than dimensions, or more than are read.
    #[error("{0} principal components, where 1 to {MOST_COMPONENTS} and fewer than dimensions are read")]
    Components(usize),
    /// Longer or shorter than its header says.
    #[error("{found} bytes, its header says {expected}")]
    Length {
        /// By the header.
        expected: usize,
        /// In truth.
        found: usize,
    },
    /// A number that no fit gives.
    #[error("{what} {index} is {value}")]
    Value {
        /// Which number.
        what: &'static str,
        /// Its place.
        index: usize,
        /// As found.
        value: String,
    },
}

/// The distribution of the training films' descriptions.
///
/// # Shapes
///
/// D dimensions, K components: `mean` and `scale` `[D]`, `variances` `[K]`, `components` `[K, D]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
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

/// Dimensions of the description of a film with so many pooled features.
pub fn dimensions(features: usize) -> usize {
    features + THUMBNAIL * THUMBNAIL
}

/// What is measured of a film: square roots of the pooled features (which a ReLU has made 0 or more), then the means of
/// the network's first channel over [`THUMBNAIL`] x [`THUMBNAIL`] blocks, row-major.
///
/// # Shapes
///
/// - `input`: `[3, side, side]`, side a multiple of [`THUMBNAIL`]
/// - `pooled`: `[features]`
/// - output: `[features + 256]`, see [`dimensions`]
pub fn describe(input: &NetworkInput, pooled: &[f32]) -> Vec<f64> {
    let mut all: Vec<f64> = pooled.iter().map(|&v| f64::from(v).max(0.0).sqrt()).collect();
    let block = input.side / THUMBNAIL;
    let mut sums = vec![0.0; THUMBNAIL * THUMBNAIL];
    for (y, row) in input.values.chunks_exact(input.side.max(1)).take(input.side).enumerate() {
        for (x, &value) in row.iter().enumerate() {
            // Pixels beyond the last whole block, which no network's side leaves, count towards it.
            let at = |place: usize| (place / block.max(1)).min(THUMBNAIL - 1);
            sums[at(y) * THUMBNAIL + at(x)] += f64::from(value);
        }
    }
    let area = (block * block).max(1) as f64;
    all.extend(sums.into_iter().map(|sum| sum / area));
    all
}

impl Distribution {
    /// Dimensions.
    pub fn dimensions(&self) -> usize {
        self.mean.len()
    }

    /// Distance of a description.
    ///
    /// # Panics
    ///
    /// If it has other dimensions.
    pub fn distance_of(&self, description: &[f64]) -> f64 {
        let n = self.dimensions();
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

    /// Distance of a film.
    ///
    /// # Panics
    ///
    /// If `pooled` has not the number of features that it was fitted with.
    pub fn distance(&self, input: &NetworkInput, pooled: &[f32]) -> f64 {
        self.distance_of(&describe(input, pooled))
    }

    /// The file's bytes: `MAGIC`, D and K as 32-bit integers, then mean, scale, variances, residual variance and
    /// components in f32; all little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend((self.mean.len() as u32).to_le_bytes());
        bytes.extend((self.variances.len() as u32).to_le_bytes());
        let residual = [self.residual];
        for values in [&self.mean, &self.scale, &self.variances, &residual[..], &self.components] {
            bytes.extend(values.iter().flat_map(|v| v.to_le_bytes()));
        }
        bytes
    }

    /// Reads a file, for a network with so many pooled features.
    ///
    /// # Errors
    ///
    /// [`DistributionError`] if it is anything but what a fit for such a network writes.
    pub fn parse(bytes: &[u8], features: usize) -> Result<Self, DistributionError> {
        let (head, rest) = bytes.split_at_checked(HEADER).ok_or(DistributionError::Form)?;
        let (magic, sizes) = head.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(DistributionError::Form);
        }
        let sizes: Vec<usize> =
            sizes.as_chunks::<4>().0.iter().map(|&b| u32::from_le_bytes(b) as usize).collect();
        let (found, components) = (sizes[0], sizes[1]);
        let n = dimensions(features);
        if found != n {
            return Err(DistributionError::Dimensions { expected: n, found });
        }
        if components == 0 || components > MOST_COMPONENTS || components >= n {
            return Err(DistributionError::Components(components));
        }
        let expected = HEADER + 4 * (2 * n + components + 1 + components * n);
        if bytes.len() != expected {
            return Err(DistributionError::Length { expected, found: bytes.len() });
        }
        let mut values = rest.as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b));
        let mut take = |what: &'static str, count: usize, is_sound: fn(f32) -> bool| {
            let values: Vec<f32> = values.by_ref().take(count).collect();
            match values.iter().position(|&v| !is_sound(v)) {
                Some(index) => {
                    Err(DistributionError::Value { what, index, value: values[index].to_string() })
                }
                None => Ok(values),
            }
        };
        let above_0: fn(f32) -> bool = |v| v.is_finite() && v > 0.0;
        Ok(Self {
            mean: take("mean", n, f32::is_finite)?,
            scale: take("scale", n, above_0)?,
            variances: take("variance", components, above_0)?,
            residual: take("residual variance", 1, above_0)?[0],
            components: take("component value", components * n, |v| v.is_finite() && v.abs() <= 1.001)?,
        })
    }
}

/// A film's distance beside the package's cut-off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distance {
    /// The distance, about 1 for a training film.
    pub value: f64,
    /// At or above it a film counts as unlike the training films.
    pub cutoff: f64,
    /// What then happens.
    pub action: Action,
}

impl Distance {
    /// Whether the film is unlike the training films. So is one whose distance is no number.
    pub fn is_outside(&self) -> bool {
        self.value.is_nan() || self.value >= self.cutoff
    }

    /// Whether the film gets no number for it.
    pub fn is_refused(&self) -> bool {
        self.is_outside() && self.action == Action::Refuse
    }

    /// For people.
    pub fn message(&self) -> String {
        let found = format!("distance {:.2}, limit {:.2}", self.value, self.cutoff);
        if self.is_outside() {
            format!("the film does not look like those that the model was trained on ({found})")
        } else {
            format!("the film looks like those that the model was trained on ({found})")
        }
    }

    /// The same among a film's checks.
    pub fn check(&self) -> Check {
        let verdict = match (self.is_outside(), self.action) {
            (false, _) => Verdict::Pass,
            (true, Action::Warn) => Verdict::Warn,
            (true, Action::Refuse) => Verdict::Fail,
        };
        Check {
            name: CHECK.into(),
            tag: None,
            attribute: String::new(),
            value: Some(format!("{:.2}", self.value)),
            expected: format!("below {:.2}", self.cutoff),
            verdict,
            reason: (verdict == Verdict::Fail).then_some(ReasonCode::OutOfDistribution),
            message: self.message(),
        }
    }
}

#[cfg(test)]
mod tests;
