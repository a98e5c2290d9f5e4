//! The label table: which film is whose, and what was found on it. Every command that takes `--metadata` reads it here.
//!
//! Three layouts are told apart by their header, each plain or compressed by gzip:
//!
//! - [`Layout::Nih`]: `Data_Entry_2017.csv` and its revision `Data_Entry_2017_v2020.csv` (Wang et al. 2017);
//! - [`Layout::Sample`]: `sample_labels.csv`, the same with size and spacing in columns of plain names and ages as
//!   DICOM writes them;
//! - [`Layout::Plain`]: what a hospital can make: `path`, `patient` and `label`, and if known `view`, `age`, `sex`,
//!   `source` and a few more.
//!
//! polars reads the cells, all as text; what a cell may hold is decided in `cells`, and every fault is named by its line.

mod cells;
mod frame;
mod layout;
mod verbatim;

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use cells::Cells;
pub use layout::Layout;
pub use verbatim::Verbatim;

/// NIH's word for the finding Lobar looks for. Labels are compared whole: `Pneumothorax` is another disease.
pub const PNEUMONIA: &str = "Pneumonia";

/// NIH's word for a film without any of its findings.
pub const NO_FINDING: &str = "No Finding";

/// Oldest age that is believed, years. One person is known to have lived longer (122); NIH's list of 2017 has ages to
/// 414.
pub const OLDEST: f64 = 120.0;

/// Sex as the table has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// `F`.
    Female,
    /// `M`.
    Male,
    /// `O`, DICOM's word for other.
    Other,
}

impl Sex {
    /// As reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }
}

/// A patient's age on the day of the film, years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Age {
    /// The age, or the least it can be.
    pub youngest: f64,
    /// The age, or the most it can be: another number only where the table gives a range.
    pub oldest: f64,
}

impl Age {
    /// The age in years; `None` where only a range is known.
    pub fn years(self) -> Option<f64> {
        (self.youngest == self.oldest).then_some(self.youngest)
    }

    /// Whether nobody lives so long: see [`OLDEST`].
    pub fn is_impossible(self) -> bool {
        self.oldest > OLDEST
    }
}

/// A film.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Line of the table, from 1 for the header.
    pub line: u64,
    /// File name of the film, or its path within the folder of films.
    pub image: String,
    /// Number or code of the patient.
    pub patient_id: String,
    /// Findings, `No Finding` included; empty for a film of a plain table of which only the absence of pneumonia is
    /// known.
    pub findings: Vec<String>,
    /// NIH's follow-up number: 0 for a patient's first film.
    pub follow_up: Option<u32>,
    /// Age, as the table says, however impossible.
    pub age: Option<Age>,
    /// Sex.
    pub sex: Option<Sex>,
    /// View position in upper case, such as `PA`.
    pub view: Option<String>,
    /// Columns and rows of the film before it was made smaller for publication.
    pub native_size: Option<[u32; 2]>,
    /// Millimetres between columns and between rows of that film.
    pub pixel_spacing: Option<[f64; 2]>,
    /// Where the film comes from, such as a hospital.
    pub source: Option<String>,
    /// What caused the pneumonia, such as `bacteria`.
    pub agent: Option<String>,
}

impl Row {
    /// Whether `Pneumonia` is among the findings.
    pub fn is_positive(&self) -> bool {
        self.findings.iter().any(|f| f == PNEUMONIA)
    }
}

/// A table that was read.
#[derive(Debug, Clone)]
pub struct Table {
    /// How its columns are named.
    pub layout: Layout,
    /// Its rows in the file's order, at least one.
    pub rows: Vec<Row>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// Why a table was not read. No message quotes a cell: cells are patients' data, and the line says where to look.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file cannot be opened, or is no gzip where it says it is.
    #[error("{}: {source}", path.display())]
    File {
        /// The table.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The header is not one of the layouts.
    #[error("{}: {message}", path.display())]
    Header {
        /// The table.
        path: PathBuf,
        /// What is wrong, with the column's name.
        message: String,
    },
    /// A row cannot be read.
    #[error("{} line {line}: {message}", path.display())]
    Row {
        /// The table.
        path: PathBuf,
        /// Line, from 1 for the header.
        line: u64,
        /// What is wrong, with the column's name.
        message: String,
    },
    /// There is a header and nothing else, or not even that.
    #[error("{} holds no rows", path.display())]
    Empty {
        /// The table.
        path: PathBuf,
    },
}

/// Reads a table of any layout.
///
/// # Errors
///
/// [`TableError`]: an unknown, missing or repeated column, a cell that does not hold what its column should, a row with
/// too few or too many cells, a film that is named twice, or a table without rows.
pub fn read(path: &Path) -> Result<Table, TableError> {
    read_verbatim(path).map(|(table, _)| table)
}

/// As [`read`], with the rows as they stand in the file besides, for whoever writes some of them elsewhere.
///
/// # Errors
///
/// As [`read`].
pub fn read_verbatim(path: &Path) -> Result<(Table, Verbatim), TableError> {
    let bytes = std::fs::read(path).map_err(|source| TableError::File { path: path.to_owned(), source })?;
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let text = frame::inflate(bytes).map_err(|source| TableError::File { path: path.to_owned(), source })?;
    let Parsed { layout, rows, header, bytes } = parse(&text).map_err(|fault| match fault {
        Fault::Header(message) => TableError::Header { path: path.to_owned(), message },
        Fault::Row(line, message) => TableError::Row { path: path.to_owned(), line, message },
        Fault::Empty => TableError::Empty { path: path.to_owned() },
    })?;
    Ok((Table { layout, rows, sha256 }, Verbatim::new(text, header, bytes)))
}

/// A [`TableError`] that does not know its file yet.
#[derive(Debug)]
enum Fault {
    Header(String),
    Row(u64, String),
    Empty,
}

struct Parsed {
    layout: Layout,
    rows: Vec<Row>,
    /// The header's bytes in the text, and each row's.
    header: Range<usize>,
    bytes: Vec<Range<usize>>,
}

fn parse(text: &[u8]) -> Result<Parsed, Fault> {
    let form = frame::form(text)?;
    let (layout, columns) = layout::recognise(&form.header).map_err(Fault::Header)?;
    let places = form.places(text, columns.len())?;
    if places.is_empty() {
        return Err(Fault::Empty);
    }
    let mut rows = Vec::with_capacity(places.len());
    let mut seen: HashMap<String, u64> = HashMap::with_capacity(places.len());
    frame::for_each_row(form.body(text), columns.len(), &places, |line, values| {
        let row = Cells::new(&columns, values, layout).row(line)?;
        if let Some(first) = seen.insert(row.image.clone(), line) {
            return Err(format!("it names the same film as line {first}"));
        }
        rows.push(row);
        Ok(())
    })?;
    let bytes = places.into_iter().map(|place| place.bytes).collect();
    Ok(Parsed { layout, rows, header: form.header_bytes, bytes })
}

#[cfg(test)]
mod tests;
