//! Reading a package: nothing is believed before its hash is.

use std::collections::HashSet;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::manifest::{Architecture, FileRef, Manifest, StoredTensor};
use super::quantize::dequantize;
use super::{MANIFEST, MAX_MANIFEST, MAX_PACKAGE, MAX_SHARD, SCHEMA_VERSION};
use crate::classifier::{ClassifierConfig, HeadWeights};
use crate::distribution::{Distance, Distribution, DistributionError, METHOD, SINGLE};
use crate::preprocess::NetworkInput;
use crate::weights::{self, NamedTensor, WeightError};

/// Why a package is not used. Each names the file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PackageError {
    /// The manifest is not JSON, lacks a field, or has one this version does not know.
    #[error("{MANIFEST}: {message}")]
    Manifest {
        /// What and where.
        message: String,
    },
    /// Another schema.
    #[error("{MANIFEST}: schema version {found}, but this version of Lobar reads {SCHEMA_VERSION}")]
    SchemaVersion {
        /// As written in the manifest.
        found: String,
    },
    /// The manifest was changed after it was written.
    #[error("{MANIFEST}: its id is {found}, its content has {computed}")]
    Id {
        /// As written.
        found: String,
        /// As computed.
        computed: String,
    },
    /// A file cannot be had.
    #[error("{file}: {message}")]
    Missing {
        /// The file.
        file: String,
        /// Why.
        message: String,
    },
    /// A file is shorter or longer than the manifest says.
    #[error("{file}: {found} bytes, the manifest says {expected}")]
    Length {
        /// The file.
        file: String,
        /// By the manifest.
        expected: u64,
        /// In truth.
        found: u64,
    },
    /// A file's bytes are not those the manifest was written for.
    #[error("{file}: SHA-256 is {found}, the manifest says {expected}")]
    Hash {
        /// The file.
        file: String,
        /// By the manifest.
        expected: String,
        /// In truth.
        found: String,
    },
    /// The distribution's parameters are not what the manifest promises.
    #[error("{file}: {source}")]
    Distribution {
        /// The file.
        file: String,
        /// What is wrong.
        source: DistributionError,
    },
    /// The weights do not fit the network.
    #[error("{MANIFEST}: {0}")]
    Weights(#[from] WeightError),
}

fn invalid(message: impl Into<String>) -> PackageError {
    PackageError::Manifest { message: message.into() }
}

/// SHA-256 of a manifest in RFC 8785 form without `id`.
pub(super) fn manifest_id(manifest: &Value) -> Result<String, PackageError> {
    let mut value = manifest.clone();
    value.as_object_mut().ok_or_else(|| invalid("not a JSON object"))?.remove("id");
    let canonical = serde_json_canonicalizer::to_vec(&value).map_err(|e| invalid(e.to_string()))?;
    Ok(hex::encode(Sha256::digest(canonical)))
}

impl Manifest {
    /// Reads `manifest.json` and checks everything that can be checked without the other files.
    ///
    /// # Errors
    ///
    /// [`PackageError`], each naming the manifest.
    pub fn parse(bytes: &[u8]) -> Result<Self, PackageError> {
        if bytes.len() > MAX_MANIFEST {
            return Err(invalid(format!("{} bytes, at most {MAX_MANIFEST} are read", bytes.len())));
        }
        let value: Value = serde_json::from_slice(bytes).map_err(|e| invalid(e.to_string()))?;
        // Before the fields: a later schema has fields that this version cannot know.
        match value.get("schema_version") {
            Some(v) if v.as_u64() == Some(u64::from(SCHEMA_VERSION)) => {}
            Some(v) => return Err(PackageError::SchemaVersion { found: v.to_string() }),
            None => return Err(invalid("`schema_version` is missing")),
        }
        let manifest: Self = serde_json::from_value(value.clone()).map_err(|e| invalid(e.to_string()))?;
        let computed = manifest_id(&value)?;
        if computed != manifest.id {
            return Err(PackageError::Id { found: manifest.id, computed });
        }
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), PackageError> {
        let mut names = HashSet::new();
        let mut total = 0_u64;
        for file in self.files() {
            if !is_plain_name(&file.file) {
                return Err(invalid(format!("`{}` is not a plain file name", file.file)));
            }
            if !names.insert(&file.file) {
                return Err(invalid(format!("`{}` is listed twice", file.file)));
            }
            total = total.saturating_add(file.bytes);
        }
        if total > MAX_PACKAGE {
            return Err(invalid(format!(
                "the files add up to {total} bytes, at most {MAX_PACKAGE} are taken"
            )));
        }
        if let Some(shard) = self.weights.shards.iter().find(|s| s.bytes > MAX_SHARD as u64) {
            return Err(invalid(format!(
                "`{}` has {} bytes, a shard at most {MAX_SHARD}",
                shard.file, shard.bytes
            )));
        }
        if self.training_data.is_empty() {
            return Err(invalid("`training_data` names no source"));
        }
        if self.self_test.is_empty() {
            return Err(invalid("`self_test` has no case, so no device could be trusted with this package"));
        }
        let input = self.preprocessing.input_size;
        if input == 0 || !input.is_multiple_of(32) || input > 1024 {
            return Err(invalid(format!(
                "`preprocessing.input_size` {input} is not a multiple of 32 up to 1024"
            )));
        }
        let config = self.classifier();
        if config.vgg16.width_divisor == 0 || config.hidden == 0 || config.hidden > 4096 {
            return Err(invalid("`architecture`: sizes must be at least 1, the hidden layer at most 4096"));
        }
        if self.self_test.iter().any(|case| case.pooled.len() != config.vgg16.feature_channels()) {
            return Err(invalid("`self_test.pooled` does not have the network's number of features"));
        }
        if self.self_test.iter().any(|c| !c.input_mean.is_finite() || c.pooled.iter().any(|v| !v.is_finite()))
        {
            return Err(invalid("`self_test` holds a number that is not finite"));
        }
        // Before anything is fetched: what the shards claim to hold must be this network and nothing else.
        let specs = config.parameters();
        let tensors = &self.weights.tensors;
        if tensors.len() != specs.len()
            || tensors.iter().zip(&specs).any(|(t, s)| t.name != s.name || t.shape != s.shape)
        {
            return Err(invalid("`weights.tensors` are not the network's parameters in their order"));
        }
        let needed: u64 = tensors.iter().filter_map(StoredTensor::bytes).map(|b| b as u64).sum();
        let offered: u64 = self.weights.shards.iter().map(|s| s.bytes).sum();
        if needed != offered {
            return Err(invalid(format!("the tensors need {needed} bytes, the shards hold {offered}")));
        }
        if let Some(ood) = &self.out_of_distribution {
            if ![METHOD, SINGLE].contains(&ood.method.as_str()) {
                // Scoring without a check that the package asks for would show a number it forbids.
                return Err(invalid(format!(
                    "`out_of_distribution.method` is `{}`, which this version does not know",
                    ood.method
                )));
            }
            if !(ood.cutoff > 0.0 && ood.cutoff.is_finite()) {
                return Err(invalid("`out_of_distribution.cutoff` must be above 0"));
            }
            if ood.self_test.len() != self.self_test.len() || ood.self_test.iter().any(|d| !d.is_finite()) {
                return Err(invalid("`out_of_distribution.self_test` must hold a distance for each film"));
            }
        }
        if self
            .calibration
            .is_some_and(|c| !(c.slope > 0.0 && c.slope.is_finite() && c.intercept.is_finite()))
        {
            return Err(invalid("`calibration.slope` must be above 0, and both numbers finite"));
        }
        if self.heatmap_scale.is_some_and(|s| !(s > 0.0 && s.is_finite())) {
            return Err(invalid("`heatmap_scale` must be above 0"));
        }
        Ok(())
    }

    /// The network's configuration.
    pub fn classifier(&self) -> ClassifierConfig {
        let Architecture::Vgg16Gap(config) = self.architecture;
        config
    }
}

/// No folders, no `..`, nothing a file system or a URL reads in its own way.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 100
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        && name != MANIFEST
}

impl FileRef {
    /// Checks a file's bytes against the manifest.
    ///
    /// # Errors
    ///
    /// [`PackageError::Length`] or [`PackageError::Hash`].
    pub fn verify(&self, bytes: &[u8]) -> Result<(), PackageError> {
        if bytes.len() as u64 != self.bytes {
            return Err(PackageError::Length {
                file: self.file.clone(),
                expected: self.bytes,
                found: bytes.len() as u64,
            });
        }
        let found = hex::encode(Sha256::digest(bytes));
        if found != self.sha256 {
            return Err(PackageError::Hash { file: self.file.clone(), expected: self.sha256.clone(), found });
        }
        Ok(())
    }
}

/// A package whose every file has been verified.
#[derive(Debug, Clone)]
pub struct Package {
    /// Its manifest.
    pub manifest: Manifest,
    /// The dequantised weights.
    pub weights: Vec<NamedTensor>,
    /// The head's share of them, for Grad-CAM.
    pub head: HeadWeights,
    /// The self-test's DICOM instances, in the manifest's order.
    pub self_test_films: Vec<Vec<u8>>,
    /// What tells films that are unlike the training films, if the package can.
    pub distribution: Option<Distribution>,
}

impl Package {
    /// Puts a package together from its files.
    ///
    /// `fetch` gives the bytes of a file of the manifest; its error becomes [`PackageError::Missing`].
    ///
    /// # Errors
    ///
    /// [`PackageError`] for the first file that is missing or wrong.
    pub fn assemble(
        manifest: Manifest,
        mut fetch: impl FnMut(&FileRef) -> Result<Vec<u8>, String>,
    ) -> Result<Self, PackageError> {
        let mut verified = |file: &FileRef| {
            let bytes =
                fetch(file).map_err(|message| PackageError::Missing { file: file.file.clone(), message })?;
            file.verify(&bytes)?;
            Ok::<_, PackageError>(bytes)
        };
        let size = manifest.weights.shards.iter().map(|s| s.bytes as usize).sum();
        let mut stored = Vec::with_capacity(size);
        for shard in &manifest.weights.shards {
            stored.extend(verified(shard)?);
        }
        let self_test_films =
            manifest.self_test.iter().map(|case| verified(&case.film)).collect::<Result<_, _>>()?;
        verified(&manifest.model_card)?;
        let distribution = match &manifest.out_of_distribution {
            Some(ood) => {
                let bytes = verified(&ood.parameters)?;
                let features = manifest.classifier().vgg16.feature_channels();
                Some(Distribution::parse(&bytes, features).map_err(|source| PackageError::Distribution {
                    file: ood.parameters.file.clone(),
                    source,
                })?)
            }
            None => None,
        };
        let weights = decode(&manifest, &stored)?;
        weights::check(&weights, &manifest.classifier().parameters())?;
        let head = HeadWeights::from_weights(&weights)?;
        Ok(Self { manifest, weights, head, self_test_films, distribution })
    }

    /// How far a film with these pooled features lies from the training films; `None` if the package cannot tell.
    pub fn distance(&self, input: &NetworkInput, pooled: &[f32]) -> Option<Distance> {
        let (ood, fitted) = (self.manifest.out_of_distribution.as_ref()?, self.distribution.as_ref()?);
        Some(Distance { value: fitted.distance(input, pooled), cutoff: ood.cutoff, action: ood.action })
    }
}

fn decode(manifest: &Manifest, stored: &[u8]) -> Result<Vec<NamedTensor>, PackageError> {
    let mut rest = stored;
    let mut weights = Vec::with_capacity(manifest.weights.tensors.len());
    for tensor in &manifest.weights.tensors {
        let short = || invalid(format!("`{}` does not fit into the shards", tensor.name));
        let (bytes, after) = rest.split_at_checked(tensor.bytes().ok_or_else(short)?).ok_or_else(short)?;
        let values = dequantize(tensor.encoding, &tensor.shape, bytes).ok_or_else(short)?;
        weights.push(NamedTensor { name: tensor.name.clone(), shape: tensor.shape.clone(), values });
        rest = after;
    }
    if rest.is_empty() {
        Ok(weights)
    } else {
        Err(invalid(format!("the shards hold {} bytes that belong to no tensor", rest.len())))
    }
}
