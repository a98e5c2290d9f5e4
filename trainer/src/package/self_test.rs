//! The two phantoms that a package carries, with the answers that every device must give again.

use anyhow::{Context, Result, bail, ensure};
use shared::classifier::{Classifier, HeadWeights};
use shared::dicom::AcquisitionScope;
use shared::inference::{Answer, LEAST_LOGIT_SPREAD, infer};
use shared::package::{Draft, SelfTestCase};
use shared::preprocess::Preprocessing;

use crate::config::TrainConfig;
use crate::dataset::{Part, phantom_seed};
use crate::device::NamedDevice;
use crate::phantom::{Phantom, PhantomOptions, Photometric, ViewPosition, dicom_bytes};

/// Side of the self-test's films, pixels. Small, because two of them travel with every package.
const SELF_TEST_SIDE: usize = 384;

/// Phantoms tried for the self-test: the two that lie furthest apart are kept.
const SELF_TEST_CANDIDATES: u64 = 16;

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
