//! The modules that structured report and secondary capture have in common: patient, study, series, equipment and SOP
//! common, PS3.3 sections C.7 and C.12, and what de-identification makes of them.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::attributes::{Element, code, cut, empty, sequence, text};
use super::calendar::is_date;
use super::codes::{self, Code};
use super::export::package_uid;
use super::source::{Reference, is_standard_class};
use super::{Export, Film, ReportError, Source};

/// What distinguishes one kind of instance from the other.
pub(super) struct Kind {
    /// SOP Class UID.
    pub(super) class: &'static str,
    /// Modality (0008,0060).
    pub(super) modality: &'static str,
    /// Which series of a study it goes to: one for each kind, export and study.
    pub(super) series: &'static str,
    /// Series Description (0008,103E).
    pub(super) description: &'static str,
    /// Series Number (0020,0011): high, so that it sorts behind the study's own.
    pub(super) series_number: &'static str,
    /// Options of the confidentiality profile beside the basic one.
    pub(super) options: &'static [Code],
}

/// A new instance's identity.
pub(super) struct Identity<'a> {
    /// The new SOP Instance UID.
    pub(super) instance: String,
    /// The film that it is about.
    pub(super) film: Reference<'a>,
    pub(super) source: &'a Source,
}

/// Who the new instance is, and about which film.
///
/// # Errors
///
/// [`ReportError`] if the film cannot be referred to, or its patient's identifiers cannot be told.
pub(super) fn identify<'a>(
    export: &Export<'_>,
    film: &Film<'a>,
    kind: &Kind,
) -> Result<Identity<'a>, ReportError> {
    let source = film.source.ok_or(ReportError::NoSource)?;
    let reference = source.reference()?;
    let decodes = |value: &Option<String>| value.as_ref().is_none_or(|text| !text.contains('\u{FFFD}'));
    if export.for_pacs() {
        if !decodes(&source.study.patient_id) {
            return Err(ReportError::Undecodable("PatientID"));
        }
        if !decodes(&source.study.issuer_of_patient_id) {
            return Err(ReportError::Undecodable("IssuerOfPatientID"));
        }
    } else if !is_standard_class(reference.class) {
        // A class of the standard's says nothing of the film; what else stands there nobody knows.
        return Err(ReportError::BadUid("SOPClassUID"));
    }
    // A worklist may hold a film twice, and each time makes an instance of its own: PS3.5 section 9.
    let instance = export.new_uid(kind.series, &format!("{} {}", film.number, reference.instance));
    Ok(Identity { instance, film: reference, source })
}

/// The common modules of a new instance.
pub(super) fn common(
    export: &Export<'_>,
    film: &Film<'_>,
    kind: &Kind,
    identity: &Identity<'_>,
) -> Vec<Element> {
    let series = export.new_uid(&format!("series of {}", kind.series), identity.film.study);
    let mut elements = vec![
        // SOP common. Names were decoded from the film's character set and are written in this one.
        text(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192"),
        text(tags::SOP_CLASS_UID, VR::UI, kind.class),
        text(tags::SOP_INSTANCE_UID, VR::UI, &identity.instance),
        // General series.
        text(tags::MODALITY, VR::CS, kind.modality),
        text(tags::SERIES_INSTANCE_UID, VR::UI, &series),
        text(tags::SERIES_NUMBER, VR::IS, kind.series_number),
        text(tags::INSTANCE_NUMBER, VR::IS, &film.number.to_string()),
        // General equipment.
        text(tags::MANUFACTURER, VR::LO, "Lobar"),
        text(tags::MANUFACTURER_MODEL_NAME, VR::LO, &cut(&export.manifest.name, 64)),
        text(
            tags::SOFTWARE_VERSIONS,
            VR::LO,
            &format!("{}\\{}", cut(&export.software(), 64), cut(&export.manifest.id, 64)),
        ),
    ];
    if export.for_pacs() {
        elements.extend(identified(export, kind, identity));
    } else {
        elements.extend(anonymous(export, kind, identity));
    }
    elements
}

/// Patient and study as the film has them.
fn identified(export: &Export<'_>, kind: &Kind, identity: &Identity<'_>) -> Vec<Element> {
    let study = &identity.source.study;
    let required = |tag, vr, value: &Option<String>| text(tag, vr, value.as_deref().unwrap_or_default());
    let mut elements = vec![
        required(tags::PATIENT_NAME, VR::PN, &study.patient_name),
        required(tags::PATIENT_ID, VR::LO, &study.patient_id),
        conforming(tags::PATIENT_BIRTH_DATE, VR::DA, &study.patient_birth_date),
        text(tags::PATIENT_SEX, VR::CS, sex(study.patient_sex.as_deref())),
        text(tags::STUDY_INSTANCE_UID, VR::UI, identity.film.study),
        conforming(tags::STUDY_DATE, VR::DA, &study.study_date),
        conforming(tags::STUDY_TIME, VR::TM, &study.study_time),
        required(tags::REFERRING_PHYSICIAN_NAME, VR::PN, &study.referring_physician_name),
        required(tags::STUDY_ID, VR::SH, &study.study_id),
        required(tags::ACCESSION_NUMBER, VR::SH, &study.accession_number),
        text(tags::SERIES_DESCRIPTION, VR::LO, kind.description),
        text(tags::SERIES_DATE, VR::DA, &export.made.date()),
        text(tags::SERIES_TIME, VR::TM, &export.made.time()),
        text(tags::CONTENT_DATE, VR::DA, &export.made.date()),
        text(tags::CONTENT_TIME, VR::TM, &export.made.time()),
        text(tags::INSTANCE_CREATION_DATE, VR::DA, &export.made.date()),
        text(tags::INSTANCE_CREATION_TIME, VR::TM, &export.made.time()),
        text(tags::DEVICE_SERIAL_NUMBER, VR::LO, &cut(&export.manifest.id, 64)),
        text(tags::DEVICE_UID, VR::UI, &package_uid(&export.manifest.id)),
    ];
    if study.issuer_of_patient_id.is_some() {
        elements.push(required(tags::ISSUER_OF_PATIENT_ID, VR::LO, &study.issuer_of_patient_id));
    }
    let optional = [
        (tags::STUDY_DESCRIPTION, VR::LO, study.study_description.as_deref()),
        (tags::PATIENT_AGE, VR::AS, study.patient_age.as_deref()),
    ];
    let conformant = optional.into_iter().filter_map(|(tag, vr, value)| {
        value.filter(|value| conforms(vr, value)).map(|value| text(tag, vr, value))
    });
    elements.extend(conformant);
    elements
}

/// Patient's Sex has three values, PS3.3 section C.7.1.1; anything else is left empty.
fn sex(value: Option<&str>) -> &str {
    value.filter(|value| matches!(*value, "F" | "M" | "O")).unwrap_or_default()
}

/// A value that identifies nobody, as the film has it; empty where it is not what its representation allows, such as a
/// date of six digits. Identifiers are never changed: they must match the film's.
fn conforming(tag: Tag, vr: VR, value: &Option<String>) -> Element {
    text(tag, vr, value.as_deref().filter(|value| conforms(vr, value)).unwrap_or_default())
}

/// PS3.5 table 6.2-1, for the representations used above.
fn conforms(vr: VR, value: &str) -> bool {
    let digits = |text: &str, lengths: &[usize]| {
        lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    // Hours, minutes and seconds, with a leap second.
    let clock = |text: &str| {
        let parts = text.as_bytes().chunks(2);
        parts.zip([*b"23", *b"59", *b"60"]).all(|(part, most)| part <= most.as_slice())
    };
    match vr {
        VR::AS => value.strip_suffix(['D', 'W', 'M', 'Y']).is_some_and(|number| digits(number, &[3])),
        VR::DA => is_date(value),
        VR::TM => match value.split_once('.') {
            Some((time, fraction)) => {
                digits(time, &[6]) && clock(time) && digits(fraction, &[1, 2, 3, 4, 5, 6])
            }
            None => digits(value, &[2, 4, 6]) && clock(value),
        },
        VR::LO => value.chars().count() <= 64 && !value.contains('\\'),
        _ => true,
    }
}

/// The same modules after PS3.15 table E.1-1. Attributes that the table removes (X) and that are not required are not
/// here; `docs/exports.md` has the list.
fn anonymous(export: &Export<'_>, kind: &Kind, identity: &Identity<'_>) -> Vec<Element> {
    let study = &identity.source.study;
    let issuer = study.issuer_of_patient_id.as_deref().unwrap_or_default();
    // Films without a Patient ID are not known to be of one patient: each study stands for its own.
    let patient = study.patient_id.as_deref().unwrap_or(identity.film.study);
    let pseudonym = export.pseudonym(issuer, patient);
    let methods = std::iter::once(codes::BASIC_PROFILE).chain(kind.options.iter().copied());
    vec![
        // Action Z allows a dummy: with none, every patient of an export would be one.
        text(tags::PATIENT_NAME, VR::PN, &pseudonym.replacen('-', "^", 1)),
        text(tags::PATIENT_ID, VR::LO, &pseudonym),
        empty(tags::PATIENT_BIRTH_DATE, VR::DA),
        empty(tags::PATIENT_SEX, VR::CS),
        text(tags::PATIENT_IDENTITY_REMOVED, VR::CS, "YES"),
        text(
            tags::DEIDENTIFICATION_METHOD,
            VR::LO,
            &format!("PS3.15 Annex E Basic Profile\\{}", cut(&export.software(), 64)),
        ),
        sequence(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE, methods.map(code).collect()),
        text(tags::LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED, VR::CS, "REMOVED"),
        text(tags::STUDY_INSTANCE_UID, VR::UI, &export.film_uid(identity.film.study)),
        empty(tags::STUDY_DATE, VR::DA),
        empty(tags::STUDY_TIME, VR::TM),
        empty(tags::REFERRING_PHYSICIAN_NAME, VR::PN),
        empty(tags::STUDY_ID, VR::SH),
        empty(tags::ACCESSION_NUMBER, VR::SH),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_conform_or_are_left_empty() {
        for (vr, good) in [
            (VR::AS, "061Y"),
            (VR::DA, "19611213"),
            (VR::TM, "111317.25"),
            (VR::TM, "11"),
            (VR::TM, "235960"),
        ] {
            assert!(conforms(vr, good), "{good}");
        }
        for (vr, bad) in [
            (VR::AS, "61"),
            (VR::AS, "61Y"),
            (VR::DA, "1961-12-13"),
            (VR::DA, "20221345"),
            (VR::DA, "20230229"),
            (VR::TM, "11:13"),
            (VR::TM, "256199"),
            (VR::TM, "2360"),
            (VR::LO, "PA\\LAT"),
        ] {
            assert!(!conforms(vr, bad), "{bad}");
        }
        assert!(conforms(VR::LO, &"\u{5c71}".repeat(64)) && !conforms(VR::LO, &"x".repeat(65)));
        assert_eq!([sex(Some("F")), sex(Some("FEMALE")), sex(Some("f")), sex(None)], ["F", "", "", ""]);
    }
}
