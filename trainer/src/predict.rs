//! `trainer predict`: films in, one line each out. A bad file marks its own line and nothing else.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use shared::classifier::Classifier;
use shared::inference::{Refusal, infer, prepare, self_test};
use shared::package::Package;
use shared::preprocess::NetworkInput;

use crate::device::NamedDevice;
use crate::films;

/// One line of output.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Prediction {
    /// The file, as it was named on the command line or found in a folder.
    pub file: String,
    /// `accept` or `reject`.
    pub outcome: &'static str,
    /// Reason codes, empty for an accepted film.
    pub reasons: Vec<String>,
    /// For people.
    pub message: String,
    /// The network's output.
    pub logit: Option<f32>,
    /// Calibrated; from a demonstration package a score, never to be called a probability.
    pub probability: Option<f64>,
    /// The operating point in use, as a probability.
    pub threshold: Option<f64>,
    /// Whether the film is at or above it.
    pub positive: Option<bool>,
    /// The package's id.
    pub model: String,
    /// Where it was computed.
    pub device: String,
}

/// A package loaded onto a device that has passed its self-test.
pub struct Predictor {
    package: Package,
    network: Classifier,
    on: NamedDevice,
}

impl Predictor {
    /// Loads the package and runs its self-test.
    ///
    /// # Errors
    ///
    /// A package that does not verify, or a device that gives other answers than the package's: nothing is
    /// predicted then.
    pub fn new(package: Package, on: NamedDevice) -> Result<Self> {
        let network = package.manifest.classifier().load(&package.weights, &on.device)?;
        pollster::block_on(self_test(&network, &package, &on.device))
            .with_context(|| format!("{} failed the package's self-test and is not used", on.name))?;
        Ok(Self { package, network, on })
    }

    /// The package's manifest.
    pub fn manifest(&self) -> &shared::package::Manifest {
        &self.package.manifest
    }

    /// The answer for one file. Never fails: what is wrong with the file stands in its line.
    pub fn predict(&self, path: &Path) -> Prediction {
        let answer = self.input(path).and_then(|input| {
            pollster::block_on(infer(&self.network, &self.package.head, &[input], &self.on.device))
                .map(|mut answers| answers.remove(0))
                .map_err(|e| Reject { reasons: vec!["FAILED".into()], message: e.to_string() })
        });
        let manifest = &self.package.manifest;
        let mut line = Prediction {
            file: path.display().to_string(),
            outcome: "reject",
            reasons: Vec::new(),
            message: String::new(),
            logit: None,
            probability: None,
            threshold: None,
            positive: None,
            model: manifest.id.clone(),
            device: self.on.name.clone(),
        };
        match answer {
            Ok(answer) => {
                let point = manifest.operating_point();
                line.outcome = "accept";
                line.logit = Some(answer.logit.value());
                line.probability = Some(manifest.score(answer.logit).value());
                line.threshold = point.map(|p| manifest.score(p.logit).value());
                line.positive = point.map(|p| p.is_above(answer.logit));
                line.message = match (line.positive, manifest.is_demonstration()) {
                    (Some(true), true) => "demonstration score, above its threshold".into(),
                    (Some(false), true) => "demonstration score, below its threshold".into(),
                    (Some(true), false) => "at or above the threshold".into(),
                    (Some(false), false) => "below the threshold".into(),
                    (None, _) => "the package has no threshold".into(),
                };
            }
            Err(reject) => {
                line.reasons = reject.reasons;
                line.message = reject.message;
            }
        }
        line
    }

    /// A DICOM instance through the checks; a PNG or JPEG, whose acquisition nobody knows, without them.
    fn input(&self, path: &Path) -> Result<NetworkInput, Reject> {
        let unreadable = |message: String| Reject { reasons: vec!["UNREADABLE".into()], message };
        let bytes = std::fs::read(path).map_err(|e| unreadable(e.to_string()))?;
        if films::is_picture(&bytes) {
            let film = films::decode(&bytes)
                .map_err(|e| unreadable(e.unwrap_or_else(|| "a colour picture, not a film".into())))?;
            return self.package.manifest.preprocessing.apply(&film).map_err(|e| Reject {
                reasons: vec![shared::dicom::ReasonCode::BadDimensions.as_str().into()],
                message: e.to_string(),
            });
        }
        prepare(&self.package.manifest, &bytes).input.map_err(Reject::from)
    }
}

struct Reject {
    reasons: Vec<String>,
    message: String,
}

impl From<Refusal> for Reject {
    fn from(refusal: Refusal) -> Self {
        Self {
            reasons: refusal.reasons.iter().map(|r| r.as_str().to_owned()).collect(),
            message: refusal.message,
        }
    }
}

/// All files under `paths`, folders searched through, in order of name.
///
/// # Errors
///
/// A path that does not exist, or nothing found at all.
pub fn find_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        ensure!(path.exists(), "{} does not exist", path.display());
        collect(path, &mut files)?;
    }
    ensure!(!files.is_empty(), "there are no files to read");
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    // A folder that cannot be listed, or a link to nothing, gets a line of its own like any bad file.
    let entries = if path.is_dir() { std::fs::read_dir(path).ok() } else { None };
    let Some(entries) = entries else {
        files.push(path.to_owned());
        return Ok(());
    };
    let mut entries: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    entries.sort();
    // Links to folders are passed by: they can lead in a circle.
    entries.iter().filter(|e| !(e.is_symlink() && e.is_dir())).try_for_each(|e| collect(e, files))
}
