//! The inverse wavelet transform, T.800 annex F, in place.
//!
//! A tile's coefficients lie as the transform leaves them: the low-pass half of a resolution before the high-pass half,
//! in both directions, so that one buffer of the tile's size serves all levels.

use super::rect::Rect;

/// The arithmetic of a transform: whole numbers for 5/3, floats for 9/7.
pub(super) trait Coefficient: Copy + Default {
    /// From twice a magnitude, its lowest bit the half step (T.800 section E.1).
    fn reconstruct(doubled: u32, negative: bool, step: f32) -> Self;
    /// One line whose even places are low-pass; `odd_start` tells that it begins with a high-pass coefficient. A line
    /// of several columns at once: coefficient `i` of column `c` is at `i * columns + c`.
    fn lift(line: &mut [Self], columns: usize, odd_start: bool);
    /// To the nearest whole number.
    fn rounded(self) -> i32;
}

impl Coefficient for i32 {
    fn reconstruct(doubled: u32, negative: bool, _step: f32) -> Self {
        // Fits: twice a magnitude has 32 bits at most.
        let magnitude = (doubled >> 1) as i32;
        if negative { -magnitude } else { magnitude }
    }

    /// T.800 section F.3.8.1.
    fn lift(line: &mut [Self], columns: usize, odd_start: bool) {
        if line.len() == columns {
            if odd_start {
                line.iter_mut().for_each(|value| *value >>= 1);
            }
            return;
        }
        let (low, high) = (usize::from(odd_start), usize::from(!odd_start));
        update(line, columns, low, |value, before, after| {
            value.wrapping_sub(before.wrapping_add(after).wrapping_add(2) >> 2)
        });
        update(line, columns, high, |value, before, after| {
            value.wrapping_add(before.wrapping_add(after) >> 1)
        });
    }

    fn rounded(self) -> i32 {
        self
    }
}

// T.800 table F.4.
const ALPHA: f32 = -1.586_134_3;
const BETA: f32 = -0.052_980_12;
const GAMMA: f32 = 0.882_911_1;
const DELTA: f32 = 0.443_506_85;
const K: f32 = 1.230_174_1;

impl Coefficient for f32 {
    fn reconstruct(doubled: u32, negative: bool, step: f32) -> Self {
        let magnitude = 0.5 * doubled as f32 * step;
        if negative { -magnitude } else { magnitude }
    }

    /// T.800 section F.3.8.2.
    fn lift(line: &mut [Self], columns: usize, odd_start: bool) {
        if line.len() == columns {
            if odd_start {
                line.iter_mut().for_each(|value| *value *= 0.5);
            }
            return;
        }
        let (low, high) = (usize::from(odd_start), usize::from(!odd_start));
        for (index, cell) in line.chunks_exact_mut(columns).enumerate() {
            let factor = if index % 2 == low { K } else { 1.0 / K };
            cell.iter_mut().for_each(|value| *value *= factor);
        }
        update(line, columns, low, |value, before, after| value - DELTA * (before + after));
        update(line, columns, high, |value, before, after| value - GAMMA * (before + after));
        update(line, columns, low, |value, before, after| value - BETA * (before + after));
        update(line, columns, high, |value, before, after| value - ALPHA * (before + after));
    }

    fn rounded(self) -> i32 {
        // Saturates; the caller clamps to the precision.
        self.round_ties_even() as i32
    }
}

/// One lifting step: every second cell from `first` on takes its two neighbours in, mirrored at the ends.
#[inline]
fn update<T: Copy>(line: &mut [T], columns: usize, first: usize, step: impl Fn(T, T, T) -> T) {
    let count = line.len() / columns;
    for index in (first..count).step_by(2) {
        let before = if index == 0 { 1 } else { index - 1 };
        let after = if index + 1 == count { index - 1 } else { index + 1 };
        // The cell itself lies between its neighbours or at an end: split around it.
        let (head, rest) = line.split_at_mut(index * columns);
        let (cell, tail) = rest.split_at_mut(columns);
        let pick = |place: usize| {
            if place < index { &head[place * columns..][..columns] } else { &tail[..columns] }
        };
        let (before, after) = (pick(before), pick(after));
        for ((value, before), after) in cell.iter_mut().zip(before).zip(after) {
            *value = step(*value, *before, *after);
        }
    }
}

/// Columns that are transformed together, so that a cache line is used whole.
const STRIP: usize = 16;

/// Undoes one level: from the four subbands of `rect` (a resolution of the tile) to its samples, in a buffer whose rows
/// are `stride` long.
pub(super) fn inverse<T: Coefficient>(buffer: &mut [T], stride: usize, rect: Rect) {
    let (width, height) = (rect.width() as usize, rect.height() as usize);
    if width == 0 || height == 0 {
        return;
    }
    let (odd_x, odd_y) = (rect.x0 % 2 == 1, rect.y0 % 2 == 1);
    let low_x = (rect.x1.div_ceil(2) - rect.x0.div_ceil(2)) as usize;
    let low_y = (rect.y1.div_ceil(2) - rect.y0.div_ceil(2)) as usize;
    let mut line = vec![T::default(); width.max(height * STRIP)];
    for row in buffer.chunks_mut(stride).take(height) {
        let row = &mut row[..width];
        let line = &mut line[..width];
        let (low, high) = row.split_at(low_x);
        for (place, value) in (usize::from(odd_x)..).step_by(2).zip(low) {
            line[place] = *value;
        }
        for (place, value) in (usize::from(!odd_x)..).step_by(2).zip(high) {
            line[place] = *value;
        }
        T::lift(line, 1, odd_x);
        row.copy_from_slice(line);
    }
    for left in (0..width).step_by(STRIP) {
        let columns = STRIP.min(width - left);
        let line = &mut line[..height * columns];
        // Where row `row` of the subbands goes among the interleaved ones.
        let place = |row: usize| {
            if row < low_y { 2 * row + usize::from(odd_y) } else { 2 * (row - low_y) + usize::from(!odd_y) }
        };
        for (row, source) in buffer.chunks(stride).take(height).enumerate() {
            line[place(row) * columns..][..columns].copy_from_slice(&source[left..left + columns]);
        }
        T::lift(line, columns, odd_y);
        for (target, cells) in buffer.chunks_mut(stride).zip(line.chunks_exact(columns)) {
            target[left..left + columns].copy_from_slice(cells);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forward 5/3 transform of one line, T.800 section F.4.8.1, low-pass first.
    fn forward(line: &[i32], odd_start: bool) -> Vec<i32> {
        let n = line.len() as i64;
        let mirror = |i: i64| {
            let i = if i < 0 { -i } else { i };
            (if i >= n { 2 * (n - 1) - i } else { i }) as usize
        };
        let mut out = line.to_vec();
        let (low, high) = (i64::from(odd_start), i64::from(!odd_start));
        for i in (high..n).step_by(2) {
            out[i as usize] -= (out[mirror(i - 1)] + out[mirror(i + 1)]) >> 1;
        }
        for i in (low..n).step_by(2) {
            out[i as usize] += (out[mirror(i - 1)] + out[mirror(i + 1)] + 2) >> 2;
        }
        let pick = |from: i64| (from..n).step_by(2).map(|i| out[i as usize]).collect::<Vec<_>>();
        [pick(low), pick(high)].concat()
    }

    #[test]
    fn the_reversible_transform_is_undone_at_every_size_and_start() {
        for (start, length) in (0..4u32).flat_map(|start| (2..9u32).map(move |length| (start, length))) {
            let plain: Vec<i32> = (0..length as i32).map(|i| i * i * 7 % 31 - 9).collect();
            let rect = Rect { x0: start, y0: 0, x1: start + length, y1: 1 };
            let mut row = forward(&plain, start % 2 == 1);
            inverse(&mut row, length as usize, rect);
            assert_eq!(row, plain, "row of {length} from {start}");
            let rect = Rect { x0: 0, y0: start, x1: 1, y1: start + length };
            let mut column = forward(&plain, start % 2 == 1);
            inverse(&mut column, 1, rect);
            assert_eq!(column, plain, "column of {length} from {start}");
        }
    }

    #[test]
    fn a_constant_survives_the_irreversible_transform() {
        // Low-pass coefficients of a constant are the constant, high-pass ones nothing.
        let mut buffer = vec![0.0f32; 8 * 6];
        for row in buffer.chunks_mut(8).take(3) {
            row[..4].fill(100.0);
        }
        inverse(&mut buffer, 8, Rect { x0: 0, y0: 0, x1: 8, y1: 6 });
        assert!(buffer.iter().all(|value| (value - 100.0).abs() < 1e-3), "{buffer:?}");
    }
}
