//! Matched pairs: does the model still order films rightly when they are alike in everything that is not disease?
//!
//! A pair is a positive and a negative film of the same view whose noise, sharpness, mean gray level and compressed size
//! differ by no more than a stated tolerance, and to which the baseline that knows most, all shortcuts together, gives nearly
//! the same log odds (matching on the propensity score: Rosenbaum and Rubin 1983, with a caliper as in their paper of 1985).
//! Over all such pairs, the share in which the positive film has the higher score is an AUC that none of these can raise.
//! The four themselves, and the trivial baselines, are scored on the same pairs: where they do not come out near a half, the
//! matching was too loose.

use std::collections::BTreeSet;

use serde::Serialize;

use super::baselines::SHORTCUTS;
use super::decisions;
use super::figure::Figure;
use super::known::Known;
use super::resample::Resampling;
use super::sample::Sample;
use super::scorer::{Kind, Scorer};

/// Pairs that are compared, at most: beyond, a part of them spread evenly over all.
const MAX_PAIRS: usize = 500_000;

/// How far from a half a shortcut may order pairs before the matching counts as too loose.
const NEAR: f64 = 0.05;

/// How alike two films must be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tolerance {
    /// The audit's feature.
    pub feature: &'static str,
    /// Largest difference.
    pub at_most: f64,
    /// Of what.
    pub unit: Unit,
}

/// What a difference is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// The smaller of the two values.
    OfTheSmaller,
    /// Gray levels, 0 to 255.
    GrayLevels,
}

/// The tolerances. On 789 films of NIH's at 256 x 256 pixels (403 positive), noise orders 0.76 of the pairs of one view,
/// sharpness 0.65, gray level 0.25 and size 0.79; of the 896 pairs that these leave, 0.54, 0.43, 0.45 and 0.57.
pub const TOLERANCES: [Tolerance; 4] = [
    Tolerance { feature: "pixel noise", at_most: 0.10, unit: Unit::OfTheSmaller },
    Tolerance { feature: "sharpness", at_most: 0.10, unit: Unit::OfTheSmaller },
    Tolerance { feature: "mean gray level", at_most: 12.0, unit: Unit::GrayLevels },
    Tolerance { feature: "file size (bytes)", at_most: 0.02, unit: Unit::OfTheSmaller },
];

/// Largest difference of a pair's films in the log odds that all shortcuts together give them. Were these exact, the odds that
/// the positive film of a pair has the higher ones would be e^0.2 = 1.22 at most, which is 0.05 over a half.
pub const CALIPER: f64 = 0.2;

impl Tolerance {
    fn holds(&self, a: f64, b: f64) -> bool {
        let apart = (a - b).abs();
        match self.unit {
            Unit::OfTheSmaller => apart <= self.at_most * a.min(b),
            Unit::GrayLevels => apart <= self.at_most,
        }
    }

    /// `pixel noise within 10 %`.
    pub fn text(&self) -> String {
        match self.unit {
            Unit::OfTheSmaller => format!("{} within {} %", self.feature, 100.0 * self.at_most),
            Unit::GrayLevels => format!("{} within {} levels", self.feature, self.at_most),
        }
    }
}

/// What came of the matching.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matched {
    /// How alike the films of a pair are; besides, they have the same view.
    pub tolerances: [Tolerance; 4],
    /// Largest difference in the log odds of all shortcuts together; `None` where that baseline could not be fitted.
    pub caliper: Option<f64>,
    /// Pairs.
    pub pairs: usize,
    /// Pairs that were compared, all of them or a part.
    pub compared: usize,
    /// Pairs by view.
    pub by_view: Vec<PairsOfView>,
    /// Share of the pairs that each scorer orders rightly.
    pub scorers: Vec<Ordered>,
    /// Share of the pairs in which the positive film has the larger value of each matched feature.
    pub features: Vec<Ordered>,
    /// Whether a feature or a baseline still tells the films of a pair apart.
    pub too_loose: bool,
    /// What the shortcuts' figures mean for the model's.
    pub verdict: String,
}

/// Pairs of one view.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairsOfView {
    /// The view; empty where none is given.
    pub view: String,
    /// Pairs.
    pub pairs: usize,
}

/// A share of pairs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ordered {
    /// Scorer or feature.
    pub name: String,
    /// The share, ties counting half. Its films are those that are in a pair.
    pub share: Figure,
}

/// Pairs the films and scores whatever is to be scored on the pairs.
pub(crate) fn matched(
    known: &Known<'_>,
    sample: &Sample,
    scorers: &[Scorer],
    resampling: &Resampling,
) -> Matched {
    let propensity = scorers.iter().find(|s| s.kind == Kind::Baseline && s.name == SHORTCUTS);
    let (pairs, by_view) = pairs(known, sample, propensity);
    let count = pairs.len();
    let kept: Vec<[usize; 2]> = if count > MAX_PAIRS {
        (0..MAX_PAIRS).map(|i| pairs[(i as u128 * count as u128 / MAX_PAIRS as u128) as usize]).collect()
    } else {
        pairs
    };
    let ordered = |name: &str, scores: &dyn Fn(usize, usize) -> [f64; 2]| Ordered {
        name: name.to_owned(),
        share: share(sample, &kept, scores, resampling),
    };
    let of_scorers: Vec<Ordered> = scorers.iter().map(|s| ordered(&s.name, &|a, b| s.pair(a, b))).collect();
    let features: Vec<Ordered> = TOLERANCES
        .iter()
        .filter_map(|t| {
            let column = known.feature(t.feature)?;
            // Every film of a pair has the value.
            Some(ordered(t.feature, &|a, b| [a, b].map(|i| column[i].unwrap_or(f64::NAN))))
        })
        .collect();
    let baselines = of_scorers.iter().zip(scorers).filter(|(_, s)| s.kind == Kind::Baseline);
    let shortcuts: Vec<&Ordered> = features.iter().chain(baselines.map(|(o, _)| o)).collect();
    let (too_loose, verdict) = verdict(&shortcuts, count);
    Matched {
        tolerances: TOLERANCES,
        caliper: propensity.map(|_| CALIPER),
        pairs: count,
        compared: kept.len(),
        by_view,
        scorers: of_scorers,
        features,
        too_loose,
        verdict,
    }
}

/// All pairs, positive film first, in order; and how many of each view.
fn pairs(
    known: &Known<'_>,
    sample: &Sample,
    propensity: Option<&Scorer>,
) -> (Vec<[usize; 2]>, Vec<PairsOfView>) {
    let columns: Vec<_> = TOLERANCES.iter().map(|t| known.feature(t.feature)).collect();
    let values = |film: usize| -> Option<[f64; 4]> {
        let all: Vec<f64> = columns.iter().map_while(|c| (*c)?[film]).collect();
        all.try_into().ok()
    };
    let alike = |positive: usize, negative: usize| {
        propensity.is_none_or(|scorer| {
            let [a, b] = scorer.pair(positive, negative);
            (a - b).abs() <= CALIPER
        })
    };
    let measured: Vec<(usize, [f64; 4])> =
        (0..sample.len()).filter_map(|film| Some((film, values(film)?))).collect();
    let view = |film: usize| known.rows[film].view.as_deref().unwrap_or_default();
    let views: BTreeSet<&str> = measured.iter().map(|(film, _)| view(*film)).collect();
    let (mut all, mut by_view) = (Vec::new(), Vec::new());
    for name in views {
        let of = |wanted: bool| {
            measured.iter().filter(move |(film, _)| view(*film) == name && sample.labels()[*film] == wanted)
        };
        // By size, the tightest of the four, so that few films are looked at in vain.
        let mut negatives: Vec<&(usize, [f64; 4])> = of(false).collect();
        negatives.sort_by(|a, b| a.1[3].total_cmp(&b.1[3]));
        let before = all.len();
        for (positive, mine) in of(true) {
            let smallest = mine[3] / (1.0 + TOLERANCES[3].at_most);
            let start = negatives.partition_point(|n| n.1[3] < smallest * (1.0 - 1e-12));
            let mut found: Vec<[usize; 2]> = negatives[start..]
                .iter()
                .take_while(|n| n.1[3] <= mine[3] || TOLERANCES[3].holds(n.1[3], mine[3]))
                .filter(|n| TOLERANCES.iter().enumerate().all(|(k, t)| t.holds(mine[k], n.1[k])))
                .filter(|n| alike(*positive, n.0))
                .map(|n| [*positive, n.0])
                .collect();
            found.sort_unstable();
            all.extend(found);
        }
        if all.len() > before {
            by_view.push(PairsOfView { view: name.to_owned(), pairs: all.len() - before });
        }
    }
    (all, by_view)
}

fn share(
    sample: &Sample,
    pairs: &[[usize; 2]],
    scores: &dyn Fn(usize, usize) -> [f64; 2],
    resampling: &Resampling,
) -> Figure {
    let films: BTreeSet<usize> = pairs.iter().flatten().copied().collect();
    let films: Vec<usize> = films.into_iter().collect();
    let part = sample.part(&films);
    if pairs.is_empty() {
        return Figure::undefined(&part, "there are no pairs");
    }
    let place = |film: usize| films.binary_search(&film).unwrap_or_default();
    // What each pair adds, with the places of its films.
    let terms: Vec<(usize, usize, f64)> = pairs
        .iter()
        .map(|&[positive, negative]| {
            let [a, b] = scores(positive, negative);
            let right = if a > b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            };
            (place(positive), place(negative), right)
        })
        .collect();
    if terms.iter().all(|t| t.2 == 0.5) {
        return Figure::undefined(&part, "every pair is a tie");
    }
    let ordered = |weight: &dyn Fn(usize) -> f64| {
        let (mut right, mut all) = (0.0, 0.0);
        for &(a, b, term) in &terms {
            let both = weight(a) * weight(b);
            right += both * term;
            all += both;
        }
        (all > 0.0).then(|| right / all)
    };
    let value = ordered(&|_| 1.0);
    let figure = Figure::of(&part, value);
    if let Some(value) = value.filter(|v| *v == 0.0 || *v == 1.0) {
        return figure.with(decisions::all_or_none(value == 1.0, part.patients()));
    }
    let [interval] = resampling.intervals(&part, |weight| [ordered(&|i| weight[i])]);
    figure.with(interval)
}

/// Whether the matching left something to tell the films of a pair apart by.
fn verdict(shortcuts: &[&Ordered], pairs: usize) -> (bool, String) {
    if pairs == 0 {
        return (false, "No two films of different classes are so alike: nothing can be said.".to_owned());
    }
    let far: Vec<(&Ordered, f64)> = shortcuts
        .iter()
        .filter_map(|o| Some((*o, o.share.value?)))
        .filter(|(_, value)| (value - 0.5).abs() > NEAR)
        .collect();
    let sure = |figure: &Figure| figure.interval.is_some_and(|[low, high]| low > 0.5 || high < 0.5);
    let list = |wanted: bool| -> Vec<String> {
        let of = far.iter().filter(|(o, _)| sure(&o.share) == wanted);
        of.map(|(o, value)| format!("{} {value:.3}", o.name)).collect()
    };
    let (loose, unsure) = (list(true), list(false));
    let mut said = Vec::new();
    if !loose.is_empty() {
        said.push(format!(
            "The matching is too loose: the films of a pair are still told apart by {}. The model's share may come from \
             these.",
            loose.join(", ")
        ));
    }
    if !unsure.is_empty() {
        said.push(format!(
            "The pairs are too few to say whether they are still told apart by {}.",
            unsure.join(", ")
        ));
    }
    if said.is_empty() {
        said.push(format!("No shortcut orders the pairs: each comes out within {NEAR} of a half."));
    }
    (!loose.is_empty(), said.join(" "))
}

#[cfg(test)]
mod tests;
