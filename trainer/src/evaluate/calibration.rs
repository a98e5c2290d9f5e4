//! Whether probabilities are right: reliability curve, slope and intercept, Brier score, expected calibration error.

use rayon::prelude::*;
use serde::Serialize;

use super::figure::{Figure, Interval};
use super::recalibration::{self, Line};
use super::resample::{Resampling, Stream};
use super::sample::Sample;
use super::scorer::{Scorer, logistic};
use crate::metrics::Z;

/// Bins of the reliability curve and of the expected calibration error.
const BINS: usize = 10;

/// How far probabilities can be believed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// Films in order of their probability, in ten groups as nearly of one size as ties allow.
    pub reliability: Vec<Bin>,
    /// Slope of the outcome's regression on the predicted log odds: 1 is perfect, below 1 is too sure.
    pub slope: Figure,
    /// Its intercept.
    pub intercept: Figure,
    /// Intercept if the slope is 1: above 0 the probabilities are too low on the whole.
    pub in_the_large: Figure,
    /// Mean squared difference of probability and outcome (Brier 1950).
    pub brier: Figure,
    /// The Brier score of whoever gives every film the share of positives.
    pub brier_of_prevalence: Option<f64>,
    /// Expected calibration error over ten bins of one width (Guo et al. 2017).
    pub ece: Figure,
    /// What it would be if every probability were right.
    pub ece_if_perfect: Simulated,
}

/// A group of films of like probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bin {
    /// Mean probability.
    pub predicted: f64,
    /// Share of positives.
    pub observed: Figure,
}

/// A figure of labels that were drawn by the scorer's own probabilities.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Simulated {
    /// Mean over the simulations; `None` without films.
    pub mean: Option<f64>,
    /// Its 95th percentile: an error above it is more than chance.
    pub percentile_95: Option<f64>,
    /// Simulations.
    pub simulations: usize,
    /// Films.
    pub films: usize,
    /// How they were made.
    pub method: &'static str,
}

/// Measures a scorer's probabilities.
pub fn calibration(sample: &Sample, scorer: &Scorer, resampling: &Resampling) -> Calibration {
    let probabilities = scorer.probabilities();
    let [slope, intercept] = match recalibration::slope(sample, &scorer.log_odds) {
        Ok(line) => [coefficient(sample, &line, 1), coefficient(sample, &line, 0)],
        Err(reason) => [Figure::undefined(sample, reason.clone()), Figure::undefined(sample, reason)],
    };
    let in_the_large = recalibration::in_the_large(sample, &scorer.log_odds)
        .map_or_else(|reason| Figure::undefined(sample, reason), |line| coefficient(sample, &line, 0));
    let labels = sample.labels();
    let [brier_interval, ece_interval] = resampling.intervals(sample, |weight| {
        [brier(&probabilities, labels, |i| weight[i]), ece(&probabilities, labels, |i| weight[i])]
    });
    let figure = |value: Option<f64>, interval| match value {
        Some(value) => Figure::of(sample, Some(value)).with(interval),
        None => Figure::undefined(sample, "there are no films"),
    };
    Calibration {
        reliability: reliability(sample, &probabilities, resampling),
        slope,
        intercept,
        in_the_large,
        brier: figure(brier(&probabilities, labels, |_| 1.0), brier_interval),
        brier_of_prevalence: sample.prevalence().map(|p| p * (1.0 - p)),
        ece: figure(ece(&probabilities, labels, |_| 1.0), ece_interval),
        ece_if_perfect: if_perfect(&scorer.log_odds, resampling),
    }
}

fn coefficient(sample: &Sample, line: &Line, which: usize) -> Figure {
    let (value, half) = (line.coefficients[which], Z * line.standard_errors[which]);
    let method = if sample.one_film_a_patient() { "Wald" } else { "Wald, with the sandwich over patients" };
    // Of a single patient the sandwich has no error.
    let bounds = if half.is_finite() {
        Ok([value - half, value + half])
    } else {
        Err("its standard error cannot be estimated".to_owned())
    };
    Figure::of(sample, Some(value)).with(Interval { bounds, method })
}

/// Mean squared difference of probability and outcome, films counted by weight; `None` without any.
pub fn brier(probabilities: &[f64], labels: &[bool], weight: impl Fn(usize) -> f64) -> Option<f64> {
    let (mut sum, mut films) = (0.0, 0.0);
    for (i, (p, &label)) in probabilities.iter().zip(labels).enumerate() {
        sum += weight(i) * (p - f64::from(u8::from(label))).powi(2);
        films += weight(i);
    }
    (films > 0.0).then(|| sum / films)
}

/// Expected calibration error: over ten bins of one width, the mean difference of the mean probability and the share
/// of positives, bins counted by their films. A bin holds its upper edge, as scikit-learn's `calibration_curve` has it.
pub fn ece(probabilities: &[f64], labels: &[bool], weight: impl Fn(usize) -> f64) -> Option<f64> {
    // Sum of probability less outcome, of each bin.
    let (mut sums, mut films) = ([0.0; BINS], 0.0);
    for (i, (p, &label)) in probabilities.iter().zip(labels).enumerate() {
        sums[bin(*p)] += weight(i) * (p - f64::from(u8::from(label)));
        films += weight(i);
    }
    (films > 0.0).then(|| sums.iter().map(|s| s.abs()).sum::<f64>() / films)
}

fn bin(probability: f64) -> usize {
    (1..BINS).filter(|&edge| edge as f64 * (1.0 / BINS as f64) < probability).count()
}

/// The error that labels drawn by the probabilities themselves would give: never 0, and larger the fewer films there are.
fn if_perfect(log_odds: &[f64], resampling: &Resampling) -> Simulated {
    let probabilities: Vec<f64> = log_odds.iter().map(|&x| logistic(x)).collect();
    let mut errors: Vec<f64> = (0..resampling.count)
        .into_par_iter()
        .filter_map(|simulation| {
            // Streams of their own: resamples begin at 0.
            let mut stream = Stream::new(resampling.seed, (1 << 32) + simulation as u64);
            let labels: Vec<bool> = probabilities.iter().map(|&p| stream.unit() < p).collect();
            ece(&probabilities, &labels, |_| 1.0)
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    let count = errors.len();
    Simulated {
        mean: (count > 0).then(|| errors.iter().sum::<f64>() / count as f64),
        percentile_95: (count > 0).then(|| errors[(count - 1) * 95 / 100]),
        simulations: count,
        films: probabilities.len(),
        method: "labels drawn by the scorer's own probabilities, films one by one",
    }
}

fn reliability(sample: &Sample, probabilities: &[f64], resampling: &Resampling) -> Vec<Bin> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
    let mut bins = Vec::new();
    let mut start = 0;
    for k in 1..=BINS {
        let mut end = (k * order.len()).div_ceil(BINS).max(start);
        // Films of one probability stay together.
        while end > start && end < order.len() && probabilities[order[end]] == probabilities[order[end - 1]] {
            end += 1;
        }
        if end > start {
            bins.push(group(&sample.part(&order[start..end]), &order[start..end], probabilities, resampling));
            start = end;
        }
    }
    bins
}

fn group(films: &Sample, places: &[usize], probabilities: &[f64], resampling: &Resampling) -> Bin {
    let predicted = places.iter().map(|&i| probabilities[i]).sum::<f64>() / places.len() as f64;
    Bin { predicted, observed: super::decisions::prevalence(films, resampling) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scorer(log_odds: Vec<f64>) -> Scorer {
        Scorer {
            name: "s".into(),
            kind: super::super::scorer::Kind::Model,
            description: String::new(),
            log_odds,
            holds_at: None,
            calls: Vec::new(),
            pairwise: None,
        }
    }

    #[test]
    fn by_hand() {
        // One bin, whose films are 0.65 in the mean and all positive; 0.2 squared and 0.6 squared in the mean.
        let (p, labels) = ([0.62, 0.68], [true, true]);
        assert!((ece(&p, &labels, |_| 1.0).unwrap() - 0.35).abs() < 1e-12);
        assert!((brier(&[0.8, 0.6], &[true, false], |_| 1.0).unwrap() - 0.2).abs() < 1e-12);
        assert_eq!((brier(&[], &[], |_| 1.0), ece(&[], &[], |_| 1.0)), (None, None));
        assert_eq!((bin(0.0), bin(0.1), bin(0.100_001), bin(1.0)), (0, 0, 1, 9));
    }

    #[test]
    fn right_probabilities_are_found_right_and_wrong_ones_wrong() {
        let mut stream = Stream::new(9, 0);
        let log_odds: Vec<f64> = (0..4000).map(|_| 6.0 * stream.unit() - 3.0).collect();
        let labels = log_odds.iter().map(|&x| stream.unit() < logistic(x)).collect();
        let sample = Sample::new(labels, 0..4000);
        let resampling = Resampling { seed: 2, count: 300 };
        let right = calibration(&sample, &scorer(log_odds.clone()), &resampling);
        let within =
            |figure: &Figure, value: f64| figure.interval.is_some_and(|[l, h]| l < value && value < h);
        assert!(
            within(&right.slope, 1.0) && within(&right.intercept, 0.0) && within(&right.in_the_large, 0.0)
        );
        assert!(right.ece.value < right.ece_if_perfect.percentile_95, "{right:?}");
        assert_eq!(right.reliability.len(), BINS);
        assert!(right.reliability.iter().filter(|b| within(&b.observed, b.predicted)).count() > 7);
        let sure = scorer(log_odds.iter().map(|x| 2.0 * x + 1.0).collect());
        let wrong = calibration(&sample, &sure, &resampling);
        assert!(within(&wrong.slope, 0.5) && wrong.in_the_large.value < Some(0.0));
        assert!(
            wrong.ece.value > wrong.ece_if_perfect.percentile_95 && wrong.brier.value > right.brier.value
        );
    }

    #[test]
    fn films_of_one_probability_stay_together() {
        let sample = Sample::new((0..40).map(|i| i % 2 == 0).collect(), 0..40);
        let found = calibration(&sample, &scorer(vec![0.0; 40]), &Resampling { seed: 1, count: 50 });
        assert_eq!(found.reliability.len(), 1);
        assert_eq!((found.reliability[0].predicted, found.reliability[0].observed.value), (0.5, Some(0.5)));
        assert_eq!(found.slope.value, None);
        assert_eq!(found.in_the_large.value, Some(0.0));
    }
}
