//! `[data]` and `[augmentation]`: which films, and what is done to them before training sees them.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use serde::{Deserialize, Deserializer, Serialize};
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
    /// Films on disk, divided by `trainer split`.
    Films {
        /// Whether the films are of people: the package says so, and the page calls nothing a probability that was
        /// learned from drawings only.
        kind: SourceKind,
        /// What the package calls the data set.
        name: String,
        /// Where the films come from, with the attribution that their terms ask for.
        provenance: String,
        /// Whom they show: ages, views, setting.
        population: String,
        /// How films got their labels: who decided, from what. `trainer submission` asks for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ground_truth: Option<String>,
        /// The split's folder, with `split.json` and a table for each part.
        split: PathBuf,
        /// The folder or folders with the films, in any arrangement below them.
        #[serde(deserialize_with = "one_or_many")]
        images: Vec<PathBuf>,
        /// The folder of the decoded films (65 kB each); `cache` within the split's folder if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cache: Option<PathBuf>,
        /// What a film without a file is.
        #[serde(default)]
        missing: Unusable,
        /// What a film is that cannot be decoded, or that the reader refuses.
        #[serde(default)]
        unreadable: Unusable,
    },
}

/// What is done about films that cannot be used. They are named either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unusable {
    /// Nothing is trained.
    #[default]
    Error,
    /// The others are used.
    Skip,
}

/// `images = "folder"` or `images = ["one", "another"]`.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PathBuf>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "`images` is a folder or a list of folders")]
    enum Folders {
        One(PathBuf),
        Many(Vec<PathBuf>),
    }
    Ok(match Folders::deserialize(from)? {
        Folders::One(folder) => vec![folder],
        Folders::Many(folders) => folders,
    })
}

impl DataConfig {
    pub(super) fn check(&self) -> Result<()> {
        match self {
            DataConfig::Phantom { train, validation, test } => {
                for (name, n) in [("train", train), ("validation", validation), ("test", test)] {
                    ensure!(*n >= 4, "`data.{name}` is {n}: at least 4 films are needed");
                }
            }
            DataConfig::Films { name, provenance, population, images, .. } => {
                for (field, text) in [("name", name), ("provenance", provenance), ("population", population)]
                {
                    ensure!(!text.trim().is_empty(), "`data.{field}` is empty: the package must say it");
                }
                ensure!(!images.is_empty(), "`data.images` names no folder");
            }
        }
        Ok(())
    }
}

/// Changes drawn anew for each film of each epoch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AugmentationConfig {
    /// Largest rotation, degrees either way.
    pub rotation_degrees: f64,
    /// Largest shift, share of the side.
    pub shift: f64,
    /// Largest change of scale, share.
    pub scale: f64,
    /// Largest shear, degrees by which a vertical line leans either way.
    #[serde(skip_serializing_if = "is_off")]
    pub shear_degrees: f64,
    /// Largest change of contrast, share.
    pub contrast: f64,
    /// Largest change of brightness, gray levels of 255.
    pub brightness: f64,
    /// Largest change of exposure: gray levels on 0..1 are raised to a power between 2^-gamma and 2^gamma. Black and
    /// white stay what they are.
    #[serde(skip_serializing_if = "is_off")]
    pub gamma: f64,
    /// Largest standard deviation of added noise, gray levels of 255.
    pub noise: f64,
    /// Mirrors every second film, at random. Off, because a mirrored thorax is another diagnosis: the heart lies on the
    /// left and the liver's dome on the right, and of a thorax the other way round (situs inversus, 1 in some 10,000)
    /// training would see as many as of the usual.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub flip: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_off(limit: &f64) -> bool {
    *limit == 0.0
}

impl AugmentationConfig {
    pub(super) fn check(&self) -> Result<()> {
        // Beyond these a film is no film any more, or the change has no inverse.
        for (name, limit, most) in [
            ("rotation_degrees", self.rotation_degrees, 180.0),
            ("shift", self.shift, 1.0),
            ("scale", self.scale, 0.9),
            ("shear_degrees", self.shear_degrees, 45.0),
            ("contrast", self.contrast, 1.0),
            ("brightness", self.brightness, 255.0),
            ("gamma", self.gamma, 3.0),
            ("noise", self.noise, 255.0),
        ] {
            ensure!((0.0..=most).contains(&limit), "`augmentation.{name}` is {limit}: 0 to {most}");
        }
        Ok(())
    }
}

impl AugmentationConfig {
    /// Whether films stay as they are.
    pub fn changes_nothing(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILMS: &str = "source = \"films\"\nkind = \"real\"\nname = \"n\"\nprovenance = \"p\"\n\
        population = \"q\"\nsplit = \"s\"\n";

    #[test]
    fn one_folder_of_films_or_several() {
        for (images, count) in [("\"a\"", 1), ("[\"a\", \"b\"]", 2)] {
            let config: DataConfig = toml::from_str(&format!("{FILMS}images = {images}")).unwrap();
            config.check().unwrap();
            let DataConfig::Films { images, missing, .. } = &config else { panic!("films") };
            assert_eq!((images.len(), *missing), (count, Unusable::Error));
            // As a run's folder holds it.
            assert_eq!(toml::from_str::<DataConfig>(&toml::to_string(&config).unwrap()).unwrap(), config);
        }
        let none: DataConfig = toml::from_str(&format!("{FILMS}images = []")).unwrap();
        assert!(none.check().unwrap_err().to_string().contains("data.images"));
        let error = toml::from_str::<DataConfig>(&format!("{FILMS}images = 3")).unwrap_err().to_string();
        assert!(error.contains("images"), "{error}");
        let error =
            toml::from_str::<DataConfig>(&format!("{FILMS}images = \"a\"\nmetadata = \"m\"")).unwrap_err();
        assert!(error.to_string().contains("metadata"), "{error}");
    }

    #[test]
    fn augmentation_out_of_range_is_named() {
        let off = AugmentationConfig::default();
        off.check().unwrap();
        for wrong in [
            AugmentationConfig { shear_degrees: 60.0, ..off.clone() },
            AugmentationConfig { shear_degrees: -1.0, ..off.clone() },
            AugmentationConfig { shear_degrees: f64::NAN, ..off.clone() },
        ] {
            assert!(wrong.check().unwrap_err().to_string().contains("shear_degrees"));
        }
    }

    #[test]
    fn options_that_are_off_do_not_change_how_a_run_is_written() {
        let text =
            toml::to_string(&AugmentationConfig { rotation_degrees: 5.0, ..Default::default() }).unwrap();
        assert!(!["shear", "gamma", "flip"].iter().any(|new| text.contains(new)), "{text}");
    }
}
