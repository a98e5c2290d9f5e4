//! The marker structure of a codestream, T.800 annex A: checked in full before anything is decoded.

use super::{check_header, corrupt};
use crate::dicom::pixel_module::PixelModule;
use crate::dicom::reason::{DicomError, ReasonCode};

/// What of the SIZ marker segment matters here, T.800 section A.5.1.
pub(super) struct Header {
    pub(super) rows: u64,
    pub(super) columns: u64,
    pub(super) components: u64,
    pub(super) precision: u32,
    pub(super) signed: bool,
    tiles: u64,
    pub(super) high_throughput: bool,
}

/// Tiles of a film: one, or some hundreds.
const MOST_TILES: u64 = 4096;
/// Precincts smaller than 2^4 on a side are legal, met nowhere, and make bookkeeping larger than the picture.
const LEAST_PRECINCT: u8 = 4;

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

/// Walks every marker segment of the main header and of each tile-part, up to the end of codestream.
///
/// # Errors
///
/// `BAD_DIMENSIONS` if the picture is not of the data set's size, `UNSUPPORTED_TRANSFER_SYNTAX` for extensions of part
/// 2 or 15, `CORRUPT` for everything else that does not hold, a missing end among it: then the stream is cut.
pub(super) fn check(bytes: &[u8], module: &PixelModule) -> Result<Header, DicomError> {
    let rest = bytes.strip_prefix(&[0xFF, 0x4F]).ok_or_else(|| corrupt("no start of codestream"))?;
    let (marker, size, mut rest) = segment(rest)?;
    if marker != 0x51 {
        return Err(corrupt("no image size after the start"));
    }
    let header = image_size(size)?;
    check_header(&header, module)?;
    let (mut coding, mut quantization) = (false, false);
    loop {
        if rest.starts_with(&[0xFF, 0x90]) {
            break;
        }
        let (marker, content, after) = segment(rest)?;
        rest = after;
        match marker {
            0x52 => {
                coding_style(content, &header)?;
                coding = true;
            }
            0x5C => quantization = true,
            _ => other_segment(marker)?,
        }
    }
    if !coding || !quantization {
        return Err(corrupt("coding style or quantization is missing"));
    }
    tile_parts(rest, &header)?;
    Ok(header)
}

fn segment(bytes: &[u8]) -> Result<(u8, &[u8], &[u8]), DicomError> {
    let cut = || corrupt("ends inside its headers");
    let &[0xFF, marker, l0, l1, ref rest @ ..] = bytes else { return Err(cut()) };
    let length = usize::from(u16::from_be_bytes([l0, l1])).checked_sub(2).ok_or_else(cut)?;
    let (content, rest) = rest.split_at_checked(length).ok_or_else(cut)?;
    Ok((marker, content, rest))
}

/// Segments that are neither SIZ, COD nor QCD. What could change the coding of a single component behind the checks
/// above (COC, POC, RGN, packed headers) is met in no film and refused.
fn other_segment(marker: u8) -> Result<(), DicomError> {
    match marker {
        // QCC of the only component, TLM, PLM, PLT, CRG, COM.
        0x50 | 0x5D | 0x55 | 0x57 | 0x58 | 0x63 | 0x64 => Ok(()),
        0x53 | 0x5E | 0x5F | 0x60 | 0x61 => Err(unsupported(
            "component coding styles, regions of interest, progression changes or packed headers",
        )),
        _ => Err(corrupt(&format!("unexpected marker FF{marker:02X}"))),
    }
}

fn unsupported(what: &str) -> DicomError {
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
        return Err(corrupt("an image or tile offset, or tiles without a size"));
    }
    let (precision, signed) = match component {
        [depth, 1, 1, ..] => (u32::from(depth & 0x7F) + 1, depth & 0x80 != 0),
        _ => return Err(corrupt("a subsampled component")),
    };
    let tiles = width.div_ceil(tile_width) * height.div_ceil(tile_height);
    if tiles == 0 || tiles > MOST_TILES {
        return Err(corrupt(&format!("{tiles} tiles")));
    }
    Ok(Header {
        rows: height,
        columns: width,
        components,
        precision,
        signed,
        tiles,
        high_throughput: capabilities & 0x4000 != 0,
    })
}

fn word_byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// COD, T.800 section A.6.1. Bounds what the decoder keeps for each layer of each code block.
fn coding_style(segment: &[u8], header: &Header) -> Result<(), DicomError> {
    let &[
        style,
        _progression,
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
    let layers = u64::from(u16::from_be_bytes([l0, l1]));
    if levels > 32
        || wavelet > 1
        || block_width > 8
        || block_height > 8
        || block_width + block_height > 8
        || layers == 0
    {
        return Err(corrupt("coding style out of range"));
    }
    let high_throughput = block_style & 0x40 != 0;
    if high_throughput != header.high_throughput || block_style & 0x80 != 0 {
        return Err(corrupt("a block coding that the capabilities do not announce"));
    }
    let mut block_area = 1u64 << (block_width + block_height + 4);
    if style & 1 != 0 {
        if precincts.len() != usize::from(levels) + 1 {
            return Err(corrupt("precincts that do not fit the levels"));
        }
        for precinct in precincts {
            let (width, height) = (precinct & 0x0F, precinct >> 4);
            if width < LEAST_PRECINCT || height < LEAST_PRECINCT {
                return Err(corrupt("precincts smaller than 16 samples"));
            }
            // A precinct cuts code blocks to half its size in the detail bands.
            block_area = block_area.min(1 << (width + height - 2));
        }
    }
    let pixels = header.rows * header.columns;
    // Each resolution of each tile has at least one block, and a code block is cut at tile borders.
    let blocks = pixels / block_area + header.tiles * 4 * (u64::from(levels) + 1);
    if blocks * layers > pixels / 2 + 65_536 {
        return Err(corrupt(&format!("{layers} layers of {blocks} code blocks")));
    }
    Ok(())
}

/// Each tile-part from SOT to its end, T.800 section A.4.2, then EOC and nothing but padding.
fn tile_parts(mut rest: &[u8], header: &Header) -> Result<(), DicomError> {
    let mut parts = 0u64;
    loop {
        if let Some(after) = rest.strip_prefix(&[0xFF, 0xD9]) {
            if parts < header.tiles {
                return Err(corrupt("tiles are missing"));
            }
            return if after.len() < 64 { Ok(()) } else { Err(corrupt("data after the end of codestream")) };
        }
        let (marker, content, mut inside) = segment(rest)?;
        let &[t0, t1, p0, p1, p2, p3, _part, _parts] = content else {
            return Err(corrupt("a tile-part header of a wrong length"));
        };
        if marker != 0x90 || u64::from(u16::from_be_bytes([t0, t1])) >= header.tiles {
            return Err(corrupt("no tile-part where one should start"));
        }
        parts += 1;
        if parts > 4 * MOST_TILES {
            return Err(corrupt("too many tile-parts"));
        }
        // Inside the tile-part's own header: up to SOD.
        while !inside.starts_with(&[0xFF, 0x93]) {
            let (marker, content, after) = segment(inside)?;
            inside = after;
            match marker {
                0x52 => coding_style(content, header)?,
                0x5C => {}
                _ => other_segment(marker)?,
            }
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
        rest = rest.get(length..).ok_or_else(|| corrupt("ends inside a tile-part"))?;
    }
}

/// Where EOC is, before at most some padding.
fn end_of_codestream(bytes: &[u8]) -> Result<usize, DicomError> {
    bytes.windows(2).rposition(|pair| pair == [0xFF, 0xD9]).ok_or_else(|| corrupt("no end of codestream"))
}
