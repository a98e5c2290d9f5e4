//! `trainer export`: a package's network in the forms that other programs read, and a film as that network takes it.
//!
//! The weights are the package's, dequantised: the f32 that training left behind is not in a package, and everything
//! measured about it was measured on these. So another runtime must come to the logit of `trainer predict`, up to the
//! order of its sums; `reference/check_export.py` looks whether it does.
//!
//! Not here: calibration, operating points and the check of a film's acquisition. A number without them is no answer, and
//! the notice that belongs beside every answer goes into each file.

mod layers;
mod npy;
mod onnx;
mod resized;
#[cfg(test)]
mod tests;
mod tfjs;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use shared::package::Package;

use crate::run::{write_file, write_folder};
use crate::{package, predict};

/// Writes the network as one ONNX file: opset 13, input `film`, `[batch, 3, side, side]`, output `logit`, `[batch, 1]`.
///
/// # Errors
///
/// If `out` exists, or the disk refuses.
pub fn onnx(package: &Package, out: &Path) -> Result<u64> {
    not_there(out)?;
    let bytes = onnx::encode(package)?;
    write_file(out, &bytes)?;
    Ok(bytes.len() as u64)
}

/// Writes the network as a folder that `tf.loadLayersModel` takes: `model.json` and shards of its weights. Channels are
/// last: input `[batch, side, side, 3]`, output `[batch, 1]`.
///
/// # Errors
///
/// If `out` exists and is not an empty folder, or the disk refuses.
pub fn tfjs(package: &Package, out: &Path) -> Result<u64> {
    let empty = fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
    if !empty {
        not_there(out)?;
    }
    let files = tfjs::encode(package)?;
    write_folder(out, files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))?;
    Ok(files.iter().map(|(_, bytes)| bytes.len() as u64).sum())
}

/// Writes the network as a package for films of `input_size` pixels a side: without thresholds, calibration and figures,
/// which hold at its own size alone. For comparing how fast networks of one size are.
///
/// # Errors
///
/// If `out` exists, no input can have that size, or the disk refuses.
pub fn resized(package: &Package, input_size: usize, out: &Path) -> Result<u64> {
    not_there(out)?;
    let (_, files) = resized::resized(package, input_size)?;
    package::write(out, &files)?;
    Ok(files.iter().map(|file| file.bytes.len() as u64).sum())
}

/// Writes a film as the network takes it, as NumPy's `.npy`: f32, `[1, 3, side, side]`. DICOM instances go through the
/// package's checks, PNG and JPEG do not, as in `trainer predict`.
///
/// # Errors
///
/// If `out` exists, the film cannot be read or is refused, or the disk refuses.
pub fn film(package: &Package, film: &Path, out: &Path) -> Result<u64> {
    not_there(out)?;
    let size = fs::metadata(film).with_context(|| format!("{} cannot be read", film.display()))?.len();
    ensure!(size <= predict::MAX_FILE, "{} is larger than {} bytes", film.display(), predict::MAX_FILE);
    let bytes = fs::read(film).with_context(|| format!("{} cannot be read", film.display()))?;
    let input = match predict::input(&package.manifest, &bytes) {
        Ok(input) => input,
        Err(why) => bail!("{}: {}: {}", film.display(), why.reasons.join(" "), why.message),
    };
    let bytes = npy::encode(&[1, 3, input.side, input.side], &input.values);
    write_file(out, &bytes)?;
    Ok(bytes.len() as u64)
}

fn not_there(out: &Path) -> Result<()> {
    ensure!(!out.exists(), "{} exists already; nothing is overwritten", out.display());
    Ok(())
}

/// What every file says of itself: names and values, in order.
fn about(package: &Package) -> Result<Vec<(&'static str, String)>> {
    let manifest = &package.manifest;
    Ok(vec![
        ("notice", manifest.notice()),
        ("model", manifest.name.clone()),
        ("package_id", manifest.id.clone()),
        ("preprocessing", serde_json::to_string(&manifest.preprocessing)?),
        ("intended_use", manifest.intended_use.clone()),
    ])
}
