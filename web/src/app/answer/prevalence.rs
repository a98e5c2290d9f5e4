//! A package's figures at the prevalence of the reader's own films.
//!
//! Calibration and predictive values hold at one prevalence only. Where just the share of positives differs, and not how
//! films of either class look, the prior's log-odds are all that moves (Elkan 2001; Saerens, Latinne and Decaestecker
//! 2002). The calibration's part is that of `shared::prediction`, which the page does not link; a test holds the two to
//! the same numbers. Of its files the logistic function's needs nothing, and is the same.

#[path = "../../../../shared/src/prediction/logistic.rs"]
mod logistic;

pub use logistic::logistic;

use crate::protocol::{Calibration, Figure, PointFigures};

/// The lowest prevalence that a reader may set.
pub const LOWEST: f64 = 0.001;
/// The highest.
pub const HIGHEST: f64 = 0.9;

/// The calibration for films of another prevalence; `None` if either prevalence leaves one class out.
pub fn at_prevalence(calibration: &Calibration, prevalence: f64) -> Option<Calibration> {
    let shift = log_odds(prevalence)? - log_odds(calibration.prevalence)?;
    Some(Calibration { intercept: calibration.intercept + shift, prevalence, ..*calibration })
}

/// The probability of a logit, 0 to 1, at the calibration's prevalence.
pub fn probability(calibration: &Calibration, logit: f32) -> f64 {
    logistic(calibration.slope * f64::from(logit) + calibration.intercept)
}

/// What a result above or below the threshold is worth at a prevalence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PredictiveValues {
    /// Share of positive films among those above the threshold.
    pub positive: Figure,
    /// Share of negative films among those below it.
    pub negative: Figure,
}

/// Predictive values by Bayes' theorem.
///
/// Both grow with sensitivity and with specificity. So the bounds are what the lower ends of both 95 % intervals give, and
/// what the upper ends give: they hold whenever both intervals do, and are wider than an interval of the predictive value
/// itself would be. Without intervals there are no bounds; `None` where a value is undefined.
pub fn predictive_values(point: &PointFigures, prevalence: f64) -> Option<PredictiveValues> {
    let (sensitivity, specificity) = (point.sensitivity?, point.specificity?);
    log_odds(prevalence)?;
    let figure = |of: fn(f64, f64, f64) -> Option<f64>| {
        let ends = |a: Option<f64>, b: Option<f64>| of(a?, b?, prevalence);
        Some(Figure {
            value: of(sensitivity.value, specificity.value, prevalence)?,
            low: ends(sensitivity.low, specificity.low),
            high: ends(sensitivity.high, specificity.high),
        })
    };
    Some(PredictiveValues { positive: figure(ppv)?, negative: figure(npv)? })
}

fn ppv(sensitivity: f64, specificity: f64, prevalence: f64) -> Option<f64> {
    share(sensitivity * prevalence, (1.0 - specificity) * (1.0 - prevalence))
}

fn npv(sensitivity: f64, specificity: f64, prevalence: f64) -> Option<f64> {
    share(specificity * (1.0 - prevalence), (1.0 - sensitivity) * prevalence)
}

fn share(part: f64, rest: f64) -> Option<f64> {
    let whole = part + rest;
    (whole > 0.0).then(|| part / whole)
}

/// What becomes of [`Frequencies::FILMS`] films, in whole films. The parts add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frequencies {
    /// With pneumonia, above the threshold.
    pub true_positives: u32,
    /// Without, above.
    pub false_positives: u32,
    /// With, below.
    pub false_negatives: u32,
    /// Without, below.
    pub true_negatives: u32,
}

impl Frequencies {
    /// Films in all: enough to show a prevalence of one in a thousand.
    pub const FILMS: u32 = 1_000;

    /// Counts for an operating point at a prevalence; `None` without sensitivity or specificity.
    pub fn of(point: &PointFigures, prevalence: f64) -> Option<Self> {
        log_odds(prevalence)?;
        let positives = (prevalence * f64::from(Self::FILMS)).round() as u32;
        let negatives = Self::FILMS - positives;
        let part = |whole: u32, share: f64| ((f64::from(whole) * share).round() as u32).min(whole);
        let true_positives = part(positives, point.sensitivity?.value);
        let true_negatives = part(negatives, point.specificity?.value);
        Some(Self {
            true_positives,
            false_positives: negatives - true_negatives,
            false_negatives: positives - true_positives,
            true_negatives,
        })
    }

    /// Films above the threshold.
    pub fn above(&self) -> u32 {
        self.true_positives + self.false_positives
    }

    /// Films below it.
    pub fn below(&self) -> u32 {
        self.false_negatives + self.true_negatives
    }

    /// Films with pneumonia.
    pub fn positives(&self) -> u32 {
        self.true_positives + self.false_negatives
    }
}

/// Where a prevalence lies on the slider, 0 to 1; the slider's steps are of log-odds.
pub fn to_slider(prevalence: f64) -> f64 {
    let ends = (log_odds(LOWEST), log_odds(HIGHEST), log_odds(prevalence.clamp(LOWEST, HIGHEST)));
    match ends {
        (Some(low), Some(high), Some(here)) => (here - low) / (high - low),
        _ => 0.0,
    }
}

/// The prevalence at a place of the slider, with two significant digits, as a reader would say it.
pub fn from_slider(place: f64) -> f64 {
    let (Some(low), Some(high)) = (log_odds(LOWEST), log_odds(HIGHEST)) else { return LOWEST };
    let exact = logistic(low + place.clamp(0.0, 1.0) * (high - low));
    let step = 10_f64.powi(exact.log10().floor() as i32 - 1);
    ((exact / step).round() * step).clamp(LOWEST, HIGHEST)
}

/// A prevalence in per cent as a reader types it, with comma or point; `None` for what is none or out of bounds.
pub fn typed(text: &str) -> Option<f64> {
    let percent: f64 = text.trim().trim_end_matches('%').trim_end().replace(',', ".").parse().ok()?;
    let prevalence = percent / 100.0;
    (LOWEST..=HIGHEST).contains(&prevalence).then_some(prevalence)
}

fn log_odds(prevalence: f64) -> Option<f64> {
    (prevalence > 0.0 && prevalence < 1.0).then(|| (prevalence / (1.0 - prevalence)).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64, low: f64, high: f64) -> Option<Figure> {
        Some(Figure { value, low: Some(low), high: Some(high) })
    }

    fn point() -> PointFigures {
        PointFigures { sensitivity: figure(0.8, 0.7, 0.9), specificity: figure(0.9, 0.85, 0.95) }
    }

    /// The numbers of `shared::prediction`'s test `a_probability_moves_with_the_prior`.
    #[test]
    fn a_probability_moves_with_the_prior() {
        let at = |fitted: f64, prevalence: f64, logit: f32| {
            let calibration = Calibration { slope: 1.0, intercept: 0.0, prevalence: fitted };
            probability(&at_prevalence(&calibration, prevalence).unwrap(), logit)
        };
        assert!((at(0.5, 0.1, 0.0) - 0.1).abs() < 1e-12);
        assert!((at(0.2, 0.01, 0.0) - 4.0 / 103.0).abs() < 1e-12);
    }

    #[test]
    fn a_prevalence_without_one_class_gives_nothing() {
        let calibration = Calibration { slope: 1.7, intercept: -0.3, prevalence: 0.5 };
        for prevalence in [0.0, 1.0, -1.0, f64::NAN] {
            assert_eq!(at_prevalence(&calibration, prevalence), None);
            assert_eq!(at_prevalence(&Calibration { prevalence, ..calibration }, 0.5), None);
            assert_eq!(predictive_values(&point(), prevalence), None);
            assert_eq!(Frequencies::of(&point(), prevalence), None);
        }
    }

    #[test]
    fn predictive_values_by_hand() {
        // At a tenth: 80 of 1000 true, 90 false positives; 810 true, 20 false negatives.
        let values = predictive_values(&point(), 0.1).unwrap();
        assert!((values.positive.value - 80.0 / 170.0).abs() < 1e-12);
        assert!((values.negative.value - 810.0 / 830.0).abs() < 1e-12);
        // The lower ends: 70 and 135; 765 and 30. The upper ends: 90 and 45; 855 and 10.
        assert!((values.positive.low.unwrap() - 70.0 / 205.0).abs() < 1e-12);
        assert!((values.positive.high.unwrap() - 90.0 / 135.0).abs() < 1e-12);
        assert!((values.negative.low.unwrap() - 765.0 / 795.0).abs() < 1e-12);
        assert!((values.negative.high.unwrap() - 855.0 / 865.0).abs() < 1e-12);
        let bare = PointFigures { sensitivity: point().sensitivity, specificity: None };
        assert_eq!(predictive_values(&bare, 0.1), None);
        // Nothing is ever above such a threshold.
        let blind = PointFigures { sensitivity: figure(0.0, 0.0, 0.1), specificity: figure(1.0, 0.9, 1.0) };
        assert_eq!(predictive_values(&blind, 0.1), None);
    }

    #[test]
    fn frequencies_add_up() {
        let seen = Frequencies::of(&point(), 0.1).unwrap();
        let expected =
            Frequencies { true_positives: 80, false_positives: 90, false_negatives: 20, true_negatives: 810 };
        assert_eq!(seen, expected);
        for step in 0..=200 {
            let counts = Frequencies::of(&point(), from_slider(f64::from(step) / 200.0)).unwrap();
            assert_eq!(counts.above() + counts.below(), Frequencies::FILMS);
        }
    }

    #[test]
    fn the_slider_goes_there_and_back() {
        assert_eq!((from_slider(0.0), from_slider(1.0)), (LOWEST, HIGHEST));
        let mut last = 0.0;
        for step in 0..=200 {
            let place = f64::from(step) / 200.0;
            let prevalence = from_slider(place);
            assert!(prevalence >= last);
            assert!((to_slider(prevalence) - place).abs() < 0.02, "{place}");
            last = prevalence;
        }
    }

    #[test]
    fn what_a_reader_types() {
        assert_eq!(typed("13"), Some(0.13));
        assert_eq!(typed(" 0,5 % "), Some(0.005));
        for bad in ["", "x", "0", "100", "-3", "NaN", "0.05"] {
            assert_eq!(typed(bad), None, "{bad}");
        }
    }
}
