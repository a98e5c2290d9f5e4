//! What a package's AUC comes to when films are blurred, sharpened, noisier, coarser or compressed harder.
//!
//! Labels stay; only how the film was made and stored changes. A model that reads disease loses little until disease itself
//! can no longer be seen; one that reads sharpness or noise falls at once. The changes are made to the 256 x 256 picture
//! that preprocessing begins with, so that a strength means the same for films of every size.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use rand::{Rng as _, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use shared::image::GrayImage;
use shared::prediction::Logit;
use shared::preprocess::{NetworkInput, to_grid};

use super::facts;
use super::figure::Figure;
use super::ranking;
use super::resample::{Resampling, Stream};
use super::sample::Sample;
use super::scorer::Kind;
use crate::augment::quality::Quality;
use crate::films;
use crate::predict::Predictor;
use crate::progress::Progress;
use crate::table::Row;

/// Films held in memory at a time.
const CHUNK: usize = 64;

/// A kind of disturbance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disturbance {
    /// Gaussian blur; strength is its standard deviation, pixels of 256 a side.
    Blur,
    /// Unsharp masking with a blur of one pixel; strength is its amount.
    Sharpen,
    /// Gaussian noise; strength is its standard deviation, gray levels of 255.
    Noise,
    /// Reduced and enlarged again; strength is the share of the side that is kept.
    Resolution,
    /// JPEG; strength is the quality, 1 to 100.
    Jpeg,
}

/// Every disturbance with its strengths, weak ones first.
const DISTURBANCES: [(Disturbance, [f64; 3]); 5] = [
    (Disturbance::Blur, [0.5, 1.0, 2.0]),
    (Disturbance::Sharpen, [0.5, 1.0, 2.0]),
    (Disturbance::Noise, [4.0, 8.0, 16.0]),
    (Disturbance::Resolution, [0.7, 0.5, 0.35]),
    (Disturbance::Jpeg, [75.0, 40.0, 15.0]),
];

impl Disturbance {
    /// A strength as reports write it.
    pub fn text(self, strength: f64) -> String {
        match self {
            Self::Blur => format!("blur, SD {strength} px"),
            Self::Sharpen => format!("sharpening {strength}"),
            Self::Noise => format!("noise, SD {strength}"),
            Self::Resolution => format!("resolution {:.0} %", strength * 100.0),
            Self::Jpeg => format!("JPEG quality {strength}"),
        }
    }

    /// The picture's gray levels, disturbed. Noise is drawn from `seed`.
    fn apply(self, strength: f64, grid: &GrayImage, seed: (u64, u64)) -> Vec<f32> {
        let (width, height) = (grid.width(), grid.height());
        let mut levels: Vec<f32> = grid.pixels().iter().map(|&p| f32::from(p)).collect();
        let quality = match self {
            Self::Noise => {
                let mut rng = ChaCha8Rng::seed_from_u64(seed.0);
                rng.set_stream(seed.1);
                for level in &mut levels {
                    // Twelve uniforms on 0..1 have variance 1 and a mean of 6.
                    let normal = (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
                    *level = (f64::from(*level) + normal * strength).clamp(0.0, 255.0) as f32;
                }
                Quality::AS_IT_IS
            }
            Self::Blur => Quality { blur: strength, ..Quality::AS_IT_IS },
            Self::Sharpen => Quality { sharpen: strength, ..Quality::AS_IT_IS },
            Self::Resolution => Quality { resolution: strength, ..Quality::AS_IT_IS },
            Self::Jpeg => Quality { jpeg: Some(strength as u8), ..Quality::AS_IT_IS },
        };
        quality.reshape(&mut levels, width, height);
        quality.store(&mut levels, width, height);
        levels
    }
}

/// What all disturbances came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sensitivity {
    /// AUC of the same films as they are.
    pub undisturbed: Figure,
    /// Each disturbance at each strength.
    pub disturbed: Vec<Disturbed>,
}

/// One disturbance at one strength.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disturbed {
    /// What was done.
    pub disturbance: Disturbance,
    /// How much of it; the unit is the disturbance's.
    pub strength: f64,
    /// AUC.
    pub auc: Figure,
    /// AUC less that of the films as they are.
    pub change: Figure,
    /// Mean change of the logit.
    pub logit_shift: f64,
    /// Share of the films that are on the other side of the first operating point; `None` without one.
    pub crossed: Option<f64>,
}

/// Disturbs up to `count` of the films, of both classes alike as far as they go, drawn by the seed.
///
/// # Errors
///
/// A film that can no longer be read, or that the device gives no answer for.
pub(super) fn sensitivity(
    model: &Predictor,
    films: &[(&Path, &Row)],
    count: usize,
    resampling: &Resampling,
) -> Result<Sensitivity> {
    let chosen =
        choose(&films.iter().map(|(_, row)| row.is_positive()).collect::<Vec<_>>(), count, resampling.seed);
    let films: Vec<(&Path, &Row)> = chosen.into_iter().map(|i| films[i]).collect();
    let conditions: Vec<(Disturbance, f64)> = DISTURBANCES
        .iter()
        .flat_map(|(disturbance, strengths)| strengths.iter().map(|&strength| (*disturbance, strength)))
        .collect();
    // The films as they are come first.
    let mut logits: Vec<Vec<Logit>> = vec![Vec::with_capacity(films.len()); conditions.len() + 1];
    let mut progress = Progress::new("disturbing films", films.len());
    let preprocessing = model.manifest().preprocessing;
    for (n, chunk) in films.chunks(CHUNK).enumerate() {
        let grids: Vec<GrayImage> = chunk
            .par_iter()
            .map(|(path, row)| {
                let film = films::read(path).with_context(|| format!("line {}", row.line))?;
                to_grid(&film).with_context(|| format!("line {}", row.line))
            })
            .collect::<Result<_>>()?;
        for (logits, condition) in
            logits.iter_mut().zip(std::iter::once(None).chain(conditions.iter().map(Some)))
        {
            let inputs: Vec<NetworkInput> = grids
                .par_iter()
                .enumerate()
                .map(|(i, grid)| match condition {
                    None => preprocessing.from_grid(grid),
                    Some((disturbance, strength)) => {
                        let seed = (resampling.seed, (n * CHUNK + i) as u64);
                        let levels = disturbance.apply(*strength, grid, seed);
                        preprocessing.from_levels(&levels, grid.width(), grid.height())
                    }
                })
                .collect();
            for batch in inputs.chunks(model.batch()) {
                for answer in model.answers(batch) {
                    logits.push(
                        answer.map_err(|reject| anyhow!("a disturbed film: {}", reject.message))?.logit,
                    );
                }
            }
        }
        progress.advance(chunk.len(), "");
    }
    progress.finish();
    Ok(assess(model, &films, &conditions, &logits, resampling))
}

fn assess(
    model: &Predictor,
    films: &[(&Path, &Row)],
    conditions: &[(Disturbance, f64)],
    logits: &[Vec<Logit>],
    resampling: &Resampling,
) -> Sensitivity {
    let manifest = model.manifest();
    let sample = Sample::new(
        films.iter().map(|(_, row)| row.is_positive()).collect(),
        films.iter().map(|(_, row)| row.patient_id.as_str()),
    );
    let scorer = |logits: &[Logit]| facts::scorer(manifest, Kind::Model, logits);
    let before = scorer(&logits[0]);
    let threshold = manifest.operating_point().map(|point| point.logit.value());
    let count = films.len().max(1) as f64;
    let disturbed = conditions.iter().zip(&logits[1..]).map(|(&(disturbance, strength), after)| {
        let pairs = || logits[0].iter().zip(after).map(|(a, b)| (a.value(), b.value()));
        let scorer = scorer(after);
        Disturbed {
            disturbance,
            strength,
            auc: ranking::auc(&sample, &scorer, resampling),
            change: ranking::difference(&sample, &scorer, &before, resampling).auc,
            logit_shift: pairs().map(|(a, b)| f64::from(b) - f64::from(a)).sum::<f64>() / count,
            crossed: threshold
                .map(|t| pairs().filter(|(a, b)| (*a >= t) != (*b >= t)).count() as f64 / count),
        }
    });
    Sensitivity { disturbed: disturbed.collect(), undisturbed: ranking::auc(&sample, &before, resampling) }
}

/// Up to `count` films, positive and negative ones in turn while both last, each class in random order.
fn choose(labels: &[bool], count: usize, seed: u64) -> Vec<usize> {
    let mut stream = Stream::new(seed, u64::MAX);
    let mut classes = [true, false].map(|label| {
        let mut films: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == label).collect();
        for i in (1..films.len()).rev() {
            films.swap(i, stream.below(i + 1));
        }
        films
    });
    let mut chosen = Vec::new();
    while chosen.len() < count {
        let next: Vec<usize> = classes.iter_mut().filter_map(Vec::pop).collect();
        if next.is_empty() {
            break;
        }
        chosen.extend(next);
    }
    chosen.truncate(count);
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_classes_are_chosen_alike_and_each_film_once() {
        let labels: Vec<bool> = (0..100).map(|i| i % 5 == 0).collect();
        let chosen = choose(&labels, 30, 3);
        assert_eq!(chosen, choose(&labels, 30, 3));
        assert_ne!(chosen, choose(&labels, 30, 4));
        assert_eq!(chosen.iter().filter(|&&i| labels[i]).count(), 15);
        assert!(chosen.windows(2).all(|pair| pair[0] < pair[1]));
        // Twenty positive films are all there are.
        let more = choose(&labels, 70, 3);
        assert_eq!((more.len(), more.iter().filter(|&&i| labels[i]).count()), (70, 20));
        assert_eq!(choose(&labels, 1000, 3), (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn stronger_disturbances_are_further_from_the_film() {
        let side = 64;
        let pixels = (0..side * side).map(|i| (60 + (i * 7919) % 130) as u8).collect();
        let film = GrayImage::new(side, side, pixels).unwrap();
        for (disturbance, strengths) in DISTURBANCES {
            let change = |strength: f64| -> f64 {
                let levels = disturbance.apply(strength, &film, (1, 2));
                assert_eq!(levels, disturbance.apply(strength, &film, (1, 2)));
                assert!(levels.iter().all(|v| (0.0..=255.0).contains(v)));
                let squares =
                    levels.iter().zip(film.pixels()).map(|(a, &b)| (f64::from(*a) - f64::from(b)).powi(2));
                (squares.sum::<f64>() / (side * side) as f64).sqrt()
            };
            let changes = strengths.map(change);
            assert!(
                changes[0] > 0.1 && changes.windows(2).all(|c| c[0] < c[1]),
                "{disturbance:?} {changes:?}"
            );
            if disturbance == Disturbance::Noise {
                // No level lies near black or white, so nothing is cut.
                assert!((changes[0] - 4.0).abs() < 0.2, "{changes:?}");
            }
        }
        assert_eq!(Disturbance::Resolution.text(0.35), "resolution 35 %");
    }
}
