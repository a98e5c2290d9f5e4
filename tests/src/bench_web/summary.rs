//! All visits of a contestant as one row, after its logits were compared.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::TOLERANCE;
use super::contestant::{Contestant, On};
use super::stage::Stage;
use super::visit::{Given, Visit};

/// What the table says of a contestant. Times are milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Summary {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) on: On,
    /// Threads, as the runtime tells: it may take fewer than it was offered.
    pub(super) threads: u64,
    /// Median over all warm films: of the network alone where the runtime tells it apart.
    pub(super) warm: f64,
    /// Quarter and three quarters of them.
    pub(super) quartiles: [f64; 2],
    /// Median from file to answer, of a runtime that reads the file.
    pub(super) whole: Option<f64>,
    /// Median of the first logits.
    pub(super) first: f64,
    /// Bytes of the runtime as gzip.
    pub(super) code: u64,
    /// Bytes of the weights as gzip.
    pub(super) weights: u64,
    /// The largest of the visits, megabytes.
    pub(super) memory: Option<u64>,
    /// Largest difference of a logit, relative to max(1, |logit|).
    pub(super) difference: f64,
    /// What a warm film gave the GPU, of the first visit: it is the same for every film.
    pub(super) gpu: Option<Given>,
    /// The module of Lobar's kernels that was loaded, if one was.
    pub(super) kernels: Option<String>,
}

impl Summary {
    /// # Errors
    ///
    /// If a logit is not the trainer's, or a file that was fetched is not there.
    pub(super) fn of(contestant: &Contestant, visits: &[Visit], stage: &Stage) -> Result<Self> {
        let difference = agreement(contestant.name, visits, &stage.logits)?;
        let all = |of: fn(&Visit) -> &Vec<f64>| -> Vec<f64> { visits.iter().flat_map(of).copied().collect() };
        let (asked, told) = (all(|visit| &visit.warm), all(|visit| &visit.inference));
        let warm = if told.is_empty() { &asked } else { &told };
        ensure!(!warm.is_empty(), "{}: no film was measured", contestant.name);
        let fetched: BTreeSet<&String> = visits.iter().flat_map(|visit| &visit.fetched).collect();
        let (mut code, mut weights) = (0, 0);
        for &path in &fetched {
            let bytes = compressed(stage, path)?;
            if path.starts_with("/model/") || path.starts_with("/weights/") {
                weights += bytes
            } else {
                code += bytes
            }
        }
        Ok(Self {
            id: contestant.id,
            name: contestant.name,
            on: contestant.on,
            threads: visits.iter().filter_map(|visit| visit.about["threads"].as_u64()).max().unwrap_or(1),
            warm: median(warm),
            quartiles: [quantile(warm, 0.25), quantile(warm, 0.75)],
            whole: (!told.is_empty()).then(|| median(&asked)),
            first: median(&visits.iter().map(|visit| visit.first).collect::<Vec<_>>()),
            code,
            weights,
            memory: visits.iter().filter_map(|visit| visit.memory).max(),
            difference,
            gpu: visits.first().and_then(|visit| visit.gpu),
            kernels: fetched.iter().find(|path| path.contains("/kernels-")).map(|path| path.to_string()),
        })
    }
}

/// The largest difference from the trainer's logits.
fn agreement(name: &str, visits: &[Visit], expected: &[f64]) -> Result<f64> {
    let mut largest = 0.0_f64;
    for visit in visits {
        ensure!(visit.logits.len() == expected.len(), "{name}: not every film has a logit");
        for (found, expected) in visit.logits.iter().zip(expected) {
            let difference = (found - expected).abs() / expected.abs().max(1.0);
            // Written so that NaN fails.
            ensure!(
                difference <= TOLERANCE,
                "{name} comes to the logit {found}, `trainer predict` to {expected}; it is not compared"
            );
            largest = largest.max(difference);
        }
    }
    Ok(largest)
}

/// Bytes of a file of the stage as gzip, as hosts send it.
fn compressed(stage: &Stage, path: &str) -> Result<u64> {
    let bytes =
        fs::read(stage.file(path)).with_context(|| format!("{path} was asked for and is not there"))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&bytes)?;
    Ok(gzip.finish()?.len() as u64)
}

/// The value in the middle.
pub(super) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// Between the neighbours of a place in order, in proportion (Hyndman and Fan 1996, type 7). NaN of nothing.
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn visit(logits: &[f64]) -> Visit {
        Visit {
            first: 1.0,
            warm: vec![1.0],
            inference: Vec::new(),
            logits: logits.to_vec(),
            gpu: None,
            about: Value::Null,
            fetched: Vec::new(),
            memory: None,
        }
    }

    #[test]
    fn quantiles_are_numpys() {
        // numpy.quantile([4, 1, 3, 2], [0.25, 0.5, 0.75]) = 1.75, 2.5, 3.25
        let found = [0.25, 0.5, 0.75].map(|share| quantile(&[4.0, 1.0, 3.0, 2.0], share));
        assert_eq!(found, [1.75, 2.5, 3.25]);
        assert_eq!(median(&[7.0]), 7.0);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn a_logit_that_is_off_ends_the_comparison() {
        let good = agreement("it", &[visit(&[4.0, -0.5]), visit(&[4.002, -0.5])], &[4.0, -0.5]).unwrap();
        assert!((good - 5e-4).abs() < 1e-9, "{good}");
        for wrong in [&[4.005, -0.5][..], &[4.0, -0.4985], &[4.0, f64::NAN], &[4.0]] {
            assert!(agreement("it", &[visit(wrong)], &[4.0, -0.5]).is_err(), "{wrong:?}");
        }
    }
}
