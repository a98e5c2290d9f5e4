//! `FILE.part`, the bytes so far, and `FILE.part.json`, what they are part of.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::run::write_file;

/// What is known of the file that a part belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    /// Where it comes from.
    url: String,
    /// What changes when the file at the address does: a strong ETag, or else the time of its last change (RFC 9110,
    /// section 8.8). For `If-Range`.
    pub(super) validator: Option<String>,
    /// Length of the whole, bytes.
    pub(super) total: Option<u64>,
}

/// A download under way. Its file is as long as what was received and written, whatever ends the process.
pub(super) struct Part {
    path: PathBuf,
    file: File,
    length: u64,
    note: Note,
}

impl Part {
    /// Opens the part of `out`, or begins one. A part of another address, or without its note, begins anew.
    pub(super) fn open(out: &Path, url: &str) -> Result<Self> {
        let mut path = out.as_os_str().to_owned();
        path.push(".part");
        let path = PathBuf::from(path);
        let context = || format!("opening {}", path.display());
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .with_context(context)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("{} is being written by another download", path.display())
            }
            Err(TryLockError::Error(error)) => {
                // Some network file systems have no locks: then two downloads at once are the user's own doing.
                ensure!(error.kind() == io::ErrorKind::Unsupported, "locking {}: {error}", path.display());
            }
        }
        let length = file.metadata().with_context(context)?.len();
        let mut part =
            Self { path, file, length, note: Note { url: url.to_owned(), validator: None, total: None } };
        let known: Option<Note> =
            fs::read(part.note_path()).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        match known {
            Some(note) if note.url == url => part.note = note,
            _ => part.restart()?,
        }
        part.file.seek(SeekFrom::Start(part.length))?;
        Ok(part)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> u64 {
        self.length
    }

    pub(super) fn note(&self) -> &Note {
        &self.note
    }

    /// Drops all bytes: what follows is from the first on.
    pub(super) fn restart(&mut self) -> Result<()> {
        self.file.set_len(0).with_context(|| format!("emptying {}", self.path.display()))?;
        self.file.rewind()?;
        self.length = 0;
        (self.note.validator, self.note.total) = (None, None);
        Ok(())
    }

    /// Notes what the server says of the file, before the first byte of it is written.
    pub(super) fn describe(&mut self, validator: Option<String>, total: Option<u64>) -> Result<()> {
        let note = Note { url: self.note.url.clone(), validator, total };
        if note != self.note || !self.note_path().exists() {
            write_file(&self.note_path(), &serde_json::to_vec(&note)?)?;
            self.note = note;
        }
        Ok(())
    }

    /// Appends. What was not written whole does not count and is written over.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.file.write_all(bytes);
        if written.is_err() {
            // As far as it will go: the first error is the one to tell of.
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::Start(self.length));
        }
        written.with_context(|| format!("writing {}", self.path.display()))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Deletes the part.
    pub(super) fn discard(self) -> Result<()> {
        let note = self.note_path();
        // Closed first: Windows renames and deletes no open file.
        drop(self.file);
        fs::remove_file(&self.path).with_context(|| format!("deleting {}", self.path.display()))?;
        remove_if_there(&note)
    }

    /// Gives the whole file its name.
    pub(super) fn finish(self, out: &Path) -> Result<()> {
        let note = self.note_path();
        self.file.sync_all().with_context(|| format!("writing {}", self.path.display()))?;
        drop(self.file);
        ensure!(!out.exists(), "{} has come to be in the meantime; nothing is overwritten", out.display());
        fs::rename(&self.path, out).with_context(|| format!("writing {}", out.display()))?;
        remove_if_there(&note)
    }

    fn note_path(&self) -> PathBuf {
        let mut path = self.path.as_os_str().to_owned();
        path.push(".json");
        PathBuf::from(path)
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("deleting {}", path.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "http://host/file";

    #[test]
    fn a_part_is_gone_on_with_only_where_it_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("file");
        let begin = |url: &str| Part::open(&out, url).unwrap();
        let mut part = begin(URL);
        part.describe(Some("\"a\"".into()), Some(5)).unwrap();
        part.append(b"abc").unwrap();
        drop(part);

        let mut part = begin(URL);
        assert_eq!(
            (part.len(), part.note().validator.as_deref(), part.note().total),
            (3, Some("\"a\""), Some(5))
        );
        part.append(b"de").unwrap();
        assert_eq!(fs::read(part.path()).unwrap(), b"abcde");
        drop(part);

        let part = begin("http://other/file");
        assert_eq!((part.len(), &part.note().validator), (0, &None), "another address's bytes");
        drop(part);
        fs::write(folder.path().join("file.part"), "xyz").unwrap();
        fs::remove_file(folder.path().join("file.part.json")).unwrap();
        let mut part = begin(URL);
        assert_eq!(part.len(), 0, "bytes that nothing is known of");
        part.append(b"whole").unwrap();
        part.finish(&out).unwrap();
        assert_eq!(fs::read(&out).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the file and nothing beside it");
    }

    #[test]
    fn two_downloads_do_not_write_one_part() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("file");
        let _first = Part::open(&out, URL).unwrap();
        let error = Part::open(&out, URL).err().unwrap().to_string();
        assert!(error.contains("another download"), "{error}");
    }
}
