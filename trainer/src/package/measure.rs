//! What the network says of validation films, with the weights as the package gives them back and as they were.

use anyhow::{Context, Result, ensure};
use shared::classifier::{Classifier, HeadWeights};
use shared::inference::infer;
use shared::network::OnDevice;
use shared::package::Estimate;
use shared::preprocess::{NetworkInput, Preprocessing};

use crate::dataset::Films;
use crate::device::NamedDevice;
use crate::metrics::auc;
use crate::train::predict;

/// Logits, and the 99th percentile of all heatmap cells.
pub(super) fn answers(
    net: &Classifier,
    head: &HeadWeights,
    preprocessing: &Preprocessing,
    films: &Films,
    on: &NamedDevice,
) -> Result<(Vec<f64>, f32)> {
    let mut progress = crate::progress::Progress::new("validation", films.len());
    let (mut logits, mut cells) = (Vec::new(), Vec::new());
    let network = OnDevice { network: net.clone(), device: on.device.clone() };
    for start in (0..films.len()).step_by(8) {
        let chunk = start..(start + 8).min(films.len());
        let inputs: Vec<NetworkInput> =
            chunk.clone().map(|i| preprocessing.from_grid(&films.grid(i))).collect();
        for answer in pollster::block_on(infer(&network, head, &inputs))? {
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

/// What storing the weights in 8 bits changes: says how far it moves the logits of the validation films, and gives the AUC
/// that they had before, to stand beside that of the package.
///
/// # Errors
///
/// If the device fails, or films are of one class.
pub(super) fn before_storage(
    exact: &Classifier,
    quantised: &[f64],
    preprocessing: &Preprocessing,
    films: &Films,
    on: &NamedDevice,
) -> Result<Estimate> {
    let before = predict(exact, preprocessing, films, &on.device, "validation before storage")?;
    let labels = films.labels();
    let moved = || before.iter().zip(quantised).map(|(a, b)| (a - b).abs());
    let (mean, largest) = (moved().sum::<f64>() / films.len() as f64, moved().fold(0.0, f64::max));
    let [was, is] = [&before[..], quantised].map(|logits| auc(logits, &labels));
    let (was, is) = was.zip(is).context("AUC is undefined")?;
    let note = format!(
        "with weights in f32, before they were stored in 8 bits; logits moved by {mean:.4} on average, {largest:.4} at most"
    );
    eprintln!("AUC {was:.4} {note}; stored: {is:.4}");
    Ok(Estimate {
        name: "validation_auc_before_storage".to_owned(),
        value: was,
        interval: None,
        films: films.len() as u64,
        positives: labels.iter().filter(|&&label| label).count() as u64,
        note,
    })
}
