//! The directory of a zip, from slices of its file (PKWARE APPNOTE 6.3.10, <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>).
//!
//! Reads no bytes itself: it says which are needed and makes sense of them, so that an archive of gigabytes is listed from
//! its last part alone. Unpacking is the browser's. A crate for this reads whole files or brings tables of old character
//! sets that would be most of the page's size; what is needed is three records.

/// Largest file or entry that is read, bytes; the engine's own limit.
pub const MAX_FILE: u64 = 512 << 20;
/// Largest directory that is read, bytes: some 500,000 entries.
pub const MAX_DIRECTORY: u64 = 64 << 20;
/// Bytes at the end of a zip that hold its end record: the record, the longest comment, zip64's locator and record.
pub const TAIL: u64 = 22 + 65_535 + 20 + 56;
/// Bytes of a local header before its name (4.3.7).
pub const LOCAL_HEADER: u64 = 30;

const END: [u8; 4] = *b"PK\x05\x06";
const LOCATOR64: [u8; 4] = *b"PK\x06\x07";
const END64: [u8; 4] = *b"PK\x06\x06";
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const LOCAL: [u8; 4] = *b"PK\x03\x04";

/// What is wrong with a zip, or with one of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not a whole zip.
    Damaged,
    /// One of several volumes.
    Split,
    /// A directory larger than [`MAX_DIRECTORY`].
    DirectoryTooLarge,
    /// Two entries have one name: which is meant cannot be told.
    SameName,
    /// Entries share bytes, as in a zip bomb.
    Shared,
    /// No files in it.
    Empty,
    /// The entry needs a password.
    Encrypted,
    /// The entry is neither stored nor deflated.
    Method(u16),
    /// The entry is larger than [`MAX_FILE`].
    TooLarge,
    /// The entry has another size than the directory says.
    Size,
    /// The entry's bytes do not have its checksum.
    Checksum,
    /// The entry is a zip.
    Nested,
}

/// A file in a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// With its folders, separated by `/`. Control characters are replaced: a name is a stranger's text.
    pub name: String,
    /// Where its local header begins.
    pub header: u64,
    /// Bytes in the zip.
    pub packed: u64,
    /// Bytes unpacked, as the directory says.
    pub size: u64,
    /// CRC-32 of the unpacked bytes.
    pub crc: u32,
    /// Whether it is deflated; otherwise it is stored.
    pub deflated: bool,
    /// Why it is not unpacked.
    pub fault: Option<Fault>,
}

/// Where the directory lies in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// First byte.
    pub start: u64,
    /// Bytes.
    pub length: u64,
    /// What the offsets in it lack: bytes that stand before the zip, such as the program of one that unpacks itself.
    pub shift: u64,
    /// Entries it claims.
    entries: u64,
}

/// Finds the directory from the file's last bytes: `tail`, at most [`TAIL`] of them, of a file of `length` bytes.
///
/// # Errors
///
/// [`Fault`] if there is no end record, or one that does not fit the file.
pub fn locate(tail: &[u8], length: u64) -> Result<Place, Fault> {
    let before = length.checked_sub(tail.len() as u64).ok_or(Fault::Damaged)?;
    // The last one whose comment ends with the file; a comment may hold the same bytes.
    let at = (0..=tail.len().saturating_sub(22))
        .rev()
        .find(|&at| {
            tail[at..].starts_with(&END) && at + 22 + usize::from(u16_at(tail, at + 20)) == tail.len()
        })
        .ok_or(Fault::Damaged)?;
    let record = &tail[at..];
    let (disk, of, here, entries) =
        (u16_at(record, 4), u16_at(record, 6), u16_at(record, 8), u16_at(record, 10));
    let (size, offset) = (u32_at(record, 12), u32_at(record, 16));
    let needs64 = entries == u16::MAX || size == u32::MAX || offset == u32::MAX;
    let locator = at.checked_sub(20).filter(|&l| tail[l..].starts_with(&LOCATOR64));
    let (entries, size, offset, end) = match locator {
        Some(locator) => {
            // 4.3.14: signature, size, versions, disks, entries here, entries, size, offset.
            let place = u64_at(tail, locator + 8);
            let record = place
                .checked_sub(before)
                .and_then(|p| usize::try_from(p).ok())
                .filter(|&p| tail.get(p..p + 56).is_some_and(|r| r.starts_with(&END64)))
                // Moved by what stands before the zip: it ends where its locator begins.
                .or_else(|| locator.checked_sub(56).filter(|&p| tail[p..].starts_with(&END64)))
                .ok_or(Fault::Damaged)?;
            if u32_at(tail, record + 16) != u32_at(tail, record + 20) {
                return Err(Fault::Split);
            }
            let end = before + record as u64;
            (u64_at(tail, record + 32), u64_at(tail, record + 40), u64_at(tail, record + 48), end)
        }
        None if needs64 => return Err(Fault::Damaged),
        None if disk != 0 || of != 0 || here != entries => return Err(Fault::Split),
        None => (u64::from(entries), u64::from(size), u64::from(offset), before + at as u64),
    };
    if size > MAX_DIRECTORY {
        return Err(Fault::DirectoryTooLarge);
    }
    let start = end.checked_sub(size).ok_or(Fault::Damaged)?;
    let shift = start.checked_sub(offset).ok_or(Fault::Damaged)?;
    Ok(Place { start, length: size, shift, entries })
}

/// Files listed in a directory's bytes, by folder and then by name; folders are left out.
///
/// # Errors
///
/// [`Fault`] if the directory is damaged or ambiguous as a whole; what is wrong with one entry stands in [`Entry::fault`].
pub fn entries(directory: &[u8], place: Place) -> Result<Vec<Entry>, Fault> {
    let mut found = Vec::new();
    let (mut at, mut listed) = (0, 0_u64);
    while directory.len() - at >= 46 && directory[at..].starts_with(&ENTRY) {
        let header = &directory[at..];
        let (name, extra, comment) = (u16_at(header, 28), u16_at(header, 30), u16_at(header, 32));
        let end = 46 + usize::from(name) + usize::from(extra) + usize::from(comment);
        if header.len() < end {
            return Err(Fault::Damaged);
        }
        let names = 46 + usize::from(name);
        found.push(entry(header, &header[46..names], &header[names..names + usize::from(extra)], place)?);
        at += end;
        listed += 1;
    }
    if listed != place.entries {
        return Err(Fault::Damaged);
    }
    let overlaps = {
        let mut spans: Vec<(u64, u64)> = found.iter().map(|e| (e.header, e.end())).collect();
        spans.sort_unstable();
        spans.windows(2).any(|pair| pair[1].0 < pair[0].1)
            || spans.last().is_some_and(|last| last.1 > place.start)
    };
    if overlaps {
        return Err(Fault::Shared);
    }
    found.retain(|entry| !entry.name.ends_with(['/', '\\']));
    super::kind::sort_by_path(&mut found, |entry| &entry.name);
    if found.windows(2).any(|pair| pair[0].name == pair[1].name) {
        return Err(Fault::SameName);
    }
    if found.is_empty() { Err(Fault::Empty) } else { Ok(found) }
}

/// 4.3.12, with zip64's extra field (4.5.3).
fn entry(header: &[u8], name: &[u8], extra: &[u8], place: Place) -> Result<Entry, Fault> {
    let flags = u16_at(header, 8);
    let mut wide = zip64(extra);
    let mut value = |narrow: u32| -> Result<u64, Fault> {
        if narrow != u32::MAX {
            return Ok(narrow.into());
        }
        let (now, rest) = wide.split_at_checked(8).ok_or(Fault::Damaged)?;
        wide = rest;
        Ok(u64_at(now, 0))
    };
    let size = value(u32_at(header, 24))?;
    let packed = value(u32_at(header, 20))?;
    let offset = value(u32_at(header, 42))?;
    let method = u16_at(header, 10);
    let fault = match method {
        _ if flags & 1 != 0 => Some(Fault::Encrypted),
        0 | 8 if size > MAX_FILE => Some(Fault::TooLarge),
        0 if size != packed => Some(Fault::Size),
        0 | 8 => None,
        other => Some(Fault::Method(other)),
    };
    Ok(Entry {
        name: readable(name),
        header: offset.checked_add(place.shift).ok_or(Fault::Damaged)?,
        packed,
        size,
        crc: u32_at(header, 16),
        deflated: method == 8,
        fault,
    })
}

impl Entry {
    /// The least end of its bytes in the zip.
    fn end(&self) -> u64 {
        self.header.saturating_add(LOCAL_HEADER).saturating_add(self.packed)
    }

    /// Where its packed bytes begin, from its local header's first [`LOCAL_HEADER`] bytes.
    ///
    /// # Errors
    ///
    /// [`Fault::Damaged`] if that is no local header.
    pub fn data(&self, local: &[u8]) -> Result<u64, Fault> {
        if local.len() < LOCAL_HEADER as usize || !local.starts_with(&LOCAL) {
            return Err(Fault::Damaged);
        }
        let variable = u64::from(u16_at(local, 26)) + u64::from(u16_at(local, 28));
        self.header.checked_add(LOCAL_HEADER + variable).ok_or(Fault::Damaged)
    }
}

/// Whether bytes begin as a zip does (4.3.7, 4.3.16).
pub fn starts_as_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(&LOCAL) || bytes.starts_with(&END)
}

/// The value of zip64's extra field, or nothing.
fn zip64(mut extra: &[u8]) -> &[u8] {
    while extra.len() >= 4 {
        let (kind, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let Some(value) = extra.get(4..4 + length) else { return &[] };
        if kind == 1 {
            return value;
        }
        extra = &extra[4 + length..];
    }
    &[]
}

/// UTF-8, which most write whether or not they say so; what is not gets replacement characters.
fn readable(name: &[u8]) -> String {
    String::from_utf8_lossy(name).replace('\\', "/").replace(char::is_control, "\u{fffd}")
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

#[cfg(test)]
mod tests;
