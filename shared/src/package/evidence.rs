//! What a package's figures say of films like one film, and whether they are evidence enough to call its score a
//! probability.
//!
//! Groups of films are [`Subgroup`]s. The attributes that are understood, with their values:
//!
//! | attribute | value |
//! |---|---|
//! | `view_position` | View Position in upper case, such as `PA` |
//! | `patient_sex` | Patient's Sex in upper case, such as `F` |
//! | `age_band` | whole years, both ends within: `18-39`, or `65+` |
//! | several, joined by `/` | their values, joined alike: `view_position/patient_sex`, `PA/F` |
//!
//! Their figures have the names of the manifest's own: `test_auc`, `test_sensitivity`, `test_specificity`, and for the
//! operating points after the first `test_sensitivity_at_<name>`. `test_auc_<name>_baseline` is what something that sees no
//! disease comes to on the same films.

use super::manifest::{Estimate, Manifest, Subgroup};
use super::shortfall::shortfall;
use crate::prediction::OperatingPoint;

/// Films of each class below which no figure of a group is given: below it an interval says nothing.
pub const FEWEST_FILMS: u64 = 20;

/// First birthday of an adult, in years.
pub const ADULT: f32 = 18.0;

/// The attribute of groups of one view and one population.
pub const VIEW_AND_AGE: &str = "view_position/age_band";

/// What is known of a film when it is compared with groups.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct FilmKind<'a> {
    /// View Position in upper case.
    pub view_position: Option<&'a str>,
    /// Patient's Sex in upper case.
    pub patient_sex: Option<&'a str>,
    /// Age in years.
    pub age_years: Option<f32>,
}

/// Whether a package was tried on films of people like this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// It was: its score may be called a probability.
    Real,
    /// The package is a demonstration as a whole.
    Demonstration,
    /// No evidence for the film's view.
    View,
    /// No evidence for children.
    Children,
    /// No evidence for adults.
    Adults,
    /// The age is unknown, and there is no evidence for one of the two.
    AgeUnknown,
}

impl Subgroup {
    /// Whether a film belongs to the group; no, if the film does not tell, or the attribute is not understood.
    pub fn covers(&self, film: &FilmKind<'_>) -> bool {
        let (attributes, values) = (self.attribute.split('/'), self.value.split('/'));
        let same_number = attributes.clone().count() == values.clone().count();
        same_number && attributes.zip(values).all(|(attribute, value)| covers(attribute, value, film))
    }

    /// How many attributes its films have in common: the more, the more like the film.
    pub fn likeness(&self) -> usize {
        self.attribute.split('/').count()
    }

    /// Whether it has enough films of both classes.
    pub fn is_large(&self) -> bool {
        !self.metrics.is_empty() && self.metrics.iter().all(Estimate::is_large)
    }

    /// The ages it covers, if it is about ages alone.
    fn ages(&self) -> Option<(u32, Option<u32>)> {
        (self.attribute == "age_band").then(|| band(&self.value)).flatten()
    }
}

impl Estimate {
    /// Films without the finding.
    pub fn negatives(&self) -> u64 {
        self.films.saturating_sub(self.positives)
    }

    /// Whether it was measured on [`FEWEST_FILMS`] of either class.
    pub fn is_large(&self) -> bool {
        self.positives >= FEWEST_FILMS && self.negatives() >= FEWEST_FILMS
    }
}

impl Manifest {
    /// Whether the package has evidence on real films for a film's population: its view, and children or adults.
    ///
    /// Evidence is an AUC of test films in a group that is large enough, whose lower bound is above a half and above every
    /// baseline on the same films. The figures of all test films serve for a view or for adults where the scope admits
    /// nothing else. Where the package has groups of [`VIEW_AND_AGE`], one that the film belongs to must be evidence too.
    pub fn evidence_for(&self, film: &FilmKind<'_>) -> Evidence {
        if self.is_demonstration() {
            return Evidence::Demonstration;
        }
        if !self.speaks_for_view(film) {
            return Evidence::View;
        }
        let (adults, children) = (self.speaks_for_adults(), self.speaks_for_children());
        match film.age_years {
            None if adults && children => Evidence::Real,
            None => Evidence::AgeUnknown,
            Some(age) if age >= ADULT && !adults => Evidence::Adults,
            Some(age) if age < ADULT && !children => Evidence::Children,
            Some(_) if self.speaks_for_both(film) => Evidence::Real,
            Some(_) => Evidence::View,
        }
    }

    /// Whether the figures are evidence for a film's view, whoever is on it.
    pub(super) fn speaks_for_view(&self, film: &FilmKind<'_>) -> bool {
        self.is_evidence() && self.acquisition_scope.view_positions.len() == 1
            || self.of_view(film).any(|group| is_evidence(&group.metrics))
    }

    /// Whether they are for adults, in any view.
    pub(super) fn speaks_for_adults(&self) -> bool {
        self.is_evidence() && self.acquisition_scope.min_age_years.is_some_and(|min| min >= ADULT)
            || self.of_adults().any(|group| is_evidence(&group.metrics))
    }

    /// Whether they are for children, in any view.
    pub(super) fn speaks_for_children(&self) -> bool {
        self.is_evidence() && self.acquisition_scope.max_age_years.is_some_and(|max| max < ADULT)
            || self.of_children().any(|group| is_evidence(&group.metrics))
    }

    /// Whether they are for a film's view and population together. Where figures are given by both, they decide: most
    /// films of a view may be of the other population. Where none are, nothing speaks against it.
    pub(super) fn speaks_for_both(&self, film: &FilmKind<'_>) -> bool {
        let mut groups = self.subgroups.iter().flatten().filter(|group| group.attribute == VIEW_AND_AGE);
        groups.clone().next().is_none()
            || groups.any(|group| is_evidence(&group.metrics) && group.covers(film))
    }

    /// Whether the figures of all test films are evidence.
    fn is_evidence(&self) -> bool {
        self.metrics.as_deref().is_some_and(is_evidence)
    }

    /// The groups of a film's view.
    pub(super) fn of_view(&self, film: &FilmKind<'_>) -> impl Iterator<Item = &Subgroup> {
        let of_any_age = FilmKind { age_years: None, ..*film };
        let of_view =
            move |group: &&Subgroup| group.attribute == "view_position" && group.covers(&of_any_age);
        self.subgroups.iter().flatten().filter(of_view)
    }

    /// The groups that speak for adults: that of all adults if there is one, as some part of them may look good by chance.
    pub(super) fn of_adults(&self) -> impl Iterator<Item = &Subgroup> {
        let of_adults = |group: &&Subgroup| group.ages().is_some_and(|(low, _)| low as f32 >= ADULT);
        let of_all = |group: &Subgroup| {
            group.ages().is_some_and(|(low, high)| low == ADULT as u32 && high.is_none_or(|high| high >= 100))
        };
        let groups = || self.subgroups.iter().flatten().filter(of_adults);
        let all = groups().any(of_all);
        groups().filter(move |group| !all || of_all(group))
    }

    /// The groups of children alone.
    pub(super) fn of_children(&self) -> impl Iterator<Item = &Subgroup> {
        let of_children = |group: &&Subgroup| {
            group.ages().is_some_and(|(_, high)| high.is_some_and(|high| (high as f32) < ADULT))
        };
        self.subgroups.iter().flatten().filter(of_children)
    }
}

/// Whether figures have an AUC on enough films that is surely better than chance and than the baselines beside it.
fn is_evidence(metrics: &[Estimate]) -> bool {
    shortfall(metrics).is_none()
}

/// The sensitivity and specificity of an operating point among figures whose names begin with `set`.
///
/// The names without more are the first point's; the others' carry their own.
pub fn point_figures<'a>(
    metrics: &'a [Estimate],
    set: &str,
    points: &[OperatingPoint],
    at: usize,
) -> [Option<&'a Estimate>; 2] {
    ["sensitivity", "specificity"].map(|name| {
        let point = points.get(at)?;
        let name = if at == 0 { format!("{set}_{name}") } else { format!("{set}_{name}_at_{}", point.name) };
        metrics.iter().find(|estimate| estimate.name == name)
    })
}

fn covers(attribute: &str, value: &str, film: &FilmKind<'_>) -> bool {
    match attribute {
        "view_position" => film.view_position == Some(value),
        "patient_sex" => film.patient_sex == Some(value),
        "age_band" => match (band(value), film.age_years) {
            (Some((low, high)), Some(age)) => {
                // Whole years: 39.9 is 39.
                age >= low as f32 && high.is_none_or(|high| age < (high + 1) as f32)
            }
            _ => false,
        },
        _ => false,
    }
}

/// `18-39` or `65+`.
fn band(text: &str) -> Option<(u32, Option<u32>)> {
    if let Some(low) = text.strip_suffix('+') {
        return Some((low.parse().ok()?, None));
    }
    let (low, high) = text.split_once('-')?;
    let (low, high): (u32, u32) = (low.parse().ok()?, high.parse().ok()?);
    (low <= high && high < 200).then_some((low, Some(high)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(attribute: &str, value: &str, films: u64, positives: u64) -> Subgroup {
        let auc = Estimate {
            name: "test_auc".into(),
            value: 0.8,
            interval: Some([0.7, 0.9]),
            films,
            positives,
            note: "test".into(),
        };
        Subgroup { attribute: attribute.into(), value: value.into(), metrics: vec![auc] }
    }

    fn film(view: &'static str, age: Option<f32>) -> FilmKind<'static> {
        FilmKind { view_position: Some(view), patient_sex: Some("F"), age_years: age }
    }

    #[test]
    fn films_are_told_to_their_groups() {
        let covers = |attribute, value, age| group(attribute, value, 100, 50).covers(&film("PA", age));
        assert!(covers("view_position", "PA", None) && !covers("view_position", "AP", None));
        assert!(covers("age_band", "18-39", Some(39.9)) && !covers("age_band", "18-39", Some(40.0)));
        assert!(covers("age_band", "65+", Some(65.0)) && !covers("age_band", "65+", None));
        assert!(covers("view_position/patient_sex/age_band", "PA/F/18-39", Some(20.0)));
        assert!(!covers("view_position/patient_sex/age_band", "PA/M/18-39", Some(20.0)));
        for (attribute, value) in
            [("view_position/patient_sex", "PA"), ("hospital", "7"), ("age_band", "39-18")]
        {
            assert!(!covers(attribute, value, Some(20.0)), "{attribute} {value}");
        }
    }

    #[test]
    fn nineteen_films_are_too_few() {
        assert!(group("age_band", "18-39", 40, 20).is_large());
        assert!(!group("age_band", "18-39", 100, 19).is_large());
        assert!(!group("age_band", "18-39", 100, 81).is_large());
    }

    fn manifest(groups: Vec<Subgroup>) -> Manifest {
        let text = include_str!("../../../assets/model/manifest.json");
        let mut manifest: Manifest = serde_json::from_str(text).unwrap();
        for source in &mut manifest.training_data {
            source.kind = super::super::manifest::SourceKind::Real;
        }
        manifest.subgroups = Some(groups);
        manifest
    }

    #[test]
    fn evidence_is_asked_for_view_and_for_age() {
        let views = || vec![group("view_position", "PA", 100, 50), group("view_position", "AP", 100, 5)];
        let of = |groups: Vec<Subgroup>, view, age| manifest(groups).evidence_for(&film(view, age));
        assert_eq!(of(views(), "AP", Some(50.0)), Evidence::View);
        assert_eq!(of(views(), "PA", Some(50.0)), Evidence::Adults);
        assert_eq!(of(views(), "PA", Some(5.0)), Evidence::Children);
        let mut adults = views();
        adults.push(group("age_band", "18-64", 100, 50));
        assert_eq!(of(adults.clone(), "PA", Some(70.0)), Evidence::Real);
        assert_eq!(of(adults.clone(), "PA", Some(17.9)), Evidence::Children);
        assert_eq!(of(adults.clone(), "PA", None), Evidence::AgeUnknown);
        adults.push(group("age_band", "0-17", 100, 50));
        assert_eq!(of(adults, "PA", None), Evidence::Real);
    }

    #[test]
    fn a_model_no_better_than_its_baselines_is_no_evidence() {
        let views = vec![group("view_position", "PA", 100, 50), group("age_band", "18-120", 100, 50)];
        let with = |name: &str, value: f64, interval: Option<[f64; 2]>| {
            let mut groups = views.clone();
            groups[1].metrics[0].interval = interval;
            let baseline =
                Estimate { name: name.into(), value, interval: None, ..groups[1].metrics[0].clone() };
            groups[1].metrics.push(baseline);
            manifest(groups).evidence_for(&film("PA", Some(40.0)))
        };
        let bound = Some([0.7, 0.9]);
        assert_eq!(with("test_auc_shortcut_baseline", 0.69, bound), Evidence::Real);
        assert_eq!(with("test_auc_shortcut_baseline", 0.7, bound), Evidence::Adults);
        // Another figure is no baseline, chance is one, and without an interval nothing is sure.
        assert_eq!(with("test_sensitivity", 0.9, bound), Evidence::Real);
        assert_eq!(with("test_auc_shortcut_baseline", 0.1, Some([0.5, 0.9])), Evidence::Adults);
        assert_eq!(with("test_auc_shortcut_baseline", 0.1, None), Evidence::Adults);
    }

    #[test]
    fn children_are_no_evidence_for_adults_of_the_same_view() {
        let mut groups = vec![
            group("view_position", "AP", 900, 600),
            group("age_band", "0-17", 900, 600),
            group("age_band", "18-120", 100, 50),
            group("view_position/age_band", "AP/0-17", 900, 600),
        ];
        let of = |groups: &[Subgroup], age| manifest(groups.to_vec()).evidence_for(&film("AP", Some(age)));
        assert_eq!((of(&groups, 4.0), of(&groups, 40.0)), (Evidence::Real, Evidence::View));
        groups.push(group("view_position/age_band", "AP/18-120", 60, 30));
        assert_eq!(of(&groups, 40.0), Evidence::Real);
        groups[4].metrics[0].interval = Some([0.45, 0.7]);
        assert_eq!((of(&groups, 4.0), of(&groups, 40.0)), (Evidence::Real, Evidence::View));
        // Nor are some adults for all of them.
        groups[2].metrics[0].interval = Some([0.45, 0.7]);
        groups.push(group("age_band", "40-64", 50, 25));
        assert_eq!(of(&groups, 50.0), Evidence::Adults);
        groups.remove(2);
        assert_eq!(of(&groups, 50.0), Evidence::View);
    }

    #[test]
    fn a_narrow_scope_makes_all_films_evidence() {
        let mut narrow = manifest(Vec::new());
        narrow.acquisition_scope.view_positions = vec!["PA".into()];
        narrow.acquisition_scope.min_age_years = Some(18.0);
        assert_eq!(narrow.evidence_for(&film("PA", Some(40.0))), Evidence::Real);
        narrow.metrics = None;
        assert_eq!(narrow.evidence_for(&film("PA", Some(40.0))), Evidence::View);
    }

    #[test]
    fn the_bundled_package_is_a_demonstration_for_every_film() {
        let text = include_str!("../../../assets/model/manifest.json");
        let bundled: Manifest = serde_json::from_str(text).unwrap();
        assert_eq!(bundled.evidence_for(&film("PA", Some(40.0))), Evidence::Demonstration);
        let points = bundled.operating_points.as_deref().unwrap();
        let found = point_figures(bundled.metrics.as_deref().unwrap(), "test", points, 0);
        assert!(found.iter().all(Option::is_some));
    }
}
