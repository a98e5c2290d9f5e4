//! `trainer package`: from a run's best network to a folder that the tab can load.
//!
//! Quantise first: everything the manifest says (threshold, calibration, figures, heatmap scale, self-test) is
//! measured on the weights as the package will give them back.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use shared::classifier::{Classifier, HeadWeights};
use shared::dicom::AcquisitionScope;
use shared::inference::{Answer, LEAST_LOGIT_SPREAD, infer};
use shared::package::{
    Architecture, Draft, Estimate, FileRef, MODEL_CARD, Manifest, Package, SCHEMA_VERSION, SelfTestCase,
    quantize_weights,
};
use shared::prediction::{Logit, OperatingPoint};
use shared::preprocess::{NetworkInput, Preprocessing};
use shared::weights;

use crate::audit;
use crate::calibration::platt;
use crate::config::{DataConfig, TrainConfig};
use crate::dataset::{self, Films, Part, phantom_seed};
use crate::device::{self, DeviceChoice, NamedDevice};
use crate::metrics::{Confusion, auc, auc_interval, max_f1_threshold, wilson_interval};
use crate::model_card;
use crate::phantom::{Phantom, PhantomOptions, Photometric, ViewPosition, dicom_bytes};
use crate::run::{Run, write_file};
use crate::train::{classifier_config, predict};

/// Side of the self-test's films, pixels. Small, because two of them travel with every package.
const SELF_TEST_SIDE: usize = 384;

/// Phantoms tried for the self-test: the two that lie furthest apart are kept.
const SELF_TEST_CANDIDATES: u64 = 16;

/// Films on which the change by quantisation is measured.
const QUANTISATION_FILMS: usize = 64;

/// Makes a package from a run.
///
/// # Errors
///
/// A run that is not finished, an `out` that exists, a model so poor that no self-test can be made of it.
pub fn package(run_folder: &Path, out: &Path, on: &NamedDevice) -> Result<Manifest> {
    ensure!(!out.exists(), "{} exists already; nothing is overwritten", out.display());
    let (run, config) = Run::open(run_folder)?;
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

    let validation = dataset::load(&config.data, config.seed, Part::Validation)?;
    let labels = validation.labels();
    let (logits, heatmap_scale) = answers(&net, &head, &preprocessing, &validation, on)?;
    report_quantisation(&exact, &logits, &preprocessing, &validation, on)?;
    // Rounded as the manifest will hold it, so that the figures are those of the stored threshold.
    let threshold =
        f64::from(max_f1_threshold(&logits, &labels).context("validation has no positive film")? as f32);
    let calibration = platt(&logits, &labels)?;

    let mut draft = Draft::new();
    // The stored answers are the CPU's, whatever computed the figures: they are what every device is judged by.
    let cpu = device::open(DeviceChoice::Cpu)?;
    let cpu_net = architecture.load(&weights, &cpu.device)?;
    let self_test = self_test(&mut draft, &cpu_net, &head, &preprocessing, &config, &cpu)?;
    let training = dataset::load(&config.data, config.seed, Part::Train)?;
    let source = dataset::source(&config.data, config.seed, training.len())?;
    let training = thumbnails(&training);
    let metrics =
        metrics(&net, &preprocessing, &config, &training, &validation, (&logits, &labels), threshold, on)?;
    let mut manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        id: String::new(),
        name: config.name.clone(),
        software: format!("Lobar trainer {}", env!("CARGO_PKG_VERSION")),
        architecture: Architecture::Vgg16Gap(architecture),
        preprocessing,
        acquisition_scope: config.acquisition_scope.clone(),
        training_data: vec![source],
        intended_use: String::new(),
        self_test,
        weights: draft.add_weights(&weights),
        // Filled in below: the card is made from the manifest.
        model_card: FileRef { file: MODEL_CARD.into(), bytes: 0, sha256: String::new() },
        calibration: Some(calibration),
        operating_points: Some(vec![OperatingPoint {
            name: "max-f1".into(),
            rule: format!("largest F1 on {} validation films", labels.len()),
            logit: Logit::new(threshold as f32)?,
        }]),
        metrics: Some(metrics),
        subgroups: None,
        out_of_distribution: None,
        heatmap_scale: Some(heatmap_scale),
    };
    manifest.intended_use = model_card::intended_use(&manifest);
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

/// Reads a package's folder, verifying every file.
///
/// # Errors
///
/// A file that is missing or wrong, named.
pub fn open(folder: &Path) -> Result<Package> {
    let path = folder.join(shared::package::MANIFEST);
    let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let manifest = Manifest::parse(&bytes).with_context(|| format!("{}", folder.display()))?;
    Package::assemble(manifest, |file| std::fs::read(folder.join(&file.file)).map_err(|e| e.to_string()))
        .with_context(|| format!("{}", folder.display()))
}

/// Logits, and the 99th percentile of all heatmap cells.
fn answers(
    net: &Classifier,
    head: &HeadWeights,
    preprocessing: &Preprocessing,
    films: &Films,
    on: &NamedDevice,
) -> Result<(Vec<f64>, f32)> {
    let mut progress = crate::progress::Progress::new("validation", films.len());
    let (mut logits, mut cells) = (Vec::new(), Vec::new());
    for start in (0..films.len()).step_by(8) {
        let chunk = start..(start + 8).min(films.len());
        let inputs: Vec<NetworkInput> =
            chunk.clone().map(|i| preprocessing.from_grid(&films.grid(i))).collect();
        for answer in pollster::block_on(infer(net, head, &inputs, &on.device))? {
            logits.push(f64::from(answer.logit.value()));
            cells.extend(answer.heatmap.values);
        }
        progress.advance(chunk.len(), "");
    }
    progress.finish();
    cells.sort_by(f32::total_cmp);
    let scale = cells[(cells.len() - 1) * 99 / 100];
    ensure!(scale > 0.0, "the heatmaps of all validation films are empty: the network has not learned");
    Ok((logits, scale))
}

fn report_quantisation(
    exact: &Classifier,
    quantised: &[f64],
    preprocessing: &Preprocessing,
    films: &Films,
    on: &NamedDevice,
) -> Result<()> {
    let n = films.len().min(QUANTISATION_FILMS);
    let before = predict(exact, preprocessing, films, n, &on.device, "before quantisation")?;
    let change = |(a, b): (&f64, &f64)| (a - b).abs();
    let largest = before.iter().zip(quantised).map(change).fold(0.0, f64::max);
    let mean = before.iter().zip(quantised).map(change).sum::<f64>() / n as f64;
    eprintln!(
        "int8 storage changes the logit by {mean:.4} on average, {largest:.4} at most ({n} validation films)"
    );
    Ok(())
}

/// Two phantoms whose answers differ: PA as MONOCHROME2 and AP as MONOCHROME1.
fn self_test(
    draft: &mut Draft,
    net: &Classifier,
    head: &HeadWeights,
    preprocessing: &Preprocessing,
    config: &TrainConfig,
    on: &NamedDevice,
) -> Result<Vec<SelfTestCase>> {
    let seed = phantom_seed(config.seed, Part::SelfTest);
    let mut best: [Option<Candidate>; 2] = [None, None];
    // PA without pneumonia and AP with it: a film and label apart, and the photometric interpretation with them.
    let wanted = [
        (ViewPosition::Pa, false, Photometric::Monochrome2, "self-test-pa.dcm"),
        (ViewPosition::Ap, true, Photometric::Monochrome1, "self-test-ap.dcm"),
    ];
    let mut tried = [0; 2];
    for index in 0.. {
        if tried.iter().all(|&t| t >= SELF_TEST_CANDIDATES / 2) || index > 50 * SELF_TEST_CANDIDATES {
            break;
        }
        let options = PhantomOptions { size: SELF_TEST_SIDE, ..PhantomOptions::default() };
        let phantom = Phantom::generate_with(&options, seed, index)?;
        for (slot, &(view, positive, photometric, _)) in wanted.iter().enumerate() {
            if phantom.view_position != view
                || phantom.is_positive() != positive
                || tried[slot] >= SELF_TEST_CANDIDATES / 2
            {
                continue;
            }
            tried[slot] += 1;
            let candidate = Candidate::new(
                &phantom,
                photometric,
                net,
                head,
                preprocessing,
                &config.acquisition_scope,
                on,
            )?;
            let logit = candidate.answer.logit;
            let better = best[slot]
                .as_ref()
                .is_none_or(|b| if positive { logit > b.answer.logit } else { logit < b.answer.logit });
            if better {
                best[slot] = Some(candidate);
            }
        }
    }
    let [Some(pa), Some(ap)] = best else { bail!("no phantom fits the self-test") };
    let spread = ap.answer.logit.value() - pa.answer.logit.value();
    ensure!(
        spread >= LEAST_LOGIT_SPREAD,
        "the network tells a clear phantom from a diseased one by {spread:.2} only: it has not learned enough to \
         make a self-test of"
    );
    Ok([pa, ap]
        .into_iter()
        .zip(wanted)
        .map(|(candidate, (_, _, _, name))| SelfTestCase {
            film: draft.add(name, candidate.bytes),
            input_mean: candidate.input_mean,
            pooled: candidate.answer.pooled,
            logit: candidate.answer.logit,
        })
        .collect())
}

struct Candidate {
    bytes: Vec<u8>,
    input_mean: f64,
    answer: Answer,
}

impl Candidate {
    fn new(
        phantom: &Phantom,
        photometric: Photometric,
        net: &Classifier,
        head: &HeadWeights,
        preprocessing: &Preprocessing,
        scope: &AcquisitionScope,
        on: &NamedDevice,
    ) -> Result<Self> {
        let bytes = dicom_bytes(phantom, photometric)?;
        // Through the reader, as the tab will take it.
        let inspection = shared::dicom::inspect(&bytes, scope);
        let film = inspection.radiograph.with_context(|| {
            format!("the reader refuses the trainer's own phantom: {}", inspection.message)
        })?;
        let input = preprocessing.apply(&film.image)?;
        let input_mean = input.mean();
        let answer = pollster::block_on(infer(net, head, &[input], &on.device))?.remove(0);
        Ok(Self { bytes, input_mean, answer })
    }
}

#[allow(clippy::too_many_arguments, reason = "all that one report rests on, from its one caller")]
fn metrics(
    net: &Classifier,
    preprocessing: &Preprocessing,
    config: &TrainConfig,
    training: &[Thumbnail],
    validation: &Films,
    (validation_logits, validation_labels): (&[f64], &[bool]),
    threshold: f64,
    on: &NamedDevice,
) -> Result<Vec<Estimate>> {
    let kind = match config.data {
        DataConfig::Phantom { .. } => "phantoms of unseen seeds",
        DataConfig::Films { .. } => "films of unseen patients",
    };
    let test = dataset::load(&config.data, config.seed, Part::Test)?;
    let test_labels = test.labels();
    let test_logits = predict(net, preprocessing, &test, test.len(), &on.device, "test")?;
    let mut all = Vec::new();
    for (set, logits, labels, films) in [
        ("validation", validation_logits, validation_labels, validation),
        ("test", test_logits.as_slice(), test_labels.as_slice(), &test),
    ] {
        let positives = labels.iter().filter(|&&l| l).count();
        let estimate = |name: &str, value: f64, interval: Option<[f64; 2]>, note: String| Estimate {
            name: format!("{set}_{name}"),
            value,
            interval,
            films: labels.len() as u64,
            positives: positives as u64,
            note,
        };
        let area = auc(logits, labels).context("AUC is undefined")?;
        all.push(estimate(
            "auc",
            area,
            Some(auc_interval(area, positives, labels.len() - positives)),
            format!("{set}: {kind}"),
        ));
        let baseline = audit::thumbnail_baseline(training, &thumbnails(films))?;
        all.push(estimate(
            "auc_thumbnail_baseline",
            baseline,
            None,
            "logistic regression on 16 x 16 thumbnails of the same films".into(),
        ));
        let counts = Confusion::at(logits, labels, threshold);
        for (name, value, part, whole) in [
            (
                "sensitivity",
                counts.recall(),
                counts.true_positives,
                counts.true_positives + counts.false_negatives,
            ),
            (
                "specificity",
                counts.specificity(),
                counts.true_negatives,
                counts.true_negatives + counts.false_positives,
            ),
        ] {
            let value = value.with_context(|| format!("{name} is undefined"))?;
            all.push(estimate(
                name,
                value,
                wilson_interval(part, whole),
                "at the operating point max-f1".into(),
            ));
        }
    }
    for e in &all {
        let interval = e.interval.map_or(String::new(), |[low, high]| format!(" ({low:.3} to {high:.3})"));
        eprintln!("{} {:.3}{interval}, n = {}", e.name, e.value, e.films);
    }
    Ok(all)
}

/// A film for the baseline, with its label.
type Thumbnail = ([f32; audit::THUMBNAIL_LEN], bool);

fn thumbnails(films: &Films) -> Vec<Thumbnail> {
    (0..films.len()).map(|i| (audit::thumbnail16(&films.grid(i)), films.is_positive(i))).collect()
}

/// Writes all files into a folder beside `out`, then renames it: `out` is whole or not there.
fn write(out: &Path, files: &[shared::package::PackageFile]) -> Result<()> {
    let parent = out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent)?;
    let folder = tempfile::Builder::new().prefix(".package-").tempdir_in(parent)?;
    for file in files {
        write_file(&folder.path().join(&file.name), &file.bytes)?;
    }
    let made = folder.keep();
    // A temporary folder is for its owner only; this one is to be served.
    #[cfg(unix)]
    std::fs::set_permissions(&made, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    std::fs::rename(&made, out).with_context(|| format!("renaming to {}", out.display()))
}
