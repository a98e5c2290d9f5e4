//! Decision curves: what acting on a probability is worth (Vickers and Elkin, Medical Decision Making 26, 2006).
//!
//! Whoever acts at a probability of p or more holds a missed disease to be (1 - p) / p times as bad as a needless act. The
//! net benefit at p is then sensitivity x prevalence - (1 - specificity) x (1 - prevalence) x p / (1 - p), in true positives
//! a film. Acting on every film and on none are the two that a scorer must beat.

use serde::Serialize;

use super::figure::{BOOTSTRAP, one_class};
use super::resample::Resampling;
use super::sample::Sample;
use super::scorer::{Scorer, logistic};

/// Thresholds of a curve.
const STEPS: usize = 50;

/// A scorer's decision curve at one prevalence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionCurve {
    /// Share of positives that it holds for.
    pub prevalence: Option<f64>,
    /// Whether films were reweighted to it and probabilities moved there, or both taken as they come.
    pub reweighted: bool,
    /// Points, thresholds rising; empty where it is not defined.
    pub points: Vec<Benefit>,
    /// Films.
    pub films: usize,
    /// Positive films among them.
    pub positives: usize,
    /// How intervals were made.
    pub method: &'static str,
    /// Why there are no points.
    pub reason: Option<String>,
}

/// A point of a decision curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Benefit {
    /// Probability at which one acts.
    pub threshold: f64,
    /// Net benefit of the scorer, true positives a film.
    pub net_benefit: f64,
    /// Its 95 % interval; `None` where resamples give none.
    pub interval: Option<[f64; 2]>,
    /// Net benefit of acting on every film; on none, it is 0.
    pub act_on_all: f64,
}

/// The curve with films and probabilities as they come.
pub fn own(sample: &Sample, scorer: &Scorer, resampling: &Resampling) -> DecisionCurve {
    let Some(prevalence) = own_prevalence(sample) else {
        return none(sample, None, false, one_class(sample));
    };
    curve(sample, &scorer.log_odds, prevalence, false, resampling)
}

/// The curve at another prevalence: classes reweighted to it, and log odds moved by what the prior's move.
pub fn at(sample: &Sample, scorer: &Scorer, prevalence: f64, resampling: &Resampling) -> DecisionCurve {
    if own_prevalence(sample).is_none() {
        return none(sample, Some(prevalence), true, one_class(sample));
    }
    let Some(from) = scorer.holds_at else {
        let reason = "it is not known at which prevalence these scores hold as probabilities".to_owned();
        return none(sample, Some(prevalence), true, reason);
    };
    let shift = log_odds(prevalence) - log_odds(from);
    let moved: Vec<f64> = scorer.log_odds.iter().map(|x| x + shift).collect();
    curve(sample, &moved, prevalence, true, resampling)
}

fn own_prevalence(sample: &Sample) -> Option<f64> {
    sample.prevalence().filter(|_| sample.positives() > 0 && sample.negatives() > 0)
}

fn log_odds(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

fn none(sample: &Sample, prevalence: Option<f64>, reweighted: bool, reason: String) -> DecisionCurve {
    DecisionCurve {
        prevalence,
        reweighted,
        points: Vec::new(),
        films: sample.len(),
        positives: sample.positives(),
        method: BOOTSTRAP,
        reason: Some(reason),
    }
}

/// Thresholds up to eight times a rare disease's prevalence: nobody acts at more. Up to 99 % otherwise.
fn thresholds(prevalence: f64) -> [f64; STEPS] {
    let last = if prevalence < 0.1 { 8.0 * prevalence } else { 0.99 };
    std::array::from_fn(|i| last * (i + 1) as f64 / STEPS as f64)
}

fn curve(
    sample: &Sample,
    log_odds: &[f64],
    prevalence: f64,
    reweighted: bool,
    resampling: &Resampling,
) -> DecisionCurve {
    let thresholds = thresholds(prevalence);
    // How many thresholds each film reaches.
    let reached: Vec<usize> = log_odds
        .iter()
        .map(|&x| {
            let p = logistic(x);
            thresholds.partition_point(|t| *t <= p)
        })
        .collect();
    // Of a resample at its own prevalence, the resample's share of positives counts, as it would have been drawn.
    let given = reweighted.then_some(prevalence);
    let benefit = |weight: &dyn Fn(usize) -> f64| benefits(sample, &reached, &thresholds, given, weight);
    let intervals = resampling.intervals(sample, |weight| benefit(&|i| weight[i]));
    let points = benefit(&|_| 1.0)
        .into_iter()
        .zip(intervals)
        .zip(thresholds)
        .filter_map(|((net_benefit, interval), threshold)| {
            Some(Benefit {
                threshold,
                net_benefit: net_benefit?,
                interval: interval.bounds.ok(),
                act_on_all: prevalence - (1.0 - prevalence) * threshold / (1.0 - threshold),
            })
        })
        .collect();
    DecisionCurve { points, reason: None, ..none(sample, Some(prevalence), reweighted, String::new()) }
}

/// Net benefit at each threshold, of films that count by weight.
fn benefits(
    sample: &Sample,
    reached: &[usize],
    thresholds: &[f64; STEPS],
    prevalence: Option<f64>,
    weight: &dyn Fn(usize) -> f64,
) -> [Option<f64>; STEPS] {
    // Weight of positives and negatives by how many thresholds they reach.
    let mut counts = [[0.0; 2]; STEPS + 1];
    for (i, (&reached, &label)) in reached.iter().zip(sample.labels()).enumerate() {
        counts[reached][usize::from(!label)] += weight(i);
    }
    let total = counts.iter().fold([0.0; 2], |[p, n], c| [p + c[0], n + c[1]]);
    if total.iter().any(|t| *t <= 0.0) {
        return [None; STEPS];
    }
    let prevalence = prevalence.unwrap_or(total[0] / (total[0] + total[1]));
    let mut above = total;
    std::array::from_fn(|i| {
        above = [above[0] - counts[i][0], above[1] - counts[i][1]];
        let odds = thresholds[i] / (1.0 - thresholds[i]);
        Some(prevalence * above[0] / total[0] - (1.0 - prevalence) * odds * above[1] / total[1])
    })
}

#[cfg(test)]
mod tests {
    use super::super::scorer::Kind;
    use super::*;

    const RESAMPLING: Resampling = Resampling { seed: 4, count: 200 };

    fn scorer(log_odds: Vec<f64>, holds_at: Option<f64>) -> Scorer {
        Scorer {
            name: "s".into(),
            kind: Kind::Model,
            description: String::new(),
            log_odds,
            holds_at,
            calls: Vec::new(),
            pairwise: None,
        }
    }

    #[test]
    fn by_hand() {
        // 10 films, 4 positive; at a threshold of 0.2 or more 3 positives and 2 negatives are left.
        let labels = vec![true, true, true, true, false, false, false, false, false, false];
        let p: Vec<f64> = [0.9, 0.8, 0.7, 0.1, 0.9, 0.6, 0.05, 0.05, 0.05, 0.05].into();
        let log_odds: Vec<f64> = p.iter().map(|p| log_odds(*p)).collect();
        let sample = Sample::new(labels, 0..10);
        let found = own(&sample, &scorer(log_odds.clone(), None), &RESAMPLING);
        let point = found.points.iter().find(|b| (b.threshold - 0.198).abs() < 1e-9).unwrap();
        let odds = 0.198 / 0.802;
        assert!((point.net_benefit - (0.3 - 0.2 * odds)).abs() < 1e-12);
        assert!((point.act_on_all - (0.4 - 0.6 * odds)).abs() < 1e-12);
        // At another prevalence the shares of each class stay, and where one acts moves with the probabilities.
        let rare = at(&sample, &scorer(log_odds, Some(0.4)), 0.013, &RESAMPLING);
        let point = rare.points[1];
        let moved = |p: f64| logistic(super::log_odds(p) + super::log_odds(0.013) - super::log_odds(0.4));
        let reach = |of: &[f64]| of.iter().filter(|p| moved(**p) >= point.threshold).count() as f64;
        let (hits, alarms) = (reach(&p[..4]) / 4.0, reach(&p[4..]) / 6.0);
        let odds = point.threshold / (1.0 - point.threshold);
        assert!((point.net_benefit - (0.013 * hits - 0.987 * alarms * odds)).abs() < 1e-12);
        assert!(hits > 0.0 && alarms > 0.0 && alarms < 1.0);
    }

    #[test]
    fn acting_on_all_is_what_it_says() {
        let sample = Sample::new((0..50).map(|i| i % 5 == 0).collect(), 0..50);
        let found = own(&sample, &scorer(vec![50.0; 50], None), &RESAMPLING);
        assert_eq!(found.points.len(), STEPS);
        assert!(found.points.iter().all(|b| (b.net_benefit - b.act_on_all).abs() < 1e-9));
    }

    #[test]
    fn what_has_no_curve_says_why() {
        let one = Sample::new(vec![true; 3], 0..3);
        assert!(own(&one, &scorer(vec![0.0; 3], None), &RESAMPLING).reason.is_some());
        let sample = Sample::new(vec![true, false], 0..2);
        let unknown = at(&sample, &scorer(vec![0.0; 2], None), 0.013, &RESAMPLING);
        assert!(unknown.points.is_empty() && unknown.reason.unwrap().contains("prevalence"));
    }
}
