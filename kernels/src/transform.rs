//! Winograd's transforms of inputs and outputs, on tiles of any size, vectors of channels at a time.
//!
//! Loops are written out by a macro instead of left to the compiler: it gives up on the larger tiles, and then keeps them
//! in memory behind indices.

#![allow(
    unconditional_panic,
    clippy::out_of_bounds_indexing,
    reason = "an index past the end stands in a branch that is never taken"
)]

use crate::lanes::Lanes;
use crate::tile::{Coefficients, MAX_PAIRS};

/// Runs a block for `$i` from 0 to below `$n`, a constant of at most 10.
macro_rules! unrolled {
    ($i:ident < $n:expr, $body:block) => {
        unrolled!(@ $i, $n, $body, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
    };
    (@ $i:ident, $n:expr, $body:block, $($k:literal),*) => {
        $(
            #[allow(unused_comparisons, clippy::absurd_extreme_comparisons)]
            if $k < $n {
                const $i: usize = $k;
                $body
            }
        )*
    };
}

/// Inputs a side of the largest tile.
const SIDE: usize = 2 * MAX_PAIRS + 2;

/// A row or a column of a tile.
type Line<V> = [V; SIDE];

/// The transform of `2 P + 2` inputs along one axis.
#[inline(always)]
fn input_line<V: Lanes, const P: usize>(d: &Line<V>, with: &Coefficients) -> Line<V> {
    let mut out = [V::splat(0.0); SIDE];
    // The product of all pairs, at 0 and at infinity.
    let (mut zero, mut infinity) = (d[2 * P], d[2 * P + 1]);
    unrolled!(I < P, {
        let factor = V::splat(with.all[I]);
        zero = d[2 * I].mul_add(factor, zero);
        infinity = d[2 * I + 1].mul_add(factor, infinity);
    });
    out[0] = zero;
    out[2 * P + 1] = infinity;
    unrolled!(K < P, {
        let (mut even, mut odd) = (d[2 * P], d[2 * P - 1]);
        unrolled!(I < P - 1, {
            let factor = V::splat(with.without[K][I]);
            even = d[2 * I + 2].mul_add(factor, even);
            odd = d[2 * I + 1].mul_add(factor, odd);
        });
        let odd = odd.mul(V::splat(with.point[K]));
        out[2 * K + 1] = even.add(odd);
        out[2 * K + 2] = even.sub(odd);
    });
    out
}

/// The transform of `2 P + 2` products back to `2 P` outputs along one axis.
#[inline(always)]
fn output_line<V: Lanes, const P: usize>(m: &Line<V>, with: &Coefficients) -> Line<V> {
    let mut out = [V::splat(0.0); SIDE];
    let (mut sums, mut differences) = ([V::splat(0.0); MAX_PAIRS], [V::splat(0.0); MAX_PAIRS]);
    unrolled!(K < P, {
        sums[K] = m[2 * K + 1].add(m[2 * K + 2]);
        differences[K] = m[2 * K + 1].sub(m[2 * K + 2]);
    });
    let mut first = m[0];
    unrolled!(K < P, {
        first = first.add(sums[K]);
    });
    out[0] = first;
    unrolled!(I < P, {
        if I > 0 {
            let mut even = sums[0].mul(V::splat(with.even_power[0][I]));
            unrolled!(K < P - 1, {
                even = sums[K + 1].mul_add(V::splat(with.even_power[K + 1][I]), even);
            });
            out[2 * I] = even;
        }
        let mut odd = differences[0].mul(V::splat(with.odd_power[0][I]));
        unrolled!(K < P - 1, {
            odd = differences[K + 1].mul_add(V::splat(with.odd_power[K + 1][I]), odd);
        });
        if I == P - 1 {
            odd = odd.add(m[2 * P + 1]);
        }
        out[2 * I + 1] = odd;
    });
    out
}

/// Where a layer's inputs and their transforms lie, in values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InputJob<'a> {
    /// The map that is read.
    pub(crate) map: &'a [f32],
    /// From a row of it to the next.
    pub(crate) row: usize,
    /// From a pixel to the next: the channels, a multiple of the vector.
    pub(crate) pixel: usize,
    /// From a position of the tile to the next in what is written.
    pub(crate) position: usize,
    /// Tiles a block is laid out for.
    pub(crate) block: usize,
    /// The tile's numbers.
    pub(crate) coefficients: &'a Coefficients,
}

/// Transforms a block of tiles, whose upper left inputs lie at `tiles`.
///
/// # Shapes
///
/// - output: `[position][channels / N][block][N]`
///
/// # Panics
///
/// If a tile lies outside the map or the output is too short.
#[inline(always)]
pub(crate) fn input<V: Lanes, const P: usize>(job: &InputJob<'_>, tiles: &[usize], out: &mut [f32]) {
    let side = 2 * P + 2;
    let with = job.coefficients;
    assert!(tiles.len() <= job.block && job.pixel.is_multiple_of(V::N));
    assert!(out.len() >= (side * side - 1) * job.position + job.pixel * job.block);
    let farthest = tiles.iter().copied().max().unwrap_or(0) + (side - 1) * (job.row + job.pixel);
    assert!(farthest + job.pixel <= job.map.len());
    for channel in (0..job.pixel).step_by(V::N) {
        for (t, &tile) in tiles.iter().enumerate() {
            let from = tile + channel;
            let to = channel * job.block + t * V::N;
            let mut columns = [[V::splat(0.0); SIDE]; SIDE];
            unrolled!(X < 2 * P + 2, {
                let mut column = [V::splat(0.0); SIDE];
                unrolled!(Y < 2 * P + 2, {
                    // SAFETY: at most `farthest + pixel`, which was checked above.
                    column[Y] = unsafe { V::load_at(job.map, from + Y * job.row + X * job.pixel) };
                });
                columns[X] = input_line::<V, P>(&column, with);
            });
            unrolled!(Y < 2 * P + 2, {
                let mut row = [V::splat(0.0); SIDE];
                unrolled!(X < 2 * P + 2, {
                    row[X] = columns[X][Y];
                });
                let row = input_line::<V, P>(&row, with);
                unrolled!(X < 2 * P + 2, {
                    // SAFETY: below `(positions - 1) * position + pixel * block`, which was checked above.
                    unsafe { row[X].store_at(out, (Y * (2 * P + 2) + X) * job.position + to) };
                });
            });
        }
    }
}

/// Where a layer's products and its outputs lie, in values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OutputJob<'a> {
    /// The products, `[position][block of tiles][channels / NR][block][NR]`.
    pub(crate) products: &'a [f32],
    /// From a position of the tile to the next.
    pub(crate) position: usize,
    /// Tiles a block is laid out for.
    pub(crate) block: usize,
    /// Channels that lie together, `NR`.
    pub(crate) panel: usize,
    /// A bias for each channel, as many as the output has with padding.
    pub(crate) bias: &'a [f32],
    /// From a row of the output to the next.
    pub(crate) row: usize,
    /// Whether a 2 x 2 maximum follows.
    pub(crate) pool: bool,
    /// The tile's numbers.
    pub(crate) coefficients: &'a Coefficients,
}

/// Some tiles of one block that lie side by side in one row of tiles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// The block.
    pub(crate) block: usize,
    /// The first tile in it.
    pub(crate) first: usize,
    /// How many.
    pub(crate) tiles: usize,
    /// The first one's place in the row of tiles.
    pub(crate) column: usize,
}

/// Transforms the products of a run of tiles back, adds the bias, applies ReLU and pools.
///
/// # Shapes
///
/// - `band`: the rows of the output that the row of tiles covers, `[height, row]`, from their first pixel on; `width`
///   pixels of a row are written
///
/// # Panics
///
/// If the run lies outside the products or the band outside its slice.
#[allow(unused_assignments, reason = "a tile's last row is written out by the same macro and above no other")]
#[inline(always)]
pub(crate) fn output<V: Lanes, const P: usize>(
    job: &OutputJob<'_>,
    run: Run,
    band: &mut [f32],
    [height, width]: [usize; 2],
) {
    let positions = (2 * P + 2) * (2 * P + 2);
    let channels = job.bias.len();
    let scale = if job.pool { 2 } else { 1 };
    let outputs = 2 * P / scale;
    let with = job.coefficients;
    assert!(run.first + run.tiles <= job.block && job.panel.is_multiple_of(V::N));
    assert!(channels.is_multiple_of(job.panel));
    let block_at = run.block * channels * job.block;
    assert!(job.products.len() >= (positions - 1) * job.position + block_at + channels * job.block);
    if height == 0 || width == 0 {
        return;
    }
    assert!(band.len() >= (height - 1) * job.row + width * channels);
    for channel in (0..channels).step_by(V::N) {
        let bias = V::load(&job.bias[channel..]);
        let (panel, lane) = (channel / job.panel, channel % job.panel);
        for t in 0..run.tiles {
            let from = block_at + (panel * job.block + run.first + t) * job.panel + lane;
            let left = (run.column + t) * outputs;
            let mut columns = [[V::splat(0.0); SIDE]; SIDE];
            unrolled!(X < 2 * P + 2, {
                let mut column = [V::splat(0.0); SIDE];
                unrolled!(Y < 2 * P + 2, {
                    let at = (Y * (2 * P + 2) + X) * job.position + from;
                    // SAFETY: below `(positions - 1) * position + block_at + channels * block`, checked above.
                    column[Y] = unsafe { V::load_at(job.products, at) };
                });
                columns[X] = output_line::<V, P>(&column, with);
            });
            let mut above = [V::splat(0.0); SIDE];
            unrolled!(Y < 2 * P, {
                let mut row = [V::splat(0.0); SIDE];
                unrolled!(X < 2 * P + 2, {
                    row[X] = columns[X][Y];
                });
                let mut row = output_line::<V, P>(&row, with);
                unrolled!(X < 2 * P, {
                    // The bias last: a sum with it is never -0, which `pool` would take for the largest number.
                    row[X] = row[X].add(bias).relu();
                });
                if !job.pool {
                    unrolled!(X < 2 * P, {
                        if Y < height && left + X < width {
                            // SAFETY: inside `height` rows of `width` pixels, checked above.
                            unsafe { row[X].store_at(band, Y * job.row + (left + X) * channels + channel) };
                        }
                    });
                } else if Y.is_multiple_of(2) {
                    above = row;
                } else {
                    unrolled!(X < P, {
                        if Y / 2 < height && left + X < width {
                            let four =
                                above[2 * X].pool(above[2 * X + 1]).pool(row[2 * X].pool(row[2 * X + 1]));
                            // SAFETY: inside `height` rows of `width` pixels, checked above.
                            unsafe { four.store_at(band, Y / 2 * job.row + (left + X) * channels + channel) };
                        }
                    });
                }
            });
        }
    }
}
