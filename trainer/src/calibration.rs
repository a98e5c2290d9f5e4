//! Platt scaling (Platt 1999), fitted by Newton's method on validation films.

use shared::prediction::{Calibration, Probability};

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
}

/// Fits probability = sigmoid(slope x logit + intercept).
///
/// Platt's smoothed targets (N+ + 1) / (N+ + 2) and 1 / (N- + 2) keep the fit finite when the classes separate.
///
/// # Errors
///
/// [`CalibrationError`].
pub fn platt(logits: &[f64], labels: &[bool]) -> Result<Calibration, CalibrationError> {
    let films = labels.len();
    let positives = labels.iter().filter(|&&l| l).count();
    if positives == 0 || positives == films {
        return Err(CalibrationError::OneClass { films, positives });
    }
    let (p, n) = (positives as f64, (films - positives) as f64);
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
    let prevalence = Probability::new(p / films as f64).expect("a share is between 0 and 1");
    Ok(Calibration { slope: a, intercept: b, prevalence })
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
    fn nonsense_is_refused() {
        assert!(matches!(platt(&[1.0, 2.0], &[true, true]), Err(CalibrationError::OneClass { .. })));
        assert!(matches!(platt(&[-1.0, 1.0], &[true, false]), Err(CalibrationError::Slope(_))));
    }
}
