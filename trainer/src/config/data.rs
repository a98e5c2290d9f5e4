//! `[data]` and `[augmentation]`: which films, and what is done to them before training sees them.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};
use shared::package::SourceKind;

/// Where films come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case", deny_unknown_fields)]
pub enum DataConfig {
    /// Drawn as needed. Training, validation and test use seeds of their own, so no film is in two of them.
    Phantom {
        /// Films to train on.
        train: usize,
        /// Films to choose checkpoints, threshold and calibration by.
        validation: usize,
        /// Films for the figures in the package, used once.
        test: usize,
    },
    /// A metadata table in NIH's layout with a folder of films. Patients are divided, never films.
    Nih {
        /// Whether the films are of people: the package says so, and the page calls nothing a probability that was
        /// learned from drawings only.
        kind: SourceKind,
        /// The CSV.
        metadata: PathBuf,
        /// The folder with the films.
        images: PathBuf,
        /// Share of patients for validation.
        validation_share: f64,
        /// Share of patients for test.
        test_share: f64,
    },
}

impl DataConfig {
    pub(super) fn check(&self) -> Result<()> {
        match self {
            DataConfig::Phantom { train, validation, test } => {
                for (name, n) in [("train", train), ("validation", validation), ("test", test)] {
                    ensure!(*n >= 4, "`data.{name}` is {n}: at least 4 films are needed");
                }
            }
            DataConfig::Nih { validation_share, test_share, .. } => {
                let in_range = |s: f64| (0.0..0.9).contains(&s);
                ensure!(
                    in_range(*validation_share)
                        && in_range(*test_share)
                        && *validation_share > 0.0
                        && *test_share > 0.0
                        && validation_share + test_share < 0.95,
                    "`data.validation_share` and `data.test_share` leave nothing to train on"
                );
            }
        }
        Ok(())
    }
}

/// Changes drawn anew for each film of each epoch. No flips: a mirrored thorax is another diagnosis.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AugmentationConfig {
    /// Largest rotation, degrees either way.
    pub rotation_degrees: f64,
    /// Largest shift, share of the side.
    pub shift: f64,
    /// Largest change of scale, share.
    pub scale: f64,
    /// Largest change of contrast, share.
    pub contrast: f64,
    /// Largest change of brightness, gray levels of 255.
    pub brightness: f64,
    /// Largest standard deviation of added noise, gray levels of 255.
    pub noise: f64,
}

impl AugmentationConfig {
    /// Whether films stay as they are.
    pub fn changes_nothing(&self) -> bool {
        *self == Self::default()
    }
}
