//! Files and folders that are written whole or not at all.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

/// Writes a file whole or not at all.
///
/// # Errors
///
/// If the disk refuses; a file that was there stays as it was.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = parent_of(path);
    let mut file = permitted(&mut tempfile::Builder::new(), 0o644)
        .tempfile_in(folder)
        .with_context(|| format!("writing into {}", folder.display()))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).with_context(|| format!("writing {}", path.display()))?;
    Ok(())
}

/// Writes a folder with these files, named and in order, into one beside it, which is then renamed to `out`. An empty
/// `out` is replaced.
///
/// # Errors
///
/// If `out` holds something, or the disk refuses; `out` is then as it was.
pub fn write_folder<'a>(out: &Path, files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<()> {
    let parent = parent_of(out);
    fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
    let folder = permitted(&mut tempfile::Builder::new(), 0o755)
        .prefix(".unfinished-")
        .tempdir_in(parent)
        .with_context(|| format!("writing into {}", parent.display()))?;
    for (name, bytes) in files {
        write_file(&folder.path().join(name), bytes)?;
    }
    // Not everywhere does renaming replace an empty folder.
    if out.exists() {
        fs::remove_dir(out).with_context(|| format!("replacing {}", out.display()))?;
    }
    fs::rename(folder.path(), out).with_context(|| format!("writing {}", out.display()))?;
    // Renamed, so no longer to be cleared away.
    let _ = folder.keep();
    Ok(())
}

fn parent_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What is temporary is for its owner only; what is renamed into place is like anything else, which a web server of
/// another user must be able to read.
fn permitted<'a, 'b>(
    builder: &'a mut tempfile::Builder<'b, 'b>,
    mode: u32,
) -> &'a mut tempfile::Builder<'b, 'b> {
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_whole_or_not_there() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("deep/out");
        write_folder(&out, [("a", b"1".as_slice()), ("b", b"2")]).unwrap();
        assert_eq!(fs::read(out.join("b")).unwrap(), b"2");
        // What is there stays, and nothing unfinished is left beside it.
        assert!(write_folder(&out, [("a", b"3".as_slice())]).is_err());
        assert_eq!(fs::read(out.join("a")).unwrap(), b"1");
        assert!(write_folder(&place.path().join("other"), [("no/such", b"1".as_slice())]).is_err());
        let beside = |folder: &Path| fs::read_dir(folder).unwrap().count();
        assert_eq!((beside(place.path()), beside(&place.path().join("deep"))), (1, 1));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o755);
        }
    }
}
