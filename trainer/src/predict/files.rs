//! Files on disk: folders searched through, in order of name, and one read whole within a limit.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use shared::dicom::ReasonCode;

use super::row::Reject;

/// Largest file or entry of a zip that is read, bytes: as the page has it. Films of some hundred megapixels are smaller.
pub const MAX_FILE: u64 = 512 << 20;

/// All files under `paths`, folders searched through, in order of name. Zips are files here.
///
/// # Errors
///
/// A path that does not exist, or nothing found at all.
pub fn find_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    all_exist(paths)?;
    let files: Vec<PathBuf> = Walk::new(paths).map(|found| found.path).collect();
    ensure!(!files.is_empty(), "there are no files to read");
    Ok(files)
}

/// # Errors
///
/// The first path that does not exist.
pub(super) fn all_exist(paths: &[PathBuf]) -> Result<()> {
    paths.iter().try_for_each(|path| {
        ensure!(path.exists(), "{} does not exist", path.display());
        Ok(())
    })
}

/// A file that the walk came to.
pub(super) struct Found {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Whether it was named itself, and not found in a folder.
    pub(super) named: bool,
}

/// Files under paths, one at a time: no more than the names of the folders on the way are in memory.
pub(super) struct Walk {
    /// What is still to be looked at, the next one last.
    steps: Vec<Step>,
    /// Links to folders passed by so far: they can lead in a circle.
    pub(super) links: usize,
}

enum Step {
    Look(Found),
    Give(Found),
}

impl Walk {
    pub(super) fn new(paths: &[PathBuf]) -> Self {
        let look = |path: &PathBuf| Step::Look(Found { path: path.clone(), named: true });
        Self { steps: paths.iter().rev().map(look).collect(), links: 0 }
    }

    fn open(&mut self, folder: Found) {
        let Ok(listing) = fs::read_dir(&folder.path) else {
            // A folder that cannot be listed has a row of its own, like any bad file.
            return self.steps.push(Step::Give(folder));
        };
        let mut inside = Vec::new();
        for entry in listing {
            match entry {
                Ok(entry) => inside.push(entry.path()),
                Err(_) => self.steps.push(Step::Give(Found { path: folder.path.clone(), named: false })),
            }
        }
        inside.sort();
        for path in inside.into_iter().rev() {
            if path.is_symlink() && path.is_dir() {
                self.links += 1;
            } else {
                self.steps.push(Step::Look(Found { path, named: false }));
            }
        }
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            match self.steps.pop()? {
                Step::Look(found) if found.path.is_dir() => self.open(found),
                Step::Look(found) | Step::Give(found) => return Some(found),
            }
        }
    }
}

/// Whether a file in a folder or zip is known to be no film, so that it needs no row: what operating systems leave behind,
/// and DICOM's own index of a medium (PS3.10 section 8).
pub(super) fn is_bycatch(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let known = ["DICOMDIR", ".DS_Store", "Thumbs.db", "desktop.ini"];
    known.iter().any(|k| k.eq_ignore_ascii_case(name))
        // AppleDouble, beside a file on a foreign disk or in a folder of its own within a zip.
        || name.starts_with("._")
        || parts.any(|folder| folder == "__MACOSX")
}

/// Reads a file whole.
///
/// # Errors
///
/// What cannot be read, or is larger than [`MAX_FILE`].
pub(super) fn read(found: &Found) -> Result<Vec<u8>, Reject> {
    let unreadable = |e: std::io::Error| Reject::unreadable(e.to_string());
    let about = fs::metadata(&found.path).map_err(unreadable)?;
    if !about.is_file() && !found.named {
        // A pipe in a folder would never end.
        return Err(Reject::unreadable("not a regular file"));
    }
    if about.len() > MAX_FILE {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(about.len() as usize);
    let file = File::open(&found.path).map_err(unreadable)?;
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE { Err(too_large()) } else { Ok(bytes) }
}

pub(super) fn too_large() -> Reject {
    Reject::new(ReasonCode::TooLarge.as_str(), format!("larger than {} MB", MAX_FILE >> 20))
}

/// Whether a regular file is a zip: by its first bytes, or by its name.
pub(super) fn is_zip(path: &Path) -> bool {
    if !path.is_file() {
        return false;
    }
    let mut start = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    let named = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip"));
    named || (read.is_ok() && starts_as_zip(&start))
}

/// Whether bytes begin with a zip's first entry, or are the end of an empty one (PKWARE APPNOTE 4.3.7, 4.3.16).
pub(super) fn starts_as_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_searched_in_order_of_name() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b/2.dcm", "b/10.dcm", "a.dcm", "c.dcm", "b.dcm"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        let files = find_files(&[folder.path().join("c.dcm"), folder.path().into()]).unwrap();
        let names: Vec<_> = files.iter().map(|f| f.strip_prefix(folder.path()).unwrap()).collect();
        assert_eq!(names, ["c.dcm", "a.dcm", "b/10.dcm", "b/2.dcm", "b.dcm", "c.dcm"].map(Path::new));
        assert!(find_files(&[folder.path().join("d")]).is_err());
    }

    #[test]
    fn what_no_scanner_wrote_is_told_by_its_name() {
        for path in
            ["DICOMDIR", "study/dicomdir", "a/.DS_Store", "Thumbs.db", "__MACOSX/a/b.dcm", "a/._b.dcm"]
        {
            assert!(is_bycatch(path), "{path}");
        }
        for path in ["film.dcm", "DICOMDIR/film.dcm", "a/DICOMDIR.dcm", ".hidden", "__MACOSX"] {
            assert!(!is_bycatch(path), "{path}");
        }
    }
}
