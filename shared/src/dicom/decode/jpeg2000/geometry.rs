//! How a tile is divided into resolutions, subbands, precincts and code blocks: T.800 annex B.
//!
//! The image and its tiles start at the origin of the reference grid ([`super::headers`] refuses others), and the one
//! component is not subsampled.

use super::block::Band;
use super::headers::CodingStyle;
use super::tag_tree::TagTree;

/// A rectangle, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x0: u32,
    pub(super) y0: u32,
    pub(super) x1: u32,
    pub(super) y1: u32,
}

impl Rect {
    pub(super) fn width(&self) -> u32 {
        self.x1.saturating_sub(self.x0)
    }

    pub(super) fn height(&self) -> u32 {
        self.y1.saturating_sub(self.y0)
    }

    fn is_empty(&self) -> bool {
        self.width() == 0 || self.height() == 0
    }

    fn map(&self, f: impl Fn(u32, bool) -> u32) -> Self {
        Self { x0: f(self.x0, true), y0: f(self.y0, false), x1: f(self.x1, true), y1: f(self.y1, false) }
    }

    fn intersect(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }
}

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

/// The code blocks of one precinct in one subband.
#[derive(Debug)]
pub(super) struct Precinct {
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
    pub(super) segments: Vec<super::block::Segment>,
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

/// All resolutions of a tile.
pub(super) fn resolutions(tile: Rect, style: &CodingStyle) -> Vec<Resolution> {
    (0..=style.levels).map(|level| resolution(tile, level, style)).collect()
}

fn resolution(tile: Rect, level: u32, style: &CodingStyle) -> Resolution {
    let down = style.levels - level;
    let rect = tile.map(|side, _| ceil_shift(side, down));
    let (px, py) = style.precinct(level);
    let across = if rect.width() == 0 { 0 } else { ceil_shift(rect.x1, px) - floor_shift(rect.x0, px) };
    let deep = if rect.height() == 0 { 0 } else { ceil_shift(rect.y1, py) - floor_shift(rect.y0, py) };
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
                (side + (1u64 << depth) - 1 >> depth) as u32
            });
            let shrink = u32::from(level > 0);
            let block = (style.block_width.min(px - shrink), style.block_height.min(py - shrink));
            let mut precincts = Vec::with_capacity(corners.len());
            for row in 0..deep {
                for column in 0..across {
                    let cell = cell((first.0 + column, first.1 + row), (px - shrink, py - shrink));
                    precincts.push(precinct(cell.intersect(&rect), block));
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

fn precinct(area: Rect, (width, height): (u32, u32)) -> Precinct {
    if area.is_empty() {
        return Precinct {
            blocks: Vec::new(),
            inclusion: TagTree::new(0, 0),
            missing_planes: TagTree::new(0, 0),
        };
    }
    let (x0, x1) = (floor_shift(area.x0, width), ceil_shift(area.x1, width));
    let (y0, y1) = (floor_shift(area.y0, height), ceil_shift(area.y1, height));
    let (across, deep) = (x1 - x0, y1 - y0);
    let mut blocks = Vec::with_capacity(across as usize * deep as usize);
    for row in y0..y1 {
        for column in x0..x1 {
            blocks.push(CodeBlock {
                rect: cell((column, row), (width, height)).intersect(&area),
                included: false,
                missing_planes: 0,
                length_bits: 3,
                passes: 0,
                segments: Vec::new(),
                pieces: Vec::new(),
            });
        }
    }
    Precinct { blocks, inclusion: TagTree::new(across, deep), missing_planes: TagTree::new(across, deep) }
}

fn ceil_shift(value: u32, by: u32) -> u32 {
    // At most the value itself.
    (u64::from(value) + (1u64 << by) - 1 >> by) as u32
}

fn floor_shift(value: u32, by: u32) -> u32 {
    value.checked_shr(by).unwrap_or(0)
}
