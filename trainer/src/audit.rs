//! How far shortcuts get: a baseline that sees only a blurred thumbnail.
//!
//! A classifier that reads disease must look at texture. If a linear model on sixteen by sixteen block means does
//! as well, the labels leak into brightness, framing or habitus, and a high AUC proves nothing. The baseline here
//! is fitted on one set of films and scored on another.

use shared::image::GrayImage;

use crate::metrics::auc;

/// Cells of a thumbnail, a side.
pub const THUMBNAIL_SIDE: usize = 16;
/// Features of a thumbnail.
pub const THUMBNAIL_LEN: usize = THUMBNAIL_SIDE * THUMBNAIL_SIDE;

/// Why a baseline could not be fitted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// Features and labels differ in number.
    #[error("{features} feature rows for {labels} labels")]
    Length {
        /// Rows of features.
        features: usize,
        /// Labels.
        labels: usize,
    },
    /// One class is missing.
    #[error("a baseline needs both classes: {positives} of {films} films are positive")]
    OneClass {
        /// Positive films.
        positives: usize,
        /// Films.
        films: usize,
    },
    /// The normal equations could not be solved.
    #[error("the logistic regression did not converge")]
    Singular,
}

/// Block means of a film over a 16 by 16 grid, row-major, gray levels 0 to 255.
///
/// Cell borders fall at `side * k / 16`, rounded down; a film under 16 pixels a side repeats pixels.
pub fn thumbnail16(film: &GrayImage) -> [f32; THUMBNAIL_LEN] {
    let mut cells = [0.0; THUMBNAIL_LEN];
    let span = |k: usize, side: usize| {
        let start = k * side / THUMBNAIL_SIDE;
        start..((k + 1) * side / THUMBNAIL_SIDE).max(start + 1)
    };
    for (n, cell) in cells.iter_mut().enumerate() {
        let rows = span(n / THUMBNAIL_SIDE, film.height());
        let columns = span(n % THUMBNAIL_SIDE, film.width());
        let count = rows.len() * columns.len();
        let sum: u64 = rows
            .map(|y| {
                film.pixels()[y * film.width()..][columns.clone()].iter().map(|&p| u64::from(p)).sum::<u64>()
            })
            .sum();
        *cell = sum as f32 / count as f32;
    }
    cells
}

/// A logistic regression on standardised features.
#[derive(Debug, Clone)]
pub struct LogisticRegression {
    mean: Vec<f64>,
    // Reciprocal standard deviations, 0 for constant features.
    scale: Vec<f64>,
    weights: Vec<f64>,
    bias: f64,
    /// The L2 penalty per film that inner validation chose.
    pub l2: f64,
}

impl LogisticRegression {
    /// The log odds of `features`.
    pub fn logit(&self, features: &[f32]) -> f64 {
        let sum: f64 = features
            .iter()
            .zip(&self.mean)
            .zip(&self.scale)
            .zip(&self.weights)
            .map(|(((&f, m), s), w)| (f64::from(f) - m) * s * w)
            .sum();
        sum + self.bias
    }
}

impl LogisticRegression {
    /// The same as weights of the features as they were given, and what is added.
    pub fn coefficients(&self) -> (Vec<f64>, f64) {
        let weights: Vec<f64> = self.weights.iter().zip(&self.scale).map(|(w, s)| w * s).collect();
        let at_mean: f64 = weights.iter().zip(&self.mean).map(|(w, m)| w * m).sum();
        (weights, self.bias - at_mean)
    }
}

/// Penalties tried, per film: from nearly none to one that leaves little but the mean.
const PENALTIES: [f64; 6] = [1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0];

/// Fits an L2 logistic regression; every fourth film is held out to choose the penalty (by AUC), then all are used.
///
/// # Errors
///
/// [`AuditError`] if lengths differ, a class is missing (also among the held-out films) or the fit fails.
pub fn logistic_regression<F: AsRef<[f32]>>(
    features: &[F],
    labels: &[bool],
) -> Result<LogisticRegression, AuditError> {
    logistic_regression_holding(features, labels, |i| i % 4 == 3)
}

/// [`logistic_regression`] with the films of `held` held out: whoever has several films of a patient keeps them together.
///
/// # Errors
///
/// As [`logistic_regression`].
pub fn logistic_regression_holding<F: AsRef<[f32]>>(
    features: &[F],
    labels: &[bool],
    held: impl Fn(usize) -> bool,
) -> Result<LogisticRegression, AuditError> {
    check(features.len(), labels)?;
    let pick = |inner: bool| {
        let indices: Vec<usize> = (0..labels.len()).filter(|&i| held(i) == inner).collect();
        let x: Vec<&[f32]> = indices.iter().map(|&i| features[i].as_ref()).collect();
        let y: Vec<bool> = indices.iter().map(|&i| labels[i]).collect();
        (x, y)
    };
    let ((fit_x, fit_y), (held_x, held_y)) = (pick(false), pick(true));
    check(fit_x.len(), &fit_y)?;
    check(held_x.len(), &held_y)?;
    let mut best = (f64::NEG_INFINITY, PENALTIES[0]);
    for l2 in PENALTIES {
        let model = newton(&fit_x, &fit_y, l2)?;
        let scores: Vec<f64> = held_x.iter().map(|x| model.logit(x)).collect();
        if let Some(area) = auc(&scores, &held_y)
            && area > best.0
        {
            best = (area, l2);
        }
    }
    let all: Vec<&[f32]> = features.iter().map(AsRef::as_ref).collect();
    newton(&all, labels, best.1)
}

/// An L2 logistic regression with a penalty that is known.
///
/// # Errors
///
/// As [`logistic_regression`].
pub fn penalised<F: AsRef<[f32]>>(
    features: &[F],
    labels: &[bool],
    l2: f64,
) -> Result<LogisticRegression, AuditError> {
    check(features.len(), labels)?;
    let all: Vec<&[f32]> = features.iter().map(AsRef::as_ref).collect();
    newton(&all, labels, l2)
}

/// AUC of the thumbnail baseline: fitted on `train`, scored on `test`.
///
/// # Errors
///
/// [`AuditError`] if the fit fails or `test` lacks a class.
pub fn thumbnail_baseline(
    train: &[([f32; THUMBNAIL_LEN], bool)],
    test: &[([f32; THUMBNAIL_LEN], bool)],
) -> Result<f64, AuditError> {
    let (x, y): (Vec<_>, Vec<_>) = train.iter().copied().unzip();
    let model = logistic_regression(&x, &y)?;
    let (scores, labels): (Vec<f64>, Vec<bool>) = test.iter().map(|(x, y)| (model.logit(x), *y)).unzip();
    auc(&scores, &labels)
        .ok_or(AuditError::OneClass { positives: labels.iter().filter(|&&l| l).count(), films: labels.len() })
}

fn check(rows: usize, labels: &[bool]) -> Result<(), AuditError> {
    if rows != labels.len() {
        return Err(AuditError::Length { features: rows, labels: labels.len() });
    }
    let positives = labels.iter().filter(|&&l| l).count();
    if positives == 0 || positives == labels.len() {
        return Err(AuditError::OneClass { positives, films: labels.len() });
    }
    Ok(())
}

/// Newton's method (iteratively reweighted least squares) with a penalty of `l2` per film on the weights, none on
/// the bias.
fn newton(features: &[&[f32]], labels: &[bool], l2: f64) -> Result<LogisticRegression, AuditError> {
    let (n, d) = (features.len(), features[0].len());
    let count = n as f64;
    let mut mean = vec![0.0; d];
    let mut scale = vec![0.0; d];
    for row in features {
        mean.iter_mut().zip(*row).for_each(|(m, &f)| *m += f64::from(f) / count);
    }
    for row in features {
        for ((s, m), &f) in scale.iter_mut().zip(&mean).zip(*row) {
            *s += (f64::from(f) - m) * (f64::from(f) - m) / count;
        }
    }
    // A feature that hardly varies (a black corner) carries nothing but rounding.
    scale.iter_mut().for_each(|s| *s = if *s > 1e-12 { 1.0 / s.sqrt() } else { 0.0 });

    // The last column is the bias.
    let p = d + 1;
    let x: Vec<f64> = features
        .iter()
        .flat_map(|row| {
            row.iter().zip(&mean).zip(&scale).map(|((&f, m), s)| (f64::from(f) - m) * s).chain([1.0])
        })
        .collect();
    let mut w = vec![0.0; p];
    // Newton's method on a penalised logistic loss needs some eight steps; fifty is a stop.
    for _ in 0..50 {
        let mut gradient = vec![0.0; p];
        let mut hessian = vec![0.0; p * p];
        for (row, &label) in x.chunks_exact(p).zip(labels) {
            let logit: f64 = row.iter().zip(&w).map(|(a, b)| a * b).sum();
            let probability = 1.0 / (1.0 + libm::exp(-logit));
            let error = probability - f64::from(u8::from(label));
            let weight = probability * (1.0 - probability);
            for (i, &a) in row.iter().enumerate() {
                gradient[i] += error * a / count;
                let scaled = weight * a / count;
                // The lower triangle is enough.
                hessian[i * p..=i * p + i].iter_mut().zip(row).for_each(|(h, b)| *h += scaled * b);
            }
        }
        for i in 0..d {
            gradient[i] += l2 * w[i];
            hessian[i * p + i] += l2;
        }
        // Keeps constant features (all zeros) from making the matrix singular.
        (0..p).for_each(|i| hessian[i * p + i] += 1e-9);
        let step = cholesky_solve(&mut hessian, &gradient, p).ok_or(AuditError::Singular)?;
        w.iter_mut().zip(&step).for_each(|(w, s)| *w -= s);
        if step.iter().fold(0.0_f64, |a, s| a.max(s.abs())) < 1e-6 {
            break;
        }
    }
    if w.iter().any(|w| !w.is_finite()) {
        return Err(AuditError::Singular);
    }
    let bias = w[d];
    w.truncate(d);
    Ok(LogisticRegression { mean, scale, weights: w, bias, l2 })
}

/// Solves `a x = b` for a positive definite `a` (`p` by `p`, lower triangle), which it overwrites.
fn cholesky_solve(a: &mut [f64], b: &[f64], p: usize) -> Option<Vec<f64>> {
    for i in 0..p {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| a[i * p + k] * a[j * p + k]).sum();
            let value = a[i * p + j] - dot;
            if i == j {
                if value.is_nan() || value <= 0.0 {
                    return None;
                }
                a[i * p + i] = value.sqrt();
            } else {
                a[i * p + j] = value / a[j * p + j];
            }
        }
    }
    let mut x = b.to_vec();
    for i in 0..p {
        let dot: f64 = (0..i).map(|k| a[i * p + k] * x[k]).sum();
        x[i] = (x[i] - dot) / a[i * p + i];
    }
    for i in (0..p).rev() {
        let dot: f64 = (i + 1..p).map(|k| a[k * p + i] * x[k]).sum();
        x[i] = (x[i] - dot) / a[i * p + i];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbnails_are_block_means() {
        let pixels = (0..64 * 32).map(|i| if i % 64 < 32 { 10 } else { 200 }).collect();
        let cells = thumbnail16(&GrayImage::new(64, 32, pixels).unwrap());
        assert_eq!((cells[0], cells[7], cells[8], cells[255]), (10.0, 10.0, 200.0, 200.0));
    }

    #[test]
    fn a_linear_rule_is_found_and_noise_is_not() {
        // A small generator (Knuth's MMIX constants) is enough for a test.
        let mut state = 1_u64;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / 16_777_216.0
        };
        let features: Vec<[f32; 5]> = (0..800).map(|_| [draw(), draw(), draw(), draw(), 3.0]).collect();
        let labels: Vec<bool> = features.iter().map(|f| 2.0 * f[0] - f[1] + 0.2 * draw() > 0.6).collect();
        let coin: Vec<bool> = (0..800).map(|_| draw() > 0.5).collect();
        let score = |labels: &[bool]| {
            let model = logistic_regression(&features[..600], &labels[..600]).unwrap();
            let scores: Vec<f64> = features[600..].iter().map(|f| model.logit(f)).collect();
            auc(&scores, &labels[600..]).unwrap()
        };
        assert!(score(&labels) > 0.97);
        assert!((score(&coin) - 0.5).abs() < 0.15);
    }

    #[test]
    fn one_class_is_an_error() {
        let features = [[1.0_f32], [2.0]];
        assert!(matches!(logistic_regression(&features, &[true, true]), Err(AuditError::OneClass { .. })));
    }
}
