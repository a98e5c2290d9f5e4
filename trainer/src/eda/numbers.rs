//! Shares with intervals, and what describes a list of numbers.

use serde::{Deserialize, Serialize};

use crate::metrics::wilson_interval;

/// A part of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// How many have it.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// The share, 0 to 1; `None` of nothing.
    pub share: Option<f64>,
    /// 95 % Wilson score interval of the share, as if each were drawn by itself.
    pub interval: Option<[f64; 2]>,
}

impl Share {
    /// `count` of `of`.
    pub fn new(count: usize, of: usize) -> Self {
        let share = (of > 0).then(|| count as f64 / of as f64);
        Self { count, of, share, interval: wilson_interval(count, of) }
    }
}

/// What describes a list of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// How many.
    pub n: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation of the sample (n - 1); `None` of a single number.
    pub sd: Option<f64>,
    /// Smallest.
    pub min: f64,
    /// A quarter is at or below it.
    pub quartile_1: f64,
    /// Half is at or below it.
    pub median: f64,
    /// Three quarters are at or below it.
    pub quartile_3: f64,
    /// Largest.
    pub max: f64,
}

impl Numbers {
    /// Describes `values`, all finite; `None` if there are none. Quartiles are interpolated between neighbours.
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let n = values.len();
        let (&min, &max) = (values.first()?, values.last()?);
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        let quantile = |q: f64| {
            let place = q * (n - 1) as f64;
            let (below, above) = (values[place.floor() as usize], values[place.ceil() as usize]);
            below + (above - below) * place.fract()
        };
        Some(Self {
            n,
            mean,
            sd: (n > 1).then(|| (squares / (n - 1) as f64).sqrt()),
            min,
            quartile_1: quantile(0.25),
            median: quantile(0.5),
            quartile_3: quantile(0.75),
            max,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reference_values() {
        // numpy 2.1: mean, std(ddof=1) and percentile(25, 50, 75) of [1, 2, 3, 4, 10].
        let numbers = Numbers::of(vec![10.0, 1.0, 4.0, 2.0, 3.0]).unwrap();
        assert_eq!((numbers.n, numbers.mean, numbers.min, numbers.max), (5, 4.0, 1.0, 10.0));
        assert!((numbers.sd.unwrap() - 3.535_533_906).abs() < 1e-9);
        assert_eq!((numbers.quartile_1, numbers.median, numbers.quartile_3), (2.0, 3.0, 4.0));
    }

    #[test]
    fn nothing_is_none() {
        assert_eq!(Numbers::of(Vec::new()), None);
        assert_eq!(Numbers::of(vec![3.0]).unwrap().sd, None);
        assert_eq!(Share::new(0, 0).share, None);
        assert_eq!(Share::new(0, 0).interval, None);
    }

    #[test]
    fn a_share_lies_in_its_interval() {
        // statsmodels 0.14: proportion_confint(8, 10, method='wilson') = (0.4902, 0.9433).
        let [low, high] = Share::new(8, 10).interval.unwrap();
        assert!((low - 0.4902).abs() < 1e-4 && (high - 0.9433).abs() < 1e-4, "{low} {high}");
    }
}
