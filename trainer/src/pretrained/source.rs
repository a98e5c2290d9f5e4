//! A file as it comes: recognised by its first bytes, its tensors listed but not yet read.

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use half::{bf16, f16};

use super::{safetensors, torch};

/// What kind of file weights came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `torch.save` since PyTorch 1.6.
    PytorchZip,
    /// `torch.save` of PyTorch 0.1.10 to 1.5: a stream of pickles, then the values.
    PytorchLegacy,
    /// `torch.save` before PyTorch 0.1.10.
    PytorchTar,
    /// The safetensors format.
    Safetensors,
    /// A model package of Lobar.
    Package,
}

impl Format {
    const ALL: [Self; 5] =
        [Self::PytorchZip, Self::PytorchLegacy, Self::PytorchTar, Self::Safetensors, Self::Package];

    /// As it stands in an imported file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PytorchZip => "pytorch-zip",
            Self::PytorchLegacy => "pytorch-legacy",
            Self::PytorchTar => "pytorch-tar",
            Self::Safetensors => "safetensors",
            Self::Package => "lobar-package",
        }
    }

    /// The format that [`Format::as_str`] names.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.as_str() == text)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What one value of a tensor is stored as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Element {
    F16,
    Bf16,
    F32,
    F64,
    /// Anything else, by its name: no weight.
    Other(String),
}

impl Element {
    /// Little-endian bytes as f32. A value of f64 that f32 cannot hold becomes infinite, which the check of the weights
    /// refuses.
    pub(super) fn decode(&self, bytes: &[u8]) -> Result<Vec<f32>> {
        fn each<const N: usize>(bytes: &[u8], value: impl Fn([u8; N]) -> f32) -> Vec<f32> {
            bytes.as_chunks::<N>().0.iter().map(|chunk| value(*chunk)).collect()
        }
        Ok(match self {
            Self::F16 => each(bytes, |b| f16::from_le_bytes(b).to_f32()),
            Self::Bf16 => each(bytes, |b| bf16::from_le_bytes(b).to_f32()),
            Self::F32 => each(bytes, f32::from_le_bytes),
            Self::F64 => each(bytes, |b| f64::from_le_bytes(b) as f32),
            Self::Other(name) => {
                anyhow::bail!("it holds values of type {name}, not f16, bf16, f32 or f64")
            }
        })
    }
}

/// A tensor of a file. Nothing of its values is in memory before [`Stored::read`].
pub(super) struct Stored {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    pub(super) element: Element,
    /// The bytes, row-major and little-endian.
    pub(super) read: Box<dyn Fn() -> Result<Vec<u8>>>,
}

/// Recognises a file and lists its tensors.
///
/// # Errors
///
/// A file that is none of PyTorch's and no safetensors, or whose directory contradicts itself or the file's length.
pub(super) fn open(path: &Path) -> Result<(Format, Vec<Stored>)> {
    let context = || format!("reading {}", path.display());
    let mut file = File::open(path).with_context(context)?;
    ensure!(file.metadata().with_context(context)?.is_file(), "{} is not a file", path.display());
    let mut start = Vec::new();
    file.by_ref().take(9).read_to_end(&mut start).with_context(context)?;
    ensure!(!start.is_empty(), "{} is empty", path.display());
    if safetensors::is_safetensors(&start) {
        safetensors::open(path, file).map(|tensors| (Format::Safetensors, tensors))
    } else {
        torch::open(path)
    }
    .with_context(|| format!("{}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_becomes_f32() {
        let decode = |element: Element, bytes: &[u8]| element.decode(bytes).unwrap();
        assert_eq!(decode(Element::F32, &(-1.5_f32).to_le_bytes()), [-1.5]);
        assert_eq!(decode(Element::F64, &0.1_f64.to_le_bytes()), [0.1]);
        assert_eq!(decode(Element::F64, &1e300_f64.to_le_bytes()), [f32::INFINITY]);
        assert_eq!(
            decode(Element::F16, &f16::from_f32(0.333).to_le_bytes()),
            [f16::from_f32(0.333).to_f32()]
        );
        assert_eq!(decode(Element::Bf16, &bf16::from_f32(-7.0).to_le_bytes()), [-7.0]);
        let error = Element::Other("I64".into()).decode(&[0; 8]).unwrap_err().to_string();
        assert!(error.contains("I64"), "{error}");
    }

    #[test]
    fn formats_have_names() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
        assert_eq!(Format::parse("onnx"), None);
    }
}
