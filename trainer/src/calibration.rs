//! From logits to probabilities, fitted by Newton's method on validation films: Platt scaling (Platt 1999), or temperature
//! scaling (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017), which has no intercept.
//!
//! Both hold at the prevalence of the films they were fitted on, which goes into the calibration; how they move to another
//! prevalence is `shared::prediction`'s.

use shared::prediction::{Calibration, Probability};

use crate::config::CalibrationMethod;

/// Iterations after which the fit is given up; Newton needs fewer than ten where a solution exists.
const ITERATIONS: usize = 100;

/// Why logits cannot be calibrated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CalibrationError {
    /// Only one class.
    #[error("calibration needs positive and negative films, got {positives} of {films} positive")]
    OneClass {
        /// Films.
        films: usize,
        /// Positive films.
        positives: usize,
    },
    /// The logits do not rise with the label.
    #[error("the logits do not rise with the label (slope {0:.3}): there is nothing to calibrate")]
    Slope(f64),
    /// No slope above 0 fits better than 0 does.
    #[error("the logits do not rise with the label from below 0 to above: no temperature fits")]
    NoSlope,
    /// Without an intercept and without smoothed targets, the steepest slope is the best one.
    #[error(
        "every positive film has a logit above 0 and every negative one below: no temperature is the best; use Platt \
         scaling"
    )]
    Separated,
    /// NaN or infinite.
    #[error("a logit is not a finite number")]
    NotFinite,
}

/// Fits the calibration that `method` asks for.
///
/// # Errors
///
/// [`CalibrationError`].
pub fn fit(
    method: CalibrationMethod,
    logits: &[f64],
    labels: &[bool],
) -> Result<Option<Calibration>, CalibrationError> {
    Ok(match method {
        CalibrationMethod::Platt => Some(platt(logits, labels)?),
        CalibrationMethod::Temperature => Some(temperature(logits, labels)?),
        CalibrationMethod::None => None,
    })
}

/// The share of positives, among films of both classes.
fn prevalence(logits: &[f64], labels: &[bool]) -> Result<Probability, CalibrationError> {
    let (films, positives) = (labels.len(), labels.iter().filter(|&&l| l).count());
    if positives == 0 || positives == films {
        return Err(CalibrationError::OneClass { films, positives });
    }
    if logits.iter().any(|x| !x.is_finite()) {
        return Err(CalibrationError::NotFinite);
    }
    Ok(Probability::new(positives as f64 / films as f64).expect("a share is between 0 and 1"))
}

/// Fits probability = sigmoid(slope x logit + intercept).
///
/// Platt's smoothed targets (N+ + 1) / (N+ + 2) and 1 / (N- + 2) keep the fit finite when the classes separate.
///
/// # Errors
///
/// [`CalibrationError`].
pub fn platt(logits: &[f64], labels: &[bool]) -> Result<Calibration, CalibrationError> {
    let prevalence = prevalence(logits, labels)?;
    let positives = labels.iter().filter(|&&l| l).count();
    let (p, n) = (positives as f64, (labels.len() - positives) as f64);
    let targets = [1.0 / (n + 2.0), (p + 1.0) / (p + 2.0)];
    let loss = |a: f64, b: f64| -> f64 {
        logits
            .iter()
            .zip(labels)
            .map(|(&x, &l)| {
                let z = a * x + b;
                z.max(0.0) - z * targets[usize::from(l)] + (-z.abs()).exp().ln_1p()
            })
            .sum()
    };
    let (mut a, mut b) = (0.0, (p / n).ln());
    for _ in 0..ITERATIONS {
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (0.0, 0.0, 1e-12, 0.0, 1e-12);
        for (&x, &l) in logits.iter().zip(labels) {
            let q = 1.0 / (1.0 + (-(a * x + b)).exp());
            let (d, w) = (q - targets[usize::from(l)], q * (1.0 - q));
            ga += d * x;
            gb += d;
            haa += w * x * x;
            hab += w * x;
            hbb += w;
        }
        let determinant = haa * hbb - hab * hab;
        let (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant);
        // Halve the step until it does not make things worse.
        let (before, mut step) = (loss(a, b), 1.0);
        while step > 1e-10 && loss(a - step * da, b - step * db) > before {
            step *= 0.5;
        }
        a -= step * da;
        b -= step * db;
        if (step * da).abs() < 1e-10 && (step * db).abs() < 1e-10 {
            break;
        }
    }
    if !(a > 0.0 && a.is_finite() && b.is_finite()) {
        return Err(CalibrationError::Slope(a));
    }
    Ok(Calibration { slope: a, intercept: b, prevalence })
}

/// Fits probability = sigmoid(logit / T) by the smallest negative log-likelihood. The slope is 1 / T, the intercept 0.
///
/// # Errors
///
/// [`CalibrationError`]; unlike Platt's, this fit has no answer for classes that the sign of the logit separates.
pub fn temperature(logits: &[f64], labels: &[bool]) -> Result<Calibration, CalibrationError> {
    let prevalence = prevalence(logits, labels)?;
    // Each film's logit, turned so that larger is better: the loss is the sum of ln(1 + exp(-slope x margin)).
    let margins: Vec<f64> = logits.iter().zip(labels).map(|(&x, &l)| if l { x } else { -x }).collect();
    // The loss is convex, and its derivative at slope 0 is minus half this sum.
    let sum: f64 = margins.iter().sum();
    if sum <= 0.0 {
        return Err(CalibrationError::NoSlope);
    }
    if margins.iter().all(|&m| m >= 0.0) {
        return Err(CalibrationError::Separated);
    }
    let loss = |slope: f64| -> f64 {
        margins.iter().map(|m| (-slope * m).max(0.0) + (-(slope * m).abs()).exp().ln_1p()).sum()
    };
    let mut slope = 0.0;
    for _ in 0..ITERATIONS {
        let (mut gradient, mut curvature) = (0.0, f64::MIN_POSITIVE);
        for m in &margins {
            let wrong = 1.0 / (1.0 + (slope * m).exp());
            gradient -= wrong * m;
            curvature += wrong * (1.0 - wrong) * m * m;
        }
        let (before, mut step) = (loss(slope), gradient / curvature);
        while step.abs() > 1e-12 * slope.abs() && loss(slope - step) > before {
            step *= 0.5;
        }
        slope -= step;
        if step.abs() <= 1e-10 * slope.abs() {
            break;
        }
    }
    if !(slope > 0.0 && slope.is_finite()) {
        return Err(CalibrationError::Slope(slope));
    }
    Ok(Calibration { slope, intercept: 0.0, prevalence })
}

#[cfg(test)]
mod tests {
    use shared::prediction::Logit;

    use super::*;

    #[test]
    fn a_known_curve_is_found_again() {
        // At each logit the share of positives is what slope 0.5 and intercept 1 say, in 10,000 films.
        let (mut logits, mut labels) = (Vec::new(), Vec::new());
        for x in [-6.0, -3.0, -1.0, 0.0, 2.0] {
            let share = 1.0 / (1.0 + (-(0.5 * x + 1.0_f64)).exp());
            for i in 0..10_000 {
                logits.push(x);
                labels.push((f64::from(i) + 0.5) / 10_000.0 < share);
            }
        }
        let fit = platt(&logits, &labels).unwrap();
        assert!((fit.slope - 0.5).abs() < 2e-3 && (fit.intercept - 1.0).abs() < 2e-3, "{fit:?}");
        let p = fit.probability(Logit::new(0.0).unwrap()).value();
        assert!((p - 0.731).abs() < 2e-3, "{p}");
    }

    #[test]
    fn separated_classes_stay_finite() {
        let fit = platt(&[-2.0, -1.0, 1.0, 2.0], &[false, false, true, true]).unwrap();
        assert!(fit.slope.is_finite() && fit.slope > 0.0);
    }

    #[test]
    fn the_temperature_is_scikit_learns() {
        // `LogisticRegression(C=inf, fit_intercept=False, tol=1e-12)`, scikit-learn 1.9.1: coefficient 0.54280553.
        let logits = [-3.0, -2.0, -1.0, 0.5, -0.5, 1.0, 2.0, 4.0, 1.5, -1.5];
        let labels = [false, false, false, false, true, true, true, true, false, true];
        let fit = temperature(&logits, &labels).unwrap();
        assert!((fit.slope - 0.542_805_53).abs() < 1e-8, "{fit:?}");
        assert_eq!((fit.intercept, fit.prevalence.value()), (0.0, 0.5));
        assert_eq!(super::fit(CalibrationMethod::Temperature, &logits, &labels), Ok(Some(fit)));
        assert_eq!(super::fit(CalibrationMethod::None, &logits, &labels), Ok(None));
    }

    #[test]
    fn logits_twice_as_large_have_half_the_slope() {
        let logits = [-3.0, -1.0, 0.5, -0.5, 2.0, 1.5, -1.5];
        let labels = [false, false, false, true, true, true, false];
        for method in [platt, temperature] {
            let whole = method(&logits, &labels).unwrap();
            for factor in [2.0, 1e3, 1e-3] {
                let scaled = method(&logits.map(|x| factor * x), &labels).unwrap();
                assert!((scaled.slope * factor / whole.slope - 1.0).abs() < 1e-6, "{factor}: {scaled:?}");
            }
        }
    }

    #[test]
    fn what_has_no_temperature_says_why() {
        let labels = [false, false, true, true];
        assert_eq!(temperature(&[-2.0, -1.0, 1.0, 2.0], &labels), Err(CalibrationError::Separated));
        assert_eq!(temperature(&[2.0, 1.0, -1.0, -2.0], &labels), Err(CalibrationError::NoSlope));
        assert_eq!(temperature(&[0.0; 4], &labels), Err(CalibrationError::NoSlope));
        assert_eq!(temperature(&[f64::NAN; 4], &labels), Err(CalibrationError::NotFinite));
        assert!(matches!(temperature(&[1.0], &[false]), Err(CalibrationError::OneClass { .. })));
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(matches!(platt(&[1.0, 2.0], &[true, true]), Err(CalibrationError::OneClass { .. })));
        assert!(matches!(platt(&[-1.0, 1.0], &[true, false]), Err(CalibrationError::Slope(_))));
    }
}
