//! The figures of test films by view, sex and age band, and by all three: what a page shows for films like one film.
//! Which attributes and values are understood is said in `shared/src/package/evidence.rs`.

use std::collections::BTreeMap;

use shared::package::{ADULT, Estimate, FEWEST_FILMS, Subgroup, VIEW_AND_AGE};

use super::baselines::Seen;
use super::decision::Decision;
use crate::dataset::Films;
use crate::metrics::{Confusion, auc, auc_interval, wilson_interval};
use crate::table::{Row, Sex};

/// First and last whole year of each band. Children stand apart: a package is evidence for them or is not.
const BANDS: [(f64, f64, &str); 4] =
    [(0.0, 17.0, "0-17"), (18.0, 39.0, "18-39"), (40.0, 64.0, "40-64"), (65.0, 120.0, "65-120")];

/// All adults, whom a package is evidence for or is not.
const ADULTS: &str = "18-120";

/// Figures of every group with [`FEWEST_FILMS`] films of both classes, those of baselines among them; none of phantoms,
/// which have no rows.
pub(super) fn subgroups(
    films: &Films,
    logits: &[f64],
    labels: &[bool],
    decision: &Decision,
    training: &Seen,
) -> Vec<Subgroup> {
    let seen = Seen::of(films);
    let mut members: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for i in 0..films.len() {
        for group in films.row(i).into_iter().flat_map(groups) {
            members.entry(group).or_default().push(i);
        }
    }
    members
        .into_iter()
        .filter_map(|(group, members)| {
            let logits: Vec<f64> = members.iter().map(|&i| logits[i]).collect();
            let labels: Vec<bool> = members.iter().map(|&i| labels[i]).collect();
            let mut metrics = figures(&logits, &labels, decision)?;
            metrics.extend(seen.figures(training, Some(&group)));
            let (attribute, value) = group;
            Some(Subgroup { attribute, value, metrics })
        })
        .collect()
}

/// The groups of a film: one for each attribute that is known, one for adults, one for view and population, and one for
/// all three.
pub(super) fn groups(row: &Row) -> Vec<(String, String)> {
    let sex = row.sex.and_then(|sex| match sex {
        Sex::Female => Some("F"),
        Sex::Male => Some("M"),
        // Too few anywhere to be a group of their own.
        Sex::Other => None,
    });
    // An age that is known as a range is of the band that holds all of it.
    let band = row.age.map(|age| [age.youngest, age.oldest].map(f64::floor)).and_then(|ends| {
        BANDS.iter().find(|(low, high, _)| ends.iter().all(|age| (*low..=*high).contains(age)))
    });
    let known: Vec<(&str, &str)> = [
        row.view.as_deref().map(|view| ("view_position", view)),
        sex.map(|sex| ("patient_sex", sex)),
        band.map(|(_, _, name)| ("age_band", *name)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut groups: Vec<(String, String)> =
        known.iter().map(|(attribute, value)| ((*attribute).to_owned(), (*value).to_owned())).collect();
    let population = band.map(|(low, _, name)| if *low < f64::from(ADULT) { *name } else { ADULTS });
    if population == Some(ADULTS) {
        groups.push(("age_band".to_owned(), ADULTS.to_owned()));
    }
    if let (Some(view), Some(population)) = (row.view.as_deref(), population) {
        groups.push((VIEW_AND_AGE.to_owned(), format!("{view}/{population}")));
    }
    if known.len() == 3 {
        let (attributes, values): (Vec<&str>, Vec<&str>) = known.into_iter().unzip();
        groups.push((attributes.join("/"), values.join("/")));
    }
    groups
}

/// The group's figures, under the names of the manifest's own; `None` of a group that is too small.
fn figures(logits: &[f64], labels: &[bool], decision: &Decision) -> Option<Vec<Estimate>> {
    let positives = labels.iter().filter(|&&label| label).count();
    let negatives = labels.len() - positives;
    if (positives as u64) < FEWEST_FILMS || (negatives as u64) < FEWEST_FILMS {
        return None;
    }
    let estimate = |name: String, value: f64, interval: Option<[f64; 2]>| Estimate {
        name,
        value,
        interval,
        films: labels.len() as u64,
        positives: positives as u64,
        note: "test films of this group".into(),
    };
    let area = auc(logits, labels)?;
    let mut all = vec![estimate("test_auc".into(), area, Some(auc_interval(area, positives, negatives)))];
    for (i, choice) in decision.choices.iter().enumerate() {
        let counts = Confusion::at(logits, labels, f64::from(choice.threshold.value()));
        let at = if i == 0 { String::new() } else { format!("_at_{}", choice.rule) };
        let (part, interval) = (counts.recall()?, wilson_interval(counts.true_positives, positives));
        all.push(estimate(format!("test_sensitivity{at}"), part, interval));
        let (part, interval) = (counts.specificity()?, wilson_interval(counts.true_negatives, negatives));
        all.push(estimate(format!("test_specificity{at}"), part, interval));
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use shared::image::GrayImage;

    use super::*;
    use crate::config::{CalibrationMethod, DecisionConfig};
    use crate::table::Age;
    use crate::threshold::OperatingRule;

    fn row(view: &str, sex: Sex, age: f64, positive: bool) -> Row {
        Row {
            findings: if positive { vec!["Pneumonia".into()] } else { Vec::new() },
            age: Some(Age { youngest: age, oldest: age }),
            sex: Some(sex),
            view: Some(view.into()),
            ..Row::default()
        }
    }

    #[test]
    fn small_groups_have_no_figures_and_large_ones_have_all() {
        // 40 PA films of women of 70, half of them positive; 39 AP films of boys, 19 positive.
        let mut films = Vec::new();
        let mut logits = Vec::new();
        for i in 0..79 {
            let positive = i % 2 == 0;
            let is_pa = i < 40;
            let positive = if is_pa { positive } else { i % 2 == 1 };
            let row = if is_pa {
                row("PA", Sex::Female, 70.5, positive)
            } else {
                row("AP", Sex::Male, 5.0, positive)
            };
            logits.push(f64::from(u8::from(positive)) + f64::from(i) * 1e-3);
            films.push((GrayImage::new(256, 256, vec![0; 256 * 256]).unwrap(), row));
        }
        let films = Films::from_rows(films);
        let labels = films.labels();
        let config = DecisionConfig {
            calibration: CalibrationMethod::None,
            operating_points: vec![OperatingRule::MaxF1, OperatingRule::Youden],
            ..DecisionConfig::default()
        };
        let decision = super::super::decision::decide_on(&config, &films, &logits).unwrap();
        let all = subgroups(&films, &logits, &labels, &decision, &Seen::of(&films));
        let names: Vec<(&str, &str)> =
            all.iter().map(|group| (group.attribute.as_str(), group.value.as_str())).collect();
        assert_eq!(
            names,
            [
                ("age_band", "18-120"),
                ("age_band", "65-120"),
                ("patient_sex", "F"),
                ("view_position", "PA"),
                ("view_position/age_band", "PA/18-120"),
                ("view_position/patient_sex/age_band", "PA/F/65-120"),
            ]
        );
        let figures: Vec<&str> = all[0].metrics.iter().map(|estimate| estimate.name.as_str()).collect();
        assert_eq!(
            figures,
            [
                "test_auc",
                "test_sensitivity",
                "test_specificity",
                "test_sensitivity_at_youden",
                "test_specificity_at_youden",
                "test_auc_thumbnail_baseline",
                "test_auc_shortcut_baseline",
            ]
        );
        assert!(all.iter().all(Subgroup::is_large));
    }

    #[test]
    fn a_range_of_ages_is_of_the_band_that_holds_all_of_it() {
        let band = |youngest: f64, oldest: f64| {
            let row = Row { age: Some(Age { youngest, oldest }), ..Row::default() };
            groups(&row).into_iter().next().map(|(_, band)| band)
        };
        assert_eq!(band(1.0, 5.0).as_deref(), Some("0-17"));
        assert_eq!(band(17.9, 17.9).as_deref(), Some("0-17"));
        assert_eq!(band(10.0, 20.0), None);
        assert_eq!(band(70.0, 414.0), None);
    }
}
