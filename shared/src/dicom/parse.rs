//! A bounded parser of data sets, PS3.5 section 7.
//!
//! It borrows from the file, keeps only the attributes of [`super::tags`], follows nested sequences with an explicit
//! stack of at most [`MAX_DEPTH`] levels, and compares each length with the bytes that are left before it uses it.
//! So it allocates nothing that a file merely claims, and cannot overflow the stack. dicom-rs builds the whole tree,
//! recursively and with the lengths as claimed, which is why this is not its parser.

use super::limits::{MAX_DEPTH, MAX_ITEMS};
use super::reason::{DicomError, ReasonCode};
use super::tags::{self, Tag};

/// How elements are written: PS3.5 sections 7.1.2 and 7.1.3, byte order section 7.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Encoding {
    pub(crate) explicit: bool,
    pub(crate) big_endian: bool,
}

pub(crate) const IMPLICIT_LE: Encoding = Encoding { explicit: false, big_endian: false };
pub(crate) const EXPLICIT_LE: Encoding = Encoding { explicit: true, big_endian: false };
pub(crate) const EXPLICIT_BE: Encoding = Encoding { explicit: true, big_endian: true };

impl Encoding {
    pub(crate) fn u16(self, b: [u8; 2]) -> u16 {
        if self.big_endian { u16::from_be_bytes(b) } else { u16::from_le_bytes(b) }
    }

    pub(crate) fn u32(self, b: [u8; 4]) -> u32 {
        if self.big_endian { u32::from_be_bytes(b) } else { u32::from_le_bytes(b) }
    }
}

/// The length that stands for "until the delimiter", PS3.5 section 7.1.1.
pub(super) const UNDEFINED: u32 = u32::MAX;

/// Value representations with a 32-bit length after two reserved bytes, PS3.5 table 7.1-1.
const LONG: [&[u8; 2]; 13] =
    [b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"];
/// Value representations with a 16-bit length, PS3.5 table 7.1-2.
const SHORT: [&[u8; 2]; 21] = [
    b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FL", b"FD", b"IS", b"LO", b"LT", b"PN", b"SH", b"SL",
    b"SS", b"ST", b"TM", b"UI", b"UL", b"US",
];

pub(crate) fn is_known_vr(vr: [u8; 2]) -> bool {
    LONG.iter().any(|v| **v == vr) || SHORT.iter().any(|v| **v == vr)
}

/// One element that was kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    /// `None` where the encoding does not say (implicit VR) or says "unknown".
    pub(crate) vr: Option<[u8; 2]>,
    /// The value; of an element of undefined length, what stands before its delimiter.
    pub(crate) value: &'a [u8],
    pub(crate) undefined: bool,
    pub(crate) encoding: Encoding,
}

/// A tag with its value representation and length, before the value.
pub(super) struct Header {
    pub(super) tag: Tag,
    pub(super) vr: Option<[u8; 2]>,
    pub(super) length: u32,
}

/// A position in borrowed bytes that cannot leave them.
#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    pub(crate) position: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    pub(crate) fn left(&self) -> usize {
        self.bytes.len().saturating_sub(self.position)
    }

    pub(crate) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.position.checked_add(count)?;
        let taken = self.bytes.get(self.position..end)?;
        self.position = end;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn tag(&mut self, encoding: Encoding) -> Option<Tag> {
        Some(Tag(encoding.u16(self.array()?), encoding.u16(self.array()?)))
    }

    /// Tag and 32-bit length, as items and delimiters have them in every encoding.
    pub(crate) fn item_header(&mut self, encoding: Encoding) -> Option<(Tag, u32)> {
        Some((self.tag(encoding)?, encoding.u32(self.array()?)))
    }

    pub(super) fn header(&mut self, encoding: Encoding) -> Result<Header, DicomError> {
        let cut = || DicomError::corrupt("the file ends inside the header of an element");
        let tag = self.tag(encoding).ok_or_else(cut)?;
        // Items and delimiters have no value representation, PS3.5 section 7.5.
        if !encoding.explicit || tag.0 == 0xFFFE {
            let length = encoding.u32(self.array().ok_or_else(cut)?);
            return Ok(Header { tag, vr: None, length });
        }
        let vr: [u8; 2] = self.array().ok_or_else(cut)?;
        if SHORT.iter().any(|v| **v == vr) {
            let length = u32::from(encoding.u16(self.array().ok_or_else(cut)?));
            return Ok(Header { tag, vr: Some(vr), length });
        }
        if !vr.iter().all(u8::is_ascii_uppercase) {
            return Err(DicomError::corrupt(format!(
                "{tag}: not a value representation: {:02X} {:02X}",
                vr[0], vr[1]
            )));
        }
        // A representation this reader does not know has the long form, PS3.5 section 6.2.
        self.array::<2>().ok_or_else(cut)?;
        let length = encoding.u32(self.array().ok_or_else(cut)?);
        Ok(Header { tag, vr: Some(vr).filter(|vr| vr != b"UN"), length })
    }

    fn value(&mut self, tag: Tag, length: u32) -> Result<&'a [u8], DicomError> {
        let left = self.left();
        usize::try_from(length).ok().and_then(|length| self.take(length)).ok_or_else(|| {
            DicomError::corrupt(format!("{tag} {} claims {length} bytes, {left} are left", tag.keyword()))
        })
    }

    /// The content of a sequence of undefined length; leaves the cursor after its delimiter.
    ///
    /// `encoding` is that of the elements in its items.
    fn undefined(&mut self, tag: Tag, encoding: Encoding) -> Result<&'a [u8], DicomError> {
        let cut = || DicomError::corrupt(format!("{tag} {}: the sequence has no end", tag.keyword()));
        let start = self.position;
        // What encloses the cursor, innermost last: a sequence, or an item with its elements.
        let mut open = vec![(true, encoding)];
        while let Some((in_sequence, encoding)) = open.last().copied() {
            if open.len() > 2 * MAX_DEPTH {
                let message =
                    format!("{tag} {}: sequences nest deeper than {MAX_DEPTH} levels", tag.keyword());
                return Err(DicomError::new(ReasonCode::TooDeep, message));
            }
            let before = self.position;
            if in_sequence {
                match self.item_header(encoding).ok_or_else(cut)? {
                    (tags::SEQUENCE_DELIMITATION, _) => {
                        open.pop();
                        if open.is_empty() {
                            return self.bytes.get(start..before).ok_or_else(cut);
                        }
                    }
                    (tags::ITEM, UNDEFINED) => open.push((false, encoding)),
                    (tags::ITEM, length) => {
                        self.value(tags::ITEM, length)?;
                    }
                    (other, _) => {
                        return Err(DicomError::corrupt(format!(
                            "{tag}: {other} where an item should start"
                        )));
                    }
                }
                continue;
            }
            let header = self.header(encoding)?;
            if header.tag == tags::ITEM_DELIMITATION {
                open.pop();
            } else if header.length == UNDEFINED {
                open.push((true, inner_encoding(&header, encoding)));
            } else {
                self.value(header.tag, header.length)?;
            }
        }
        Err(cut())
    }

    /// Fragments of encapsulated pixel data. A file that ends right after a fragment, without the delimiter, is
    /// taken: the fragments are whole, and truncated files of this kind are met.
    pub(super) fn fragments(&mut self, tag: Tag, encoding: Encoding) -> Result<&'a [u8], DicomError> {
        let start = self.position;
        loop {
            let before = self.position;
            if self.left() == 0 {
                break;
            }
            match self.item_header(encoding) {
                Some((tags::ITEM, length)) if length != UNDEFINED => {
                    self.value(tags::ITEM, length)?;
                }
                Some((tags::SEQUENCE_DELIMITATION, _)) => {
                    return Ok(self.bytes.get(start..before).unwrap_or_default());
                }
                Some((other, _)) => {
                    return Err(DicomError::corrupt(format!(
                        "{tag} {}: {other} where a fragment should start",
                        tag.keyword()
                    )));
                }
                None => {
                    return Err(DicomError::corrupt(format!(
                        "{tag} {}: the file ends inside a fragment",
                        tag.keyword()
                    )));
                }
            }
        }
        Ok(self.bytes.get(start..).unwrap_or_default())
    }
}

/// A sequence written as UN holds implicit VR little endian, PS3.5 section 6.2.2 note 2 (CP-246).
pub(super) fn inner_encoding(header: &Header, outer: Encoding) -> Encoding {
    if outer.explicit && header.vr.is_none() { IMPLICIT_LE } else { outer }
}

/// The elements of one data set (or item) that the reader knows.
#[derive(Debug, Clone, Default)]
pub(crate) struct DataSet<'a> {
    elements: Vec<Element<'a>>,
    /// Tags met twice with different values, each once.
    pub(crate) conflicting: Vec<Tag>,
    /// Where parsing stopped, if not at the end or after the pixel data.
    pub(crate) fault: Option<DicomError>,
    /// Bytes after the pixel data.
    pub(crate) trailing: usize,
}

impl<'a> DataSet<'a> {
    /// Parses the elements at the start of `bytes` up to and with the pixel data.
    ///
    /// A fault ends parsing and is kept in [`DataSet::fault`] beside what was read before it. Elements ascend (PS3.5
    /// section 7.1), so nothing after the pixel data can be an attribute of the image; it is counted, not read.
    pub(crate) fn parse(bytes: &'a [u8], encoding: Encoding) -> Self {
        let mut set = Self::default();
        let mut cursor = Cursor::new(bytes);
        while cursor.left() > 0 {
            match set.element(&mut cursor, encoding) {
                Ok(Some(tag)) if is_pixel_data(tag) => {
                    set.trailing = cursor.left();
                    break;
                }
                Ok(_) => {}
                Err(fault) => {
                    set.fault = Some(fault);
                    break;
                }
            }
        }
        set
    }

    /// Parses the elements of one group and returns what follows them.
    pub(crate) fn parse_group(bytes: &'a [u8], encoding: Encoding, group: u16) -> (Self, &'a [u8]) {
        let mut set = Self::default();
        let mut cursor = Cursor::new(bytes);
        while cursor.clone().tag(encoding).is_some_and(|tag| tag.0 == group) {
            if let Err(fault) = set.element(&mut cursor, encoding) {
                set.fault = Some(fault);
                break;
            }
        }
        (set, bytes.get(cursor.position..).unwrap_or_default())
    }

    fn element(&mut self, cursor: &mut Cursor<'a>, encoding: Encoding) -> Result<Option<Tag>, DicomError> {
        let header = cursor.header(encoding)?;
        let tag = header.tag;
        if tag.0 == 0xFFFE {
            return Err(DicomError::corrupt(format!("{tag}: an item or delimiter outside a sequence")));
        }
        let undefined = header.length == UNDEFINED;
        let value = if !undefined {
            cursor.value(tag, header.length)?
        } else if tag == tags::PIXEL_DATA {
            cursor.fragments(tag, encoding)?
        } else {
            cursor.undefined(tag, inner_encoding(&header, encoding))?
        };
        if tag.is_read() {
            match self.get(tag) {
                // Once each: a file may repeat an element a million times.
                Some(first) if first.differs_from(value) && !self.conflicting.contains(&tag) => {
                    self.conflicting.push(tag);
                }
                Some(_) => {}
                None => self.elements.push(Element { tag, vr: header.vr, value, undefined, encoding }),
            }
        }
        Ok(Some(tag))
    }

    /// The first element with `tag`.
    pub(crate) fn get(&self, tag: Tag) -> Option<&Element<'a>> {
        self.elements.iter().find(|element| element.tag == tag)
    }

    /// The items of a sequence, at most [`MAX_ITEMS`]; none if it is absent or empty.
    ///
    /// # Errors
    ///
    /// `CORRUPT` if an item, or an element in one, does not hold together.
    pub(crate) fn items(&self, tag: Tag) -> Result<Vec<DataSet<'a>>, DicomError> {
        let Some(element) = self.get(tag) else { return Ok(Vec::new()) };
        let encoding =
            if element.encoding.explicit && element.vr.is_none() { IMPLICIT_LE } else { element.encoding };
        let mut cursor = Cursor::new(element.value);
        let mut items = Vec::new();
        while items.len() < MAX_ITEMS && cursor.left() > 0 {
            let content = match cursor.item_header(encoding) {
                Some((tags::ITEM, UNDEFINED)) => cursor.item_content(encoding),
                Some((tags::ITEM, length)) => {
                    usize::try_from(length).ok().and_then(|length| cursor.take(length))
                }
                // Some writers end a sequence of a stated length with the delimiter of the other kind.
                Some((tags::SEQUENCE_DELIMITATION, _)) => break,
                _ => None,
            };
            let broken =
                || DicomError::corrupt(format!("{tag} {}: an item does not hold together", tag.keyword()));
            let item = DataSet::parse(content.ok_or_else(broken)?, encoding);
            if item.fault.is_some() {
                return Err(broken());
            }
            items.push(item);
        }
        Ok(items)
    }
}

impl<'a> Cursor<'a> {
    /// What stands before the delimiter of an item of undefined length.
    fn item_content(&mut self, encoding: Encoding) -> Option<&'a [u8]> {
        let start = self.position;
        loop {
            let before = self.position;
            let header = self.header(encoding).ok()?;
            if header.tag == tags::ITEM_DELIMITATION {
                return self.bytes.get(start..before);
            }
            if header.length == UNDEFINED {
                self.undefined(header.tag, inner_encoding(&header, encoding)).ok()?;
            } else {
                self.value(header.tag, header.length).ok()?;
            }
        }
    }
}

fn is_pixel_data(tag: Tag) -> bool {
    matches!(tag, tags::PIXEL_DATA | tags::FLOAT_PIXEL_DATA | tags::DOUBLE_FLOAT_PIXEL_DATA)
}

/// How many elements at the start of `bytes` read well in `encoding`, at most `enough`: lengths within the file,
/// representations known, tags ascending from group 0000 to 0010. Reading to the end well counts as `enough`.
pub(crate) fn plausible_elements(bytes: &[u8], encoding: Encoding, enough: usize) -> usize {
    let mut cursor = Cursor::new(bytes);
    let mut last: Option<Tag> = None;
    for count in 0..enough {
        if cursor.left() == 0 && count > 0 {
            return enough;
        }
        let Ok(header) = cursor.header(encoding) else { return count };
        let ascends = last.is_none_or(|last| header.tag > last) && header.tag.0 <= 0x7FE0;
        let starts_well = last.is_some() || header.tag.0 <= 0x0010;
        let vr_known = !encoding.explicit || header.vr.is_none_or(is_known_vr);
        if !ascends || !starts_well || !vr_known {
            return count;
        }
        let read = if header.length == UNDEFINED {
            cursor.undefined(header.tag, inner_encoding(&header, encoding)).is_ok()
        } else {
            cursor.value(header.tag, header.length).is_ok()
        };
        if !read {
            return count;
        }
        last = Some(header.tag);
    }
    enough
}
