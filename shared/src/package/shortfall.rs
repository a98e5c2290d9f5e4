//! Why a package is no evidence for films of a kind: which of the figures that [`Manifest::evidence_for`] asks for are
//! missing or too low, and below what. For papers, which must give both numbers; the verdict itself is `evidence_for`'s.

use super::evidence::{ADULT, FilmKind, VIEW_AND_AGE};
use super::manifest::{Estimate, Manifest, Subgroup};

/// Why figures are no evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shortfall<'a> {
    /// There are none of so many films: fewer than [`FEWEST_FILMS`](super::FEWEST_FILMS) of a class were tested.
    NotMeasured,
    /// The AUC has no interval, so that nothing of it is sure.
    NoInterval(&'a Estimate),
    /// The lower bound of the AUC is not above what sees no disease.
    NotAbove {
        /// The AUC.
        auc: &'a Estimate,
        /// Its lower bound.
        low: f64,
        /// The strongest baseline on the same films; `None` where that is chance, a half.
        baseline: Option<&'a Estimate>,
    },
}

/// What must be evidence for a film to have any: each by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The films of its view, whoever is on them.
    View,
    /// Its population, children or adults, in any view.
    Population,
    /// Both together.
    Both,
}

/// Why figures are no evidence; `None` if they are.
pub fn shortfall(metrics: &[Estimate]) -> Option<Shortfall<'_>> {
    let Some(auc) = metrics.iter().find(|e| e.name == "test_auc" && e.is_large()) else {
        return Some(Shortfall::NotMeasured);
    };
    let Some([low, _]) = auc.interval else { return Some(Shortfall::NoInterval(auc)) };
    let baseline = strongest_baseline(metrics).filter(|e| e.value > 0.5);
    let is_above = low > baseline.map_or(0.5, |e| e.value);
    (!is_above).then_some(Shortfall::NotAbove { auc, low, baseline })
}

/// The baseline with the highest AUC among figures.
pub fn strongest_baseline(metrics: &[Estimate]) -> Option<&Estimate> {
    let is_baseline = |e: &&Estimate| e.name.starts_with("test_auc_") && e.name.ends_with("_baseline");
    metrics.iter().filter(is_baseline).max_by(|a, b| a.value.total_cmp(&b.value))
}

impl Manifest {
    /// Everything that keeps films of a kind from having evidence. Empty where they have it, and for a demonstration, which
    /// has no evidence whatever its figures are.
    ///
    /// A film whose age is not known is of no population; what is missing for it is what is missing for adults or children.
    pub fn shortfalls(&self, film: &FilmKind<'_>) -> Vec<(Asked, Shortfall<'_>)> {
        if self.is_demonstration() {
            return Vec::new();
        }
        let mut all = Vec::new();
        if !self.speaks_for_view(film) {
            all.push((Asked::View, of_groups(self.of_view(film))));
        }
        let Some(age) = film.age_years else { return all };
        if age >= ADULT && !self.speaks_for_adults() {
            all.push((Asked::Population, of_groups(self.of_adults())));
        }
        if age < ADULT && !self.speaks_for_children() {
            all.push((Asked::Population, of_groups(self.of_children())));
        }
        if !self.speaks_for_both(film) {
            let of_both = |group: &&Subgroup| group.attribute == VIEW_AND_AGE && group.covers(film);
            all.push((Asked::Both, of_groups(self.subgroups.iter().flatten().filter(of_both))));
        }
        all
    }
}

/// What the first of the groups lacks.
fn of_groups<'a>(mut groups: impl Iterator<Item = &'a Subgroup>) -> Shortfall<'a> {
    groups.find_map(|group| shortfall(&group.metrics)).unwrap_or(Shortfall::NotMeasured)
}

#[cfg(test)]
mod tests {
    use super::super::evidence::Evidence;
    use super::super::manifest::SourceKind;
    use super::*;

    fn estimate(name: &str, value: f64, interval: Option<[f64; 2]>) -> Estimate {
        Estimate { name: name.into(), value, interval, films: 100, positives: 50, note: "test".into() }
    }

    /// A group whose AUC has this lower bound, beside a baseline.
    fn group(attribute: &str, value: &str, low: f64, baseline: f64) -> Subgroup {
        let metrics = vec![
            estimate("test_auc", 0.9, Some([low, 0.95])),
            estimate("test_auc_thumbnail_baseline", 0.4, None),
            estimate("test_auc_shortcut_baseline", baseline, None),
        ];
        Subgroup { attribute: attribute.into(), value: value.into(), metrics }
    }

    fn manifest(groups: Vec<Subgroup>) -> Manifest {
        let mut manifest: Manifest =
            serde_json::from_str(include_str!("../../../assets/model/manifest.json")).unwrap();
        manifest.training_data.iter_mut().for_each(|source| source.kind = SourceKind::Real);
        manifest.subgroups = Some(groups);
        manifest
    }

    #[test]
    fn the_baseline_that_was_not_beaten_is_named_with_both_numbers() {
        let good = group("age_band", "0-17", 0.8, 0.79);
        assert_eq!(shortfall(&good.metrics), None);
        let equal = group("age_band", "0-17", 0.8, 0.8);
        let Some(Shortfall::NotAbove { auc, low, baseline }) = shortfall(&equal.metrics) else {
            panic!("equal is not above")
        };
        assert_eq!((auc.value, low), (0.9, 0.8));
        assert_eq!(baseline.unwrap().name, "test_auc_shortcut_baseline");
        // Where no baseline is better than chance, chance it is.
        let chance = group("age_band", "0-17", 0.5, 0.45);
        assert!(matches!(shortfall(&chance.metrics), Some(Shortfall::NotAbove { baseline: None, .. })));
        let mut unsure = good.metrics.clone();
        unsure[0].interval = None;
        assert!(matches!(shortfall(&unsure), Some(Shortfall::NoInterval(_))));
        unsure[0].positives = 19;
        assert_eq!(shortfall(&unsure), Some(Shortfall::NotMeasured));
        assert_eq!(shortfall(&[]), Some(Shortfall::NotMeasured));
    }

    /// Whatever the figures: something is missing exactly where the verdict is not evidence.
    #[test]
    fn what_is_missing_agrees_with_the_verdict() {
        let names = [
            ("view_position", "PA"),
            ("view_position", "AP"),
            ("age_band", "0-17"),
            ("age_band", "18-120"),
            ("age_band", "40-64"),
            (VIEW_AND_AGE, "PA/0-17"),
            (VIEW_AND_AGE, "AP/0-17"),
            (VIEW_AND_AGE, "PA/18-120"),
        ];
        let mut manifest = manifest(Vec::new());
        for number in 0..3_usize.pow(names.len() as u32) {
            let mut rest = number;
            let mut groups = Vec::new();
            for (attribute, value) in names {
                match rest % 3 {
                    0 => {}
                    1 => groups.push(group(attribute, value, 0.8, 0.7)),
                    _ => groups.push(group(attribute, value, 0.8, 0.85)),
                }
                rest /= 3;
            }
            manifest.subgroups = Some(groups);
            for (view, age) in [("PA", 50.0), ("AP", 50.0), ("PA", 8.0), ("AP", 8.0)] {
                let film = FilmKind { view_position: Some(view), patient_sex: None, age_years: Some(age) };
                let verdict = manifest.evidence_for(&film);
                let missing = manifest.shortfalls(&film);
                assert_eq!(verdict == Evidence::Real, missing.is_empty(), "{number}: {film:?} {missing:?}");
            }
        }
    }

    #[test]
    fn nothing_is_missing_of_a_demonstration() {
        let mut demonstration = manifest(Vec::new());
        demonstration.training_data.iter_mut().for_each(|source| source.kind = SourceKind::Synthetic);
        let film = FilmKind { view_position: Some("PA"), patient_sex: None, age_years: Some(50.0) };
        assert!(demonstration.shortfalls(&film).is_empty());
    }
}
