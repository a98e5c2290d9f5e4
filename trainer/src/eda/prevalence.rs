//! How common pneumonia is, by age, sex, view and source.
//!
//! Intervals take films, or patients, as drawn one by one. Films of one patient are alike, so those of the films are
//! somewhat too narrow; those of the patients are not.

use serde::Serialize;

use super::cohort::Cohort;
use super::numbers::Share;

/// Pneumonia in one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breakdown {
    /// Name of the group.
    pub group: String,
    /// Films labelled pneumonia, of the group's films.
    pub images: Share,
    /// Patients with such a film in the group, of the group's patients.
    pub patients: Share,
}

/// Pneumonia by group within one view.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithinView {
    /// The view.
    pub view: String,
    /// Its groups.
    pub groups: Vec<Breakdown>,
}

/// Pneumonia by group. A list is empty where the table does not tell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Prevalence {
    /// By decade of age; impossible ages and ranges are left out.
    pub by_age: Vec<Breakdown>,
    /// By sex.
    pub by_sex: Vec<Breakdown>,
    /// By view position.
    pub by_view: Vec<Breakdown>,
    /// By source.
    pub by_source: Vec<Breakdown>,
    /// By decade of age within each view: who is filmed lying down is another patient.
    pub by_age_within_view: Vec<WithinView>,
    /// By sex within each view.
    pub by_sex_within_view: Vec<WithinView>,
}

/// Years of a band of ages.
const BAND: u32 = 10;

pub(super) fn explore(cohort: &Cohort<'_>) -> Prevalence {
    let rows = cohort.rows;
    let band = |i: usize| {
        let age = rows[i].age.filter(|age| !age.is_impossible())?;
        Some((age.years()? / f64::from(BAND)).floor() as u32)
    };
    let band_name = |band: &u32| format!("{} to {}", band * BAND, (band + 1) * BAND - 1);
    let within = |groups: &dyn Fn(usize) -> Vec<Breakdown>| {
        cohort
            .views
            .iter()
            .enumerate()
            .map(|(v, view)| WithinView { view: view.clone(), groups: groups(v) })
            .filter(|within| !within.groups.is_empty())
            .collect()
    };
    let in_view = |i: usize, v: usize| cohort.view[i] == Some(v);
    Prevalence {
        by_age: cohort.breakdown(band, band_name),
        by_sex: cohort.breakdown(|i| rows[i].sex, |sex| sex.as_str().to_owned()),
        by_view: cohort.breakdown(|i| rows[i].view.as_deref(), |view| (*view).to_owned()),
        by_source: cohort.breakdown(|i| rows[i].source.as_deref(), |source| (*source).to_owned()),
        by_age_within_view: within(&|v| cohort.breakdown(|i| band(i).filter(|_| in_view(i, v)), band_name)),
        by_sex_within_view: within(&|v| {
            cohort.breakdown(|i| rows[i].sex.filter(|_| in_view(i, v)), |sex| sex.as_str().to_owned())
        }),
    }
}
