//! Files in the safetensors format (<https://github.com/huggingface/safetensors>): eight bytes with the header's length,
//! the header as JSON, the values. Only the header is read at first, then one tensor at a time, so that the classifier of
//! a full VGG16, nine tenths of it, never comes into memory.

use std::cell::RefCell;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context as _, Result, ensure};
use safetensors::Dtype;
use safetensors::tensor::Metadata;

use super::source::{Element, Stored};

/// Longest header that is read, bytes. That of a VGG16 has some 3 kB.
const MAX_HEADER: u64 = 1 << 20;

/// Bytes of the header's length.
const PREFIX: u64 = 8;

/// Whether a file that starts with these nine bytes is one: a plausible length, then an object's brace.
pub(super) fn is_safetensors(start: &[u8]) -> bool {
    // Lengths are below 2^32 by far, and no file of PyTorch has four zero bytes there.
    start.len() >= 9 && start[4..8] == [0; 4] && start[8] == b'{'
}

/// Lists the tensors of a file.
pub(super) fn open(path: &Path, mut file: File) -> Result<Vec<Stored>> {
    let length = file.metadata()?.len();
    file.rewind()?;
    let mut prefix = [0; PREFIX as usize];
    file.read_exact(&mut prefix)?;
    let header_length = u64::from_le_bytes(prefix);
    ensure!(
        header_length <= MAX_HEADER && PREFIX + header_length <= length,
        "the safetensors header claims {header_length} bytes; the file has {length}, and at most {MAX_HEADER} are read"
    );
    let mut header = vec![0; header_length as usize];
    file.read_exact(&mut header)?;
    // Checks as it parses: no gap, no overlap, every length the product of its shape.
    let metadata: Metadata = serde_json::from_slice(&header).context("the safetensors header")?;
    let data = PREFIX + header_length;
    let expected = data + metadata.data_len() as u64;
    ensure!(length == expected, "the file has {length} bytes, its safetensors header speaks of {expected}");

    let file = Rc::new(RefCell::new(file));
    let mut tensors = Vec::new();
    for (name, info) in metadata.tensors() {
        let (start, end) = info.data_offsets;
        let (file, path) = (Rc::clone(&file), path.to_owned());
        tensors.push(Stored {
            name,
            shape: info.shape.clone(),
            element: element(info.dtype),
            read: Box::new(move || {
                let mut file = file.borrow_mut();
                file.seek(SeekFrom::Start(data + start as u64))?;
                let mut bytes = vec![0; end - start];
                file.read_exact(&mut bytes).with_context(|| format!("reading {}", path.display()))?;
                Ok(bytes)
            }),
        });
    }
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tensors)
}

fn element(dtype: Dtype) -> Element {
    match dtype {
        Dtype::F16 => Element::F16,
        Dtype::BF16 => Element::Bf16,
        Dtype::F32 => Element::F32,
        Dtype::F64 => Element::F64,
        other => Element::Other(format!("{other:?}")),
    }
}
