//! The coded concepts that exports use, PS3.16.
//!
//! Where DICOM or SNOMED CT has a fitting concept it is used. Lobar's own, in the scheme `99LOBAR` (PS3.16 section 8.2:
//! private designators begin with 99), are those that must not be mistaken for anything else: a demonstration score is
//! no measurement of a patient, and no standard concept says so.

/// A coded concept: code value, coding scheme designator, code meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) value: &'static str,
    pub(super) scheme: &'static str,
    pub(super) meaning: &'static str,
}

pub(super) const fn dcm(value: &'static str, meaning: &'static str) -> Code {
    Code { value, scheme: "DCM", meaning }
}

const fn sct(value: &'static str, meaning: &'static str) -> Code {
    Code { value, scheme: "SCT", meaning }
}

const fn lobar(value: &'static str, meaning: &'static str) -> Code {
    Code { value, scheme: LOBAR, meaning }
}

/// Designator of Lobar's own scheme.
pub(super) const LOBAR: &str = "99LOBAR";
/// Its UID: UUID e6926e8f-eaa9-4dc7-813d-586d270faaa4 under 2.25 (PS3.5 annex B.2).
pub(super) const LOBAR_UID: &str = "2.25.306482756839184544889331553276280154788";

// Document, TID 1500 with TIDs 1204, 1001 to 1004 and 1600 to 1602.
pub(super) const IMAGING_MEASUREMENT_REPORT: Code = dcm("126000", "Imaging Measurement Report");
pub(super) const LANGUAGE: Code = dcm("121049", "Language of Content Item and Descendants");
pub(super) const ENGLISH: Code = Code { value: "en", scheme: "RFC5646", meaning: "English" };
pub(super) const OBSERVER_TYPE: Code = dcm("121005", "Observer Type");
pub(super) const DEVICE: Code = dcm("121007", "Device");
pub(super) const DEVICE_OBSERVER_UID: Code = dcm("121012", "Device Observer UID");
pub(super) const DEVICE_OBSERVER_NAME: Code = dcm("121013", "Device Observer Name");
pub(super) const DEVICE_OBSERVER_MANUFACTURER: Code = dcm("121014", "Device Observer Manufacturer");
pub(super) const DEVICE_OBSERVER_MODEL: Code = dcm("121015", "Device Observer Model Name");
pub(super) const DEVICE_OBSERVER_SERIAL: Code = dcm("121016", "Device Observer Serial Number");
pub(super) const PROCEDURE_REPORTED: Code = dcm("121058", "Procedure reported");
pub(super) const CHEST_XRAY: Code = sct("399208008", "Plain chest X-ray");
/// Of a film outside the scope, whose procedure nobody has established.
pub(super) const IMAGING_PROCEDURE: Code = sct("363679005", "Imaging procedure");
pub(super) const IMAGE_LIBRARY: Code = dcm("111028", "Image Library");
pub(super) const IMAGE_LIBRARY_GROUP: Code = dcm("126200", "Image Library Group");
pub(super) const MODALITY: Code = dcm("121139", "Modality");
pub(super) const PIXEL_DATA_ROWS: Code = dcm("110910", "Pixel Data Rows");
pub(super) const PIXEL_DATA_COLUMNS: Code = dcm("110911", "Pixel Data Columns");
pub(super) const SOURCE: Code = sct("260753009", "Source");

// Measurement group, TID 1501 with TIDs 1419 and 4019.
pub(super) const IMAGING_MEASUREMENTS: Code = dcm("126010", "Imaging Measurements");
pub(super) const MEASUREMENT_GROUP: Code = dcm("125007", "Measurement Group");
pub(super) const TRACKING_IDENTIFIER: Code = dcm("112039", "Tracking Identifier");
pub(super) const TRACKING_UID: Code = dcm("112040", "Tracking Unique Identifier");
pub(super) const FINDING_CATEGORY: Code = sct("276214006", "Finding category");
pub(super) const FINDING: Code = dcm("121071", "Finding");
pub(super) const PNEUMONIA: Code = sct("233604007", "Pneumonia");
pub(super) const FINDING_SITE: Code = sct("363698007", "Finding Site");
pub(super) const LUNG: Code = sct("39607008", "Lung");
pub(super) const ALGORITHM_FAMILY: Code = dcm("111000", "Algorithm Family");
pub(super) const ARTIFICIAL_INTELLIGENCE: Code = dcm("123110", "Artificial Intelligence");
pub(super) const ALGORITHM_NAME: Code = dcm("111001", "Algorithm Name");
pub(super) const ALGORITHM_VERSION: Code = dcm("111003", "Algorithm Version");
pub(super) const ALGORITHM_PARAMETERS: Code = dcm("111002", "Algorithm Parameters");
pub(super) const SOURCE_OF_MEASUREMENT: Code = dcm("121112", "Source of Measurement");
pub(super) const COMMENT: Code = dcm("121106", "Comment");
/// PS3.16's general concept; what it is the probability of is the group's Finding. "Probability of cancer" (111047) and
/// the certainties (111011 to 111013: of a feature, finding or impression that a device *has* marked) say other things.
pub(super) const PROBABILITY: Code = dcm("122157", "Probability");
pub(super) const THRESHOLD: Code = dcm("122411", "Threshold Value");
pub(super) const QUALITATIVE_EVALUATIONS: Code =
    Code { value: "C0034375", scheme: "UMLS", meaning: "Qualitative Evaluations" };

// Units.
pub(super) const NO_UNITS: Code = Code { value: "1", scheme: "UCUM", meaning: "no units" };
pub(super) const PIXELS: Code = Code { value: "{pixels}", scheme: "UCUM", meaning: "Pixels" };

// Derived image: CIDs 7202, 7203 and 217.
pub(super) const SOURCE_IMAGE: Code = dcm("121322", "Source image for image processing operation");
pub(super) const GRAD_CAM: Code = dcm("130403", "Gradient-weighted class activation");

// De-identification, CID 7050.
pub(super) const BASIC_PROFILE: Code = dcm("113100", "Basic Application Confidentiality Profile");
/// The basic profile alone replaces the whole content of a structured report; ours is written anew, clean.
pub(super) const CLEAN_STRUCTURED_CONTENT: Code = dcm("113104", "Clean Structured Content Option");
/// The basic profile alone removes Derivation Description; that of a capture is written anew, without the film's words.
pub(super) const CLEAN_DESCRIPTORS: Code = dcm("113105", "Clean Descriptors Option");

// Lobar's own.
pub(super) const DEMONSTRATION_SCORE: Code = lobar("DEMO-SCORE", "Demonstration score");
pub(super) const LOGIT: Code = lobar("LOGIT", "Output of the network before the logistic function");
pub(super) const PREVALENCE: Code = lobar("PREVALENCE", "Prevalence that the probability holds at");
pub(super) const SIDE: Code = lobar("SIDE", "Side of the package's threshold");
pub(super) const AT_OR_ABOVE: Code = lobar("AT-OR-ABOVE", "At or above the threshold");
pub(super) const BELOW: Code = lobar("BELOW", "Below the threshold");
pub(super) const SCORING: Code = lobar("SCORING", "Whether the film was scored");
pub(super) const NOT_SCORED: Code = lobar("NOT-SCORED", "Not scored");
pub(super) const NOTICE: Code = lobar("NOTICE", "Research-use statement");
/// For whoever reads the Finding of a group without its figure: pneumonia is what was asked, not what was found.
pub(super) const QUESTION: Code = lobar("QUESTION", "What the figure is about, not a finding that was made");

/// SNOMED CT code of a frontal view, PS3.16 CID 4010.
pub(super) fn view(view_position: &str) -> Option<Code> {
    match view_position {
        "PA" => Some(sct("272479007", "postero-anterior")),
        "AP" => Some(sct("399348003", "antero-posterior")),
        _ => None,
    }
}

pub(super) const IMAGE_VIEW: Code = dcm("111031", "Image View");
