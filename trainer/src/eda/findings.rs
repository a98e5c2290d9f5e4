//! What else the films show: findings that come with pneumonia, and each with each.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::cohort::Cohort;
use super::numbers::Share;

/// Findings and how they come together.
#[derive(Debug, Clone, Serialize)]
pub struct Findings {
    /// Findings beside pneumonia, the one most often with it first.
    pub with_pneumonia: Vec<Companion>,
    /// Most common sets of labels of films with pneumonia.
    pub label_sets: Vec<LabelSet>,
    /// Films by their number of findings, `No Finding` counting as none.
    pub per_image: Vec<Tally>,
    /// Patients by their number of different findings on all films.
    pub per_patient: Vec<Tally>,
    /// How often each comes with each.
    pub co_occurrence: CoOccurrence,
}

/// A finding beside pneumonia.
#[derive(Debug, Clone, Serialize)]
pub struct Companion {
    /// The finding.
    pub finding: String,
    /// Films with it, of all films.
    pub everywhere: Share,
    /// Films with both, of the films with pneumonia.
    pub with_pneumonia: Share,
    /// Films with it, of the films without pneumonia.
    pub without_pneumonia: Share,
    /// Its share among films with pneumonia over its share among all: above 1, the two come together more often than
    /// they would by chance. `None` where undefined.
    pub lift: Option<f64>,
}

/// Films with exactly these labels.
#[derive(Debug, Clone, Serialize)]
pub struct LabelSet {
    /// The labels.
    pub findings: Vec<String>,
    /// Films.
    pub images: usize,
}

/// How many have so many.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tally {
    /// So many.
    pub number: usize,
    /// How many have that.
    pub all: usize,
    /// How many of them have pneumonia.
    pub pneumonia: usize,
}

/// Films with each pair of findings.
#[derive(Debug, Clone, Serialize)]
pub struct CoOccurrence {
    /// The findings, most common first.
    pub findings: Vec<String>,
    /// `images[i][j]`: films with both; on the diagonal, films with the one.
    pub images: Vec<Vec<usize>>,
}

/// Sets of labels that are listed.
const LABEL_SETS: usize = 12;

pub(super) fn explore(cohort: &Cohort<'_>) -> Findings {
    let count = cohort.findings.len();
    let mut images = vec![vec![0; count]; count];
    for &mask in &cohort.masks {
        for (_, row) in images.iter_mut().enumerate().filter(|(i, _)| (mask >> i) & 1 == 1) {
            for (j, cell) in row.iter_mut().enumerate() {
                *cell += usize::from((mask >> j) & 1 == 1);
            }
        }
    }
    let mut patients = vec![0_u64; cohort.patients];
    for (mask, &patient) in cohort.masks.iter().zip(&cohort.patient) {
        patients[patient] |= mask;
    }
    let bit = cohort.pneumonia();
    let positive = |mask: u64| bit.is_some_and(|b| (mask >> b) & 1 == 1);
    Findings {
        with_pneumonia: companions(cohort, &images),
        label_sets: label_sets(cohort),
        per_image: tally(&cohort.masks, positive),
        per_patient: tally(&patients, positive),
        co_occurrence: CoOccurrence { findings: cohort.findings.clone(), images },
    }
}

fn companions(cohort: &Cohort<'_>, images: &[Vec<usize>]) -> Vec<Companion> {
    let Some(pneumonia) = cohort.pneumonia() else { return Vec::new() };
    let (films, positives) = (cohort.rows.len(), images[pneumonia][pneumonia]);
    let mut companions: Vec<Companion> = (0..images.len())
        .filter(|&i| i != pneumonia)
        .map(|i| {
            let (all, both) = (images[i][i], images[i][pneumonia]);
            let everywhere = Share::new(all, films);
            let with_pneumonia = Share::new(both, positives);
            Companion {
                finding: cohort.findings[i].clone(),
                lift: with_pneumonia.share.zip(everywhere.share).map(|(with, all)| with / all),
                everywhere,
                with_pneumonia,
                without_pneumonia: Share::new(all - both, films - positives),
            }
        })
        .collect();
    companions.sort_by_key(|c| std::cmp::Reverse(c.with_pneumonia.count));
    companions
}

fn label_sets(cohort: &Cohort<'_>) -> Vec<LabelSet> {
    let mut sets: HashMap<u64, usize> = HashMap::new();
    for (mask, positive) in cohort.masks.iter().zip(&cohort.positive) {
        if *positive {
            *sets.entry(*mask).or_default() += 1;
        }
    }
    let mut sets: Vec<(u64, usize)> = sets.into_iter().collect();
    // By the mask as well, so that the order is the same each time.
    sets.sort_by_key(|(mask, images)| (std::cmp::Reverse(*images), *mask));
    sets.truncate(LABEL_SETS);
    let names = |mask: u64| {
        cohort
            .findings
            .iter()
            .enumerate()
            .filter(|(i, _)| (mask >> i) & 1 == 1)
            .map(|(_, f)| f.clone())
            .collect()
    };
    sets.into_iter().map(|(mask, images)| LabelSet { findings: names(mask), images }).collect()
}

fn tally(masks: &[u64], positive: impl Fn(u64) -> bool) -> Vec<Tally> {
    let mut counts: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for &mask in masks {
        let (all, with) = counts.entry(mask.count_ones()).or_default();
        *all += 1;
        *with += usize::from(positive(mask));
    }
    counts
        .into_iter()
        .map(|(number, (all, pneumonia))| Tally { number: number as usize, all, pneumonia })
        .collect()
}
