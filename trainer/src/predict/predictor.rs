//! A package on a device that has passed its self-test.

use anyhow::{Context, Result, ensure};
use shared::dicom::{Outcome, ReasonCode};
use shared::distribution::Distance;
use shared::inference::{Answer, infer, prepare, self_test, self_test_in_batches};
use shared::network::{Computed, OnDevice, OnHost};
use shared::package::{Evidence, FilmKind, Manifest, Package};
use shared::preprocess::NetworkInput;
use shared::report::Source;
use shared::weights;

use super::row::{FAILED, Prediction, Reject};
use crate::convolutions::Prepared;
use crate::device::NamedDevice;
use crate::films;

/// Films computed at a time unless told otherwise. A CPU is busy with one: batches of 8 and 16 took it as much time a film,
/// a longer self-test, and rows came later. A GPU is not.
pub fn default_batch(on: &NamedDevice) -> usize {
    if on.is_gpu() { 32 } else { 1 }
}

/// Burn on a GPU and as the reference, `kernels` on the CPU: each is judged by the same self-test.
fn network(package: &Package, on: &NamedDevice) -> Result<Computed<Prepared>> {
    let config = package.manifest.classifier();
    if !on.uses_kernels() {
        let network = config.load(&package.weights, &on.device)?;
        return Ok(Computed::Device(Box::new(OnDevice { network, device: on.device.clone() })));
    }
    weights::check(&package.weights, &config.parameters())?;
    let specs = config.vgg16.parameters();
    let convolutions = specs
        .iter()
        .map(|spec| weights::find(&package.weights, &spec.name))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Computed::Host(OnHost(Prepared::new(&convolutions)?)))
}

/// A film's answer, and how far the film lies from the training films, if the package can tell.
pub(super) struct Judged {
    pub(super) answer: Answer,
    pub(super) distance: Option<Distance>,
}

/// A package loaded onto a device that has passed its self-test, alone and in batches.
pub struct Predictor {
    package: Package,
    network: Computed<Prepared>,
    on: NamedDevice,
    batch: usize,
}

impl Predictor {
    /// Loads the package and runs its self-test with every batch size that will be used: one film, and `batch` films.
    ///
    /// # Errors
    ///
    /// A package that does not verify, or a device that gives other answers than the package's: nothing is
    /// predicted then.
    pub fn new(package: Package, on: NamedDevice, batch: usize) -> Result<Self> {
        ensure!(batch > 0, "a batch holds at least one film");
        let network = network(&package, &on)?;
        let failed = || format!("{} failed the package's self-test and is not used", on.name);
        pollster::block_on(self_test(&network, &package)).with_context(failed)?;
        if batch > 1 {
            pollster::block_on(self_test_in_batches(&network, &package, batch))
                .with_context(|| format!("{} films at a time", batch))
                .with_context(failed)?;
        }
        Ok(Self { package, network, on, batch })
    }

    /// The package's manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.package.manifest
    }

    /// The device's name.
    pub fn device(&self) -> &str {
        &self.on.name
    }

    /// Films computed at a time.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// The network's answers, in order. A full batch is computed at once, anything less film by film: these are the sizes
    /// that the self-test has seen. If a batch fails, its films are computed one by one, so that only a film that fails
    /// itself goes without an answer.
    pub(crate) fn answers(&self, films: &[NetworkInput]) -> Vec<Result<Answer, Reject>> {
        let run =
            |films: &[NetworkInput]| pollster::block_on(infer(&self.network, &self.package.head, films));
        if films.len() == self.batch
            && let Ok(answers) = run(films)
        {
            return answers.into_iter().map(Ok).collect();
        }
        let alone = |film: &NetworkInput| {
            let answer = run(std::slice::from_ref(film)).map_err(|e| Reject::new(FAILED, e.to_string()))?;
            answer.into_iter().next().ok_or_else(|| Reject::new(FAILED, "the device gave no answer"))
        };
        films.iter().map(alone).collect()
    }

    /// How far a film lies from the training films; `None` if the package cannot tell.
    pub(crate) fn distance(&self, film: &NetworkInput, answer: &Answer) -> Option<Distance> {
        self.package.distance(film, &answer.pooled)
    }

    /// [`Predictor::answers`], each with the film's distance; a film that is too far away is refused where the package says
    /// so.
    pub(super) fn judged(&self, films: &[NetworkInput]) -> Vec<Result<Judged, Reject>> {
        let judge = |(film, answer): (&NetworkInput, Result<Answer, Reject>)| {
            let answer = answer?;
            let distance = self.distance(film, &answer);
            match distance.filter(Distance::is_refused) {
                Some(distance) => {
                    Err(Reject::new(ReasonCode::OutOfDistribution.as_str(), distance.message()))
                }
                None => Ok(Judged { answer, distance }),
            }
        };
        films.iter().zip(self.answers(films)).map(judge).collect()
    }

    /// The row of a film; `evidence` is what the package has of films of its kind.
    pub(super) fn row(&self, file: String, evidence: Evidence, judged: Result<Judged, Reject>) -> Prediction {
        let manifest = &self.package.manifest;
        let mut row = Prediction {
            file,
            outcome: Outcome::Reject,
            reasons: Vec::new(),
            message: String::new(),
            logit: None,
            probability: None,
            threshold: None,
            positive: None,
            model: manifest.id.clone(),
            device: self.on.name.clone(),
        };
        match judged {
            Ok(Judged { answer, distance }) => {
                let point = manifest.operating_point();
                row.outcome = Outcome::Accept;
                row.logit = Some(answer.logit.value());
                row.probability = Some(manifest.score(answer.logit).value());
                row.threshold = point.map(|p| manifest.score(p.logit).value());
                row.positive = point.map(|p| p.is_above(answer.logit));
                row.message = message(row.positive, evidence);
                if let Some(distance) = distance.filter(Distance::is_outside) {
                    row.message = format!("WARNING: {}; {}", distance.message(), row.message);
                }
            }
            Err(reject) => {
                row.reasons = reject.reasons;
                row.message = reject.message;
            }
        }
        row
    }
}

/// On which side of the threshold a film lies, for people. Where the package was not tried on films of people like this
/// one, what lies there is a demonstration score, and the sentence says why.
fn message(is_above: Option<bool>, evidence: Evidence) -> String {
    let why = match evidence {
        Evidence::Real => {
            return match is_above {
                Some(true) => "at or above the threshold",
                Some(false) => "below the threshold",
                None => "the package has no threshold",
            }
            .into();
        }
        Evidence::Demonstration => "",
        Evidence::View => " (the package has no evidence for films of this view and age)",
        Evidence::Children => " (the package has no evidence for children)",
        Evidence::Adults => " (the package has no evidence for adults)",
        Evidence::AgeUnknown => " (the age is unknown, and the package has no evidence for every age)",
    };
    let side = match is_above {
        Some(true) => ", above its threshold",
        Some(false) => ", below its threshold",
        None => "; the package has no threshold",
    };
    format!("demonstration score{why}{side}")
}

/// [`film`], where it does not matter whose film it is.
pub(crate) fn input(manifest: &Manifest, bytes: &[u8]) -> Result<NetworkInput, Reject> {
    film(manifest, bytes).map(|(input, _)| input)
}

/// From a film's bytes to network input, and what the package has of evidence on such films: a DICOM instance through the
/// checks; a PNG or JPEG, whose acquisition and age nobody knows, without them.
pub(super) fn film(manifest: &Manifest, bytes: &[u8]) -> Result<(NetworkInput, Evidence), Reject> {
    if films::is_picture(bytes) {
        let film = films::decode(bytes)
            .map_err(|e| Reject::unreadable(e.unwrap_or_else(|| "a colour picture, not a film".into())))?;
        let input = manifest
            .preprocessing
            .apply(&film)
            .map_err(|e| Reject::new(ReasonCode::BadDimensions.as_str(), e.to_string()))?;
        return Ok((input, manifest.evidence_for(&FilmKind::default())));
    }
    let prepared = prepare(manifest, bytes);
    let source = Source::of(&prepared.inspection);
    let kind = source.as_ref().map(Source::kind).unwrap_or_default();
    let evidence = manifest.evidence_for(&kind);
    Ok((prepared.input.map_err(Reject::from)?, evidence))
}
