//! How well a package tells films that are unlike its training films: class by class, never pooled.

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use shared::image::GrayImage;
use shared::package::Package;

use super::Extractor;
use super::classes::{CLASSES, Own, thumbnail};
use crate::config::TrainConfig;
use crate::dataset::{self, Part};
use crate::device::NamedDevice;
use crate::metrics::{auc, wilson_interval};

/// Films of a class that a report shows.
const SHOWN: usize = 5;

/// Side of a film in a report, pixels.
pub(super) const SHOWN_SIDE: usize = 128;

/// What came of one class of films.
#[derive(Debug, Clone, Serialize)]
pub struct ClassResult {
    /// Its name.
    pub name: String,
    /// What its films are.
    pub what: String,
    /// Whether the package is meant to tell them.
    pub must_be_told: bool,
    /// Films scored.
    pub films: usize,
    /// Films at or beyond the cut-off.
    pub told: usize,
    /// Their share.
    pub share: f64,
    /// Its 95 % interval (Wilson).
    pub interval: Option<[f64; 2]>,
    /// AUC of the distance, this class against the test films.
    pub auc: Option<f64>,
    /// The distance that 5 %, 50 % and 95 % of the films do not exceed.
    pub quantiles: [f64; 3],
}

/// A film of a folder.
#[derive(Debug, Clone, Serialize)]
pub struct OwnResult {
    /// Name of its class.
    pub class: String,
    /// Its path within the folder.
    pub file: String,
    /// Its distance; none if it could not be scored.
    pub distance: Option<f64>,
    /// Whether it is at or beyond the cut-off.
    pub told: Option<bool>,
    /// Why it could not be scored.
    pub message: Option<String>,
}

/// The measurement, as `ood.json` holds it.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// 1; another number if the meaning of a field changes.
    pub schema_version: u32,
    /// The package's id.
    pub package: String,
    /// Its name.
    pub name: String,
    /// The cut-off.
    pub cutoff: f64,
    /// How it was chosen.
    pub rule: String,
    /// Seed of what was drawn.
    pub seed: u64,
    /// The test films first, then each class.
    pub classes: Vec<ClassResult>,
    /// Films of folders, one by one.
    pub own: Vec<OwnResult>,
}

/// A measurement with some films of every class.
pub struct Shown {
    /// The figures.
    pub measured: Measured,
    /// Films of each of the `classes`, in their order.
    pub films: Vec<Vec<GrayImage>>,
}

/// The films of the reader's own folders, by the name of the class that each is.
pub type Folders = Vec<(String, Vec<Own>)>;

/// Scores `count` films of every class made from the test films of `config`, and the films of `folders`.
///
/// # Errors
///
/// A package that cannot tell, test films that cannot be read, or a device that fails.
pub fn measure(
    package: &Package,
    config: &TrainConfig,
    count: usize,
    seed: u64,
    folders: &Folders,
    on: &NamedDevice,
) -> Result<Shown> {
    ensure!(count > 0, "no films to measure on");
    let ood = package.manifest.out_of_distribution.as_ref();
    let (ood, fitted) = ood.zip(package.distribution.as_ref()).context(
        "the package cannot tell films that are unlike its training films: `trainer ood fit` makes one that can",
    )?;
    let net = package.manifest.classifier().load(&package.weights, &on.device)?;
    let extractor = Extractor::new(&net, package.manifest.preprocessing, on)?;
    let distances =
        |what: &str, count: usize, grid: &(dyn Fn(usize) -> Result<GrayImage> + Sync)| -> Result<Vec<f64>> {
            Ok(extractor.describe(what, count, grid)?.iter().map(|film| fitted.distance_of(film)).collect())
        };

    let test = dataset::load(&config.data, config.seed, Part::Test)?.of_people();
    let inside = distances("test films", test.len(), &|i| Ok(test.grid(i)))?;
    let shown = |film: GrayImage| thumbnail(&film, SHOWN_SIDE);
    let mut films = vec![(0..test.len().min(SHOWN)).map(|i| shown(test.grid(i))).collect::<Vec<_>>()];
    let what = "test films, which are like the training films: the share is that of false refusals";
    let mut classes = vec![ClassResult::new("test", what, false, &inside, None, ood.cutoff)];
    for class in &CLASSES {
        let grid = |i: usize| class.film(&test, seed, i, count);
        let outside = distances(class.name, count, &grid)?;
        classes.push(ClassResult::new(
            class.name,
            class.what,
            class.must_be_told,
            &outside,
            Some(&inside),
            ood.cutoff,
        ));
        films.push((0..count.min(SHOWN)).map(|i| Ok(shown(grid(i)?))).collect::<Result<_>>()?);
    }
    let mut own = Vec::new();
    for (class, given) in folders {
        let sound: Vec<&GrayImage> = given.iter().filter_map(|(_, film)| film.as_ref().ok()).collect();
        let found = distances(class, sound.len(), &|i| Ok(sound[i].clone()))?;
        if !found.is_empty() {
            let what = "films of a folder, listed below";
            classes.push(ClassResult::new(class, what, true, &found, Some(&inside), ood.cutoff));
            films.push(sound.iter().take(SHOWN).map(|&film| shown(film.clone())).collect());
        }
        let mut found = found.into_iter();
        own.extend(given.iter().map(|(file, film)| {
            let distance = film.as_ref().ok().and_then(|_| found.next());
            OwnResult {
                class: class.clone(),
                file: file.clone(),
                distance,
                told: distance.map(|d| d >= ood.cutoff),
                message: film.as_ref().err().cloned(),
            }
        }));
    }
    let measured = Measured {
        schema_version: 1,
        package: package.manifest.id.clone(),
        name: package.manifest.name.clone(),
        cutoff: ood.cutoff,
        rule: ood.rule.clone(),
        seed,
        classes,
        own,
    };
    Ok(Shown { measured, films })
}

impl ClassResult {
    fn new(
        name: &str,
        what: &str,
        must_be_told: bool,
        distances: &[f64],
        inside: Option<&[f64]>,
        cutoff: f64,
    ) -> Self {
        let told = distances.iter().filter(|&&d| d >= cutoff).count();
        let mut sorted = distances.to_vec();
        sorted.sort_by(f64::total_cmp);
        let quantile = |share: f64| sorted[(share * (sorted.len() - 1) as f64).round() as usize];
        let area = inside.and_then(|inside| {
            let scores: Vec<f64> = inside.iter().chain(distances).copied().collect();
            let labels: Vec<bool> = (0..scores.len()).map(|i| i >= inside.len()).collect();
            auc(&scores, &labels)
        });
        Self {
            name: name.to_owned(),
            what: what.to_owned(),
            must_be_told,
            films: distances.len(),
            told,
            share: told as f64 / distances.len() as f64,
            interval: wilson_interval(told, distances.len()),
            auc: area,
            quantiles: [0.05, 0.5, 0.95].map(quantile),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_counted_at_the_cut_off() {
        let inside = [0.8, 0.9, 1.0, 1.1];
        let outside = [1.05, 1.5, 2.0, 3.0, 4.0];
        let result = ClassResult::new("a", "b", true, &outside, Some(&inside), 1.5);
        assert_eq!((result.films, result.told, result.share), (5, 4, 0.8));
        // One of twenty pairs is the wrong way round.
        assert_eq!(result.auc, Some(0.95));
        assert_eq!(result.quantiles, [1.05, 2.0, 4.0]);
        let [low, high] = result.interval.unwrap();
        assert!(low < 0.8 && high > 0.8);
        assert_eq!(ClassResult::new("a", "b", false, &inside, None, 1.5).auc, None);
    }
}
