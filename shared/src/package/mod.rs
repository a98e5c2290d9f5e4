//! The model package: a folder with `manifest.json`, weight shards, the self-test's films and `MODEL_CARD.md`.
//!
//! This module performs no I/O: the command line and the tab hand it bytes, it says what they are worth. Nothing
//! of a package is used before its SHA-256 matches the manifest, and the manifest is tied to its own id.
//!
//! Schema 1. Optional parts may be absent; any *new* field raises [`SCHEMA_VERSION`], because a reader that skips
//! what it does not know could skip a caveat.

mod evidence;
mod manifest;
mod quantize;
mod read;
mod shortfall;
mod write;

pub use evidence::{ADULT, Evidence, FEWEST_FILMS, FilmKind, VIEW_AND_AGE, point_figures};
pub use manifest::{
    Architecture, Estimate, FileRef, Manifest, OutOfDistribution, SelfTestCase, Source, SourceKind,
    StoredTensor, Subgroup, TensorEncoding, Weights,
};
pub use quantize::{dequantize, is_quantized, quantize_weights};
pub use read::{Package, PackageError};
pub use shortfall::{Asked, Shortfall, shortfall, strongest_baseline};
pub use write::{Draft, PackageFile};

/// The manifest schema this version reads and writes.
pub const SCHEMA_VERSION: u32 = 1;

/// Largest shard, bytes: small enough that an interrupted download loses little.
pub const MAX_SHARD: usize = 4 * 1024 * 1024;

/// Largest package a reader accepts, bytes: a manifest's claims are bounded before anything is fetched.
pub const MAX_PACKAGE: u64 = 256 * 1024 * 1024;

/// Largest manifest a reader accepts, bytes. Lobar's own has some 30 kB.
pub const MAX_MANIFEST: usize = 4 * 1024 * 1024;

/// Name of the manifest within the folder.
pub const MANIFEST: &str = "manifest.json";

/// Name of the card within the folder.
pub const MODEL_CARD: &str = "MODEL_CARD.md";

/// Where a figure or a fact about the bundled model must carry this sentence: every answer and every export.
pub const RESEARCH_NOTICE: &str = "Research use only. Not a medical device.";

/// What stands beside every answer of a demonstration package.
pub const DEMONSTRATION_NOTICE: &str = "Demonstration only: this model has learned from drawn phantoms, never from a patient's film. Its score says \
     nothing about this patient.";
