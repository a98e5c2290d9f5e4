//! From somebody's file to ours.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use shared::package::MANIFEST;
use shared::vgg16::Vgg16Config;
use shared::weights::{self, NamedTensor};

use super::file;
use super::source::{self, Format};
use super::{Layout, Origin, TORCHVISION_VGG16, hash, layout};
use crate::package;

/// What was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Tensors written: 26.
    pub tensors: usize,
    /// Values in them: 14,714,688 at full width.
    pub parameters: usize,
    /// Channels are divided by this; 1 is VGG16.
    pub width_divisor: usize,
    /// Where they came from.
    pub origin: Origin,
    /// SHA-256 of the file written.
    pub sha256: String,
}

/// Imports VGG16's convolutions from `source` into the file `out`.
///
/// `source` is a file of `torch.save` (a state dict with torchvision's names, or a whole model), a safetensors file with
/// torchvision's or timm's names, or the folder of a model package, whose dequantised weights are taken.
///
/// # Errors
///
/// An `out` that exists; a file that cannot be read, is no VGG16, has a type other than f16, bf16, f32 or f64, holds a
/// value that is not finite, or whose name carries a SHA-256 that is not its own. Nothing is written then.
pub fn import(source: &Path, out: &Path) -> Result<Imported> {
    ensure!(!out.exists(), "{} exists already; nothing is overwritten", out.display());
    let (weights, width_divisor, origin) =
        if source.is_dir() { from_package(source) } else { from_file(source) }?;
    weights::check(&weights, &Vgg16Config { width_divisor }.parameters())
        .with_context(|| format!("{}", source.display()))?;
    let (tensors, parameters) = (weights.len(), weights.iter().map(|w| w.values.len()).sum());
    let sha256 = file::write(out, &weights, width_divisor, &origin)?;
    Ok(Imported { tensors, parameters, width_divisor, origin, sha256 })
}

type Found = (Vec<NamedTensor>, usize, Origin);

fn from_file(path: &Path) -> Result<Found> {
    let file_name = name(path)?;
    let sha256 = hash::of_file(path)?;
    if let Some(digits) = hash::in_name(&file_name).filter(|digits| !sha256.starts_with(digits)) {
        bail!(
            "{} is damaged or wrongly named: its name says that its SHA-256 starts with {digits}, but it is {sha256}",
            path.display()
        );
    }
    let (format, tensors) = source::open(path)?;
    let context = || format!("{}", path.display());
    let layout = layout::recognise(tensors.iter().map(|t| t.name.as_str())).with_context(context)?;
    let shapes: BTreeMap<String, Vec<usize>> =
        tensors.iter().map(|t| (t.name.clone(), t.shape.clone())).collect();
    let width_divisor = layout::width_divisor(&shapes).with_context(context)?;
    // Only now, as every shape is a VGG16's, is anything of a tensor's size allocated.
    let weights = Vgg16Config { width_divisor }
        .parameters()
        .into_iter()
        .map(|spec| {
            let stored = tensors
                .iter()
                .find(|t| t.name == spec.name)
                .with_context(|| format!("the weights lack `{}`", spec.name))?;
            let values = (stored.read)()
                .and_then(|bytes| stored.element.decode(&bytes))
                .with_context(|| format!("{}: `{}`", path.display(), spec.name))?;
            Ok(NamedTensor { name: spec.name, shape: spec.shape, values })
        })
        .collect::<Result<Vec<_>>>()?;
    let licence = if sha256 == TORCHVISION_VGG16.sha256 {
        TORCHVISION_VGG16.licence.to_owned()
    } else if layout == Layout::Timm {
        format!("as its source says; timm's vgg16.tv_in1k is {}", TORCHVISION_VGG16.licence)
    } else {
        "as its source says; not a file that Lobar knows".to_owned()
    };
    Ok((weights, width_divisor, Origin { file: file_name, sha256, format, layout, licence }))
}

fn from_package(folder: &Path) -> Result<Found> {
    ensure!(
        folder.join(MANIFEST).exists(),
        "{} is a folder without {MANIFEST}: of folders, only model packages can be imported",
        folder.display()
    );
    let package = package::open(folder)?;
    let width_divisor = package.manifest.classifier().vgg16.width_divisor;
    let specs = Vgg16Config { width_divisor }.parameters();
    let weights =
        package.weights.into_iter().filter(|w| specs.iter().any(|spec| spec.name == w.name)).collect();
    let origin = Origin {
        file: name(folder)?,
        sha256: package.manifest.id,
        format: Format::Package,
        layout: Layout::Features,
        licence: "as the model package says".to_owned(),
    };
    Ok((weights, width_divisor, origin))
}

/// The last part of a path; of `.` too.
fn name(path: &Path) -> Result<String> {
    let full = path.canonicalize().with_context(|| format!("reading {}", path.display()))?;
    Ok(full.file_name().map_or_else(|| "package".into(), |n| n.to_string_lossy().into_owned()))
}
