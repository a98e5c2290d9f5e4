//! From a package's weights and its data to the part of the manifest that tells films unlike the training films.

use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
use sha2::{Digest as _, Sha256};
use shared::classifier::Classifier;
use shared::distribution::{Action, Distribution, METHOD};
use shared::inference::prepare;
use shared::package::{Draft, MODEL_CARD, Manifest, OutOfDistribution};

use super::classes::{CLASSES, Class};
use super::fit::components;
use super::{Extractor, contrast, fit};
use crate::config::TrainConfig;
use crate::dataset::{self, Films, Part};
use crate::device::{self, DeviceChoice, NamedDevice};
use crate::{model_card, package};

/// Share of the validation films that lie at or beyond the cut-off.
pub const FALSE_REFUSALS: f64 = 0.05;

/// Training films that a distribution is fitted to at most, evenly spaced: of more it learns nothing.
const MOST_FILMS: usize = 4096;

/// A distribution with its cut-off.
pub struct Fitted {
    /// As stored.
    pub distribution: Distribution,
    /// At or above it a film is unlike the training films.
    pub cutoff: f64,
    /// How it was chosen.
    pub rule: String,
}

/// Fits a cluster to the training films of each set, takes its limit from that set's validation films, teaches the contrast
/// with films of `kinds`, and takes the cut-off from those validation films that a model is judged by.
///
/// # Errors
///
/// Films that cannot be read, too few of them in a set, or films that are all alike.
pub fn attach(
    extractor: &Extractor,
    training: &Films,
    validation: &Films,
    kinds: &[&Class],
) -> Result<Fitted> {
    let (sizes, held_sizes) = (training.set_sizes(), validation.set_sizes());
    ensure!(sizes.len() == held_sizes.len(), "training and validation films are of different sets");
    let held = extractor.describe("validation films", validation.len(), |i| Ok(validation.grid(i)))?;
    let k = components(sizes.iter().copied().min().unwrap_or_default());
    let (mut clusters, mut described) = (Vec::new(), Vec::new());
    let (mut first, mut first_held) = (0, 0);
    for (set, (&count, &count_held)) in sizes.iter().zip(&held_sizes).enumerate() {
        let place = || format!("set {} of the training films", set + 1);
        ensure!(count_held > 0, "{}: no validation films to take a limit from", place());
        let chosen = spaced(count, MOST_FILMS);
        let films =
            extractor.describe("training films", chosen.len(), |i| Ok(training.grid(first + chosen[i])))?;
        let mut cluster = fit(&films, k).with_context(place)?;
        let own = &held[first_held..][..count_held];
        let distances: Vec<f64> = own.iter().map(|film| cluster.distance_of(film)).collect();
        cluster.limit = cutoff(&distances, FALSE_REFUSALS) as f32;
        clusters.push(cluster);
        described.extend(films);
        (first, first_held) = (first + count, first_held + count_held);
    }
    let judged: Vec<&Vec<f64>> =
        held.iter().enumerate().filter(|(i, _)| validation.is_judged(*i)).map(|(_, film)| film).collect();
    let others = contrast::others(extractor, training, kinds)?;
    let contrast = contrast::teach(&described, &others, &judged, |scores| cutoff(scores, FALSE_REFUSALS))?;
    let distribution = Distribution { clusters, contrast: Some(contrast) };
    let distances: Vec<f64> = judged.iter().map(|film| distribution.distance_of(film)).collect();
    let cutoff = cutoff(&distances, FALSE_REFUSALS);
    let beyond = distances.iter().filter(|&&d| d >= cutoff).count();
    let sets = match sizes.len() {
        1 => String::new(),
        n => format!(", a cluster for each of {n} sets"),
    };
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
    let rule = format!(
        "{beyond} of {} validation films lie at or beyond it, a share of {FALSE_REFUSALS} asked for; fitted to {} training \
         films{sets}; taught with {} films of other kinds: {}",
        distances.len(),
        described.len(),
        others.len(),
        names.join(", ").replace('_', " ")
    );
    eprintln!("unlike the training films: distance {cutoff:.4} or more; {rule}");
    Ok(Fitted { distribution, cutoff, rule })
}

/// The distance that the largest `share` of `distances`, rounded down to whole films, reach or exceed; just above all of
/// them where that is none.
fn cutoff(distances: &[f64], share: f64) -> f64 {
    let mut sorted = distances.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    // 300 x 0.05 is 15 but for rounding.
    let beyond = (share * sorted.len() as f64 + 1e-9).floor() as usize;
    match beyond.checked_sub(1).and_then(|last| sorted.get(last)) {
        Some(&cutoff) => cutoff,
        None => sorted[0] * (1.0 + 1e-6),
    }
}

/// At most `most` numbers below `count`, evenly spaced, in order.
fn spaced(count: usize, most: usize) -> Vec<usize> {
    let taken = count.min(most);
    (0..taken).map(|i| i * count / taken).collect()
}

/// The kinds of film that a contrast is taught with: all that must be told, but those of these names.
///
/// # Errors
///
/// A name that none of them has, or all of them.
pub fn kinds(without: &[String]) -> Result<Vec<&'static Class>> {
    let must: Vec<&Class> = CLASSES.iter().filter(|class| class.must_be_told).collect();
    for name in without {
        let names: Vec<&str> = must.iter().map(|class| class.name).collect();
        ensure!(
            names.contains(&name.as_str()),
            "`{name}` is no kind of film; there are {}",
            names.join(", ")
        );
    }
    let left: Vec<&Class> =
        must.into_iter().filter(|class| !without.iter().any(|name| name == class.name)).collect();
    ensure!(!left.is_empty(), "no kind of film is left to teach with");
    Ok(left)
}

/// What is done with a film beyond the cut-off: one that was trained on drawings is a demonstration, and warns.
fn action(manifest: &Manifest) -> Action {
    if manifest.is_demonstration() { Action::Warn } else { Action::Refuse }
}

/// Puts a fitted distribution into a draft, and what the manifest says of it into the manifest; `self_test` are the
/// distances of its films.
pub(crate) fn describe(draft: &mut Draft, manifest: &mut Manifest, fitted: &Fitted, self_test: Vec<f64>) {
    let bytes = fitted.distribution.to_bytes();
    // The hash in the name keeps a browser's cache from mixing two packages.
    let hash = hex::encode(Sha256::digest(&bytes));
    let parameters = draft.add(format!("distribution-{}.bin", &hash[..8]), bytes);
    manifest.out_of_distribution = Some(OutOfDistribution {
        method: METHOD.into(),
        cutoff: fitted.cutoff,
        rule: fitted.rule.clone(),
        action: action(manifest),
        parameters,
        self_test,
    });
}

/// Fits to the films of `config` for a package that is there already, and writes the package with it to `out`: the same
/// weights, self-test and figures, another id. `taught` are the kinds of film that the contrast is taught with.
///
/// # Errors
///
/// A package that does not verify, a configuration that is not the package's own, an `out` that exists, and what
/// [`attach`] says.
pub fn fit_package(
    folder: &Path,
    config: &TrainConfig,
    out: &Path,
    taught: &[&Class],
    on: &NamedDevice,
) -> Result<Manifest> {
    ensure!(!out.exists(), "{} exists already; nothing is overwritten", out.display());
    let package = package::open(folder)?;
    // Before anything is loaded: the hash depends on the list of films alone.
    for set in config.data.sets() {
        let asked = dataset::source(set, config.seed, 0)?.sha256;
        ensure!(
            package.manifest.training_data.iter().any(|source| source.sha256 == asked),
            "the configuration does not name the films that {} was trained on: their hash is {asked}",
            folder.display()
        );
    }
    let training = dataset::load(&config.data, config.seed, Part::Train)?;
    let validation = dataset::load(&config.data, config.seed, Part::Validation)?;
    let net = package.manifest.classifier().load(&package.weights, &on.device)?;
    let fitted =
        attach(&Extractor::new(&net, package.manifest.preprocessing, on)?, &training, &validation, taught)?;
    let mut draft = Draft::new();
    let mut manifest = package.manifest.clone();
    let parameters = manifest.out_of_distribution.take().map(|ood| ood.parameters.file);
    for file in package.manifest.files() {
        if file.file == MODEL_CARD || Some(&file.file) == parameters.as_ref() {
            continue;
        }
        let path = folder.join(&file.file);
        let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        file.verify(&bytes)?;
        draft.add(&file.file, bytes);
    }
    let cpu = device::open(DeviceChoice::Cpu)?;
    let cpu_net = manifest.classifier().load(&package.weights, &cpu.device)?;
    let distances = self_test(&manifest, &draft, &cpu_net, &cpu, &fitted)?;
    describe(&mut draft, &mut manifest, &fitted, distances);
    manifest.model_card = draft.add_model_card(&model_card::render(&manifest));
    let (manifest, files) = draft.finish(manifest)?;
    package::write(out, &files)?;
    eprintln!("{}: id {}", out.display(), manifest.id);
    Ok(manifest)
}

/// Distances of the self-test's films, which lie in the draft; `net` is on the CPU, as for the other stored answers.
///
/// # Errors
///
/// A film that is missing or refused, or if the device fails.
pub(crate) fn self_test(
    manifest: &Manifest,
    draft: &Draft,
    net: &Classifier,
    cpu: &NamedDevice,
    fitted: &Fitted,
) -> Result<Vec<f64>> {
    let inputs = manifest
        .self_test
        .iter()
        .map(|case| {
            let bytes = draft.get(&case.film.file).with_context(|| format!("no {}", case.film.file))?;
            prepare(manifest, bytes)
                .input
                .map_err(|refusal| anyhow!("{}: {}", case.film.file, refusal.message))
        })
        .collect::<Result<Vec<_>>>()?;
    let films = Extractor::new(net, manifest.preprocessing, cpu)?.describe_inputs(&inputs)?;
    Ok(films.iter().map(|film| fitted.distribution.distance_of(film)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cut_off_leaves_the_share_asked_for_beyond_it() {
        let distances: Vec<f64> = (1..=300).map(f64::from).collect();
        let at = cutoff(&distances, 0.05);
        assert_eq!(distances.iter().filter(|&&d| d >= at).count(), 15);
        // Too few films for a share: none lies beyond.
        let at = cutoff(&distances[..12], 0.05);
        assert!(at > 12.0 && at < 12.1, "{at}");
    }

    #[test]
    fn a_kind_can_be_left_out_of_teaching_and_is_named_if_there_is_none() {
        let all = kinds(&[]).unwrap();
        assert!(all.len() > 10 && all.iter().all(|class| class.must_be_told));
        let fewer = kinds(&["hand".into(), "skull".into()]).unwrap();
        assert_eq!(fewer.len(), all.len() - 2);
        assert!(fewer.iter().all(|class| !["hand", "skull"].contains(&class.name)));
        let error = kinds(&["foot".into()]).unwrap_err().to_string();
        assert!(error.contains("`foot`") && error.contains("abdomen"), "{error}");
        let every: Vec<String> = all.iter().map(|class| class.name.to_owned()).collect();
        assert!(kinds(&every).unwrap_err().to_string().contains("no kind"));
    }

    #[test]
    fn films_are_spaced_over_all() {
        assert_eq!(spaced(3, 10), [0, 1, 2]);
        assert_eq!(spaced(10, 4), [0, 2, 5, 7]);
        assert_eq!(spaced(0, 4), [0; 0]);
    }
}
