//! What the standard asks of an export: PS3.5, PS3.15 annex E and PS3.16.

use dicom_object::InMemDicomObject;

use super::*;

/// A file that holds a name, a year or a birth date where terms and UIDs belong.
fn misused() -> Source {
    let mut source = source();
    source.study.modality = Some("KIM".into());
    source.study.view_position = Some("1961".into());
    source
}

fn code_value(item: &InMemDicomObject, tag: dicom_core::Tag) -> String {
    let code = &item.element(tag).unwrap().items().unwrap()[0];
    code.element(tags::CODE_VALUE).unwrap().to_str().unwrap().into_owned()
}

/// The content items under this one with a concept name, at any depth.
fn named<'a>(item: &'a InMemDicomObject, name: &str) -> Vec<&'a InMemDicomObject> {
    let children =
        item.element_opt(tags::CONTENT_SEQUENCE).unwrap().and_then(|e| e.items()).unwrap_or_default();
    let mut found = Vec::new();
    for child in children {
        if code_value(child, tags::CONCEPT_NAME_CODE_SEQUENCE) == name {
            found.push(child);
        }
        found.extend(named(child, name));
    }
    found
}

#[test]
fn what_stands_where_a_term_belongs_is_not_shared() {
    let (source, manifest) = (misused(), manifest(SourceKind::Real));
    for answer in [scored(0.5), refused()] {
        for (name, bytes) in all(&export(Form::Sharing, &manifest), &film(&source, &answer, &[])) {
            for text in ["KIM", "\"1961", ",1961", "1961\""] {
                assert!(!holds(&bytes, text), "{name} holds {text}");
            }
        }
    }
    let list = json(&export(Form::Pacs, &manifest), &[film(&source, &refused(), &[])]).unwrap();
    assert!(holds(&list, "KIM") && holds(&list, "1961"), "the film's own PACS may know");
}

#[test]
fn a_class_is_shared_if_it_is_the_standard_s() {
    let (manifest, answer) = (manifest(SourceKind::Real), scored(0.5));
    let export = export(Form::Sharing, &manifest);
    for class in ["1.2.840.10008.5.1.4.1.1.19611213", "1.2.840.10008.5.1.4.1.1.7 KIM", "1.2.840.113619.4.2"] {
        let mut source = source();
        source.study.sop_class_uid = Some(class.into());
        let film = film(&source, &answer, &[]);
        assert_eq!(structured_report(&export, &film), Err(ReportError::BadUid("SOPClassUID")), "{class}");
        let list: Value = serde_json::from_slice(&json(&export, &[film]).unwrap()).unwrap();
        assert!(list["films"][0]["sop_class_uid"].is_null(), "{class}");
    }
}

#[test]
fn a_film_that_is_there_twice_makes_instances_of_its_own_each_time() {
    let (source, manifest, answer) = (source(), manifest(SourceKind::Real), scored(0.5));
    for form in [Form::Pacs, Form::Sharing] {
        let export = export(form, &manifest);
        let mut instances = Vec::new();
        let mut films = Vec::new();
        for number in [3, 4] {
            let film = Film { number, ..film(&source, &answer, &[]) };
            let report = dicom(&structured_report(&export, &film).unwrap());
            let capture = dicom(&secondary_capture(&export, &film, &picture()).unwrap());
            instances.extend([&report, &capture].map(|object| value(object, tags::SOP_INSTANCE_UID)));
            let source = &capture.element(tags::SOURCE_IMAGE_SEQUENCE).unwrap().items().unwrap()[0];
            let film = source.element(tags::REFERENCED_SOP_INSTANCE_UID).unwrap().to_str().unwrap();
            films.push(film.into_owned());
        }
        instances.sort();
        instances.dedup();
        assert_eq!(instances.len(), 4, "{form:?}: two instances have one UID");
        assert_eq!(films[0], films[1], "{form:?}: they are of one film");
    }
}

#[test]
fn what_the_basic_profile_removes_is_there_only_under_an_option() {
    let (source, manifest, answer) = (source(), manifest(SourceKind::Real), scored(0.5));
    let (export, film) = (export(Form::Sharing, &manifest), film(&source, &answer, &[]));
    let report = dicom(&structured_report(&export, &film).unwrap());
    let capture = dicom(&secondary_capture(&export, &film, &picture()).unwrap());
    // Table E.1-1: an attribute that is removed or replaced as a whole, and the option that cleans it instead.
    for (object, attribute, option) in
        [(&report, tags::CONTENT_SEQUENCE, "113104"), (&capture, tags::DERIVATION_DESCRIPTION, "113105")]
    {
        assert!(object.element(attribute).is_ok());
        let methods = object.element(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE).unwrap().items().unwrap();
        let methods: Vec<String> = methods
            .iter()
            .map(|item| item.element(tags::CODE_VALUE).unwrap().to_str().unwrap().into_owned())
            .collect();
        assert_eq!(methods, ["113100", option]);
    }
    assert!(report.element(tags::DERIVATION_DESCRIPTION).is_err());
}

#[test]
fn containers_of_templates_name_them() {
    let (source, manifest, answer) = (source(), manifest(SourceKind::Real), scored(0.5));
    let report = structured_report(&export(Form::Pacs, &manifest), &film(&source, &answer, &[])).unwrap();
    let report = dicom(&report);
    // Image Library and Measurement Group are templates of their own; Imaging Measurements is a row of TID 1500.
    for (name, template) in [("111028", Some("1600")), ("125007", Some("1501")), ("126010", None)] {
        let [container] = named(&report, name)[..] else { panic!("not one container {name}") };
        let templates = container.element_opt(tags::CONTENT_TEMPLATE_SEQUENCE).unwrap();
        let found = templates.map(|sequence| {
            let item = &sequence.items().unwrap()[0];
            item.element(tags::TEMPLATE_IDENTIFIER).unwrap().to_str().unwrap().into_owned()
        });
        assert_eq!(found.as_deref(), template, "{name}");
    }
}

#[test]
fn the_library_describes_a_film_of_a_known_modality_only() {
    let (manifest, answer) = (manifest(SourceKind::Real), refused());
    let library = |modality: &str| {
        let mut source = source();
        source.study.modality = Some(modality.into());
        let bytes = structured_report(&export(Form::Pacs, &manifest), &film(&source, &answer, &[])).unwrap();
        let report = dicom(&bytes);
        let meaning = named(&report, "121139").first().map(|item| {
            let code = &item.element(tags::CONCEPT_CODE_SEQUENCE).unwrap().items().unwrap()[0];
            code.element(tags::CODE_MEANING).unwrap().to_str().unwrap().into_owned()
        });
        (meaning, named(&report, "110910").len(), named(&report, "260753009").len())
    };
    assert_eq!(library("CT"), (Some("Computed Tomography".into()), 1, 1));
    assert_eq!(library("KIM"), (None, 0, 1));
}

#[test]
fn values_that_do_not_conform_are_left_out_for_the_pacs() {
    let (mut source, manifest, answer) = (source(), manifest(SourceKind::Real), scored(0.5));
    source.study.study_date = Some("20221345".into());
    source.study.study_time = Some("256199".into());
    source.study.patient_sex = Some("FEMALE".into());
    source.study.study_description = Some("x".repeat(65));
    let film = film(&source, &answer, &[]);
    let report = dicom(&structured_report(&export(Form::Pacs, &manifest), &film).unwrap());
    for tag in [tags::STUDY_DATE, tags::STUDY_TIME, tags::PATIENT_SEX] {
        assert_eq!(value(&report, tag), "");
    }
    assert!(report.element(tags::STUDY_DESCRIPTION).is_err());
    assert_eq!(value(&report, tags::PATIENT_ID), "QZXid");
}
