//! Fills `corpus/` with what the targets start from: the films in `films/`, and those of the conformance corpus.
//!
//! `LOBAR_SHARED` names the folder that holds `dicom-corpus`; otherwise `../../shared` seen from this crate's folder. Where
//! it is absent this says so and goes on with `films/` alone.
//!
//! It takes films apart by searching for tags, which is good enough for seeds and for nothing else.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use seeds::input::{Attribute, Codestream, Display, Elements, PLAIN, SYNTAXES};
use seeds::{Encoding, Film, Tag};

/// Longer inputs make every run slower. The same as `-max_len` in README.md: libFuzzer would cut them.
const MOST_BYTES: usize = 16 << 10;
/// Longest input of `codestream`.
const MOST_CODESTREAM_BYTES: usize = 4 << 10;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut films = folder(&root.join("films"), "film")?;
    let shared = std::env::var_os("LOBAR_SHARED").map_or_else(|| root.join("../../shared"), PathBuf::from);
    match fs::read_dir(shared.join("dicom-corpus")) {
        Ok(folders) => {
            for entry in folders.flatten().filter(|entry| entry.path().is_dir()) {
                films.extend(folder(&entry.path(), &entry.file_name().to_string_lossy())?);
            }
        }
        Err(_) => println!("no dicom-corpus beside the project and LOBAR_SHARED is not set: films/ alone"),
    }
    let mut counts = BTreeMap::new();
    for (name, bytes) in &films {
        let made = [
            ("inspect", Some(bytes.clone())),
            ("data_set", data_set(bytes)),
            ("codestream", codestream(bytes)),
            ("display", display(bytes)),
        ];
        for (target, input) in made {
            let count = counts.entry(target).or_insert(0);
            let most = if target == "codestream" { MOST_CODESTREAM_BYTES } else { MOST_BYTES };
            if let Some(input) = input.filter(|input| input.len() <= most) {
                let corpus = root.join("corpus").join(target);
                fs::create_dir_all(&corpus)?;
                fs::write(corpus.join(name), input)?;
                *count += 1;
            }
        }
    }
    for (target, count) in counts {
        println!("{target}: {count} seeds");
    }
    Ok(())
}

/// The files of a folder, named after it and themselves.
fn folder(path: &Path, name: &str) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path)?.flatten().filter(|entry| entry.path().is_file()) {
        let file = entry.file_name().to_string_lossy().into_owned();
        if file.ends_with(".py") || file.ends_with(".md") {
            continue;
        }
        files.push((format!("{name}_{file}"), fs::read(entry.path())?));
    }
    files.sort();
    Ok(files)
}

/// The elements before Pixel Data, and its length.
fn data_set(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = Taken::apart(bytes)?;
    let pixels = file.pixels?;
    let elements = bytes.get(file.start..pixels)?;
    let pixel_bytes = match file.film() {
        Some(film) => u64::from(film.rows) * u64::from(film.columns) * u64::from(film.allocated) / 8,
        None => 0,
    };
    let pixel_bytes = u16::try_from(pixel_bytes).unwrap_or(0);
    let input = Elements { encoding: file.encoding, headless: false, misnamed: false, pixel_bytes, elements };
    Some(input.input())
}

/// The codestream of a film in fragments, or the cells of one that is not compressed.
fn codestream(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = Taken::apart(bytes)?;
    let syntax = SYNTAXES.iter().position(|(uid, _)| *uid == file.syntax)?;
    let syntax = u8::try_from(syntax).ok()?;
    if file.syntax == "1.2.840.10008.1.2.1.99" {
        let film = Film {
            rows: 16,
            columns: 16,
            allocated: 8,
            stored: 8,
            high: 7,
            signed: false,
            monochrome1: false,
        };
        return Codestream { syntax, film, split: false, data: bytes.get(file.start..)? }.input();
    }
    let film = file.film()?;
    let data = file.pixel_data()?;
    Codestream { syntax, film, split: false, data: &data }.input()
}

/// The display attributes of an uncompressed film, and the first of its pixels.
fn display(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = Taken::apart(bytes)?;
    if file.encoding == Encoding::ExplicitBig {
        return None;
    }
    let film = Film { rows: 16, columns: 16, ..file.film()? };
    if film.stored > 12 || film.allocated != if film.stored > 8 { 16 } else { 8 } {
        return None;
    }
    let mut attributes = Vec::new();
    for (kind, (tag, vr)) in (0u8..).zip(PLAIN) {
        if let Some(value) = file.find(file.start, tag, Some(vr))
            && value.len() < 256
        {
            attributes.push(Attribute::Plain(kind, value));
        }
    }
    for (tag, voi) in [((0x0028, 0x3000), false), ((0x0028, 0x3010), true)] {
        let Some(at) = file.position(file.start, tag, Some(b"SQ")) else { continue };
        let descriptor = file.find(at, (0x0028, 0x3002), None).and_then(|value| value.try_into().ok());
        let data = file.find(at, (0x0028, 0x3006), None);
        if let (Some(descriptor), Some(data)) = (descriptor, data) {
            let data = data.get(..data.len().min(254)).unwrap_or(data);
            attributes.push(Attribute::Lut { voi, filled: true, descriptor, data });
        }
    }
    if attributes.is_empty() {
        return None;
    }
    let pixels = file.pixel_data().filter(|data| data.len() >= 512)?;
    let pixels = pixels.get(..512)?;
    Some(Display { film, implicit: file.encoding == Encoding::ImplicitLittle, attributes, pixels }.input())
}

/// A file and where its parts are.
struct Taken<'a> {
    bytes: &'a [u8],
    syntax: String,
    encoding: Encoding,
    /// Where the data set starts.
    start: usize,
    /// Where the element Pixel Data starts.
    pixels: Option<usize>,
}

impl<'a> Taken<'a> {
    fn apart(bytes: &'a [u8]) -> Option<Self> {
        if bytes.get(128..132) != Some(b"DICM") {
            return None;
        }
        let mut start = 132;
        let mut file =
            Taken { bytes, syntax: String::new(), encoding: Encoding::ExplicitLittle, start, pixels: None };
        while bytes.get(start..start + 2) == Some(&[2, 0]) {
            let (value, end) = file.value(start)?;
            if bytes.get(start + 2..start + 4) == Some(&[0x10, 0]) {
                file.syntax = String::from_utf8_lossy(value).trim_matches(['\0', ' ']).to_owned();
            }
            start = end;
        }
        file.start = start;
        file.encoding = match file.syntax.as_str() {
            "1.2.840.10008.1.2" => Encoding::ImplicitLittle,
            "1.2.840.10008.1.2.2" => Encoding::ExplicitBig,
            _ => Encoding::ExplicitLittle,
        };
        file.pixels = file.first_pixel_data();
        Some(file)
    }

    fn pattern(&self, tag: Tag, vr: Option<&[u8; 2]>) -> Vec<u8> {
        let word = |word: u16| match self.encoding {
            Encoding::ExplicitBig => word.to_be_bytes(),
            _ => word.to_le_bytes(),
        };
        let mut pattern = [word(tag.0), word(tag.1)].concat();
        if self.encoding != Encoding::ImplicitLittle {
            pattern.extend(vr.into_iter().flatten());
        }
        pattern
    }

    /// Where an element starts, sought from `from`.
    fn position(&self, from: usize, tag: Tag, vr: Option<&[u8; 2]>) -> Option<usize> {
        let pattern = self.pattern(tag, vr);
        let end = self.pixels.unwrap_or(self.bytes.len());
        let at = self.bytes.get(from..end)?.windows(pattern.len()).position(|window| window == pattern)?;
        Some(from + at)
    }

    fn first_pixel_data(&self) -> Option<usize> {
        let pattern = self.pattern((0x7FE0, 0x0010), None);
        let rest = self.bytes.get(self.start..)?;
        let at = rest.windows(pattern.len()).position(|window| window == pattern)?;
        Some(self.start + at)
    }

    fn find(&self, from: usize, tag: Tag, vr: Option<&[u8; 2]>) -> Option<&'a [u8]> {
        Some(self.value(self.position(from, tag, vr)?)?.0)
    }

    /// The value of the element at `at`, up to the end of the file if its length is undefined, and where it ends.
    fn value(&self, at: usize) -> Option<(&'a [u8], usize)> {
        let header = self.bytes.get(at..)?;
        let big = self.encoding == Encoding::ExplicitBig;
        let u32_at = |at: usize| {
            let bytes: [u8; 4] = header.get(at..at + 4)?.try_into().ok()?;
            Some(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
        };
        let (length, from) = if self.encoding == Encoding::ImplicitLittle {
            (u32_at(4)?, at + 8)
        } else if matches!(header.get(4..6)?, b"OB" | b"OW" | b"SQ" | b"UN" | b"UT") {
            (u32_at(8)?, at + 12)
        } else {
            let bytes: [u8; 2] = header.get(6..8)?.try_into().ok()?;
            let length = if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) };
            (u32::from(length), at + 8)
        };
        let end = if length == u32::MAX { self.bytes.len() } else { from + length as usize };
        Some((self.bytes.get(from..end)?, end))
    }

    fn number(&self, element: u16) -> Option<u16> {
        let bytes: [u8; 2] = self.find(self.start, (0x0028, element), Some(b"US"))?.try_into().ok()?;
        let big = self.encoding == Encoding::ExplicitBig;
        Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    fn film(&self) -> Option<Film> {
        let photometric = self.find(self.start, (0x0028, 0x0004), Some(b"CS"))?;
        Some(Film {
            rows: self.number(0x0010)?,
            columns: self.number(0x0011)?,
            allocated: self.number(0x0100)?,
            stored: self.number(0x0101)?,
            high: self.number(0x0102)?,
            signed: self.number(0x0103)? == 1,
            monochrome1: photometric.starts_with(b"MONOCHROME1"),
        })
    }

    /// The fragments after the offset table, joined, or the value as it is.
    fn pixel_data(&self) -> Option<Vec<u8>> {
        let at = self.pixels?;
        let (value, end) = self.value(at)?;
        let encapsulated = self.encoding == Encoding::ExplicitLittle
            && self.bytes.get(at + 8..at + 12) == Some(&[0xFF; 4])
            && end == self.bytes.len();
        if !encapsulated {
            return Some(value.to_vec());
        }
        let mut rest = value;
        let mut joined = Vec::new();
        let mut number = 0;
        while let Some((&[0xFE, 0xFF, 0x00, 0xE0, a, b, c, d], after)) = rest.split_first_chunk::<8>() {
            let fragment = after.get(..u32::from_le_bytes([a, b, c, d]) as usize)?;
            if number > 0 {
                joined.extend_from_slice(fragment);
            }
            number += 1;
            rest = after.get(fragment.len()..)?;
        }
        Some(joined)
    }
}
