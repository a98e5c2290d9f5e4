//! What real and hostile files do, each met once: a test for every defect that was found and mended.

use super::synthetic::{El, data_set, explicit, file_with, film, part10, with};
use super::*;

const EXPLICIT_LE: &str = "1.2.840.10008.1.2.1";

fn read(bytes: &[u8]) -> Inspection {
    inspect(bytes, &AcquisitionScope::chest_frontal())
}

fn read_film(film: &[El<'_>]) -> Inspection {
    read(&part10(EXPLICIT_LE, &data_set(film)))
}

/// A sequence's value of one item with these elements.
fn item(elements: &[Vec<u8>]) -> Vec<u8> {
    let content = elements.concat();
    [&[0xFE, 0xFF, 0x00, 0xE0][..], &(content.len() as u32).to_le_bytes(), &content].concat()
}

fn code(value: &[u8], scheme: &[u8]) -> Vec<u8> {
    item(&[explicit(0x0008, 0x0100, b"SH", value), explicit(0x0008, 0x0102, b"SH", scheme)])
}

/// Encapsulated pixel data of one fragment behind an empty offset table.
fn encapsulated(fragment: &[u8]) -> Vec<u8> {
    let mut out = vec![0xE0, 0x7F, 0x10, 0x00, b'O', b'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF];
    for bytes in [&[][..], fragment] {
        out.extend([0xFE, 0xFF, 0x00, 0xE0]);
        out.extend((bytes.len() as u32).to_le_bytes());
        out.extend(bytes);
    }
    out.extend([0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
    out
}

fn compressed(syntax: &str, film: &[El<'_>], fragment: &[u8]) -> Inspection {
    let without_pixels: Vec<El<'_>> = film.iter().copied().filter(|element| element.0 != 0x7FE0).collect();
    read(&part10(syntax, &[data_set(&without_pixels), encapsulated(fragment)].concat()))
}

#[test]
fn an_attribute_repeated_a_thousand_times_is_one_contradiction() {
    let film = film();
    let repeated = explicit(0x0008, 0x0070, b"LO", b"B").repeat(1000);
    let body = [data_set(&film[..2]), explicit(0x0008, 0x0070, b"LO", b"A"), repeated, data_set(&film[2..])]
        .concat();
    let inspection = read(&part10(EXPLICIT_LE, &body));
    assert_eq!(inspection.reasons, [ReasonCode::Corrupt]);
    assert_eq!(inspection.checks.iter().filter(|check| check.name == "duplicate").count(), 1);
}

#[test]
fn raw_detector_values_are_told_by_their_sop_class_alone() {
    let inspection = read(&file_with((0x0008, 0x0016, b"UI", b"1.2.840.10008.5.1.4.1.1.1.1.1")));
    assert_eq!(inspection.reasons, [ReasonCode::UnsupportedPixelFormat]);
}

#[test]
fn the_chest_is_known_by_its_old_and_its_new_code() {
    for (value, scheme, accepted) in [
        (&b"816094009"[..], &b"SCT"[..], true),
        (b"51185008", b"SCT", true),
        (b"T-D3000", b"99SDM", true),
        (b"85562004", b"SCT", false),
    ] {
        let sequence = code(value, scheme);
        let film: Vec<El<'_>> = film().into_iter().filter(|element| element.1 != 0x0015).collect();
        let inspection = read_film(&with(film, (0x0008, 0x2218, b"SQ", &sequence)));
        assert_eq!(inspection.outcome == Outcome::Accept, accepted, "{}", inspection.message);
    }
}

#[test]
fn a_couch_position_gives_way_to_the_views_code() {
    let pa = code(b"272479007", b"SCT");
    let film = with(with(film(), (0x0018, 0x5101, b"CS", b"")), (0x0018, 0x5100, b"CS", b"HFS"));
    assert_eq!(read_film(&film).reasons, [ReasonCode::ViewPosition]);
    let inspection = read_film(&with(film, (0x0054, 0x0220, b"SQ", &pa)));
    assert_eq!(inspection.radiograph.map(|radiograph| radiograph.view_position), Some("PA".to_owned()));
}

#[test]
fn a_code_of_another_view_contradicts_the_text() {
    for (value, scheme, accepted) in
        [(&b"399173006"[..], &b"SCT"[..], false), (b"R-10236", b"SRT", false), (b"399033003", b"SCT", true)]
    {
        let sequence = code(value, scheme);
        let inspection = read(&file_with((0x0054, 0x0220, b"SQ", &sequence)));
        assert_eq!(inspection.outcome == Outcome::Accept, accepted, "{}", inspection.message);
    }
}

#[test]
fn two_values_that_differ_in_padding_only_are_no_contradiction() {
    let film = film();
    let body =
        [data_set(&film[..2]), explicit(0x0008, 0x0060, b"CS", b"DX\0\0"), data_set(&film[2..])].concat();
    let inspection = read(&part10(EXPLICIT_LE, &body));
    assert_eq!(inspection.outcome, Outcome::Accept, "{}", inspection.message);
}

#[test]
fn a_thousand_windows_are_not_a_thousand_presets() {
    let values = "1\\".repeat(1000);
    let film = with(film(), (0x0028, 0x1050, b"DS", values.as_bytes()));
    let inspection = read_film(&with(film, (0x0028, 0x1051, b"DS", values.as_bytes())));
    assert!(inspection.pipeline.is_some_and(|pipeline| pipeline.presets.len() <= 64));
    let bad = "x\\".repeat(1000);
    let inspection = read_film(&with(
        with(self::film(), (0x0028, 0x1050, b"DS", bad.as_bytes())),
        (0x0028, 0x1051, b"DS", bad.as_bytes()),
    ));
    assert!(inspection.warnings.len() <= 66, "{}", inspection.warnings.len());
}

#[test]
fn an_animals_chest_is_refused() {
    assert_eq!(read(&file_with((0x0010, 0x2201, b"LO", b"Canine"))).reasons, [ReasonCode::BodyPart]);
    assert_eq!(read(&file_with((0x0010, 0x2201, b"LO", b"Homo sapiens"))).outcome, Outcome::Accept);
}

#[test]
fn an_animal_is_known_by_its_code_too() {
    let (dog, human) = (code(b"448771007", b"SCT"), code(b"337915000", b"SCT"));
    assert_eq!(read(&file_with((0x0010, 0x2202, b"SQ", &dog))).reasons, [ReasonCode::BodyPart]);
    assert_eq!(read(&file_with((0x0010, 0x2202, b"SQ", &human))).outcome, Outcome::Accept);
}

#[test]
fn what_a_long_value_hides_does_not_pass() {
    let hidden = [&b"DX"[..], &[b' '; 70_000], b"\\CT"].concat();
    // UN has room for it, and this reader takes it for what it is in the dictionary.
    assert_eq!(read(&file_with((0x0008, 0x0060, b"UN", &hidden))).reasons, [ReasonCode::Modality]);
    let raw = [&b"FOR PROCESSING"[..], &[b' '; 70_000]].concat();
    assert_eq!(read(&file_with((0x0008, 0x0068, b"UN", &raw))).reasons, [ReasonCode::UnsupportedPixelFormat]);
}

#[test]
fn two_slopes_are_none() {
    assert_eq!(read(&file_with((0x0028, 0x1053, b"DS", b"1\\2"))).reasons, [ReasonCode::Corrupt]);
}

#[test]
fn a_meta_group_in_implicit_vr_is_read() {
    let uid = b"1.2.840.10008.1.2.1\0";
    let meta = [&[0x02, 0, 0x10, 0][..], &(uid.len() as u32).to_le_bytes(), uid].concat();
    let file = [vec![0; 128], b"DICM".to_vec(), meta, data_set(&film())].concat();
    let inspection = read(&file);
    assert_eq!(inspection.outcome, Outcome::Accept, "{}", inspection.message);
    assert!(inspection.warnings.iter().any(|warning| warning.contains("implicit VR")));
}

#[test]
fn a_transfer_syntax_that_is_none_is_shown_without_its_control_characters() {
    let inspection = read(&part10("1.2.3\x1b[31m", &data_set(&film())));
    assert_eq!(inspection.reasons, [ReasonCode::UnsupportedTransferSyntax]);
    assert!(!inspection.message.contains('\x1b'), "{}", inspection.message);
}

#[test]
fn a_broken_modality_lut_sequence_is_no_absent_one() {
    let broken = [0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0, 0, 0];
    let inspection = read(&file_with((0x0028, 0x3000, b"SQ", &broken)));
    assert_eq!(inspection.reasons, [ReasonCode::Corrupt]);
    let inspection = read(&file_with((0x0028, 0x3010, b"SQ", &broken)));
    assert_eq!(inspection.outcome, Outcome::Accept, "{}", inspection.message);
    assert!(inspection.warnings.iter().any(|warning| warning.contains("left out")));
    assert_eq!(read(&file_with((0x0028, 0x3000, b"SQ", b""))).outcome, Outcome::Accept);
}

#[test]
fn a_voi_lut_beyond_its_own_bits_is_left_out() {
    let lut = |last: u16| {
        let data: Vec<u8> =
            (0..256u16).map(|i| i.min(254)).chain([last]).skip(1).flat_map(u16::to_le_bytes).collect();
        item(&[explicit(0x0028, 0x3002, b"US", &[0, 1, 0, 0, 8, 0]), explicit(0x0028, 0x3006, b"OW", &data)])
    };
    let (good, bad) = (lut(255), lut(256));
    let used =
        |sequence: &[u8]| read(&file_with((0x0028, 0x3010, b"SQ", sequence))).radiograph.map(|r| r.method);
    assert_eq!(used(&good), Some(DisplayMethod::VoiLut));
    assert_eq!(used(&bad), Some(DisplayMethod::MinMax));
}

/// 16 x 16 samples of process 14 that are all `value`: the first difference from half the range, then none.
fn lossless_jpeg(precision: u8, category: u8, bits: &str) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8, 0xFF, 0xC4, 0, 21];
    // Two codes of one bit: 0 for category 0, 1 for the one given.
    out.extend([0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, category]);
    out.extend([0xFF, 0xC3, 0, 11, precision, 0, 16, 0, 16, 1, 1, 0x11, 0]);
    out.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 0, 0]);
    let text = format!("1{bits}{}", "0".repeat(255));
    for byte in text.as_bytes().chunks(8) {
        let byte = (0..8).fold(0u8, |sum, at| sum << 1 | u8::from(byte.get(at).is_none_or(|b| *b == b'1')));
        out.push(byte);
        if byte == 0xFF {
            out.push(0);
        }
    }
    out.extend([0xFF, 0xD9]);
    out
}

fn twelve_bits_signed() -> Vec<El<'static>> {
    let film = with(film(), (0x0028, 0x0100, b"US", &[16, 0]));
    let film = with(with(film, (0x0028, 0x0101, b"US", &[12, 0])), (0x0028, 0x0102, b"US", &[11, 0]));
    with(film, (0x0028, 0x0103, b"US", &[1, 0]))
}

#[test]
fn signed_cells_coded_whole_keep_their_sign() {
    // 2048 - 2049 is -1: a difference of category 12, whose bits are those of -2049 - 1 in 12 bits, 0111 1111 1110.
    let stream = lossless_jpeg(12, 12, "011111111110");
    let inspection = compressed("1.2.840.10008.1.2.4.70", &twelve_bits_signed(), &stream);
    let stored = inspection.stored.unwrap_or_else(|| panic!("{}", inspection.message));
    assert!(stored.values().all(|value| value == -1), "{:?}", stored.values().next());
}

#[test]
fn a_second_picture_behind_the_first_is_refused_and_padding_is_not() {
    let film = with(film(), (0x0028, 0x0103, b"US", &[0, 0]));
    let stream = lossless_jpeg(8, 1, "1");
    let read = |fragment: &[u8]| compressed("1.2.840.10008.1.2.4.70", &film, fragment);
    assert_eq!(read(&stream).outcome, Outcome::Accept, "{}", read(&stream).message);
    assert_eq!(read(&[&stream[..], &[0, 0]].concat()).outcome, Outcome::Accept);
    assert_eq!(read(&[&stream[..], &stream].concat()).reasons, [ReasonCode::MultiFrame]);
}

#[test]
fn a_stream_that_lost_its_end_finds_no_pixels_in_the_padding() {
    let film = with(film(), (0x0028, 0x0103, b"US", &[0, 0]));
    let stream = lossless_jpeg(8, 1, "1");
    for lost in 1..12 {
        let cut = &stream[..stream.len() - lost];
        for padding in [0, 1, lost] {
            let fragment = [cut, &vec![0; padding]].concat();
            let inspection = compressed("1.2.840.10008.1.2.4.70", &film, &fragment);
            assert_eq!(inspection.reasons, [ReasonCode::Corrupt], "{lost} lost, {padding} of padding");
        }
    }
}

/// A JPEG 2000 codestream whose header claims more than its few bytes can hold.
fn j2k(side: u32, tile: u32, levels: u8, precincts: &[u8], data: &[u8]) -> Vec<u8> {
    let mut out = vec![0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0];
    for number in [side, side, 0, 0, tile, tile, 0, 0] {
        out.extend(number.to_be_bytes());
    }
    out.extend([0, 1, 7, 1, 1]);
    out.extend([0xFF, 0x52, 0, 12 + precincts.len() as u8, u8::from(!precincts.is_empty())]);
    out.extend([0, 0, 1, 0, levels, 0, 0, 0, 1]);
    out.extend(precincts);
    out.extend([0xFF, 0x5C, 0, 4 + 3 * levels, 0x40]);
    out.extend(vec![0x40; 1 + 3 * usize::from(levels)]);
    let tiles = side.div_ceil(tile).pow(2);
    for index in 0..tiles {
        out.extend([0xFF, 0x90, 0, 10]);
        out.extend((index as u16).to_be_bytes());
        out.extend((14 + data.len() as u32).to_be_bytes());
        out.extend([0, 1, 0xFF, 0x93]);
        out.extend(data);
    }
    out.extend([0xFF, 0xD9]);
    out
}

fn read_j2k(side: u16, stream: &[u8]) -> Inspection {
    let side = side.to_le_bytes();
    let film = with(with(film(), (0x0028, 0x0010, b"US", &side)), (0x0028, 0x0011, b"US", &side));
    compressed("1.2.840.10008.1.2.4.90", &film, stream)
}

#[test]
fn jpeg_2000_that_claims_millions_of_precincts_or_samples_is_refused_at_once() {
    let start = std::time::Instant::now();
    let precincts = read_j2k(5792, &j2k(5792, 5792, 0, &[0x11], &[0; 40]));
    let samples = read_j2k(5792, &j2k(5792, 5792, 0, &[], &[0; 40]));
    for inspection in [precincts, samples] {
        assert_eq!(inspection.reasons, [ReasonCode::Corrupt], "{}", inspection.message);
    }
    assert!(start.elapsed().as_secs() < 1);
}

#[test]
fn a_packet_header_that_ends_the_data_with_ff_is_no_panic() {
    // A tile of one sample: at the second resolution no subband has a code block, and the packet is its header alone.
    let inspection = read_j2k(17, &j2k(17, 16, 1, &[], &[0x00, 0xFF]));
    assert_eq!(inspection.reasons, [ReasonCode::Corrupt], "{}", inspection.message);
}
