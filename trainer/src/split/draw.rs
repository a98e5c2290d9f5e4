//! Drawing the patients of each part: test, then validation, then train, each from what the ones before have left.

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use super::matching::{Group, Matcher};
use super::options::{MatchKey, Part, SplitOptions};
use super::patients::Pool;
use super::plan::{plan, share_of, validation_of_rest};
use super::ratio::Ratio;

/// How far matching got in a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matched {
    /// Groups at the part's ratio that the patients left at that time gave, each of one patient and its partners.
    pub groups: usize,
    /// Groups there would have been, had nothing had to match.
    pub without_matching: usize,
    /// Groups that the part took.
    pub taken: usize,
}

/// Who is in which part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawn {
    /// Patients, in the order of [`Part::ALL`].
    pub(super) parts: [Vec<usize>; 3],
    /// Patients of no part.
    pub(super) left_out: Vec<usize>,
    /// How far matching got, of parts that are matched.
    pub(super) matched: [Option<Matched>; 3],
}

/// Draws all parts.
///
/// `matcher_of` makes a matcher of some keys: where too few pairs match, it is asked what fewer keys would give.
///
/// # Errors
///
/// A part with too few patients of a class, with the options that would do.
pub(super) fn draw(
    mut pool: Pool,
    strata: &[usize],
    options: &SplitOptions,
    matcher_of: &dyn Fn(&[MatchKey]) -> Result<Matcher>,
) -> Result<Drawn> {
    // Also where parts are matched: what the counts alone forbid, matching cannot give.
    let planned = plan(pool.counts(), options)?;
    let matcher = if options.match_by.is_empty() { None } else { Some(matcher_of(&options.match_by)?) };
    let folds_before = options.fold.map_or(0, |fold| fold.number - 1);
    let whole = pool.clone();
    for before in 0..folds_before {
        let members = fold(&pool, strata, options, before);
        pool.remove(&members);
    }
    let mut drawn = Drawn { parts: Default::default(), left_out: Vec::new(), matched: [None; 3] };
    for (part, share) in [
        (Part::Test, options.test_share),
        (Part::Validation, validation_of_rest(options)),
        (Part::Train, 1.0),
    ] {
        let members = match (&matcher, options.ratio(part)) {
            (Some(matcher), Some(ratio)) if options.matches(part) => {
                let (members, matched) = take_matched(&pool, strata, matcher, ratio, share);
                let least = ratio.times(matched.taken).into_iter().min().unwrap_or(0);
                if least < options.min_patients {
                    bail!(refusal(&pool, options, part, ratio, &matched, matcher_of)?);
                }
                drawn.matched[part as usize] = Some(matched);
                members
            }
            // Counted anew: a matched part has taken fewer than planned, or others.
            (_, Some(ratio)) if part != Part::Test => {
                take(&pool, strata, ratio.times(share_of(ratio.groups(pool.counts()), share)))
            }
            _ if part == Part::Test && options.fold.is_some() => {
                let members = fold(&pool, strata, options, folds_before);
                // The folds before are for the other parts.
                pool = whole.clone();
                members
            }
            _ => take(&pool, strata, planned.parts[part as usize]),
        };
        pool.remove(&members);
        drawn.parts[part as usize] = members;
    }
    drawn.left_out = pool.classes.concat();
    Ok(drawn)
}

/// The next fold of the patients that `before` folds have left: its share of each class.
fn fold(pool: &Pool, strata: &[usize], options: &SplitOptions, before: usize) -> Vec<usize> {
    let left = options.fold.map_or(1, |fold| fold.of - before);
    take(pool, strata, pool.counts().map(|class| share_of(class, 1.0 / left as f64)))
}

/// So many positive and negative patients, stratified, in the pool's order.
fn take(pool: &Pool, strata: &[usize], counts: [usize; 2]) -> Vec<usize> {
    let classes = pool.classes.iter().zip(counts);
    classes.flat_map(|(class, count)| stratified(class, |&p| strata[p], count)).collect()
}

/// A share of the groups that match; which, is drawn by the strata of their anchors.
fn take_matched(
    pool: &Pool,
    strata: &[usize],
    matcher: &Matcher,
    ratio: Ratio,
    share: f64,
) -> (Vec<usize>, Matched) {
    let groups = matched_groups(pool, matcher, ratio);
    let taken = stratified(&groups, |group| strata[group.anchor], share_of(groups.len(), share));
    let matched =
        Matched { groups: groups.len(), without_matching: ratio.groups(pool.counts()), taken: taken.len() };
    let members = taken.into_iter().flat_map(|group| [vec![group.anchor], group.partners].concat());
    (members.collect(), matched)
}

fn matched_groups(pool: &Pool, matcher: &Matcher, ratio: Ratio) -> Vec<Group> {
    let [positive, negative] = ratio.terms();
    let [with, without] = &pool.classes;
    // The one of 1:n is the anchor; at 1:1 the positive one, which is the rarer as a rule.
    if positive == 1 {
        matcher.groups(with, without, negative)
    } else {
        matcher.groups(without, with, positive)
    }
}

/// The first items of each stratum, as many of each as its share of all, rounded by largest remainders.
fn stratified<T: Clone>(items: &[T], stratum: impl Fn(&T) -> usize, count: usize) -> Vec<T> {
    let strata = items.iter().map(&stratum).max().map_or(0, |most| most + 1);
    let mut sizes = vec![0; strata];
    items.iter().for_each(|item| sizes[stratum(item)] += 1);
    let mut open = allocate(&sizes, count);
    items
        .iter()
        .filter(|item| {
            let open = &mut open[stratum(item)];
            let taken = *open > 0;
            *open -= usize::from(taken);
            taken
        })
        .cloned()
        .collect()
}

/// Divides `count` in proportion to `sizes`, which sum to at least as much.
fn allocate(sizes: &[usize], count: usize) -> Vec<usize> {
    let all: usize = sizes.iter().sum::<usize>().max(1);
    let mut parts: Vec<usize> = sizes.iter().map(|size| size * count / all).collect();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse((sizes[i] * count % all, sizes[i])));
    let rest = count - parts.iter().sum::<usize>();
    order.into_iter().take(rest).for_each(|i| parts[i] += 1);
    parts
}

/// What to say where too few match: how many do, and what fewer keys or another ratio would give.
fn refusal(
    pool: &Pool,
    options: &SplitOptions,
    part: Part,
    ratio: Ratio,
    matched: &Matched,
    matcher_of: &dyn Fn(&[MatchKey]) -> Result<Matcher>,
) -> Result<String> {
    let names = |keys: &[MatchKey]| keys.iter().map(|k| k.as_str()).collect::<Vec<_>>().join(",");
    let mut could = vec![format!("{} at {ratio} without --match", matched.without_matching)];
    let keys = &options.match_by;
    for left_out in keys.iter().filter(|_| keys.len() > 1) {
        let fewer: Vec<MatchKey> = keys.iter().copied().filter(|key| key != left_out).collect();
        let groups = matched_groups(pool, &matcher_of(&fewer)?, ratio).len();
        could.push(format!("{groups} with --match {}", names(&fewer)));
    }
    let even = Ratio::EVEN;
    if ratio != even {
        let pairs = matched_groups(pool, &matcher_of(keys)?, even).len();
        could.push(format!("{pairs} at --{}-ratio {even}", part.as_str()));
    }
    Ok(format!(
        "{} would have {} groups of {ratio} matched by {}, its share of the {} there are; --min-patients asks for {} \
         patients of each class. There would be in all {}. A wider --caliper or --age-caliper gives more too",
        part.as_str(),
        matched.taken,
        names(keys),
        matched.groups,
        options.min_patients,
        could.join("; ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_strata_are_kept() {
        assert_eq!(allocate(&[50, 30, 20], 10), [5, 3, 2]);
        // 3.33, 3.33 and 3.33: of equal remainders the first.
        assert_eq!(allocate(&[1, 1, 1], 1), [1, 0, 0]);
        assert_eq!(allocate(&[7, 1], 8), [7, 1]);
        assert_eq!(allocate(&[0, 0], 0), [0, 0]);
        let items: Vec<usize> = (0..100).collect();
        let taken = stratified(&items, |i| usize::from(*i >= 80), 10);
        assert_eq!(taken, [0, 1, 2, 3, 4, 5, 6, 7, 80, 81]);
    }

    fn plain() -> Matcher {
        // Of 60 patients, positive below 20; a category for each ten of the positive ones, the second with one partner.
        Matcher {
            category: (0..60).map(|p| usize::from((10..20).contains(&p) || p == 20)).collect(),
            numbers: vec![vec![]; 60],
            calipers: vec![],
        }
    }

    fn pool() -> Pool {
        Pool { classes: [(0..20).collect(), (20..60).collect()] }
    }

    #[test]
    fn matched_parts_are_at_their_ratio() {
        let options = SplitOptions {
            match_by: vec![MatchKey::View],
            test_classes: super::super::options::TestClasses::Ratio(Ratio::EVEN),
            min_patients: 1,
            ..SplitOptions::default()
        };
        let drawn = draw(pool(), &[0; 60], &options, &|_| Ok(plain())).unwrap();
        assert_eq!(drawn.matched[2], None);
        let [train, validation, test] = &drawn.parts;
        let positives = |part: &[usize]| part.iter().filter(|p| **p < 20).count();
        assert_eq!((positives(test), test.len()), (4, 8));
        assert_eq!(validation.len(), 4 * positives(validation));
        assert_eq!(train.len(), 2 * positives(train));
        let matched = drawn.matched[0].unwrap();
        assert_eq!((matched.taken, train.len()), (matched.groups, 2 * matched.groups));
        assert_eq!(drawn.parts.concat().len() + drawn.left_out.len(), 60);
    }

    #[test]
    fn too_few_pairs_are_refused_with_what_there_would_be() {
        let options = SplitOptions {
            match_by: vec![MatchKey::View, MatchKey::Sex],
            min_patients: 3,
            ..SplitOptions::default()
        };
        let none = || Matcher {
            category: (0..60).map(|p| usize::from(p < 20)).collect(),
            numbers: vec![vec![]; 60],
            calipers: vec![],
        };
        let matcher_of = |keys: &[MatchKey]| Ok(if keys == [MatchKey::Sex] { plain() } else { none() });
        let message = draw(pool(), &[0; 60], &options, &matcher_of).unwrap_err().to_string();
        for part in ["validation would have 0 groups of 1:3", "0 with --match view", "--validation-ratio 1:1"]
        {
            assert!(message.contains(part), "{part}: {message}");
        }
        assert!(
            message.contains("with --match sex") && !message.contains(" 0 with --match sex"),
            "{message}"
        );
    }
}
