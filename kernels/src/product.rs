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

/// What is multiplied at one position.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProductJob<'a> {
    /// The filters, `[outputs / NR][channels][NR]`.
    pub(crate) filters: &'a [f32],
    /// The inputs of every block from this position on: block `b` has its `[channels / N][MR][N]` at `b * block`.
    pub(crate) inputs: &'a [f32],
    /// From a block of inputs to the next, in values.
    pub(crate) block: usize,
    /// Channels of the input with padding, a multiple of the vector.
    pub(crate) channels: usize,
    /// Channels of the output with padding, a multiple of `NR`.
    pub(crate) outputs: usize,
    /// The tiles.
    pub(crate) blocks: Blocks,
}

/// Multiplies; `MR` tiles by `NV` vectors of outputs stay in registers.
///
/// # Shapes
///
/// - `out`: `[block][outputs / NR][MR][NR]` with `NR = NV * N`
///
/// # Panics
///
/// If a slice is too short.
#[inline(always)]
pub(crate) fn product<V: Lanes, const MR: usize, const NV: usize>(job: &ProductJob<'_>, out: &mut [f32]) {
    let panel = NV * V::N;
    let filters = job.filters.chunks_exact(job.channels * panel);
    for (k, filters) in filters.take(job.outputs / panel).enumerate() {
        for b in 0..job.blocks.count {
            let inputs = &job.inputs[b * job.block..][..job.channels * MR];
            let out = &mut out[(b * (job.outputs / panel) + k) * MR * panel..][..MR * panel];
            let (_, tiles) = job.blocks.block(b);
            macro_rules! sizes {
                ($($r:literal)*) => {
                    match tiles {
                        $($r if $r <= MR => register_tile::<V, $r, MR, NV>(filters, inputs, out),)*
                        _ => unreachable!("a block holds 1 to MR tiles"),
                    }
                };
            }
            sizes!(1 2 3 4 5 6 7 8 9 10 11 12 13 14);
        }
    }
}

/// `R` tiles by `NV` vectors, over all channels.
#[inline(always)]
fn register_tile<V: Lanes, const R: usize, const MR: usize, const NV: usize>(
    filters: &[f32],
    inputs: &[f32],
    out: &mut [f32],
) {
    if R > MR {
        return;
    }
    let mut sums = [[V::splat(0.0); NV]; R];
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
