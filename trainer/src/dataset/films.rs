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
    /// Sets one after the other, each with the number of its first film.
    Joined(Vec<(usize, Films)>),
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

    /// The films of several sets, one set after the other; each film keeps its row, if it has one.
    pub fn joined(sets: Vec<Films>) -> Self {
        let positive = sets.iter().flat_map(Films::labels).collect();
        let mut hash = Sha256::new();
        sets.iter().for_each(|set| hash.update(set.identity()));
        let identity = hex::encode(hash.finalize());
        let mut first = 0;
        let sets = sets.into_iter().map(|set| {
            let at = first;
            first += set.len();
            (at, set)
        });
        Self { store: Store::Joined(sets.collect()), positive, rows: Vec::new(), identity }
    }

    /// The films of people: without sets of phantoms, where there are others. Drawings may help to learn; what a model is
    /// worth is told by films.
    #[must_use]
    pub fn of_people(self) -> Self {
        match self.store {
            Store::Joined(sets) if sets.iter().any(|(_, set)| set.row(0).is_some()) => Self::joined(
                sets.into_iter().map(|(_, set)| set).filter(|set| set.row(0).is_some()).collect(),
            ),
            _ => self,
        }
    }

    /// Whether a model is judged by film `i`, which [`of_people`](Self::of_people) then keeps.
    ///
    /// # Panics
    ///
    /// If there is no such film.
    pub fn is_judged(&self, i: usize) -> bool {
        let has_people = |sets: &[(usize, Films)]| sets.iter().any(|(_, set)| set.row(0).is_some());
        match &self.store {
            Store::Joined(sets) if has_people(sets) => self.row(i).is_some(),
            _ => i < self.len(),
        }
    }

    /// Films of each set, in order; one number unless sets were [`joined`](Self::joined).
    pub fn set_sizes(&self) -> Vec<usize> {
        match &self.store {
            Store::Joined(sets) => sets.iter().map(|(_, set)| set.len()).collect(),
            _ => vec![self.len()],
        }
    }

    /// The set that film `i` is of, from 0.
    ///
    /// # Panics
    ///
    /// If there is no such film.
    pub fn set_of(&self, i: usize) -> usize {
        assert!(i < self.len(), "there is no film {i}");
        match &self.store {
            Store::Joined(sets) => sets.partition_point(|(first, _)| *first <= i) - 1,
            _ => 0,
        }
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
            Store::Joined(sets) => {
                let (first, set) = &sets[self.set_of(i)];
                set.grid(i - first)
            }
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
        match &self.store {
            Store::Joined(sets) if i < self.len() => {
                let (first, set) = &sets[self.set_of(i)];
                set.row(i - first)
            }
            _ => self.rows.get(i),
        }
    }

    /// SHA-256, hexadecimal, over the sizes and pixels of all films in order: the same films give the same, wherever they
    /// lie and however they are stored, as long as they are of the same sets. What is computed of them, such as features, is valid as long as this stays.
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

    #[test]
    fn joined_sets_keep_their_films_rows_and_order() {
        let rows = (0..2).map(|n| (grid(n), Row { line: u64::from(n) + 2, ..Row::default() })).collect();
        let sets = || {
            let rows: Vec<(GrayImage, Row)> = Vec::clone(&rows);
            [
                Films::from_grids(vec![(grid(7), true), (grid(9), false), (grid(8), true)]),
                Films::from_rows(rows),
            ]
        };
        let all = Films::joined(sets().into());
        assert_eq!((all.len(), all.set_sizes()), (5, vec![3, 2]));
        assert_eq!(all.labels(), [true, false, true, false, false]);
        assert_eq!((0..5).map(|i| all.set_of(i)).collect::<Vec<_>>(), [0, 0, 0, 1, 1]);
        let levels: Vec<u8> = (0..5).map(|i| all.grid(i).pixels()[0]).collect();
        assert_eq!(levels, [7, 9, 8, 0, 1]);
        let lines: Vec<Option<u64>> = (0..6).map(|i| all.row(i).map(|row| row.line)).collect();
        assert_eq!(lines, [None, None, None, Some(2), Some(3), None]);
        let [first, second] = sets();
        assert_ne!(all.identity(), Films::joined(vec![second, first]).identity());
        assert_eq!(Films::from_grids(vec![(grid(1), true)]).set_sizes(), [1]);
        assert_eq!((0..5).map(|i| all.is_judged(i)).collect::<Vec<_>>(), [false, false, false, true, true]);
        assert_eq!(all.of_people().labels(), [false, false]);
        let [drawn, _] = sets();
        assert!(drawn.is_judged(0) && !drawn.is_judged(3));
        assert_eq!(Films::joined(vec![drawn]).of_people().len(), 3, "nothing but phantoms");
    }
}
