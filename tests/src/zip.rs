//! Zips to be dropped on the page, honest ones and others. Entries are stored: what is tested is the page, and it hands
//! deflated bytes to the browser (see [`Zip::deflated`]).

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// A zip in the making.
#[derive(Debug, Clone, Default)]
pub struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

/// What an entry says of itself.
struct Header<'a> {
    name: &'a str,
    flags: u16,
    method: u16,
    crc: u32,
    size: u32,
}

impl Zip {
    /// A file, stored.
    pub fn file(self, name: &str, content: &[u8]) -> Self {
        let size = content.len() as u32;
        self.entry(&Header { name, flags: 0, method: 0, crc: crc32(content), size }, content)
    }

    /// A file, deflated in blocks that are not compressed (RFC 1951, 3.2.4), as an encoder may.
    pub fn deflated(self, name: &str, content: &[u8]) -> Self {
        let mut packed = Vec::new();
        let mut blocks = content.chunks(65_535).peekable();
        while let Some(block) = blocks.next() {
            packed.push(u8::from(blocks.peek().is_none()));
            packed.extend((block.len() as u16).to_le_bytes());
            packed.extend((!(block.len() as u16)).to_le_bytes());
            packed.extend(block);
        }
        let size = content.len() as u32;
        self.entry(&Header { name, flags: 0, method: 8, crc: crc32(content), size }, &packed)
    }

    /// A file, deflated as archivers do.
    ///
    /// # Panics
    ///
    /// Never: writing into memory does not fail.
    pub fn compressed(self, name: &str, content: &[u8]) -> Self {
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
        let packed = deflate.write_all(content).and_then(|()| deflate.finish()).expect("memory takes all");
        let size = content.len() as u32;
        self.entry(&Header { name, flags: 0, method: 8, crc: crc32(content), size }, &packed)
    }

    /// A file whose checksum is another's.
    pub fn damaged(self, name: &str, content: &[u8]) -> Self {
        let size = content.len() as u32;
        self.entry(&Header { name, flags: 0, method: 0, crc: !crc32(content), size }, content)
    }

    /// A file that says it is encrypted.
    pub fn encrypted(self, name: &str, content: &[u8]) -> Self {
        let size = content.len() as u32;
        self.entry(&Header { name, flags: 1, method: 0, crc: crc32(content), size }, content)
    }

    /// A file that says it unpacks to four gigabytes.
    pub fn bomb(self, name: &str, content: &[u8]) -> Self {
        let size = u32::MAX - 1;
        self.entry(&Header { name, flags: 0, method: 8, crc: crc32(content), size }, content)
    }

    fn entry(mut self, header: &Header<'_>, packed: &[u8]) -> Self {
        let place = self.bytes.len() as u32;
        let mut fixed = Vec::new();
        fixed.extend(header.flags.to_le_bytes());
        fixed.extend(header.method.to_le_bytes());
        fixed.extend([0; 4]);
        fixed.extend(header.crc.to_le_bytes());
        fixed.extend((packed.len() as u32).to_le_bytes());
        fixed.extend(header.size.to_le_bytes());
        fixed.extend((header.name.len() as u16).to_le_bytes());
        fixed.extend([0; 2]);

        self.bytes.extend(*b"PK\x03\x04\x14\0");
        self.bytes.extend(&fixed);
        self.bytes.extend(header.name.as_bytes());
        self.bytes.extend(packed);

        self.directory.extend(*b"PK\x01\x02\x14\0\x14\0");
        self.directory.extend(&fixed);
        self.directory.extend([0; 10]);
        self.directory.extend(place.to_le_bytes());
        self.directory.extend(header.name.as_bytes());
        self.entries += 1;
        self
    }

    /// The whole zip.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        bytes.extend(&self.directory);
        bytes.extend(*b"PK\x05\x06\0\0\0\0");
        bytes.extend(self.entries.to_le_bytes());
        bytes.extend(self.entries.to_le_bytes());
        bytes.extend((self.directory.len() as u32).to_le_bytes());
        bytes.extend((self.bytes.len() as u32).to_le_bytes());
        bytes.extend([0; 2]);
        bytes
    }
}

/// CRC-32 as zips and PNGs have it (polynomial 0xEDB88320), a bit at a time.
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_usual_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }
}
