//! Putting a package together. The caller writes the files; the last to be written is the manifest.

use sha2::{Digest, Sha256};

use super::manifest::{FileRef, Manifest, StoredTensor, Weights};
use super::quantize::encode;
use super::read::{PackageError, manifest_id};
use super::{MANIFEST, MAX_SHARD, MODEL_CARD};
use crate::weights::NamedTensor;

/// A file of a package, ready to be written.
#[derive(Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// Name inside the folder.
    pub name: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

/// The files of a package under construction.
#[derive(Default)]
pub struct Draft {
    files: Vec<PackageFile>,
}

impl Draft {
    /// An empty draft.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and gives what the manifest says of it.
    pub fn add(&mut self, name: impl Into<String>, bytes: Vec<u8>) -> FileRef {
        let name = name.into();
        let reference = FileRef {
            file: name.clone(),
            bytes: bytes.len() as u64,
            sha256: hex::encode(Sha256::digest(&bytes)),
        };
        self.files.push(PackageFile { name, bytes });
        reference
    }

    /// The contents of a file that was added.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|file| file.name == name).map(|file| file.bytes.as_slice())
    }

    /// Adds the weights, quantised, as shards of at most [`MAX_SHARD`] bytes.
    pub fn add_weights(&mut self, weights: &[NamedTensor]) -> Weights {
        let mut all = Vec::new();
        let mut tensors = Vec::with_capacity(weights.len());
        for tensor in weights {
            let (encoding, bytes) = encode(tensor);
            tensors.push(StoredTensor { name: tensor.name.clone(), shape: tensor.shape.clone(), encoding });
            all.extend(bytes);
        }
        let shards = all
            .chunks(MAX_SHARD)
            .enumerate()
            .map(|(i, bytes)| {
                // The hash in the name keeps a browser's cache from mixing two packages.
                let hash = hex::encode(Sha256::digest(bytes));
                self.add(format!("weights-{i:02}-{}.bin", &hash[..8]), bytes.to_vec())
            })
            .collect();
        Weights { shards, tensors }
    }

    /// Adds the card.
    pub fn add_model_card(&mut self, text: &str) -> FileRef {
        self.add(MODEL_CARD, text.as_bytes().to_vec())
    }

    /// Computes the id and gives all files, the manifest last.
    ///
    /// # Errors
    ///
    /// [`PackageError`] if the manifest is one that a reader would refuse.
    pub fn finish(mut self, mut manifest: Manifest) -> Result<(Manifest, Vec<PackageFile>), PackageError> {
        let invalid = |e: serde_json::Error| PackageError::Manifest { message: e.to_string() };
        let value = serde_json::to_value(&manifest).map_err(invalid)?;
        manifest.id = manifest_id(&value)?;
        // Through `Value`, so that an f32 is written as the f64 it equals: readers then compute the same id.
        let value = serde_json::to_value(&manifest).map_err(invalid)?;
        let mut bytes = serde_json::to_vec_pretty(&value).map_err(invalid)?;
        bytes.push(b'\n');
        // What this trainer writes, every reader must take: a NaN would have become `null`, say.
        Manifest::parse(&bytes)?;
        self.files.push(PackageFile { name: MANIFEST.into(), bytes });
        Ok((manifest, self.files))
    }
}
