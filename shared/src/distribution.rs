//! How far a film lies from the films that a model was trained on.
//!
//! A film is described by the square roots of its pooled features and by a thumbnail of the network's input: features that
//! a network learned for one question leave much unsaid (a part of a chest has the features of a chest), and sixteen
//! pixels a side say what kind of picture it is. The training films of each set (children, adults, drawings) are a cluster,
//! whose descriptions are taken to be normally distributed: a few principal components, and one variance for all
//! directions beside them (probabilistic principal components; Tipping and Bishop, Journal of the Royal Statistical Society
//! B 61, 1999, 611-622). One distribution over all sets would be as wide as the sets lie apart, and films that are like
//! none of them would lie between.
//!
//! The distance from a cluster is the Mahalanobis distance under its model, divided by the square root of the number of
//! dimensions, about 1 for a training film; of that, how many times the cluster's limit it is. A density alone says little of
//! films whose features are much like a chest's, such as a chest upside down or a part of one. So there is a [`Contrast`]
//! beside it, taught by films of other kinds. A film's distance is the larger of the two: from the cluster that is nearest, and
//! the contrast's score; 1 is the limit of either. Values are stored in f32 and computed with in f64, in the same order at both
//! ends.
//!
//! Not here: fitting, which is the trainer's.

use crate::preprocess::NetworkInput;

mod cluster;
mod contrast;
mod judgement;

pub use cluster::Cluster;
pub use contrast::{Contrast, MOST_DEVIATION};
pub use judgement::{Action, Distance};

/// The method's name in a manifest.
pub const METHOD: &str = "ppca-clusters-contrast-pooled-thumbnail16";

/// The method's name in packages with one cluster without a limit, which are read as well.
pub const SINGLE: &str = "ppca-pooled-thumbnail16";

/// Thumbnail pixels a side. A network's side is a multiple of 32, so that a pixel is a whole block of it.
pub const THUMBNAIL: usize = 16;

/// Most principal components that a cluster may have.
pub const MOST_COMPONENTS: usize = 64;

/// Most clusters that a file may hold.
pub const MOST_CLUSTERS: usize = 16;

/// What a file of clusters begins with: their number, dimensions and components follow.
const CLUSTERS: &[u8; 8] = b"LOBARPC2";

/// What a file of one cluster without a limit begins with: dimensions and components follow.
const ONE: &[u8; 8] = b"LOBARPC1";

/// Name of the check in a film's list.
pub const CHECK: &str = "distribution";

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
    /// None, or more than are read.
    #[error("{0} clusters, where 1 to {MOST_CLUSTERS} are read")]
    Clusters(usize),
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
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// One for each set of training films; all have the same dimensions and components.
    pub clusters: Vec<Cluster>,
    /// What tells films that were shown as others; none in files of one cluster without a limit.
    pub contrast: Option<Contrast>,
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
    /// Distance of a description: how many times a cluster's limit it lies from that cluster, of the cluster for which that
    /// is least, or the contrast's score, if that is more.
    ///
    /// # Panics
    ///
    /// If it has other dimensions.
    pub fn distance_of(&self, description: &[f64]) -> f64 {
        let (_, distance) = self.nearest(description);
        match self.contrast.as_ref().map(|contrast| contrast.score_of(description)) {
            // `f64::max` would drop a NaN.
            Some(score) if score > distance || score.is_nan() => score,
            _ => distance,
        }
    }

    /// The cluster that a description is nearest to, and how many times its limit it lies from it.
    ///
    /// # Panics
    ///
    /// If it has other dimensions.
    pub fn nearest(&self, description: &[f64]) -> (usize, f64) {
        let times = |cluster: &Cluster| cluster.distance_of(description) / f64::from(cluster.limit);
        let all = self.clusters.iter().map(times).enumerate();
        // A film that no cluster has a number for is like none.
        all.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, f64::NAN))
    }

    /// Distance of a film.
    ///
    /// # Panics
    ///
    /// If `pooled` has not the number of features that it was fitted with.
    pub fn distance(&self, input: &NetworkInput, pooled: &[f32]) -> f64 {
        self.distance_of(&describe(input, pooled))
    }

    /// The file's bytes: `LOBARPC2`, the numbers of clusters, dimensions and components as 32-bit integers, then each
    /// cluster's values and the contrast's; all little-endian.
    ///
    /// # Panics
    ///
    /// Without a contrast, or if clusters differ in dimensions or components.
    pub fn to_bytes(&self) -> Vec<u8> {
        let first = &self.clusters[0];
        let (n, k) = (first.mean.len(), first.variances.len());
        let mut bytes = CLUSTERS.to_vec();
        bytes.extend([self.clusters.len(), n, k].iter().flat_map(|&v| (v as u32).to_le_bytes()));
        for cluster in &self.clusters {
            assert_eq!((cluster.mean.len(), cluster.variances.len()), (n, k), "clusters of one form");
            cluster.write(&mut bytes);
        }
        let contrast = self.contrast.as_ref().expect("what has no contrast is read and not written");
        assert_eq!(contrast.mean.len(), n, "a contrast of other dimensions");
        contrast.write(&mut bytes);
        bytes
    }

    /// Reads a file, for a network with so many pooled features. A file of one cluster without a limit is read as one
    /// with the limit 1 and no contrast.
    ///
    /// # Errors
    ///
    /// [`DistributionError`] if it is anything but what a fit for such a network writes.
    pub fn parse(bytes: &[u8], features: usize) -> Result<Self, DistributionError> {
        let (magic, rest) = bytes.split_at_checked(CLUSTERS.len()).ok_or(DistributionError::Form)?;
        let is_whole = match magic {
            magic if magic == CLUSTERS => true,
            magic if magic == ONE => false,
            _ => return Err(DistributionError::Form),
        };
        let count = if is_whole { 3 } else { 2 };
        let (sizes, rest) = rest.split_at_checked(4 * count).ok_or(DistributionError::Form)?;
        let sizes: Vec<usize> =
            sizes.as_chunks::<4>().0.iter().map(|&b| u32::from_le_bytes(b) as usize).collect();
        let (clusters, found, components) = match sizes[..] {
            [clusters, found, components] => (clusters, found, components),
            _ => (1, sizes[0], sizes[1]),
        };
        let n = dimensions(features);
        if clusters == 0 || clusters > MOST_CLUSTERS {
            return Err(DistributionError::Clusters(clusters));
        }
        if found != n {
            return Err(DistributionError::Dimensions { expected: n, found });
        }
        if components == 0 || components > MOST_COMPONENTS || components >= n {
            return Err(DistributionError::Components(components));
        }
        let beside = if is_whole { Contrast::values(n) } else { 0 };
        let of_clusters = clusters * Cluster::values(n, components, is_whole);
        let expected = bytes.len() - rest.len() + 4 * (of_clusters + beside);
        if bytes.len() != expected {
            return Err(DistributionError::Length { expected, found: bytes.len() });
        }
        let mut values = rest.as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b));
        let clusters = (0..clusters)
            .map(|_| Cluster::read(&mut values, n, components, is_whole))
            .collect::<Result<_, _>>()?;
        let contrast = is_whole.then(|| Contrast::read(&mut values, n)).transpose()?;
        Ok(Self { clusters, contrast })
    }
}

/// The next values of a file, each of which must be sound.
fn take(
    values: &mut impl Iterator<Item = f32>,
    what: &'static str,
    count: usize,
    is_sound: fn(f32) -> bool,
) -> Result<Vec<f32>, DistributionError> {
    let values: Vec<f32> = values.by_ref().take(count).collect();
    match values.iter().position(|&v| !is_sound(v)) {
        Some(index) => Err(DistributionError::Value { what, index, value: values[index].to_string() }),
        None => Ok(values),
    }
}

#[cfg(test)]
mod tests;
