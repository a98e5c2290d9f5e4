//! Matching: to each patient of one class, patients of the other who resemble it.
//!
//! Exact in the keys that name something (view, sex, source, and what is unknown), within a caliper in those that are
//! numbers, nearest first by the Euclidean distance of standardised numbers, without replacement. A caliper bounds the
//! difference of each number apart, in standard deviations within the classes: 0.2 of them removes nearly all of the bias
//! of a normally distributed number (Cochran and Rubin 1973; Austin 2011 for the propensity score).
//!
//! Nearest first alone wastes pairs: a patient who could go to two others may be given to the one with more choice. So
//! where none is free, others move over along an augmenting path (Kuhn 1955; Hopcroft and Karp 1973), which gives the
//! largest possible number of pairs at 1:1. At 1:n, where a patient counts only with all n partners, it is a good answer
//! and not always the largest.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

/// Comparisons of two patients after which no path is looked for any more: some seconds.
const MAX_WORK: u64 = 1_000_000_000;

/// What patients are compared by.
pub(super) struct Matcher {
    /// Patients of another category never match.
    pub(super) category: Vec<usize>,
    /// Each patient's numbers, in units of their standard deviations.
    pub(super) numbers: Vec<Vec<f64>>,
    /// How far each may differ, in the same units.
    pub(super) calipers: Vec<f64>,
}

/// A patient with partners of the other class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) anchor: usize,
    pub(super) partners: Vec<usize>,
}

impl Matcher {
    /// Groups of an anchor with `each` partners, in the anchors' order; anchors without enough partners are left out.
    pub(super) fn groups(&self, anchors: &[usize], partners: &[usize], each: usize) -> Vec<Group> {
        let mut search = Search::new(self, anchors, partners);
        for anchor in 0..anchors.len() {
            search.fill(anchor, each);
        }
        anchors
            .iter()
            .zip(&search.held)
            .filter(|(_, held)| held.len() == each)
            .map(|(&anchor, held)| Group {
                anchor,
                partners: held.iter().map(|&p| search.partners[p]).collect(),
            })
            .collect()
    }

    /// The squared distance; `None` beyond a caliper.
    fn distance(&self, a: usize, b: usize) -> Option<f64> {
        let mut sum = 0.0;
        for ((x, y), caliper) in self.numbers[a].iter().zip(&self.numbers[b]).zip(&self.calipers) {
            let apart = (x - y).abs();
            // An age of just the caliper's years more must not fail by its last bit.
            if apart > caliper + 1e-9 {
                return None;
            }
            sum += apart * apart;
        }
        Some(sum)
    }
}

struct Search<'a> {
    matcher: &'a Matcher,
    anchors: &'a [usize],
    /// Partners, sorted within their category by their first number.
    partners: Vec<usize>,
    /// The range of each category in `partners`.
    ranges: BTreeMap<usize, Range<usize>>,
    /// Each partner's anchor.
    owner: Vec<Option<usize>>,
    /// Each anchor's partners.
    held: Vec<Vec<usize>>,
    /// The search that last saw each partner, and each anchor.
    seen: [Vec<usize>; 2],
    searches: usize,
    work: u64,
}

impl<'a> Search<'a> {
    fn new(matcher: &'a Matcher, anchors: &'a [usize], partners: &[usize]) -> Self {
        let mut partners = partners.to_vec();
        // Stable: equal ones stay in the order given, which the seed has shuffled.
        partners.sort_by(|&a, &b| {
            let first = |p: usize| matcher.numbers[p].first().copied().unwrap_or(0.0);
            matcher.category[a].cmp(&matcher.category[b]).then(first(a).total_cmp(&first(b)))
        });
        let mut ranges = BTreeMap::new();
        for (place, &partner) in partners.iter().enumerate() {
            ranges.entry(matcher.category[partner]).or_insert(place..place).end = place + 1;
        }
        let [a, p] = [anchors.len(), partners.len()];
        Self {
            matcher,
            anchors,
            partners,
            ranges,
            owner: vec![None; p],
            held: vec![Vec::new(); a],
            seen: [vec![0; p], vec![0; a]],
            searches: 0,
            work: 0,
        }
    }

    /// Gives an anchor `each` partners, or none.
    fn fill(&mut self, anchor: usize, each: usize) {
        for _ in 0..each {
            if !self.find(anchor, each) {
                for partner in std::mem::take(&mut self.held[anchor]) {
                    self.owner[partner] = None;
                }
                return;
            }
        }
    }

    /// Gives an anchor one partner more, if need be one that another anchor holds and can replace.
    fn find(&mut self, start: usize, each: usize) -> bool {
        self.searches += 1;
        let search = self.searches;
        // How each anchor was come by: the partner it would give up, and the anchor that wants it.
        let mut come_by: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        let mut met = Vec::new();
        self.seen[1][start] = search;
        while let Some(anchor) = queue.pop_front() {
            let (nearest, held) = self.look(anchor, search);
            if let Some(mut partner) = nearest {
                let mut taker = anchor;
                while let Some((given_up, wanted_by)) = come_by.remove(&taker) {
                    self.held[taker].retain(|&p| p != given_up);
                    self.give(taker, partner);
                    (partner, taker) = (given_up, wanted_by);
                }
                self.give(taker, partner);
                return true;
            }
            if self.work > MAX_WORK {
                return false;
            }
            for &partner in &held {
                if let Some(owner) = self.owner[partner].filter(|&owner| self.seen[1][owner] != search) {
                    self.seen[1][owner] = search;
                    come_by.insert(owner, (partner, anchor));
                    queue.push_back(owner);
                }
            }
            met.extend(held);
        }
        // At 1:1 no later path leads through the partners that this search has met: they need not be looked at again.
        if each == 1 {
            met.into_iter().for_each(|partner| self.seen[0][partner] = usize::MAX);
        }
        false
    }

    fn give(&mut self, anchor: usize, partner: usize) {
        self.owner[partner] = Some(anchor);
        self.held[anchor].push(partner);
    }

    /// The nearest free partner of an anchor, and the partners within reach that others hold and this search has not
    /// seen.
    fn look(&mut self, anchor: usize, search: usize) -> (Option<usize>, Vec<usize>) {
        let patient = self.anchors[anchor];
        let Some(range) = self.ranges.get(&self.matcher.category[patient]).cloned() else {
            return (None, Vec::new());
        };
        let within = self.window(patient, range);
        let (mut nearest, mut held): (Option<(f64, usize)>, Vec<usize>) = (None, Vec::new());
        for place in within {
            self.work += 1;
            let seen = self.seen[0][place];
            if seen == search || seen == usize::MAX {
                continue;
            }
            let Some(distance) = self.matcher.distance(patient, self.partners[place]) else { continue };
            if self.owner[place].is_some() {
                self.seen[0][place] = search;
                held.push(place);
            } else if nearest.is_none_or(|(least, _)| distance < least) {
                nearest = Some((distance, place));
                // No nearer one can be found, and without numbers all are equal.
                if distance == 0.0 {
                    break;
                }
            }
        }
        (nearest.map(|(_, place)| place), held)
    }

    /// The part of a category whose first number is within the caliper.
    fn window(&self, patient: usize, range: Range<usize>) -> Range<usize> {
        let Some(&value) = self.matcher.numbers[patient].first() else { return range };
        let caliper = self.matcher.calipers[0] + 1e-9;
        let first = |place: &usize| self.matcher.numbers[*place][0];
        let inside = &self.partners[range.clone()];
        let low = inside.partition_point(|place| first(place) < value - caliper);
        let high = inside.partition_point(|place| first(place) <= value + caliper);
        range.start + low..range.start + high
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matcher(points: &[(usize, f64)], caliper: f64) -> Matcher {
        Matcher {
            category: points.iter().map(|p| p.0).collect(),
            numbers: points.iter().map(|p| vec![p.1]).collect(),
            calipers: vec![caliper],
        }
    }

    #[test]
    fn nearest_of_the_same_category_within_the_caliper() {
        let points = [(0, 1.0), (1, 1.0), (0, 9.0), (0, 1.4), (0, 1.2), (1, 3.0), (0, 9.1)];
        let found = matcher(&points, 1.0).groups(&[0, 1, 2], &[3, 4, 5, 6], 1);
        let group = |anchor, partner| Group { anchor, partners: vec![partner] };
        assert_eq!(found, [group(0, 4), group(2, 6)]);
    }

    #[test]
    fn a_partner_moves_over_for_one_pair_more() {
        // The first takes the nearer one, which is all the second could have.
        let points = [(0, 0.0), (0, 1.0), (0, 0.2), (0, -0.8)];
        let found = matcher(&points, 0.9).groups(&[0, 1], &[2, 3], 1);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].partners, [3]);
    }

    #[test]
    fn all_partners_or_none() {
        let points = [(0, 0.0), (0, 0.1), (0, 0.0), (0, 0.0), (0, 0.0)];
        let found = matcher(&points, 1.0).groups(&[0, 1], &[2, 3, 4], 2);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].partners.len(), 2);
        // Without any number, all of a category match.
        let plain = Matcher { category: vec![0; 5], numbers: vec![vec![]; 5], calipers: vec![] };
        assert_eq!(plain.groups(&[0, 1], &[2, 3, 4], 1).len(), 2);
    }

    /// The largest number of pairs, by trying all.
    fn most(pairs: &[Vec<bool>], anchor: usize, used: u32) -> usize {
        let Some(row) = pairs.get(anchor) else { return 0 };
        let with = (0..row.len())
            .filter(|&p| row[p] && used & (1 << p) == 0)
            .map(|p| 1 + most(pairs, anchor + 1, used | 1 << p))
            .max();
        most(pairs, anchor + 1, used).max(with.unwrap_or(0))
    }

    proptest! {
        #[test]
        fn at_one_to_one_no_more_pairs_are_possible(
            anchors in proptest::collection::vec((0..2_usize, 0.0..4.0_f64), 0..7),
            partners in proptest::collection::vec((0..2_usize, 0.0..4.0_f64), 0..7),
        ) {
            let points = [anchors.as_slice(), &partners].concat();
            let matcher = matcher(&points, 0.6);
            let left: Vec<usize> = (0..anchors.len()).collect();
            let right: Vec<usize> = (anchors.len()..points.len()).collect();
            let near = |x: usize, y: usize| points[x].0 == points[y].0 && matcher.distance(x, y).is_some();
            let pairs: Vec<Vec<bool>> =
                left.iter().map(|&x| right.iter().map(|&y| near(x, y)).collect()).collect();
            let found = matcher.groups(&left, &right, 1);
            prop_assert_eq!(found.len(), most(&pairs, 0, 0));
            prop_assert!(found.iter().all(|g| near(g.anchor, g.partners[0])));
        }

        #[test]
        fn nobody_is_given_twice(
            points in proptest::collection::vec((0..2_usize, 0.0..4.0_f64), 2..60),
            anchors in 1..20_usize,
            each in 1..4_usize,
        ) {
            let anchors = anchors.min(points.len());
            let matcher = matcher(&points, 0.8);
            let (left, right): (Vec<usize>, Vec<usize>) =
                ((0..anchors).collect(), (anchors..points.len()).collect());
            let found = matcher.groups(&left, &right, each);
            let mut given: Vec<usize> = found.iter().flat_map(|g| g.partners.clone()).collect();
            let all = given.len();
            given.sort_unstable();
            given.dedup();
            prop_assert_eq!(given.len(), all);
            for group in &found {
                prop_assert_eq!(group.partners.len(), each);
                prop_assert!(group.partners.iter().all(|&p| matcher.distance(group.anchor, p).is_some()));
            }
        }
    }
}
