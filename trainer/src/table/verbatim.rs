//! A table's text as it stands in the file, row by row.
//!
//! For part of a table to be read again just as the whole is, its rows are copied, never written anew: cells that Lobar
//! has no use for, quotes and the spelling of numbers stay.

use std::ops::Range;

/// The text of a table that was read, without compression and byte order mark.
#[derive(Debug, Clone)]
pub struct Verbatim {
    text: Vec<u8>,
    header: Range<usize>,
    rows: Vec<Range<usize>>,
}

impl Verbatim {
    pub(super) fn new(text: Vec<u8>, header: Range<usize>, rows: Vec<Range<usize>>) -> Self {
        Self { text, header, rows }
    }

    /// The header's bytes, without a line end.
    pub fn header(&self) -> &[u8] {
        &self.text[self.header.clone()]
    }

    /// The bytes of a row, without a line end at its end; a quoted cell may hold some.
    ///
    /// # Panics
    ///
    /// If the table has no such row.
    pub fn row(&self, row: usize) -> &[u8] {
        &self.text[self.rows[row].clone()]
    }

    /// A table of the same layout with some of the rows, in the order given. Line ends are those of the header's line.
    ///
    /// # Panics
    ///
    /// If the table has no such row.
    pub fn select(&self, rows: impl IntoIterator<Item = usize>) -> Vec<u8> {
        let windows = self.text[self.header.end..].starts_with(b"\r\n");
        let end: &[u8] = if windows { b"\r\n" } else { b"\n" };
        let mut table = [self.header(), end].concat();
        for row in rows {
            table.extend_from_slice(self.row(row));
            table.extend_from_slice(end);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use crate::table::{read, read_verbatim};

    #[test]
    fn rows_are_copied_byte_by_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.csv");
        let text = "\u{feff}\r\npath, patient,label,age,\r\n\r\na.png,007,\"1\",058Y,\r\n\
                    \"b\r\nc.png\",8,No Finding , 3,\r\n,,,,\r\nd.png,\"9\"\"x\",0,,";
        std::fs::write(&path, text).unwrap();
        let (table, verbatim) = read_verbatim(&path).unwrap();
        assert_eq!(verbatim.header(), b"path, patient,label,age,");
        assert_eq!(verbatim.row(0), b"a.png,007,\"1\",058Y,");
        assert_eq!(verbatim.row(1), b"\"b\r\nc.png\",8,No Finding , 3,");
        assert_eq!(verbatim.row(2), b"d.png,\"9\"\"x\",0,,");
        let part = folder.path().join("part.csv");
        std::fs::write(&part, verbatim.select([1, 2])).unwrap();
        let again = read(&part).unwrap();
        assert_eq!(again.layout, table.layout);
        assert_eq!(again.rows.len(), 2);
        for (row, wanted) in again.rows.iter().zip(&table.rows[1..]) {
            assert_eq!(
                (&row.image, &row.patient_id, row.age),
                (&wanted.image, &wanted.patient_id, wanted.age)
            );
        }
    }

    #[test]
    fn nothing_is_lost_of_a_whole_table() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.csv");
        let text = "path,patient,label\na.png,1,1\n\"b,\"\"\nc.png\",2,0\n";
        std::fs::write(&path, text).unwrap();
        let (table, verbatim) = read_verbatim(&path).unwrap();
        assert_eq!(verbatim.select(0..table.rows.len()), text.as_bytes());
    }
}
