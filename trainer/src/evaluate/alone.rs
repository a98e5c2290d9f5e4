//! What each thing that is not disease comes to alone: the audit of `trainer eda`, on the films that are scored.

use serde::Serialize;

use super::figure::Figure;
use super::known::Known;
use super::ranking;
use super::resample::Resampling;
use super::sample::Sample;
use super::scorer::{Kind, Scorer};

/// A feature of the audit by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alone {
    /// Its name, with its unit in brackets.
    pub feature: String,
    /// What exactly it is.
    pub meaning: String,
    /// The AUC of larger values, over the films that it is known of: one of 0.2 tells as much as one of 0.8.
    pub auc: Figure,
}

/// All features, in the audit's order.
pub(crate) fn alone(known: &Known<'_>, sample: &Sample, resampling: &Resampling) -> Vec<Alone> {
    known
        .features
        .iter()
        .map(|feature| {
            let values = &feature.values[..known.scored];
            let films: Vec<usize> = (0..known.scored).filter(|&film| values[film].is_some()).collect();
            let scorer = Scorer {
                name: feature.name.clone(),
                kind: Kind::Baseline,
                description: String::new(),
                log_odds: films.iter().filter_map(|&film| values[film]).collect(),
                holds_at: None,
                calls: Vec::new(),
                pairwise: None,
            };
            let part = sample.part(&films);
            let auc = if films.is_empty() {
                Figure::undefined(&part, "it is known of no film")
            } else {
                ranking::auc(&part, &scorer, resampling)
            };
            Alone { feature: feature.name.clone(), meaning: feature.meaning.clone(), auc }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eda::Feature;
    use crate::table::Row;

    #[test]
    fn a_feature_orders_the_films_that_it_is_known_of() {
        let feature = |name: &str, values: Vec<Option<f64>>| Feature {
            name: name.to_owned(),
            meaning: "made up".to_owned(),
            values,
        };
        let row = Row::default();
        let rows = vec![&row; 5];
        let sample = Sample::new(vec![true, true, false, false, true], 0..5);
        let known = Known::new(
            &rows,
            vec![
                feature("smaller", vec![Some(1.0), Some(2.0), Some(3.0), Some(1.5), None]),
                feature("unknown", vec![None; 5]),
            ],
        );
        let found = alone(&known, &sample, &Resampling { seed: 1, count: 50 });
        // Of the four pairs, one is ordered upwards.
        assert_eq!((found[0].auc.value, found[0].auc.films), (Some(0.25), 4));
        assert_eq!(found[1].auc.value, None);
        assert_eq!(found[1].auc.reason.as_deref(), Some("it is known of no film"));
    }
}
