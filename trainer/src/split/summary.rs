//! What is known of a split: `split.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::balance::FeatureBalance;
use super::draw::Matched;
use super::options::{Part, SplitOptions};
use crate::eda::Numbers;
use crate::table::Layout;

/// The version of [`SplitSummary`].
pub const SCHEMA: u32 = 1;

/// A split, as `split.json` has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitSummary {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The program that wrote it.
    pub software: String,
    /// The table that was split.
    pub source: SourceTable,
    /// The seed.
    pub seed: u64,
    /// What was asked for, defaults included.
    pub options: SplitOptions,
    /// The parts.
    pub parts: Parts,
    /// Who is in no part: the surplus of a class.
    pub left_out: LeftOut,
    /// How far the classes differ in what is no disease.
    pub balance: Vec<FeatureBalance>,
    /// What to know before the parts are used.
    pub notes: Vec<String>,
    /// Shortcuts that the parts still hold.
    pub warnings: Vec<String>,
    /// The split's identity: SHA-256 over the hexadecimal hashes of train, validation and test, a line end after each.
    pub sha256: String,
}

/// The table that was split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceTable {
    /// Its file name.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Its layout.
    pub layout: Layout,
    /// Its films.
    pub films: Classes,
    /// Their patients.
    pub patients: Classes,
    /// Films that were measured; `None` if no folder of films was given.
    pub films_measured: Option<usize>,
}

/// Positive and negative ones. A patient is positive if any film is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classes {
    /// With pneumonia.
    pub positive: usize,
    /// Without.
    pub negative: usize,
    /// Share of the positive ones; `None` of nobody.
    pub prevalence: Option<f64>,
}

impl Classes {
    /// So many of each.
    pub fn new(positive: usize, negative: usize) -> Self {
        let all = positive + negative;
        Self { positive, negative, prevalence: (all > 0).then(|| positive as f64 / all as f64) }
    }

    /// Both together.
    pub fn all(&self) -> usize {
        self.positive + self.negative
    }

    /// `1:2.87`, or `2.65:1`; a dash without one of the classes.
    pub fn ratio(&self) -> String {
        let (p, n) = (self.positive as f64, self.negative as f64);
        let digits = |x: f64| if x.fract() == 0.0 { format!("{x}") } else { format!("{x:.2}") };
        match (self.positive, self.negative) {
            (0, _) | (_, 0) => "–".to_owned(),
            (a, b) if b >= a => format!("1:{}", digits(n / p)),
            _ => format!("{}:1", digits(p / n)),
        }
    }
}

/// The three parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// To fit weights.
    pub train: PartSummary,
    /// To choose checkpoint, threshold and calibration.
    pub validation: PartSummary,
    /// For figures, used once.
    pub test: PartSummary,
}

impl Parts {
    /// One of them.
    pub fn get(&self, part: Part) -> &PartSummary {
        match part {
            Part::Train => &self.train,
            Part::Validation => &self.validation,
            Part::Test => &self.test,
        }
    }
}

/// A part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartSummary {
    /// Its table in the split's folder.
    pub file: String,
    /// SHA-256 of that file, in hexadecimal.
    pub sha256: String,
    /// Positive to negative patients as asked for: `1:3`, `natural` or `prevalence 0.05`.
    pub ratio_wanted: String,
    /// Patients.
    pub patients: Classes,
    /// Films: all of each patient.
    pub films: Classes,
    /// How far matching got; `None` of a part that is not matched.
    pub matched: Option<Matched>,
    /// Who they are, by class.
    pub demographics: Demographics,
    /// Findings on the films with pneumonia besides pneumonia, most common first: name, films.
    pub co_findings: Vec<(String, usize)>,
}

/// Who is on the films of each class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demographics {
    /// Films with pneumonia.
    pub positive: Group,
    /// Films without.
    pub negative: Group,
}

/// Who is on a group of films. What the table does not tell counts as `not given`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Films.
    pub films: usize,
    /// Films by view.
    pub views: BTreeMap<String, usize>,
    /// Films by sex.
    pub sexes: BTreeMap<String, usize>,
    /// Films by age band; of a range its middle counts.
    pub age_bands: BTreeMap<String, usize>,
    /// Ages in years, those known exactly and possible; `None` without any.
    pub age: Option<Numbers>,
}

/// Who is in no part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Their table in the split's folder; `None` if nobody is left out.
    pub file: Option<String>,
    /// SHA-256 of that file, in hexadecimal.
    pub sha256: Option<String>,
    /// Patients.
    pub patients: Classes,
    /// Films.
    pub films: Classes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_for_people() {
        let ratio = |p, n| Classes::new(p, n).ratio();
        assert_eq!(ratio(2, 6), "1:3");
        assert_eq!(ratio(300, 861), "1:2.87");
        assert_eq!(ratio(5, 2), "2.50:1");
        assert_eq!(ratio(4, 4), "1:1");
        assert_eq!((ratio(0, 4), ratio(4, 0)), ("–".to_owned(), "–".to_owned()));
        assert_eq!(Classes::new(0, 0).prevalence, None);
        assert_eq!(Classes::new(1, 3).prevalence, Some(0.25));
    }
}
