//! The shortcut audit: how well things that are not disease tell pneumonia from the rest.
//!
//! A network takes whatever separates the classes. If the size of the file does, an AUC of the network proves nothing:
//! so each such thing is scored by itself, over all films and within each view, as an area under the ROC curve without
//! regard to direction (the larger of a and 1 - a), with the direction beside it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::cohort::Cohort;
use crate::metrics::{auc, auc_interval};
use crate::table::Sex;

/// AUC above which a feature is warned of: what view, sex and age reach together on NIH's list (0.55 to 0.59) is below.
pub const WARN_ABOVE: f64 = 0.6;

/// Names of a category that are audited, the most common; each is a feature of its own.
const MAX_CATEGORIES: usize = 8;

/// Something that is known of films and is no disease.
pub(crate) struct Feature {
    /// Name, with its unit in brackets.
    pub(crate) name: String,
    /// What exactly it is.
    pub(crate) meaning: String,
    /// Its value for each film; `None` where unknown.
    pub(crate) values: Vec<Option<f64>>,
}

/// The audit.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// [`WARN_ABOVE`].
    pub warn_above: f64,
    /// Features, the strongest first.
    pub features: Vec<FeatureAudit>,
    /// A sentence for each feature that is warned of.
    pub warnings: Vec<String>,
}

/// How well one feature tells pneumonia from the rest.
#[derive(Debug, Clone, Serialize)]
pub struct FeatureAudit {
    /// Name, with its unit in brackets.
    pub feature: String,
    /// What exactly it is.
    pub meaning: String,
    /// Over all films that it is known of.
    pub overall: Strength,
    /// Within each view.
    pub within_view: Vec<ViewStrength>,
}

/// A strength within a view.
#[derive(Debug, Clone, Serialize)]
pub struct ViewStrength {
    /// The view.
    pub view: String,
    /// The strength among its films.
    pub strength: Strength,
}

/// How well a feature tells the classes apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strength {
    /// AUC without regard to direction, 0.5 to 1; `None` if a class is missing, or the feature is the same throughout.
    pub auc: Option<f64>,
    /// 95 % interval of it by Hanley and McNeil, as if films were drawn one by one.
    pub interval: Option<[f64; 2]>,
    /// Whether films with pneumonia have the larger values.
    pub higher_in_pneumonia: Option<bool>,
    /// Films with pneumonia that the feature is known of.
    pub positives: usize,
    /// Other films that it is known of.
    pub negatives: usize,
}

impl Strength {
    /// How well the numbers tell the labels apart.
    pub(crate) fn of(pairs: &[(f64, bool)]) -> Self {
        let positives = pairs.iter().filter(|(_, label)| *label).count();
        let negatives = pairs.len() - positives;
        let varies = pairs.iter().any(|(value, _)| *value != pairs[0].0);
        let (scores, labels): (Vec<f64>, Vec<bool>) = pairs.iter().copied().unzip();
        let area = if varies { auc(&scores, &labels) } else { None };
        let strength = area.map(|a| a.max(1.0 - a));
        Self {
            auc: strength,
            interval: strength.map(|a| auc_interval(a, positives, negatives)),
            higher_in_pneumonia: area.map(|a| a >= 0.5),
            positives,
            negatives,
        }
    }

    fn warns(&self) -> bool {
        self.auc.is_some_and(|a| a > WARN_ABOVE)
    }

    /// `0.923 (lower in pneumonia)`, or a dash.
    pub(crate) fn text(&self) -> String {
        let Some(area) = self.auc else { return "–".to_owned() };
        let direction = if self.higher_in_pneumonia == Some(true) { "higher" } else { "lower" };
        let doubt = self.interval.is_some_and(|i| i[0] <= 0.5);
        let doubt = if doubt { "; too few films to be sure" } else { "" };
        format!("{area:.3} ({direction} in pneumonia{doubt})")
    }
}

impl FeatureAudit {
    /// The largest strength, over all films or within a view.
    pub(super) fn strongest(&self) -> f64 {
        self.within_view
            .iter()
            .map(|w| &w.strength)
            .chain([&self.overall])
            .filter_map(|s| s.auc)
            .fold(0.0, f64::max)
    }

    fn warning(&self) -> Option<String> {
        let within: Vec<String> = self
            .within_view
            .iter()
            // A single view is all films once more.
            .filter(|w| self.within_view.len() > 1 && w.strength.warns())
            .map(|w| format!("within {} {}", w.view, w.strength.text()))
            .collect();
        if !self.overall.warns() && within.is_empty() {
            return None;
        }
        let mut parts = vec![format!("over all films {}", self.overall.text())];
        parts.extend(within);
        Some(format!("{} tells pneumonia from the rest: AUC {}", self.feature, parts.join(", ")))
    }
}

/// Audits what the table tells, and `more` features, such as those of the pixels.
pub(super) fn audit(cohort: &Cohort<'_>, more: Vec<Feature>) -> Audit {
    let mut features: Vec<FeatureAudit> = from_table(cohort)
        .into_iter()
        .chain(more)
        .filter(|feature| feature.values.iter().any(Option::is_some))
        .map(|feature| examine(cohort, feature))
        .collect();
    features.sort_by(|a, b| b.strongest().total_cmp(&a.strongest()));
    let warnings = features.iter().filter_map(FeatureAudit::warning).collect();
    Audit { warn_above: WARN_ABOVE, features, warnings }
}

fn examine(cohort: &Cohort<'_>, feature: Feature) -> FeatureAudit {
    let pairs = |keep: &dyn Fn(usize) -> bool| -> Vec<(f64, bool)> {
        let known = feature.values.iter().enumerate().filter(|(i, _)| keep(*i));
        known.filter_map(|(i, value)| value.map(|v| (v, cohort.positive[i]))).collect()
    };
    FeatureAudit {
        overall: Strength::of(&pairs(&|_| true)),
        within_view: cohort
            .views
            .iter()
            .enumerate()
            .map(|(v, view)| ViewStrength {
                view: view.clone(),
                strength: Strength::of(&pairs(&|i| cohort.view[i] == Some(v))),
            })
            .collect(),
        feature: feature.name,
        meaning: feature.meaning,
    }
}

/// What the table tells of films besides findings.
pub(super) fn from_table(cohort: &Cohort<'_>) -> Vec<Feature> {
    let rows = cohort.rows;
    let column = |name: &str, meaning: &str, value: &dyn Fn(usize) -> Option<f64>| Feature {
        name: name.to_owned(),
        meaning: meaning.to_owned(),
        values: (0..rows.len()).map(value).collect(),
    };
    let mut features = vec![
        column("sex (male)", "1 for male, 0 for female", &|i| match rows[i].sex? {
            Sex::Male => Some(1.0),
            Sex::Female => Some(0.0),
            Sex::Other => None,
        }),
        column("age (years)", "age in the table, without impossible ones and ranges", &|i| {
            rows[i].age.filter(|age| !age.is_impossible())?.years()
        }),
        column("follow-up number", "the table's number of the film within the patient", &|i| {
            rows[i].follow_up.map(f64::from)
        }),
        column("native size (pixels)", "columns times rows before the film was made smaller", &|i| {
            rows[i].native_size.map(|[w, h]| f64::from(w) * f64::from(h))
        }),
        column("native pixel spacing (mm)", "distance between columns of the native film", &|i| {
            rows[i].pixel_spacing.map(|[x, _]| x)
        }),
    ];
    // Only where all patients have numbers: codes with letters have no order.
    let numbers: Vec<Option<f64>> = rows.iter().map(|r| number(&r.patient_id)).collect();
    if numbers.iter().all(Option::is_some) {
        features.push(Feature {
            name: "patient number".to_owned(),
            meaning: "the patient's number in the table: the order in which films were gathered".to_owned(),
            values: numbers,
        });
    }
    features.extend(categories("view", cohort, |i| rows[i].view.as_deref()));
    features.extend(categories("source", cohort, |i| rows[i].source.as_deref()));
    features
}

fn number(text: &str) -> Option<f64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// One feature a name: 1 where a film has it. Of two names one is enough.
fn categories<'a>(what: &str, cohort: &Cohort<'_>, of: impl Fn(usize) -> Option<&'a str>) -> Vec<Feature> {
    let films = 0..cohort.rows.len();
    // In order of name: of two, the first is kept on every table, whichever is more common.
    let names: BTreeSet<&str> = films.clone().filter_map(&of).collect();
    let mut names: Vec<(&str, usize)> =
        names.into_iter().map(|name| (name, cohort.count(|i| of(i) == Some(name)))).collect();
    // A name that all films have tells nothing.
    if names.len() <= 2 {
        names.pop();
    }
    names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    names.truncate(MAX_CATEGORIES);
    names
        .into_iter()
        .map(|(name, _)| Feature {
            name: format!("{what} ({name})"),
            meaning: format!("1 for {name}, 0 for another {what}"),
            values: films.clone().map(|i| of(i).map(|other| f64::from(u8::from(other == name)))).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_has_no_direction_and_says_which() {
        let up = Strength::of(&[(1.0, false), (2.0, false), (3.0, true), (4.0, true)]);
        assert_eq!((up.auc, up.higher_in_pneumonia), (Some(1.0), Some(true)));
        let down = Strength::of(&[(1.0, true), (2.0, true), (3.0, false), (4.0, false)]);
        assert_eq!((down.auc, down.higher_in_pneumonia), (Some(1.0), Some(false)));
    }

    #[test]
    fn what_is_undefined_is_none() {
        for pairs in [&[][..], &[(1.0, true), (2.0, true)], &[(1.0, true), (1.0, false)]] {
            let strength = Strength::of(pairs);
            assert_eq!((strength.auc, strength.interval, strength.higher_in_pneumonia), (None, None, None));
            assert_eq!(strength.text(), "–");
        }
    }

    #[test]
    fn codes_with_letters_are_no_numbers() {
        assert_eq!(number("00000013"), Some(13.0));
        assert_eq!((number("person12"), number("")), (None, None));
    }
}
