//! What every export must hold, and what it must never.

mod standard;

use dicom_dictionary_std::tags;
use dicom_object::DefaultDicomObject;
use serde_json::Value;

use super::*;
use crate::cam::Heatmap;
use crate::dicom::{Check, PatientStudy, ReasonCode, Verdict};
use crate::image::GrayImage;
use crate::package::{Estimate, Manifest, SourceKind, Subgroup};
use crate::prediction::{Calibration, Logit, Probability};

/// Stands in everything that a film could tell of its patient.
const MARK: &str = "QZX";

fn manifest(kind: SourceKind) -> Manifest {
    let mut manifest: Manifest =
        serde_json::from_str(include_str!("../../../assets/model/manifest.json")).unwrap();
    for source in &mut manifest.training_data {
        source.kind = kind;
    }
    manifest.name = "Package of the tests".into();
    manifest.heatmap_scale = Some(0.25);
    let prevalence = Probability::new(0.3).unwrap();
    manifest.calibration = Some(Calibration { slope: 1.0, intercept: 0.0, prevalence });
    // Evidence for adults' PA films, and for no others.
    let group = |attribute: &str, value: &str| Subgroup {
        attribute: attribute.into(),
        value: value.into(),
        metrics: vec![Estimate {
            name: "test_auc".into(),
            value: 0.8,
            interval: Some([0.7, 0.9]),
            films: 90,
            positives: 40,
            note: String::new(),
        }],
    };
    manifest.subgroups = Some(vec![group("view_position", "PA"), group("age_band", "18-120")]);
    manifest
}

fn export(form: Form, manifest: &Manifest) -> Export<'_> {
    let made = Made::new(1_795_567_200, 60);
    Export { form, manifest, version: "9.8.7", made, secret: Secret::new([5; 32]) }
}

fn source() -> Source {
    let mark = |text: &str| Some(format!("{MARK}{text}"));
    let study = PatientStudy {
        patient_name: Some(format!("{MARK}^Taro=山田^太郎")),
        patient_id: mark("id"),
        issuer_of_patient_id: mark("issuer"),
        patient_birth_date: Some("19611213".into()),
        patient_age: Some("061Y".into()),
        patient_sex: Some("F".into()),
        study_date: Some("20221109".into()),
        study_time: Some("111317".into()),
        study_description: mark("description"),
        study_id: mark("study"),
        accession_number: mark("accession"),
        referring_physician_name: mark("referrer"),
        manufacturer: mark("manufacturer"),
        study_instance_uid: Some("1.2.3.77001".into()),
        series_instance_uid: Some("1.2.3.77002".into()),
        sop_instance_uid: Some("1.2.3.77003".into()),
        sop_class_uid: Some("1.2.840.10008.5.1.4.1.1.1.1".into()),
        series_number: mark("series"),
        instance_number: mark("instance"),
        modality: Some("DX".into()),
        view_position: Some("PA".into()),
        patient_orientation: Some("L\\F".into()),
        lossy_image_compression: Some("01".into()),
    };
    Source {
        study,
        rows: Some(2500),
        columns: Some(2048),
        view_position: Some("PA".into()),
        patient_sex: Some("F".into()),
        age_years: Some(58.0),
    }
}

fn scored(logit: f32) -> Answer {
    let heatmap = Heatmap { width: 14, height: 14, values: (0..196).map(|i| i as f32 / 700.0).collect() };
    Answer::Scored { logit: Logit::new(logit).unwrap(), heatmap: Some(heatmap) }
}

fn refused() -> Answer {
    Answer::Refused { reasons: vec!["PATIENT_AGE".into()], message: format!("{MARK}: the age is 007Y") }
}

fn check() -> Check {
    Check {
        name: "patient_age".into(),
        tag: Some("(0010,1010)".into()),
        attribute: "PatientAge".into(),
        value: Some(format!("{MARK} 007Y")),
        expected: "an adult".into(),
        verdict: Verdict::Fail,
        reason: Some(ReasonCode::PatientAge),
        message: format!("{MARK} is 007Y"),
    }
}

fn film<'a>(source: &'a Source, answer: &'a Answer, checks: &'a [Check]) -> Film<'a> {
    Film { file: "QZX/film.dcm", number: 3, source: Some(source), answer, device: "cpu", checks }
}

/// Every file of an export of one film.
fn all(export: &Export<'_>, film: &Film<'_>) -> Vec<(&'static str, Vec<u8>)> {
    let mut files = vec![
        ("SR", structured_report(export, film).unwrap()),
        ("CSV", csv(export, &[*film])),
        ("JSON", json(export, &[*film]).unwrap()),
        ("FHIR", fhir_bundle(export, &[*film]).unwrap()),
    ];
    if matches!(film.answer, Answer::Scored { .. }) {
        files.push(("SC", secondary_capture(export, film, &picture()).unwrap()));
    }
    files
}

fn picture() -> GrayImage {
    GrayImage::new(600, 500, vec![90; 300_000]).unwrap()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn dicom(bytes: &[u8]) -> DefaultDicomObject {
    DefaultDicomObject::from_reader(bytes).unwrap()
}

fn value(object: &DefaultDicomObject, tag: dicom_core::Tag) -> String {
    object.element(tag).unwrap().to_str().unwrap().into_owned()
}

#[test]
fn every_export_says_what_it_is() {
    let source = source();
    for kind in [SourceKind::Synthetic, SourceKind::Real] {
        let manifest = manifest(kind);
        for (form, answer) in
            [(Form::Pacs, scored(1.0)), (Form::Sharing, scored(1.0)), (Form::Pacs, refused())]
        {
            for (name, bytes) in all(&export(form, &manifest), &film(&source, &answer, &[])) {
                for text in ["9.8.7", manifest.id.as_str(), crate::package::RESEARCH_NOTICE] {
                    assert!(holds(&bytes, text), "{name}, {form:?}: no {text}");
                }
            }
        }
    }
}

#[test]
fn nothing_of_the_patient_is_shared() {
    let (source, manifest, checks) = (source(), manifest(SourceKind::Real), [check()]);
    let export = export(Form::Sharing, &manifest);
    for answer in [scored(0.5), refused()] {
        for (name, bytes) in all(&export, &film(&source, &answer, &checks)) {
            for text in
                [MARK, "山田", "19611213", "1961-12-13", "061Y", "007Y", "20221109", "2022-11-09", "111317"]
            {
                assert!(!holds(&bytes, text), "{name} holds {text}");
            }
            for uid in ["1.2.3.7700", "20261125", "2026-11-25"] {
                assert!(!holds(&bytes, uid), "{name} holds {uid}");
            }
        }
    }
    let object = dicom(&structured_report(&export, &film(&source, &scored(0.5), &[])).unwrap());
    assert_eq!(value(&object, tags::PATIENT_IDENTITY_REMOVED), "YES");
    assert_eq!(value(&object, tags::LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED), "REMOVED");
    assert_eq!(value(&object, tags::PATIENT_SEX), "");
}

#[test]
fn the_form_for_the_pacs_keeps_patient_and_study() {
    let (source, manifest, answer) = (source(), manifest(SourceKind::Real), scored(0.5));
    let export = export(Form::Pacs, &manifest);
    let film = film(&source, &answer, &[]);
    let report = dicom(&structured_report(&export, &film).unwrap());
    let capture = dicom(&secondary_capture(&export, &film, &picture()).unwrap());
    for object in [&report, &capture] {
        assert_eq!(value(object, tags::PATIENT_NAME), "QZX^Taro=山田^太郎");
        assert_eq!(value(object, tags::PATIENT_ID), "QZXid");
        assert_eq!(value(object, tags::STUDY_INSTANCE_UID), "1.2.3.77001");
        assert_eq!(value(object, tags::STUDY_DATE), "20221109");
        assert_eq!(value(object, tags::SPECIFIC_CHARACTER_SET), "ISO_IR 192");
        for tag in [tags::SERIES_INSTANCE_UID, tags::SOP_INSTANCE_UID] {
            let uid = value(object, tag);
            assert!(uid.starts_with("2.25.") && super::source::is_uid(&uid), "{uid}");
        }
        assert!(object.element(tags::PATIENT_IDENTITY_REMOVED).is_err());
    }
    assert_ne!(value(&report, tags::SERIES_INSTANCE_UID), value(&capture, tags::SERIES_INSTANCE_UID));
    for bytes in [structured_report(&export, &film), secondary_capture(&export, &film, &picture())] {
        assert!(holds(&bytes.unwrap(), "1.2.3.77003"), "the film is not referred to");
    }
}

#[test]
fn a_demonstration_package_never_speaks_of_findings() {
    let (source, manifest) = (source(), manifest(SourceKind::Synthetic));
    for form in [Form::Pacs, Form::Sharing] {
        for logit in [-3.0, 0.0, 3.0] {
            let answer = scored(logit);
            for (name, bytes) in all(&export(form, &manifest), &film(&source, &answer, &[])) {
                let text = String::from_utf8_lossy(&bytes).to_lowercase();
                for word in [
                    "probab",
                    "pneumonia",
                    "233604007",
                    "122157",
                    "positive",
                    "negative",
                    "risk",
                    "121071",
                    "detect",
                ] {
                    assert!(!text.contains(word), "{name}, {form:?} says {word}");
                }
                assert!(text.contains("demonstration") && text.contains("score"), "{name}");
            }
        }
    }
}

#[test]
fn a_calibrated_package_gives_a_probability_of_pneumonia() {
    let (source, manifest, answer) = (source(), manifest(SourceKind::Real), scored(1.0));
    let report = structured_report(&export(Form::Pacs, &manifest), &film(&source, &answer, &[])).unwrap();
    for text in ["122157", "233604007", "AT-OR-ABOVE", "PREVALENCE", "UNVERIFIED"] {
        assert!(holds(&report, text), "no {text}");
    }
    let bundle = fhir_bundle(&export(Form::Pacs, &manifest), &[film(&source, &answer, &[])]).unwrap();
    let bundle: Value = serde_json::from_slice(&bundle).unwrap();
    let observation = &bundle["entry"][2]["resource"];
    let expected = 1.0 / (1.0 + (-1.0_f64).exp());
    assert!((observation["valueQuantity"]["value"].as_f64().unwrap() - expected).abs() < 1e-12);
    assert_eq!(bundle["entry"][1]["resource"]["status"], "preliminary");
}

#[test]
fn a_film_of_people_without_evidence_gets_a_demonstration_score() {
    let (manifest, answer) = (manifest(SourceKind::Real), scored(1.0));
    let child = Source { age_years: Some(6.0), ..source() };
    let lateral = Source { view_position: Some("AP".into()), ..source() };
    let export = export(Form::Pacs, &manifest);
    for source in [child, lateral] {
        let film = film(&source, &answer, &[]);
        let report = structured_report(&export, &film).unwrap();
        assert!(!holds(&report, "122157") && !holds(&report, "233604007") && !holds(&report, "PREVALENCE"));
        let text = String::from_utf8(csv(&export, &[film])).unwrap();
        assert!(text.contains("demonstration_score") && !text.to_lowercase().contains("probab"), "{text}");
        let list = String::from_utf8(json(&export, &[film]).unwrap()).unwrap();
        assert!(list.contains("\"score_kind\": \"demonstration_score\""), "{list}");
    }
}

#[test]
fn new_uids_hold_together_within_an_export_and_nowhere_else() {
    let (source, manifest, answer) = (source(), manifest(SourceKind::Real), scored(1.0));
    let film = film(&source, &answer, &[]);
    let one = export(Form::Sharing, &manifest);
    let other = Export { secret: Secret::new([6; 32]), ..one };
    let study = |export: &Export<'_>| {
        let report = dicom(&structured_report(export, &film).unwrap());
        let capture = dicom(&secondary_capture(export, &film, &picture()).unwrap());
        let uid = value(&report, tags::STUDY_INSTANCE_UID);
        assert_eq!(value(&capture, tags::STUDY_INSTANCE_UID), uid);
        let list: Value = serde_json::from_slice(&json(export, &[film]).unwrap()).unwrap();
        assert_eq!(list["films"][0]["study_instance_uid"], uid);
        assert!(holds(&fhir_bundle(export, &[film]).unwrap(), &format!("urn:oid:{uid}")));
        uid
    };
    assert_eq!(study(&one), study(&one));
    assert_ne!(study(&one), study(&other));
}

#[test]
fn a_refused_film_has_reasons_and_no_number() {
    let (source, manifest, answer) = (source(), manifest(SourceKind::Real), refused());
    let (export, film) = (export(Form::Pacs, &manifest), film(&source, &answer, &[]));
    let report = structured_report(&export, &film).unwrap();
    assert!(holds(&report, "PATIENT_AGE") && holds(&report, "NOT-SCORED") && !holds(&report, "122157"));
    assert_eq!(secondary_capture(&export, &film, &picture()), Err(ReportError::NoAnswer));
    let bundle: Value = serde_json::from_slice(&fhir_bundle(&export, &[film]).unwrap()).unwrap();
    let observation = &bundle["entry"][2]["resource"];
    assert!(observation.get("valueQuantity").is_none());
    assert_eq!(observation["dataAbsentReason"]["coding"][0]["code"], "not-performed");
    let list: Value = serde_json::from_slice(&json(&export, &[film]).unwrap()).unwrap();
    assert!(list["films"][0]["score"].is_null() && list["films"][0]["logit"].is_null());
}

#[test]
fn a_file_that_is_no_instance_has_its_row_and_no_dicom() {
    let (manifest, answer) = (manifest(SourceKind::Synthetic), refused());
    let film = Film { file: "a.txt", number: 1, source: None, answer: &answer, device: "", checks: &[] };
    for form in [Form::Pacs, Form::Sharing] {
        let export = export(form, &manifest);
        assert_eq!(structured_report(&export, &film), Err(ReportError::NoSource));
        assert_eq!(String::from_utf8(csv(&export, &[film])).unwrap().matches("\r\n").count(), 2);
        assert!(json(&export, &[film]).is_ok() && fhir_bundle(&export, &[film]).is_ok());
    }
}

#[test]
fn what_cannot_be_referred_to_is_an_error_that_names_the_attribute() {
    let (manifest, answer) = (manifest(SourceKind::Real), scored(0.0));
    let fails = |form, source: &Source| {
        structured_report(&export(form, &manifest), &film(source, &answer, &[])).unwrap_err()
    };
    let mut bad = source();
    bad.study.study_instance_uid = None;
    assert_eq!(fails(Form::Pacs, &bad), ReportError::Missing("StudyInstanceUID"));
    let mut bad = source();
    bad.study.sop_instance_uid = Some("QZX".into());
    assert_eq!(fails(Form::Sharing, &bad), ReportError::BadUid("SOPInstanceUID"));
    let mut bad = source();
    bad.study.patient_id = Some("7\u{FFFD}".into());
    assert_eq!(fails(Form::Pacs, &bad), ReportError::Undecodable("PatientID"));
}

#[test]
fn the_capture_is_a_colour_picture_of_limited_size() {
    let (source, manifest, answer) = (source(), manifest(SourceKind::Real), scored(0.0));
    let large = GrayImage::new(3000, 2600, vec![10; 7_800_000]).unwrap();
    let bytes =
        secondary_capture(&export(Form::Pacs, &manifest), &film(&source, &answer, &[]), &large).unwrap();
    let object = dicom(&bytes);
    let number = |tag| object.element(tag).unwrap().to_int::<usize>().unwrap();
    let (rows, columns) = (number(tags::ROWS), number(tags::COLUMNS));
    assert!(rows <= LARGEST_SIDE && columns <= LARGEST_SIDE, "{columns} x {rows}");
    let pixels = object.element(tags::PIXEL_DATA).unwrap().to_bytes().unwrap();
    assert_eq!(pixels.len(), rows * columns * 3);
    assert_eq!(value(&object, tags::BURNED_IN_ANNOTATION), "YES");
    assert_eq!(value(&object, tags::LOSSY_IMAGE_COMPRESSION), "01");
}

#[test]
fn rows_of_csv_have_the_header_s_columns() {
    let (source, manifest) = (source(), manifest(SourceKind::Real));
    let (one, two) = (scored(-2.5), refused());
    for (form, columns) in [(Form::Pacs, 29), (Form::Sharing, 21)] {
        let films = [film(&source, &one, &[]), film(&source, &two, &[])];
        let text = String::from_utf8(csv(&export(form, &manifest), &films)).unwrap();
        for line in text.trim_end().split("\r\n") {
            // No field of these films holds a quote.
            let outside: String = line.split('"').step_by(2).collect();
            assert_eq!(outside.matches(',').count() + 1, columns, "{line}");
        }
        assert!(text.contains(",-2.5,"), "a number is no formula");
    }
}
