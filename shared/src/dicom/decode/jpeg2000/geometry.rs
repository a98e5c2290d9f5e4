//! How a tile is divided into resolutions, subbands, precincts and code blocks: T.800 annex B.
//!
//! The image and its tiles start at the origin of the reference grid ([`super::headers`] refuses others), and the one
//! component is not subsampled.

use super::block::{Band, Segment};
use super::corrupt;
use super::headers::CodingStyle;
use super::rect::Rect;
use super::tag_tree::TagTree;
use crate::dicom::reason::DicomError;

/// A resolution level of a tile, from 0, the smallest.
#[derive(Debug)]
pub(super) struct Resolution {
    pub(super) rect: Rect,
    pub(super) bands: Vec<Subband>,
    /// Where each precinct begins on the reference grid: (row, column), precinct by precinct, row by row.
    pub(super) corners: Vec<(u64, u64)>,
}

/// A subband of a resolution.
#[derive(Debug)]
pub(super) struct Subband {
    pub(super) band: Band,
    /// Its place in the order of quantization step sizes, T.800 section A.6.4.
    pub(super) index: usize,
    pub(super) rect: Rect,
    /// One a precinct, row by row.
    pub(super) precincts: Vec<Precinct>,
}

/// One precinct in one subband. Its code blocks are laid out when its first packet with anything in it comes.
#[derive(Debug)]
pub(super) struct Precinct {
    area: Rect,
    /// Width and height of its code blocks as powers of 2.
    block_size: (u32, u32),
    pub(super) blocks: Vec<CodeBlock>,
    pub(super) inclusion: TagTree,
    pub(super) missing_planes: TagTree,
}

/// A code block: where it lies, and what the packets have said of it so far.
#[derive(Debug)]
pub(super) struct CodeBlock {
    /// In the subband's coordinates.
    pub(super) rect: Rect,
    pub(super) included: bool,
    pub(super) missing_planes: u32,
    /// Lblock, T.800 section B.10.7.1.
    pub(super) length_bits: u32,
    pub(super) passes: u32,
    pub(super) segments: Vec<Segment>,
    /// Pieces of the codestream, one a packet and segment: (offset, length) with the segment they belong to.
    pub(super) pieces: Vec<Piece>,
}

/// A stretch of a tile's data that belongs to a segment of a code block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) part: u32,
    pub(super) start: u32,
    pub(super) length: u32,
}

/// Precincts of a tile: one for each resolution, or, of the smallest that are met (128 samples), some thousands.
const MOST_PRECINCTS: u64 = 16_384;

/// All resolutions of a tile, which `data` bytes code.
///
/// # Errors
///
/// `CORRUPT` if there are more packets than the tile has bytes, or more precincts than any film has.
pub(super) fn resolutions(
    tile: Rect,
    style: &CodingStyle,
    data: usize,
) -> Result<Vec<Resolution>, DicomError> {
    let (mut resolutions, mut precincts) = (Vec::new(), 0);
    for level in 0..=style.levels {
        let rect = tile.map(|side, _| ceil_shift(side, style.levels - level));
        let (across, deep) = precincts_of(rect, style.precinct(level));
        precincts += u64::from(across) * u64::from(deep);
        // A packet takes a byte at least.
        if precincts > MOST_PRECINCTS || precincts * u64::from(style.layers) > data as u64 {
            return Err(corrupt("more packets than the tile has bytes, or than a film has"));
        }
        resolutions.push(resolution(tile, level, style));
    }
    Ok(resolutions)
}

/// How many precincts a resolution has across and down.
fn precincts_of(rect: Rect, (px, py): (u32, u32)) -> (u32, u32) {
    if rect.is_empty() {
        return (0, 0);
    }
    (ceil_shift(rect.x1, px) - floor_shift(rect.x0, px), ceil_shift(rect.y1, py) - floor_shift(rect.y0, py))
}

fn resolution(tile: Rect, level: u32, style: &CodingStyle) -> Resolution {
    let down = style.levels - level;
    let rect = tile.map(|side, _| ceil_shift(side, down));
    let (px, py) = style.precinct(level);
    let (across, deep) = precincts_of(rect, (px, py));
    let first = (floor_shift(rect.x0, px), floor_shift(rect.y0, py));
    let mut corners = Vec::with_capacity(across as usize * deep as usize);
    for row in 0..deep {
        for column in 0..across {
            let corner = |first: u32, step: u32, exponent: u32, start: u32, tile_start: u32| {
                let own = u64::from(first + step) << exponent;
                if own < u64::from(start) { u64::from(tile_start) } else { own << down }
            };
            let y = corner(first.1, row, py, rect.y0, tile.y0);
            let x = corner(first.0, column, px, rect.x0, tile.x0);
            corners.push((y, x));
        }
    }
    let kinds: &[Band] =
        if level == 0 { &[Band::LowLow] } else { &[Band::HighLow, Band::LowHigh, Band::HighHigh] };
    let bands = kinds
        .iter()
        .enumerate()
        .map(|(order, &band)| {
            let index = if level == 0 { 0 } else { 3 * (level as usize - 1) + 1 + order };
            // The decomposition level of the band, T.800 equation B-15.
            let depth = if level == 0 { style.levels } else { down + 1 };
            let rect = tile.map(|side, horizontal| {
                let high = match band {
                    Band::LowLow => false,
                    Band::HighLow => horizontal,
                    Band::LowHigh => !horizontal,
                    Band::HighHigh => true,
                };
                let offset = if high { 1u64 << (depth - 1) } else { 0 };
                let side = u64::from(side).saturating_sub(offset);
                // At most the side itself.
                ((side + (1u64 << depth) - 1) >> depth) as u32
            });
            let shrink = u32::from(level > 0);
            let block = (style.block_width.min(px - shrink), style.block_height.min(py - shrink));
            let mut precincts = Vec::with_capacity(corners.len());
            for row in 0..deep {
                for column in 0..across {
                    let cell = cell((first.0 + column, first.1 + row), (px - shrink, py - shrink));
                    precincts.push(Precinct::new(cell.intersect(&rect), block));
                }
            }
            Subband { band, index, rect, precincts }
        })
        .collect();
    Resolution { rect, bands, corners }
}

/// The cell of a grid whose cells are powers of two wide and high.
fn cell((column, row): (u32, u32), (width, height): (u32, u32)) -> Rect {
    let edge = |index: u32, exponent: u32| u32::try_from(u64::from(index) << exponent).unwrap_or(u32::MAX);
    Rect {
        x0: edge(column, width),
        y0: edge(row, height),
        x1: edge(column + 1, width),
        y1: edge(row + 1, height),
    }
}

impl Precinct {
    fn new(area: Rect, block_size: (u32, u32)) -> Self {
        Self {
            area,
            block_size,
            blocks: Vec::new(),
            inclusion: TagTree::new(0, 0),
            missing_planes: TagTree::new(0, 0),
        }
    }

    /// Lays the code blocks out, if that is still to be done and at most `most` come of it; gives how many did.
    ///
    /// # Errors
    ///
    /// `CORRUPT` if there are more.
    pub(super) fn open(&mut self, most: u64) -> Result<u64, DicomError> {
        if !self.blocks.is_empty() || self.area.is_empty() {
            return Ok(0);
        }
        let (width, height) = self.block_size;
        let (x0, x1) = (floor_shift(self.area.x0, width), ceil_shift(self.area.x1, width));
        let (y0, y1) = (floor_shift(self.area.y0, height), ceil_shift(self.area.y1, height));
        let (across, deep) = (x1 - x0, y1 - y0);
        let count = u64::from(across) * u64::from(deep);
        if count > most {
            return Err(corrupt("more code blocks than a picture of this size has"));
        }
        self.blocks.reserve_exact(count as usize);
        for row in y0..y1 {
            for column in x0..x1 {
                self.blocks.push(CodeBlock {
                    rect: cell((column, row), (width, height)).intersect(&self.area),
                    included: false,
                    missing_planes: 0,
                    length_bits: 3,
                    passes: 0,
                    segments: Vec::new(),
                    pieces: Vec::new(),
                });
            }
        }
        self.inclusion = TagTree::new(across, deep);
        self.missing_planes = TagTree::new(across, deep);
        Ok(count)
    }
}

fn ceil_shift(value: u32, by: u32) -> u32 {
    // At most the value itself.
    ((u64::from(value) + (1u64 << by) - 1) >> by) as u32
}

fn floor_shift(value: u32, by: u32) -> u32 {
    value.checked_shr(by).unwrap_or(0)
}
