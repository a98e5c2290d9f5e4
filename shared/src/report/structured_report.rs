//! DICOM SR of one film: Comprehensive SR (PS3.3 A.35.3) with a Measurement Report, PS3.16 TID 1500.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::attributes::{self, Item, code as code_item, item, reference, sequence};
use super::codes::{self, Code};
use super::content::{self, Relationship as Is, code, container, image, number, text, uid, with};
use super::export::package_uid;
use super::instance::{Identity, Kind, common, identify};
use super::words::{self, Score};
use super::{Answer, Export, Film, ReportError, terms};

const KIND: Kind = Kind {
    class: "1.2.840.10008.5.1.4.1.1.88.33",
    modality: "SR",
    series: "structured report",
    description: "Lobar, research use only",
    series_number: "99001",
    options: &[codes::CLEAN_STRUCTURED_CONTENT],
};

/// The DICOM SR of a film, as the bytes of a file in explicit VR little endian.
///
/// It holds the score (of a demonstration package as a concept of Lobar's own, otherwise as a probability with
/// pneumonia as what it is about), the threshold and the side of it, the logit, the notice and a reference to the film.
/// A refused film has its reasons instead. It is UNVERIFIED: nobody has looked at it.
///
/// # Errors
///
/// [`ReportError`] if the film cannot be referred to.
pub fn structured_report(export: &Export<'_>, film: &Film<'_>) -> Result<Vec<u8>, ReportError> {
    let identity = identify(export, film, &KIND)?;
    let source = reference(identity.film.class, &export.film_uid(identity.film.instance));
    let evidence = item([
        attributes::text(tags::STUDY_INSTANCE_UID, VR::UI, &export.film_uid(identity.film.study)),
        sequence(
            tags::REFERENCED_SERIES_SEQUENCE,
            vec![item([
                attributes::text(tags::SERIES_INSTANCE_UID, VR::UI, &export.film_uid(identity.film.series)),
                sequence(tags::REFERENCED_SOP_SEQUENCE, vec![source]),
            ])],
        ),
    ]);
    let mut data_set = item(common(export, film, &KIND, &identity));
    let scheme = item([
        attributes::text(tags::CODING_SCHEME_DESIGNATOR, VR::SH, codes::LOBAR),
        attributes::text(tags::CODING_SCHEME_UID, VR::UI, codes::LOBAR_UID),
        attributes::text(tags::CODING_SCHEME_NAME, VR::ST, "Concepts of Lobar's exports"),
    ]);
    let document = [
        // SOP common.
        sequence(tags::CODING_SCHEME_IDENTIFICATION_SEQUENCE, vec![scheme]),
        // SR document series and general.
        sequence(tags::REFERENCED_PERFORMED_PROCEDURE_STEP_SEQUENCE, Vec::new()),
        sequence(tags::PERFORMED_PROCEDURE_CODE_SEQUENCE, Vec::new()),
        sequence(tags::CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE, vec![evidence]),
        attributes::text(tags::COMPLETION_FLAG, VR::CS, "COMPLETE"),
        attributes::text(tags::VERIFICATION_FLAG, VR::CS, "UNVERIFIED"),
        attributes::text(tags::PRELIMINARY_FLAG, VR::CS, "PRELIMINARY"),
        // SR document content.
        attributes::text(tags::VALUE_TYPE, VR::CS, "CONTAINER"),
        sequence(tags::CONCEPT_NAME_CODE_SEQUENCE, vec![code_item(codes::IMAGING_MEASUREMENT_REPORT)]),
        sequence(tags::CONTENT_SEQUENCE, report(export, film, &identity)),
    ];
    for element in document.into_iter().chain(content::container_elements(Some("1500"))) {
        data_set.put(element);
    }
    if !export.for_pacs() {
        // Type 1, and their action in table E.1-1 is D: a date that is none.
        data_set.put(attributes::text(tags::CONTENT_DATE, VR::DA, "19000101"));
        data_set.put(attributes::text(tags::CONTENT_TIME, VR::TM, "000000"));
    }
    attributes::file(&data_set, KIND.class, &identity.instance, 0)
}

/// The rows of TID 1500, in its order.
fn report(export: &Export<'_>, film: &Film<'_>, identity: &Identity<'_>) -> Vec<Item> {
    let mut items = vec![code(Is::Modifies, codes::LANGUAGE, codes::ENGLISH)];
    items.extend(observer(export));
    let procedure = match film.answer {
        Answer::Scored { .. } => codes::CHEST_XRAY,
        Answer::Refused { .. } => codes::IMAGING_PROCEDURE,
    };
    items.push(code(Is::Modifies, codes::PROCEDURE_REPORTED, procedure));
    items.push(image_library(export, identity));
    let group = container(codes::MEASUREMENT_GROUP, Some("1501"), group(export, film, identity));
    items.push(container(codes::IMAGING_MEASUREMENTS, None, vec![group]));
    let notice = text(Is::Contains, codes::NOTICE, &export.manifest.notice());
    items.push(container(codes::QUALITATIVE_EVALUATIONS, None, vec![notice]));
    items
}

/// TIDs 1001, 1002 and 1004: the observer is a device, and the device is a program with a package.
fn observer(export: &Export<'_>) -> Vec<Item> {
    let manifest = export.manifest;
    let device = package_uid(&manifest.id);
    let device = if export.for_pacs() { device } else { export.new_uid("device", &device) };
    let mut items = vec![
        code(Is::Context, codes::OBSERVER_TYPE, codes::DEVICE),
        uid(Is::Context, codes::DEVICE_OBSERVER_UID, &device),
        text(Is::Context, codes::DEVICE_OBSERVER_NAME, &export.software()),
        text(Is::Context, codes::DEVICE_OBSERVER_MANUFACTURER, "Lobar"),
        text(Is::Context, codes::DEVICE_OBSERVER_MODEL, &manifest.name),
    ];
    if export.for_pacs() {
        items.push(text(Is::Context, codes::DEVICE_OBSERVER_SERIAL, &manifest.id));
    }
    items
}

/// TIDs 1600 to 1603: the film, what it was taken with and its size.
///
/// TID 1602 stands or falls with the modality, its one mandatory row: of a film whose Modality is none of the standard's
/// the library has the reference alone.
fn image_library(export: &Export<'_>, identity: &Identity<'_>) -> Item {
    let source = identity.source;
    let mut descriptors = Vec::new();
    if let Some(modality) = source.study.modality.as_deref().and_then(terms::modality) {
        descriptors.push(code(Is::Acquisition, codes::MODALITY, modality));
        let view = source.study.view_position.as_deref().and_then(codes::view);
        descriptors.extend(view.map(|view| code(Is::Acquisition, codes::IMAGE_VIEW, view)));
        let sides = [(codes::PIXEL_DATA_ROWS, source.rows), (codes::PIXEL_DATA_COLUMNS, source.columns)];
        descriptors.extend(
            sides.into_iter().filter_map(|(name, side)| {
                Some(number(Is::Acquisition, name, f64::from(side?), codes::PIXELS))
            }),
        );
    }
    let entry = image(codes::SOURCE, identity.film.class, &export.film_uid(identity.film.instance));
    let group = container(codes::IMAGE_LIBRARY_GROUP, None, vec![with(entry, descriptors)]);
    container(codes::IMAGE_LIBRARY, Some("1600"), vec![group])
}

/// The rows of TID 1501, in its order.
fn group(export: &Export<'_>, film: &Film<'_>, identity: &Identity<'_>) -> Vec<Item> {
    let manifest = export.manifest;
    let scored = matches!(film.answer, Answer::Scored { .. });
    let mut items = vec![
        text(Is::Context, codes::TRACKING_IDENTIFIER, &film.shared_name()),
        uid(Is::Context, codes::TRACKING_UID, &export.new_uid("tracking", identity.film.instance)),
    ];
    if scored && !film.is_demonstration(manifest) {
        items.push(code(Is::Contains, codes::FINDING_CATEGORY, codes::QUESTION));
        items.push(code(Is::Contains, codes::FINDING, codes::PNEUMONIA));
        items.push(code(Is::Modifies, codes::FINDING_SITE, codes::LUNG));
    }
    // TID 4019.
    items.push(code(Is::Modifies, codes::ALGORITHM_FAMILY, codes::ARTIFICIAL_INTELLIGENCE));
    items.push(text(Is::Modifies, codes::ALGORITHM_NAME, &manifest.name));
    items.push(text(Is::Modifies, codes::ALGORITHM_VERSION, &export.software()));
    items.push(text(Is::Modifies, codes::ALGORITHM_PARAMETERS, &format!("package {}", manifest.id)));
    if let (true, Some(point)) = (scored, manifest.operating_point()) {
        let rule = format!("operating point {}: {}", point.name, point.rule);
        items.push(text(Is::Modifies, codes::ALGORITHM_PARAMETERS, &rule));
    }
    let source =
        image(codes::SOURCE_OF_MEASUREMENT, identity.film.class, &export.film_uid(identity.film.instance));
    items.push(source);
    items.extend(answer(export, film));
    items
}

/// What came of the film.
fn answer(export: &Export<'_>, film: &Film<'_>) -> Vec<Item> {
    let manifest = export.manifest;
    let mut items = Vec::new();
    match film.answer {
        Answer::Scored { logit, .. } => {
            let score = Score::of(manifest, *logit);
            let name =
                if film.is_demonstration(manifest) { codes::DEMONSTRATION_SCORE } else { codes::PROBABILITY };
            let property = |name: Code, value: Option<f64>| {
                value.map(|value| number(Is::Property, name, value, codes::NO_UNITS))
            };
            let prevalence = manifest.calibration.map(|calibration| calibration.prevalence.value());
            let prevalence = prevalence.filter(|_| !film.is_demonstration(manifest));
            let properties =
                [property(codes::THRESHOLD, score.threshold), property(codes::PREVALENCE, prevalence)];
            let figure = number(Is::Contains, name, score.value, codes::NO_UNITS);
            items.push(with(figure, properties.into_iter().flatten().collect()));
            items.push(number(Is::Contains, codes::LOGIT, f64::from(logit.value()), codes::NO_UNITS));
            if let Some(above) = score.above {
                let side = if above { codes::AT_OR_ABOVE } else { codes::BELOW };
                items.push(code(Is::Contains, codes::SIDE, side));
            }
        }
        Answer::Refused { message, .. } => {
            items.push(code(Is::Contains, codes::SCORING, codes::NOT_SCORED));
            // The reader's sentence may give an age, or a value that a file has in the wrong place.
            if export.for_pacs() && !message.is_empty() {
                items.push(text(Is::Contains, codes::COMMENT, message));
            }
        }
    }
    let sentence = format!("{} {}", words::sentence(manifest, film), manifest.notice());
    items.push(text(Is::Contains, codes::COMMENT, &sentence));
    items
}
