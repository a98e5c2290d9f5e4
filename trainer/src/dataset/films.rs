//! The films of one part, with their labels and rows.

use sha2::{Digest, Sha256};
use shared::image::GrayImage;

use crate::film_cache::{FilmCache, content_key};
use crate::table::Row;

/// Films as training sees them: pictures after `shared::preprocess::to_grid`, with their labels.
///
/// Films on disk lie in a memory-mapped cache, so that their number is bounded by the disk and not by memory.
#[derive(Debug)]
pub struct Films {
    store: Store,
    positive: Vec<bool>,
    /// As many as films, or none.
    rows: Vec<Row>,
    identity: String,
}

#[derive(Debug)]
enum Store {
    Memory(Vec<GrayImage>),
    Cache(FilmCache),
}

impl Films {
    /// Films in memory, with whether each is labelled pneumonia; they have no rows.
    pub fn from_grids(films: Vec<(GrayImage, bool)>) -> Self {
        let (grids, positive): (Vec<GrayImage>, Vec<bool>) = films.into_iter().unzip();
        let identity = identity(grids.iter().map(content_key));
        Self { store: Store::Memory(grids), positive, rows: Vec::new(), identity }
    }

    /// Films in memory, each with its row.
    pub(crate) fn from_rows(films: Vec<(GrayImage, Row)>) -> Self {
        let (grids, rows): (Vec<GrayImage>, Vec<Row>) = films.into_iter().unzip();
        let labelled = grids.into_iter().zip(&rows).map(|(grid, row)| (grid, row.is_positive())).collect();
        Self { rows, ..Self::from_grids(labelled) }
    }

    /// Films in a cache, with a row each, in the same order.
    pub(super) fn from_cache(films: FilmCache, rows: Vec<Row>) -> Self {
        debug_assert_eq!(films.len(), rows.len(), "a row for each film");
        let identity = identity((0..films.len()).map(|i| *films.key(i)));
        let positive = rows.iter().map(Row::is_positive).collect();
        Self { store: Store::Cache(films), positive, rows, identity }
    }

    /// Number of films.
    pub fn len(&self) -> usize {
        self.positive.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.positive.is_empty()
    }

    /// A copy of film `i`, 65 kB: 256 x 256 pixels, or fewer on a side where the film itself has 224 to 255.
    ///
    /// # Panics
    ///
    /// If there is no such film.
    pub fn grid(&self, i: usize) -> GrayImage {
        match &self.store {
            Store::Memory(grids) => grids[i].clone(),
            Store::Cache(films) => films.grid(i),
        }
    }

    /// Whether film `i` is labelled pneumonia.
    ///
    /// # Panics
    ///
    /// If there is no such film.
    pub fn is_positive(&self, i: usize) -> bool {
        self.positive[i]
    }

    /// [`is_positive`](Self::is_positive) of every film, in order.
    pub fn labels(&self) -> Vec<bool> {
        self.positive.clone()
    }

    /// The row of film `i` in its part's table; `None` for phantoms, and where there is no such film.
    pub fn row(&self, i: usize) -> Option<&Row> {
        self.rows.get(i)
    }

    /// SHA-256, hexadecimal, over the sizes and pixels of all films in order: the same films give the same, wherever they
    /// lie and however they are stored. What is computed of them, such as features, is valid as long as this stays.
    /// Labels have no part in it.
    pub fn identity(&self) -> &str {
        &self.identity
    }
}

fn identity(keys: impl Iterator<Item = [u8; 32]>) -> String {
    let mut hash = Sha256::new();
    for key in keys {
        hash.update(key);
    }
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(level: u8) -> GrayImage {
        GrayImage::new(256, 240, vec![level; 256 * 240]).unwrap()
    }

    #[test]
    fn identity_follows_pixels_and_order_not_labels() {
        let of = |films: &[(u8, bool)]| {
            let films = films.iter().map(|&(level, positive)| (grid(level), positive)).collect();
            Films::from_grids(films).identity().to_owned()
        };
        let first = of(&[(1, true), (2, false)]);
        assert_eq!(first.len(), 64);
        assert_eq!(first, of(&[(1, false), (2, false)]));
        assert_ne!(first, of(&[(2, true), (1, false)]));
        assert_ne!(first, of(&[(1, true), (3, false)]));
        assert_ne!(first, of(&[(1, true)]));
    }

    #[test]
    fn films_come_out_as_they_went_in() {
        let films = Films::from_grids(vec![(grid(7), true), (grid(9), false)]);
        assert_eq!((films.len(), films.is_empty(), films.labels()), (2, false, vec![true, false]));
        assert!(films.is_positive(0) && !films.is_positive(1));
        assert_eq!(films.grid(1), grid(9));
        assert_eq!(films.row(0), None);
    }
}
