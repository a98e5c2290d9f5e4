//! The two phantoms that a package carries, with the answers that every device must give again.

use anyhow::{Context, Result, bail, ensure};
use shared::classifier::{Classifier, HeadWeights};
use shared::dicom::AcquisitionScope;
use shared::inference::{Answer, LEAST_LOGIT_SPREAD, infer};
use shared::network::OnDevice;
use shared::package::{Draft, SelfTestCase};
use shared::preprocess::Preprocessing;

use crate::config::TrainConfig;
use crate::dataset::{Part, phantom_seed};
use crate::device::NamedDevice;
use crate::phantom::{Phantom, PhantomOptions, Photometric, ViewPosition, dicom_bytes};

/// Side of the self-test's films, pixels. Small, because two of them travel with every package.
const SELF_TEST_SIDE: usize = 384;

/// Phantoms of each kind tried first: the two that lie furthest apart are kept.
const CANDIDATES: usize = 8;

/// Phantoms of each view tried where those do not lie far enough apart.
const MORE_CANDIDATES: usize = 64;

/// Each view with the photometric interpretation that its phantom is written in, and its file.
const CASES: [(ViewPosition, Photometric, &str); 2] = [
    (ViewPosition::Pa, Photometric::Monochrome2, "self-test-pa.dcm"),
    (ViewPosition::Ap, Photometric::Monochrome1, "self-test-ap.dcm"),
];

/// Two phantoms whose answers differ: PA as MONOCHROME2 and AP as MONOCHROME1.
pub(super) fn self_test(
    draft: &mut Draft,
    net: &Classifier,
    head: &HeadWeights,
    preprocessing: &Preprocessing,
    config: &TrainConfig,
    on: &NamedDevice,
) -> Result<Vec<SelfTestCase>> {
    let seed = phantom_seed(config.seed, Part::SelfTest);
    let scope = &config.acquisition_scope;
    let network = OnDevice { network: net.clone(), device: on.device.clone() };
    let answer = |phantom: &Phantom, photometric| {
        Candidate::new(phantom, photometric, &network, head, preprocessing, scope)
    };
    // PA without pneumonia and AP with it: to a network that has learned phantoms, these are far apart.
    let labels = [Some(false), Some(true)];
    let [pa, ap] = search(seed, labels, CANDIDATES, &answer)?;
    let mut chosen = [pa.lowest, ap.highest];
    if spread(&chosen) < LEAST_LOGIT_SPREAD {
        // To one that has learned real films drawings mean little: whichever lie furthest apart, whatever their label.
        let [pa, ap] = search(seed, [None, None], MORE_CANDIDATES, &answer)?;
        let (rising, falling) = ([pa.lowest, ap.highest], [pa.highest, ap.lowest]);
        chosen = if spread(&rising) >= spread(&falling) { rising } else { falling };
    }
    let apart = spread(&chosen);
    ensure!(
        apart >= LEAST_LOGIT_SPREAD,
        "the network's answers for phantoms lie {apart:.2} apart at most: it has not learned enough to make a self-test of"
    );
    Ok(chosen
        .into_iter()
        .zip(CASES)
        .map(|(candidate, (_, _, name))| SelfTestCase {
            film: draft.add(name, candidate.bytes),
            input_mean: candidate.input_mean,
            pooled: candidate.answer.pooled,
            logit: candidate.answer.logit,
        })
        .collect())
}

fn spread([a, b]: &[Candidate; 2]) -> f32 {
    (a.answer.logit.value() - b.answer.logit.value()).abs()
}

/// The phantoms of a view with the lowest and the highest logit.
struct Extremes {
    lowest: Candidate,
    highest: Candidate,
}

/// Tries `count` phantoms of each view, of one label where one is named.
fn search(
    seed: u64,
    labels: [Option<bool>; 2],
    count: usize,
    answer: &impl Fn(&Phantom, Photometric) -> Result<Candidate>,
) -> Result<[Extremes; 2]> {
    let mut found: [Vec<Candidate>; 2] = [Vec::new(), Vec::new()];
    let mut tried = [0; 2];
    // Half are of each view and half of each label: far fewer are needed.
    for index in 0..100 * count as u64 {
        if tried.iter().all(|&t| t >= count) {
            break;
        }
        let options = PhantomOptions { size: SELF_TEST_SIDE, ..PhantomOptions::default() };
        let phantom = Phantom::generate_with(&options, seed, index)?;
        for (slot, &(view, photometric, _)) in CASES.iter().enumerate() {
            let fits = phantom.view_position == view
                && labels[slot].is_none_or(|label| phantom.is_positive() == label);
            if fits && tried[slot] < count {
                tried[slot] += 1;
                found[slot].push(answer(&phantom, photometric)?);
                // Only the ends are kept: a film is half a megabyte.
                found[slot].sort_by(|a, b| a.answer.logit.value().total_cmp(&b.answer.logit.value()));
                if found[slot].len() > 2 {
                    found[slot].remove(1);
                }
            }
        }
    }
    let [pa, ap] = found.map(|ends| {
        let mut ends = ends.into_iter();
        let lowest = ends.next()?;
        let highest = ends.next()?;
        Some(Extremes { lowest, highest })
    });
    match (pa, ap) {
        (Some(pa), Some(ap)) => Ok([pa, ap]),
        _ => bail!("no phantoms fit the self-test"),
    }
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
        network: &OnDevice,
        head: &HeadWeights,
        preprocessing: &Preprocessing,
        scope: &AcquisitionScope,
    ) -> Result<Self> {
        let bytes = dicom_bytes(phantom, photometric)?;
        // Through the reader, as the tab will take it.
        let inspection = shared::dicom::inspect(&bytes, scope);
        let film = inspection.radiograph.with_context(|| {
            format!("the reader refuses the trainer's own phantom: {}", inspection.message)
        })?;
        let input = preprocessing.apply(&film.image)?;
        let input_mean = input.mean();
        let answer = pollster::block_on(infer(network, head, &[input]))?.remove(0);
        Ok(Self { bytes, input_mean, answer })
    }
}
