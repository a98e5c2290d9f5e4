//! Maps between layers: channels last, with a border of zeros, so that no kernel asks where a film ends.

use crate::error::Error;

/// The maps of some films, `[films, rows, columns, channels]`: pixel `(y, x)` lies at row `y + 1`, column `x + 1`.
#[derive(Debug, Default)]
pub(crate) struct Map {
    values: Vec<f32>,
    /// Films.
    pub(crate) films: usize,
    /// Pixels of a column.
    pub(crate) height: usize,
    /// Pixels of a row.
    pub(crate) width: usize,
    /// Channels with padding.
    pub(crate) channels: usize,
    rows: usize,
    columns: usize,
}

/// Consecutive rows of one film.
#[derive(Debug)]
pub(crate) struct Band<'a> {
    /// Rows that are there; fewer than asked for at a film's end, perhaps none.
    pub(crate) height: usize,
    /// The rows, from the first pixel on.
    pub(crate) values: &'a mut [f32],
}

impl Map {
    /// Takes another shape, for a layer whose tiles have `tile` outputs a side. The border is zeros then, the inside is
    /// what was there before: whoever calls overwrites it.
    ///
    /// # Errors
    ///
    /// [`Error::Size`] if a map of this shape could not be addressed.
    pub(crate) fn reshape(
        &mut self,
        films: usize,
        [height, width]: [usize; 2],
        channels: usize,
        tile: usize,
    ) -> Result<(), Error> {
        let size = Error::Size { height, width };
        let padded = |side: usize| side.checked_next_multiple_of(tile)?.checked_add(2);
        let (Some(rows), Some(columns)) = (padded(height), padded(width)) else { return Err(size) };
        let length = [rows, columns, channels].iter().try_fold(films, |all, &n| all.checked_mul(n));
        // A machine addresses half of its numbers, in bytes.
        let Some(length) = length.filter(|&n| n <= isize::MAX as usize / size_of::<f32>()) else {
            return Err(size);
        };
        if self.values.len() < length {
            self.values.clear();
            self.values.try_reserve_exact(length).map_err(|_| size)?;
            self.values.resize(length, 0.0);
        }
        *self =
            Self { values: std::mem::take(&mut self.values), films, height, width, channels, rows, columns };
        let row = self.row();
        for film in self.values[..length].chunks_exact_mut(rows * row) {
            film[..row].fill(0.0);
            for line in film[row..(height + 1) * row].chunks_exact_mut(row) {
                line[..channels].fill(0.0);
                line[(width + 1) * channels..].fill(0.0);
            }
            film[(height + 1) * row..].fill(0.0);
        }
        Ok(())
    }

    /// From a row to the next, in values.
    pub(crate) fn row(&self) -> usize {
        self.columns * self.channels
    }

    /// From a film to the next, in values.
    pub(crate) fn film(&self) -> usize {
        self.rows * self.row()
    }

    /// Every value, border included.
    pub(crate) fn values(&self) -> &[f32] {
        &self.values[..self.films * self.film()]
    }

    /// Bands of `height` rows, `count` a film.
    pub(crate) fn bands(&mut self, height: usize, count: usize) -> Vec<Band<'_>> {
        let (row, film, rows, channels) = (self.row(), self.film(), self.height, self.channels);
        let length = self.films * film;
        let mut bands = Vec::with_capacity(self.films * count);
        for film in self.values[..length].chunks_exact_mut(film) {
            let mut chunks = film[row..(rows + 1) * row].chunks_mut(height * row);
            for index in 0..count {
                let values = chunks.next().map_or(&mut [][..], |chunk| &mut chunk[channels..]);
                bands.push(Band { height: height.min(rows.saturating_sub(index * height)), values });
            }
        }
        bands
    }

    /// The first `channels` channels as planes, `[films, channels, height, width]`.
    ///
    /// # Panics
    ///
    /// If `out` has another length.
    pub(crate) fn to_planes(&self, channels: usize, out: &mut [f32]) {
        let (row, plane) = (self.row(), self.height * self.width);
        assert_eq!(out.len(), self.films * channels * plane);
        let films = self.values().chunks_exact(self.film()).zip(out.chunks_exact_mut(channels * plane));
        for (film, out) in films {
            for y in 0..self.height {
                let line = &film[(y + 1) * row + self.channels..];
                for (channel, out) in out.chunks_exact_mut(plane).enumerate() {
                    let out = &mut out[y * self.width..][..self.width];
                    for (to, pixel) in out.iter_mut().zip(line.chunks_exact(self.channels)) {
                        *to = pixel[channel];
                    }
                }
            }
        }
    }
}
