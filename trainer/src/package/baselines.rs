//! What films show without their disease, and how well that tells the labels apart: a model is evidence for a group of
//! films only where it is surely better. Fitted on the training films of the group, scored on its test films.

use std::collections::HashMap;

use shared::package::Estimate;

use super::subgroups::groups;
use crate::audit::{self, logistic_regression_holding};
use crate::dataset::Films;
use crate::eda::appearance;
use crate::metrics::auc;

/// Names and notes of the baselines; the names stand in a manifest after `test_`.
const BASELINES: [(&str, &str); 2] = [
    ("auc_thumbnail_baseline", "logistic regression on 16 x 16 thumbnails of the same films"),
    (
        "auc_shortcut_baseline",
        "logistic regression on view, native size, mean, spread, sharpness, noise and border of the same films",
    ),
];

/// Films as baselines see them.
pub(super) struct Seen {
    films: Vec<SeenFilm>,
}

struct SeenFilm {
    /// Empty where nothing is known of it.
    patient: String,
    /// In the order of [`BASELINES`].
    features: [Vec<f32>; 2],
    positive: bool,
    groups: Vec<(String, String)>,
}

impl Seen {
    /// Measures films.
    pub(super) fn of(films: &Films) -> Self {
        let seen = |i: usize| {
            let grid = films.grid(i);
            let row = films.row(i);
            let view = row.and_then(|row| row.view.as_deref());
            let size = row.and_then(|row| row.native_size);
            let mut shortcuts: Vec<f32> = Vec::new();
            // Squares, because films with pneumonia may lie between the others.
            for value in appearance(&grid) {
                shortcuts.extend([value as f32, (value * value) as f32]);
            }
            shortcuts.extend(["AP", "PA"].map(|name| f32::from(u8::from(view == Some(name)))));
            // Millions of pixels of each side's shape: detectors have few.
            let [columns, rows] = size.map_or([0.0; 2], |size| size.map(|side| side as f32 / 1000.0));
            shortcuts.extend([columns, rows, columns * rows, f32::from(u8::from(columns > rows))]);
            SeenFilm {
                patient: row.map(|row| row.patient_id.clone()).unwrap_or_default(),
                features: [audit::thumbnail16(&grid).to_vec(), shortcuts],
                positive: films.is_positive(i),
                groups: row.map(groups).unwrap_or_default(),
            }
        };
        Self { films: (0..films.len()).map(seen).collect() }
    }

    /// A figure for each baseline, of the test films `tested` of this: of a group, or of all films if it is `None`. A
    /// baseline that cannot be fitted has none.
    pub(super) fn figures(&self, training: &Seen, group: Option<&(String, String)>) -> Vec<Estimate> {
        let (fit, test) = (training.members(group), self.members(group));
        let labels: Vec<bool> = test.iter().map(|film| film.positive).collect();
        let fit_labels: Vec<bool> = fit.iter().map(|film| film.positive).collect();
        let held = held(&fit);
        let figure = |(i, (name, note)): (usize, &(&str, &str))| {
            let features: Vec<&[f32]> = fit.iter().map(|film| film.features[i].as_slice()).collect();
            let model = logistic_regression_holding(&features, &fit_labels, |i| held[i]).ok()?;
            let scores: Vec<f64> = test.iter().map(|film| model.logit(&film.features[i])).collect();
            Some(Estimate {
                name: format!("test_{name}"),
                value: auc(&scores, &labels)?,
                interval: None,
                films: labels.len() as u64,
                positives: labels.iter().filter(|&&label| label).count() as u64,
                note: (*note).to_owned(),
            })
        };
        BASELINES.iter().enumerate().filter_map(figure).collect()
    }

    fn members(&self, group: Option<&(String, String)>) -> Vec<&SeenFilm> {
        self.films.iter().filter(|film| group.is_none_or(|group| film.groups.contains(group))).collect()
    }
}

/// Which films a regression's penalty is chosen on: every fourth patient of each class, with all of their films.
fn held(films: &[&SeenFilm]) -> Vec<bool> {
    let (mut known, mut count) = (HashMap::new(), [0_usize; 2]);
    let mut next = |film: &SeenFilm| {
        let count = &mut count[usize::from(film.positive)];
        *count += 1;
        count.is_multiple_of(4)
    };
    films
        .iter()
        .map(|film| match film.patient.as_str() {
            "" => next(film),
            patient => *known.entry(patient).or_insert_with(|| next(film)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use shared::image::GrayImage;

    use super::*;
    use crate::table::{Age, Row};

    /// Adults' films that are sharp if they are positive, and children's that tell nothing.
    fn films(seed: u32) -> Films {
        let film = |i: u32| {
            let (adult, positive) = (i.is_multiple_of(2), i % 10 >= 5);
            let contrast = if adult && positive { 40 } else { 10 };
            let mut random = seed.wrapping_add(i).wrapping_mul(2_654_435_761);
            let pixels = (0..64 * 64).map(|_| {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (100 + (random >> 16) % contrast) as u8
            });
            let age = if adult { 50.0 } else { 4.0 };
            let row = Row {
                findings: if positive { vec!["Pneumonia".into()] } else { Vec::new() },
                age: Some(Age { youngest: age, oldest: age }),
                ..Row::default()
            };
            (GrayImage::new(64, 64, pixels.collect()).unwrap(), row)
        };
        Films::from_rows((0..120).map(film).collect())
    }

    #[test]
    fn a_quarter_of_each_class_is_held_out_by_patient() {
        let film = |patient: &str, positive: bool| SeenFilm {
            patient: patient.into(),
            features: Default::default(),
            positive,
            groups: Vec::new(),
        };
        // Patients of two films each, classes in turn: every fourth film would be negative.
        let films: Vec<SeenFilm> = (0..16)
            .flat_map(|p| [film(&format!("p{p}"), p % 2 == 0), film(&format!("p{p}"), p % 2 == 0)])
            .collect();
        let held = held(&films.iter().collect::<Vec<_>>());
        let held: Vec<usize> = (0..32).filter(|&i| held[i]).collect();
        assert_eq!(held, [12, 13, 14, 15, 28, 29, 30, 31]);
        let unknown: Vec<SeenFilm> = (0..8).map(|_| film("", true)).collect();
        assert_eq!(super::held(&unknown.iter().collect::<Vec<_>>()).iter().filter(|h| **h).count(), 2);
    }

    #[test]
    fn a_shortcut_is_found_in_the_group_that_has_it() {
        let (training, test) = (Seen::of(&films(1)), Seen::of(&films(900)));
        let value = |band: &str, name: &str| {
            let figures = test.figures(&training, Some(&("age_band".into(), band.into())));
            assert_eq!(figures.len(), 2);
            figures.iter().find(|figure| figure.name == name).unwrap().value
        };
        assert!(value("40-64", "test_auc_shortcut_baseline") > 0.99);
        assert!(value("0-17", "test_auc_shortcut_baseline") < 0.75);
        let all = test.figures(&training, None);
        assert_eq!(
            (all[0].name.as_str(), all[0].films, all[0].positives),
            ("test_auc_thumbnail_baseline", 120, 60)
        );
        // Nobody is of this group: nothing to fit on.
        assert!(test.figures(&training, Some(&("patient_sex".into(), "F".into()))).is_empty());
    }
}
