//! How far the classes differ in what is no disease: in the whole table, and in each part.

use serde::{Deserialize, Serialize};

use super::keys::moments;
use super::options::{MatchKey, Part, SplitOptions};
use super::patients::Patients;
use crate::eda::Feature;
use crate::eda::shortcuts::Strength;

/// How far the classes differ in one feature of the shortcut audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureBalance {
    /// Name, with its unit in brackets.
    pub feature: String,
    /// What exactly it is.
    pub meaning: String,
    /// Whether the matched parts were matched by it.
    pub matched: bool,
    /// In the whole table: before matching, and before anyone was left out.
    pub table: Difference,
    /// In the training part.
    pub train: Difference,
    /// In the validation part.
    pub validation: Difference,
    /// In the test part.
    pub test: Difference,
}

/// A difference between the classes, twice.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// Between patients, each by the mean over the films that bear the patient's class: what matching works on.
    pub by_patient: Contrast,
    /// Between films, each with its own label: what a network meets.
    pub by_film: Contrast,
}

/// A difference between two groups of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contrast {
    /// Mean of the positive ones less mean of the others, over the root of the mean of both variances (Austin 2009);
    /// `None` without a spread.
    pub standardised_difference: Option<f64>,
    /// How well the number tells the classes apart.
    pub strength: Strength,
}

impl FeatureBalance {
    /// The difference in a part, in the order of [`Part::ALL`].
    pub fn part(&self, part: Part) -> &Difference {
        match part {
            Part::Train => &self.train,
            Part::Validation => &self.validation,
            Part::Test => &self.test,
        }
    }
}

/// Compares the classes in each feature that is known of some film.
pub(super) fn compare(
    features: &[Feature],
    positive: &[bool],
    patients: &Patients,
    parts: &[Vec<usize>; 3],
    options: &SplitOptions,
) -> Vec<FeatureBalance> {
    let everybody: Vec<usize> = (0..patients.films.len()).collect();
    let known = features.iter().filter(|feature| feature.values.iter().any(Option::is_some));
    known
        .map(|feature| {
            let among = |members: &[usize]| difference(feature, positive, patients, members);
            let key = MatchKey::of_feature(&feature.name);
            FeatureBalance {
                feature: feature.name.clone(),
                meaning: feature.meaning.clone(),
                matched: key.is_some_and(|key| options.match_by.contains(&key)),
                table: among(&everybody),
                train: among(&parts[0]),
                validation: among(&parts[1]),
                test: among(&parts[2]),
            }
        })
        .collect()
}

fn difference(feature: &Feature, positive: &[bool], patients: &Patients, members: &[usize]) -> Difference {
    let means = patients.means(|film| feature.values[film]);
    let of_patients = members.iter().filter_map(|&p| Some((means[p]?, patients.positive[p]))).collect();
    let of_films = members
        .iter()
        .flat_map(|&p| &patients.films[p])
        .filter_map(|&film| Some((feature.values[film]?, positive[film])))
        .collect();
    Difference { by_patient: contrast(of_patients), by_film: contrast(of_films) }
}

fn contrast(pairs: Vec<(f64, bool)>) -> Contrast {
    let class = |wanted: bool| moments(pairs.iter().filter(|(_, p)| *p == wanted).map(|(value, _)| *value));
    let standardised_difference = match (class(true), class(false)) {
        (Some((mean, variance)), Some((other, spread))) => {
            let sd = f64::midpoint(variance, spread).sqrt();
            (sd > 0.0).then(|| (mean - other) / sd)
        }
        _ => None,
    };
    Contrast { standardised_difference, strength: Strength::of(&pairs) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reference_values() {
        // Means 3 and 1, variances 1 and 4 (n - 1): 2 / sqrt(2.5); of nine pairs 7.5 are in order.
        let pairs = vec![(2.0, true), (3.0, true), (4.0, true), (-1.0, false), (1.0, false), (3.0, false)];
        let found = contrast(pairs);
        assert!((found.standardised_difference.unwrap() - 2.0 / 2.5_f64.sqrt()).abs() < 1e-12);
        assert!((found.strength.auc.unwrap() - 7.5 / 9.0).abs() < 1e-12);
        let flat = contrast(vec![(1.0, true), (1.0, true), (1.0, false), (1.0, false)]);
        assert_eq!((flat.standardised_difference, flat.strength.auc), (None, None));
    }
}
