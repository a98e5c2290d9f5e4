//! `[data]`: which films.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
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
        /// Whether other networks were scored on the test films before, and what was decided by it; the papers say it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        test_history: Option<String>,
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
    /// Several of the others at once, each divided for itself. `[sampling]` says how often films of each are drawn.
    Mixed {
        /// The sets, in order: `[[data.sets]]`.
        sets: Vec<DataConfig>,
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
            DataConfig::Mixed { sets } => {
                ensure!(
                    sets.len() >= 2,
                    "`data.sets` has {} of the two sets or more that it mixes",
                    sets.len()
                );
                let phantoms = sets.iter().filter(|set| matches!(set, DataConfig::Phantom { .. })).count();
                ensure!(
                    phantoms <= 1,
                    "`data.sets` has {phantoms} sets of phantoms: they would be the same films"
                );
                for (i, set) in sets.iter().enumerate() {
                    let nested = matches!(set, DataConfig::Mixed { .. });
                    ensure!(!nested, "`data.sets[{i}]` is mixed itself: name its sets one by one");
                    set.check().with_context(|| format!("`data.sets[{i}]`"))?;
                }
            }
        }
        Ok(())
    }

    /// The sets that are drawn from: one, unless they are [`Mixed`](Self::Mixed).
    pub fn sets(&self) -> &[DataConfig] {
        match self {
            DataConfig::Mixed { sets } => sets,
            one => std::slice::from_ref(one),
        }
    }

    /// What people call it.
    pub fn title(&self) -> String {
        match self {
            DataConfig::Phantom { .. } => "phantoms".to_owned(),
            DataConfig::Films { name, .. } => name.clone(),
            DataConfig::Mixed { sets } => sets.iter().map(Self::title).collect::<Vec<_>>().join(", "),
        }
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
    fn sets_are_mixed_one_deep_and_each_is_checked() {
        let read = |text: &str| toml::from_str::<DataConfig>(text).unwrap();
        let set = format!("[[sets]]\n{FILMS}images = \"a\"\n");
        let phantoms = "[[sets]]\nsource = \"phantom\"\ntrain = 8\nvalidation = 8\ntest = 8\n";
        let mixed = read(&format!("source = \"mixed\"\n{set}{phantoms}"));
        mixed.check().unwrap();
        assert_eq!((mixed.sets().len(), mixed.title().as_str()), (2, "n, phantoms"));
        assert_eq!(toml::from_str::<DataConfig>(&toml::to_string(&mixed).unwrap()).unwrap(), mixed);
        assert_eq!(mixed.sets()[1].sets(), &mixed.sets()[1..]);
        for (sets, word) in [
            (set.clone(), "two sets"),
            (format!("{phantoms}{phantoms}"), "same films"),
            (format!("{set}{}", phantoms.replace("test = 8", "test = 3")), "`data.sets[1]`"),
            (format!("{set}[[sets]]\nsource = \"mixed\"\nsets = []\n"), "mixed itself"),
        ] {
            let error = format!("{:#}", read(&format!("source = \"mixed\"\n{sets}")).check().unwrap_err());
            assert!(error.contains(word), "{error}");
        }
        assert!(toml::from_str::<DataConfig>("source = \"mixed\"\nset = []").is_err());
    }
}
