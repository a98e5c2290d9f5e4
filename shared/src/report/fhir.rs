//! The worklist as a FHIR R4 Bundle.

use serde_json::{Value, json};

use super::fhir_resources::{device, observation, report};
use super::{Export, Film, ReportError};

/// A FHIR R4 (4.0.1) Bundle: one Device, and for each film a DiagnosticReport with one Observation.
///
/// It is a `collection`: resources handed over together. A `document` would need a Composition with an author who
/// answers for it, and nobody does for these. Everything is `preliminary`. Study and patient are references by
/// identifier, since whoever receives the bundle has resources of their own for them; the form for sharing has no
/// patient, no date, and other UIDs.
///
/// The number is an Observation with a code of Lobar's own. LOINC has codes for the reports of chest films (30745-4 and
/// others), but those name a radiologist's report of the examination, which this is not.
///
/// # Errors
///
/// [`ReportError::Encode`] if the encoder refuses.
pub fn fhir_bundle(export: &Export<'_>, films: &[Film<'_>]) -> Result<Vec<u8>, ReportError> {
    let whole = format!("bundle of {}", films.len());
    let device_id = export.new_uuid("fhir device", &export.manifest.id);
    let mut entries = vec![entry(&device_id, device(export, &device_id))];
    for film in films {
        let of = format!("{}", film.number);
        let observation_id = export.new_uuid("fhir observation", &of);
        let report_id = export.new_uuid("fhir report", &of);
        entries.push(entry(&report_id, report(export, film, &report_id, &observation_id)));
        entries.push(entry(&observation_id, observation(export, film, &observation_id, &device_id)));
    }
    let mut bundle = json!({
        "resourceType": "Bundle",
        "id": export.new_uuid("fhir bundle", &whole),
        "type": "collection",
        "entry": entries,
    });
    if export.for_pacs() {
        bundle["timestamp"] = export.made.iso().into();
    } else {
        bundle["meta"] = json!({ "security": [{
            "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
            "code": "PSEUDED",
            "display": "pseudonymized",
        }] });
    }
    let mut bytes = serde_json::to_vec_pretty(&bundle).map_err(|e| ReportError::Encode(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn entry(id: &str, resource: Value) -> Value {
    json!({ "fullUrl": format!("urn:uuid:{id}"), "resource": resource })
}
