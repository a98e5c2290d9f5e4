//! The reader as a whole, on instances made here.

use proptest::prelude::*;

use super::synthetic::{data_set, explicit, file_with, film, part10, with};
use super::*;

const EXPLICIT_LE: &str = "1.2.840.10008.1.2.1";

fn read(bytes: &[u8]) -> Inspection {
    inspect(bytes, &AcquisitionScope::chest_frontal())
}

fn check<'a>(inspection: &'a Inspection, name: &str) -> &'a Check {
    inspection.checks.iter().find(|check| check.name == name).expect("the check was made")
}

#[test]
fn a_plain_film_is_accepted_with_its_pixels() {
    let inspection = read(&part10(EXPLICIT_LE, &data_set(&film())));
    assert_eq!(inspection.outcome, Outcome::Accept, "{}", inspection.message);
    let radiograph = inspection.radiograph.as_ref().expect("accepted");
    assert_eq!(radiograph.image.pixels(), (0..=255).collect::<Vec<u8>>());
    assert_eq!((radiograph.view_position.as_str(), radiograph.patient_age_years), ("PA", Some(44.0)));
    assert_eq!(radiograph.method, DisplayMethod::MinMax);
    assert!(inspection.warnings.iter().any(|warning| warning.contains("neither VOI LUT nor window")));
    assert_eq!(inspection.patient.as_ref().and_then(|p| p.patient_name.as_deref()), Some("DOE^JANE"));
}

#[test]
fn every_failure_is_reported_with_tag_and_value() {
    let film = with(with(film(), (0x0008, 0x0060, b"CS", b"CT")), (0x0018, 0x0015, b"CS", b"HAND"));
    let film = with(film, (0x0018, 0x5101, b"CS", b"LL"));
    let inspection = read(&part10(EXPLICIT_LE, &data_set(&film)));
    assert_eq!(inspection.reasons, [ReasonCode::Modality, ReasonCode::BodyPart, ReasonCode::ViewPosition]);
    let view = check(&inspection, "view_position");
    assert_eq!((view.tag.as_deref(), view.value.as_deref()), (Some("(0018,5101)"), Some("LL")));
    assert!(inspection.stored.is_none() && inspection.radiograph.is_none());
}

#[test]
fn no_message_names_the_patient() {
    for element in [
        (0x0028, 0x0004, b"CS", b"DOE^JANE".as_slice()),
        (0x0008, 0x0060, b"CS", b"CT"),
        (0x0028, 0x0010, b"US", &[0, 0]),
    ] {
        let inspection = read(&file_with((element.0, element.1, element.2, element.3)));
        let name_as_photometric = element.1 == 0x0004;
        let text = format!("{inspection:?}");
        assert_eq!(text.contains("DOE"), name_as_photometric, "{text}");
    }
}

#[test]
fn files_without_preamble_or_meta_group_are_read() {
    let body = data_set(&film());
    let whole = part10(EXPLICIT_LE, &body);
    for (bytes, what) in
        [(&whole[132..], "no preamble"), (&body[..], "no meta group"), (&whole[128..], "magic first")]
    {
        let inspection = read(bytes);
        assert_eq!(inspection.outcome, Outcome::Accept, "{what}: {}", inspection.message);
        assert!(inspection.warnings.iter().any(|warning| warning.contains("absent")), "{what}");
    }
}

#[test]
fn a_wrongly_stated_uncompressed_syntax_is_corrected() {
    let inspection = read(&part10("1.2.840.10008.1.2", &data_set(&film())));
    assert_eq!(inspection.outcome, Outcome::Accept, "{}", inspection.message);
    assert_eq!(inspection.transfer_syntax.as_deref(), Some(EXPLICIT_LE));
}

#[test]
fn what_is_claimed_but_not_there_is_refused() {
    let body = data_set(&film());
    let mut long = part10(EXPLICIT_LE, &body);
    let at = long.len() - 256 - 4;
    long[at..at + 4].copy_from_slice(&0xFFFF_FFF0u32.to_le_bytes());
    assert_eq!(read(&long).reasons, [ReasonCode::Corrupt]);
    let whole = part10(EXPLICIT_LE, &body);
    for end in 133..whole.len() {
        assert_eq!(read(&whole[..end]).outcome, Outcome::Reject, "cut at {end}");
    }
    let big =
        with(with(film(), (0x0028, 0x0010, b"US", &[0xFF, 0xFF])), (0x0028, 0x0011, b"US", &[0xFF, 0xFF]));
    assert_eq!(read(&part10(EXPLICIT_LE, &data_set(&big))).reasons, [ReasonCode::TooLarge]);
}

#[test]
fn nesting_is_followed_to_a_limit_and_no_further() {
    let nested = |levels: usize| {
        let open =
            [explicit(0x0040, 0xA730, b"SQ", b""), [0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF].to_vec()];
        let mut open = open.concat();
        open[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
        let close = [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];
        let film = film();
        let (head, pixels) = film.split_at(film.len() - 1);
        let body = [data_set(head), open.repeat(levels), close.repeat(levels), data_set(pixels)].concat();
        read(&part10(EXPLICIT_LE, &body))
    };
    assert_eq!(nested(limits::MAX_DEPTH).outcome, Outcome::Accept, "{}", nested(limits::MAX_DEPTH).message);
    assert_eq!(nested(limits::MAX_DEPTH + 1).reasons, [ReasonCode::TooDeep]);
    assert_eq!(nested(20_000).reasons, [ReasonCode::TooDeep]);
}

#[test]
fn an_attribute_with_two_values_in_two_places_is_a_contradiction() {
    let film = film();
    let body = [data_set(&film[..2]), explicit(0x0008, 0x0060, b"CS", b"CT"), data_set(&film[2..])].concat();
    assert_eq!(read(&part10(EXPLICIT_LE, &body)).reasons, [ReasonCode::Corrupt]);
}

#[test]
fn scouts_and_raw_detector_values_are_refused() {
    let scout = read(&file_with((0x0008, 0x0008, b"CS", b"ORIGINAL\\PRIMARY\\LOCALIZER")));
    assert_eq!(scout.reasons, [ReasonCode::Modality]);
    let raw = read(&file_with((0x0008, 0x0068, b"CS", b"FOR PROCESSING")));
    assert_eq!(raw.reasons, [ReasonCode::UnsupportedPixelFormat]);
    let secondary = read(&file_with((0x0008, 0x0008, b"CS", b"DERIVED\\SECONDARY")));
    assert_eq!(
        (secondary.outcome, check(&secondary, "image_type").verdict),
        (Outcome::Accept, Verdict::Warn)
    );
}

#[test]
fn the_view_comes_from_view_position_then_patient_position_and_a_code_may_not_contradict() {
    let reject = |element| read(&file_with(element)).reasons;
    assert_eq!(reject((0x0018, 0x5101, b"CS", b"LL")), [ReasonCode::ViewPosition]);
    let empty_view = with(with(film(), (0x0018, 0x5101, b"CS", b"")), (0x0018, 0x5100, b"CS", b"AP"));
    let inspection = read(&part10(EXPLICIT_LE, &data_set(&empty_view)));
    assert_eq!(inspection.radiograph.map(|radiograph| radiograph.view_position), Some("AP".to_owned()));
    let code =
        [explicit(0x0008, 0x0100, b"SH", b"399348003"), explicit(0x0008, 0x0102, b"SH", b"SCT")].concat();
    let item = [&[0xFE, 0xFF, 0x00, 0xE0][..], &(code.len() as u32).to_le_bytes(), &code].concat();
    assert_eq!(reject((0x0054, 0x0220, b"SQ", &item)), [ReasonCode::ViewPosition]);
    let code_alone = with(with(film(), (0x0018, 0x5101, b"CS", b"")), (0x0054, 0x0220, b"SQ", &item));
    let inspection = read(&part10(EXPLICIT_LE, &data_set(&code_alone)));
    assert_eq!(inspection.radiograph.map(|radiograph| radiograph.view_position), Some("AP".to_owned()));
}

#[test]
fn ages_are_compared_with_the_scope_and_an_unknown_one_warns() {
    let adults = AcquisitionScope { min_age_years: Some(18.0), ..AcquisitionScope::chest_frontal() };
    let child = inspect(&file_with((0x0010, 0x1010, b"AS", b"003Y")), &adults);
    assert_eq!(child.reasons, [ReasonCode::PatientAge]);
    let unknown = inspect(&file_with((0x0010, 0x1010, b"AS", b"")), &adults);
    assert_eq!((unknown.outcome, check(&unknown, "patient_age").verdict), (Outcome::Accept, Verdict::Warn));
}

#[test]
fn monochrome1_inverts_once_whatever_the_shape_says() {
    for shape in [&b"INVERSE"[..], b"IDENTITY"] {
        let film =
            with(with(film(), (0x0028, 0x0004, b"CS", b"MONOCHROME1")), (0x2050, 0x0020, b"CS", shape));
        let inspection = read(&part10(EXPLICIT_LE, &data_set(&film)));
        let picture = inspection.picture().expect("accepted").pixels().to_vec();
        assert_eq!(picture, (0..=255).rev().collect::<Vec<u8>>());
        let expected = if shape == b"INVERSE" { Verdict::Pass } else { Verdict::Warn };
        assert_eq!(check(&inspection, "presentation_lut_shape").verdict, expected);
    }
}

#[test]
fn every_window_is_a_preset_and_the_first_is_applied() {
    let film = with(with(film(), (0x0028, 0x1050, b"DS", b"128\\64")), (0x0028, 0x1051, b"DS", b"1\\128"));
    let inspection = read(&part10(EXPLICIT_LE, &data_set(&film)));
    let (stored, pipeline) = (inspection.stored.expect("stored"), inspection.pipeline.expect("pipeline"));
    assert_eq!(pipeline.presets.len(), 2);
    let first = inspection.radiograph.expect("accepted").image;
    assert_eq!((first.pixels()[127], first.pixels()[128]), (0, 255));
    let second = pipeline.render(&stored, Some(1)).expect("rendered").image;
    assert_eq!((second.pixels()[0], second.pixels()[127]), (0, 255));
}

#[test]
fn padding_does_not_set_the_minimum() {
    let inspection = read(&file_with((0x0028, 0x0120, b"US", &[0, 0])));
    let radiograph = inspection.radiograph.expect("accepted");
    assert_eq!((radiograph.method, radiograph.padding_pixels), (DisplayMethod::MinMaxWithoutPadding, 1));
    assert_eq!(radiograph.display_range, Some((1.0, 255.0)));
}

/// A film in implicit VR, where any element may be as long as it likes, with `elements` in place of its own.
fn implicit_film(elements: &[(u16, u16, Vec<u8>)]) -> Vec<u8> {
    let implicit = |group: u16, element: u16, value: &[u8]| {
        let padded = value.len().next_multiple_of(2);
        let mut out = [group.to_le_bytes(), element.to_le_bytes()].concat();
        out.extend((padded as u32).to_le_bytes());
        out.extend(value);
        out.resize(8 + padded, b' ');
        out
    };
    let film = film();
    let (pixels, head) = film.split_last().expect("a film has elements");
    let kept = head.iter().filter(|old| elements.iter().all(|new| (new.0, new.1) != (old.0, old.1)));
    let mut body: Vec<u8> =
        kept.flat_map(|(group, element, _, value)| implicit(*group, *element, value)).collect();
    for (group, element, value) in elements {
        body.extend(implicit(*group, *element, value));
    }
    body.extend(implicit(pixels.0, pixels.1, pixels.3));
    part10("1.2.840.10008.1.2", &body)
}

#[test]
fn what_is_kept_of_a_file_does_not_grow_with_its_repetitions() {
    let windows = b"1\\".repeat(20_000);
    let film = implicit_film(&[(0x0028, 0x1050, windows.clone()), (0x0028, 0x1051, windows)]);
    let inspection = read(&film);
    assert_eq!(inspection.outcome, Outcome::Accept, "{}", inspection.message);
    assert_eq!(inspection.pipeline.expect("a pipeline").presets.len(), limits::MAX_ITEMS);
    assert!(inspection.warnings.len() < 10, "{} warnings", inspection.warnings.len());
    let views: Vec<_> = (0..2000).map(|at| (0x0018, 0x5101, vec![b'A' + at as u8 % 26, b'P'])).collect();
    let inspection = read(&implicit_film(&views));
    assert_eq!(inspection.reasons, [ReasonCode::Corrupt]);
    assert!(inspection.checks.len() < 100, "{} checks", inspection.checks.len());
}

#[test]
fn a_text_too_long_to_be_read_is_not_taken_for_its_start() {
    for (spaces, outcome) in [(limits::MAX_TEXT - 2, Outcome::Accept), (limits::MAX_TEXT, Outcome::Reject)] {
        let view = [&b"PA"[..], &vec![b' '; spaces]].concat();
        assert_eq!(read(&implicit_film(&[(0x0018, 0x5101, view)])).outcome, outcome, "{spaces} spaces");
    }
}

#[test]
fn checks_cross_the_worker_as_json() {
    let checks = read(&file_with((0x0008, 0x0060, b"CS", b"CT"))).checks;
    let json = serde_json::to_string(&checks).expect("checks are JSON");
    assert_eq!(serde_json::from_str::<Vec<Check>>(&json).expect("and back"), checks);
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), magic in any::<bool>()) {
        let bytes = if magic { [vec![0; 128], b"DICM".to_vec(), bytes].concat() } else { bytes };
        let inspection = read(&bytes);
        prop_assert_eq!(inspection.outcome == Outcome::Accept, inspection.reasons.is_empty());
    }

    #[test]
    fn a_damaged_film_never_panics_and_never_passes_without_pixels(
        damage in proptest::collection::vec((0usize..800, any::<u8>()), 1..6),
    ) {
        let mut bytes = part10(EXPLICIT_LE, &data_set(&film()));
        for (at, value) in damage {
            let length = bytes.len();
            bytes[at % length] = value;
        }
        let inspection = read(&bytes);
        prop_assert_eq!(inspection.outcome == Outcome::Accept, inspection.radiograph.is_some());
    }
}
