//! The same network as a package for films of another size, to compare how fast networks of one size are.
//!
//! The head averages over the whole picture, so the weights fit any size. What was measured does not: thresholds,
//! calibration, figures and the distribution of the training films hold at the package's own size and are left out.

use anyhow::{Context, Result, anyhow, ensure};
use shared::inference::{infer, prepare};
use shared::network::OnDevice;
use shared::package::{Draft, MODEL_CARD, Manifest, Package, PackageFile, SelfTestCase};
use shared::preprocess::Preprocessing;

use crate::device::{self, DeviceChoice};
use crate::model_card;

/// VGG16 halves five times: a smaller picture leaves nothing to average.
const LEAST: usize = 32;
/// The largest multiple of it that films, which are first made 256 pixels a side, have something to fill with.
const MOST: usize = 256;

/// The files of the package at `input_size` pixels a side, with the self-test's answers computed anew.
///
/// # Errors
///
/// A size that no network input can have, or if the device fails.
pub(super) fn resized(package: &Package, input_size: usize) -> Result<(Manifest, Vec<PackageFile>)> {
    ensure!(
        (LEAST..=MOST).contains(&input_size) && input_size.is_multiple_of(LEAST),
        "an input of {input_size} pixels a side: a multiple of {LEAST} up to {MOST} is possible"
    );
    let own = &package.manifest;
    let mut draft = Draft::new();
    let mut manifest = Manifest {
        name: format!("{}, at {input_size} x {input_size} pixels", own.name),
        preprocessing: Preprocessing { input_size, ..own.preprocessing },
        intended_use: "To measure how fast a network of this size is. Not for any film of a person."
            .to_owned(),
        weights: draft.add_weights(&package.weights),
        calibration: None,
        operating_points: None,
        metrics: None,
        subgroups: None,
        out_of_distribution: None,
        heatmap_scale: own.heatmap_scale,
        ..own.clone()
    };
    let cpu = device::open(DeviceChoice::Cpu)?;
    let net = OnDevice {
        network: own.classifier().load(&package.weights, &cpu.device)?,
        device: cpu.device.clone(),
    };
    manifest.self_test = own
        .self_test
        .iter()
        .zip(&package.self_test_films)
        .map(|(case, bytes)| {
            let input = prepare(&manifest, bytes)
                .input
                .map_err(|refusal| anyhow!("{}: {}", case.film.file, refusal.message))?;
            let input_mean = input.mean();
            let answer = pollster::block_on(infer(&net, &package.head, &[input]))?;
            let answer = answer.into_iter().next().context("the device gave no answer")?;
            Ok(SelfTestCase {
                film: draft.add(&case.film.file, bytes.clone()),
                input_mean,
                pooled: answer.pooled,
                logit: answer.logit,
            })
        })
        .collect::<Result<_>>()?;
    manifest.model_card = draft.add_model_card(&model_card::render(&manifest));
    debug_assert_eq!(manifest.model_card.file, MODEL_CARD);
    Ok(draft.finish(manifest)?)
}
