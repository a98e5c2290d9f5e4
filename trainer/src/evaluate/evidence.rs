//! Whether figures are evidence: the model must be better than what needs no disease to be seen.

use serde::Serialize;

use super::Scored;
use super::baselines::{SHORTCUTS, Unfitted};
use super::matched::Matched;
use super::scorer::Kind;

/// The verdict on these films. It is no more than that: films of one source say nothing of another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// The lower bound of the model's AUC.
    pub auc_lower_bound: Option<f64>,
    /// The baseline with the highest AUC.
    pub strongest_baseline: Option<String>,
    /// Its AUC.
    pub strongest_baseline_auc: Option<f64>,
    /// Whether the bound is above it, and above a half; `None` where one of the two is missing, or a baseline could not be fitted.
    pub above_baselines: Option<bool>,
    /// The lower bound of the model's share of matched pairs.
    pub matched_lower_bound: Option<f64>,
    /// Whether that is above a half; `None` without such a bound.
    pub matched_above_half: Option<bool>,
    /// What orders the matched pairs best without disease, a matched feature or a baseline.
    pub strongest_on_pairs: Option<String>,
    /// Its share of them, or of their reverse.
    pub strongest_on_pairs_share: Option<f64>,
    /// Whether the bound is above that too; only asked where the matching was too loose, as it should be near a half.
    pub matched_above_shortcuts: Option<bool>,
    /// Whether all of this holds; `None` where something of it is not known, and nothing is against it.
    pub shown: Option<bool>,
    /// The same in words.
    pub statement: String,
}

pub(super) fn evidence(scorers: &[Scored], unfitted: &[Unfitted], matched: &Matched) -> Evidence {
    let low = |interval: Option<[f64; 2]>| interval.map(|[low, _]| low);
    let auc_lower_bound = scorers.first().and_then(|model| low(model.ranking.auc.interval));
    let strongest = scorers
        .iter()
        .filter(|s| s.kind == Kind::Baseline)
        .filter_map(|s| Some((s.name.clone(), s.ranking.auc.value?)))
        .max_by(|a, b| a.1.total_cmp(&b.1));
    // Without the one that knows most the question stays open; the others are weaker by design.
    let complete = !unfitted.iter().any(|u| u.name == SHORTCUTS);
    // Whatever baselines there are, chance is one of them.
    let to_beat = strongest.as_ref().map(|(_, best)| best.max(0.5));
    let above_baselines = match (auc_lower_bound, to_beat) {
        (Some(bound), Some(best)) if complete => Some(bound > best),
        // Below one of them is below all of them.
        (Some(bound), Some(best)) if bound <= best => Some(false),
        _ => None,
    };
    let matched_lower_bound = matched.scorers.first().and_then(|model| low(model.share.interval));
    let matched_above_half = matched_lower_bound.map(|bound| bound > 0.5);
    let (strongest_on_pairs, strongest_on_pairs_share) = strongest_on_pairs(scorers, matched).unzip();
    let matched_above_shortcuts = matched_lower_bound
        .zip(strongest_on_pairs_share)
        .filter(|_| matched.too_loose)
        .map(|(bound, share)| bound > share);
    let mut needed = vec![above_baselines, matched_above_half];
    needed.extend(matched.too_loose.then_some(matched_above_shortcuts));
    let shown = if needed.contains(&Some(false)) {
        Some(false)
    } else {
        needed.iter().all(Option::is_some).then_some(true)
    };
    let (strongest_baseline, strongest_baseline_auc) = strongest.unzip();
    let mut evidence = Evidence {
        auc_lower_bound,
        strongest_baseline,
        strongest_baseline_auc,
        above_baselines,
        matched_lower_bound,
        matched_above_half,
        strongest_on_pairs,
        strongest_on_pairs_share,
        matched_above_shortcuts,
        shown,
        statement: String::new(),
    };
    evidence.statement = evidence.words(matched);
    evidence
}

/// What orders the matched pairs furthest from a half, either way, without seeing disease.
fn strongest_on_pairs(scorers: &[Scored], matched: &Matched) -> Option<(String, f64)> {
    let baselines = matched
        .scorers
        .iter()
        .zip(scorers)
        .filter(|(_, s)| s.kind == Kind::Baseline)
        .map(|(ordered, _)| ordered);
    matched
        .features
        .iter()
        .chain(baselines)
        .filter_map(|ordered| Some((ordered.name.clone(), ordered.share.value?)))
        .map(|(name, share)| (name, share.max(1.0 - share)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

impl Evidence {
    fn words(&self, matched: &Matched) -> String {
        let bound = self.auc_lower_bound.map_or("not defined".to_owned(), |b| format!("{b:.3}"));
        let baseline = match (&self.strongest_baseline, self.strongest_baseline_auc) {
            (Some(name), Some(auc)) if auc < 0.5 => {
                format!("chance (0.5; the strongest baseline, {name}, has {auc:.3})")
            }
            (Some(name), Some(auc)) => format!("the strongest baseline ({name}, {auc:.3})"),
            _ => "any baseline, of which none has an AUC".to_owned(),
        };
        let first = match self.above_baselines {
            Some(true) => format!("The lower bound of the model's AUC ({bound}) is above {baseline}."),
            Some(false) => format!(
                "The lower bound of the model's AUC ({bound}) is not above {baseline}: its figures on these films are no \
                 evidence that it sees disease."
            ),
            None => format!("The lower bound of the model's AUC ({bound}) cannot be set against {baseline}."),
        };
        let matched_bound = self.matched_lower_bound.map_or(String::new(), |b| format!("{b:.3}"));
        let second = match self.matched_above_half {
            Some(true) => format!(
                "On {} matched pairs its share's lower bound ({matched_bound}) is above a half.",
                matched.pairs
            ),
            Some(false) => format!(
                "On {} matched pairs its share's lower bound ({matched_bound}) is not above a half: where films are alike \
                 in all but disease, it is not shown to tell them apart.",
                matched.pairs
            ),
            None => format!("There are {} matched pairs: too few to decide.", matched.pairs),
        };
        let third = match (
            self.matched_above_shortcuts,
            &self.strongest_on_pairs,
            self.strongest_on_pairs_share,
        ) {
            (Some(above), Some(name), Some(share)) => format!(
                " Shortcuts still order these pairs ({name}, {share:.3}); the bound must be above that too, and is{}.",
                if above { "" } else { " not" }
            ),
            _ => String::new(),
        };
        format!("{first} {second}{third}")
    }
}
