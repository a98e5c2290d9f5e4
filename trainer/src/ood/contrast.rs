//! Teaching the contrast: what tells training films from films of other kinds.

use anyhow::{Result, ensure};
use shared::distribution::Contrast;

use super::Extractor;
use super::classes::Class;
use crate::audit::penalised;
use crate::dataset::Films;

/// Films of each kind that the contrast is taught with, where there are as many training films to make them of.
const FILMS_A_KIND: usize = 200;

/// Seed of what is drawn for teaching; `trainer ood measure` draws from others.
const SEED: u64 = 0x7ea_c4e5;

/// The L2 penalty per film. From 0.001 to 0.1 it made no difference beyond chance to any class.
const PENALTY: f64 = 0.01;

/// Least scale of a dimension, as a share of the median.
const LEAST_SCALE: f64 = 0.1;

/// Describes films of `kinds`, made of training films and drawn.
///
/// # Errors
///
/// If the device fails.
pub(super) fn others(extractor: &Extractor, training: &Films, kinds: &[&Class]) -> Result<Vec<Vec<f64>>> {
    let count = FILMS_A_KIND.min(training.len());
    let films = extractor.describe("films of other kinds", count * kinds.len(), |i| {
        kinds[i / count].film(training, SEED, i % count, count)
    })?;
    Ok(films)
}

/// Fits a contrast between training films and others. Its score is 0 for the median of `held`, films that the model is for,
/// and 1 for what a share of them reach or exceed, which `limit` says.
///
/// # Errors
///
/// Films that are all alike, or a fit that does not converge.
pub(super) fn teach(
    training: &[Vec<f64>],
    others: &[Vec<f64>],
    held: &[&Vec<f64>],
    limit: impl Fn(&[f64]) -> f64,
) -> Result<Contrast> {
    let (n, d) = (training.len(), training[0].len());
    let mean: Vec<f64> = (0..d).map(|j| training.iter().map(|f| f[j]).sum::<f64>() / n as f64).collect();
    let sd: Vec<f64> = (0..d)
        .map(|j| (training.iter().map(|f| (f[j] - mean[j]).powi(2)).sum::<f64>() / n as f64).sqrt())
        .collect();
    let mut sorted = sd.clone();
    sorted.sort_by(f64::total_cmp);
    let least = LEAST_SCALE * sorted[d / 2];
    ensure!(least > 0.0 && least.is_finite(), "the training films are all alike to the network");
    let mean: Vec<f32> = mean.into_iter().map(|v| v as f32).collect();
    let scale: Vec<f32> = sd.into_iter().map(|v| v.max(least) as f32).collect();
    let rows: Vec<Vec<f32>> = training
        .iter()
        .chain(others)
        .map(|film| Contrast::standardised(&mean, &scale, film).map(|z| z as f32).collect())
        .collect();
    let labels: Vec<bool> = (0..rows.len()).map(|i| i >= n).collect();
    let (weights, bias) = penalised(&rows, &labels, PENALTY)?.coefficients();

    let raw = |film: &Vec<f64>| -> f64 {
        Contrast::standardised(&mean, &scale, film).zip(&weights).map(|(z, w)| z * w).sum::<f64>() + bias
    };
    let mut scores: Vec<f64> = held.iter().map(|film| raw(film)).collect();
    let most = limit(&scores);
    scores.sort_by(f64::total_cmp);
    let median = scores[scores.len() / 2];
    // Of a few films alike the limit may be the median.
    let unit = (most - median).max(1e-3);
    Ok(Contrast {
        mean,
        scale,
        weights: weights.iter().map(|w| (w / unit) as f32).collect(),
        bias: ((bias - median) / unit) as f32,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Descriptions of a few dimensions that vary in a regular way; others differ in one of them.
    fn films(count: usize, other: f64) -> Vec<Vec<f64>> {
        let at = |i: usize, j: usize| ((i * (2 * j + 3) + j) % 17) as f64 / 17.0;
        (0..count).map(|i| (0..6).map(|j| at(i, j) + if j == 4 { other } else { 0.0 }).collect()).collect()
    }

    #[test]
    fn the_median_has_0_the_limit_1_and_others_more() {
        let (training, others) = (films(120, 0.0), films(40, 2.0));
        let held = films(60, 0.05);
        let held: Vec<&Vec<f64>> = held.iter().collect();
        let largest = |scores: &[f64]| scores.iter().copied().fold(f64::MIN, f64::max);
        let contrast = teach(&training, &others, &held, largest).unwrap();
        let mut scores: Vec<f64> = held.iter().map(|film| contrast.score_of(film)).collect();
        scores.sort_by(f64::total_cmp);
        assert!((scores[30]).abs() < 1e-4 && (scores[59] - 1.0).abs() < 1e-4, "{scores:?}");
        assert!(others.iter().all(|film| contrast.score_of(film) > 1.5));
    }

    #[test]
    fn films_that_are_all_alike_teach_nothing() {
        let same = vec![vec![1.0; 6]; 20];
        let held: Vec<&Vec<f64>> = same.iter().collect();
        assert!(teach(&same, &films(5, 2.0), &held, |_| 1.0).unwrap_err().to_string().contains("alike"));
    }
}
