//! Coefficient bit modelling: from the coded segments of a code block to its coefficients, T.800 annex D.

use super::corrupt;
use super::mq::{Contexts, Mq, RUN, Raw, UNIFORM};
use crate::dicom::reason::DicomError;

/// Which subband a code block belongs to: it decides the contexts of significance (T.800 table D.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Band {
    LowLow,
    /// Horizontally high-pass.
    HighLow,
    /// Vertically high-pass.
    LowHigh,
    HighHigh,
}

/// Code block style, T.800 table A.19.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BlockStyle(pub(super) u8);

impl BlockStyle {
    pub(super) fn bypass(self) -> bool {
        self.0 & 0x01 != 0
    }
    fn resets_contexts(self) -> bool {
        self.0 & 0x02 != 0
    }
    pub(super) fn terminates_each_pass(self) -> bool {
        self.0 & 0x04 != 0
    }
    fn vertically_causal(self) -> bool {
        self.0 & 0x08 != 0
    }
    fn segmentation_symbols(self) -> bool {
        self.0 & 0x20 != 0
    }
    pub(super) fn high_throughput(self) -> bool {
        self.0 & 0x40 != 0
    }
}

// What is known of a coefficient and its neighbours, in one word: the low byte is the index of the significance
// contexts, bits 4 to 11 that of the sign contexts.
const NORTH_EAST: u16 = 1;
const SOUTH_EAST: u16 = 1 << 1;
const SOUTH_WEST: u16 = 1 << 2;
const NORTH_WEST: u16 = 1 << 3;
const NORTH: u16 = 1 << 4;
const EAST: u16 = 1 << 5;
const SOUTH: u16 = 1 << 6;
const WEST: u16 = 1 << 7;
const NEGATIVE_NORTH: u16 = 1 << 8;
const NEGATIVE_EAST: u16 = 1 << 9;
const NEGATIVE_SOUTH: u16 = 1 << 10;
const NEGATIVE_WEST: u16 = 1 << 11;
const SIGNIFICANT: u16 = 1 << 12;
const REFINED: u16 = 1 << 13;
const VISITED: u16 = 1 << 14;
const NEGATIVE: u16 = 1 << 15;

const NEIGHBOURS: u16 = 0xFF;
/// What the last row of a stripe must not see where contexts are vertically causal.
const NEXT_STRIPE: u16 = SOUTH | SOUTH_EAST | SOUTH_WEST | NEGATIVE_SOUTH;

/// Significance contexts by neighbourhood, T.800 table D.1: for LL and LH, for HL, for HH.
static SIGNIFICANCE: [[u8; 256]; 3] = significance();
/// Sign context and bit to flip, T.800 tables D.2 and D.3.
static SIGN: [(u8, u8); 256] = sign();

const fn significance() -> [[u8; 256]; 3] {
    let mut tables = [[0; 256]; 3];
    let mut index = 0;
    while index < 256 {
        let flags = index as u16;
        let horizontal = (flags & EAST != 0) as u8 + (flags & WEST != 0) as u8;
        let vertical = (flags & NORTH != 0) as u8 + (flags & SOUTH != 0) as u8;
        let diagonal = (flags & NORTH_EAST != 0) as u8
            + (flags & NORTH_WEST != 0) as u8
            + (flags & SOUTH_EAST != 0) as u8
            + (flags & SOUTH_WEST != 0) as u8;
        tables[0][index] = one_way(horizontal, vertical, diagonal);
        tables[1][index] = one_way(vertical, horizontal, diagonal);
        let cross = horizontal + vertical;
        tables[2][index] = match (diagonal, cross) {
            (3.., _) => 8,
            (2, 1..) => 7,
            (2, 0) => 6,
            (1, 2..) => 5,
            (1, 1) => 4,
            (1, 0) => 3,
            (0, 2..) => 2,
            (0, 1) => 1,
            (0, 0) => 0,
        };
        index += 1;
    }
    tables
}

const fn one_way(along: u8, across: u8, diagonal: u8) -> u8 {
    match (along, across, diagonal) {
        (2.., _, _) => 8,
        (1, 1.., _) => 7,
        (1, 0, 1..) => 6,
        (1, 0, 0) => 5,
        (0, 2.., _) => 4,
        (0, 1, _) => 3,
        (0, 0, 2..) => 2,
        (0, 0, 1) => 1,
        (0, 0, 0) => 0,
    }
}

const fn contribution(first: bool, first_negative: bool, second: bool, second_negative: bool) -> i8 {
    let one = if !first { 0 } else { 1 - 2 * (first_negative as i8) };
    let two = if !second { 0 } else { 1 - 2 * (second_negative as i8) };
    let sum = one + two;
    if sum > 1 {
        1
    } else if sum < -1 {
        -1
    } else {
        sum
    }
}

const fn sign() -> [(u8, u8); 256] {
    let mut table = [(0, 0); 256];
    let mut index = 0;
    while index < 256 {
        let flags = (index as u16) << 4;
        let horizontal = contribution(
            flags & EAST != 0,
            flags & NEGATIVE_EAST != 0,
            flags & WEST != 0,
            flags & NEGATIVE_WEST != 0,
        );
        let vertical = contribution(
            flags & NORTH != 0,
            flags & NEGATIVE_NORTH != 0,
            flags & SOUTH != 0,
            flags & NEGATIVE_SOUTH != 0,
        );
        table[index] = match (horizontal, vertical) {
            (1, 1) => (13, 0),
            (1, 0) => (12, 0),
            (1, _) => (11, 0),
            (0, 1) => (10, 0),
            (0, 0) => (9, 0),
            (0, _) => (10, 1),
            (_, 1) => (11, 1),
            (_, 0) => (12, 1),
            _ => (13, 1),
        };
        index += 1;
    }
    table
}

/// One terminated stretch of a code block's data, with the coding passes in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) passes: u32,
    /// Bytes of the block's data.
    pub(super) length: usize,
}

/// Scratch space for code blocks of one film, and the coefficients of the last one decoded.
pub(super) struct BlockDecoder {
    width: usize,
    height: usize,
    /// With a border of one on each side.
    flags: Vec<u16>,
    /// Twice the magnitude: the lowest bit holds the half step that reconstruction adds (T.800 section E.1.1.2).
    magnitudes: Vec<u32>,
    contexts: Contexts,
}

impl BlockDecoder {
    pub(super) fn new() -> Self {
        Self { width: 0, height: 0, flags: Vec::new(), magnitudes: Vec::new(), contexts: Contexts::new() }
    }

    /// Decodes a block of `width x height` coefficients.
    ///
    /// `planes` is how many bit planes the block has, the missing ones taken off; `data` is its segments, one after
    /// the other.
    ///
    /// # Errors
    ///
    /// `CORRUPT` for more passes than planes, or a segmentation symbol that is not there.
    pub(super) fn decode(
        &mut self,
        (width, height): (usize, usize),
        band: Band,
        style: BlockStyle,
        planes: u32,
        segments: &[Segment],
        mut data: &[u8],
    ) -> Result<(), DicomError> {
        (self.width, self.height) = (width, height);
        self.flags.clear();
        self.flags.resize((width + 2) * (height + 2), 0);
        self.magnitudes.clear();
        self.magnitudes.resize(width * height, 0);
        self.contexts = Contexts::new();
        let table = match band {
            Band::LowLow | Band::LowHigh => &SIGNIFICANCE[0],
            Band::HighLow => &SIGNIFICANCE[1],
            Band::HighHigh => &SIGNIFICANCE[2],
        };
        let mut pass = 0u32;
        for segment in segments {
            let (bytes, rest) = data
                .split_at_checked(segment.length)
                .ok_or_else(|| corrupt("a code block without its data"))?;
            data = rest;
            // T.800 table D.9: from the fifth plane on, all but cleanup is raw.
            let raw = style.bypass() && pass >= 10 && !pass.is_multiple_of(3);
            let (mut mq, mut bits) = (Mq::new(bytes), Raw::new(bytes));
            for _ in 0..segment.passes {
                // The first plane has a cleanup pass only.
                let plane = planes
                    .checked_sub(1 + pass.div_ceil(3))
                    .ok_or_else(|| corrupt("more coding passes than bit planes"))?;
                let causal = style.vertically_causal();
                match (pass % 3, raw) {
                    (0, _) => {
                        self.cleanup(&mut mq, table, plane, causal);
                        if style.segmentation_symbols() {
                            let symbol =
                                (0..4).fold(0, |s, _| s << 1 | mq.decode(&mut self.contexts, UNIFORM));
                            if symbol != 0xA {
                                return Err(corrupt("a code block does not end as it should"));
                            }
                        }
                    }
                    (1, true) => self.propagate(&mut bits, table, plane, causal),
                    (1, false) => self.propagate(&mut mq, table, plane, causal),
                    (_, true) => self.refine(&mut bits, plane, causal),
                    (_, false) => self.refine(&mut mq, plane, causal),
                }
                if style.resets_contexts() {
                    self.contexts = Contexts::new();
                }
                pass += 1;
            }
        }
        Ok(())
    }

    /// The coefficients, row by row: twice the magnitude, and whether negative.
    pub(super) fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = (u32, bool)>> {
        let stride = self.width + 2;
        self.magnitudes.chunks_exact(self.width.max(1)).enumerate().map(move |(y, row)| {
            let flags = &self.flags[(y + 1) * stride + 1..];
            row.iter().zip(flags).map(|(magnitude, flags)| (*magnitude, flags & NEGATIVE != 0))
        })
    }

    /// Stripes of four rows, scanned column by column (T.800 section D.1): calls `visit` with the place of each
    /// coefficient among the flags and among the magnitudes, and the flags it must not see.
    #[inline]
    fn scan(&mut self, causal: bool, mut visit: impl FnMut(&mut Self, usize, usize, u16)) {
        let stride = self.width + 2;
        for top in (0..self.height).step_by(4) {
            let bottom = (top + 4).min(self.height);
            for x in 0..self.width {
                for y in top..bottom {
                    let hidden = if causal && y == top + 3 { NEXT_STRIPE } else { 0 };
                    visit(self, (y + 1) * stride + x + 1, y * self.width + x, hidden);
                }
            }
        }
    }

    /// Significance propagation, T.800 section D.3.1.
    fn propagate(&mut self, bits: &mut impl Bits, table: &[u8; 256], plane: u32, causal: bool) {
        self.scan(causal, |block, at, index, hidden| {
            let flags = block.flags[at];
            let seen = flags & !hidden;
            if flags & SIGNIFICANT != 0 || seen & NEIGHBOURS == 0 {
                return;
            }
            let context = usize::from(table[usize::from(seen & NEIGHBOURS)]);
            if bits.bit(&mut block.contexts, context) != 0 {
                let negative = bits.sign(&mut block.contexts, seen);
                block.becomes_significant(at, index, plane, negative);
            }
            block.flags[at] |= VISITED;
        });
    }

    /// Magnitude refinement, T.800 section D.3.3.
    fn refine(&mut self, bits: &mut impl Bits, plane: u32, causal: bool) {
        self.scan(causal, |block, at, index, hidden| {
            let flags = block.flags[at];
            if flags & (SIGNIFICANT | VISITED) != SIGNIFICANT {
                return;
            }
            let context =
                if flags & REFINED != 0 { 16 } else { 14 + usize::from(flags & !hidden & NEIGHBOURS != 0) };
            let bit = bits.bit(&mut block.contexts, context);
            // The half step of the plane above is in the magnitude: it becomes this plane's bit and half step.
            let half = 1 << plane;
            let magnitude = &mut block.magnitudes[index];
            *magnitude = if bit != 0 { *magnitude + half } else { *magnitude - half };
            block.flags[at] |= REFINED;
        });
    }

    /// Cleanup, T.800 section D.3.4, which also ends the plane.
    fn cleanup(&mut self, mq: &mut Mq<'_>, table: &[u8; 256], plane: u32, causal: bool) {
        let stride = self.width + 2;
        for top in (0..self.height).step_by(4) {
            let bottom = (top + 4).min(self.height);
            for x in 0..self.width {
                let mut y = top;
                let place = |y: usize| (y + 1) * stride + x + 1;
                let quiet = |block: &Self, y: usize| {
                    let hidden = if causal && y == top + 3 { NEXT_STRIPE } else { 0 };
                    block.flags[place(y)] & !hidden & (SIGNIFICANT | VISITED | NEIGHBOURS) == 0
                };
                let mut known_significant = false;
                if bottom == top + 4 && (top..bottom).all(|y| quiet(self, y)) {
                    if mq.decode(&mut self.contexts, RUN) == 0 {
                        continue;
                    }
                    let high = mq.decode(&mut self.contexts, UNIFORM);
                    let low = mq.decode(&mut self.contexts, UNIFORM);
                    y += (high << 1 | low) as usize;
                    known_significant = true;
                }
                while y < bottom {
                    let at = place(y);
                    let hidden = if causal && y == top + 3 { NEXT_STRIPE } else { 0 };
                    let flags = self.flags[at];
                    let seen = flags & !hidden;
                    if flags & (SIGNIFICANT | VISITED) == 0 {
                        let context = usize::from(table[usize::from(seen & NEIGHBOURS)]);
                        if known_significant || mq.decode(&mut self.contexts, context) != 0 {
                            let negative = mq.sign(&mut self.contexts, seen);
                            self.becomes_significant(at, y * self.width + x, plane, negative);
                        }
                    }
                    known_significant = false;
                    self.flags[at] &= !VISITED;
                    y += 1;
                }
            }
        }
    }

    #[inline]
    fn becomes_significant(&mut self, at: usize, index: usize, plane: u32, negative: bool) {
        let stride = self.width + 2;
        // One and a half: the bit of this plane, and half a step.
        self.magnitudes[index] = 3 << plane;
        let flags = &mut self.flags;
        flags[at] |= if negative { SIGNIFICANT | NEGATIVE } else { SIGNIFICANT };
        let signed = |direction, negative_direction| {
            if negative { direction | negative_direction } else { direction }
        };
        flags[at - stride - 1] |= SOUTH_EAST;
        flags[at - stride] |= signed(SOUTH, NEGATIVE_SOUTH);
        flags[at - stride + 1] |= SOUTH_WEST;
        flags[at - 1] |= signed(EAST, NEGATIVE_EAST);
        flags[at + 1] |= signed(WEST, NEGATIVE_WEST);
        flags[at + stride - 1] |= NORTH_EAST;
        flags[at + stride] |= signed(NORTH, NEGATIVE_NORTH);
        flags[at + stride + 1] |= NORTH_WEST;
    }
}

/// What both bit readers give.
trait Bits {
    /// A bit in a context.
    fn bit(&mut self, contexts: &mut Contexts, context: usize) -> u32;
    /// A sign, given what is known of the neighbours; `true` is negative.
    fn sign(&mut self, contexts: &mut Contexts, flags: u16) -> bool;
}

impl Bits for Mq<'_> {
    #[inline]
    fn bit(&mut self, contexts: &mut Contexts, context: usize) -> u32 {
        self.decode(contexts, context)
    }

    #[inline]
    fn sign(&mut self, contexts: &mut Contexts, flags: u16) -> bool {
        let (context, flip) = SIGN[usize::from(flags >> 4 & 0xFF)];
        self.decode(contexts, usize::from(context)) ^ u32::from(flip) != 0
    }
}

impl Bits for Raw<'_> {
    fn bit(&mut self, _contexts: &mut Contexts, _context: usize) -> u32 {
        Raw::bit(self)
    }

    fn sign(&mut self, _contexts: &mut Contexts, _flags: u16) -> bool {
        Raw::bit(self) != 0
    }
}
