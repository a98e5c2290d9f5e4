//! Files that are written whole or not at all.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

/// Writes a file whole or not at all.
///
/// # Errors
///
/// If the disk refuses; a file that was there stays as it was.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = readable(&mut tempfile::Builder::new())
        .tempfile_in(folder)
        .with_context(|| format!("writing into {}", folder.display()))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).with_context(|| format!("writing {}", path.display()))?;
    Ok(())
}

/// Temporary files are for their owner only; what is renamed into place is a file like any other, which a web server of
/// another user must be able to read.
fn readable<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    builder
}
