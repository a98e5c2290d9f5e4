//! The index of a film cache: lines of JSON, each behind a checksum of its own.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest, Sha256};

use super::ContentKey;

/// Hexadecimal digits of a line's checksum: half a SHA-256 would be more than chance asks for.
const CHECKSUM: usize = 16;

/// A record of the cache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Name of the film's file within the folder of films.
    pub(super) name: String,
    /// Size of that file.
    pub(super) bytes: u64,
    /// Its time of change, nanoseconds since 1970.
    pub(super) modified: i64,
    /// Number of the record, from 0.
    pub(super) record: u64,
    /// Columns.
    pub(super) width: usize,
    /// Rows.
    pub(super) height: usize,
    /// Over size and pixels.
    #[serde(serialize_with = "to_hex", deserialize_with = "from_hex")]
    pub(super) sha256: ContentKey,
}

fn to_hex<S: Serializer>(key: &ContentKey, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&hex::encode(key))
}

fn from_hex<'de, D: Deserializer<'de>>(from: D) -> Result<ContentKey, D::Error> {
    let mut key = ContentKey::default();
    hex::decode_to_slice(String::deserialize(from)?, &mut key).map_err(D::Error::custom)?;
    Ok(key)
}

/// The entries in the order in which they were written; lines that are cut off or damaged are passed over.
pub(super) fn read(path: &Path) -> Result<Vec<Entry>> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e).with_context(|| format!("reading {}", path.display())),
    };
    Ok(text.split(|&b| b == b'\n').filter_map(entry).collect())
}

fn entry(line: &[u8]) -> Option<Entry> {
    let (sum, json) = line.split_at_checked(CHECKSUM)?;
    let json = json.strip_prefix(b" ")?;
    (checksum(json).as_bytes() == sum).then(|| serde_json::from_slice(json).ok())?
}

/// The lines of entries, to be appended. They begin with a line's end, so that one cut off by an interruption stays alone.
pub(super) fn lines<'a>(entries: impl Iterator<Item = &'a Entry>) -> Result<Vec<u8>> {
    let mut text = vec![b'\n'];
    for entry in entries {
        let json = serde_json::to_vec(entry)?;
        text.extend(checksum(&json).as_bytes());
        text.push(b' ');
        text.extend(json);
        text.push(b'\n');
    }
    Ok(text)
}

fn checksum(json: &[u8]) -> String {
    hex::encode(&Sha256::digest(json)[..CHECKSUM / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry_of(record: u64) -> Entry {
        let name = format!("images_001/{record}.png");
        Entry { name, bytes: 7, modified: -5, record, width: 256, height: 240, sha256: [record as u8; 32] }
    }

    #[test]
    fn a_cut_at_any_byte_costs_the_lines_behind_it_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        assert_eq!(read(&path).unwrap(), []);
        let entries: Vec<Entry> = (0..3).map(entry_of).collect();
        let whole = lines(entries.iter()).unwrap();
        let ends: Vec<usize> = (1..whole.len()).filter(|&i| whole[i] == b'\n').collect();
        for cut in 0..=whole.len() {
            let mut text = whole[..cut].to_vec();
            let kept = ends.iter().filter(|&&end| end <= cut).count();
            fs::write(&path, &text).unwrap();
            assert_eq!(read(&path).unwrap(), entries[..kept], "cut at {cut}");
            // What is appended after the cut counts, whatever lies before it.
            text.extend(lines([entry_of(9)].iter()).unwrap());
            fs::write(&path, &text).unwrap();
            assert_eq!(read(&path).unwrap().last(), Some(&entry_of(9)), "cut at {cut}");
        }
    }

    #[test]
    fn a_changed_byte_costs_its_line() {
        let whole = lines([entry_of(0)].iter()).unwrap();
        for i in 1..whole.len() - 1 {
            let mut text = whole.clone();
            text[i] ^= 1;
            assert!(text.split(|&b| b == b'\n').filter_map(entry).next().is_none(), "byte {i}");
        }
    }
}
