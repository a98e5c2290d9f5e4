//! The figures of a manifest: AUC beside that of a blurred thumbnail, and what each operating point comes to, on validation
//! and on test films.
//!
//! The test films are scored here, once, after everything else is fixed.

use anyhow::{Context, Result};
use shared::classifier::Classifier;
use shared::package::{Estimate, Subgroup};
use shared::preprocess::Preprocessing;

use super::baselines::Seen;
use super::decision::Decision;
use super::subgroups::subgroups;
use crate::audit;
use crate::config::{DataConfig, TrainConfig};
use crate::dataset::{self, Films, Part};
use crate::device::NamedDevice;
use crate::metrics::{Confusion, auc, auc_interval, wilson_interval};
use crate::train::predict;

/// A film for the baseline, with its label.
type Thumbnail = ([f32; audit::THUMBNAIL_LEN], bool);

/// The films as the baseline sees them.
fn thumbnails(films: &Films) -> Vec<Thumbnail> {
    (0..films.len()).map(|i| (audit::thumbnail16(&films.grid(i)), films.is_positive(i))).collect()
}

/// A set of films with the network's logits.
pub(super) struct Scored<'a> {
    /// `validation` or `test`: the figures' names begin so.
    pub(super) set: &'static str,
    /// The films.
    pub(super) films: &'a Films,
    /// One a film.
    pub(super) logits: &'a [f64],
    /// One a film.
    pub(super) labels: &'a [bool],
}

/// All figures, and those of the test films by group. Scores the test films.
///
/// # Errors
///
/// Films that cannot be read, or figures that are undefined because a class is missing.
pub(super) fn figures(
    net: &Classifier,
    preprocessing: &Preprocessing,
    config: &TrainConfig,
    training: Films,
    validation: &Scored<'_>,
    decision: &Decision,
    on: &NamedDevice,
) -> Result<(Vec<Estimate>, Vec<Subgroup>)> {
    let kind = match config.data {
        DataConfig::Phantom { .. } => "phantoms of unseen seeds",
        DataConfig::Films { .. } => "films of unseen patients",
        DataConfig::Mixed { .. } => "films of unseen patients, all sets together",
    };
    let films = dataset::load(&config.data, config.seed, Part::Test)?.of_people();
    let labels: Vec<bool> = films.labels();
    let logits = predict(net, preprocessing, &films, &on.device, "test")?;
    let test = Scored { set: "test", films: &films, logits: &logits, labels: &labels };
    let seen = Seen::of(&training);
    let training = thumbnails(&training);
    let mut all = Vec::new();
    for scored in [validation, &test] {
        all.extend(scored.ranking(&training, kind)?);
        all.extend(scored.decisions(decision)?);
    }
    let known: Vec<String> = all.iter().map(|estimate| estimate.name.clone()).collect();
    let more = Seen::of(&films).figures(&seen, None);
    all.extend(more.into_iter().filter(|estimate| !known.contains(&estimate.name)));
    for e in &all {
        let interval = e.interval.map_or(String::new(), |[low, high]| format!(" ({low:.3} to {high:.3})"));
        eprintln!("{} {:.3}{interval}, n = {}", e.name, e.value, e.films);
    }
    let groups = subgroups(&films, &logits, &labels, decision, &seen);
    Ok((all, groups))
}

impl Scored<'_> {
    fn positives(&self) -> usize {
        self.labels.iter().filter(|&&l| l).count()
    }

    fn estimate(&self, name: &str, value: f64, interval: Option<[f64; 2]>, note: String) -> Estimate {
        Estimate {
            name: format!("{}_{name}", self.set),
            value,
            interval,
            films: self.labels.len() as u64,
            positives: self.positives() as u64,
            note,
        }
    }

    /// What needs no threshold.
    fn ranking(&self, training: &[Thumbnail], kind: &str) -> Result<[Estimate; 2]> {
        let positives = self.positives();
        let area = auc(self.logits, self.labels).context("AUC is undefined")?;
        let interval = auc_interval(area, positives, self.labels.len() - positives);
        let baseline = audit::thumbnail_baseline(training, &thumbnails(self.films))?;
        let note = "logistic regression on 16 x 16 thumbnails of the same films";
        Ok([
            self.estimate("auc", area, Some(interval), format!("{}: {kind}", self.set)),
            self.estimate("auc_thumbnail_baseline", baseline, None, note.into()),
        ])
    }

    /// Sensitivity and specificity at each operating point. Names without more are those of the first, the one in use; the
    /// others' carry their rule, so that no two figures have one name.
    fn decisions(&self, decision: &Decision) -> Result<Vec<Estimate>> {
        let mut all = Vec::new();
        for (i, choice) in decision.choices.iter().enumerate() {
            let counts = Confusion::at(self.logits, self.labels, f64::from(choice.threshold.value()));
            let positives = counts.true_positives + counts.false_negatives;
            let negatives = counts.true_negatives + counts.false_positives;
            for (name, value, part, whole) in [
                ("sensitivity", counts.recall(), counts.true_positives, positives),
                ("specificity", counts.specificity(), counts.true_negatives, negatives),
            ] {
                let value = value.with_context(|| format!("{name} is undefined"))?;
                let name = if i == 0 { name.to_owned() } else { format!("{name}_at_{}", choice.rule) };
                let note = format!("at the operating point {}", choice.rule);
                all.push(self.estimate(&name, value, wilson_interval(part, whole), note));
            }
        }
        Ok(all)
    }
}
