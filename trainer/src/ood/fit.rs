//! Principal components of the training films' descriptions.

use anyhow::{Result, ensure};
use rand::SeedableRng as _;
use rand::distr::{Distribution as _, StandardUniform};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use shared::distribution::{Cluster, THUMBNAIL};

/// Components. From 8 to 32 told the classes of films in docs/out-of-distribution.md equally well; more of them begin to
/// refuse films with rare builds.
const COMPONENTS: usize = 16;

/// Fewest films that a distribution is fitted to.
const FEWEST_FILMS: usize = 8;

/// Least scale of a dimension, as a share of the median among features or thumbnail pixels: one that hardly varies in
/// training must not decide alone.
const LEAST_SCALE: f64 = 0.1;

/// Vectors that are iterated beside the components, so that the last of these converge too.
const SPARE: usize = 8;

/// Iterations; eigenvalues here fall by a tenth from one to the next, and 60 leave no digit of an f32 to be gained.
const ITERATIONS: usize = 60;

/// Components of clusters of which the smallest is fitted to so many films: 16 at most, and no more than a quarter of them.
pub(super) fn components(fewest: usize) -> usize {
    COMPONENTS.min(fewest / 4).max(1)
}

/// Fits a cluster with `k` components to descriptions of films. Its limit is 1: what it should be is for other films to say.
///
/// # Errors
///
/// With fewer than 8 films, or films that are all alike.
pub fn fit(films: &[Vec<f64>], k: usize) -> Result<Cluster> {
    let n = films.len();
    ensure!(n >= FEWEST_FILMS, "{n} training films: a cluster needs at least {FEWEST_FILMS}");
    let d = films[0].len();
    let mean: Vec<f64> = (0..d).map(|j| films.iter().map(|f| f[j]).sum::<f64>() / n as f64).collect();
    let sd: Vec<f64> = (0..d)
        .map(|j| (films.iter().map(|f| (f[j] - mean[j]).powi(2)).sum::<f64>() / (n - 1) as f64).sqrt())
        .collect();
    let features = d - THUMBNAIL * THUMBNAIL;
    let mut scale = sd.clone();
    for part in [0..features, features..d] {
        let mut sorted: Vec<f64> = sd[part.clone()].to_vec();
        sorted.sort_by(f64::total_cmp);
        let median = sorted[sorted.len() / 2];
        ensure!(median > 0.0 && median.is_finite(), "the training films are all alike to the network");
        scale[part].iter_mut().for_each(|s| *s = s.max(LEAST_SCALE * median));
    }
    // What is stored is what is fitted to.
    let mean: Vec<f32> = mean.into_iter().map(|v| v as f32).collect();
    let scale: Vec<f32> = scale.into_iter().map(|v| v as f32).collect();
    let z: Vec<Vec<f64>> = films
        .iter()
        .map(|f| (0..d).map(|j| (f[j] - f64::from(mean[j])) / f64::from(scale[j])).collect())
        .collect();
    let (variances, components) = leading(&z, k);
    let total: f64 = z.iter().flatten().map(|v| v * v).sum::<f64>() / (n - 1) as f64;
    let residual = (total - variances.iter().sum::<f64>()) / (d - k) as f64;
    ensure!(
        residual > 0.0 && variances.iter().all(|&v| v > 0.0),
        "the training films are all alike to the network"
    );
    Ok(Cluster {
        limit: 1.0,
        mean,
        scale,
        variances: variances.into_iter().map(|v| v as f32).collect(),
        residual: residual as f32,
        components: components.into_iter().flatten().map(|v| v as f32).collect(),
    })
}

/// The `k` largest eigenvalues of the covariance of `z`, with their vectors: orthogonal iteration on the films themselves,
/// then the eigenvectors within the space found (Rayleigh-Ritz).
fn leading(z: &[Vec<f64>], k: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
    let d = z[0].len();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut space: Vec<Vec<f64>> = (0..(k + SPARE).min(d).min(z.len()))
        .map(|_| StandardUniform.sample_iter(&mut rng).take(d).map(|u: f64| u - 0.5).collect())
        .collect();
    orthonormalise(&mut space);
    for _ in 0..ITERATIONS {
        space = space.par_iter().map(|v| times_covariance(z, v)).collect();
        orthonormalise(&mut space);
    }
    let images: Vec<Vec<f64>> = space.par_iter().map(|v| times_covariance(z, v)).collect();
    let small: Vec<Vec<f64>> = space.iter().map(|a| images.iter().map(|b| dot(a, b)).collect()).collect();
    let (values, vectors) = jacobi(small);
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order.truncate(k);
    let mut components: Vec<Vec<f64>> = order
        .iter()
        .map(|&at| {
            (0..d).map(|j| space.iter().enumerate().map(|(i, v)| vectors[i][at] * v[j]).sum()).collect()
        })
        .collect();
    orthonormalise(&mut components);
    (order.iter().map(|&at| values[at]).collect(), components)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// z' z v / (n - 1).
fn times_covariance(z: &[Vec<f64>], v: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; v.len()];
    for film in z {
        let along = dot(film, v) / (z.len() - 1) as f64;
        out.iter_mut().zip(film).for_each(|(o, f)| *o += along * f);
    }
    out
}

/// Gram and Schmidt, twice each, which loses no orthogonality to rounding.
fn orthonormalise(vectors: &mut [Vec<f64>]) {
    for i in 0..vectors.len() {
        let (before, rest) = vectors.split_at_mut(i);
        let v = &mut rest[0];
        for _ in 0..2 {
            for u in before.iter() {
                let along = dot(u, v);
                v.iter_mut().zip(u).for_each(|(x, y)| *x -= along * y);
            }
        }
        let length = dot(v, v).sqrt();
        if length > 0.0 {
            v.iter_mut().for_each(|x| *x /= length);
        }
    }
}

/// Eigenvalues and vectors (columns) of a small symmetric matrix, by Jacobi's cyclic rotations.
fn jacobi(mut a: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = a.len();
    let mut v: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    // Convergence is quadratic: a dozen sweeps are more than any matrix of this size needs.
    for _ in 0..30 {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i][j] * a[i][j]).sum();
        let all: f64 = a.iter().flatten().map(|x| x * x).sum();
        if off <= 1e-28 * all {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                if a[p][q] == 0.0 {
                    continue;
                }
                let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
                let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
                let c = 1.0 / t.hypot(1.0);
                let s = t * c;
                for row in &mut a {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
                let (upper, lower) = a.split_at_mut(q);
                for (x, y) in upper[p].iter_mut().zip(lower[0].iter_mut()) {
                    (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
                }
                for row in &mut v {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
            }
        }
    }
    ((0..n).map(|i| a[i][i]).collect(), v)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Films whose descriptions vary along three known directions more than along the others.
    fn films(n: usize) -> Vec<Vec<f64>> {
        let d = 4 + THUMBNAIL * THUMBNAIL;
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let mut normal = || (0..12).map(|_| -> f64 { StandardUniform.sample(&mut rng) }).sum::<f64>() - 6.0;
        (0..n)
            .map(|_| {
                let along = [9.0 * normal(), 5.0 * normal(), 3.0 * normal()];
                (0..d).map(|j| 7.0 + along[j % 3] + normal()).collect()
            })
            .collect()
    }

    #[test]
    fn components_are_orthonormal_eigenvectors_in_order() {
        let films = films(400);
        let z: Vec<Vec<f64>> = films.iter().map(|f| f.iter().map(|v| v - 7.0).collect()).collect();
        let (values, vectors) = leading(&z, 5);
        assert!(values.windows(2).all(|w| w[0] >= w[1]), "{values:?}");
        for (i, a) in vectors.iter().enumerate() {
            let image = times_covariance(&z, a);
            let wrong: f64 =
                image.iter().zip(a).map(|(y, x)| (y - values[i] * x).powi(2)).sum::<f64>().sqrt();
            // The first three stand out by far; those of the noise lie close together.
            assert!(wrong < if i < 3 { 1e-6 } else { 0.05 } * values[i], "{i}: {wrong}");
            for (j, b) in vectors.iter().enumerate() {
                assert!((dot(a, b) - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn training_films_lie_about_1_away_and_others_farther() {
        let films = films(400);
        let fitted = fit(&films, components(films.len())).unwrap();
        assert_eq!(fitted.variances.len(), COMPONENTS);
        let distances: Vec<f64> = films.iter().map(|f| fitted.distance_of(f)).collect();
        let mean_square = distances.iter().map(|d| d * d).sum::<f64>() / distances.len() as f64;
        assert!((mean_square - 1.0).abs() < 0.01, "{mean_square}");
        // Against the direction in which films vary together.
        let odd: Vec<f64> = (0..films[0].len()).map(|j| 7.0 + if j % 2 == 0 { 9.0 } else { -9.0 }).collect();
        let largest = distances.iter().copied().fold(0.0, f64::max);
        assert!(fitted.distance_of(&odd) > 1.5 * largest, "{largest}");
    }

    #[test]
    fn too_few_films_or_equal_ones_are_refused() {
        assert!(fit(&films(7), 1).unwrap_err().to_string().contains("7 training films"));
        let equal = vec![films(1).remove(0); 20];
        assert!(fit(&equal, 5).unwrap_err().to_string().contains("alike"));
    }
}
