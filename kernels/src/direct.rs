//! A convolution without transforms, for the first layer: with three channels, transforming costs more than it saves.

use crate::lanes::Lanes;

/// A row of pixels to compute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DirectJob<'a> {
    /// Planes with their border of zeros, `[channels, rows, columns]`.
    pub(crate) planes: &'a [f32],
    /// Values of a plane.
    pub(crate) plane: usize,
    /// Values of a row of a plane: the width, 2 for the border, and `MR` that are read and not used.
    pub(crate) row: usize,
    /// Channels.
    pub(crate) channels: usize,
    /// The filters, `[outputs / NR][channels][3][3][NR]`.
    pub(crate) filters: &'a [f32],
    /// A bias for each output with padding.
    pub(crate) bias: &'a [f32],
}

/// Computes row `y`, with ReLU: `out` is `[width][outputs]`.
///
/// # Panics
///
/// If a slice is too short.
#[inline(always)]
pub(crate) fn direct<V: Lanes, const MR: usize, const NV: usize>(
    job: &DirectJob<'_>,
    y: usize,
    width: usize,
    out: &mut [f32],
) {
    let (panel, outputs) = (NV * V::N, job.bias.len());
    assert!(outputs.is_multiple_of(panel) && out.len() >= width * outputs);
    for left in (0..width).step_by(MR) {
        let filters = job.filters.chunks_exact(job.channels * 9 * panel);
        for (k, (filters, bias)) in filters.zip(job.bias.chunks_exact(panel)).enumerate() {
            let mut sums = [[V::splat(0.0); NV]; MR];
            for (line, filters) in filters.chunks_exact(3 * panel).enumerate() {
                let (channel, dy) = (line / 3, line % 3);
                let inputs = &job.planes[channel * job.plane + (y + dy) * job.row + left..][..MR + 2];
                for (dx, filters) in filters.chunks_exact(panel).enumerate() {
                    let mut row = [V::splat(0.0); NV];
                    for (j, row) in row.iter_mut().enumerate() {
                        *row = V::load(&filters[j * V::N..]);
                    }
                    for (r, sums) in sums.iter_mut().enumerate() {
                        let input = V::splat(inputs[dx + r]);
                        for j in 0..NV {
                            sums[j] = input.mul_add(row[j], sums[j]);
                        }
                    }
                }
            }
            for (r, sums) in sums.iter().enumerate().take(width - left) {
                for (j, sum) in sums.iter().enumerate() {
                    let bias = V::load(&bias[j * V::N..]);
                    sum.add(bias).relu().store(&mut out[(left + r) * outputs + k * panel + j * V::N..]);
                }
            }
        }
    }
}
