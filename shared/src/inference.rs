//! From network input to an answer, and the self-test that decides whether a device may be used at all.
//!
//! Async because a browser cannot wait for its GPU; a native caller blocks on it. Which device runs is the caller's
//! choice, and so is what happens when the self-test fails.

use crate::cam::{Heatmap, grad_cam};
use crate::classifier::HeadWeights;
use crate::dicom::{self, Check, Inspection, Outcome, ReasonCode, Verdict};
use crate::image::GrayImage;
use crate::network::{Network, Outputs};
use crate::package::{Manifest, Package, SelfTestCase};
use crate::picture;
use crate::prediction::{Logit, PredictionError};
use crate::preprocess::{MINIMUM_SIDE, NetworkInput, PreprocessError};

/// Tolerance of the self-test, relative to the largest feature and to max(1, |logit|).
///
/// f32 sums in another order differ by some 1e-5 here; a wrong kernel, a driver's fast-math or a swapped channel is
/// off by far more.
pub const SELF_TEST_TOLERANCE: f64 = 1e-3;

/// Largest difference of the preprocessed tensors' mean: this part runs on the same f64 arithmetic everywhere.
pub const INPUT_MEAN_TOLERANCE: f64 = 1e-6;

/// Tolerance of the self-test's distances, relative to the cut-off: a distance is made of all features, and decides by
/// the cut-off alone.
pub const DISTANCE_TOLERANCE: f64 = 1e-2;

/// The least that the self-test's logits must lie apart: a device that always gives one number must fail.
pub const LEAST_LOGIT_SPREAD: f32 = 1.0;

/// What the network says of one film.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Its output.
    pub logit: Logit,
    /// Mean over `block5_pool`, `[512]`.
    pub pooled: Vec<f32>,
    /// Where the logit comes from.
    pub heatmap: Heatmap,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum InferenceError {
    /// The device did not give its result back.
    #[error("the device did not return its result: {0}")]
    Device(String),
    /// The output is not finite.
    #[error(transparent)]
    Prediction(#[from] PredictionError),
    /// The film cannot be prepared.
    #[error(transparent)]
    Preprocess(#[from] PreprocessError),
}

/// A DICOM instance on its way to the network.
#[derive(Debug, Clone)]
pub struct Preparation {
    /// What the reader made of it, with every check.
    pub inspection: Inspection,
    /// The network's input, or why there is none.
    pub input: Result<NetworkInput, Refusal>,
}

/// Why a film gets no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The reasons, most basic first.
    pub reasons: Vec<ReasonCode>,
    /// The same for people.
    pub message: String,
}

/// Everything before the network, for an instance's bytes: reading, checks against the package's scope,
/// preprocessing. Both ends go through here.
pub fn prepare(manifest: &Manifest, bytes: &[u8]) -> Preparation {
    let mut inspection = dicom::inspect(bytes, &manifest.acquisition_scope);
    if let Some(film) = &inspection.radiograph {
        inspection.checks.push(size_check(&film.image));
    }
    let input = match &inspection.radiograph {
        Some(film) if inspection.outcome == Outcome::Accept => manifest
            .preprocessing
            .apply(&film.image)
            .map_err(|e| Refusal { reasons: vec![ReasonCode::BadDimensions], message: e.to_string() }),
        _ => Err(Refusal { reasons: inspection.reasons.clone(), message: inspection.message.clone() }),
    };
    Preparation { inspection, input }
}

/// A picture file (PNG or JPEG) on its way to the network.
#[derive(Debug)]
pub struct PicturePreparation {
    /// The checks that can be made, the first of them that nothing is known of the acquisition.
    pub checks: Vec<Check>,
    /// Columns and rows, if it could be decoded.
    pub size: Option<[u32; 2]>,
    /// The network's input, or why there is none.
    pub input: Result<NetworkInput, Refusal>,
}

/// [`prepare`] for a picture file, which is in scope only on the reader's word.
pub fn prepare_picture(manifest: &Manifest, bytes: &[u8], assumed_frontal_adult: bool) -> PicturePreparation {
    let mut checks = picture::checks(bytes, &manifest.acquisition_scope, assumed_frontal_adult);
    let decoded = picture::decode(bytes).map_err(|fault| match fault {
        Some(fault) => (ReasonCode::Corrupt, fault),
        None => (ReasonCode::UnsupportedPixelFormat, "a colour picture, not a film".to_owned()),
    });
    let size = decoded.as_ref().ok().map(|film| [film.width() as u32, film.height() as u32]);
    let film = match decoded {
        Ok(film) => {
            checks.push(size_check(&film));
            Some(film)
        }
        Err((reason, message)) => {
            checks.push(Check {
                name: "pixels".into(),
                tag: None,
                attribute: String::new(),
                value: None,
                expected: "gray pixels that decode completely".into(),
                verdict: Verdict::Fail,
                reason: Some(reason),
                message,
            });
            None
        }
    };
    let failed: Vec<&Check> = checks.iter().filter(|check| check.verdict == Verdict::Fail).collect();
    let input = match film {
        Some(film) if failed.is_empty() => manifest
            .preprocessing
            .apply(&film)
            .map_err(|e| Refusal { reasons: vec![ReasonCode::BadDimensions], message: e.to_string() }),
        _ => {
            let mut reasons: Vec<ReasonCode> = failed.iter().filter_map(|check| check.reason).collect();
            reasons.sort_unstable();
            reasons.dedup();
            let message = failed.iter().map(|check| check.message.as_str()).collect::<Vec<_>>().join("; ");
            Err(Refusal { reasons, message })
        }
    };
    PicturePreparation { checks, size, input }
}

/// The one check that depends on the network and not on the instance alone.
fn size_check(film: &GrayImage) -> Check {
    let enough = film.width().min(film.height()) >= MINIMUM_SIDE;
    Check {
        name: "size".into(),
        tag: Some("(0028,0010), (0028,0011)".into()),
        attribute: "Rows, Columns".into(),
        value: Some(format!("{}, {}", film.height(), film.width())),
        expected: format!("at least {MINIMUM_SIDE} each"),
        verdict: if enough { Verdict::Pass } else { Verdict::Fail },
        reason: (!enough).then_some(ReasonCode::BadDimensions),
        message: if enough { "large enough for the network" } else { "too small for the network" }.into(),
    }
}

/// Runs the network on a batch of films.
///
/// # Shapes
///
/// - `films`: each `[3, side, side]`
/// - output: one [`Answer`] a film, in order
///
/// # Errors
///
/// [`InferenceError`] if the device fails or a number is not finite.
///
/// # Panics
///
/// If `films` is empty or of differing sizes.
pub async fn infer(
    network: &impl Network,
    head: &HeadWeights,
    films: &[NetworkInput],
) -> Result<Vec<Answer>, InferenceError> {
    let Outputs { logits, pooled, maps, shape: [channels, height, width] } =
        network.outputs(head, films).await?;
    if let Some(&bad) = pooled.iter().chain(&maps).find(|v| !v.is_finite()) {
        return Err(PredictionError::NotFinite(bad).into());
    }
    logits
        .iter()
        .zip(pooled.chunks_exact(channels))
        .zip(maps.chunks_exact(channels * height * width))
        .map(|((&logit, pooled), maps)| {
            Ok(Answer {
                logit: Logit::new(logit)?,
                pooled: pooled.to_vec(),
                heatmap: grad_cam(head, maps, pooled, height, width),
            })
        })
        .collect()
}

/// How close a device came to the package's stored answers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SelfTestReport {
    /// Cases run.
    pub cases: usize,
    /// Largest |feature difference| over the case's largest feature.
    pub feature_error: f64,
    /// Largest |logit difference| over max(1, |logit|).
    pub logit_error: f64,
}

/// Why a device may not be used with a package.
#[derive(Debug, thiserror::Error)]
pub enum SelfTestError {
    /// The package's own film is not accepted: the reader is broken, or the package is.
    #[error("self-test film {case}: {message}")]
    Film {
        /// Which case, from 0.
        case: usize,
        /// What the reader said.
        message: String,
    },
    /// A number differs.
    #[error("self-test film {case}: {what} is off by {error:.2e}, at most {limit:.0e} is allowed")]
    Mismatch {
        /// Which case, from 0.
        case: usize,
        /// Which number.
        what: &'static str,
        /// How far.
        error: f64,
        /// The tolerance.
        limit: f64,
    },
    /// The stored answers cannot tell a working device from one that always says the same.
    #[error("the self-test's logits lie {0} apart, at least {LEAST_LOGIT_SPREAD} is needed")]
    Spread(f32),
    /// The device failed.
    #[error("self-test: {0}")]
    Inference(#[from] InferenceError),
}

/// Prepares a film of the package's self-test, from its bytes to network input.
///
/// # Errors
///
/// [`SelfTestError::Film`] if the reader refuses it.
pub fn self_test_input(package: &Package, case: usize) -> Result<NetworkInput, SelfTestError> {
    let fail = |message: String| SelfTestError::Film { case, message };
    let bytes = package.self_test_films.get(case).ok_or_else(|| fail("not in the package".into()))?;
    prepare(&package.manifest, bytes).input.map_err(|refusal| fail(refusal.message))
}

/// Runs every self-test film from bytes to logit, one at a time, and compares with the package's stored answers.
///
/// # Errors
///
/// [`SelfTestError`] for the first number that is off; the device must then not be used.
pub async fn self_test(network: &impl Network, package: &Package) -> Result<SelfTestReport, SelfTestError> {
    self_test_in_batches(network, package, 1).await
}

/// [`self_test`] with `batch` films at a time, the package's repeated in turn until every batch is full: a device picks its
/// kernels by the batch's size, and may be right with one and wrong with another.
///
/// # Errors
///
/// As [`self_test`].
///
/// # Panics
///
/// If `batch` is 0.
pub async fn self_test_in_batches(
    network: &impl Network,
    package: &Package,
    batch: usize,
) -> Result<SelfTestReport, SelfTestError> {
    let cases = &package.manifest.self_test;
    let logits = || cases.iter().map(|c| c.logit.value());
    let spread = logits().fold(f32::MIN, f32::max) - logits().fold(f32::MAX, f32::min);
    if spread < LEAST_LOGIT_SPREAD {
        return Err(SelfTestError::Spread(spread));
    }
    let mut inputs = Vec::with_capacity(cases.len());
    for (case, expected) in cases.iter().enumerate() {
        let input = self_test_input(package, case)?;
        check(case, "the input's mean", (input.mean() - expected.input_mean).abs(), INPUT_MEAN_TOLERANCE)?;
        inputs.push(input);
    }
    let mut report = SelfTestReport { cases: cases.len(), ..SelfTestReport::default() };
    let order: Vec<usize> =
        (0..cases.len().next_multiple_of(batch)).map(|position| position % cases.len()).collect();
    for group in order.chunks_exact(batch) {
        let films: Vec<NetworkInput> = group.iter().map(|&case| inputs[case].clone()).collect();
        let answers = infer(network, &package.head, &films).await?;
        for (&case, answer) in group.iter().zip(&answers) {
            let (feature_error, logit_error) = compare(case, &cases[case], answer)?;
            compare_distance(case, package, &inputs[case], answer)?;
            report.feature_error = report.feature_error.max(feature_error);
            report.logit_error = report.logit_error.max(logit_error);
        }
    }
    Ok(report)
}

/// How far an answer is from the stored one: its features, its logit.
fn compare(case: usize, expected: &SelfTestCase, answer: &Answer) -> Result<(f64, f64), SelfTestError> {
    let largest = expected.pooled.iter().fold(f64::MIN_POSITIVE, |m, v| m.max(f64::from(v.abs())));
    let feature_error = answer
        .pooled
        .iter()
        .zip(&expected.pooled)
        .map(|(a, b)| f64::from((a - b).abs()) / largest)
        // `f64::max` would drop a NaN.
        .fold(0.0, |worst: f64, e| if e > worst || e.is_nan() { e } else { worst });
    check(case, "a feature", feature_error, SELF_TEST_TOLERANCE)?;
    let reference = f64::from(expected.logit.value());
    let logit_error = (f64::from(answer.logit.value()) - reference).abs() / reference.abs().max(1.0);
    check(case, "the logit", logit_error, SELF_TEST_TOLERANCE)?;
    Ok((feature_error, logit_error))
}

/// Whether the film lies as far from the training films as it should, where the package can tell.
fn compare_distance(
    case: usize,
    package: &Package,
    input: &NetworkInput,
    answer: &Answer,
) -> Result<(), SelfTestError> {
    let expected = package.manifest.out_of_distribution.as_ref().and_then(|ood| ood.self_test.get(case));
    let Some((expected, found)) = expected.zip(package.distance(input, &answer.pooled)) else {
        return Ok(());
    };
    check(case, "the distance", (found.value - expected).abs() / found.cutoff, DISTANCE_TOLERANCE)
}

fn check(case: usize, what: &'static str, error: f64, limit: f64) -> Result<(), SelfTestError> {
    // Written so that NaN fails.
    if error <= limit { Ok(()) } else { Err(SelfTestError::Mismatch { case, what, error, limit }) }
}
