//! Which tables a split consists of, and whether they are still those: for everybody who reads one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::SUMMARY;
use super::options::Part;
use super::summary::SCHEMA;
use crate::table::{self, Table};

/// The part of `split.json` that finds and verifies the tables. There is more in it, for people: see
/// [`SplitSummary`](super::SplitSummary).
#[derive(Debug)]
pub struct Listing {
    folder: PathBuf,
    sha256: String,
    parts: BTreeMap<String, Listed>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    file: String,
    sha256: String,
}

impl Listing {
    /// Reads `split.json`.
    ///
    /// # Errors
    ///
    /// A folder without one, a file that is no such list, or a schema of another version.
    pub fn read(folder: &Path) -> Result<Self> {
        Ok(Self::read_all(folder)?.0)
    }

    /// With all that `split.json` holds.
    pub(super) fn read_all(folder: &Path) -> Result<(Self, serde_json::Value)> {
        #[derive(Deserialize)]
        struct File {
            sha256: String,
            parts: BTreeMap<String, Listed>,
        }
        let path = folder.join(SUMMARY);
        let text = fs::read(&path).with_context(|| {
            format!("{} is not the folder of a split: reading {}", folder.display(), path.display())
        })?;
        let value: serde_json::Value =
            serde_json::from_slice(&text).with_context(|| path.display().to_string())?;
        let schema = value.get("schema").and_then(serde_json::Value::as_u64);
        ensure!(
            schema == Some(u64::from(SCHEMA)),
            "{}: schema {}; this program reads schema {SCHEMA}",
            path.display(),
            schema.map_or_else(|| "is not given".to_owned(), |schema| schema.to_string())
        );
        let File { sha256, parts } = File::deserialize(&value).with_context(|| path.display().to_string())?;
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
        ensure!(is_hash, "{}: `sha256` is no SHA-256 in hexadecimal", path.display());
        Ok((Self { folder: folder.to_owned(), sha256, parts }, value))
    }

    /// The split's identity: SHA-256 in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The table of a part, verified.
    ///
    /// # Errors
    ///
    /// A part that is not listed, a table that is missing or was changed since, or one that cannot be read.
    pub fn table(&self, part: Part) -> Result<Table> {
        let listed = self.listed(part)?;
        let path = self.folder.join(part.file());
        let table = table::read(&path)?;
        ensure_same(&path, &table.sha256, &listed.sha256)?;
        Ok(table)
    }

    /// Checks the table of a part without reading its rows.
    pub(super) fn verify(&self, part: Part) -> Result<()> {
        verify(&self.folder.join(part.file()), &self.listed(part)?.sha256)
    }

    fn listed(&self, part: Part) -> Result<&Listed> {
        let path = self.folder.join(SUMMARY);
        let name = part.as_str();
        let listed =
            self.parts.get(name).with_context(|| format!("{}: there is no part `{name}`", path.display()))?;
        ensure!(listed.file == part.file(), "{}: `parts.{name}.file` is not {}", path.display(), part.file());
        Ok(listed)
    }
}

/// Refuses a file that is not the one of this hash.
pub(super) fn verify(path: &Path, sha256: &str) -> Result<()> {
    let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    ensure_same(path, &hash(&bytes), sha256)
}

fn ensure_same(path: &Path, found: &str, listed: &str) -> Result<()> {
    ensure!(
        found.eq_ignore_ascii_case(listed),
        "{} was changed after the split was made: its SHA-256 is not the one in {SUMMARY}; make the split again",
        path.display()
    );
    Ok(())
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
