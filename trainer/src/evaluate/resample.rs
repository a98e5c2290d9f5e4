//! The bootstrap over patients (Efron 1979; Field and Welsh 2007 for clusters).
//!
//! Films of one patient are alike, so patients are drawn and not films: as many as there are, with replacement, each with
//! all of the films. The interval is from the 2.5th to the 97.5th percentile of the figure over the resamples. Resample `b`
//! draws from a random stream of its own, so that the same seed gives the same interval on any number of cores.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rayon::prelude::*;

use super::figure::{BOOTSTRAP, Interval};
use super::sample::Sample;

/// Least share of the resamples that must define a figure for its interval to be given.
const DEFINED: f64 = 0.95;
/// Fewest patients whose resamples mean anything.
const PATIENTS: usize = 10;

/// How to resample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resampling {
    /// Seed.
    pub seed: u64,
    /// Resamples.
    pub count: usize,
}

impl Resampling {
    /// Intervals of `N` figures, which `statistic` computes from how often each film counts.
    pub fn intervals<const N: usize>(
        &self,
        sample: &Sample,
        statistic: impl Fn(&[f64]) -> [Option<f64>; N] + Sync,
    ) -> [Interval; N] {
        let all = self.replicates(sample, statistic);
        std::array::from_fn(|i| {
            let bounds = match sample.patients() {
                0..PATIENTS => Err(format!("{} patients are too few to resample", sample.patients())),
                _ => percentiles(all.iter().filter_map(|one| one[i]).collect(), all.len()),
            };
            Interval { bounds, method: BOOTSTRAP }
        })
    }

    /// What `statistic` gives for each resample.
    pub fn replicates<T: Send>(&self, sample: &Sample, statistic: impl Fn(&[f64]) -> T + Sync) -> Vec<T> {
        (0..self.count)
            .into_par_iter()
            .map(|replicate| {
                let mut drawn = vec![0.0; sample.patients()];
                let mut stream = Stream::new(self.seed, replicate as u64);
                for _ in 0..sample.patients() {
                    drawn[stream.below(sample.patients())] += 1.0;
                }
                let weights: Vec<f64> = sample.patient().iter().map(|&p| drawn[p]).collect();
                statistic(&weights)
            })
            .collect()
    }
}

/// The 2.5th and the 97.5th percentile, interpolated between neighbours.
fn percentiles(mut values: Vec<f64>, of: usize) -> Result<[f64; 2], String> {
    if (values.len() as f64) < DEFINED * of as f64 {
        return Err(format!("{} of {of} resamples do not define it", of - values.len()));
    }
    values.sort_by(f64::total_cmp);
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return Err("there are no resamples".to_owned());
    };
    if first == last {
        return Err("all resamples give the same, which tells nothing of how sure it is".to_owned());
    }
    let at = |q: f64| {
        let place = q * (values.len() - 1) as f64;
        let (below, above) = (values[place.floor() as usize], values[place.ceil() as usize]);
        below + (above - below) * place.fract()
    };
    Ok([at(0.025), at(0.975)])
}

/// Random numbers that are the same everywhere.
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// Stream `number` of a seed.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut key = [0_u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        // Tells these streams from other uses of the same seed.
        key[24..].copy_from_slice(b"evaluate");
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(number);
        Self(rng)
    }

    /// A whole number below `end`, each as likely as the next but for one in 2^64 / `end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.0.next_u64()) * end as u128) >> 64) as usize
    }

    /// Uniform in [0, 1): 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_mean_is_the_normal_one() {
        // 400 patients with one film each, half of them positive: the share's standard error is 0.025.
        let sample = Sample::new((0..400).map(|i| i % 2 == 0).collect(), 0..400);
        let share = |weights: &[f64]| {
            let hits: f64 = weights.iter().zip(sample.labels()).filter(|(_, l)| **l).map(|(w, _)| w).sum();
            [Some(hits / weights.iter().sum::<f64>())]
        };
        let resampling = Resampling { seed: 1, count: 4000 };
        let [interval] = resampling.intervals(&sample, share);
        let [low, high] = interval.bounds.clone().unwrap();
        assert!((low - 0.451).abs() < 0.004 && (high - 0.549).abs() < 0.004, "{low} {high}");
        assert_eq!(resampling.intervals(&sample, share), [interval]);
        let other = Resampling { seed: 2, ..resampling };
        assert_ne!(resampling.replicates(&sample, share), other.replicates(&sample, share));
    }

    #[test]
    fn films_of_one_patient_come_together() {
        let sample = Sample::new(vec![true; 6], [0, 0, 1, 1, 1, 2]);
        let same = |w: &[f64]| w[0] == w[1] && w[2] == w[3] && w[3] == w[4] && w[0] + w[2] + w[5] == 3.0;
        assert!(Resampling { seed: 5, count: 50 }.replicates(&sample, same).into_iter().all(|same| same));
    }

    #[test]
    fn clusters_widen_the_interval() {
        // The same films, each patient's four alike: the standard error is twice that of single films.
        let labels: Vec<bool> = (0..400).map(|i| i / 4 % 2 == 0).collect();
        let width = |sample: &Sample| {
            let share = |w: &[f64]| {
                let hits: f64 = w.iter().zip(sample.labels()).filter(|(_, l)| **l).map(|(w, _)| w).sum();
                [Some(hits / w.iter().sum::<f64>())]
            };
            let [interval] = Resampling { seed: 3, count: 2000 }.intervals(sample, share);
            let [low, high] = interval.bounds.unwrap();
            high - low
        };
        let (single, fours) =
            (Sample::new(labels.clone(), 0..400), Sample::new(labels, (0..400).map(|i| i / 4)));
        let ratio = width(&fours) / width(&single);
        assert!((ratio - 2.0).abs() < 0.15, "{ratio}");
    }

    #[test]
    fn what_cannot_be_resampled_says_so() {
        let few = Sample::new(vec![true; 9], 0..9);
        let resampling = Resampling { seed: 1, count: 100 };
        let [few] = resampling.intervals(&few, |_| [Some(1.0)]);
        assert_eq!(few.bounds.unwrap_err(), "9 patients are too few to resample");
        let enough = Sample::new(vec![true; 30], 0..30);
        let [undefined, constant] = resampling.intervals(&enough, |_| [None, Some(1.0)]);
        assert_eq!(undefined.bounds.unwrap_err(), "100 of 100 resamples do not define it");
        assert!(constant.bounds.unwrap_err().contains("give the same"));
    }
}
