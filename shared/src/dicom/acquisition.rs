//! Is this a film the model was made for? Modality, body part, view, kind of image, age.
//!
//! `docs/dicom.md` gives the reasons for each choice. A missing attribute is never given a default.

use super::check::Check;
use super::parse::DataSet;
use super::patient::{self, Age};
use super::reason::ReasonCode;
use super::scope::{AcquisitionScope, allows};
use super::tags::{self, Tag};
use super::values::printable;

/// What the checks found that the rest of the pipeline needs.
#[derive(Debug, Default)]
pub(crate) struct Acquisition {
    /// In upper case; `None` if outside the scope or unknown.
    pub(crate) view_position: Option<String>,
    pub(crate) age_years: Option<f32>,
}

/// Runs every acquisition check; each pushes its finding to `checks`.
pub(crate) fn check(set: &DataSet<'_>, scope: &AcquisitionScope, checks: &mut Vec<Check>) -> Acquisition {
    modality(set, scope, checks);
    sop_class(set, checks);
    body_part(set, scope, checks);
    species(set, checks);
    let view_position = view(set, scope, checks);
    image_type(set, checks);
    presentation_intent(set, checks);
    burned_in(set, checks);
    lossy(set, checks);
    let age_years = age(set, scope, checks);
    Acquisition { view_position, age_years }
}

/// A value fit for a message, of an attribute with the default repertoire.
fn shown(set: &DataSet<'_>, tag: Tag) -> Option<String> {
    set.text(tag).map(|text| printable(text.as_bytes()))
}

fn one_of(allowed: &[String]) -> String {
    match allowed {
        [] => "nothing: the package covers no value".to_owned(),
        [one] => one.clone(),
        many => format!("one of {}", many.join(", ")),
    }
}

fn modality(set: &DataSet<'_>, scope: &AcquisitionScope, checks: &mut Vec<Check>) {
    let check = Check::of("modality", tags::MODALITY, shown(set, tags::MODALITY), one_of(&scope.modalities));
    // Two values where the standard has one (CS, VM 1) are not on the list, so they are refused too.
    let ok = set.text(tags::MODALITY).is_some_and(|value| allows(&scope.modalities, &value));
    checks.push(if ok { check } else { check.fail(ReasonCode::Modality) });
}

/// SOP classes of single grayscale projections, PS3.4 table B.5-1.
const RADIOGRAPHY: &[(&str, &str)] = &[
    ("1.2.840.10008.5.1.4.1.1.1", "Computed Radiography Image"),
    ("1.2.840.10008.5.1.4.1.1.1.1", "Digital X-Ray Image, For Presentation"),
];
/// Digital X-Ray Image, For Processing: raw detector values, whatever Presentation Intent Type is left to say.
const FOR_PROCESSING: &str = "1.2.840.10008.5.1.4.1.1.1.1.1";
const SECONDARY_CAPTURE: &[&str] =
    &["1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.7.2", "1.2.840.10008.5.1.4.1.1.7.3"];

/// A SOP class of another modality contradicts Modality, and one of the two is wrong: refused.
fn sop_class(set: &DataSet<'_>, checks: &mut Vec<Check>) {
    let tag = tags::SOP_CLASS_UID;
    let uid = set.text(tag);
    let check = Check::of(
        "sop_class",
        tag,
        shown(set, tag),
        "Computed Radiography, Digital X-Ray or Secondary Capture",
    );
    checks.push(match uid.as_deref() {
        Some(uid) if RADIOGRAPHY.iter().any(|(known, _)| *known == uid) => check,
        Some(uid) if SECONDARY_CAPTURE.contains(&uid) => {
            check.note("(0008,0016) SOPClassUID is Secondary Capture: a converted or captured picture")
        }
        Some(FOR_PROCESSING) => check.fail_saying(
            ReasonCode::UnsupportedPixelFormat,
            "(0008,0016) SOPClassUID is Digital X-Ray Image, For Processing: raw detector values, not a picture",
        ),
        Some(uid) if uid.starts_with("1.2.840.10008.") => check.fail(ReasonCode::Modality),
        Some(_) => check.warn("(0008,0016) SOPClassUID is private"),
        None => check.warn("(0008,0016) SOPClassUID is absent or empty"),
    });
}

/// Codes of the chest in Anatomic Region Sequence, PS3.16 CID 4031: SCT, its former code, and SRT as older files have it.
const CHEST_CODES: &[(&str, &str)] = &[("816094009", "SCT"), ("51185008", "SCT"), ("T-D3000", "SRT")];

fn body_part(set: &DataSet<'_>, scope: &AcquisitionScope, checks: &mut Vec<Check>) {
    let tag = tags::BODY_PART_EXAMINED;
    let expected = one_of(&scope.body_parts);
    let Some(value) = set.text(tag) else {
        let sequence = tags::ANATOMIC_REGION_SEQUENCE;
        if let Some(code) = first_code(set, sequence) {
            let check = Check::of("body_part", sequence, Some(code.shown()), expected);
            let ok = code.is_in(CHEST_CODES) && allows(&scope.body_parts, "CHEST");
            checks.push(if ok { check } else { check.fail(ReasonCode::BodyPart) });
        } else {
            checks.push(Check::of("body_part", tag, None, expected).fail(ReasonCode::BodyPart));
        }
        return;
    };
    let check = Check::of("body_part", tag, shown(set, tag), expected);
    checks.push(if allows(&scope.body_parts, &value) { check } else { check.fail(ReasonCode::BodyPart) });
}

/// Codes of human beings in Patient Species Code Sequence, PS3.16 CID 7454.
const HUMAN_CODES: &[(&str, &str)] = &[("337915000", "SCT"), ("L-85B00", "SRT")];

/// Patient Species, PS3.3 section C.7.1.1: an animal's chest has the same body part and views.
fn species(set: &DataSet<'_>, checks: &mut Vec<Check>) {
    let tag = tags::PATIENT_SPECIES_DESCRIPTION;
    let check = |tag, shown, human| {
        let check = Check::of("species", tag, Some(shown), "a human being");
        if human { check } else { check.fail(ReasonCode::BodyPart) }
    };
    if let Some(shown) = shown(set, tag) {
        let human =
            set.codes(tag).iter().any(|value| value.contains("HUMAN") || value.contains("HOMO SAPIENS"));
        checks.push(check(tag, shown, human));
    } else if let Some(code) = first_code(set, tags::PATIENT_SPECIES_CODE_SEQUENCE) {
        checks.push(check(tags::PATIENT_SPECIES_CODE_SEQUENCE, code.shown(), code.is_in(HUMAN_CODES)));
    }
}

/// View codes, PS3.16 CID 4010: SCT, and SRT as older files have it.
const VIEW_CODES: &[(&str, &str, &str)] = &[
    ("272479007", "SCT", "PA"),
    ("R-40888", "SRT", "PA"),
    ("R-10214", "SRT", "PA"),
    ("399348003", "SCT", "AP"),
    ("R-10206", "SRT", "AP"),
];

/// Codes of CID 4010 that are neither PA, AP nor plainly frontal: lateral, oblique, axial. SCT, and SRT for each.
const OTHER_VIEW_CODES: &[(&str, &str)] = &[
    ("399067008", "R-102CD"), // lateral
    ("399173006", "R-10236"), // left lateral
    ("399198007", "R-10232"), // right lateral
    ("399352003", "R-10228"), // lateral-medial
    ("399260004", "R-10224"), // medial-lateral
    ("30730003", "G-A145"),   // sagittal
    ("399182000", "R-102C1"), // oblique
    ("399184004", "R-10238"), // left oblique
    ("399236003", "R-10234"), // right oblique
    ("399135007", "R-10220"), // left anterior oblique
    ("399006002", "R-10212"), // left posterior oblique
    ("399356000", "R-40985"), // right anterior oblique
    ("399038007", "R-10210"), // right posterior oblique
    ("399312000", "R-10208"), // antero-posterior oblique
    ("399059000", "R-10216"), // postero-anterior oblique
    ("399160007", "R-10204"), // frontal oblique
    ("399132005", "R-10252"), // frontal-oblique axial
    ("399061009", "R-10241"), // axial
    ("260427002", "R-40783"), // lateral oblique
    ("260426006", "R-40782"), // medial oblique
];

/// How a patient lies in a scanner, PS3.3 section C.7.3.1.1.2: in Patient Position these say nothing of the view.
const COUCH_POSITIONS: [&str; 8] = ["HFP", "HFS", "HFDR", "HFDL", "FFDR", "FFDL", "FFP", "FFS"];

/// View Position if it has a value, else Patient Position (where NIH's films keep the view), else the view's code. A
/// code that contradicts the text is a contradiction about the projection itself, and refused.
fn view(set: &DataSet<'_>, scope: &AcquisitionScope, checks: &mut Vec<Check>) -> Option<String> {
    let expected = one_of(&scope.view_positions);
    let code = first_code(set, tags::VIEW_CODE_SEQUENCE);
    let coded = code.as_ref().and_then(|code| {
        VIEW_CODES.iter().find(|(value, scheme, _)| code.is(value, scheme)).map(|(_, _, view)| *view)
    });
    // A couch position gives way to a code, if there is one.
    let on_couch = |tag| {
        code.is_some()
            && tag == tags::PATIENT_POSITION
            && set.codes(tag).first().is_some_and(|value| COUCH_POSITIONS.contains(&value.as_str()))
    };
    let source = [tags::VIEW_POSITION, tags::PATIENT_POSITION]
        .into_iter()
        .find(|tag| set.text(*tag).is_some() && !on_couch(*tag));
    let (check, view) = match (source, &code) {
        (None, Some(code)) => (
            Check::of("view_position", tags::VIEW_CODE_SEQUENCE, Some(code.shown()), expected),
            coded.map(str::to_owned),
        ),
        (None, None) => (Check::of("view_position", tags::VIEW_POSITION, None, expected), None),
        (Some(tag), _) => {
            let view = set.text(tag).map(|text| text.to_ascii_uppercase());
            (Check::of("view_position", tag, shown(set, tag), expected), view)
        }
    };
    let view = view.filter(|view| allows(&scope.view_positions, view));
    let contradiction = match (&view, coded, &code) {
        (Some(view), Some(coded), _) => (view != coded).then(|| coded.to_owned()),
        (Some(_), None, Some(code)) => code.is_another_view().then(|| code.shown()),
        _ => None,
    };
    if let Some(contradiction) = contradiction {
        let message = format!("{}, (0054,0220) ViewCodeSequence says {contradiction}", check.message);
        checks.push(check.fail_saying(ReasonCode::ViewPosition, message));
        return None;
    }
    checks.push(if view.is_some() { check } else { check.fail(ReasonCode::ViewPosition) });
    view
}

struct Code {
    value: String,
    scheme: String,
}

impl Code {
    fn shown(&self) -> String {
        printable(format!("{} {}", self.value, self.scheme).as_bytes())
    }

    /// Whether it is this code. SNM3 and 99SDM are older names of SRT, PS3.16 section 8.1.
    fn is(&self, value: &str, scheme: &str) -> bool {
        let own = match self.scheme.as_str() {
            "SNM3" | "99SDM" => "SRT",
            other => other,
        };
        self.value == value && own == scheme
    }

    fn is_in(&self, list: &[(&str, &str)]) -> bool {
        list.iter().any(|(value, scheme)| self.is(value, scheme))
    }

    fn is_another_view(&self) -> bool {
        OTHER_VIEW_CODES.iter().any(|(sct, srt)| self.is(sct, "SCT") || self.is(srt, "SRT"))
    }
}

fn first_code(set: &DataSet<'_>, tag: Tag) -> Option<Code> {
    // A broken sequence is as good as none: what depends on it is then missing, and refused.
    let items = set.items(tag).unwrap_or_default();
    let item = items.first()?;
    Some(Code { value: item.text(tags::CODE_VALUE)?, scheme: item.text(tags::CODING_SCHEME_DESIGNATOR)? })
}

/// Image Type, PS3.3 section C.7.6.1.1.2.
fn image_type(set: &DataSet<'_>, checks: &mut Vec<Check>) {
    let values = set.codes(tags::IMAGE_TYPE);
    let Some(shown) = shown(set, tags::IMAGE_TYPE) else { return };
    let check = Check::of("image_type", tags::IMAGE_TYPE, Some(shown), "a primary image");
    let has = |what: &str| values.iter().any(|value| value == what);
    checks.push(if has("LOCALIZER") {
        let message =
            "(0008,0008) ImageType says LOCALIZER: a scout of a cross-sectional study, not a radiograph";
        check.fail_saying(ReasonCode::Modality, message)
    } else if values.get(1).is_some_and(|value| value == "SECONDARY") {
        check.warn(
            "(0008,0008) ImageType says SECONDARY: made after the examination, perhaps with annotations",
        )
    } else if has("DERIVED") {
        check.note("(0008,0008) ImageType says DERIVED: made from other pixels")
    } else {
        check
    });
}

/// Presentation Intent Type, PS3.3 section C.8.11.1.1.1: raw detector values are not what a model is trained on.
fn presentation_intent(set: &DataSet<'_>, checks: &mut Vec<Check>) {
    let Some(shown) = shown(set, tags::PRESENTATION_INTENT_TYPE) else { return };
    let intent = set.codes(tags::PRESENTATION_INTENT_TYPE).into_iter().next().unwrap_or_default();
    let check =
        Check::of("presentation_intent", tags::PRESENTATION_INTENT_TYPE, Some(shown), "FOR PRESENTATION");
    checks.push(if intent.starts_with("FOR PROCESSING") {
        check.fail(ReasonCode::UnsupportedPixelFormat)
    } else if intent == "FOR PRESENTATION" {
        check
    } else {
        let message = format!("{}; taken as a picture to look at", check.message);
        check.warn(message)
    });
}

fn burned_in(set: &DataSet<'_>, checks: &mut Vec<Check>) {
    let tag = tags::BURNED_IN_ANNOTATION;
    let Some(shown) = shown(set, tag) else { return };
    let check = Check::of("burned_in_annotation", tag, Some(shown), "NO");
    let yes = set.codes(tag).first().is_some_and(|value| value == "YES");
    checks.push(if yes {
        check.warn("(0028,0301) BurnedInAnnotation says YES: text in the picture may mislead a classifier")
    } else {
        check
    });
}

fn lossy(set: &DataSet<'_>, checks: &mut Vec<Check>) {
    let tag = tags::LOSSY_IMAGE_COMPRESSION;
    if set.codes(tag).first().is_some_and(|value| value == "01") {
        let check = Check::of("lossy_compression", tag, Some("01".to_owned()), "00");
        checks.push(check.note("(0028,2110) LossyImageCompression: the film has been compressed with loss"));
    }
}

/// Age against the scope. An unknown age warns where the scope has limits: many genuine films have none.
fn age(set: &DataSet<'_>, scope: &AcquisitionScope, checks: &mut Vec<Check>) -> Option<f32> {
    let tag = tags::PATIENT_AGE;
    let expected = match (scope.min_age_years, scope.max_age_years) {
        (None, None) => "any age".to_owned(),
        (Some(min), None) => format!("at least {min} years"),
        (None, Some(max)) => format!("at most {max} years"),
        (Some(min), Some(max)) => format!("{min} to {max} years"),
    };
    let limited = scope.min_age_years.is_some() || scope.max_age_years.is_some();
    let age = patient::age(set);
    let Some(years) = age.years() else {
        let check = Check::of("patient_age", tag, None, expected);
        let message = "(0010,1010) PatientAge is absent or not an age, and no dates stand in for it";
        checks.push(if limited { check.warn(message) } else { check.note(message) });
        return None;
    };
    let check = Check::of("patient_age", tag, Some(format!("{years:.1} years")), expected);
    let young = scope.min_age_years.is_some_and(|min| years < min);
    let old = scope.max_age_years.is_some_and(|max| years > max);
    checks.push(match age {
        _ if young || old => check.fail(ReasonCode::PatientAge),
        Age::WithoutUnit(_) => check.note("(0010,1010) PatientAge has no unit; taken as years"),
        Age::FromDates(_) => {
            check.note("(0010,1010) PatientAge is absent; reckoned from birth date and study date")
        }
        _ => check,
    });
    Some(years)
}
