//! From the bytes of a file to a data set and its transfer syntax, PS3.10 section 7.

use std::borrow::Cow;

use super::inflate::inflate;
use super::limits::MAX_INFLATED;
use super::parse::{DataSet, EXPLICIT_BE, EXPLICIT_LE, Encoding, IMPLICIT_LE, plausible_elements};
use super::reason::{DicomError, ReasonCode};
use super::sniff;
use super::tags;
use super::transfer_syntax::{self, Codec, TransferSyntax};
use super::values::printable;

/// A file taken apart: the bytes of its data set and how to read them.
pub(crate) struct File<'a> {
    /// The data set, inflated if it was deflated.
    pub(crate) data_set: Cow<'a, [u8]>,
    pub(crate) encoding: Encoding,
    /// The UID the file states, or that of the encoding inferred.
    pub(crate) uid: String,
    /// `None`: a UID this reader has never heard of.
    pub(crate) syntax: Option<&'static TransferSyntax>,
    pub(crate) warnings: Vec<String>,
}

/// Elements that must read well before a file without "DICM" is believed to be a data set.
const HEADLESS_ELEMENTS: usize = 5;
/// Elements compared when the stated transfer syntax is checked against the data set.
const CHECKED_ELEMENTS: usize = 4;

/// Finds the data set of a file.
///
/// 1. PS3.10 section 7.1: preamble of 128 bytes, "DICM", meta group; without the preamble, or without both, if what
///    follows reads as a data set.
/// 2. The meta group, explicit VR little endian, or implicit, as some old archives wrote it; its length element is not
///    trusted, the group number is.
/// 3. The transfer syntax it states, or one inferred where it states none or an uncompressed one that the data set
///    contradicts.
/// 4. A deflated data set is inflated, up to [`MAX_INFLATED`].
///
/// # Errors
///
/// `NOT_DICOM`, naming what the file is instead; `CORRUPT`; `TOO_LARGE`.
pub(crate) fn open(bytes: &[u8]) -> Result<File<'_>, DicomError> {
    let mut warnings = Vec::new();
    let body = after_magic(bytes, &mut warnings)?;
    let (meta, rest) = meta_group(body, &mut warnings)?;
    let stated = meta.text(tags::TRANSFER_SYNTAX_UID);
    let inferred = || infer(rest);
    let Some(uid) = stated else {
        let encoding = inferred().ok_or_else(|| {
            DicomError::corrupt("(0002,0010) TransferSyntaxUID is absent and the data set does not read in any uncompressed encoding")
        })?;
        let uid = transfer_syntax::native(encoding).to_owned();
        warnings.push(format!("(0002,0010) TransferSyntaxUID is absent: the data set reads as {uid}"));
        let syntax = transfer_syntax::find(&uid);
        return Ok(File { data_set: Cow::Borrowed(rest), encoding, uid, syntax, warnings });
    };
    let syntax = transfer_syntax::find(&uid);
    let Some(known) = syntax else {
        // Whatever stands there: it will be shown.
        let uid = printable(uid.as_bytes());
        // The attributes are still worth showing: every registered syntax but two is explicit little endian.
        let encoding = inferred().unwrap_or(EXPLICIT_LE);
        return Ok(File { data_set: Cow::Borrowed(rest), encoding, uid, syntax, warnings });
    };
    if known.codec == Codec::DeflatedDataSet {
        let data_set = Cow::Owned(inflate(rest, MAX_INFLATED)?);
        return Ok(File { data_set, encoding: EXPLICIT_LE, uid, syntax, warnings });
    }
    // Only an uncompressed syntax can be mistaken for another without harm: nothing but the data set's own form
    // depends on it.
    if known.codec == Codec::Native
        && plausible_elements(rest, known.encoding, CHECKED_ELEMENTS) < CHECKED_ELEMENTS
        && let Some(encoding) = infer(rest).filter(|encoding| *encoding != known.encoding)
    {
        let actual = transfer_syntax::native(encoding).to_owned();
        warnings
            .push(format!("(0002,0010) TransferSyntaxUID says {uid}, the data set is written as {actual}"));
        let syntax = transfer_syntax::find(&actual);
        return Ok(File { data_set: Cow::Borrowed(rest), encoding, uid: actual, syntax, warnings });
    }
    Ok(File { data_set: Cow::Borrowed(rest), encoding: known.encoding, uid, syntax, warnings })
}

/// The encoding in which the start of a data set reads well, if exactly one does.
fn infer(bytes: &[u8]) -> Option<Encoding> {
    let mut reads = [EXPLICIT_LE, IMPLICIT_LE, EXPLICIT_BE]
        .into_iter()
        .filter(|encoding| plausible_elements(bytes, *encoding, HEADLESS_ELEMENTS) == HEADLESS_ELEMENTS);
    let first = reads.next()?;
    reads.next().is_none().then_some(first)
}

/// Where the meta group or the data set starts.
fn after_magic<'a>(bytes: &'a [u8], warnings: &mut Vec<String>) -> Result<&'a [u8], DicomError> {
    if bytes.get(128..132) == Some(b"DICM") {
        return Ok(bytes.get(132..).unwrap_or_default());
    }
    if let Some(rest) = bytes.strip_prefix(b"DICM") {
        warnings.push("the preamble of 128 bytes before \"DICM\" is absent".to_owned());
        return Ok(rest);
    }
    if bytes.starts_with(&[0x02, 0x00])
        && plausible_elements(bytes, EXPLICIT_LE, HEADLESS_ELEMENTS) == HEADLESS_ELEMENTS
    {
        warnings.push("preamble and \"DICM\" are absent".to_owned());
        return Ok(bytes);
    }
    if infer(bytes).is_some() {
        warnings.push("preamble, \"DICM\" and meta group are absent".to_owned());
        return Ok(bytes);
    }
    let kind = sniff::kind(bytes);
    Err(DicomError::new(ReasonCode::NotDicom, format!("not a DICOM file: it is {kind}")))
}

/// Splits the meta group off: explicit VR little endian whatever follows, PS3.10 section 7.1.
fn meta_group<'a>(body: &'a [u8], warnings: &mut Vec<String>) -> Result<(DataSet<'a>, &'a [u8]), DicomError> {
    let (mut meta, mut rest) = DataSet::parse_group(body, EXPLICIT_LE, 0x0002);
    if meta.fault.is_some() {
        let (implicit, after) = DataSet::parse_group(body, IMPLICIT_LE, 0x0002);
        if implicit.fault.is_none() && implicit.text(tags::TRANSFER_SYNTAX_UID).is_some() {
            warnings.push("the meta group is written in implicit VR".to_owned());
            (meta, rest) = (implicit, after);
        }
    }
    if let Some(fault) = meta.fault {
        return Err(fault);
    }
    if rest.is_empty() {
        return Err(DicomError::corrupt("the file ends before its data set"));
    }
    Ok((meta, rest))
}
