//! A split's folder: written whole or not at all, and checked when it is read.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use super::listing::{self, Listing};
use super::options::Part;
use super::summary::{Parts, SplitSummary};
use super::{LEFT_OUT, SUMMARY, Split};
use crate::run::write_folder;

/// The table of a part in a split's folder.
pub fn part_path(folder: &Path, part: Part) -> PathBuf {
    folder.join(part.file())
}

/// Refuses a folder that holds something already.
///
/// # Errors
///
/// If it does: nothing is overwritten.
pub fn check_free(out: &Path) -> Result<()> {
    if fs::symlink_metadata(out).is_err() {
        return Ok(());
    }
    ensure!(out.is_dir(), "{} exists already and is no folder; choose another --out", out.display());
    let mut entries = fs::read_dir(out).with_context(|| format!("reading {}", out.display()))?;
    ensure!(
        entries.next().is_none(),
        "{} holds {} already; nothing is overwritten: choose another --out",
        out.display(),
        if out.join(SUMMARY).exists() { "a split" } else { "files" }
    );
    Ok(())
}

/// Writes a split into `out`, which must not exist or be empty: into a folder beside it, which is then renamed.
///
/// # Errors
///
/// If the folder holds something, or the disk refuses; `out` is then as it was.
pub fn write(split: &Split, out: &Path) -> Result<()> {
    check_free(out)?;
    let summary = serde_json::to_vec_pretty(&split.summary)?;
    let parts = Part::ALL.map(|part| (part.file(), split.tables[part as usize].as_slice()));
    let left_out = split.left_out.iter().map(|table| (LEFT_OUT, table.as_slice()));
    write_folder(out, parts.into_iter().chain(left_out).chain([(SUMMARY, summary.as_slice())]))
}

/// Reads `split.json` and checks each table of the folder against it.
///
/// # Errors
///
/// A folder without a split, a schema of another version, or a table that is missing or was changed since, by its name.
pub fn read(folder: &Path) -> Result<SplitSummary> {
    let (listing, value) = Listing::read_all(folder)?;
    for part in Part::ALL {
        listing.verify(part)?;
    }
    let path = folder.join(SUMMARY);
    let summary: SplitSummary = serde_json::from_value(value).with_context(|| path.display().to_string())?;
    let left_out = &summary.left_out;
    if let Some(hash) = &left_out.sha256 {
        ensure!(
            left_out.file.as_deref() == Some(LEFT_OUT),
            "{}: `left_out.file` is not {LEFT_OUT}",
            path.display()
        );
        listing::verify(&folder.join(LEFT_OUT), hash)?;
    }
    ensure!(
        summary.sha256 == identity(&summary.parts),
        "{}: `sha256` is not that of the three parts; the file was changed",
        path.display()
    );
    Ok(summary)
}

/// The identity of a split with these parts.
pub(super) fn identity(parts: &Parts) -> String {
    listing::hash(Part::ALL.map(|part| format!("{}\n", parts.get(part).sha256)).concat().as_bytes())
}
