//! `trainer package`: from a run's best network to a folder that the tab can load.
//!
//! Quantise first: everything the manifest says (threshold, calibration, figures, heatmap scale, self-test) is
//! measured on the weights as the package will give them back.

mod baselines;
mod decision;
mod figures;
mod folder;
mod measure;
mod self_test;
mod subgroups;

use std::path::Path;

use anyhow::{Context, Result, ensure};
use shared::classifier::HeadWeights;
use shared::package::{Architecture, Draft, FileRef, MODEL_CARD, Manifest, SCHEMA_VERSION, quantize_weights};
use shared::preprocess::Preprocessing;
use shared::weights;

use crate::config::{CalibrationMethod, DecisionConfig};
use crate::dataset::{self, Part};
use crate::device::{self, DeviceChoice, NamedDevice};
use crate::evaluate::Population;
use crate::model_card;
use crate::ood;
use crate::run::Run;
use crate::threshold::OperatingRule;
use crate::train::classifier_config;

pub use folder::open;
pub(crate) use folder::write;

/// What takes the place of the run's `[decision]`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DecisionOverride {
    /// Rules of the operating points; the run's own if empty.
    pub rules: Vec<OperatingRule>,
    /// How logits are calibrated.
    pub calibration: Option<CalibrationMethod>,
    /// Whose validation films are used.
    pub population: Option<Population>,
}

impl DecisionOverride {
    fn apply(&self, config: &DecisionConfig) -> Result<DecisionConfig> {
        let mut decision = config.clone();
        if !self.rules.is_empty() {
            decision.operating_points.clone_from(&self.rules);
        }
        decision.calibration = self.calibration.unwrap_or(decision.calibration);
        decision.population = self.population.unwrap_or(decision.population);
        decision.check()?;
        Ok(decision)
    }
}

/// Makes a package from a run.
///
/// # Errors
///
/// A run that is not finished, an `out` that exists, a rule or a calibration that the validation films do not allow, a
/// model so poor that no self-test can be made of it.
pub fn package(
    run_folder: &Path,
    out: &Path,
    instead: &DecisionOverride,
    on: &NamedDevice,
) -> Result<Manifest> {
    ensure!(!out.exists(), "{} exists already; nothing is overwritten", out.display());
    let (run, config) = Run::open(run_folder)?;
    let rules = instead.apply(&config.decision)?;
    let architecture = classifier_config(&config);
    let fresh = architecture.init(config.model.batch_norm, config.model.dropout, &on.device);
    let exact = run.load_best(fresh)?.folded();
    let exact_weights = exact.to_weights();
    weights::check(&exact_weights, &architecture.parameters())?;
    let weights = quantize_weights(&exact_weights);
    let net = architecture.load(&weights, &on.device)?;
    let head = HeadWeights::from_weights(&weights)?;
    let input_size = config.stages.last().context("the run has no stage")?.input_size;
    let preprocessing = Preprocessing { variant: config.model.preprocessing, input_size };

    let films = dataset::load(&config.data, config.seed, Part::Validation)?.of_people();
    let labels: Vec<bool> = films.labels();
    let (logits, heatmap_scale) = measure::answers(&net, &head, &preprocessing, &films, on)?;
    let before = measure::before_storage(&exact, &logits, &preprocessing, &films, on)?;
    let validation = figures::Scored { set: "validation", films: &films, logits: &logits, labels: &labels };
    let decision = decision::decide_on(&rules, &films, &logits)?;

    let mut draft = Draft::new();
    // The stored answers are the CPU's, whatever computed the figures: they are what every device is judged by.
    let cpu = device::open(DeviceChoice::Cpu)?;
    let cpu_net = architecture.load(&weights, &cpu.device)?;
    let self_test = self_test::self_test(&mut draft, &cpu_net, &head, &preprocessing, &config, &cpu)?;
    let training = dataset::load(&config.data, config.seed, Part::Train)?;
    // Of a run from before there was such a list: its own films, which it did not start from others.
    let sources = match run.sources() {
        Ok(sources) => sources,
        Err(_) if config.model.start.is_none() => {
            dataset::sources(&config.data, config.seed, &training.set_sizes())?
        }
        Err(error) => return Err(error),
    };
    // Drawings as well: theirs is a cluster of its own.
    let all_held = dataset::load(&config.data, config.seed, Part::Validation)?;
    let unlike =
        ood::attach(&ood::Extractor::new(&net, preprocessing, on)?, &training, &all_held, &ood::kinds(&[])?)?;
    let (mut metrics, subgroups) =
        figures::figures(&net, &preprocessing, &config, training.of_people(), &validation, &decision, on)?;
    metrics.push(before);
    let mut manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        id: String::new(),
        name: config.name.clone(),
        software: format!("Lobar trainer {}", env!("CARGO_PKG_VERSION")),
        architecture: Architecture::Vgg16Gap(architecture),
        preprocessing,
        acquisition_scope: config.acquisition_scope.clone(),
        training_data: sources,
        intended_use: String::new(),
        self_test,
        weights: draft.add_weights(&weights),
        // Filled in below: the card is made from the manifest.
        model_card: FileRef { file: MODEL_CARD.into(), bytes: 0, sha256: String::new() },
        calibration: decision.calibration,
        operating_points: Some(decision.points.clone()),
        metrics: Some(metrics),
        subgroups: (!subgroups.is_empty()).then_some(subgroups),
        out_of_distribution: None,
        heatmap_scale: Some(heatmap_scale),
    };
    manifest.intended_use = model_card::intended_use(&manifest);
    let distances = ood::self_test(&manifest, &draft, &cpu_net, &cpu, &unlike)?;
    ood::describe(&mut draft, &mut manifest, &unlike, distances);
    manifest.model_card = draft.add_model_card(&model_card::render(&manifest));
    let (manifest, files) = draft.finish(manifest)?;
    write(out, &files)?;
    eprintln!(
        "{}: {:.2} MB in {} files, id {}",
        out.display(),
        files.iter().map(|f| f.bytes.len()).sum::<usize>() as f64 / 1e6,
        files.len(),
        manifest.id
    );
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_takes_the_place_of_the_runs_own_and_the_rest_stays() {
        let own = DecisionConfig {
            calibration: CalibrationMethod::Temperature,
            operating_points: vec![OperatingRule::Youden, OperatingRule::MaxF1],
            population: Population::Children,
        };
        assert_eq!(DecisionOverride::default().apply(&own).unwrap(), own);
        let rules =
            DecisionOverride { rules: vec![OperatingRule::Sensitivity(0.9)], ..DecisionOverride::default() };
        let decision = rules.apply(&own).unwrap();
        assert_eq!(decision.operating_points, rules.rules);
        assert_eq!(decision.calibration, CalibrationMethod::Temperature);
        assert_eq!(decision.population, Population::Children);
        let twice = DecisionOverride { rules: vec![OperatingRule::Youden; 2], ..DecisionOverride::default() };
        assert!(twice.apply(&own).unwrap_err().to_string().contains("twice"));
    }
}
