//! Packets: which bytes of a tile belong to which code block. T.800 sections B.9 to B.12.

use super::block::{BlockStyle, Segment};
use super::corrupt;
use super::geometry::{CodeBlock, Piece, Resolution};
use super::header_bits::{HeaderBits, ended};
use super::headers::{CodingStyle, Progression};
use crate::dicom::reason::DicomError;

/// Padding that an encoder may leave behind the last packet of a tile, bytes.
const MOST_PADDING: usize = 8;

/// Reads every packet of a tile into the code blocks of its resolutions.
///
/// # Errors
///
/// `CORRUPT` if the data end early or go on after the last packet, or if there are more than `most_blocks` code blocks.
pub(super) fn read(
    parts: &[&[u8]],
    style: &CodingStyle,
    resolutions: &mut [Resolution],
    most_blocks: u64,
) -> Result<(), DicomError> {
    let mut reader = Reader { parts, part: 0, at: 0, blocks_left: most_blocks };
    match style.progression {
        Progression::LayerResolution => {
            for layer in 0..style.layers {
                for resolution in &mut *resolutions {
                    for precinct in 0..resolution.corners.len() {
                        reader.packet(layer, resolution, precinct, style)?;
                    }
                }
            }
        }
        Progression::ResolutionLayer => {
            for resolution in &mut *resolutions {
                for layer in 0..style.layers {
                    for precinct in 0..resolution.corners.len() {
                        reader.packet(layer, resolution, precinct, style)?;
                    }
                }
            }
        }
        // With one component that is not subsampled, positions within a resolution run as its precincts do.
        Progression::ResolutionPosition => {
            for resolution in &mut *resolutions {
                for precinct in 0..resolution.corners.len() {
                    for layer in 0..style.layers {
                        reader.packet(layer, resolution, precinct, style)?;
                    }
                }
            }
        }
        // By component first or by position first: with one component the same.
        Progression::Position => {
            let mut order: Vec<(u64, u64, usize, usize)> = Vec::new();
            for (level, resolution) in resolutions.iter().enumerate() {
                let corners = resolution.corners.iter().enumerate();
                order.extend(corners.map(|(precinct, &(y, x))| (y, x, level, precinct)));
            }
            order.sort_unstable();
            for (_, _, level, precinct) in order {
                for layer in 0..style.layers {
                    reader.packet(layer, &mut resolutions[level], precinct, style)?;
                }
            }
        }
    }
    let left: usize = parts.iter().skip(reader.part).map(|part| part.len()).sum();
    let left = left.saturating_sub(reader.at);
    if left > MOST_PADDING {
        return Err(corrupt("a tile goes on after its last packet"));
    }
    Ok(())
}

/// Where in the tile's parts reading has come to. A packet lies in one part.
struct Reader<'a> {
    parts: &'a [&'a [u8]],
    part: usize,
    at: usize,
    /// Code blocks that may still be laid out.
    blocks_left: u64,
}

impl Reader<'_> {
    fn packet(
        &mut self,
        layer: u32,
        resolution: &mut Resolution,
        precinct: usize,
        style: &CodingStyle,
    ) -> Result<(), DicomError> {
        while self.parts.get(self.part).is_some_and(|part| self.at >= part.len()) {
            (self.part, self.at) = (self.part + 1, 0);
        }
        let part = *self.parts.get(self.part).ok_or_else(ended)?;
        if style.start_markers && part[self.at..].starts_with(&[0xFF, 0x91, 0, 4]) {
            self.at += 6;
        }
        let mut bits = HeaderBits::new(part.get(self.at..).ok_or_else(ended)?);
        // What the header says of each block, to be cut from the body behind it: band, block, segment, length.
        let mut contributions = Vec::new();
        if bits.bit()? == 1 {
            for (band, subband) in resolution.bands.iter_mut().enumerate() {
                let Some(precinct) = subband.precincts.get_mut(precinct) else { continue };
                self.blocks_left -= precinct.open(self.blocks_left)?;
                for (index, block) in precinct.blocks.iter_mut().enumerate() {
                    let included = if block.included {
                        bits.bit()? == 1
                    } else {
                        precinct.inclusion.is_below(index, layer + 1, &mut bits)?
                    };
                    if !included {
                        continue;
                    }
                    if !block.included {
                        block.included = true;
                        block.missing_planes = precinct
                            .missing_planes
                            .value(index, super::MOST_PLANES, &mut bits)?
                            .ok_or_else(|| corrupt("a code block with too many missing planes"))?;
                    }
                    let new = passes(&mut bits)?;
                    // Three passes a plane, one in the first.
                    if block.passes + new > 3 * super::MOST_PLANES {
                        return Err(corrupt("more coding passes than bit planes"));
                    }
                    while bits.bit()? == 1 {
                        block.length_bits += 1;
                    }
                    lengths(block, new, style.blocks, &mut bits, |segment, length| {
                        contributions.push((band, index, segment, length));
                    })?;
                }
            }
        }
        self.at += bits.finish()?;
        if style.end_markers && part.get(self.at..).is_some_and(|rest| rest.starts_with(&[0xFF, 0x92])) {
            self.at += 2;
        }
        for (band, index, segment, length) in contributions {
            let end = self.at + length as usize;
            if end > part.len() {
                return Err(corrupt("a packet longer than its tile"));
            }
            let block = &mut resolution.bands[band].precincts[precinct].blocks[index];
            let segment: &mut Segment = &mut block.segments[segment];
            segment.length += length as usize;
            // A tile-part is shorter than 4 GiB by its own header.
            block.pieces.push(Piece { part: self.part as u32, start: self.at as u32, length });
            self.at = end;
        }
        Ok(())
    }
}

/// How many coding passes a packet adds, T.800 table B.4.
fn passes(bits: &mut HeaderBits<'_>) -> Result<u32, DicomError> {
    if bits.bit()? == 0 {
        return Ok(1);
    }
    if bits.bit()? == 0 {
        return Ok(2);
    }
    match bits.number(2)? {
        3 => {}
        few => return Ok(3 + few),
    }
    match bits.number(5)? {
        31 => Ok(37 + bits.number(7)?),
        some => Ok(6 + some),
    }
}

/// Divides new passes among the block's terminated segments and reads the length of each, T.800 section B.10.7.
fn lengths(
    block: &mut CodeBlock,
    new: u32,
    style: BlockStyle,
    bits: &mut HeaderBits<'_>,
    mut tell: impl FnMut(usize, u32),
) -> Result<(), DicomError> {
    if style.high_throughput() {
        return high_throughput_lengths(block, new, bits, tell);
    }
    let mut left = new;
    while left > 0 {
        let room = block.segments.last().map_or(0, |segment| {
            let first = block.passes - segment.passes;
            capacity(first, style) - segment.passes
        });
        if room == 0 {
            block.segments.push(Segment { passes: 0, length: 0 });
        }
        let index = block.segments.len() - 1;
        let segment = &mut block.segments[index];
        let first = block.passes - segment.passes;
        let taken = left.min(capacity(first, style) - segment.passes);
        let width = block.length_bits + taken.ilog2();
        if width > 31 {
            return Err(corrupt("a code block of an impossible length"));
        }
        tell(index, bits.number(width)?);
        segment.passes += taken;
        block.passes += taken;
        left -= taken;
    }
    Ok(())
}

/// The same for a high-throughput block, T.814 annex B: the cleanup pass, with placeholders in groups of three before it,
/// then what refines it.
fn high_throughput_lengths(
    block: &mut CodeBlock,
    new: u32,
    bits: &mut HeaderBits<'_>,
    mut tell: impl FnMut(usize, u32),
) -> Result<(), DicomError> {
    if block.passes > 0 {
        return Err(super::headers::unsupported("a high-throughput code block in several layers"));
    }
    let placeholders = (new - 1) / 3 * 3;
    let refining = new - placeholders - 1;
    let widths = [Some((placeholders + 1).ilog2()), refining.checked_sub(1)];
    for (index, extra) in widths.into_iter().flatten().enumerate() {
        let width = block.length_bits + extra;
        if width > 31 {
            return Err(corrupt("a code block of an impossible length"));
        }
        block.segments.push(Segment { passes: 0, length: 0 });
        tell(index, bits.number(width)?);
    }
    block.passes = new;
    Ok(())
}

/// Passes that a segment starting with pass `first` can hold, T.800 table D.9.
fn capacity(first: u32, style: BlockStyle) -> u32 {
    if style.terminates_each_pass() {
        1
    } else if style.bypass() {
        match first {
            // All of the first four planes.
            0 => 10,
            first if first % 3 == 0 => 1,
            _ => 2,
        }
    } else {
        // More than a packet header can count.
        u32::MAX
    }
}
