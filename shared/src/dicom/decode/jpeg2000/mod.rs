//! JPEG 2000 of one component, ISO/IEC 15444-1 (ITU-T T.800).
//!
//! [`headers`] checks the whole marker structure first. Then, tile by tile: [`geometry`] lays the tile out, [`packets`]
//! finds the data of its code blocks, [`block`] decodes them, [`wavelet`] puts the picture together, in one buffer of
//! four bytes a sample. High-throughput code blocks (15444-15) are left to a decoder of their own ([`rare`]).

mod block;
mod geometry;
mod header_bits;
mod headers;
mod mq;
mod packets;
mod rect;
mod tag_tree;
#[cfg(test)]
mod tests;
mod wavelet;

use super::{Samples, check_size, rare};
use crate::dicom::pixel_module::PixelModule;
use crate::dicom::reason::DicomError;
use block::{Band, BlockDecoder};
use geometry::{CodeBlock, Resolution, Subband};
use headers::{Header, Tile};
use wavelet::Coefficient;

/// Bit planes of a code block at most: seven guard bits, an exponent of 31 and a region of interest, T.800 equations
/// E-2 and H-1.
const MOST_PLANES: u32 = 7 + 31 - 1 + 37;
/// Bit planes that are decoded: more than a 16-bit film has by far.
const DECODED_PLANES: u32 = 31;

fn corrupt(what: &str) -> DicomError {
    DicomError::corrupt(format!("JPEG 2000: {what}"))
}

/// The samples of one codestream, which must be of the data set's size.
///
/// 1. JP2 boxes around the codestream, forbidden by PS3.5 annex A.4.4 and met, are taken off.
/// 2. The marker structure is read up to the end of codestream.
/// 3. Each tile is decoded: packets, code blocks, inverse wavelet transform.
/// 4. Rounding; the level shift of unsigned samples (T.800 section G.1.2); clamping to the precision.
///
/// # Errors
///
/// `BAD_DIMENSIONS` for another size, `CORRUPT` for a stream that is damaged or cut off,
/// `UNSUPPORTED_TRANSFER_SYNTAX` for extensions.
pub(super) fn decode(bytes: &[u8], module: &PixelModule) -> Result<Samples, DicomError> {
    let codestream = headers::codestream(bytes)?;
    let headers::Codestream { header, tiles } = headers::read(codestream, module)?;
    codecs::plausible(codestream.len(), module.pixels())
        .map_err(|error| DicomError::corrupt(error.to_string()))?;
    let reversible = tiles.iter().all(|tile| tile.style.reversible);
    let values = if header.high_throughput {
        // Its decoder takes a tile whose packets end early, and as many precincts as a header claims.
        for tile in &tiles {
            read_packets(tile)?;
        }
        high_throughput(codestream, &header, module)?
    } else {
        let mut values = Vec::new();
        let mut blocks = BlockDecoder::new();
        for tile in &tiles {
            if tile.style.reversible {
                decode_tile::<i32>(tile, &header, module, &mut blocks, &mut values)?;
            } else {
                decode_tile::<f32>(tile, &header, module, &mut blocks, &mut values)?;
            }
        }
        values
    };
    let precision = if header.signed { module.bits_stored } else { header.precision };
    Ok(Samples { values, precision, lossy: !reversible })
}

/// Code blocks of a tile: one of 64 x 64 samples for each 4,096, and more where they are smaller or cut by precincts.
fn most_blocks(pixels: usize) -> u64 {
    65_536 + pixels as u64 / 256
}

/// Lays a tile out and finds the data of all its code blocks.
fn read_packets(tile: &Tile<'_>) -> Result<Vec<Resolution>, DicomError> {
    let data = tile.parts.iter().map(|part| part.len()).sum();
    let mut resolutions = geometry::resolutions(tile.rect, &tile.style, data)?;
    let pixels = tile.rect.width() as usize * tile.rect.height() as usize;
    packets::read(&tile.parts, &tile.style, &mut resolutions, most_blocks(pixels))?;
    Ok(resolutions)
}

/// Decodes one tile into its place among `values`, which the first tile makes.
fn decode_tile<T: Coefficient>(
    tile: &Tile<'_>,
    header: &Header,
    module: &PixelModule,
    decoder: &mut BlockDecoder,
    values: &mut Vec<u16>,
) -> Result<(), DicomError> {
    let (width, height) = (tile.rect.width() as usize, tile.rect.height() as usize);
    let resolutions = read_packets(tile)?;
    // Not before the packets hold together: a header alone allocates nothing.
    values.resize(module.pixels(), 0);
    let mut buffer = vec![T::default(); width * height];
    let mut data = Vec::new();
    for (level, resolution) in resolutions.iter().enumerate() {
        // The high-pass half begins where the resolution below ends.
        let below = level.checked_sub(1).and_then(|below| resolutions.get(below)).map(|below| below.rect);
        for subband in &resolution.bands {
            let coding = SubbandCoding::of(subband, tile, header)?;
            let right = matches!(subband.band, Band::HighLow | Band::HighHigh);
            let down = matches!(subband.band, Band::LowHigh | Band::HighHigh);
            let left = if right { below.map_or(0, |rect| rect.width() as usize) } else { 0 };
            let top = if down { below.map_or(0, |rect| rect.height() as usize) } else { 0 };
            let blocks = subband.precincts.iter().flat_map(|precinct| &precinct.blocks);
            for block in blocks.filter(|block| block.passes > 0) {
                collect(block, &tile.parts, &mut data)?;
                coding.decode(block, tile, &data, decoder)?;
                let x = left + (block.rect.x0 - subband.rect.x0) as usize;
                let y = top + (block.rect.y0 - subband.rect.y0) as usize;
                for (row, coefficients) in buffer.chunks_mut(width).skip(y).zip(decoder.rows()) {
                    for (target, (doubled, negative)) in row[x..].iter_mut().zip(coefficients) {
                        *target = T::reconstruct(coding.unscaled(doubled), negative, coding.step);
                    }
                }
            }
        }
    }
    for resolution in resolutions.iter().skip(1) {
        wavelet::inverse(&mut buffer, width, resolution.rect);
    }
    let (shift, low, high) = if header.signed {
        let half = 1i32 << (header.precision - 1);
        (0, -half, half - 1)
    } else {
        (1i32 << (header.precision - 1), 0, ((1u32 << header.precision) - 1) as i32)
    };
    let columns = module.columns as usize;
    let rows = values.chunks_mut(columns).skip(tile.rect.y0 as usize);
    for (target, source) in rows.zip(buffer.chunks(width)) {
        for (value, sample) in target[tile.rect.x0 as usize..].iter_mut().zip(source) {
            let sample = sample.rounded().saturating_add(shift).clamp(low, high);
            // In two's complement; the caller masks it to the bits that the data set stores.
            *value = sample as u16;
        }
    }
    Ok(())
}

/// How the coefficients of a subband are coded.
struct SubbandCoding {
    band: Band,
    /// Mb, T.800 equation E-2, and the region of interest.
    planes: u32,
    /// The quantization step, T.800 equation E-3; 1 for a reversible transform.
    step: f32,
    roi_shift: u32,
}

impl SubbandCoding {
    fn of(subband: &Subband, tile: &Tile<'_>, header: &Header) -> Result<Self, DicomError> {
        let (exponent, mantissa) = tile.quantization.step(subband.index)?;
        let planes = (tile.quantization.guard_bits + exponent).saturating_sub(1) + tile.roi_shift;
        let gain = match subband.band {
            Band::LowLow => 0,
            Band::HighLow | Band::LowHigh => 1,
            Band::HighHigh => 2,
        };
        let range = (header.precision + gain).cast_signed() - exponent.cast_signed();
        let step = (range as f32).exp2() * (1.0 + mantissa as f32 / 2048.0);
        Ok(Self { band: subband.band, planes, step, roi_shift: tile.roi_shift })
    }

    fn decode(
        &self,
        block: &CodeBlock,
        tile: &Tile<'_>,
        data: &[u8],
        decoder: &mut BlockDecoder,
    ) -> Result<(), DicomError> {
        let planes = self
            .planes
            .checked_sub(block.missing_planes)
            .filter(|planes| *planes <= DECODED_PLANES)
            .ok_or_else(|| corrupt("a code block with an impossible number of bit planes"))?;
        let size = (block.rect.width() as usize, block.rect.height() as usize);
        decoder.decode(size, self.band, tile.style.blocks, planes, &block.segments, data)
    }

    /// Takes the scaling of a region of interest off, T.800 section H.1.
    fn unscaled(&self, doubled: u32) -> u32 {
        let scaled = self.roi_shift > 0 && (doubled >> 1).checked_shr(self.roi_shift).unwrap_or(0) > 0;
        if scaled { doubled >> self.roi_shift } else { doubled }
    }
}

/// Puts the pieces of a code block's data one behind the other.
fn collect(block: &CodeBlock, parts: &[&[u8]], data: &mut Vec<u8>) -> Result<(), DicomError> {
    data.clear();
    for piece in &block.pieces {
        let bytes = parts
            .get(piece.part as usize)
            .and_then(|part| part.get(piece.start as usize..))
            .and_then(|bytes| bytes.get(..piece.length as usize))
            .ok_or_else(|| corrupt("a code block without its data"))?;
        data.extend_from_slice(bytes);
    }
    Ok(())
}

/// The samples of a codestream whose markers and packets hold together.
fn high_throughput(codestream: &[u8], header: &Header, module: &PixelModule) -> Result<Vec<u16>, DicomError> {
    let frame = rare::Frame {
        rows: module.rows,
        columns: module.columns,
        bits: header.precision,
        signed: header.signed,
    };
    let samples = rare::decode(rare::Codec::HighThroughputJpeg2000, codestream, &frame, module)?;
    Ok(samples.values)
}

/// Compares the size in the header with the data set.
fn check_header(header: &Header, module: &PixelModule) -> Result<(), DicomError> {
    check_size("JPEG 2000", header.rows, header.columns, header.components, header.precision, module)
}
