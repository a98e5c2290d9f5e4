//! What calling films positive comes to: at the sample's share of positives, and reweighted to another.
//!
//! Sensitivity and specificity do not depend on how common the disease is; PPV, NPV, accuracy and F1 do. For another
//! prevalence each film of a class counts by the class's new share over its old one, which is Bayes' rule: films of either
//! class are taken to look as they do here.

use serde::Serialize;

use super::counts::Counts;
use super::figure::{BOOTSTRAP, Figure, Interval, WILSON, WILSON_PATIENTS};
use super::resample::Resampling;
use super::sample::Sample;
use super::scorer::Calls;
use crate::metrics::{Confusion, wilson_interval};

/// The figures of one operating point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decisions {
    /// Its name.
    pub name: String,
    /// How its threshold was chosen.
    pub rule: String,
    /// The films on either side.
    pub confusion: Confusion,
    /// Share of the positives that are called so (recall).
    pub sensitivity: Figure,
    /// Share of the negatives that are called so.
    pub specificity: Figure,
    /// PPV and the rest, at each prevalence.
    pub at_prevalence: Vec<Predictive>,
}

/// Figures that depend on how common the disease is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Predictive {
    /// Share of positives that they hold for.
    pub prevalence: f64,
    /// Whether films were reweighted to it, and are not as they come.
    pub reweighted: bool,
    /// Share of the films called positive that are (precision).
    pub ppv: Figure,
    /// Share of the films called negative that are.
    pub npv: Figure,
    /// Harmonic mean of PPV and sensitivity.
    pub f1: Figure,
    /// Share of all films that are called rightly.
    pub accuracy: Figure,
}

/// Measures one operating point, at the sample's prevalence and at each of `prevalences`.
pub fn decide(sample: &Sample, calls: &Calls, prevalences: &[f64], resampling: &Resampling) -> Decisions {
    let called = &calls.positive;
    let confusion = confusion(sample, called);
    let [sensitivity, specificity] = rates(sample, calls, resampling);
    let of =
        |keep: &dyn Fn(usize) -> bool, part, which| share_of(sample, called, keep, part, which, resampling);
    let own = sample.prevalence().map(|prevalence| {
        let right = confusion.true_positives + confusion.true_negatives;
        Predictive {
            prevalence,
            reweighted: false,
            ppv: of(&|i| called[i], confusion.true_positives, Counts::ppv),
            npv: of(&|i| !called[i], confusion.true_negatives, Counts::npv),
            f1: resampled(sample, called, None, resampling, Counts::f1),
            accuracy: of(&|_| true, right, Counts::accuracy),
        }
    });
    let elsewhere = prevalences.iter().map(|&prevalence| {
        let figure = |which| resampled(sample, called, Some(prevalence), resampling, which);
        Predictive {
            prevalence,
            reweighted: true,
            ppv: figure(Counts::ppv),
            npv: figure(Counts::npv),
            f1: figure(Counts::f1),
            accuracy: figure(Counts::accuracy),
        }
    });
    Decisions {
        name: calls.name.clone(),
        rule: calls.rule.clone(),
        confusion,
        sensitivity,
        specificity,
        at_prevalence: own.into_iter().chain(elsewhere).collect(),
    }
}

/// Sensitivity and specificity.
pub fn rates(sample: &Sample, calls: &Calls, resampling: &Resampling) -> [Figure; 2] {
    let (called, labels) = (&calls.positive, sample.labels());
    let confusion = confusion(sample, called);
    [
        share_of(sample, called, &|i| labels[i], confusion.true_positives, Counts::sensitivity, resampling),
        share_of(sample, called, &|i| !labels[i], confusion.true_negatives, Counts::specificity, resampling),
    ]
}

/// The share `part` of the films that `keep` keeps; `which` is the same of weighted counts.
fn share_of(
    sample: &Sample,
    called: &[bool],
    keep: &dyn Fn(usize) -> bool,
    part: usize,
    which: fn(&Counts) -> Option<f64>,
    resampling: &Resampling,
) -> Figure {
    let films: Vec<usize> = (0..sample.len()).filter(|&i| keep(i)).collect();
    let whole = films.len();
    let value = (whole > 0).then(|| part as f64 / whole as f64);
    share(sample, Figure::of(&sample.part(&films), value), (part, whole), called, which, resampling)
}

fn confusion(sample: &Sample, called: &[bool]) -> Confusion {
    let scores: Vec<f64> = called.iter().map(|&c| f64::from(u8::from(c))).collect();
    Confusion::at(&scores, sample.labels(), 0.5)
}

/// Share of positive films, with its interval.
pub(super) fn prevalence(sample: &Sample, resampling: &Resampling) -> Figure {
    let (positives, films) = (sample.positives(), sample.len());
    let figure = Figure::of(sample, sample.prevalence());
    // As if all were called positive: PPV is then the share of positives.
    share(sample, figure, (positives, films), &vec![true; films], Counts::ppv, resampling)
}

/// A share of the films: Wilson's interval where each patient has one, resampled patients otherwise.
fn share(
    sample: &Sample,
    figure: Figure,
    (part, whole): (usize, usize),
    called: &[bool],
    which: fn(&Counts) -> Option<f64>,
    resampling: &Resampling,
) -> Figure {
    if whole == 0 {
        let reason = "there are no such films to take a share of".to_owned();
        return Figure { value: None, reason: Some(reason), ..figure };
    }
    let patients = figure.patients;
    figure.with(if sample.one_film_a_patient() {
        wilson(part, whole, WILSON)
    } else if part == 0 || part == whole {
        all_or_none(part > 0, patients)
    } else {
        let [interval] =
            resampling.intervals(sample, |weight| [which(&Counts::of(sample, called, |i| weight[i], None))]);
        interval
    })
}

/// The interval of a share of 1, or of 0, among the films of so many patients.
pub(super) fn all_or_none(all: bool, patients: usize) -> Interval {
    wilson(if all { patients } else { 0 }, patients, WILSON_PATIENTS)
}

fn wilson(part: usize, whole: usize, method: &'static str) -> Interval {
    Interval { bounds: wilson_interval(part, whole).ok_or_else(|| "there are no films".to_owned()), method }
}

/// A figure whose interval is resampled in any case.
fn resampled(
    sample: &Sample,
    called: &[bool],
    prevalence: Option<f64>,
    resampling: &Resampling,
    which: fn(&Counts) -> Option<f64>,
) -> Figure {
    let Some(value) = which(&Counts::of(sample, called, |_| 1.0, prevalence)) else {
        let reason = "a class is missing, or no film is called so";
        return Figure { method: BOOTSTRAP.to_owned(), ..Figure::undefined(sample, reason) };
    };
    let [interval] = resampling
        .intervals(sample, |weight| [which(&Counts::of(sample, called, |i| weight[i], prevalence))]);
    Figure::of(sample, Some(value)).with(interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESAMPLING: Resampling = Resampling { seed: 4, count: 400 };

    /// 40 positives of which 30 are called, 60 negatives of which 12 are.
    fn films() -> (Vec<bool>, Calls) {
        let labels = (0..100).map(|i| i < 40).collect();
        let positive = (0..100).map(|i| !(30..88).contains(&i)).collect();
        (labels, Calls { name: "youden".into(), rule: "r".into(), positive })
    }

    #[test]
    fn figures_are_those_of_the_matrix() {
        let (labels, calls) = films();
        let found = decide(&Sample::new(labels, 0..100), &calls, &[0.013], &RESAMPLING);
        assert_eq!((found.sensitivity.value, found.specificity.value), (Some(0.75), Some(0.8)));
        // statsmodels 0.14, proportion_confint(30, 40, method="wilson"): 0.59806, 0.85813.
        let [low, high] = found.sensitivity.interval.unwrap();
        assert!((low - 0.598_06).abs() < 1e-5 && (high - 0.858_13).abs() < 1e-5, "{low} {high}");
        assert_eq!((found.sensitivity.films, found.specificity.films), (40, 60));
        let [own, rare] = &found.at_prevalence[..] else { panic!() };
        assert_eq!((own.ppv.value, own.ppv.films, own.npv.films), (Some(30.0 / 42.0), 42, 58));
        assert_eq!((own.npv.value, own.accuracy.value), (Some(48.0 / 58.0), Some(0.78)));
        assert_eq!(own.f1.value, Some(60.0 / 82.0));
        // Bayes: 0.013 x 0.75 / (0.013 x 0.75 + 0.987 x 0.2).
        let ppv = 0.009_75 / (0.009_75 + 0.197_4);
        assert!((rare.ppv.value.unwrap() - ppv).abs() < 1e-12);
        let f1 = 2.0 * ppv * 0.75 / (ppv + 0.75);
        assert!((rare.f1.value.unwrap() - f1).abs() < 1e-12);
        let [low, high] = rare.ppv.interval.unwrap();
        assert!(low < ppv && ppv < high);
    }

    #[test]
    fn at_its_own_prevalence_reweighting_changes_nothing() {
        let (labels, calls) = films();
        let found = decide(&Sample::new(labels, (0..100).map(|i| i / 2)), &calls, &[0.4], &RESAMPLING);
        let [own, same] = &found.at_prevalence[..] else { panic!() };
        for (a, b) in [
            (&own.ppv, &same.ppv),
            (&own.npv, &same.npv),
            (&own.f1, &same.f1),
            (&own.accuracy, &same.accuracy),
        ] {
            assert!((a.value.unwrap() - b.value.unwrap()).abs() < 1e-12);
        }
    }

    #[test]
    fn what_is_undefined_is_said() {
        let none = Calls { name: "n".into(), rule: "r".into(), positive: vec![false; 20] };
        let sample = Sample::new((0..20).map(|i| i < 8).collect(), (0..20).map(|i| i / 2));
        let found = decide(&sample, &none, &[0.1], &RESAMPLING);
        let own = &found.at_prevalence[0];
        assert_eq!((own.ppv.value, own.npv.value, own.f1.value), (None, Some(0.6), Some(0.0)));
        assert!(own.ppv.reason.is_some());
        // None of four patients' films: the rule of three, not an interval from 0 to 0.
        let [low, high] = found.sensitivity.interval.unwrap();
        assert_eq!((found.sensitivity.value, low, found.sensitivity.patients), (Some(0.0), 0.0, 4));
        assert!(high > 0.4 && found.sensitivity.method == WILSON_PATIENTS);
        let single = decide(
            &Sample::new(vec![true], [0]),
            &Calls { positive: vec![true], ..none },
            &[0.1],
            &RESAMPLING,
        );
        assert_eq!((single.specificity.value, single.at_prevalence[1].ppv.value), (None, None));
    }
}
