//! The marker structure of a codestream, T.800 annex A: read and checked in full before anything is decoded.

use super::block::BlockStyle;
use super::rect::Rect;
use super::{check_header, corrupt};
use crate::dicom::pixel_module::PixelModule;
use crate::dicom::reason::{DicomError, ReasonCode};

/// What of the SIZ marker segment matters here, T.800 section A.5.1.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) rows: u64,
    pub(super) columns: u64,
    pub(super) components: u64,
    pub(super) precision: u32,
    pub(super) signed: bool,
    tile_width: u64,
    tile_height: u64,
    pub(super) high_throughput: bool,
}

/// A codestream taken apart.
pub(super) struct Codestream<'a> {
    pub(super) header: Header,
    pub(super) tiles: Vec<Tile<'a>>,
}

/// One tile: how it is coded, and the data of its tile-parts.
pub(super) struct Tile<'a> {
    pub(super) rect: Rect,
    pub(super) style: CodingStyle,
    pub(super) quantization: Quantization,
    /// Bits by which a region of interest was scaled up, T.800 annex H.
    pub(super) roi_shift: u32,
    pub(super) parts: Vec<&'a [u8]>,
}

/// The order of packets, T.800 table A.16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progression {
    LayerResolution,
    ResolutionLayer,
    ResolutionPosition,
    /// By position, then component; or by component, then position: with one component the same.
    Position,
}

/// Coding style of the one component, T.800 sections A.6.1 and A.6.2.
#[derive(Debug, Clone)]
pub(super) struct CodingStyle {
    pub(super) progression: Progression,
    pub(super) layers: u32,
    /// SOP marker segments may stand before packets.
    pub(super) start_markers: bool,
    /// EPH markers may stand behind packet headers.
    pub(super) end_markers: bool,
    /// Decomposition levels.
    pub(super) levels: u32,
    /// Code blocks are 2 to this power wide.
    pub(super) block_width: u32,
    pub(super) block_height: u32,
    pub(super) blocks: BlockStyle,
    /// 5/3 on whole numbers; otherwise 9/7.
    pub(super) reversible: bool,
    /// Width and height as powers of 2, by resolution; empty: as large as can be.
    precincts: Vec<(u32, u32)>,
}

impl CodingStyle {
    /// Width and height of the precincts of a resolution, as powers of 2.
    pub(super) fn precinct(&self, level: u32) -> (u32, u32) {
        self.precincts.get(level as usize).copied().unwrap_or((15, 15))
    }
}

/// Quantization of the one component, T.800 section A.6.4.
#[derive(Debug, Clone)]
pub(super) struct Quantization {
    pub(super) guard_bits: u32,
    /// One step for LL, from which the others are derived.
    derived: bool,
    /// Exponent and mantissa.
    steps: Vec<(u32, u32)>,
}

impl Quantization {
    /// Exponent and mantissa of a subband by its place in the order of subbands.
    ///
    /// # Errors
    ///
    /// `CORRUPT` if the segment has no such subband.
    pub(super) fn step(&self, band: usize) -> Result<(u32, u32), DicomError> {
        let missing = || corrupt("a subband without a quantization step");
        if !self.derived {
            return self.steps.get(band).copied().ok_or_else(missing);
        }
        let &(exponent, mantissa) = self.steps.first().ok_or_else(missing)?;
        // T.800 equation E-5: the exponent falls by one a resolution above the first.
        let above = band.saturating_sub(1) / 3;
        Ok((exponent.checked_sub(above as u32).ok_or_else(missing)?, mantissa))
    }
}

/// What the marker segments of the main header, or of a tile's, say.
#[derive(Clone, Default)]
struct Segments {
    coding: Option<CodingStyle>,
    component_coding: Option<CodingStyle>,
    quantization: Option<Quantization>,
    component_quantization: Option<Quantization>,
    roi_shift: Option<u32>,
}

/// Tiles of a film: one, or some hundreds.
const MOST_TILES: u64 = 4096;
/// Tile-parts of a film: some for each resolution or layer of a tile.
const MOST_PARTS: u64 = 4 * MOST_TILES;

/// The codestream, out of JP2 boxes (T.800 annex I) if there are any.
pub(super) fn codestream(bytes: &[u8]) -> Result<&[u8], DicomError> {
    if bytes.starts_with(&[0xFF, 0x4F]) {
        return Ok(bytes);
    }
    if !bytes.starts_with(b"\0\0\0\x0CjP  ") {
        return Err(corrupt("no start of codestream"));
    }
    let mut rest = bytes;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let Some((kind, content)) = after.split_first_chunk::<4>() else { break };
        let length = match u32::from_be_bytes(*length) {
            0 => rest.len(),
            // An extended length would be of a box over 4 GiB.
            1 => break,
            length => length as usize,
        };
        let Some(content_length) = length.checked_sub(8) else { break };
        let Some(content) = content.get(..content_length) else { break };
        if kind == b"jp2c" {
            return Ok(content);
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    Err(corrupt("JP2 boxes without a codestream"))
}

/// Reads every marker segment of the main header and of each tile-part, up to the end of codestream.
///
/// # Errors
///
/// `BAD_DIMENSIONS` if the picture is not of the data set's size, `UNSUPPORTED_TRANSFER_SYNTAX` for extensions of part
/// 2 or 15, `CORRUPT` for everything else that does not hold, a missing end among it: then the stream is cut.
pub(super) fn read<'a>(bytes: &'a [u8], module: &PixelModule) -> Result<Codestream<'a>, DicomError> {
    let rest = bytes.strip_prefix(&[0xFF, 0x4F]).ok_or_else(|| corrupt("no start of codestream"))?;
    let (marker, size, mut rest) = segment(rest)?;
    if marker != 0x51 {
        return Err(corrupt("no image size after the start"));
    }
    let header = image_size(size)?;
    check_header(&header, module)?;
    let mut main = Segments::default();
    while !rest.starts_with(&[0xFF, 0x90]) {
        let (marker, content, after) = segment(rest)?;
        rest = after;
        main.take(marker, content, &header)?;
    }
    let parts = tile_parts(rest, &header)?;
    let across = header.columns.div_ceil(header.tile_width);
    let mut tiles = Vec::with_capacity(parts.len());
    for (index, (own, parts)) in (0..).zip(parts) {
        let (column, row) = (index % across, index / across);
        // Within Rows and Columns, which are 32-bit numbers.
        let edge = |place: u64, size: u64, most: u64| (place * size).min(most) as u32;
        let rect = Rect {
            x0: edge(column, header.tile_width, header.columns),
            y0: edge(row, header.tile_height, header.rows),
            x1: edge(column + 1, header.tile_width, header.columns),
            y1: edge(row + 1, header.tile_height, header.rows),
        };
        let (style, quantization, roi_shift) = own.over(&main)?;
        tiles.push(Tile { rect, style, quantization, roi_shift, parts });
    }
    Ok(Codestream { header, tiles })
}

fn segment(bytes: &[u8]) -> Result<(u8, &[u8], &[u8]), DicomError> {
    let cut = || corrupt("ends inside its headers");
    let &[0xFF, marker, l0, l1, ref rest @ ..] = bytes else { return Err(cut()) };
    let length = usize::from(u16::from_be_bytes([l0, l1])).checked_sub(2).ok_or_else(cut)?;
    let (content, rest) = rest.split_at_checked(length).ok_or_else(cut)?;
    Ok((marker, content, rest))
}

impl Segments {
    fn take(&mut self, marker: u8, content: &[u8], header: &Header) -> Result<(), DicomError> {
        match marker {
            // COD
            0x52 => self.coding = Some(coding_style(content, header)?),
            // COC: of component 0, the only one; its packets run as COD says.
            0x53 => {
                let (general, own) = match content {
                    [0, style, own @ ..] => ([style & 1, 0, 0, 1, 0], own),
                    _ => return Err(corrupt("a coding style of another component")),
                };
                self.component_coding = Some(coding_style(&[&general, own].concat(), header)?);
            }
            // QCD
            0x5C => self.quantization = Some(quantization(content)?),
            // QCC
            0x5D => match content {
                [0, own @ ..] => self.component_quantization = Some(quantization(own)?),
                _ => return Err(corrupt("a quantization of another component")),
            },
            // RGN, by the only method of part 1.
            0x5E => match content {
                [0, 0, shift] if *shift <= 37 => self.roi_shift = Some(u32::from(*shift)),
                _ => return Err(corrupt("a region of interest out of range")),
            },
            // CAP, CPF, TLM, PLM, PLT, CRG, COM: nothing that decoding needs.
            0x50 | 0x59 | 0x55 | 0x57 | 0x58 | 0x63 | 0x64 => {}
            // POC, PPM, PPT: met in no film.
            0x5F..=0x61 => return Err(unsupported("progression changes or packed headers")),
            _ => return Err(corrupt(&format!("unexpected marker FF{marker:02X}"))),
        }
        Ok(())
    }

    /// A tile's own segments before those of the main header, and of each the component's first: T.800 sections A.6.1
    /// to A.6.5.
    fn over(self, main: &Self) -> Result<(CodingStyle, Quantization, u32), DicomError> {
        let missing = || corrupt("coding style or quantization is missing");
        let general = self.coding.clone().or_else(|| main.coding.clone()).ok_or_else(missing)?;
        let own = self.component_coding.or(self.coding).or_else(|| main.component_coding.clone());
        let style = match own {
            Some(own) => CodingStyle {
                progression: general.progression,
                layers: general.layers,
                start_markers: general.start_markers,
                end_markers: general.end_markers,
                ..own
            },
            None => general,
        };
        let quantization = self
            .component_quantization
            .or(self.quantization)
            .or_else(|| main.component_quantization.clone())
            .or_else(|| main.quantization.clone())
            .ok_or_else(missing)?;
        let roi_shift = self.roi_shift.or(main.roi_shift).unwrap_or(0);
        Ok((style, quantization, roi_shift))
    }
}

pub(super) fn unsupported(what: &str) -> DicomError {
    DicomError::new(ReasonCode::UnsupportedTransferSyntax, format!("JPEG 2000 with {what} is not decoded"))
}

fn image_size(segment: &[u8]) -> Result<Header, DicomError> {
    let (words, component) =
        segment.split_at_checked(36).ok_or_else(|| corrupt("image size of a wrong length"))?;
    let capabilities = u16::from_be_bytes([word_byte(words, 0), word_byte(words, 1)]);
    let number = |at: usize| {
        let bytes = [0, 1, 2, 3].map(|offset| word_byte(words, at + offset));
        u64::from(u32::from_be_bytes(bytes))
    };
    let (width, height) = (number(2), number(6));
    let origin = [number(10), number(14), number(26), number(30)];
    let (tile_width, tile_height) = (number(18), number(22));
    let components = u64::from(u16::from_be_bytes([word_byte(words, 34), word_byte(words, 35)]));
    if origin != [0; 4] || tile_width == 0 || tile_height == 0 {
        return Err(unsupported("an image or tile offset, or tiles without a size"));
    }
    let (precision, signed) = match component {
        [depth, 1, 1, ..] => (u32::from(depth & 0x7F) + 1, depth & 0x80 != 0),
        _ => return Err(corrupt("a subsampled component")),
    };
    let header = Header {
        rows: height,
        columns: width,
        components,
        precision,
        signed,
        tile_width,
        tile_height,
        high_throughput: capabilities & 0x4000 != 0,
    };
    let tiles = header.tiles();
    if tiles == 0 || tiles > MOST_TILES {
        return Err(unsupported(&format!("{tiles} tiles")));
    }
    Ok(header)
}

impl Header {
    fn tiles(&self) -> u64 {
        self.columns.div_ceil(self.tile_width) * self.rows.div_ceil(self.tile_height)
    }
}

fn word_byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// COD, T.800 section A.6.1.
fn coding_style(segment: &[u8], header: &Header) -> Result<CodingStyle, DicomError> {
    let &[
        style,
        progression,
        l0,
        l1,
        _transform,
        levels,
        block_width,
        block_height,
        block_style,
        wavelet,
        ref precincts @ ..,
    ] = segment
    else {
        return Err(corrupt("coding style of a wrong length"));
    };
    let layers = u32::from(u16::from_be_bytes([l0, l1]));
    if levels > 32
        || wavelet > 1
        || block_width > 8
        || block_height > 8
        || block_width + block_height > 8
        || layers == 0
    {
        return Err(corrupt("coding style out of range"));
    }
    let progression = match progression {
        0 => Progression::LayerResolution,
        1 => Progression::ResolutionLayer,
        2 => Progression::ResolutionPosition,
        3 | 4 => Progression::Position,
        _ => return Err(corrupt("an unknown progression order")),
    };
    let blocks = BlockStyle(block_style);
    if blocks.high_throughput() != header.high_throughput || block_style & 0x80 != 0 {
        return Err(corrupt("a block coding that the capabilities do not announce"));
    }
    let mut sizes = Vec::new();
    if style & 1 != 0 {
        if precincts.len() != usize::from(levels) + 1 {
            return Err(corrupt("precincts that do not fit the levels"));
        }
        for (level, precinct) in precincts.iter().enumerate() {
            let (width, height) = (u32::from(precinct & 0x0F), u32::from(precinct >> 4));
            // Half of it must be left for the detail bands.
            if level > 0 && (width == 0 || height == 0) {
                return Err(corrupt("precincts without a size"));
            }
            sizes.push((width, height));
        }
    }
    Ok(CodingStyle {
        progression,
        layers,
        start_markers: style & 2 != 0,
        end_markers: style & 4 != 0,
        levels: u32::from(levels),
        block_width: u32::from(block_width) + 2,
        block_height: u32::from(block_height) + 2,
        blocks,
        reversible: wavelet == 1,
        precincts: sizes,
    })
}

/// QCD, T.800 section A.6.4, tables A.27 to A.30.
fn quantization(segment: &[u8]) -> Result<Quantization, DicomError> {
    let Some((&style, values)) = segment.split_first() else {
        return Err(corrupt("quantization of a wrong length"));
    };
    let two_bytes = || values.as_chunks::<2>().0.iter().map(|pair| u32::from(u16::from_be_bytes(*pair)));
    let steps = match style & 0x1F {
        0 => values.iter().map(|value| (u32::from(value >> 3), 0)).collect(),
        1 | 2 => two_bytes().map(|value| (value >> 11, value & 0x7FF)).collect(),
        _ => return Err(corrupt("an unknown quantization style")),
    };
    Ok(Quantization { guard_bits: u32::from(style >> 5), derived: style & 0x1F == 1, steps })
}

/// What a tile's headers say, and the data of its tile-parts.
type TileParts<'a> = (Segments, Vec<&'a [u8]>);

/// Each tile-part from SOT to its end, T.800 section A.4.2, then EOC and nothing but padding.
fn tile_parts<'a>(mut rest: &'a [u8], header: &Header) -> Result<Vec<TileParts<'a>>, DicomError> {
    let mut tiles: Vec<TileParts<'a>> = Vec::new();
    tiles.resize_with(header.tiles() as usize, Default::default);
    for _ in 0..MOST_PARTS {
        if let Some(after) = rest.strip_prefix(&[0xFF, 0xD9]) {
            if tiles.iter().any(|(_, parts)| parts.is_empty()) {
                return Err(corrupt("tiles are missing"));
            }
            return if after.len() < 64 {
                Ok(tiles)
            } else {
                Err(corrupt("data after the end of codestream"))
            };
        }
        let (marker, content, mut inside) = segment(rest)?;
        let &[t0, t1, p0, p1, p2, p3, _part, _parts] = content else {
            return Err(corrupt("a tile-part header of a wrong length"));
        };
        let tile = tiles.get_mut(usize::from(u16::from_be_bytes([t0, t1])));
        let Some((segments, parts)) = tile.filter(|_| marker == 0x90) else {
            return Err(corrupt("no tile-part where one should start"));
        };
        // Inside the tile-part's own header: up to SOD.
        while !inside.starts_with(&[0xFF, 0x93]) {
            let (marker, content, after) = segment(inside)?;
            inside = after;
            segments.take(marker, content, header)?;
        }
        let header_length = rest.len() - inside.len() + 2;
        let length = match u32::from_be_bytes([p0, p1, p2, p3]) {
            // Up to the end of codestream, in the last tile-part only.
            0 => end_of_codestream(rest)?,
            length => length as usize,
        };
        if length < header_length {
            return Err(corrupt("a tile-part shorter than its header"));
        }
        let (part, after) =
            rest.split_at_checked(length).ok_or_else(|| corrupt("ends inside a tile-part"))?;
        parts.push(&part[header_length..]);
        rest = after;
    }
    Err(corrupt("too many tile-parts"))
}

/// Where EOC is, before at most some padding.
fn end_of_codestream(bytes: &[u8]) -> Result<usize, DicomError> {
    bytes.windows(2).rposition(|pair| pair == [0xFF, 0xD9]).ok_or_else(|| corrupt("no end of codestream"))
}
