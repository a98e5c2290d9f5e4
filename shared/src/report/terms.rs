//! The standard's terms for what a film says of its kind.
//!
//! A file can hold a name or a year where a term belongs. What is shared, and what is coded as DICOM's own, is therefore
//! looked up in these lists; how a value looks says nothing of what it is.

use super::Export;
use super::codes::{Code, dcm};

/// Acquisition modalities and the others that Modality (0008,0060) may name, PS3.16 CIDs 29 and 33, in order.
static MODALITIES: [Code; 74] = [
    dcm("AR", "Autorefraction"),
    dcm("ASMT", "Content Assessment Result"),
    dcm("AU", "Basic Voice Audio"),
    dcm("BDUS", "Ultrasound Bone Densitometry"),
    dcm("BI", "Biomagnetic Imaging"),
    dcm("BMD", "Bone Mineral Densitometry"),
    dcm("CFM", "Confocal Microscopy"),
    dcm("CR", "Computed Radiography"),
    dcm("CT", "Computed Tomography"),
    dcm("CTPROTOCOL", "CT Protocol"),
    dcm("DG", "Diaphanography"),
    dcm("DMS", "Dermoscopy"),
    dcm("DOC", "Document"),
    dcm("DX", "Digital Radiography"),
    dcm("ECG", "Electrocardiography"),
    dcm("EEG", "Electroencephalography"),
    dcm("EMG", "Electromyography"),
    dcm("EOG", "Electrooculography"),
    dcm("EPS", "Cardiac Electrophysiology"),
    dcm("ES", "Endoscopy"),
    dcm("FID", "Spatial Fiducials"),
    dcm("GM", "General Microscopy"),
    dcm("HC", "Hard Copy"),
    dcm("HD", "Hemodynamic Waveform"),
    dcm("IO", "Intra-oral Radiography"),
    dcm("IOL", "Intraocular Lens Calculation"),
    dcm("IVOCT", "Intravascular Optical Coherence Tomography"),
    dcm("IVUS", "Intravascular Ultrasound"),
    dcm("KER", "Keratometry"),
    dcm("KO", "Key Object Selection"),
    dcm("LEN", "Lensometry"),
    dcm("LS", "Laser Scan"),
    dcm("M3D", "Model for 3D Manufacturing"),
    dcm("MG", "Mammography"),
    dcm("MR", "Magnetic Resonance"),
    dcm("NM", "Nuclear Medicine"),
    dcm("OAM", "Ophthalmic Axial Measurements"),
    dcm("OCT", "Optical Coherence Tomography"),
    dcm("OP", "Ophthalmic Photography"),
    dcm("OPM", "Ophthalmic Mapping"),
    dcm("OPT", "Ophthalmic Tomography"),
    dcm("OPTBSV", "Ophthalmic Tomography B-scan Volume Analysis"),
    dcm("OPTENF", "Ophthalmic Tomography En Face"),
    dcm("OPV", "Ophthalmic Visual Field"),
    dcm("OSS", "Optical Surface Scanner"),
    dcm("OT", "Other"),
    dcm("PA", "Photoacoustic"),
    dcm("PLAN", "Plan"),
    dcm("POS", "Position Sensor"),
    dcm("PR", "Presentation State"),
    dcm("PT", "Positron emission tomography"),
    dcm("PX", "Panoramic X-Ray"),
    dcm("REG", "Registration"),
    dcm("RESP", "Respiratory Waveform"),
    dcm("RF", "Radiofluoroscopy"),
    dcm("RG", "Radiographic imaging"),
    dcm("RTDOSE", "RT Dose"),
    dcm("RTIMAGE", "RT Image"),
    dcm("RTPLAN", "RT Plan"),
    dcm("RTRECORD", "RT Treatment Record"),
    dcm("RTSTRUCT", "RT Structure Set"),
    dcm("RWV", "Real World Value Map"),
    dcm("SEG", "Segmentation"),
    dcm("SM", "Slide Microscopy"),
    dcm("SMR", "Stereometric Relationship"),
    dcm("SR", "Structured Report Document"),
    dcm("SRF", "Subjective Refraction"),
    dcm("STAIN", "Automated Slide Stainer"),
    dcm("TEXTUREMAP", "Texture Map"),
    dcm("TG", "Thermography"),
    dcm("US", "Ultrasound"),
    dcm("VA", "Visual Acuity"),
    dcm("XA", "X-Ray Angiography"),
    dcm("XC", "External-camera Photography"),
];

/// Defined terms of View Position (0018,5101), PS3.3 section C.8.1.1.
const VIEW_POSITIONS: [&str; 8] = ["AP", "LL", "LLD", "LLO", "PA", "RL", "RLD", "RLO"];

/// The concept of a modality, if the standard knows it.
pub(super) fn modality(term: &str) -> Option<Code> {
    let place = MODALITIES.binary_search_by(|code| code.value.cmp(term)).ok()?;
    MODALITIES.get(place).copied()
}

/// Modality as this form of an export may tell it.
pub(super) fn told_modality<'a>(export: &Export<'_>, term: Option<&'a str>) -> Option<&'a str> {
    term.filter(|term| export.for_pacs() || modality(term).is_some())
}

/// View Position likewise.
pub(super) fn told_view_position<'a>(export: &Export<'_>, term: Option<&'a str>) -> Option<&'a str> {
    term.filter(|term| export.for_pacs() || VIEW_POSITIONS.contains(term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_found_and_names_are_not() {
        assert!(MODALITIES.is_sorted_by(|a, b| a.value < b.value));
        for code in MODALITIES {
            assert_eq!(modality(code.value), Some(code));
            assert!(code.value.len() <= 16 && code.meaning.len() <= 64, "{code:?}");
        }
        for name in ["", "KIM", "1961", "dx", "DX "] {
            assert_eq!(modality(name), None, "{name}");
        }
    }
}
