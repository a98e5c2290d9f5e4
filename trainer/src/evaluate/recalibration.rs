//! Calibration slope and intercept: the outcome regressed on the log odds that were predicted (Cox 1958; Steyerberg,
//! "Clinical Prediction Models", 2nd edition 2019, chapter 15).
//!
//! Maximum likelihood by Newton's method, without penalty. Standard errors are the model's own where each patient has one
//! film, and the sandwich of Liang and Zeger (1986) over patients otherwise, times G / (G - 1) for G patients.

use super::sample::Sample;

/// Newton's steps after which the fit is given up; it needs fewer than ten where a solution exists.
const ITERATIONS: usize = 60;

/// A straight line through log odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Intercept and slope.
    pub coefficients: [f64; 2],
    /// Their standard errors.
    pub standard_errors: [f64; 2],
}

/// Outcome on log odds: intercept 0 and slope 1 are perfect.
///
/// # Errors
///
/// Why there is no such line.
pub fn slope(sample: &Sample, log_odds: &[f64]) -> Result<Line, String> {
    fit(sample, log_odds, true)
}

/// Calibration in the large: the intercept if the slope is held at 1. Its second coefficient is that 1.
///
/// # Errors
///
/// As [`slope`].
pub fn in_the_large(sample: &Sample, log_odds: &[f64]) -> Result<Line, String> {
    fit(sample, log_odds, false)
}

fn fit(sample: &Sample, log_odds: &[f64], sloped: bool) -> Result<Line, String> {
    check(sample, log_odds, sloped)?;
    let [mut intercept, mut slope] = [0.0, 1.0];
    for _ in 0..ITERATIONS {
        let normal = Normal::of(sample, log_odds, [intercept, slope], sloped);
        let [step, turn] = normal.solve(normal.gradient);
        // A full step from far away can overshoot; the likelihood is concave, so halves of it arrive. Near the top it is
        // flat to the last digits, and a full step is right.
        let before = likelihood(sample, log_odds, [intercept, slope]);
        let enough = before - 1e-10 * (1.0 + before.abs());
        let mut share = 1.0;
        while share > 1e-8
            && likelihood(sample, log_odds, [intercept + share * step, slope + share * turn]) < enough
        {
            share /= 2.0;
        }
        intercept += share * step;
        slope += share * turn;
        if step.abs().max(turn.abs()) < 1e-10 {
            let at = Normal::of(sample, log_odds, [intercept, slope], sloped);
            let errors = at.standard_errors(sample, log_odds, [intercept, slope], sloped);
            return Ok(Line { coefficients: [intercept, slope], standard_errors: errors });
        }
    }
    Err("the regression does not converge: the classes are separated, or nearly so".to_owned())
}

fn check(sample: &Sample, log_odds: &[f64], sloped: bool) -> Result<(), String> {
    if sample.positives() == 0 || sample.negatives() == 0 {
        return Err(super::figure::one_class(sample));
    }
    if log_odds.iter().any(|x| !x.is_finite()) {
        return Err("a probability is 0 or 1, or none".to_owned());
    }
    if !sloped {
        return Ok(());
    }
    let range = |wanted: bool| {
        let of = log_odds.iter().zip(sample.labels()).filter(move |(_, l)| **l == wanted).map(|(x, _)| *x);
        of.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)])
    };
    let ([positive_low, positive_high], [negative_low, negative_high]) = (range(true), range(false));
    if positive_low == positive_high && negative_low == negative_high && positive_low == negative_low {
        return Err("every film has the same probability".to_owned());
    }
    if positive_low >= negative_high || positive_high <= negative_low {
        return Err("the probabilities separate the classes: no slope is the best".to_owned());
    }
    Ok(())
}

fn likelihood(sample: &Sample, log_odds: &[f64], [intercept, slope]: [f64; 2]) -> f64 {
    let one = |(&x, &label): (&f64, &bool)| {
        let z = intercept + slope * x;
        let margin = if label { z } else { -z };
        // ln of the logistic function, without overflow.
        margin.min(0.0) - (-margin.abs()).exp().ln_1p()
    };
    log_odds.iter().zip(sample.labels()).map(one).sum()
}

/// Gradient and information at a place.
struct Normal {
    gradient: [f64; 2],
    /// Of the intercept, of both, of the slope.
    information: [f64; 3],
}

impl Normal {
    fn of(sample: &Sample, log_odds: &[f64], [intercept, slope]: [f64; 2], sloped: bool) -> Self {
        let (mut gradient, mut information) = ([0.0; 2], [0.0; 3]);
        for (&x, &label) in log_odds.iter().zip(sample.labels()) {
            let p = super::scorer::logistic(intercept + slope * x);
            let (residual, weight) = (f64::from(u8::from(label)) - p, p * (1.0 - p));
            gradient[0] += residual;
            information[0] += weight;
            if sloped {
                gradient[1] += residual * x;
                information[1] += weight * x;
                information[2] += weight * x * x;
            }
        }
        if !sloped {
            // An equation of its own that nothing depends on.
            information[2] = 1.0;
        }
        Self { gradient, information }
    }

    /// The information's inverse times a vector.
    fn solve(&self, [a, b]: [f64; 2]) -> [f64; 2] {
        let [ii, is, ss] = self.information;
        let determinant = ii * ss - is * is;
        [(ss * a - is * b) / determinant, (ii * b - is * a) / determinant]
    }

    fn standard_errors(&self, sample: &Sample, log_odds: &[f64], at: [f64; 2], sloped: bool) -> [f64; 2] {
        if sample.one_film_a_patient() {
            let slope = if sloped { self.solve([0.0, 1.0])[1].sqrt() } else { 0.0 };
            return [self.solve([1.0, 0.0])[0].sqrt(), slope];
        }
        let mut scores = vec![[0.0; 2]; sample.patients()];
        for ((&x, &label), &patient) in log_odds.iter().zip(sample.labels()).zip(sample.patient()) {
            let residual = f64::from(u8::from(label)) - super::scorer::logistic(at[0] + at[1] * x);
            scores[patient][0] += residual;
            scores[patient][1] += if sloped { residual * x } else { 0.0 };
        }
        let mut variance = [0.0; 2];
        for score in scores {
            let moved = self.solve(score);
            variance[0] += moved[0] * moved[0];
            variance[1] += moved[1] * moved[1];
        }
        let groups = sample.patients() as f64;
        variance.map(|v| (v * groups / (groups - 1.0)).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_line_is_found_again() {
        // At each log odds the share of positives is what intercept 0.4 and slope 0.7 say, in 10,000 films.
        let (mut log_odds, mut labels) = (Vec::new(), Vec::new());
        for x in [-4.0, -1.0, 0.0, 2.0] {
            let share = super::super::scorer::logistic(0.4 + 0.7 * x);
            for i in 0..10_000 {
                log_odds.push(x);
                labels.push((f64::from(i) + 0.5) / 10_000.0 < share);
            }
        }
        let sample = Sample::new(labels, 0..40_000);
        let line = slope(&sample, &log_odds).unwrap();
        let [intercept, slope] = line.coefficients;
        assert!((intercept - 0.4).abs() < 1e-3 && (slope - 0.7).abs() < 1e-3, "{line:?}");
        assert!(line.standard_errors.iter().all(|e| (0.005..0.03).contains(e)), "{line:?}");
        let large = in_the_large(&sample, &log_odds).unwrap();
        assert_eq!((large.coefficients[1], large.standard_errors[1]), (1.0, 0.0));
    }

    #[test]
    fn copies_of_films_tell_nothing_new() {
        let log_odds = [-2.0, -1.0, 0.5, 1.5, -0.5, 0.2, 2.0, -1.5];
        let labels = vec![false, true, false, true, false, true, true, false];
        let once = slope(&Sample::new(labels.clone(), 0..8), &log_odds).unwrap();
        let thrice: Vec<f64> = log_odds.iter().copied().cycle().take(24).collect();
        let labels = labels.iter().copied().cycle().take(24).collect();
        let clustered = slope(&Sample::new(labels, (0..24).map(|i| i % 8)), &thrice).unwrap();
        for i in 0..2 {
            assert!((once.coefficients[i] - clustered.coefficients[i]).abs() < 1e-9);
            // Three times the films, but of the same patients: about as sure as once, not 1.7 times as sure (a ratio of
            // 0.58).
            let ratio = clustered.standard_errors[i] / once.standard_errors[i];
            assert!((0.65..1.5).contains(&ratio), "{ratio}");
        }
    }

    #[test]
    fn what_has_no_line_says_why() {
        let sample = Sample::new(vec![false, false, true, true], 0..4);
        assert!(slope(&sample, &[0.0, 1.0, 2.0, 3.0]).unwrap_err().contains("separate"));
        assert!(slope(&sample, &[1.0; 4]).unwrap_err().contains("same probability"));
        assert!(slope(&sample, &[f64::INFINITY; 4]).is_err());
        assert!(in_the_large(&Sample::new(vec![true], [0]), &[0.0]).unwrap_err().contains("both classes"));
    }
}
