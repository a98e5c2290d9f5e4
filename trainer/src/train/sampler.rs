//! Which films an epoch takes, and in which order: all of them once, shuffled, or as `[sampling]` balances them.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use rand::Rng as _;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::config::{SamplingConfig, Stratum};
use crate::dataset::Films;
use crate::table::Row;

/// Positive and negative films of one set that [`Sampler::balanced`] has no place for: those of strata with fewer than
/// `fewest` films of a class.
pub fn left_out(config: &SamplingConfig, rows: &[Row]) -> [usize; 2] {
    let mut strata: BTreeMap<Vec<String>, [usize; 2]> = BTreeMap::new();
    for row in rows {
        let stratum = config.within.iter().map(|&key| value(key, Some(row))).collect();
        strata.entry(stratum).or_default()[usize::from(!row.is_positive())] += 1;
    }
    let is_small = |counts: &&[usize; 2]| counts.iter().any(|&count| count < config.fewest);
    strata.values().filter(is_small).fold([0, 0], |[p, n], [q, m]| [p + q, n + m])
}

/// A film's place in an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// Number within the films that the stage uses.
    pub film: usize,
    /// How often the epoch had it before: each time it is augmented anew.
    pub copy: u32,
}

/// The films of a stage, and how epochs draw them.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampler {
    draws: usize,
    /// `None` if every film is taken once.
    cells: Option<Vec<Cell>>,
}

/// Films of one set, stratum and label.
#[derive(Debug, Clone, PartialEq)]
struct Cell {
    films: Vec<usize>,
    /// Of all draws.
    share: f64,
}

impl Sampler {
    /// Every one of `films` films once an epoch.
    pub fn every_film_once(films: usize) -> Self {
        Self { draws: films, cells: None }
    }

    /// So many draws an epoch, as the configuration balances them. Says which films have no place.
    ///
    /// # Errors
    ///
    /// A set without a stratum that has enough films of both classes.
    pub fn balanced(config: &SamplingConfig, films: &Films, draws: usize) -> Result<Self> {
        let sets = films.set_sizes().len();
        // By set and stratum: negative and positive films.
        let mut strata: BTreeMap<(usize, Vec<String>), [Vec<usize>; 2]> = BTreeMap::new();
        for film in 0..films.len() {
            let row = films.row(film);
            let stratum = config.within.iter().map(|&key| value(key, row)).collect();
            strata.entry((films.set_of(film), stratum)).or_default()[usize::from(films.is_positive(film))]
                .push(film);
        }
        let mut cells = Vec::new();
        for set in 0..sets {
            let of_set = strata.iter().filter(|((s, _), _)| *s == set).map(|(_, classes)| classes);
            let (kept, left_out): (Vec<_>, Vec<_>) =
                of_set.partition(|classes| classes.iter().all(|class| class.len() >= config.fewest));
            let count = |strata: &[&[Vec<usize>; 2]], class: usize| -> usize {
                strata.iter().map(|classes| classes[class].len()).sum()
            };
            ensure!(
                !kept.is_empty(),
                "set {} of the films has no stratum of {:?} with {} films of both classes: see `sampling.fewest`",
                set + 1,
                config.within,
                config.fewest
            );
            if !left_out.is_empty() {
                eprintln!(
                    "set {}: {} positive and {} negative training films are of strata with fewer than {} films of a class, \
                     and are left out",
                    set + 1,
                    count(&left_out, 1),
                    count(&left_out, 0),
                    config.fewest
                );
            }
            let all = count(&kept, 0) + count(&kept, 1);
            for classes in kept {
                let of_stratum = (classes[0].len() + classes[1].len()) as f64 / all as f64;
                let share = config.share(set, sets) * of_stratum / 2.0;
                cells.extend(classes.iter().map(|films| Cell { films: films.clone(), share }));
            }
        }
        Ok(Self { draws, cells: Some(cells) })
    }

    /// Films of one epoch.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// An epoch's films in order, drawn from its seed.
    pub fn epoch(&self, seed: u64) -> Vec<Draw> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let Some(cells) = &self.cells else {
            let mut order: Vec<usize> = (0..self.draws).collect();
            order.shuffle(&mut rng);
            return order.into_iter().map(|film| Draw { film, copy: 0 }).collect();
        };
        let mut decks: Vec<Deck<'_>> = cells
            .iter()
            .map(|cell| Deck { cell, owed: rng.random_range(0.0..1.0), order: Vec::new(), copy: 0 })
            .collect();
        (0..self.draws)
            .map(|_| {
                // Whoever is owed most is next, so that any run of draws has the shares, to within one film each.
                decks.iter_mut().for_each(|deck| deck.owed += deck.cell.share);
                let next = decks.iter_mut().max_by(|a, b| a.owed.total_cmp(&b.owed));
                let next = next.expect("each set has a cell");
                next.owed -= 1.0;
                next.draw(&mut rng)
            })
            .collect()
    }
}

/// A cell's films in random order, shuffled again when all were taken.
struct Deck<'a> {
    cell: &'a Cell,
    owed: f64,
    order: Vec<usize>,
    copy: u32,
}

impl Deck<'_> {
    fn draw(&mut self, rng: &mut ChaCha8Rng) -> Draw {
        if self.order.is_empty() {
            self.order.clone_from(&self.cell.films);
            self.order.shuffle(rng);
            self.copy += 1;
        }
        let film = self.order.pop().expect("a cell has films");
        Draw { film, copy: self.copy - 1 }
    }
}

/// What a film's row says of a stratum.
fn value(key: Stratum, row: Option<&Row>) -> String {
    let known = row.and_then(|row| match key {
        Stratum::View => row.view.clone(),
        Stratum::Sex => row.sex.map(|sex| sex.as_str().to_owned()),
        Stratum::NativeSize => row.native_size.map(|[columns, rows]| format!("{columns}x{rows}")),
        Stratum::Source => row.source.clone(),
    });
    known.unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(test)]
mod tests {
    use shared::image::GrayImage;

    use super::*;

    fn films(rows: &[(&str, bool)]) -> Films {
        let row = |&(view, positive): &(&str, bool)| Row {
            findings: if positive { vec!["Pneumonia".into()] } else { Vec::new() },
            view: Some(view.into()),
            ..Row::default()
        };
        Films::from_rows(rows.iter().map(|r| (GrayImage::new(1, 1, vec![0]).unwrap(), row(r))).collect())
    }

    /// 90 positive and 30 negative films; then 10 and 40 that are AP, 12 and 9 PA, and 15 lateral ones, all positive.
    fn two_sets() -> Films {
        let set = |counts: &[(&'static str, bool, usize)]| {
            let rows: Vec<(&str, bool)> =
                counts.iter().flat_map(|&(view, label, n)| std::iter::repeat_n((view, label), n)).collect();
            films(&rows)
        };
        Films::joined(vec![
            set(&[("AP", true, 90), ("AP", false, 30)]),
            set(&[("AP", true, 10), ("AP", false, 40), ("PA", true, 12), ("PA", false, 9), ("LL", true, 15)]),
        ])
    }

    #[test]
    fn films_without_a_place_are_counted_by_class() {
        let config = |text: &str| toml::from_str::<SamplingConfig>(text).unwrap();
        // The second set: 10 and 40 AP, 12 and 9 PA, 15 positive lateral films.
        let films = two_sets();
        let rows: Vec<Row> = (120..206).map(|i| films.row(i).unwrap().clone()).collect();
        assert_eq!(left_out(&config("within = ['view']"), &rows), [15, 0]);
        assert_eq!(left_out(&config("within = ['view']\nfewest = 10"), &rows), [27, 9]);
        assert_eq!(left_out(&config(""), &rows), [0, 0]);
    }

    fn sampler(text: &str, draws: usize) -> Result<Sampler> {
        Sampler::balanced(&toml::from_str(text)?, &two_sets(), draws)
    }

    #[test]
    fn shares_hold_in_every_batch_and_no_view_tells_the_label() {
        let films = two_sets();
        let epoch = sampler("shares = [1, 3]\nwithin = ['view']", 1600).unwrap().epoch(5);
        assert_eq!(epoch.len(), 1600);
        let count = |draws: &[Draw], is: &dyn Fn(usize) -> bool| draws.iter().filter(|d| is(d.film)).count();
        for batch in epoch.chunks(16) {
            assert!((3..=5).contains(&count(batch, &|i| films.set_of(i) == 0)));
            assert!((6..=10).contains(&count(batch, &|i| films.is_positive(i))));
        }
        let view = |i: usize, view: &str| films.row(i).unwrap().view.as_deref() == Some(view);
        for (set, name, expected) in
            [(0, "AP", 200.0), (1, "AP", 600.0 * 50.0 / 71.0), (1, "PA", 600.0 * 21.0 / 71.0)]
        {
            for label in [true, false] {
                let of = |i: usize| films.set_of(i) == set && view(i, name) && films.is_positive(i) == label;
                let drawn = count(&epoch, &of) as f64;
                assert!((drawn - expected).abs() <= 2.0, "{set} {name} {label}: {drawn}, not {expected}");
            }
        }
        // Lateral films are all positive: they would teach the view.
        assert_eq!(count(&epoch, &|i| view(i, "LL")), 0);
    }

    #[test]
    fn films_of_a_cell_take_turns_and_each_time_is_another_copy() {
        let epoch = sampler("", 400).unwrap().epoch(1);
        let mut seen: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        epoch.iter().for_each(|draw| seen.entry(draw.film).or_default().push(draw.copy));
        assert!(seen.values().all(|copies| copies.iter().copied().eq(0..copies.len() as u32)));
        // 30 negative films of the first set share 100 draws.
        let negatives: Vec<usize> = (90..120).map(|i| seen[&i].len()).collect();
        assert!(negatives.iter().all(|n| (3..=4).contains(n)), "{negatives:?}");
    }

    #[test]
    fn epochs_differ_and_a_seed_gives_one() {
        let sampler = sampler("", 50).unwrap();
        assert_eq!(sampler.epoch(3), sampler.epoch(3));
        assert_ne!(sampler.epoch(3), sampler.epoch(4));
        assert_eq!(sampler.draws(), 50);
    }

    #[test]
    fn without_balance_every_film_is_there_once() {
        let mut films: Vec<usize> =
            Sampler::every_film_once(30).epoch(7).iter().map(|draw| draw.film).collect();
        assert_ne!(films, (0..30).collect::<Vec<_>>());
        films.sort_unstable();
        assert_eq!(films, (0..30).collect::<Vec<_>>());
    }

    #[test]
    fn a_set_without_a_stratum_of_both_classes_is_named() {
        let error = sampler("within = ['view']\nfewest = 11", 10).unwrap_err().to_string();
        assert!(error.contains("set 2") && error.contains("sampling.fewest"), "{error}");
    }
}
