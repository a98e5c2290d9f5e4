//! From the types of `shared` to those of the wire.

use shared::dicom::{self, PatientStudy};
use shared::distribution::{self, Action};
use shared::inference::Answer;
use shared::package::{self as package, Manifest};

use super::groups;
use crate::protocol::{
    Calibration, CheckSummary, CheckVerdict, Distance, FilmResult, FilmState, Metric, OperatingPoint,
    PackageSummary, PatientSummary, Source, SourceKind, Unlike,
};

/// The package for people.
pub(super) fn package(manifest: &Manifest) -> Result<PackageSummary, String> {
    let point = manifest
        .operating_point()
        .ok_or("The package names no operating point, so no score could be judged by it.")?;
    let scale = manifest.heatmap_scale.ok_or("The package gives no scale for heatmaps.")?;
    Ok(PackageSummary {
        id: manifest.id.clone(),
        name: manifest.name.clone(),
        demonstration: manifest.is_demonstration(),
        sources: manifest.training_data.iter().map(source).collect(),
        threshold: manifest.score(point.logit).value() as f32,
        threshold_rule: point.rule.clone(),
        heatmap_scale: scale,
        trained_on: manifest
            .training_data
            .iter()
            .map(|s| format!("{} ({} films)", s.name, s.films))
            .collect::<Vec<_>>()
            .join(", "),
        metrics: manifest.metrics.iter().flatten().map(metric).collect(),
        intended_use: manifest.intended_use.clone(),
        notice: manifest.notice(),
        software: manifest.software.clone(),
        operating_points: manifest
            .operating_points
            .iter()
            .flatten()
            .map(|p| operating_point(manifest, p))
            .collect(),
        calibration: manifest.calibration.map(|c| Calibration {
            slope: c.slope,
            intercept: c.intercept,
            prevalence: c.prevalence.value(),
        }),
        groups: groups::groups(manifest),
        out_of_distribution: manifest.out_of_distribution.as_ref().map(|o| Unlike {
            method: o.method.clone(),
            cutoff: o.cutoff,
            rule: o.rule.clone(),
            refuses: o.action == Action::Refuse,
        }),
    })
}

fn operating_point(manifest: &Manifest, point: &shared::prediction::OperatingPoint) -> OperatingPoint {
    OperatingPoint {
        name: point.name.clone(),
        rule: point.rule.clone(),
        logit: point.logit.value(),
        threshold: manifest.score(point.logit).value() as f32,
    }
}

fn source(source: &package::Source) -> Source {
    Source {
        name: source.name.clone(),
        kind: match source.kind {
            package::SourceKind::Synthetic => SourceKind::Synthetic,
            package::SourceKind::Real => SourceKind::Real,
        },
        provenance: source.provenance.clone(),
        population: source.population.clone(),
        films: source.films,
    }
}

fn metric(estimate: &package::Estimate) -> Metric {
    Metric {
        name: words(&estimate.name),
        value: estimate.value,
        low: estimate.interval.map(|i| i[0]),
        high: estimate.interval.map(|i| i[1]),
        n: Some(estimate.films),
        note: estimate.note.clone(),
    }
}

/// `test_auc` as people write it: `Test AUC`.
fn words(name: &str) -> String {
    let mut text = name.replace('_', " ").replace("auc", "AUC");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// Fills in the numbers of an answer.
pub(super) fn answer(manifest: &Manifest, answer: &Answer, result: &mut FilmResult) {
    let point = manifest.operating_point();
    result.logit = Some(answer.logit.value());
    result.score = Some(manifest.score(answer.logit).value() as f32);
    result.threshold = point.map(|p| manifest.score(p.logit).value() as f32);
    // Decided on the logit: rounding of the score must not turn a decision over.
    result.above = point.map(|p| p.is_above(answer.logit));
    result.heatmap = Some(answer.heatmap.values.clone());
}

/// Writes down how far a film lies from the training films; `false` if it gets no number for it.
pub(super) fn passes(distance: Option<distribution::Distance>, result: &mut FilmResult) -> bool {
    let Some(distance) = distance else { return true };
    let made = distance.check();
    result.checks.push(check(&made));
    result.distance =
        Some(Distance { value: distance.value, cutoff: distance.cutoff, outside: distance.is_outside() });
    if distance.is_refused() {
        result.state = FilmState::Rejected;
        result.reasons = made.reason.iter().map(|r| r.as_str().to_owned()).collect();
        result.message = made.message;
    }
    !distance.is_refused()
}

/// A check for the wire.
pub(super) fn check(check: &dicom::Check) -> CheckSummary {
    CheckSummary {
        name: check.name.clone(),
        tag: check.tag.clone(),
        attribute: Some(check.attribute.clone()),
        value: check.value.clone(),
        expected: check.expected.clone(),
        verdict: match check.verdict {
            dicom::Verdict::Pass => CheckVerdict::Pass,
            dicom::Verdict::Warn => CheckVerdict::Warn,
            dicom::Verdict::Fail => CheckVerdict::Fail,
            dicom::Verdict::Note => CheckVerdict::Note,
        },
        reason: check.reason.map(|r| r.as_str().to_owned()),
        message: check.message.clone(),
    }
}

/// Who the film is of. Study Description stays behind: it can hold the diagnosis.
pub(super) fn patient(study: &PatientStudy) -> PatientSummary {
    PatientSummary {
        name: study.patient_name.clone(),
        id: study.patient_id.clone(),
        birth_date: study.patient_birth_date.clone(),
        age: study.patient_age.clone(),
        sex: study.patient_sex.clone(),
        study_date: study.study_date.clone(),
        study_uid: study.study_instance_uid.clone(),
    }
}
