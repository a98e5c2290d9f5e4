//! A package as a folder: read with every hash checked, written whole or not at all.

use std::path::Path;

use anyhow::{Context, Result};
use shared::package::{Manifest, Package, PackageFile};

use crate::run::write_folder;

/// Reads a package's folder, verifying every file.
///
/// # Errors
///
/// A file that is missing or wrong, named.
pub fn open(folder: &Path) -> Result<Package> {
    let path = folder.join(shared::package::MANIFEST);
    let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let manifest = Manifest::parse(&bytes).with_context(|| format!("{}", folder.display()))?;
    Package::assemble(manifest, |file| std::fs::read(folder.join(&file.file)).map_err(|e| e.to_string()))
        .with_context(|| format!("{}", folder.display()))
}

/// Writes all files: `out` is whole or not there.
pub(crate) fn write(out: &Path, files: &[PackageFile]) -> Result<()> {
    write_folder(out, files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())))
}
