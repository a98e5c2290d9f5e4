//! The one form in which training reads weights: a safetensors file of the 26 parameters in f32, whose metadata say where
//! they came from. Any safetensors reader opens it; the same weights give the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use safetensors::{Dtype, SafeTensors};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use shared::vgg16::Vgg16Config;
use shared::weights::{self, NamedTensor, WeightError};

use super::{Format, Layout, Origin};
use crate::run::write_file;

/// What `kind` says in every file of this form and in no other.
const KIND: &str = "lobar-vgg16-features";

/// Version of the form.
const SCHEMA: &str = "1";

/// Largest file that is read, bytes: a full VGG16 without its classifier has 58.9 million.
const MAX_FILE: u64 = 128 << 20;

/// Weights to start a training from.
#[derive(Debug, Clone, PartialEq)]
pub struct Pretrained {
    /// The 26 parameters of [`Vgg16Config::parameters`], in that order, checked and finite.
    pub weights: Vec<NamedTensor>,
    /// Channels are divided by this; 1 is VGG16.
    pub width_divisor: usize,
    /// What they were imported from.
    pub origin: Origin,
    /// SHA-256 of the file that was read, hexadecimal.
    pub sha256: String,
}

/// Writes weights that have been checked; gives the file's SHA-256.
pub(super) fn write(
    path: &Path,
    weights: &[NamedTensor],
    width_divisor: usize,
    origin: &Origin,
) -> Result<String> {
    // Not by the crate's own writer: its metadata come out of a hash map, in another order each time.
    let metadata = json!({
        "kind": KIND,
        "schema": SCHEMA,
        "lobar_version": env!("CARGO_PKG_VERSION"),
        "width_divisor": width_divisor.to_string(),
        "origin_file": origin.file,
        "origin_sha256": origin.sha256,
        "origin_format": origin.format.as_str(),
        "origin_layout": origin.layout.as_str(),
        "licence": origin.licence,
    });
    let mut header = Map::from_iter([("__metadata__".to_owned(), metadata)]);
    let mut data = Vec::with_capacity(weights.iter().map(|w| w.values.len() * 4).sum());
    for tensor in weights {
        let start = data.len();
        data.extend(tensor.values.iter().flat_map(|v| v.to_le_bytes()));
        let entry = json!({ "dtype": "F32", "shape": tensor.shape, "data_offsets": [start, data.len()] });
        header.insert(tensor.name.clone(), entry);
    }
    let mut header = serde_json::to_vec(&Value::Object(header))?;
    // Values lie at multiples of eight, as the format asks; blanks at the end are part of its JSON.
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.extend(data);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    write_file(path, &bytes)?;
    Ok(hex::encode(Sha256::digest(&bytes)))
}

/// Reads a file that [`import()`](super::import()) wrote.
///
/// # Errors
///
/// Any other file (import it first), a damaged one, weights that are no VGG16 or not finite: the tensor is named.
pub fn read(path: &Path) -> Result<Pretrained> {
    let context = || format!("reading {}", path.display());
    let length = fs::metadata(path).with_context(context)?.len();
    ensure!(length <= MAX_FILE, "{} has {length} bytes; {}", path.display(), advice(path));
    let bytes = fs::read(path).with_context(context)?;
    let sha256 = hex::encode(Sha256::digest(&bytes));
    parse(&bytes, sha256).with_context(|| format!("{}; {}", path.display(), advice(path)))
}

fn advice(path: &Path) -> String {
    format!("training starts from what `trainer weights import {} --out FILE` writes", path.display())
}

fn parse(bytes: &[u8], sha256: String) -> Result<Pretrained> {
    let (_, header) = SafeTensors::read_metadata(bytes).context("not a whole safetensors file")?;
    let metadata: BTreeMap<&str, &str> =
        header.metadata().iter().flatten().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let field =
        |name: &str| metadata.get(name).copied().with_context(|| format!("its metadata lack `{name}`"));
    ensure!(metadata.get("kind") == Some(&KIND), "not a file of imported weights");
    let schema = field("schema")?;
    ensure!(schema == SCHEMA, "`schema` is {schema}, this version reads {SCHEMA}");
    let width_divisor: usize = field("width_divisor")?
        .parse()
        .ok()
        .filter(|d| (1..=512).contains(d))
        .context("`width_divisor` is not a number from 1 to 512")?;
    let origin = Origin {
        file: field("origin_file")?.to_owned(),
        sha256: field("origin_sha256")?.to_owned(),
        format: Format::parse(field("origin_format")?).context("`origin_format` is unknown")?,
        layout: Layout::parse(field("origin_layout")?).context("`origin_layout` is unknown")?,
        licence: field("licence")?.to_owned(),
    };
    let specs = Vgg16Config { width_divisor }.parameters();
    let tensors = SafeTensors::deserialize(bytes)?;
    if let Some(unknown) = tensors.names().into_iter().find(|n| specs.iter().all(|spec| spec.name != *n)) {
        bail!(WeightError::Unknown(unknown.to_owned()));
    }
    let weights = specs
        .iter()
        .map(|spec| {
            let view = tensors.tensor(&spec.name).map_err(|_| WeightError::Missing(spec.name.clone()))?;
            ensure!(view.dtype() == Dtype::F32, "`{}` is {:?}, not F32", spec.name, view.dtype());
            let values = view.data().as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
            Ok(NamedTensor { name: spec.name.clone(), shape: view.shape().to_vec(), values })
        })
        .collect::<Result<Vec<_>>>()?;
    weights::check(&weights, &specs)?;
    Ok(Pretrained { weights, width_divisor, origin, sha256 })
}
