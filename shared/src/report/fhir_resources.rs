//! The resources of a bundle: Device, DiagnosticReport, Observation.

use serde_json::{Map, Value, json};

use super::calendar::is_date;
use super::codes::{self, Code};
use super::export::package_uid;
use super::source::is_uid;
use super::words::{self, Score};
use super::{Answer, Export, Film};

const UCUM: &str = "http://unitsofmeasure.org";

/// The program with its package.
pub(super) fn device(export: &Export<'_>, id: &str) -> Value {
    let manifest = export.manifest;
    json!({
        "resourceType": "Device",
        "id": id,
        "identifier": [
            { "system": "urn:ietf:rfc:3986", "value": format!("urn:oid:{}", package_uid(&manifest.id)) },
            { "value": manifest.id },
        ],
        "manufacturer": "Lobar",
        "deviceName": [{ "name": manifest.name, "type": "model-name" }],
        "version": [{ "value": export.software() }],
        "note": [{ "text": manifest.notice() }, { "text": manifest.intended_use }],
    })
}

/// The film's report: a frame around its one observation.
pub(super) fn report(export: &Export<'_>, film: &Film<'_>, id: &str, observation: &str) -> Value {
    let manifest = export.manifest;
    let mut report = json!({
        "resourceType": "DiagnosticReport",
        "id": id,
        "identifier": [{ "value": export.file_name(film) }],
        "status": "preliminary",
        "category": [{ "coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/v2-0074",
            "code": "RAD",
            "display": "Radiology",
        }] }],
        "code": {
            "coding": [coding(AI_REPORT)],
            "text": "Output of a classifier, for research; not a radiologist's report",
        },
        "result": [{ "reference": format!("urn:uuid:{observation}") }],
        "conclusion": format!("{} {}", words::sentence(manifest, film), manifest.notice()),
    });
    extend(&mut report, context(export, film, "imagingStudy", true));
    report
}

/// The film's number, or that it has none.
pub(super) fn observation(export: &Export<'_>, film: &Film<'_>, id: &str, device: &str) -> Value {
    let manifest = export.manifest;
    let code = if film.is_demonstration(manifest) { codes::DEMONSTRATION_SCORE } else { PROBABILITY };
    let mut observation = json!({
        "resourceType": "Observation",
        "id": id,
        "status": "preliminary",
        "category": [{ "coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/observation-category",
            "code": "imaging",
            "display": "Imaging",
        }] }],
        "code": { "coding": [coding(code)], "text": words::label(manifest, film) },
        "device": { "reference": format!("urn:uuid:{device}") },
        "note": [{ "text": manifest.notice() }],
    });
    extend(&mut observation, context(export, film, "derivedFrom", false));
    match film.answer {
        Answer::Scored { logit, .. } => {
            let score = Score::of(manifest, *logit);
            observation["valueQuantity"] = quantity(score.value);
            let mut components =
                vec![component(codes::LOGIT, "valueQuantity", quantity(f64::from(logit.value())))];
            if let (Some(threshold), Some(above), Some(point)) =
                (score.threshold, score.above, manifest.operating_point())
            {
                let side = if above { codes::AT_OR_ABOVE } else { codes::BELOW };
                components.push(component(codes::THRESHOLD, "valueQuantity", quantity(threshold)));
                components.push(component(
                    codes::SIDE,
                    "valueCodeableConcept",
                    json!({ "coding": [coding(side)] }),
                ));
                let rule = format!("Operating point {}: {}", point.name, point.rule);
                observation["method"] = json!({ "text": rule });
            }
            if let Some(calibration) = manifest.calibration.filter(|_| !film.is_demonstration(manifest)) {
                let prevalence = quantity(calibration.prevalence.value());
                components.push(component(codes::PREVALENCE, "valueQuantity", prevalence));
            }
            observation["component"] = components.into();
        }
        Answer::Refused { .. } => {
            observation["dataAbsentReason"] = json!({
                "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
                    "code": "not-performed",
                    "display": "Not Performed",
                }],
                "text": super::csv::message(export, film),
            });
        }
    }
    observation
}

/// The report itself: no standard code names the output of a program that nobody has read.
const AI_REPORT: Code =
    Code { value: "CLASSIFIER-OUTPUT", scheme: codes::LOBAR, meaning: "Output of a classifier of films" };
/// An Observation's code says all of what was observed, so that pneumonia is in it; a RiskAssessment would have it
/// apart, as the SR has.
const PROBABILITY: Code =
    Code { value: "PNEUMONIA-PROB", scheme: codes::LOBAR, meaning: "Calibrated probability of pneumonia" };

/// Whose film it is, of which study and when: by identifiers, and only what the form allows.
fn context(export: &Export<'_>, film: &Film<'_>, study_field: &str, is_report: bool) -> Map<String, Value> {
    let mut fields = Map::new();
    let Some(source) = film.source else { return fields };
    let study = &source.study;
    if let Some(uid) = study.study_instance_uid.as_deref().filter(|uid| is_uid(uid)) {
        let study = json!([{
            "type": "ImagingStudy",
            "identifier": {
                "system": "urn:dicom:uid",
                "value": format!("urn:oid:{}", export.film_uid(uid)),
            },
        }]);
        fields.insert(study_field.into(), study);
    }
    if !export.for_pacs() {
        return fields;
    }
    fields.insert("issued".into(), export.made.iso().into());
    if let Some(date) = study.study_date.as_deref().and_then(date) {
        fields.insert("effectiveDateTime".into(), date.into());
    }
    if let Some(id) = text(&study.patient_id) {
        let mut identifier = json!({
            "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR" }] },
            "value": id,
        });
        if let Some(issuer) = text(&study.issuer_of_patient_id) {
            identifier["assigner"] = json!({ "display": issuer });
        }
        let mut subject = json!({ "type": "Patient", "identifier": identifier });
        if let Some(name) = text(&study.patient_name) {
            subject["display"] = name.into();
        }
        fields.insert("subject".into(), subject);
    }
    if let Some(accession) = text(&study.accession_number).filter(|_| is_report) {
        let identifier = json!({
            "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "ACSN" }] },
            "value": accession,
        });
        fields.insert("basedOn".into(), json!([{ "type": "ServiceRequest", "identifier": identifier }]));
    }
    fields
}

/// FHIR's strings are never blank.
fn text(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// `YYYYMMDD` as FHIR writes dates; nothing else is made into one, nor a year that is a mark for an unknown one.
fn date(dicom: &str) -> Option<String> {
    let (year, rest) = dicom.split_at_checked(4).filter(|_| is_date(dicom))?;
    let (month, day) = rest.split_at_checked(2)?;
    (year >= "1000").then(|| format!("{year}-{month}-{day}"))
}

fn coding(code: Code) -> Value {
    json!({ "system": system(code.scheme), "code": code.value, "display": code.meaning })
}

/// The URI of a coding scheme, PS3.16 section 8.
fn system(scheme: &str) -> String {
    match scheme {
        "DCM" => "http://dicom.nema.org/resources/ontology/DCM".into(),
        "SCT" => "http://snomed.info/sct".into(),
        "UCUM" => UCUM.into(),
        _ => format!("urn:oid:{}", codes::LOBAR_UID),
    }
}

fn quantity(value: f64) -> Value {
    json!({ "value": value, "system": UCUM, "code": "1" })
}

fn component(code: Code, field: &str, value: Value) -> Value {
    let mut component = json!({ "code": { "coding": [coding(code)] } });
    component[field] = value;
    component
}

fn extend(resource: &mut Value, fields: Map<String, Value>) {
    if let Some(resource) = resource.as_object_mut() {
        resource.extend(fields);
    }
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn only_dates_become_dates() {
        assert_eq!(date("20240229").as_deref(), Some("2024-02-29"));
        for bad in ["20230229", "20241301", "20240100", "2024", "2024-02-29", "00000101", "2024010a"] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }
}
