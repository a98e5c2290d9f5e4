//! The film that an export is about.

use super::ReportError;
use crate::dicom::{Inspection, PatientStudy};
use crate::package::FilmKind;

/// What an export takes over from the film's instance. `Debug` prints no patient data.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Patient, study and identifiers, decoded to Unicode.
    pub study: PatientStudy,
    /// Rows, where they were reached.
    pub rows: Option<u32>,
    /// Columns, where they were reached.
    pub columns: Option<u32>,
    /// View Position in upper case, of a film that was accepted.
    pub view_position: Option<String>,
    /// Patient's Sex in upper case, likewise.
    pub patient_sex: Option<String>,
    /// Age in years, likewise.
    pub age_years: Option<f32>,
}

/// The identifiers that a reference to the film needs, all valid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference<'a> {
    pub(super) study: &'a str,
    pub(super) series: &'a str,
    pub(super) class: &'a str,
    pub(super) instance: &'a str,
}

impl Source {
    /// Of a file that was inspected; `None` if it is no readable DICOM instance.
    pub fn of(inspection: &Inspection) -> Option<Self> {
        let study = inspection.patient.clone()?;
        let film = inspection.radiograph.as_ref();
        Some(Self {
            study,
            rows: inspection.rows,
            columns: inspection.columns,
            view_position: film.map(|film| film.view_position.clone()),
            patient_sex: film.and_then(|film| film.patient_sex.clone()),
            age_years: film.and_then(|film| film.patient_age_years),
        })
    }

    /// What a package's evidence is asked for.
    pub fn kind(&self) -> FilmKind<'_> {
        FilmKind {
            view_position: self.view_position.as_deref(),
            patient_sex: self.patient_sex.as_deref(),
            age_years: self.age_years,
        }
    }

    /// The identifiers for a reference.
    ///
    /// # Errors
    ///
    /// [`ReportError::Missing`] and [`ReportError::BadUid`], naming the attribute.
    pub(super) fn reference(&self) -> Result<Reference<'_>, ReportError> {
        Ok(Reference {
            study: uid(&self.study.study_instance_uid, "StudyInstanceUID")?,
            series: uid(&self.study.series_instance_uid, "SeriesInstanceUID")?,
            class: uid(&self.study.sop_class_uid, "SOPClassUID")?,
            instance: uid(&self.study.sop_instance_uid, "SOPInstanceUID")?,
        })
    }
}

fn uid<'a>(value: &'a Option<String>, attribute: &'static str) -> Result<&'a str, ReportError> {
    let value = value.as_deref().ok_or(ReportError::Missing(attribute))?;
    if is_uid(value) { Ok(value) } else { Err(ReportError::BadUid(attribute)) }
}

/// PS3.5 section 9.1: at most 64 characters, components of digits. Leading zeros, which the section forbids, are met in
/// old archives, and a reference must repeat what stands in the film.
pub(super) fn is_uid(text: &str) -> bool {
    let component = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.len() <= 64 && text.contains('.') && text.split('.').all(component)
}

/// Whether this can be one of the standard's own SOP classes (PS3.6 annex A), which name a kind and no instance. None of
/// them has a component of more than three digits under the standard's root, and a date or a patient's number has.
pub(super) fn is_standard_class(uid: &str) -> bool {
    let below = uid.strip_prefix("1.2.840.10008.").filter(|_| is_uid(uid));
    below.is_some_and(|below| below.split('.').all(|component| component.len() <= 3))
}

#[cfg(test)]
mod tests {
    use super::{is_standard_class, is_uid};

    #[test]
    fn classes_of_the_standard_hold_nothing_else() {
        assert!(is_standard_class("1.2.840.10008.5.1.4.1.1.1.1"));
        assert!(is_standard_class("1.2.840.10008.5.1.4.1.1.481.1"));
        for bad in ["1.2.840.10008.5.1.4.1.1.19611213", "1.2.840.10008.5.1.4.1.1.7 Kim", "1.2.840.113619.4.2"]
        {
            assert!(!is_standard_class(bad), "{bad}");
        }
    }

    #[test]
    fn uids_are_numbers_and_dots() {
        assert!(is_uid("1.2.840.10008.5.1.4.1.1.1.1"));
        assert!(is_uid(&format!("2.25.{}", u128::MAX)));
        for bad in ["", "1", "1..2", "1.2.", ".1", "1.2a", "1.2 ", "1.2\\1.3"] {
            assert!(!is_uid(bad), "{bad}");
        }
        assert!(!is_uid(&format!("1.{}", "1".repeat(63))));
    }
}
