//! The directory of a zip archive (PKWARE APPNOTE 6.3), as far as a model package takes: files that are stored or
//! deflated, below 4 GB, not encrypted.
//!
//! Nothing here reads a file: it says what the bytes at its end mean, and where an entry's bytes begin.

/// Bytes at the end of an archive that are sure to hold its end record: 22, and a comment of at most 65,535.
pub const TAIL: usize = 22 + 65_535;

/// Bytes of a local header before the entry's name.
pub const LOCAL_HEADER: usize = 30;

/// Largest directory that is read, in bytes: some hundred thousand files.
const MAX_DIRECTORY: u32 = 16 * 1024 * 1024;

/// Where the directory lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// First byte within the archive.
    pub offset: u32,
    /// Its bytes.
    pub size: u32,
}

/// How an entry's bytes are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// As they are.
    Stored,
    /// As a raw deflate stream.
    Deflated,
}

/// A file of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path, with slashes.
    pub path: String,
    /// How it is kept.
    pub method: Method,
    /// Its bytes in the archive.
    pub compressed: u32,
    /// Its bytes in truth, as the directory claims.
    pub size: u32,
    /// First byte of its local header.
    pub header: u32,
}

/// Finds the directory from the last [`TAIL`] bytes of an archive, or all of a shorter one; `None` if they are no
/// archive's end.
pub fn find(tail: &[u8]) -> Option<Place> {
    // From the end: a comment may hold anything.
    let at = (0..=tail.len().checked_sub(22)?).rev().find(|at| {
        let comment = word(tail, at + 20).map(usize::from);
        tail[*at..].starts_with(b"PK\x05\x06") && comment == Some(tail.len() - at - 22)
    })?;
    let place = Place { size: double(tail, at + 12)?, offset: double(tail, at + 16)? };
    (place.size <= MAX_DIRECTORY).then_some(place)
}

/// Reads a directory. Entries that cannot be used (folders, other methods, encrypted ones) are left out; a directory
/// that breaks off gives what came before.
pub fn entries(directory: &[u8]) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut rest = directory;
    while rest.starts_with(b"PK\x01\x02") {
        let Some((entry, length)) = entry(rest) else { break };
        found.extend(entry);
        rest = rest.get(length..).unwrap_or_default();
    }
    found
}

/// The entry at the front, if it can be used, and the length of its record.
fn entry(record: &[u8]) -> Option<(Option<Entry>, usize)> {
    let (flags, method) = (word(record, 8)?, word(record, 10)?);
    let (name, extra, comment) = (word(record, 28)?, word(record, 30)?, word(record, 32)?);
    let length = 46 + usize::from(name) + usize::from(extra) + usize::from(comment);
    let name = record.get(46..46 + usize::from(name))?;
    let method = match method {
        0 => Some(Method::Stored),
        8 => Some(Method::Deflated),
        _ => None,
    };
    let path = String::from_utf8_lossy(name).into_owned();
    let entry = method.filter(|_| flags & 1 == 0 && !path.ends_with('/')).and_then(|method| {
        let (compressed, size, header) = (double(record, 20)?, double(record, 24)?, double(record, 42)?);
        // All ones: the true number is in a 64-bit record.
        let small = [compressed, size, header].iter().all(|n| *n != u32::MAX);
        small.then_some(Entry { path, method, compressed, size, header })
    });
    Some((entry, length))
}

/// First byte of an entry's content, from the [`LOCAL_HEADER`] bytes at its header; `None` if they are no header.
pub fn content(header: &[u8], entry: &Entry) -> Option<u64> {
    let lengths = u64::from(word(header, 26)?) + u64::from(word(header, 28)?);
    header.starts_with(b"PK\x03\x04").then_some(u64::from(entry.header) + LOCAL_HEADER as u64 + lengths)
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn double(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive made by hand: stored and deflated entries, one encrypted, a folder, and a comment that looks like an
    /// end.
    fn archive() -> Vec<u8> {
        let files: [(&str, u16, u16, &[u8]); 4] = [
            ("package/", 0, 0, b""),
            ("package/manifest.json", 0, 0, b"{}"),
            ("package/weights-00.bin", 8, 0, b"\x03\x00"),
            ("secret", 0, 1, b"??"),
        ];
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, method, flags, content) in files {
            let header = bytes.len() as u32;
            let sizes = (content.len() as u32).to_le_bytes();
            bytes.extend(b"PK\x03\x04\x14\0");
            bytes.extend([flags.to_le_bytes(), method.to_le_bytes()].concat());
            bytes.extend([0; 8]);
            bytes.extend([sizes, sizes].concat());
            bytes.extend([(name.len() as u16).to_le_bytes(), 4_u16.to_le_bytes()].concat());
            bytes.extend([name.as_bytes(), b"more", content].concat());
            directory.extend(b"PK\x01\x02\x14\0\x14\0");
            directory.extend([flags.to_le_bytes(), method.to_le_bytes()].concat());
            directory.extend([0; 8]);
            directory.extend([sizes, sizes].concat());
            directory.extend((name.len() as u16).to_le_bytes());
            directory.extend([0; 12]);
            directory.extend(header.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let (offset, size) = (bytes.len() as u32, directory.len() as u32);
        bytes.extend(directory);
        let comment = b"PK\x05\x06 is an end";
        bytes.extend(b"PK\x05\x06\0\0\0\0\x04\0\x04\0");
        bytes.extend([size.to_le_bytes(), offset.to_le_bytes()].concat());
        bytes.extend((comment.len() as u16).to_le_bytes());
        bytes.extend(comment);
        bytes
    }

    #[test]
    fn files_are_found_with_their_content() {
        let archive = archive();
        let place = find(&archive).unwrap();
        let directory = &archive[place.offset as usize..][..place.size as usize];
        let entries = entries(directory);
        let paths: Vec<_> = entries.iter().map(|e| e.path.as_str()).collect();
        assert_eq!(paths, ["package/manifest.json", "package/weights-00.bin"]);
        assert_eq!(entries[1].method, Method::Deflated);
        let header = &archive[entries[0].header as usize..][..LOCAL_HEADER];
        let at = content(header, &entries[0]).unwrap() as usize;
        assert_eq!(&archive[at..at + 2], b"{}");
    }

    #[test]
    fn what_is_no_archive_or_breaks_off_gives_nothing_and_no_panic() {
        let archive = archive();
        assert_eq!(find(b"not an archive, but long enough to be looked at"), None);
        assert_eq!(find(b""), None);
        let place = find(&archive).unwrap();
        let directory = &archive[place.offset as usize..][..place.size as usize];
        for end in 0..directory.len() {
            assert!(entries(&directory[..end]).len() <= 2);
        }
        assert_eq!(content(&[0; LOCAL_HEADER], &entries(directory)[0]), None);
    }
}
