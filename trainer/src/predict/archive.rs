//! A zip as a list of entries, each read into memory when its turn comes. Never extracts anything.
//!
//! Deflate and stored. Refused by name: encrypted entries, other methods, a zip within the zip. A zip whose entries share
//! bytes, or two of whose entries have one name, is refused as a whole: which entry is meant cannot be told.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use zip::ZipArchive;
use zip::result::ZipError;

use super::files::{MAX_FILE, starts_as_zip, too_large};
use super::row::Reject;

/// An open zip. Several threads may read entries at once.
pub(super) struct Archive {
    zip: ZipArchive<SharedFile>,
    /// Entries that are files, in order of name.
    entries: Vec<usize>,
}

impl Archive {
    /// Opens a zip and reads its directory.
    ///
    /// # Errors
    ///
    /// A file that is no whole zip, or one that is ambiguous.
    pub(super) fn open(path: &Path) -> Result<Self, Reject> {
        let file = SharedFile::open(path).map_err(|e| Reject::unreadable(e.to_string()))?;
        let mut zip = ZipArchive::new(file.clone()).map_err(|e| refused(&e))?;
        let listed = count_headers(file, zip.central_directory_start())
            .map_err(|e| Reject::corrupt(format!("the zip's directory: {e}")))?;
        if listed != zip.len() {
            return Err(Reject::corrupt(format!(
                "the zip's directory lists {listed} entries under {} names: two have the same name, or its count is wrong",
                zip.len()
            )));
        }
        let mut entries: Vec<usize> = (0..zip.len()).filter(|&i| !is_folder(&zip, i)).collect();
        // By folder and then by name, as folders on disk are searched.
        entries.sort_by(|&a, &b| name(&zip, a).split('/').cmp(name(&zip, b).split('/')));
        if overlap(&mut zip) {
            return Err(Reject::corrupt("entries of the zip share the same bytes"));
        }
        Ok(Self { zip, entries })
    }

    /// Files in it.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Name of an entry, from 0 in order of name. Control characters are replaced: a name is a stranger's text.
    pub(super) fn name(&self, entry: usize) -> String {
        name(&self.zip, self.entries[entry]).replace(char::is_control, "\u{fffd}")
    }

    /// An entry's bytes.
    ///
    /// # Errors
    ///
    /// An entry that is encrypted, packed by another method, damaged (its checksum is verified), larger than [`MAX_FILE`]
    /// or than it says, or a zip itself.
    pub(super) fn read(&self, entry: usize) -> Result<Vec<u8>, Reject> {
        let mut zip = self.zip.clone();
        let mut file = zip.by_index(self.entries[entry]).map_err(|e| refused(&e))?;
        let size = file.size();
        if size > MAX_FILE {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        // Grows as bytes come: what an entry says of its size is not to be believed.
        file.by_ref().take(size + 1).read_to_end(&mut bytes).map_err(|e| match e.raw_os_error() {
            Some(_) => Reject::unreadable(e.to_string()),
            None => Reject::corrupt(format!("the entry cannot be unpacked: {e}")),
        })?;
        if bytes.len() as u64 != size {
            return Err(Reject::corrupt("the entry has another size than the zip says"));
        }
        if starts_as_zip(&bytes) {
            return Err(Reject::unreadable("a zip within a zip is not opened: unpack it first"));
        }
        Ok(bytes)
    }
}

fn name(zip: &ZipArchive<SharedFile>, index: usize) -> &str {
    zip.name_for_index(index).unwrap_or_default()
}

fn is_folder(zip: &ZipArchive<SharedFile>, index: usize) -> bool {
    name(zip, index).ends_with(['/', '\\'])
}

fn refused(error: &ZipError) -> Reject {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            Reject::unreadable("encrypted: unpack it first")
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            Reject::unreadable(format!("not packed by deflate or stored: unpack it first ({error})"))
        }
        ZipError::Io(e) if e.raw_os_error().is_some() => Reject::unreadable(e.to_string()),
        _ => Reject::corrupt(format!("not a whole zip: {error}")),
    }
}

/// Headers in the directory (APPNOTE 4.3.12). The library keeps one entry a name and says nothing of the others.
fn count_headers(mut file: SharedFile, start: u64) -> io::Result<usize> {
    let (mut position, mut count) = (start, 0);
    let mut header = [0; 46];
    loop {
        file.seek(SeekFrom::Start(position))?;
        match file.read_exact(&mut header) {
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(count),
            other => other?,
        }
        if !header.starts_with(b"PK\x01\x02") {
            return Ok(count);
        }
        let length = |at: usize| u64::from(u16::from_le_bytes([header[at], header[at + 1]]));
        position += 46 + length(28) + length(30) + length(32);
        count += 1;
    }
}

/// Whether two entries share bytes, as in a zip bomb: one kernel of data, thousands of entries.
fn overlap(zip: &mut ZipArchive<SharedFile>) -> bool {
    let mut spans: Vec<(u64, u64)> = Vec::with_capacity(zip.len());
    for index in 0..zip.len() {
        // An entry without a header of its own marks its own row later.
        if let Ok(file) = zip.by_index_raw(index) {
            let start = file.data_start().unwrap_or(file.header_start());
            spans.push((file.header_start(), start.saturating_add(file.compressed_size())));
        }
    }
    spans.sort_unstable();
    spans.windows(2).any(|pair| pair[1].0 < pair[0].1)
}

/// A file read from several places at once: each clone has a position of its own.
#[derive(Debug, Clone)]
struct SharedFile {
    file: Arc<Mutex<File>>,
    position: u64,
    length: u64,
}

impl SharedFile {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file: Arc::new(Mutex::new(file)), position: 0, length })
    }
}

impl Read for SharedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.position))?;
        let read = file.read(buffer)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(position) => (position, 0),
            SeekFrom::End(by) => (self.length, by),
            SeekFrom::Current(by) => (self.position, by),
        };
        let outside = || io::Error::new(io::ErrorKind::InvalidInput, "a seek to before the start");
        self.position = from.checked_add_signed(by).ok_or_else(outside)?;
        Ok(self.position)
    }
}
