//! A part of a split as `trainer split` writes it: `split.json`, and a table for each part.
//!
//! Dividing is not done here. What is read is verified first: a table that was changed since would put patients into two
//! parts without anybody's notice.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::Part;
use crate::table::{self, Table};

/// The list of parts in a split's folder.
pub(super) const SPLIT: &str = "split.json";

/// What training needs of `split.json`; there is more in it.
#[derive(Debug, Deserialize)]
pub(super) struct Split {
    schema: u32,
    /// The split's identity, SHA-256 in hexadecimal.
    pub(super) sha256: String,
    parts: BTreeMap<String, PartFile>,
}

#[derive(Debug, Deserialize)]
struct PartFile {
    file: String,
    sha256: String,
}

/// Reads `split.json`.
///
/// # Errors
///
/// A file that is missing, is no such list, or is of another schema.
pub(super) fn read(folder: &Path) -> Result<Split> {
    let path = folder.join(SPLIT);
    let bytes = std::fs::read(&path).with_context(|| {
        format!("reading {} (`data.split` is the folder that `trainer split` writes)", path.display())
    })?;
    let split: Split = serde_json::from_slice(&bytes).with_context(|| format!("{}", path.display()))?;
    ensure!(
        split.schema == 1,
        "{}: schema {} is not known; this version reads 1",
        path.display(),
        split.schema
    );
    let is_hash = split.sha256.len() == 64 && split.sha256.bytes().all(|b| b.is_ascii_hexdigit());
    ensure!(is_hash, "{}: `sha256` is no SHA-256 in hexadecimal", path.display());
    Ok(split)
}

impl Split {
    /// The table of a part, verified, and its file's name.
    ///
    /// # Errors
    ///
    /// A part that is not listed, a table that is not the one that was written with the split, or one that cannot be read.
    pub(super) fn table(&self, folder: &Path, part: Part) -> Result<(Table, String)> {
        let name = match part {
            Part::Train => "train",
            Part::Validation => "validation",
            Part::Test | Part::SelfTest => "test",
        };
        let listed = folder.join(SPLIT);
        let PartFile { file, sha256 } = self
            .parts
            .get(name)
            .with_context(|| format!("{}: there is no part `{name}`", listed.display()))?;
        let mut components = Path::new(file).components();
        ensure!(
            matches!((components.next(), components.next()), (Some(Component::Normal(_)), None)),
            "{}: the file of part `{name}` is no plain file name",
            listed.display()
        );
        let path = folder.join(file);
        let table = table::read(&path)?;
        ensure!(
            table.sha256.eq_ignore_ascii_case(sha256),
            "{} was changed after the split was made: its SHA-256 is not the one in {}; split again",
            path.display(),
            listed.display()
        );
        Ok((table, file.clone()))
    }
}
