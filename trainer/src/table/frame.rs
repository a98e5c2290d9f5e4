//! From a file's bytes to rows of text.
//!
//! polars reads the cells. It fills short rows up, cuts long ones off when told to and names no line in either case, so
//! the form of the table is checked before: where each row begins, and that it has the header's number of cells.

use std::io::{self, Cursor, Read as _};
use std::ops::Range;
use std::sync::Arc;

use polars::prelude::{
    CsvReadOptions, DataFrame, DataType, Field, PlSmallStr, PolarsError, PolarsResult, Schema, SerReader as _,
};

use super::Fault;

/// Bytes that a compressed table may grow to. NIH's list of 112,120 films has 8 MB.
const MAX_INFLATED: u64 = 1 << 30;

/// Begins a gzip file (RFC 1952 section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The bytes themselves, or what they inflate to; a byte order mark is taken off.
pub(super) fn inflate(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut bytes = if bytes.starts_with(&GZIP) {
        let mut text = Vec::new();
        flate2::read::MultiGzDecoder::new(Cursor::new(bytes))
            .take(MAX_INFLATED + 1)
            .read_to_end(&mut text)?;
        if text.len() as u64 > MAX_INFLATED {
            return Err(io::Error::other(format!("inflates to more than {MAX_INFLATED} bytes")));
        }
        text
    } else {
        bytes
    };
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    Ok(bytes)
}

/// A table's header, and where its rows begin.
pub(super) struct Form {
    /// Cells of the first line that has any.
    pub(super) header: Vec<String>,
    /// The header's bytes in the text, without its line end.
    pub(super) header_bytes: Range<usize>,
    body: usize,
}

/// Where a row is.
pub(super) struct Place {
    /// Its line in the file, from 1.
    pub(super) line: u64,
    /// Its bytes in the whole text, without its line end; those within quotes are part of it.
    pub(super) bytes: Range<usize>,
}

/// Reads the header.
pub(super) fn form(text: &[u8]) -> Result<Form, Fault> {
    if let Err(error) = std::str::from_utf8(text) {
        let line = 1 + newlines(&text[..error.valid_up_to()]);
        return Err(Fault::Row(line, "a byte is not UTF-8".to_owned()));
    }
    let mut reader = reader(text);
    let mut record = csv::StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(true) => {}
        Ok(false) => return Err(Fault::Empty),
        Err(error) => return Err(Fault::Header(error.to_string())),
    }
    let header = record.iter().map(str::to_owned).collect();
    // polars takes the first line of what it is given for a row, even a blank one.
    let end = reader.position().byte() as usize;
    let header_bytes = line_ends(text)..without_line_end(text, end);
    Ok(Form { header, header_bytes, body: end + line_ends(&text[end..]) })
}

impl Form {
    /// The text below the header.
    pub(super) fn body<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[self.body..]
    }

    /// The place of each row that is not blank; each has `width` cells, or more of which the surplus is empty.
    pub(super) fn places(&self, text: &[u8], width: usize) -> Result<Vec<Place>, Fault> {
        let body = self.body(text);
        let mut reader = reader(body);
        let mut record = csv::ByteRecord::new();
        let mut places = Vec::new();
        let (mut counted, mut line) = (0, 1 + newlines(&text[..self.body]));
        loop {
            // Blank lines before a row count as part of it for the csv crate.
            let start = reader.position().byte() as usize;
            if !reader.read_byte_record(&mut record).map_err(|e| Fault::Row(line, e.to_string()))? {
                return Ok(places);
            }
            let start = start + line_ends(&body[start..]);
            line += newlines(&body[counted..start]);
            counted = start;
            if record.iter().all(<[u8]>::is_empty) {
                continue;
            }
            let cells = record.len();
            if cells < width || record.iter().skip(width).any(|cell| !cell.is_empty()) {
                return Err(Fault::Row(line, format!("{cells} cells where the header has {width}")));
            }
            let end = without_line_end(body, reader.position().byte() as usize);
            places.push(Place { line, bytes: self.body + start..self.body + end });
        }
    }
}

fn reader(text: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text)
}

/// How many bytes at the start are line ends.
fn line_ends(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count()
}

/// `end`, or where the line ends before it begin.
fn without_line_end(bytes: &[u8], end: usize) -> usize {
    end - bytes[..end].iter().rev().take_while(|b| matches!(b, b'\r' | b'\n')).count()
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&b| b == b'\n').count() as u64
}

/// Calls `row` with the line and the trimmed cells of each row that is not blank.
pub(super) fn for_each_row(
    body: &[u8],
    width: usize,
    places: &[Place],
    mut row: impl FnMut(u64, &[&str]) -> Result<(), String>,
) -> Result<(), Fault> {
    // Not what polars says: it may quote a cell.
    let unreadable = |_: PolarsError| quotation();
    let frame = cells(body, width).map_err(unreadable)?;
    let columns =
        frame.columns().iter().map(|c| c.str()).collect::<PolarsResult<Vec<_>>>().map_err(unreadable)?;
    let mut iterators: Vec<_> = columns.iter().map(|c| c.iter()).collect();
    let mut places = places.iter();
    let mut values = Vec::with_capacity(width);
    for _ in 0..frame.height() {
        values.clear();
        values.extend(iterators.iter_mut().map(|cells| cells.next().flatten().unwrap_or_default()));
        if values.iter().all(|value| value.is_empty()) {
            continue;
        }
        let Some(&Place { line, .. }) = places.next() else { return Err(quotation()) };
        values.iter_mut().for_each(|value| *value = value.trim());
        row(line, &values).map_err(|message| Fault::Row(line, message))?;
    }
    if places.next().is_some() { Err(quotation()) } else { Ok(()) }
}

/// What is left to be wrong after `places`: the two readers take the same text apart differently.
fn quotation() -> Fault {
    Fault::Header("the rows cannot be told apart; are there odd quotation marks or line ends?".to_owned())
}

/// Every cell as text: a type that polars guessed would turn the patient `00000013` into 13.
fn cells(body: &[u8], width: usize) -> PolarsResult<DataFrame> {
    let schema: Schema = (0..width)
        .map(|i| Field::new(PlSmallStr::from_string(format!("column {i}")), DataType::String))
        .collect();
    CsvReadOptions::default()
        .with_has_header(false)
        .with_schema(Some(Arc::new(schema)))
        // What is cut off is empty: `places` has looked.
        .map_parse_options(|options| options.with_truncate_ragged_lines(true))
        .into_reader_with_file_handle(Cursor::new(body))
        .finish()
}
