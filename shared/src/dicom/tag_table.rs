//! Every attribute of a file as rows of a table, for people: sequences and their items indented, private attributes with
//! their creator, values as text.
//!
//! The reader keeps a few attributes ([`super::tags`]); this keeps all, for one file at a time and only when asked. It
//! follows sequences with an explicit stack of at most [`MAX_DEPTH`] levels, compares every length with the bytes that
//! are left, and is bounded by [`MAX_ROWS`], [`MAX_VALUE`] and [`MAX_TEXT_IN_ALL`]. Of a damaged file it gives what
//! stands before the damage.

use std::fmt;
use std::rc::Rc;

use super::dictionary::Dictionary;
use super::file;
use super::limits::MAX_DEPTH;
use super::parse::{Cursor, EXPLICIT_LE, Encoding, Header, UNDEFINED, inner_encoding};
use super::tags::{self, Tag};

mod text;

/// Rows of a table. A film has some hundred attributes; enhanced multi-frame instances have tens of thousands.
pub const MAX_ROWS: usize = 20_000;
/// Bytes of a value that are written out; longer ones are cut and marked.
pub(super) const MAX_VALUE: usize = 16 << 10;
/// Bytes of values that a table holds in all; after that every value is cut to [`SHORT_VALUE`].
pub(super) const MAX_TEXT_IN_ALL: usize = 4 << 20;
/// What is left of a value when the table is full.
const SHORT_VALUE: usize = 64;

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagForm {
    /// Text, or numbers written as text.
    Text,
    /// Bytes, as hexadecimal digits.
    Bytes,
    /// A sequence; [`TagRow::items`] of it follow.
    Sequence,
    /// An item; what is in it follows, one level deeper.
    Item,
    /// Encapsulated pixel data in [`TagRow::items`] fragments, the offset table counted.
    Fragments,
}

/// One row. Holds patient data: `Debug` prints none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct TagRow {
    /// The tag.
    pub tag: Tag,
    /// Levels of sequences around it: 0 at the top.
    pub depth: usize,
    /// Value representation; `None` if neither the file nor the dictionary tells.
    pub vr: Option<[u8; 2]>,
    /// Keyword of PS3.6; empty for what is private or unknown.
    pub keyword: String,
    /// Who reserved the block of a private attribute, PS3.5 section 7.8.1.
    pub creator: Option<String>,
    /// What kind of row it is.
    pub form: TagForm,
    /// The value. Several numbers or texts are separated by a backslash, as the standard has it.
    pub value: String,
    /// Whether the value goes on beyond what is written here.
    pub cut: bool,
    /// Bytes of the value in the file; 0 for items and for sequences of undefined length.
    pub length: usize,
    /// Items or fragments.
    pub items: usize,
    /// Whether it may tell who the patient is: masked with the patient's name.
    pub identifies: bool,
}

impl fmt::Debug for TagRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TagRow({} {}, {} bytes)", self.tag, self.keyword, self.length)
    }
}

/// All rows of a file.
#[derive(Debug, Clone, Default)]
pub struct TagTable {
    /// In the file's order.
    pub rows: Vec<TagRow>,
    /// Why the rows end before the file does, without patient data.
    pub fault: Option<String>,
    /// Whether the file has more than [`MAX_ROWS`].
    pub more: bool,
}

/// Makes the table of a file's bytes. Never fails: what cannot be read is told in [`TagTable::fault`].
pub fn tag_table(bytes: &[u8], dictionary: &Dictionary) -> TagTable {
    let mut table = Walk { dictionary, table: TagTable::default(), written: 0 };
    table.meta_group(bytes);
    match file::open(bytes) {
        Ok(file) => table.elements(&file.data_set, file.encoding, None),
        Err(error) => table.table.fault = Some(error.message),
    }
    table.table
}

/// What encloses the cursor.
struct Level {
    /// Where it ends; `None` if a delimiter tells.
    end: Option<usize>,
    encoding: Encoding,
    /// The row of a sequence, whose items are counted there; `None` for a data set or an item.
    sequence: Option<usize>,
    charset: Rc<[String]>,
    /// Private blocks reserved in this data set: group, block, creator.
    creators: Vec<(u16, u16, String)>,
    identifies: bool,
}

struct Walk<'d> {
    dictionary: &'d Dictionary,
    table: TagTable,
    written: usize,
}

impl Walk<'_> {
    /// The file's meta information, PS3.10 section 7.1: explicit VR little endian before whatever follows.
    fn meta_group(&mut self, bytes: &[u8]) {
        let body = match (bytes.get(128..132), bytes.strip_prefix(b"DICM")) {
            (Some(b"DICM"), _) => bytes.get(132..).unwrap_or_default(),
            (_, Some(rest)) => rest,
            _ => bytes,
        };
        if body.starts_with(&[0x02, 0x00]) {
            self.elements(body, EXPLICIT_LE, Some(0x0002));
            // A fault of the meta group is one of the whole file, and is told when the file is opened.
            self.table.fault = None;
        }
    }

    /// The elements of a data set, or of its first group.
    fn elements(&mut self, bytes: &[u8], encoding: Encoding, group: Option<u16>) {
        let mut cursor = Cursor::new(bytes);
        let root = Level {
            end: Some(bytes.len()),
            encoding,
            sequence: None,
            charset: Rc::from([]),
            creators: Vec::new(),
            identifies: false,
        };
        let mut open = vec![root];
        while let Some(level) = open.last_mut() {
            // The end of an enclosing sequence is an end as well, should a delimiter inside be missing.
            if level.end.is_some_and(|end| cursor.position >= end) {
                open.pop();
                continue;
            }
            if self.table.rows.len() >= MAX_ROWS {
                self.table.more = true;
                return;
            }
            let outcome = if level.sequence.is_some() {
                self.item(&mut cursor, &mut open)
            } else {
                let next = cursor.clone().item_header(level.encoding).map(|(tag, _)| tag.0);
                if group.is_some_and(|group| next.is_some_and(|next| next != group)) {
                    return;
                }
                self.element(&mut cursor, &mut open)
            };
            if let Err(fault) = outcome {
                self.table.fault = Some(fault);
                return;
            }
        }
    }

    /// An item's start, or the end of its sequence.
    fn item(&mut self, cursor: &mut Cursor<'_>, open: &mut Vec<Level>) -> Result<(), String> {
        let depth = depth(open);
        let Some(level) = open.last() else { return Ok(()) };
        let at = level.sequence.unwrap_or_default();
        let cut = || format!("{}: the file ends inside this sequence", self.tag(at));
        let (tag, length) = cursor.item_header(level.encoding).ok_or_else(cut)?;
        match tag {
            tags::SEQUENCE_DELIMITATION => {
                open.pop();
                return Ok(());
            }
            tags::ITEM => {}
            other => return Err(format!("{}: {other} where an item should start", self.tag(at))),
        }
        let end = self.end(cursor, open, tag, length)?;
        let item = Level {
            end,
            encoding: level.encoding,
            sequence: None,
            charset: Rc::clone(&level.charset),
            creators: Vec::new(),
            identifies: level.identifies,
        };
        let number = match self.table.rows.get_mut(at) {
            Some(row) => {
                row.items += 1;
                row.items
            }
            None => 0,
        };
        let row = TagRow { items: number, depth, ..self.row(tag, None, TagForm::Item) };
        self.table.rows.push(row);
        open.push(item);
        Ok(())
    }

    /// An element, or the end of its item.
    fn element(&mut self, cursor: &mut Cursor<'_>, open: &mut Vec<Level>) -> Result<(), String> {
        let depth = depth(open);
        let Some(level) = open.last() else { return Ok(()) };
        let (encoding, identifies) = (level.encoding, level.identifies);
        let header = cursor.header(encoding).map_err(|fault| fault.message)?;
        if header.tag == tags::ITEM_DELIMITATION && open.len() > 1 {
            open.pop();
            return Ok(());
        }
        if header.tag.0 == 0xFFFE {
            return Err(format!("{}: an item or delimiter outside a sequence", header.tag));
        }
        let creator = creator(level, header.tag);
        let known = self.dictionary.find(header.tag).map(|(keyword, vr)| (keyword.to_owned(), vr));
        let private = header.tag.0 % 2 == 1;
        let reserves = private && (0x10..=0xFF).contains(&header.tag.1);
        let vr = header.vr.or(known.as_ref().map(|(_, vr)| *vr)).or(reserves.then_some(*b"LO"));
        let mut row = TagRow { depth, ..self.row(header.tag, vr, TagForm::Text) };
        row.keyword = match known {
            Some((keyword, _)) => keyword,
            None if reserves => "PrivateCreator".to_owned(),
            None => String::new(),
        };
        row.identifies = identifies || text::identifies(header.tag, vr) || private && !reserves;
        row.creator = creator;
        if header.length == UNDEFINED && header.tag == tags::PIXEL_DATA {
            return self.fragments(cursor, row, &header, encoding);
        }
        if vr == Some(*b"SQ") || header.length == UNDEFINED {
            return self.sequence(cursor, open, row, &header);
        }
        let charset = Rc::clone(&level.charset);
        let left = available(cursor, open);
        let length = usize::try_from(header.length).unwrap_or(usize::MAX);
        let value = cursor.take(length.min(left)).unwrap_or_default();
        let most = if self.written > MAX_TEXT_IN_ALL { SHORT_VALUE } else { MAX_VALUE };
        text::write(&mut row, value, encoding, &charset, most);
        self.written += row.value.len();
        if let Some(level) = open.last_mut() {
            if header.tag == tags::SPECIFIC_CHARACTER_SET {
                level.charset = row.value.split('\\').map(|code| code.trim().to_ascii_uppercase()).collect();
            }
            if reserves {
                level.creators.push((header.tag.0, header.tag.1, row.value.clone()));
            }
        }
        row.length = length;
        row.cut |= length > left;
        self.table.rows.push(row);
        if length > left {
            return Err(format!("{} claims {length} bytes, {left} are left", header.tag));
        }
        Ok(())
    }

    fn sequence(
        &mut self,
        cursor: &Cursor<'_>,
        open: &mut Vec<Level>,
        row: TagRow,
        header: &Header,
    ) -> Result<(), String> {
        // Two levels a sequence: itself and its item.
        if open.len() > 2 * MAX_DEPTH {
            return Err(format!("{}: sequences nest deeper than {MAX_DEPTH} levels", header.tag));
        }
        let end = self.end(cursor, open, header.tag, header.length);
        let length = if header.length == UNDEFINED { 0 } else { header.length as usize };
        let (at, identifies) = (self.table.rows.len(), row.identifies);
        self.table.rows.push(TagRow { form: TagForm::Sequence, length, vr: Some(*b"SQ"), ..row });
        let Some(level) = open.last() else { return Ok(()) };
        let inner = Level {
            end: end?,
            encoding: inner_encoding(header, level.encoding),
            sequence: Some(at),
            charset: Rc::clone(&level.charset),
            creators: Vec::new(),
            identifies,
        };
        open.push(inner);
        Ok(())
    }

    fn fragments(
        &mut self,
        cursor: &mut Cursor<'_>,
        row: TagRow,
        header: &Header,
        encoding: Encoding,
    ) -> Result<(), String> {
        let start = cursor.position;
        let read = cursor.clone().fragments(header.tag, encoding);
        let mut items = 0;
        let mut length = 0;
        while let Some((tags::ITEM, size)) = cursor.clone().item_header(encoding) {
            let before = cursor.clone();
            cursor.item_header(encoding);
            if usize::try_from(size).ok().and_then(|size| cursor.take(size)).is_none() {
                *cursor = before;
                break;
            }
            items += 1;
            length = cursor.position - start;
        }
        // Past the delimiter, if it is there.
        let _ = cursor.item_header(encoding);
        self.table.rows.push(TagRow { form: TagForm::Fragments, items, length, ..row });
        read.map(drop).map_err(|fault| fault.message)
    }

    /// Where what starts at the cursor ends.
    fn end(
        &self,
        cursor: &Cursor<'_>,
        open: &[Level],
        tag: Tag,
        length: u32,
    ) -> Result<Option<usize>, String> {
        if length == UNDEFINED {
            return Ok(None);
        }
        let left = available(cursor, open);
        match usize::try_from(length) {
            Ok(length) if length <= left => Ok(Some(cursor.position + length)),
            _ => Err(format!("{tag} claims {length} bytes, {left} are left")),
        }
    }

    fn tag(&self, row: usize) -> Tag {
        self.table.rows.get(row).map_or(tags::ITEM, |row| row.tag)
    }

    fn row(&self, tag: Tag, vr: Option<[u8; 2]>, form: TagForm) -> TagRow {
        TagRow {
            tag,
            depth: 0,
            vr,
            keyword: String::new(),
            creator: None,
            form,
            value: String::new(),
            cut: false,
            length: 0,
            items: 0,
            identifies: false,
        }
    }
}

/// Bytes up to the innermost end that is known.
fn available(cursor: &Cursor<'_>, open: &[Level]) -> usize {
    let end = open.iter().rev().find_map(|level| level.end);
    end.map_or_else(|| cursor.left(), |end| end.saturating_sub(cursor.position).min(cursor.left()))
}

/// Each sequence and each item indent by one.
fn depth(open: &[Level]) -> usize {
    open.len().saturating_sub(1)
}

fn creator(level: &Level, tag: Tag) -> Option<String> {
    let block = tag.1 >> 8;
    let found = level.creators.iter().find(|(group, reserved, _)| *group == tag.0 && *reserved == block);
    found.filter(|_| tag.0 % 2 == 1).map(|(_, _, creator)| creator.clone())
}

#[cfg(test)]
mod tests;
