//! A zip around files that are there already: headers before each, a directory at the end.
//!
//! Nothing is compressed and no file's bytes pass through here: the page puts the headers between `Blob`s, so that an
//! export of many films is never in the page's memory as a whole. For that the libraries that write zips want all bytes.
//! Format: PKWARE's APPNOTE 6.3.10, without zip64.

/// A file of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, with `/` between folders.
    pub name: String,
    /// Bytes.
    pub size: u32,
    /// CRC-32 as zip has it (ISO 3309).
    pub crc32: u32,
}

/// Why there can be no archive of these files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooLarge {
    /// More than 65,535 files.
    Files,
    /// More than 4 GB.
    Bytes,
}

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Version 2.0; names are UTF-8 (bit 11); stored.
const VERSION: u16 = 20;
const FLAGS: u16 = 1 << 11;
const STORED: u16 = 0;
/// 1980-01-01 00:00, the beginning of the format's time: when an export was made stands in its files or, of one for
/// sharing, nowhere.
const DATE: u16 = 1 << 5 | 1;

/// The bytes before each file, in order, and those after the last.
///
/// # Errors
///
/// What the format without zip64 cannot hold.
pub fn headers(entries: &[Entry]) -> Result<(Vec<Vec<u8>>, Vec<u8>), TooLarge> {
    let count = u16::try_from(entries.len()).map_err(|_| TooLarge::Files)?;
    let mut locals = Vec::with_capacity(entries.len());
    let mut directory = Vec::new();
    let mut offset = 0_u32;
    for entry in entries {
        let name_length = u16::try_from(entry.name.len()).map_err(|_| TooLarge::Bytes)?;
        let mut common = Vec::with_capacity(26);
        for word in [VERSION, FLAGS, STORED, 0, DATE] {
            common.extend(word.to_le_bytes());
        }
        for number in [entry.crc32, entry.size, entry.size] {
            common.extend(number.to_le_bytes());
        }
        common.extend(name_length.to_le_bytes());
        // No extra field.
        common.extend(0_u16.to_le_bytes());

        let mut local = LOCAL.to_le_bytes().to_vec();
        local.extend(&common);
        local.extend(entry.name.as_bytes());

        directory.extend(CENTRAL.to_le_bytes());
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&common);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(entry.name.as_bytes());

        let length = u32::try_from(local.len()).map_err(|_| TooLarge::Bytes)?;
        offset = offset.checked_add(length).and_then(|o| o.checked_add(entry.size)).ok_or(TooLarge::Bytes)?;
        locals.push(local);
    }
    let size = u32::try_from(directory.len()).map_err(|_| TooLarge::Bytes)?;
    offset.checked_add(size).ok_or(TooLarge::Bytes)?;
    directory.extend(END.to_le_bytes());
    for word in [0, 0, count, count] {
        directory.extend(word.to_le_bytes());
    }
    directory.extend(size.to_le_bytes());
    directory.extend(offset.to_le_bytes());
    directory.extend(0_u16.to_le_bytes());
    Ok((locals, directory))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let entries: Vec<Entry> = files
            .iter()
            .map(|(name, bytes)| Entry {
                name: (*name).into(),
                size: bytes.len() as u32,
                crc32: crc32fast::hash(bytes),
            })
            .collect();
        let (locals, end) = headers(&entries).unwrap();
        let mut whole = Vec::new();
        for (local, (_, bytes)) in locals.iter().zip(files) {
            whole.extend(local);
            whole.extend(*bytes);
        }
        whole.extend(end);
        whole
    }

    /// Another's reader: Python's, or none.
    #[test]
    fn another_reader_opens_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.zip");
        std::fs::write(
            &path,
            archive(&[("worklist.csv", b"film\r\n"), ("films/größe.dcm", b"DICM"), ("empty", b"")]),
        )
        .unwrap();
        let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n\
                      sys.stdout.buffer.write('|'.join(f'{i.filename}:{z.read(i).decode()}' for i in z.infolist()).encode())";
        let Ok(output) = Command::new("python3").args(["-c", script]).arg(&path).output() else {
            eprintln!("skipped: there is no python3");
            return;
        };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            "worklist.csv:film\r\n|films/größe.dcm:DICM|empty:"
        );
    }

    #[test]
    fn what_the_format_cannot_hold_is_refused() {
        let large = |size| Entry { name: "a".into(), size, crc32: 0 };
        assert_eq!(headers(&[large(u32::MAX), large(1)]), Err(TooLarge::Bytes));
        assert!(headers(&[large(1 << 31), large(1 << 30)]).is_ok());
        assert_eq!(headers(&vec![large(0); 65_536]), Err(TooLarge::Files));
    }
}
