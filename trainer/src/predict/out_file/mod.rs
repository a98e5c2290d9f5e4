//! Rows on disk. A row is written whole and at once, so that an interruption tears the last one at most, and another run
//! can go on behind the last whole row.
//!
//! The one file of the trainer that is not written beside its place and renamed: it grows for hours and is to be read
//! meanwhile. What guards it instead: it is never overwritten, locked while it is written, and cut only behind rows that
//! were all recognised as this package's.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead as _, BufReader, ErrorKind, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::row::{Prediction, RowFormat, csv_key, json_key};

/// Rows that are there already, by file. A count, as one file may be named twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Done(HashMap<String, usize>);

impl Done {
    /// Rows that are there.
    pub fn len(&self) -> usize {
        self.0.values().sum()
    }

    /// Whether none is there.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the file's row is there; says so once for each row.
    pub(super) fn take(&mut self, file: &str) -> bool {
        match self.0.get_mut(file) {
            Some(rows) if *rows > 0 => {
                *rows -= 1;
                true
            }
            _ => false,
        }
    }
}

/// An output file that is being written.
#[derive(Debug)]
pub struct OutFile {
    path: PathBuf,
    file: File,
    format: RowFormat,
}

impl OutFile {
    /// Starts a file.
    ///
    /// # Errors
    ///
    /// If it exists, or cannot be made.
    pub fn create(path: &Path, format: RowFormat) -> Result<Self> {
        let file =
            OpenOptions::new().write(true).create_new(true).open(path).map_err(|e| match e.kind() {
                ErrorKind::AlreadyExists => anyhow::anyhow!(
                    "{} exists already and is not overwritten: go on with --resume, or choose another --out",
                    path.display()
                ),
                _ => anyhow::Error::new(e).context(format!("creating {}", path.display())),
            })?;
        let mut out = Self { path: path.to_owned(), file, format };
        out.lock()?;
        out.append(&format.header()?)?;
        Ok(out)
    }

    /// Goes on with a file, or starts it if there is none. A last row that is torn is cut off.
    ///
    /// # Errors
    ///
    /// A file of another form or package, or one that holds anything but rows: it is left as it is.
    pub fn resume(path: &Path, format: RowFormat, model: &str) -> Result<(Self, Done)> {
        if !path.exists() {
            return Ok((Self::create(path, format)?, Done::default()));
        }
        let file = OpenOptions::new().read(true).write(true).open(path);
        let file = file.with_context(|| format!("opening {}", path.display()))?;
        let mut out = Self { path: path.to_owned(), file, format };
        out.lock()?;
        let rows = match format {
            RowFormat::Csv => read_csv(&out.file, model),
            RowFormat::Jsonl => read_json(&out.file, model),
        };
        let (done, whole) = rows.with_context(|| format!("{} cannot be resumed", path.display()))?;
        out.file.set_len(whole).with_context(|| format!("cutting {}", path.display()))?;
        out.file.seek(SeekFrom::Start(whole))?;
        if whole == 0 {
            out.append(&format.header()?)?;
        }
        Ok((out, done))
    }

    /// Appends a row.
    ///
    /// # Errors
    ///
    /// If the disk refuses.
    pub fn write(&mut self, row: &Prediction) -> Result<()> {
        self.append(&self.format.row(row)?)
    }

    /// Makes sure that everything is on the disk.
    ///
    /// # Errors
    ///
    /// If it is not.
    pub fn finish(self) -> Result<()> {
        self.file.sync_all().with_context(|| format!("writing {}", self.path.display()))
    }

    fn append(&mut self, bytes: &[u8]) -> Result<()> {
        // No buffer between: what is written can be read.
        self.file.write_all(bytes).with_context(|| format!("writing {}", self.path.display()))
    }

    fn lock(&self) -> Result<()> {
        match self.file.try_lock() {
            Err(TryLockError::WouldBlock) => bail!("{} is being written by another run", self.path.display()),
            // Some network drives have no locks; two runs into one file are unlikely enough to go on.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
        }
    }
}

/// How every JSON line begins.
const JSON_START: &[u8] = br#"{"file":""#;

fn read_json(file: &File, model: &str) -> Result<(Done, u64)> {
    let (mut reader, mut done, mut whole) = (BufReader::new(file), Done::default(), 0);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let start = line.len().min(JSON_START.len());
        ensure!(line[..start] == JSON_START[..start], "line {number} is no row of `predict --format jsonl`");
        if line.last() != Some(&b'\n') {
            break;
        }
        let (name, of) = json_key(&line)
            .with_context(|| format!("line {number} is no row of `predict --format jsonl`"))?;
        same_package(number, &of, model)?;
        *done.0.entry(name).or_default() += 1;
        whole += line.len() as u64;
    }
    Ok((done, whole))
}

fn read_csv(file: &File, model: &str) -> Result<(Done, u64)> {
    let header = RowFormat::Csv.header()?;
    let length = file.metadata()?.len();
    let mut reader = BufReader::new(file);
    let mut start = vec![0; header.len().min(length as usize)];
    std::io::Read::read_exact(&mut reader, &mut start)?;
    ensure!(start == header[..start.len()], "line 1 is not the header of `predict --format csv`");
    if start.len() < header.len() {
        return Ok((Done::default(), 0));
    }
    let (mut done, mut whole) = (Done::default(), header.len() as u64);
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(reader);
    let mut record = csv::ByteRecord::new();
    while rows.read_byte_record(&mut record)? {
        let end = header.len() as u64 + rows.position().byte();
        // A file name may hold an end of line, so the file's last byte alone does not show a whole row.
        let last = end == length;
        if last && (!ends_with_newline(file, length)? || record.len() < super::row::FIELDS.len()) {
            break;
        }
        let line = record.position().map_or(0, |p| p.line() + 1);
        let (name, of) =
            csv_key(&record).with_context(|| format!("line {line} is no row of `predict --format csv`"))?;
        same_package(line, &of, model)?;
        *done.0.entry(name).or_default() += 1;
        whole = end;
    }
    Ok((done, whole))
}

fn ends_with_newline(mut file: &File, length: u64) -> Result<bool> {
    let mut last = [0];
    file.seek(SeekFrom::Start(length - 1))?;
    std::io::Read::read_exact(&mut file, &mut last)?;
    Ok(last == *b"\n")
}

fn same_package(line: u64, of: &str, model: &str) -> Result<()> {
    ensure!(of == model, "line {line} was computed with another package ({of}), this one is {model}");
    Ok(())
}

#[cfg(test)]
mod tests;
