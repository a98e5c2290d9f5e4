//! How well a scorer orders films: AUC, average precision, their curves, and two scorers on the same films.

use serde::Serialize;

use super::figure::{DELONG, Figure, Interval, one_class};
use super::resample::Resampling;
use super::sample::Sample;
use super::scorer::Scorer;
use crate::metrics::{DeLong, Ranking as Order, precision_recall_curve, roc_curve};

/// Points of a curve that are kept, at most: more could not be seen.
const POINTS: usize = 400;

/// What needs no threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranking {
    /// Area under the ROC curve.
    pub auc: Figure,
    /// Average precision, which is the share of positives for a scorer that tells nothing.
    pub average_precision: Figure,
    /// Points (1 - specificity, sensitivity); empty where not defined.
    pub roc: Vec<[f64; 2]>,
    /// Points (recall, precision) of a step function; empty where not defined.
    pub precision_recall: Vec<[f64; 2]>,
}

/// How far one AUC is from another on the same films.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The model's AUC less the other's.
    pub auc: Figure,
    /// Two-sided P of such a difference if there were none, by DeLong; `None` where patients have several films.
    pub p: Option<f64>,
}

/// Measures a scorer.
pub fn rank(sample: &Sample, scorer: &Scorer, resampling: &Resampling) -> Ranking {
    let (scores, labels) = (&scorer.log_odds, sample.labels());
    let curve = |points: Option<Vec<[f64; 2]>>| thin(points.unwrap_or_default());
    Ranking {
        auc: auc(sample, scorer, resampling),
        average_precision: average_precision(sample, scores, resampling),
        roc: curve(roc_curve(scores, labels)),
        precision_recall: curve(precision_recall_curve(scores, labels)),
    }
}

/// AUC: by DeLong where each patient has one film and one model scores all, with resampled patients otherwise.
///
/// A scorer that gives all films the same orders none of them: its AUC is not defined here, though half of all ties would
/// be 0.5.
pub fn auc(sample: &Sample, scorer: &Scorer, resampling: &Resampling) -> Figure {
    let pairs = match Pairs::new(sample, scorer) {
        Ok(pairs) => pairs,
        Err(reason) => return Figure::undefined(sample, reason),
    };
    let figure = Figure::of(sample, pairs.auc(&|_| 1.0));
    if sample.one_film_a_patient() && scorer.pairwise.is_none() {
        let delong = DeLong::new(&scorer.log_odds, sample.labels());
        return figure.with(delong_interval(delong.and_then(|d| d.interval())));
    }
    let [interval] = resampling.intervals(sample, |weight| [pairs.auc(&|i| weight[i])]);
    figure.with(interval)
}

fn average_precision(sample: &Sample, scores: &[f64], resampling: &Resampling) -> Figure {
    let Some(order) = Order::new(scores, sample.labels()) else {
        return Figure::undefined(sample, NOT_A_NUMBER);
    };
    let Some(value) = order.average_precision(|_| 1.0) else {
        return Figure::undefined(sample, "no film is positive");
    };
    let [interval] = resampling.intervals(sample, |weight| [order.average_precision(|i| weight[i])]);
    Figure::of(sample, Some(value)).with(interval)
}

/// The AUC of a scorer less that of another on the same films.
pub fn difference(sample: &Sample, scorer: &Scorer, other: &Scorer, resampling: &Resampling) -> Difference {
    let (a, b) = match (Pairs::new(sample, scorer), Pairs::new(sample, other)) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(reason), _) | (_, Err(reason)) => {
            return Difference { auc: Figure::undefined(sample, reason), p: None };
        }
    };
    let less = |weight: &dyn Fn(usize) -> f64| Some(a.auc(weight)? - b.auc(weight)?);
    let figure = Figure::of(sample, less(&|_| 1.0));
    if sample.one_film_a_patient() && scorer.pairwise.is_none() && other.pairwise.is_none() {
        let of = |scorer: &Scorer| DeLong::new(&scorer.log_odds, sample.labels());
        let compared = of(scorer).zip(of(other)).and_then(|(a, b)| a.compare(&b));
        let bounds = compared.filter(|c| c.p.is_some()).map(|c| c.interval());
        return Difference { auc: figure.with(delong_interval(bounds)), p: compared.and_then(|c| c.p) };
    }
    let [interval] = resampling.intervals(sample, |weight| [less(&|i| weight[i])]);
    Difference { auc: figure.with(interval), p: None }
}

const NOT_A_NUMBER: &str = "a score is not a number";

/// All pairs of a positive and a negative film, counted by groups of films that one model scores.
struct Pairs<'a> {
    labels: &'a [bool],
    groups: Vec<Group>,
}

/// Pairs within some films, to be added or taken away.
struct Group {
    sign: f64,
    films: Vec<usize>,
    order: Order,
}

impl<'a> Pairs<'a> {
    /// # Errors
    ///
    /// Why there are no pairs, or nothing that orders them.
    fn new(sample: &'a Sample, scorer: &Scorer) -> Result<Self, String> {
        let labels = sample.labels();
        if sample.positives() == 0 || sample.negatives() == 0 {
            return Err(one_class(sample));
        }
        let mut groups = Vec::new();
        let mut add = |sign: f64, films: Vec<usize>, scores: &[f64]| {
            let (scores, labels): (Vec<f64>, Vec<bool>) =
                films.iter().map(|&i| (scores[i], labels[i])).unzip();
            let order = Order::new(&scores, &labels).ok_or_else(|| NOT_A_NUMBER.to_owned())?;
            groups.push(Group { sign, films, order });
            Ok::<(), String>(())
        };
        match &scorer.pairwise {
            None => add(1.0, (0..labels.len()).collect(), &scorer.log_odds)?,
            Some(pairwise) => {
                let of = |keep: &dyn Fn(usize) -> bool| -> Vec<usize> {
                    (0..labels.len()).filter(|&i| keep(pairwise.fold()[i])).collect()
                };
                for f in 0..pairwise.folds() {
                    add(1.0, of(&|k| k == f), pairwise.without(f, f))?;
                    // Pairs between two folds: those within both together, less those within each.
                    for g in f + 1..pairwise.folds() {
                        let scores = pairwise.without(f, g);
                        add(1.0, of(&|k| k == f || k == g), scores)?;
                        add(-1.0, of(&|k| k == f), scores)?;
                        add(-1.0, of(&|k| k == g), scores)?;
                    }
                }
            }
        }
        if groups.iter().all(|group| group.order.is_constant()) {
            return Err("every film has the same score".to_owned());
        }
        Ok(Self { labels, groups })
    }

    fn auc(&self, weight: &dyn Fn(usize) -> f64) -> Option<f64> {
        let right: f64 = self.groups.iter().map(|g| g.sign * g.order.pairs(|i| weight(g.films[i]))[0]).sum();
        let of = |wanted: bool| -> f64 {
            (0..self.labels.len()).filter(|&i| self.labels[i] == wanted).map(weight).sum()
        };
        let all = of(true) * of(false);
        (all > 0.0).then(|| right / all)
    }
}

fn delong_interval(bounds: Option<[f64; 2]>) -> Interval {
    let why = "its variance is 0 or cannot be estimated: too few films, or all pairs are ordered alike";
    Interval { bounds: bounds.ok_or_else(|| why.to_owned()), method: DELONG }
}

/// At most [`POINTS`] points, the first and the last among them.
fn thin(points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    if points.len() <= POINTS {
        return points;
    }
    (0..POINTS).map(|i| points[i * (points.len() - 1) / (POINTS - 1)]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::resample::Stream;
    use super::super::scorer::{Kind, Pairwise};
    use super::*;

    const RESAMPLING: Resampling = Resampling { seed: 4, count: 400 };

    fn scorer(scores: &[f64]) -> Scorer {
        Scorer {
            name: String::new(),
            kind: Kind::Model,
            description: String::new(),
            log_odds: scores.to_vec(),
            holds_at: None,
            calls: Vec::new(),
            pairwise: None,
        }
    }

    #[test]
    fn a_constant_scorer_orders_nothing() {
        let sample = Sample::new(vec![true, false, true], 0..3);
        let ranked = rank(&sample, &scorer(&[1.0; 3]), &RESAMPLING);
        assert_eq!(
            (ranked.auc.value, ranked.auc.reason.as_deref()),
            (None, Some("every film has the same score"))
        );
        assert_eq!(ranked.average_precision.value, Some(2.0 / 3.0));
    }

    #[test]
    fn one_class_and_one_film_say_so() {
        for sample in [Sample::new(vec![true], [0]), Sample::new(vec![false, false], [0, 1])] {
            let scores: Vec<f64> = (0..sample.len()).map(|i| i as f64).collect();
            let scorer = scorer(&scores);
            let auc = rank(&sample, &scorer, &RESAMPLING).auc;
            assert!(auc.value.is_none() && auc.interval.is_none(), "{auc:?}");
            assert!(auc.reason.unwrap().starts_with("both classes are needed"));
            assert_eq!(difference(&sample, &scorer, &scorer, &RESAMPLING).auc.value, None);
        }
    }

    #[test]
    fn separated_films_have_no_delong_interval() {
        let sample = Sample::new(vec![false, false, true, true], 0..4);
        let auc = auc(&sample, &scorer(&[0.0, 1.0, 2.0, 3.0]), &RESAMPLING);
        assert_eq!((auc.value, auc.interval, auc.method.as_str()), (Some(1.0), None, DELONG));
    }

    #[test]
    fn folds_of_one_model_are_that_model_and_others_are_compared_pair_by_pair() {
        let (scores, labels) = films(5, 90);
        let sample = Sample::new(labels, (0..90).map(|i| i / 2));
        let fold: Vec<usize> = (0..90).map(|i| i / 2 % 3).collect();
        let mut pairwise = Pairwise::new(fold.clone(), 3);
        let mut shifted = Pairwise::new(fold.clone(), 3);
        for (f, g) in (0..3).flat_map(|f| (f..3).map(move |g| (f, g))) {
            pairwise.set(f, g, scores.clone());
            // Each model has an intercept of its own.
            shifted.set(f, g, scores.iter().map(|s| s + (10 * f + g) as f64).collect());
        }
        let plain = scorer(&scores);
        let whole = auc(&sample, &plain, &RESAMPLING);
        for pairwise in [pairwise, shifted] {
            let folded = Scorer { pairwise: Some(pairwise), ..plain.clone() };
            let found = auc(&sample, &folded, &RESAMPLING);
            assert!((found.value.unwrap() - whole.value.unwrap()).abs() < 1e-12);
            let (a, b) = (found.interval.unwrap(), whole.interval.unwrap());
            assert!((a[0] - b[0]).abs() < 1e-9 && (a[1] - b[1]).abs() < 1e-9);
            let places: Vec<usize> = (10..60).collect();
            let (part, films) = (folded.part(&places), sample.part(&places));
            let direct = auc(&films, &plain.part(&places), &RESAMPLING).value.unwrap();
            assert!((auc(&films, &part, &RESAMPLING).value.unwrap() - direct).abs() < 1e-12);
        }
    }

    #[test]
    fn a_thinned_curve_keeps_its_ends() {
        let points: Vec<[f64; 2]> = (0..5000).map(|i| [f64::from(i), 0.0]).collect();
        let thinned = thin(points.clone());
        assert_eq!((thinned.len(), thinned[0], thinned[POINTS - 1]), (POINTS, points[0], points[4999]));
    }

    /// Films whose scores tell something, from a small generator.
    fn films(seed: u64, count: usize) -> (Vec<f64>, Vec<bool>) {
        let mut stream = Stream::new(seed, 0);
        (0..count)
            .map(|_| {
                let label = stream.unit() < 0.4;
                // Rounded, so that there are ties.
                ((8.0 * (stream.unit() + if label { 0.35 } else { 0.0 })).round(), label)
            })
            .unzip()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn delong_and_the_bootstrap_agree(seed in any::<u64>()) {
            let (scores, labels) = films(seed, 300);
            let sample = Sample::new(labels, 0..300);
            let delong = auc(&sample, &scorer(&scores), &RESAMPLING).interval.unwrap();
            let order = Order::new(&scores, sample.labels()).unwrap();
            let resampling = Resampling { seed, count: 2000 };
            let [bootstrap] = resampling.intervals(&sample, |w| [order.auc(|i| w[i])]);
            let bootstrap = bootstrap.bounds.unwrap();
            let width = delong[1] - delong[0];
            for (a, b) in delong.iter().zip(bootstrap) {
                prop_assert!((a - b).abs() < 0.2 * width, "{delong:?} {bootstrap:?}");
            }
        }

        #[test]
        fn a_monotone_map_changes_no_figure(seed in any::<u64>()) {
            let (scores, labels) = films(seed, 60);
            let other: Vec<f64> = scores.iter().map(|s| s.powi(3) + 2.0).collect();
            let sample = Sample::new(labels, (0..60).map(|i| i / 2));
            let (scores, other) = (scorer(&scores), scorer(&other));
            prop_assert_eq!(rank(&sample, &scores, &RESAMPLING), rank(&sample, &other, &RESAMPLING));
            let none = difference(&sample, &scores, &other, &RESAMPLING);
            prop_assert_eq!(none.auc.value, Some(0.0));
            prop_assert_eq!(none.auc.interval, None);
        }
    }
}
