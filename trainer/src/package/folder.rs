//! A package as a folder: read with every hash checked, written whole or not at all.

use std::path::Path;

use anyhow::{Context, Result};
use shared::package::{Manifest, Package, PackageFile};

use crate::run::write_file;

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

/// Writes all files into a folder beside `out`, then renames it: `out` is whole or not there.
pub(super) fn write(out: &Path, files: &[PackageFile]) -> Result<()> {
    let parent = out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent)?;
    let folder = tempfile::Builder::new().prefix(".package-").tempdir_in(parent)?;
    for file in files {
        write_file(&folder.path().join(&file.name), &file.bytes)?;
    }
    let made = folder.keep();
    // A temporary folder is for its owner only; this one is to be served.
    #[cfg(unix)]
    std::fs::set_permissions(&made, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    std::fs::rename(&made, out).with_context(|| format!("renaming to {}", out.display()))
}
