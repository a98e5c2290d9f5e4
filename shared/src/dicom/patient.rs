//! Who and what a film is of: for the report, never for a log or a message.

use std::fmt;

use super::charset::decoded;
use super::parse::DataSet;
use super::tags::{self, Tag};

/// Patient and study identification, as the file has it, decoded to Unicode. Fields absent from the file are `None`.
///
/// A page that shows these must escape them: they are bytes from outside.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PatientStudy {
    /// Patient's Name (0010,0010), components joined by `^`, groups by `=`.
    pub patient_name: Option<String>,
    /// Patient ID (0010,0020).
    pub patient_id: Option<String>,
    /// Issuer of Patient ID (0010,0021).
    pub issuer_of_patient_id: Option<String>,
    /// Patient's Birth Date (0010,0030), `YYYYMMDD` if conformant.
    pub patient_birth_date: Option<String>,
    /// Patient's Age (0010,1010) as written.
    pub patient_age: Option<String>,
    /// Patient's Sex (0010,0040).
    pub patient_sex: Option<String>,
    /// Study Date (0008,0020), `YYYYMMDD` if conformant.
    pub study_date: Option<String>,
    /// Study Time (0008,0030).
    pub study_time: Option<String>,
    /// Study Description (0008,1030). May hold the diagnosis: a classifier must not read it.
    pub study_description: Option<String>,
    /// Study ID (0020,0010).
    pub study_id: Option<String>,
    /// Accession Number (0008,0050).
    pub accession_number: Option<String>,
    /// Referring Physician's Name (0008,0090).
    pub referring_physician_name: Option<String>,
    /// Manufacturer (0008,0070).
    pub manufacturer: Option<String>,
    /// Study Instance UID (0020,000D).
    pub study_instance_uid: Option<String>,
    /// Series Instance UID (0020,000E).
    pub series_instance_uid: Option<String>,
    /// SOP Instance UID (0008,0018).
    pub sop_instance_uid: Option<String>,
    /// SOP Class UID (0008,0016).
    pub sop_class_uid: Option<String>,
    /// Series Number (0020,0011).
    pub series_number: Option<String>,
    /// Instance Number (0020,0013).
    pub instance_number: Option<String>,
    /// Modality (0008,0060) in upper case.
    pub modality: Option<String>,
    /// View Position (0018,5101) in upper case.
    pub view_position: Option<String>,
    /// Patient Orientation (0020,0020), such as `L\\F`.
    pub patient_orientation: Option<String>,
    /// Lossy Image Compression (0028,2110): `01` if the pixels were ever compressed with loss.
    pub lossy_image_compression: Option<String>,
}

// Patient data never reaches a log line.
impl fmt::Debug for PatientStudy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PatientStudy(withheld)")
    }
}

impl PatientStudy {
    pub(crate) fn read(set: &DataSet<'_>) -> Self {
        Self {
            patient_name: decoded(set, tags::PATIENT_NAME),
            patient_id: decoded(set, tags::PATIENT_ID),
            issuer_of_patient_id: decoded(set, tags::ISSUER_OF_PATIENT_ID),
            patient_birth_date: set.text(tags::PATIENT_BIRTH_DATE),
            patient_age: set.text(tags::PATIENT_AGE),
            patient_sex: set.text(tags::PATIENT_SEX),
            study_date: set.text(tags::STUDY_DATE),
            study_time: set.text(tags::STUDY_TIME),
            study_description: decoded(set, tags::STUDY_DESCRIPTION),
            study_id: decoded(set, tags::STUDY_ID),
            accession_number: decoded(set, tags::ACCESSION_NUMBER),
            referring_physician_name: decoded(set, tags::REFERRING_PHYSICIAN_NAME),
            manufacturer: decoded(set, tags::MANUFACTURER),
            study_instance_uid: set.text(tags::STUDY_INSTANCE_UID),
            series_instance_uid: set.text(tags::SERIES_INSTANCE_UID),
            sop_instance_uid: set.text(tags::SOP_INSTANCE_UID),
            sop_class_uid: set.text(tags::SOP_CLASS_UID),
            series_number: set.text(tags::SERIES_NUMBER),
            instance_number: set.text(tags::INSTANCE_NUMBER),
            modality: first_code(set, tags::MODALITY),
            view_position: first_code(set, tags::VIEW_POSITION),
            patient_orientation: set.text(tags::PATIENT_ORIENTATION),
            lossy_image_compression: first_code(set, tags::LOSSY_IMAGE_COMPRESSION),
        }
    }
}

fn first_code(set: &DataSet<'_>, tag: Tag) -> Option<String> {
    set.codes(tag).into_iter().next().filter(|code| !code.is_empty())
}

/// An age and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Age {
    /// Patient's Age, as an age string, PS3.5 section 6.2.
    Stated(f32),
    /// Patient's Age without its unit, as NIH's films have it: taken as years.
    WithoutUnit(f32),
    /// From Patient's Birth Date to Study Date.
    FromDates(f32),
    /// Neither.
    Unknown,
}

impl Age {
    pub(crate) fn years(self) -> Option<f32> {
        match self {
            Self::Stated(years) | Self::WithoutUnit(years) | Self::FromDates(years) => Some(years),
            Self::Unknown => None,
        }
    }
}

pub(crate) fn age(set: &DataSet<'_>) -> Age {
    let stated = set.text(tags::PATIENT_AGE);
    if let Some(age) = stated.as_deref().and_then(parse_age) {
        return age;
    }
    let date = |tag| set.text(tag).as_deref().and_then(parse_date);
    match (date(tags::PATIENT_BIRTH_DATE), date(tags::STUDY_DATE)) {
        (Some(birth), Some(study)) if study >= birth => Age::FromDates((study - birth) as f32),
        _ => Age::Unknown,
    }
}

/// `081Y`, `010M`, `003W`, `005D`, or digits alone.
fn parse_age(text: &str) -> Option<Age> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if digits.is_empty() || digits.len() > 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: f32 = digits.parse().ok()?;
    match text.get(digits.len()..)? {
        "Y" | "y" => Some(Age::Stated(number)),
        "M" | "m" => Some(Age::Stated(number / 12.0)),
        "W" | "w" => Some(Age::Stated(number * 7.0 / 365.25)),
        "D" | "d" => Some(Age::Stated(number / 365.25)),
        "" => Some(Age::WithoutUnit(number)),
        _ => None,
    }
}

/// `YYYYMMDD` as years, close enough to tell ages apart.
fn parse_date(text: &str) -> Option<f64> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |range| text.get(range).and_then(|part: &str| part.parse::<u32>().ok());
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    let plausible = year >= 1800 && (1..=12).contains(&month) && (1..=31).contains(&day);
    plausible.then(|| f64::from(year) + (f64::from(month - 1) * 30.5 + f64::from(day - 1)) / 366.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_with_and_without_unit() {
        assert_eq!(parse_age("081Y"), Some(Age::Stated(81.0)));
        assert_eq!(parse_age("006M"), Some(Age::Stated(0.5)));
        assert_eq!(parse_age("81"), Some(Age::WithoutUnit(81.0)));
        for bad in ["XYZW", "", "Y", "0081Y", "-1Y", "81YY"] {
            assert_eq!(parse_age(bad), None, "{bad}");
        }
    }

    #[test]
    fn nothing_of_a_patient_is_printed() {
        let patient = PatientStudy { patient_name: Some("Doe^Jane".into()), ..PatientStudy::default() };
        assert!(!format!("{patient:?}").contains("Doe"));
    }
}
