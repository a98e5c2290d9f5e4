//! What the network says of validation films, with the weights as the package gives them back and as they were.

use anyhow::{Result, ensure};
use shared::classifier::{Classifier, HeadWeights};
use shared::inference::infer;
use shared::network::OnDevice;
use shared::preprocess::{NetworkInput, Preprocessing};

use crate::dataset::Films;
use crate::device::NamedDevice;
use crate::train::predict;

/// Films on which the change by quantisation is measured.
const QUANTISATION_FILMS: usize = 64;

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

/// Says how far storing the weights in 8 bits moves the logits.
pub(super) fn report_quantisation(
    exact: &Classifier,
    quantised: &[f64],
    preprocessing: &Preprocessing,
    films: &Films,
    on: &NamedDevice,
) -> Result<()> {
    let n = films.len().min(QUANTISATION_FILMS);
    let first = Films::from_grids((0..n).map(|i| (films.grid(i), films.is_positive(i))).collect());
    let before = predict(exact, preprocessing, &first, &on.device, "before quantisation")?;
    let change = |(a, b): (&f64, &f64)| (a - b).abs();
    let largest = before.iter().zip(quantised).map(change).fold(0.0, f64::max);
    let mean = before.iter().zip(quantised).map(change).sum::<f64>() / n as f64;
    eprintln!(
        "int8 storage changes the logit by {mean:.4} on average, {largest:.4} at most ({n} validation films)"
    );
    Ok(())
}
