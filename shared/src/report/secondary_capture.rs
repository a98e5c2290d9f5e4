//! DICOM secondary capture of one film (PS3.3 A.8.1): the display picture in colour, heatmap and words burnt in.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::attributes::{
    self, Element, bytes, code as code_item, cut, item, reference, sequence, text, word,
};
use super::codes;
use super::instance::{Kind, common, identify};
use super::overlay::{Canvas, draw};
use super::{Answer, Export, Film, ReportError, words};
use crate::dicom::PatientStudy;
use crate::image::GrayImage;

const KIND: Kind = Kind {
    class: "1.2.840.10008.5.1.4.1.1.7",
    modality: "OT",
    series: "secondary capture",
    description: "Lobar heatmap, research use only",
    series_number: "99002",
    options: &[codes::CLEAN_DESCRIPTORS],
};

/// The DICOM secondary capture of a film, as the bytes of a file in explicit VR little endian.
///
/// `picture` is the film in its display form, [`crate::dicom::Radiograph::image`]. Under it stand the bar of colours
/// with its scale, which is the package's, the answer in a sentence, the notice, software and package id. Nothing of the
/// patient is written into the pixels.
///
/// **Shared pixels can still show a patient.** The picture is the film's own: a name or a marker that was burnt into
/// the film is in it, as is whatever makes a skeleton, an implant or a necklace recognisable. Nothing here cleans
/// pixels, and the Clean Pixel Data Option of PS3.15 is not claimed; Burned In Annotation is YES. Whoever shares it must
/// have looked at it.
///
/// # Errors
///
/// [`ReportError::NoAnswer`] for a refused film, [`ReportError::Heatmap`] if there is no map or the package gives no
/// scale, and those of [`super::structured_report`].
pub fn secondary_capture(
    export: &Export<'_>,
    film: &Film<'_>,
    picture: &GrayImage,
) -> Result<Vec<u8>, ReportError> {
    let Answer::Scored { heatmap, .. } = film.answer else { return Err(ReportError::NoAnswer) };
    let map = heatmap.as_ref().ok_or(ReportError::Heatmap("none was kept"))?;
    let scale = export.manifest.heatmap_scale.ok_or(ReportError::Heatmap("the package gives no scale"))?;
    let identity = identify(export, film, &KIND)?;
    let canvas = draw(picture, map, scale, &lines(export, film, scale))?;

    let mut data_set = item(common(export, film, &KIND, &identity));
    let mut source = reference(identity.film.class, &export.film_uid(identity.film.instance));
    source.put(sequence(tags::PURPOSE_OF_REFERENCE_CODE_SEQUENCE, vec![code_item(codes::SOURCE_IMAGE)]));
    let study = &identity.source.study;
    let derivation = format!(
        "Film in its display form, scaled to 8 bits, with a Grad-CAM heatmap (colours: inferno, 0 to {scale}) over it, \
         and text below it. {}",
        export.manifest.notice()
    );
    let module = [
        // SC equipment.
        text(tags::CONVERSION_TYPE, VR::CS, "WSD"),
        // General image. The picture is not turned, so the film's orientation is its own.
        text(tags::IMAGE_TYPE, VR::CS, "DERIVED\\SECONDARY"),
        text(tags::PATIENT_ORIENTATION, VR::CS, orientation(study)),
        text(tags::DERIVATION_DESCRIPTION, VR::ST, &cut(&derivation, 1024)),
        sequence(tags::DERIVATION_CODE_SEQUENCE, vec![code_item(codes::GRAD_CAM)]),
        sequence(tags::SOURCE_IMAGE_SEQUENCE, vec![source]),
        text(tags::BURNED_IN_ANNOTATION, VR::CS, "YES"),
        // Of a film that was answered, so it is one. It is not paired: Laterality, else required, must be absent.
        text(tags::BODY_PART_EXAMINED, VR::CS, "CHEST"),
    ];
    for element in module.into_iter().chain(pixels(canvas)) {
        data_set.put(element);
    }
    if study.lossy_image_compression.as_deref() == Some("01") {
        // Once lossy, always lossy: PS3.3 section C.7.6.1.1.5.
        data_set.put(text(tags::LOSSY_IMAGE_COMPRESSION, VR::CS, "01"));
    }
    let pixel_bytes = 3 * super::LARGEST_SIDE * super::LARGEST_SIDE;
    attributes::file(&data_set, KIND.class, &identity.instance, pixel_bytes)
}

/// Patient Orientation as PS3.3 section C.7.6.1.1.1 has it; empty, which the section allows, where the film's is not.
fn orientation(study: &PatientStudy) -> &str {
    let letters =
        |part: &str| (1..=3).contains(&part.len()) && part.chars().all(|letter| "APRLHF".contains(letter));
    study
        .patient_orientation
        .as_deref()
        .filter(|value| value.split('\\').count() == 2 && value.split('\\').all(letters))
        .unwrap_or_default()
}

/// The words under the picture.
fn lines(export: &Export<'_>, film: &Film<'_>, scale: f32) -> Vec<String> {
    let manifest = export.manifest;
    vec![
        manifest.notice(),
        words::sentence(manifest, film),
        format!(
            "Heatmap (Grad-CAM): 0 to {scale:.4} logit per cell, the package's scale, the same on every film."
        ),
        format!("{}, package {}", export.software(), manifest.name),
        manifest.id.clone(),
    ]
}

/// Image Pixel module, PS3.3 section C.7.6.3.
fn pixels(canvas: Canvas) -> [Element; 10] {
    // At most 2048 on a side.
    let side = |pixels: usize| u16::try_from(pixels).unwrap_or(u16::MAX);
    let (rows, columns) = (side(canvas.height), side(canvas.width));
    [
        word(tags::SAMPLES_PER_PIXEL, 3),
        text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "RGB"),
        word(tags::PLANAR_CONFIGURATION, 0),
        word(tags::ROWS, rows),
        word(tags::COLUMNS, columns),
        word(tags::BITS_ALLOCATED, 8),
        word(tags::BITS_STORED, 8),
        word(tags::HIGH_BIT, 7),
        word(tags::PIXEL_REPRESENTATION, 0),
        bytes(tags::PIXEL_DATA, VR::OW, canvas.rgb),
    ]
}
