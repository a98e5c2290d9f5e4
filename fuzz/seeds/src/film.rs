//! A writer of small instances that says nothing about what it writes: PS3.5 section 7 and PS3.10 section 7.

/// Group and element.
pub type Tag = (u16, u16);

/// Patient's Name of every film written here. No message of the reader may hold it.
pub const NAME: &str = "ZOLTANQUX^PIROSKA";

/// How elements are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// 1.2.840.10008.1.2
    ImplicitLittle,
    /// 1.2.840.10008.1.2.1, and every compressed syntax.
    ExplicitLittle,
    /// 1.2.840.10008.1.2.2
    ExplicitBig,
}

impl Encoding {
    /// The uncompressed transfer syntax of this encoding.
    pub fn uid(self) -> &'static str {
        match self {
            Self::ImplicitLittle => "1.2.840.10008.1.2",
            Self::ExplicitLittle => "1.2.840.10008.1.2.1",
            Self::ExplicitBig => "1.2.840.10008.1.2.2",
        }
    }

    fn u16(self, value: u16) -> [u8; 2] {
        if self == Self::ExplicitBig { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    fn u32(self, value: u32) -> [u8; 4] {
        if self == Self::ExplicitBig { value.to_be_bytes() } else { value.to_le_bytes() }
    }
}

/// The pixel module of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Film {
    pub rows: u16,
    pub columns: u16,
    pub allocated: u16,
    pub stored: u16,
    pub high: u16,
    pub signed: bool,
    pub monochrome1: bool,
}

/// A file that grows.
#[derive(Debug, Clone)]
pub struct Writer {
    bytes: Vec<u8>,
    encoding: Encoding,
}

impl Writer {
    /// Preamble, "DICM" and a meta group that names `syntax`; elements follow in `encoding`.
    pub fn file(syntax: &str, encoding: Encoding) -> Self {
        let mut out = Self { bytes: vec![0; 128], encoding: Encoding::ExplicitLittle };
        out.raw(b"DICM");
        out.element((0x0002, 0x0010), b"UI", syntax.as_bytes());
        Self { encoding, ..out }
    }

    /// Elements alone.
    pub fn elements(encoding: Encoding) -> Self {
        Self { bytes: Vec::new(), encoding }
    }

    /// Bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// One element; an odd value gets a pad byte, and one too long for its representation is cut.
    pub fn element(&mut self, tag: Tag, vr: &[u8; 2], value: &[u8]) {
        let long = matches!(vr, b"OB" | b"OW" | b"SQ" | b"UN");
        let explicit = self.encoding != Encoding::ImplicitLittle;
        let value = if explicit && !long { value.get(..65_534).unwrap_or(value) } else { value };
        let pad = value.len() % 2;
        self.header(tag, vr, (value.len() + pad) as u32);
        self.raw(value);
        if pad == 1 {
            self.bytes.push(if matches!(vr, b"UI" | b"OB" | b"OW") { 0 } else { b' ' });
        }
    }

    fn header(&mut self, tag: Tag, vr: &[u8; 2], length: u32) {
        let encoding = self.encoding;
        self.raw(&encoding.u16(tag.0));
        self.raw(&encoding.u16(tag.1));
        if encoding == Encoding::ImplicitLittle || tag.0 == 0xFFFE {
            self.raw(&encoding.u32(length));
            return;
        }
        self.raw(vr);
        if matches!(vr, b"OB" | b"OW" | b"SQ" | b"UN") {
            self.raw(&[0, 0]);
            self.raw(&encoding.u32(length));
        } else {
            self.raw(&encoding.u16(length as u16));
        }
    }

    /// An element of one 16-bit number.
    pub fn number(&mut self, tag: Tag, value: u16) {
        let value = self.encoding.u16(value);
        self.element(tag, b"US", &value);
    }

    /// A sequence with items that are written already.
    pub fn sequence(&mut self, tag: Tag, items: &[Vec<u8>]) {
        let mut content = Self::elements(self.encoding);
        for item in items {
            content.header((0xFFFE, 0xE000), b"  ", item.len() as u32);
            content.raw(item);
        }
        self.element(tag, b"SQ", &content.bytes);
    }

    /// The attributes that make a film acceptable, up to its pixel module.
    pub fn acceptable(&mut self, film: &Film) {
        self.element((0x0008, 0x0016), b"UI", b"1.2.840.10008.5.1.4.1.1.1.1");
        self.element((0x0008, 0x0060), b"CS", b"DX");
        self.element((0x0010, 0x0010), b"PN", NAME.as_bytes());
        self.element((0x0018, 0x0015), b"CS", b"CHEST");
        self.element((0x0018, 0x5101), b"CS", b"PA");
        self.number((0x0028, 0x0002), 1);
        let photometric: &[u8] = if film.monochrome1 { b"MONOCHROME1" } else { b"MONOCHROME2" };
        self.element((0x0028, 0x0004), b"CS", photometric);
        self.number((0x0028, 0x0010), film.rows);
        self.number((0x0028, 0x0011), film.columns);
        self.number((0x0028, 0x0100), film.allocated);
        self.number((0x0028, 0x0101), film.stored);
        self.number((0x0028, 0x0102), film.high);
        self.number((0x0028, 0x0103), u16::from(film.signed));
    }

    /// Pixel Data that is not encapsulated.
    pub fn native(&mut self, bytes: &[u8]) {
        self.element((0x7FE0, 0x0010), b"OW", bytes);
    }

    /// Pixel Data in fragments after an empty offset table, PS3.5 annex A.4.
    pub fn encapsulated(&mut self, fragments: &[&[u8]]) {
        self.header((0x7FE0, 0x0010), b"OB", u32::MAX);
        self.element((0xFFFE, 0xE000), b"OB", &[]);
        for fragment in fragments {
            self.element((0xFFFE, 0xE000), b"OB", fragment);
        }
        self.header((0xFFFE, 0xE0DD), b"  ", 0);
    }

    /// The bytes.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
