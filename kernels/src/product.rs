//! The products between the transforms: at each position of the tile, tiles x channels times channels x outputs.

use crate::lanes::Lanes;

/// How tiles are divided into blocks: as evenly as can be, since a block of one tile takes as long as one of four.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Blocks {
    /// Tiles in all.
    pub(crate) tiles: usize,
    /// Blocks.
    pub(crate) count: usize,
}

impl Blocks {
    /// Blocks of at most `largest` tiles.
    pub(crate) fn new(tiles: usize, largest: usize) -> Self {
        Self { tiles, count: tiles.div_ceil(largest) }
    }

    /// First tile and number of tiles of a block.
    pub(crate) fn block(self, index: usize) -> (usize, usize) {
        let (each, more) = (self.tiles / self.count, self.tiles % self.count);
        (index * each + index.min(more), each + usize::from(index < more))
    }

    /// Block of a tile and its place there.
    pub(crate) fn find(self, tile: usize) -> (usize, usize) {
        let (each, more) = (self.tiles / self.count, self.tiles % self.count);
        let in_large = more * (each + 1);
        if tile < in_large {
            (tile / (each + 1), tile % (each + 1))
        } else {
            (more + (tile - in_large) / each, (tile - in_large) % each)
        }
    }
}

/// Channels of the input that lie together for each position. Every number of channels is a multiple of it.
pub(crate) const GROUP: usize = 16;

/// What is multiplied.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProductJob<'a> {
    /// The filters, `[position][outputs / NR][channels][NR]`.
    pub(crate) filters: &'a [f32],
    /// The inputs, `[block][channels / 16][position][16 / N][MR][N]`.
    pub(crate) inputs: &'a [f32],
    /// Positions of the tile.
    pub(crate) positions: usize,
    /// Channels of the input with padding, a multiple of 16.
    pub(crate) channels: usize,
    /// Channels of the output with padding, a multiple of `NR`.
    pub(crate) outputs: usize,
    /// The tiles.
    pub(crate) blocks: Blocks,
}

/// Multiplies, for panels of outputs from `first` on; `MR` tiles by `NV` vectors of outputs stay in registers.
///
/// # Shapes
///
/// - `out`: `[panel][block][position][MR][NR]` with `NR = NV * N`, for as many panels as it has room for
///
/// # Panics
///
/// If a slice is too short.
#[inline(always)]
pub(crate) fn product<V: Lanes, const MR: usize, const NV: usize>(
    job: &ProductJob<'_>,
    first: usize,
    out: &mut [f32],
) {
    let (panel, tile) = (NV * V::N, MR * NV * V::N);
    let input_block = job.positions * job.channels * MR;
    let output_panel = job.blocks.count * job.positions * tile;
    for position in 0..job.positions {
        for (k, out) in out.chunks_exact_mut(output_panel).enumerate() {
            let at = (position * (job.outputs / panel) + first + k) * job.channels * panel;
            let filters = &job.filters[at..][..job.channels * panel];
            for b in 0..job.blocks.count {
                let inputs = &job.inputs[b * input_block..][..input_block][position * GROUP * MR..];
                let out = &mut out[(b * job.positions + position) * tile..][..tile];
                let (_, tiles) = job.blocks.block(b);
                macro_rules! sizes {
                    ($($r:literal)*) => {
                        match tiles {
                            $($r if $r <= MR => {
                                register_tile::<V, $r, MR, NV>(filters, inputs, job.positions, out);
                            })*
                            _ => unreachable!("a block holds 1 to MR tiles"),
                        }
                    };
                }
                sizes!(1 2 3 4 5 6 7 8 9 10 11 12 13 14);
            }
        }
    }
}

/// `R` tiles by `NV` vectors, over all channels.
#[inline(always)]
fn register_tile<V: Lanes, const R: usize, const MR: usize, const NV: usize>(
    filters: &[f32],
    inputs: &[f32],
    positions: usize,
    out: &mut [f32],
) {
    if R > MR {
        return;
    }
    let mut sums = [[V::splat(0.0); NV]; R];
    let groups = filters.chunks_exact(GROUP * NV * V::N).zip(inputs.chunks(positions * GROUP * MR));
    for (filters, inputs) in groups {
        let inputs = &inputs[..GROUP * MR];
        let steps = filters.chunks_exact(V::N * NV * V::N).zip(inputs.chunks_exact(MR * V::N));
        for (filters, inputs) in steps {
            for lane in 0..V::N {
                let mut row = [V::splat(0.0); NV];
                for (j, row) in row.iter_mut().enumerate() {
                    *row = V::load(&filters[(lane * NV + j) * V::N..]);
                }
                for (r, sums) in sums.iter_mut().enumerate() {
                    let input = V::splat(inputs[r * V::N + lane]);
                    for j in 0..NV {
                        sums[j] = input.mul_add(row[j], sums[j]);
                    }
                }
            }
        }
    }
    for (r, sums) in sums.iter().enumerate() {
        for (j, sum) in sums.iter().enumerate() {
            sum.store(&mut out[(r * NV + j) * V::N..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_even_and_found_again() {
        for tiles in 1..60 {
            for largest in 1..15 {
                let blocks = Blocks::new(tiles, largest);
                let mut seen = 0;
                for index in 0..blocks.count {
                    let (first, count) = blocks.block(index);
                    assert_eq!(first, seen);
                    assert!(count >= 1 && count <= largest && count + 1 >= blocks.block(0).1);
                    for place in 0..count {
                        assert_eq!(blocks.find(first + place), (index, place));
                    }
                    seen += count;
                }
                assert_eq!(seen, tiles);
            }
        }
    }
}
