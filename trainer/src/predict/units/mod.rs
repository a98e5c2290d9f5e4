//! Files, folders and zips as one stream of films to be read, in order of name. Names only: bytes are read by whoever
//! takes a unit.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, ensure};

use super::archive::Archive;
use super::files::{self, Found, Walk, all_exist, is_bycatch, is_zip};
use super::row::Reject;

/// Something that gets a row.
pub struct Unit {
    /// As the row names it.
    pub name: String,
    content: Content,
}

enum Content {
    File(Found),
    Entry(Arc<Archive>, usize),
    Refused(Reject),
}

impl Unit {
    /// Its bytes.
    ///
    /// # Errors
    ///
    /// What cannot be had, as its row says it.
    pub fn read(&self) -> Result<Vec<u8>, Reject> {
        match &self.content {
            Content::File(found) => files::read(found),
            Content::Entry(archive, entry) => archive.read(*entry),
            Content::Refused(reject) => Err(reject.clone()),
        }
    }
}

/// The stream.
pub struct Units {
    walk: Walk,
    /// The zip that is being gone through: itself, its name, the next entry.
    zip: Option<(Arc<Archive>, String, usize)>,
    /// A file to leave out: the output, where it lies among the films.
    except: Option<PathBuf>,
    bycatch: usize,
}

impl Units {
    /// Everything under `paths` except the file `except`.
    ///
    /// # Errors
    ///
    /// A path that does not exist.
    pub fn new(paths: &[PathBuf], except: Option<&Path>) -> Result<Self> {
        all_exist(paths)?;
        // A file that is not there yet cannot be found among the films.
        let except = except.and_then(|path| path.canonicalize().ok());
        Ok(Self { walk: Walk::new(paths), zip: None, except, bycatch: 0 })
    }

    /// How many there are, without reading any. A first pass over names and the directories of zips.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn count(paths: &[PathBuf], except: Option<&Path>) -> Result<usize> {
        let count = Self::new(paths, except)?.count();
        ensure!(count > 0, "there are no files to read");
        Ok(count)
    }

    /// What was passed by so far without a row: files that are known to be no films, links to folders.
    pub fn passed_by(&self) -> usize {
        self.bycatch + self.walk.links
    }

    fn next_entry(&mut self) -> Option<Unit> {
        let (archive, zip, next) = self.zip.as_mut()?;
        while *next < archive.len() {
            let entry = *next;
            *next += 1;
            let name = archive.name(entry);
            if is_bycatch(&name) {
                self.bycatch += 1;
                continue;
            }
            let content = Content::Entry(archive.clone(), entry);
            return Some(Unit { name: format!("{zip}/{name}"), content });
        }
        self.zip = None;
        None
    }

    /// A zip is opened and has no row of its own unless something is wrong with it.
    fn open(&mut self, path: &Path, name: String) -> Option<Unit> {
        let refused = match Archive::open(path) {
            Ok(archive) if archive.len() == 0 => Reject::unreadable("the zip holds no files"),
            Ok(archive) => {
                self.zip = Some((Arc::new(archive), name, 0));
                return None;
            }
            Err(reject) => reject,
        };
        Some(Unit { name, content: Content::Refused(refused) })
    }
}

impl Iterator for Units {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            if let Some(unit) = self.next_entry() {
                return Some(unit);
            }
            let found = self.walk.next()?;
            let name = found.path.display().to_string();
            let last = found.path.file_name().unwrap_or_default().to_string_lossy();
            let is_output =
                self.except.is_some() && found.path.canonicalize().ok().as_deref() == self.except.as_deref();
            if !found.named && (is_bycatch(&last) || is_output) {
                self.bycatch += usize::from(!is_output);
                continue;
            }
            if !is_zip(&found.path) {
                return Some(Unit { name, content: Content::File(found) });
            }
            if let Some(unit) = self.open(&found.path, name) {
                return Some(unit);
            }
        }
    }
}

#[cfg(test)]
mod tests;
