//! Files of `torch.save`, in all three forms it has had, through `pytorch-reader` (part of Burn's store).
//!
//! Nothing of a pickle is executed: the parent module says how. What the reader checks before it allocates: every length
//! against the file's, the pickle of a zip against 100 MiB, nesting, copies by reference, a tensor's extent against its
//! storage.

use std::path::Path;

use anyhow::{Context as _, Result};
use burn::store::pytorch_reader::{DType, FileFormat, PytorchReader};

use super::source::{Element, Format, Stored};

/// Lists the tensors of a checkpoint. The reader gives their bytes in native order: little-endian, as on every machine
/// that Lobar is built for.
pub(super) fn open(path: &Path) -> Result<(Format, Vec<Stored>)> {
    let reader = PytorchReader::new(path)
        .context("neither a file of torch.save that can be read, nor safetensors, nor a package's folder")?;
    let format = match reader.metadata().format_type {
        FileFormat::Zip => Format::PytorchZip,
        FileFormat::Tar => Format::PytorchTar,
        // A plain pickle has no tensors, so it goes no further than the list of names.
        FileFormat::Legacy | FileFormat::Pickle => Format::PytorchLegacy,
    };
    let mut tensors: Vec<Stored> = reader
        .into_tensors()
        .into_iter()
        .map(|(name, tensor)| Stored {
            name,
            shape: tensor.shape().to_vec(),
            element: element(tensor.dtype()),
            read: Box::new(move || Ok(tensor.read()?)),
        })
        .collect();
    // Out of a hash map: without an order, one fault of several would be named at random.
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((format, tensors))
}

fn element(dtype: DType) -> Element {
    match dtype {
        DType::F16 => Element::F16,
        DType::BF16 => Element::Bf16,
        DType::F32 => Element::F32,
        DType::F64 => Element::F64,
        other => Element::Other(format!("{other:?}")),
    }
}
