//! The table's rows as columns that are quick to count over.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::{Result, ensure};
use serde::Serialize;

use super::numbers::Share;
use super::prevalence::Breakdown;
use crate::table::{NO_FINDING, PNEUMONIA, Row};

/// Different findings that a table may have: one bit of a word each. NIH has 14.
const MAX_FINDINGS: usize = 63;

/// Rows, with their classes, patients, findings and views as numbers.
pub struct Cohort<'a> {
    /// The rows, in the table's order.
    pub rows: &'a [Row],
    /// Whether each film is labelled pneumonia.
    pub positive: Vec<bool>,
    /// Number of each film's patient, from 0.
    pub patient: Vec<usize>,
    /// Patients.
    pub patients: usize,
    /// Findings, most common first; `No Finding` is none of them.
    pub findings: Vec<String>,
    /// Each film's findings: bit `i` for `findings[i]`.
    pub masks: Vec<u64>,
    /// View positions, in order of name.
    pub views: Vec<String>,
    /// Each film's view as a place in `views`.
    pub view: Vec<Option<usize>>,
}

/// Films and patients by class. A patient has pneumonia if any film does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counts {
    /// Films.
    pub images: usize,
    /// Patients.
    pub patients: usize,
    /// Films labelled pneumonia, of all films.
    pub pneumonia_images: Share,
    /// Patients with at least one such film, of all patients.
    pub pneumonia_patients: Share,
    /// Films with no label but pneumonia, of the films labelled pneumonia.
    pub pneumonia_only_images: Share,
    /// Films labelled `No Finding`.
    pub no_finding_images: usize,
    /// Films with findings of which none is pneumonia.
    pub other_finding_images: usize,
    /// Films of which only is known that they are not labelled pneumonia.
    pub unnamed_images: usize,
    /// Films with pneumonia by its cause, where the table tells.
    pub pneumonia_by_agent: BTreeMap<String, usize>,
    /// Patients with films of both kinds, pneumonia and not.
    pub patients_with_both: usize,
}

impl<'a> Cohort<'a> {
    /// Numbers everything.
    ///
    /// # Errors
    ///
    /// More than 63 different findings: another column than the findings' was taken for it.
    pub fn new(rows: &'a [Row]) -> Result<Self> {
        let mut patients: HashMap<&str, usize> = HashMap::new();
        let patient = rows
            .iter()
            .map(|row| {
                let next = patients.len();
                *patients.entry(row.patient_id.as_str()).or_insert(next)
            })
            .collect();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in rows.iter().flat_map(|row| &row.findings).filter(|f| *f != NO_FINDING) {
            *seen.entry(finding).or_default() += 1;
        }
        ensure!(
            seen.len() <= MAX_FINDINGS,
            "the table has {} different findings; is that the right column?",
            seen.len()
        );
        let mut findings: Vec<(&str, usize)> = seen.into_iter().collect();
        // Stable: equally common ones stay in order of name.
        findings.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let place: HashMap<&str, usize> = findings.iter().enumerate().map(|(i, (f, _))| (*f, i)).collect();
        let mask = |row: &Row| {
            row.findings.iter().filter_map(|f| place.get(f.as_str())).fold(0_u64, |m, i| m | (1 << i))
        };
        let mut views: Vec<String> = rows
            .iter()
            .filter_map(|r| r.view.as_deref())
            .collect::<HashSet<_>>()
            .into_iter()
            .map(Into::into)
            .collect();
        views.sort();
        Ok(Self {
            rows,
            positive: rows.iter().map(Row::is_positive).collect(),
            patient,
            patients: patients.len(),
            masks: rows.iter().map(mask).collect(),
            view: rows.iter().map(|r| views.iter().position(|v| Some(v) == r.view.as_ref())).collect(),
            findings: findings.into_iter().map(|(f, _)| f.to_owned()).collect(),
            views,
        })
    }

    /// The bit of pneumonia, if any film has it.
    pub fn pneumonia(&self) -> Option<usize> {
        self.findings.iter().position(|f| f == PNEUMONIA)
    }

    /// Whether a film is labelled `No Finding`.
    pub fn is_no_finding(&self, film: usize) -> bool {
        self.rows[film].findings.iter().any(|f| f == NO_FINDING)
    }

    /// Films that `keep` keeps.
    pub fn count(&self, keep: impl Fn(usize) -> bool) -> usize {
        (0..self.rows.len()).filter(|&i| keep(i)).count()
    }

    /// Pneumonia by group, groups in order of their keys; films with the key `None` are left out.
    pub fn breakdown<K: Ord>(
        &self,
        key: impl Fn(usize) -> Option<K>,
        name: impl Fn(&K) -> String,
    ) -> Vec<Breakdown> {
        #[derive(Default)]
        struct Group {
            films: usize,
            positive: usize,
            patients: HashSet<usize>,
            positive_patients: HashSet<usize>,
        }
        let mut groups: BTreeMap<K, Group> = BTreeMap::new();
        for film in 0..self.rows.len() {
            let Some(key) = key(film) else { continue };
            let group = groups.entry(key).or_default();
            group.films += 1;
            group.patients.insert(self.patient[film]);
            if self.positive[film] {
                group.positive += 1;
                group.positive_patients.insert(self.patient[film]);
            }
        }
        groups
            .into_iter()
            .map(|(key, group)| Breakdown {
                group: name(&key),
                images: Share::new(group.positive, group.films),
                patients: Share::new(group.positive_patients.len(), group.patients.len()),
            })
            .collect()
    }

    /// Films and patients by class.
    pub fn counts(&self) -> Counts {
        let images = self.rows.len();
        let positives = self.count(|i| self.positive[i]);
        let (mut with, mut without) = (vec![false; self.patients], vec![false; self.patients]);
        for (film, &patient) in self.patient.iter().enumerate() {
            if self.positive[film] {
                with[patient] = true;
            } else {
                without[patient] = true;
            }
        }
        let positive_patients = with.iter().filter(|p| **p).count();
        let mut agents: BTreeMap<String, usize> = BTreeMap::new();
        for agent in self.rows.iter().filter(|row| row.is_positive()).filter_map(|row| row.agent.clone()) {
            *agents.entry(agent).or_default() += 1;
        }
        let no_finding = self.count(|i| self.is_no_finding(i));
        let unnamed = self.count(|i| self.rows[i].findings.is_empty());
        Counts {
            images,
            patients: self.patients,
            pneumonia_images: Share::new(positives, images),
            pneumonia_patients: Share::new(positive_patients, self.patients),
            pneumonia_only_images: Share::new(
                self.count(|i| self.positive[i] && self.rows[i].findings.len() == 1),
                positives,
            ),
            no_finding_images: no_finding,
            other_finding_images: images - positives - no_finding - unnamed,
            unnamed_images: unnamed,
            pneumonia_by_agent: agents,
            patients_with_both: with.iter().zip(&without).filter(|(a, b)| **a && **b).count(),
        }
    }
}
