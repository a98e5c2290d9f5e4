//! Inputs of the targets that get past the container.

use crate::film::{Encoding, Film, Writer};

/// Shortest side of a film made of an input: the reader's own limit.
const SIDE: u16 = 16;
/// Longest side of a film in `codestream`: more pixels only make each run slower.
const LONGEST_SIDE: u16 = 256;
/// Most bits stored of a film in `display`: its tables have an entry for each pattern.
const MOST_BITS: u16 = 12;

/// How the pixel data of a transfer syntax are wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Not encapsulated.
    Native(Encoding),
    /// In fragments.
    Fragments,
    /// The input is the whole deflated data set.
    Deflated,
}

/// Transfer syntaxes by the first byte of a `codestream` input. New ones go to the end, so that kept inputs stay what
/// they were.
pub const SYNTAXES: &[(&str, Container)] = &[
    ("1.2.840.10008.1.2.1", Container::Native(Encoding::ExplicitLittle)),
    ("1.2.840.10008.1.2.2", Container::Native(Encoding::ExplicitBig)),
    ("1.2.840.10008.1.2", Container::Native(Encoding::ImplicitLittle)),
    ("1.2.840.10008.1.2.1.98", Container::Fragments),
    ("1.2.840.10008.1.2.1.99", Container::Deflated),
    ("1.2.840.10008.1.2.8.1", Container::Fragments),
    ("1.2.840.10008.1.2.5", Container::Fragments),
    ("1.2.840.10008.1.2.4.50", Container::Fragments),
    ("1.2.840.10008.1.2.4.51", Container::Fragments),
    ("1.2.840.10008.1.2.4.57", Container::Fragments),
    ("1.2.840.10008.1.2.4.70", Container::Fragments),
    ("1.2.840.10008.1.2.4.80", Container::Fragments),
    ("1.2.840.10008.1.2.4.81", Container::Fragments),
    ("1.2.840.10008.1.2.4.90", Container::Fragments),
    ("1.2.840.10008.1.2.4.91", Container::Fragments),
    ("1.2.840.10008.1.2.4.201", Container::Fragments),
    ("1.2.840.10008.1.2.4.202", Container::Fragments),
    ("1.2.840.10008.1.2.4.203", Container::Fragments),
    ("1.2.840.10008.1.2.4.110", Container::Fragments),
    ("1.2.840.10008.1.2.4.111", Container::Fragments),
    ("1.2.840.10008.1.2.4.112", Container::Fragments),
];

/// An input of `codestream`: six bytes, and the pixel data.
///
/// | byte | means |
/// |---|---|
/// | 0 | the syntax, modulo their number |
/// | 1 | bits 0 to 3: Bits Stored less 1; 4: signed; 5: a larger cell than needed; 6: left-justified; 7: two fragments |
/// | 2, 3 | Rows less 16, little endian, up to 256 |
/// | 4, 5 | Columns, alike |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codestream<'a> {
    pub syntax: u8,
    pub film: Film,
    pub split: bool,
    pub data: &'a [u8],
}

impl<'a> Codestream<'a> {
    /// Takes an input apart; `None` if it is shorter than its header.
    pub fn parse(input: &'a [u8]) -> Option<Self> {
        let (&[syntax, form, r0, r1, c0, c1], data) = input.split_first_chunk::<6>()?;
        let side = |bytes: [u8; 2]| SIDE + u16::from_le_bytes(bytes) % (LONGEST_SIDE - SIDE + 1);
        let stored = u16::from(form & 15) + 1;
        let wide = form & 32 != 0;
        let allocated = match (stored, wide) {
            (..=8, false) => 8,
            (..=8, true) | (_, false) => 16,
            _ => 32,
        };
        let film = Film {
            rows: side([r0, r1]),
            columns: side([c0, c1]),
            allocated,
            stored,
            high: if form & 64 != 0 { allocated } else { stored } - 1,
            signed: form & 16 != 0,
            monochrome1: false,
        };
        Some(Self { syntax, film, split: form & 128 != 0, data })
    }

    /// The input that [`Codestream::parse`] makes this of; `None` if the film has no such form.
    pub fn input(&self) -> Option<Vec<u8>> {
        let Film { rows, columns, allocated, stored, high, signed, .. } = self.film;
        let stored_code = u8::try_from(stored.checked_sub(1)?).ok().filter(|code| *code < 16)?;
        let wide = allocated > if stored <= 8 { 8 } else { 16 };
        let form = stored_code
            | u8::from(signed) << 4
            | u8::from(wide) << 5
            | u8::from(high + 1 != stored) << 6
            | u8::from(self.split) << 7;
        let mut input = vec![self.syntax, form];
        for side in [rows, columns] {
            input.extend(side.checked_sub(SIDE)?.to_le_bytes());
        }
        input.extend_from_slice(self.data);
        let wanted = Codestream { film: Film { monochrome1: false, ..self.film }, ..*self };
        let same = Codestream::parse(&input)? == wanted;
        same.then_some(input)
    }

    /// The file of the input.
    pub fn file(&self) -> Vec<u8> {
        let (uid, container) = SYNTAXES[usize::from(self.syntax) % SYNTAXES.len()];
        let encoding = match container {
            Container::Native(encoding) => encoding,
            Container::Fragments | Container::Deflated => Encoding::ExplicitLittle,
        };
        let mut file = Writer::file(uid, encoding);
        if container == Container::Deflated {
            file.raw(self.data);
            return file.finish();
        }
        file.acceptable(&self.film);
        match container {
            Container::Native(_) => file.native(self.data),
            _ if self.split => {
                // In the middle, on an even byte, as fragments must be.
                let (first, second) = self.data.split_at(self.data.len() / 4 * 2);
                file.encapsulated(&[first, second]);
            }
            _ => file.encapsulated(&[self.data]),
        }
        file.finish()
    }
}

/// An input of `data_set`: three bytes, and the elements before Pixel Data, which the target appends.
///
/// | byte | means |
/// |---|---|
/// | 0 | bits 0 and 1: the encoding; 2: no preamble and no meta group; 3: the meta group names another encoding |
/// | 1, 2 | bytes of Pixel Data, little endian |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elements<'a> {
    pub encoding: Encoding,
    pub headless: bool,
    pub misnamed: bool,
    pub pixel_bytes: u16,
    pub elements: &'a [u8],
}

const ENCODINGS: [Encoding; 3] = [Encoding::ExplicitLittle, Encoding::ImplicitLittle, Encoding::ExplicitBig];

impl<'a> Elements<'a> {
    /// Takes an input apart; `None` if it is shorter than its header.
    pub fn parse(input: &'a [u8]) -> Option<Self> {
        let (&[form, b0, b1], elements) = input.split_first_chunk::<3>()?;
        Some(Self {
            encoding: ENCODINGS[usize::from(form & 3) % ENCODINGS.len()],
            headless: form & 4 != 0,
            misnamed: form & 8 != 0,
            pixel_bytes: u16::from_le_bytes([b0, b1]),
            elements,
        })
    }

    /// The input that [`Elements::parse`] makes this of.
    pub fn input(&self) -> Vec<u8> {
        let encoding = ENCODINGS.iter().position(|encoding| *encoding == self.encoding).unwrap_or(0);
        let form = encoding as u8 | u8::from(self.headless) << 2 | u8::from(self.misnamed) << 3;
        let [b0, b1] = self.pixel_bytes.to_le_bytes();
        [&[form, b0, b1], self.elements].concat()
    }

    /// The file of the input.
    pub fn file(&self) -> Vec<u8> {
        let named = match (self.misnamed, self.encoding) {
            (true, Encoding::ExplicitLittle) => Encoding::ImplicitLittle,
            (true, _) => Encoding::ExplicitLittle,
            (false, encoding) => encoding,
        };
        let mut file = if self.headless {
            Writer::elements(self.encoding)
        } else {
            Writer::file(named.uid(), self.encoding)
        };
        file.raw(self.elements);
        let pixels: Vec<u8> = (0..self.pixel_bytes).map(|at| (at % 251) as u8).collect();
        file.native(&pixels);
        file.finish()
    }
}

/// An input of `display`: a byte for the form of the film, attributes, and its pixels.
///
/// Byte 0: bits 0 to 3 are Bits Stored less 1, up to 12; 4: signed; 5: MONOCHROME1; 6: cells of 16 bits even where 8 would do; 7:
/// implicit VR. Each attribute starts with a byte of its kind ([`Attribute`]) below 128; [`END`] or the input's end ends
/// them. Pixels are 16 x 16 cells, repeated where the input ends early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Display<'a> {
    pub film: Film,
    pub implicit: bool,
    pub attributes: Vec<Attribute<'a>>,
    pub pixels: &'a [u8],
}

/// Ends the attributes of a [`Display`] input.
pub const END: u8 = 0xFF;

/// Attributes with a plain value, by kind. The value is a byte of length and so many bytes.
pub const PLAIN: [((u16, u16), &[u8; 2]); 11] = [
    ((0x0028, 0x1050), b"DS"),
    ((0x0028, 0x1051), b"DS"),
    ((0x0028, 0x1052), b"DS"),
    ((0x0028, 0x1053), b"DS"),
    ((0x0028, 0x1055), b"LO"),
    ((0x0028, 0x1056), b"CS"),
    ((0x0028, 0x0120), b"US"),
    ((0x0028, 0x0121), b"US"),
    ((0x0028, 0x0120), b"SS"),
    ((0x0028, 0x0121), b"SS"),
    ((0x2050, 0x0020), b"CS"),
];

/// Kinds after those of [`PLAIN`]: the modality LUT, and one item more of the VOI LUTs. Bit 6 of the kind fills the
/// table up to the length that its descriptor claims.
const MODALITY_LUT: u8 = PLAIN.len() as u8;
const VOI_LUT: u8 = MODALITY_LUT + 1;
const KINDS: u8 = VOI_LUT + 1;
const FILLED: u8 = 64;

/// One attribute of a [`Display`] input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute<'a> {
    /// An entry of [`PLAIN`], and its value.
    Plain(u8, &'a [u8]),
    /// Six bytes of LUT Descriptor, a byte of length and so many bytes of LUT Data.
    Lut { voi: bool, filled: bool, descriptor: [u8; 6], data: &'a [u8] },
}

impl<'a> Display<'a> {
    /// Takes an input apart; `None` if it is empty.
    pub fn parse(input: &'a [u8]) -> Option<Self> {
        let (&form, mut rest) = input.split_first()?;
        let stored = (u16::from(form & 15) + 1).min(MOST_BITS);
        let film = Film {
            rows: SIDE,
            columns: SIDE,
            allocated: if stored > 8 || form & 64 != 0 { 16 } else { 8 },
            stored,
            high: stored - 1,
            signed: form & 16 != 0,
            monochrome1: form & 32 != 0,
        };
        let mut attributes = Vec::new();
        while let Some((&kind, after)) = rest.split_first() {
            rest = after;
            if kind >= 128 {
                break;
            }
            let Some((attribute, after)) = attribute(kind, rest) else { break };
            attributes.push(attribute);
            rest = after;
        }
        Some(Self { film, implicit: form & 128 != 0, attributes, pixels: rest })
    }

    /// The input that [`Display::parse`] makes this of.
    pub fn input(&self) -> Vec<u8> {
        let film = &self.film;
        let wide = film.stored <= 8 && film.allocated == 16;
        let form = (film.stored - 1) as u8
            | u8::from(film.signed) << 4
            | u8::from(film.monochrome1) << 5
            | u8::from(wide) << 6
            | u8::from(self.implicit) << 7;
        let mut input = vec![form];
        for attribute in &self.attributes {
            match attribute {
                Attribute::Plain(kind, value) => {
                    input.extend([*kind, value.len() as u8]);
                    input.extend_from_slice(value);
                }
                Attribute::Lut { voi, filled, descriptor, data } => {
                    let kind = if *voi { VOI_LUT } else { MODALITY_LUT };
                    input.push(kind | if *filled { FILLED } else { 0 });
                    input.extend(descriptor);
                    input.push(data.len() as u8);
                    input.extend_from_slice(data);
                }
            }
        }
        input.push(END);
        input.extend_from_slice(self.pixels);
        input
    }

    /// The file of the input.
    pub fn file(&self) -> Vec<u8> {
        let encoding = if self.implicit { Encoding::ImplicitLittle } else { Encoding::ExplicitLittle };
        let mut file = Writer::file(encoding.uid(), encoding);
        file.acceptable(&self.film);
        let mut vois = Vec::new();
        for attribute in &self.attributes {
            match attribute {
                Attribute::Plain(kind, value) => {
                    let (tag, vr) = PLAIN[usize::from(*kind) % PLAIN.len()];
                    file.element(tag, vr, value);
                }
                Attribute::Lut { voi, filled, descriptor, data } => {
                    let item = lut_item(encoding, descriptor, data, *filled);
                    if *voi {
                        vois.push(item);
                    } else {
                        file.sequence((0x0028, 0x3000), &[item]);
                    }
                }
            }
        }
        if !vois.is_empty() {
            file.sequence((0x0028, 0x3010), &vois);
        }
        let bytes = usize::from(self.film.allocated) / 8 * usize::from(SIDE) * usize::from(SIDE);
        let pixels: Vec<u8> = if self.pixels.is_empty() {
            (0..bytes).map(|at| (at % 251) as u8).collect()
        } else {
            self.pixels.iter().copied().cycle().take(bytes).collect()
        };
        file.native(&pixels);
        file.finish()
    }
}

fn attribute(kind: u8, rest: &[u8]) -> Option<(Attribute<'_>, &[u8])> {
    let filled = kind & FILLED != 0;
    let kind = (kind & !FILLED) % KINDS;
    if kind < MODALITY_LUT {
        let (length, rest) = rest.split_first()?;
        let (value, rest) = rest.split_at_checked(usize::from(*length))?;
        return Some((Attribute::Plain(kind, value), rest));
    }
    let (descriptor, rest) = rest.split_first_chunk::<6>()?;
    let (length, rest) = rest.split_first()?;
    let (data, rest) = rest.split_at_checked(usize::from(*length))?;
    Some((Attribute::Lut { voi: kind == VOI_LUT, filled, descriptor: *descriptor, data }, rest))
}

fn lut_item(encoding: Encoding, descriptor: &[u8; 6], data: &[u8], filled: bool) -> Vec<u8> {
    let mut item = Writer::elements(encoding);
    item.element((0x0028, 0x3002), b"US", descriptor);
    // Longer tables would only be slower.
    let claimed = usize::from(u16::from_le_bytes([descriptor[0], descriptor[1]])).min(4096) * 2;
    if filled && !data.is_empty() {
        let data: Vec<u8> = data.iter().copied().cycle().take(claimed).collect();
        item.element((0x0028, 0x3006), b"US", &data);
    } else {
        item.element((0x0028, 0x3006), b"OW", data);
    }
    item.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_come_back_as_they_were() {
        let film = Film {
            rows: 24,
            columns: 200,
            allocated: 16,
            stored: 12,
            high: 11,
            signed: true,
            monochrome1: false,
        };
        let codestream = Codestream { syntax: 7, film, split: true, data: &[1, 2, 3] };
        let input = codestream.input().expect("it has a form");
        assert_eq!(Codestream::parse(&input), Some(codestream));
        let elements = Elements {
            encoding: Encoding::ExplicitBig,
            headless: true,
            misnamed: false,
            pixel_bytes: 700,
            elements: &[9; 5],
        };
        assert_eq!(Elements::parse(&elements.input()), Some(elements));
        let display = Display {
            film: Film { rows: 16, columns: 16, ..film },
            implicit: true,
            attributes: vec![
                Attribute::Plain(0, b"40"),
                Attribute::Lut { voi: true, filled: true, descriptor: [4, 0, 0, 0, 8, 0], data: &[1, 2] },
            ],
            pixels: &[5; 512],
        };
        assert_eq!(Display::parse(&display.input()), Some(display));
    }
}
