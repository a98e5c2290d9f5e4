//! The worklist as JSON.

use serde::Serialize;

use super::csv::message;
use super::source::is_standard_class;
use super::words::{self, Score};
use super::{Answer, Export, Film, ReportError, terms};
use crate::dicom::{Check, Verdict};

/// Version of the structure that [`json`] writes; another meaning or a field less makes it another.
pub const JSON_SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Worklist<'a> {
    schema_version: u32,
    form: &'static str,
    software: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    made: Option<String>,
    notice: String,
    package: PackageEntry<'a>,
    films: Vec<FilmEntry<'a>>,
}

#[derive(Serialize)]
struct PackageEntry<'a> {
    id: &'a str,
    name: &'a str,
    demonstration: bool,
    intended_use: &'a str,
    score_kind: &'static str,
    threshold: Option<f64>,
    threshold_name: Option<&'a str>,
    threshold_rule: Option<&'a str>,
    /// Of a calibrated package only: the probability holds at this share of positives.
    prevalence: Option<f64>,
    heatmap_scale: Option<f32>,
}

#[derive(Serialize)]
struct FilmEntry<'a> {
    file: String,
    outcome: &'static str,
    reasons: &'a [String],
    message: String,
    score: Option<f64>,
    /// `demonstration_score` for a film of people whom the package was never tried on.
    #[serde(skip_serializing_if = "Option::is_none")]
    score_kind: Option<&'static str>,
    side: Option<&'static str>,
    logit: Option<f32>,
    heatmap: Option<HeatmapEntry<'a>>,
    device: &'a str,
    modality: Option<&'a str>,
    view_position: Option<&'a str>,
    study_instance_uid: Option<String>,
    series_instance_uid: Option<String>,
    sop_class_uid: Option<&'a str>,
    sop_instance_uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    patient: Option<PatientEntry<'a>>,
    checks: Vec<CheckEntry<'a>>,
}

/// Rows of a map, row-major, in logit per cell.
#[derive(Serialize)]
struct HeatmapEntry<'a> {
    columns: usize,
    rows: usize,
    values: &'a [f32],
}

#[derive(Serialize)]
struct PatientEntry<'a> {
    id: Option<&'a str>,
    issuer_of_id: Option<&'a str>,
    name: Option<&'a str>,
    birth_date: Option<&'a str>,
    sex: Option<&'a str>,
    age: Option<&'a str>,
    study_date: Option<&'a str>,
    accession_number: Option<&'a str>,
}

#[derive(Serialize)]
struct CheckEntry<'a> {
    name: &'a str,
    tag: Option<&'a str>,
    attribute: &'a str,
    verdict: Verdict,
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

/// The worklist, an object a film, with a `schema_version`.
///
/// In the form for sharing a check has its verdict but neither value nor message: an age stands in its own check, and a
/// file can hold anything anywhere.
///
/// # Errors
///
/// [`ReportError::Encode`] if the encoder refuses.
pub fn json(export: &Export<'_>, films: &[Film<'_>]) -> Result<Vec<u8>, ReportError> {
    let manifest = export.manifest;
    let point = manifest.operating_point();
    let worklist = Worklist {
        schema_version: JSON_SCHEMA_VERSION,
        form: export.form.as_str(),
        software: export.software(),
        made: export.for_pacs().then(|| export.made.iso()),
        notice: manifest.notice(),
        package: PackageEntry {
            id: &manifest.id,
            name: &manifest.name,
            demonstration: manifest.is_demonstration(),
            intended_use: &manifest.intended_use,
            score_kind: words::score_kind(manifest.is_demonstration()),
            threshold: point.map(|point| manifest.score(point.logit).value()),
            threshold_name: point.map(|point| point.name.as_str()),
            threshold_rule: point.map(|point| point.rule.as_str()),
            prevalence: manifest
                .calibration
                .filter(|_| !manifest.is_demonstration())
                .map(|calibration| calibration.prevalence.value()),
            heatmap_scale: manifest.heatmap_scale,
        },
        films: films.iter().map(|film| entry(export, film)).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&worklist).map_err(|e| ReportError::Encode(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn entry<'a>(export: &Export<'_>, film: &Film<'a>) -> FilmEntry<'a> {
    let study = film.source.map(|source| &source.study);
    let uid = |value: Option<&String>| value.map(|uid| export.film_uid(uid));
    let (score, logit, heatmap, reasons) = match film.answer {
        Answer::Scored { logit, heatmap } => {
            (Some(Score::of(export.manifest, *logit)), Some(logit.value()), heatmap.as_ref(), &[][..])
        }
        Answer::Refused { reasons, .. } => (None, None, None, reasons.as_slice()),
    };
    FilmEntry {
        file: export.file_name(film),
        outcome: if score.is_some() { "accept" } else { "reject" },
        reasons,
        message: message(export, film),
        side: score.as_ref().map(Score::side).filter(|side| !side.is_empty()),
        score_kind: score.as_ref().map(|_| words::score_kind(film.is_demonstration(export.manifest))),
        score: score.map(|score| score.value),
        logit,
        heatmap: heatmap.map(|map| HeatmapEntry {
            columns: map.width,
            rows: map.height,
            values: &map.values,
        }),
        device: film.device,
        modality: terms::told_modality(export, study.and_then(|s| s.modality.as_deref())),
        view_position: terms::told_view_position(export, study.and_then(|s| s.view_position.as_deref())),
        study_instance_uid: uid(study.and_then(|study| study.study_instance_uid.as_ref())),
        series_instance_uid: uid(study.and_then(|study| study.series_instance_uid.as_ref())),
        sop_class_uid: study
            .and_then(|study| study.sop_class_uid.as_deref())
            .filter(|uid| is_standard_class(uid)),
        sop_instance_uid: uid(study.and_then(|study| study.sop_instance_uid.as_ref())),
        patient: study.filter(|_| export.for_pacs()).map(|study| PatientEntry {
            id: study.patient_id.as_deref(),
            issuer_of_id: study.issuer_of_patient_id.as_deref(),
            name: study.patient_name.as_deref(),
            birth_date: study.patient_birth_date.as_deref(),
            sex: study.patient_sex.as_deref(),
            age: study.patient_age.as_deref(),
            study_date: study.study_date.as_deref(),
            accession_number: study.accession_number.as_deref(),
        }),
        checks: film.checks.iter().map(|check| check_entry(export, check)).collect(),
    }
}

fn check_entry<'a>(export: &Export<'_>, check: &'a Check) -> CheckEntry<'a> {
    CheckEntry {
        name: &check.name,
        tag: check.tag.as_deref(),
        attribute: &check.attribute,
        verdict: check.verdict,
        reason: check.reason.map(|reason| reason.as_str()),
        value: check.value.as_deref().filter(|_| export.for_pacs()),
        message: Some(check.message.as_str()).filter(|_| export.for_pacs()),
    }
}
