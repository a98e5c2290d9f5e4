//! A figure with what it rests on: nothing is given without its n, its interval and how both were come by.

use serde::Serialize;

use super::sample::Sample;

/// A figure. Without a value, or without an interval, `reason` says why; neither is ever made up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Its value; `None` where it is not defined.
    pub value: Option<f64>,
    /// Its 95 % interval; `None` where there is none.
    pub interval: Option<[f64; 2]>,
    /// Films it rests on.
    pub films: usize,
    /// Positive films among them.
    pub positives: usize,
    /// Patients whose films they are.
    pub patients: usize,
    /// How the interval was made.
    pub method: String,
    /// Why something is missing.
    pub reason: Option<String>,
}

impl Figure {
    /// A figure of these films, without an interval yet.
    pub fn of(sample: &Sample, value: Option<f64>) -> Self {
        Self {
            value,
            interval: None,
            films: sample.len(),
            positives: sample.positives(),
            patients: sample.patients(),
            method: String::new(),
            reason: None,
        }
    }

    /// One that is not defined.
    pub fn undefined(sample: &Sample, reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..Self::of(sample, None) }
    }

    /// With its interval, or why there is none.
    #[must_use]
    pub fn with(self, interval: Interval) -> Self {
        if self.value.is_none() {
            return self;
        }
        let method = interval.method.to_owned();
        match interval.bounds {
            Ok(bounds) => Self { interval: Some(bounds), method, ..self },
            Err(reason) => Self { reason: Some(reason), method, ..self },
        }
    }

    /// `0.912 (0.871 to 0.944)`, or why there is no such figure.
    pub fn text(&self) -> String {
        match (self.value, self.interval) {
            (Some(value), Some([low, high])) => format!("{value:.3} ({low:.3} to {high:.3})"),
            (Some(value), None) => format!("{value:.3}"),
            (None, _) => self.reason.clone().unwrap_or_else(|| "not defined".to_owned()),
        }
    }

    /// As [`text`](Self::text), a dash where the reason would not fit.
    pub fn cell(&self) -> String {
        if self.value.is_some() { self.text() } else { "–".to_owned() }
    }
}

/// An interval, or why there is none, and the method.
#[derive(Debug, Clone, PartialEq)]
pub struct Interval {
    /// Low and high.
    pub bounds: Result<[f64; 2], String>,
    /// The method's name.
    pub method: &'static str,
}

/// Method of intervals by [`super::resample::Resampling`].
pub const BOOTSTRAP: &str = "percentile bootstrap over patients";
/// Method of intervals of shares where each patient has one film.
pub const WILSON: &str = "Wilson score";
/// Method of intervals of a share of 0 or 1, of which resamples show no spread.
pub const WILSON_PATIENTS: &str =
    "Wilson score over patients: the share is 0 or 1, so resamples do not differ";
/// Method of intervals of an AUC where each patient has one film.
pub const DELONG: &str = "DeLong";

/// Why both classes are needed, of these films.
pub fn one_class(sample: &Sample) -> String {
    format!("both classes are needed: {} of {} films are positive", sample.positives(), sample.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_says_why() {
        let sample = Sample::new(vec![true], ["a"]);
        let none = Figure::undefined(&sample, one_class(&sample));
        assert_eq!(none.text(), "both classes are needed: 1 of 1 films are positive");
        assert_eq!(none.cell(), "–");
        let interval = Interval { bounds: Ok([0.25, 0.75]), method: WILSON };
        // An interval of nothing is none.
        assert_eq!(none.clone().with(interval.clone()), none);
        let half = Figure::of(&sample, Some(0.5)).with(interval);
        assert_eq!((half.text().as_str(), half.method.as_str()), ("0.500 (0.250 to 0.750)", WILSON));
        let wide = Figure::of(&sample, Some(0.5))
            .with(Interval { bounds: Err("too few".to_owned()), method: BOOTSTRAP });
        assert_eq!((wide.text().as_str(), wide.reason.as_deref()), ("0.500", Some("too few")));
    }
}
