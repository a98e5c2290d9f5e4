//! The package's figures by group, and where a film belongs among them. What counts is decided in `shared::package`.

use shared::dicom::Radiograph;
use shared::package::{self, Estimate, FilmKind, Manifest, Subgroup, point_figures};

use crate::protocol::{Evidence, Figure, Group, PointFigures, Standing};

/// Figures for all films, then for each group of the manifest, in its order.
pub(super) fn groups(manifest: &Manifest) -> Vec<Group> {
    let all = Subgroup {
        attribute: String::new(),
        value: String::new(),
        metrics: manifest.metrics.clone().unwrap_or_default(),
    };
    let subgroups = manifest.subgroups.as_deref().unwrap_or_default();
    std::iter::once(&all).chain(subgroups).map(|one| group(manifest, one)).collect()
}

/// A group, without figures if it has too few films. Test films are taken where there are some.
fn group(manifest: &Manifest, group: &Subgroup) -> Group {
    let has = |set: &str| group.metrics.iter().any(|e| e.name.starts_with(set));
    let set = if has("test_") || !has("validation_") { "test" } else { "validation" };
    let ours = || group.metrics.iter().filter(|e| e.name.starts_with(set));
    let points = manifest.operating_points.as_deref().unwrap_or_default();
    let large = ours().all(Estimate::is_large);
    let figures = |at| {
        let [sensitivity, specificity] = point_figures(&group.metrics, set, points, at);
        let [sensitivity, specificity] =
            [sensitivity, specificity].map(|found| found.filter(|_| large).map(figure));
        PointFigures { sensitivity, specificity }
    };
    let auc = format!("{set}_auc");
    Group {
        attribute: group.attribute.clone(),
        value: group.value.clone(),
        set: set.to_owned(),
        positives: ours().map(|e| e.positives).max().unwrap_or_default(),
        negatives: ours().map(Estimate::negatives).max().unwrap_or_default(),
        auc: ours().find(|e| e.name == auc).filter(|_| large).map(figure),
        points: (0..points.len()).map(figures).collect(),
    }
}

fn figure(estimate: &Estimate) -> Figure {
    Figure {
        value: estimate.value,
        low: estimate.interval.map(|i| i[0]),
        high: estimate.interval.map(|i| i[1]),
    }
}

/// How a film stands to the package's evidence.
pub(super) fn standing(manifest: &Manifest, film: &Radiograph) -> Standing {
    let kind = FilmKind {
        view_position: Some(&film.view_position),
        patient_sex: film.patient_sex.as_deref(),
        age_years: film.patient_age_years,
    };
    standing_of(manifest, &kind)
}

/// How a film of this kind stands; of a picture nothing is known, which is a kind too.
pub(super) fn standing_of(manifest: &Manifest, kind: &FilmKind<'_>) -> Standing {
    let evidence = match manifest.evidence_for(kind) {
        package::Evidence::Real => Evidence::Real,
        package::Evidence::Demonstration => Evidence::Demonstration,
        package::Evidence::View => Evidence::View,
        package::Evidence::Children => Evidence::Children,
        package::Evidence::Adults => Evidence::Adults,
        package::Evidence::AgeUnknown => Evidence::AgeUnknown,
    };
    // Place 0 is all films.
    let subgroups = manifest.subgroups.iter().flatten().zip(1..);
    let mut like: Vec<(usize, u32)> = subgroups
        .filter(|(group, _)| group.covers(kind))
        .map(|(group, place)| (group.likeness(), place))
        .collect();
    like.sort_by_key(|&(likeness, place)| (std::cmp::Reverse(likeness), place));
    Standing { evidence, groups: like.into_iter().map(|(_, place)| place).collect() }
}
