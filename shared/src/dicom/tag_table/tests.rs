use super::*;
use crate::dicom::synthetic::{data_set, explicit, film, part10, with};

const EXPLICIT: &str = "1.2.840.10008.1.2.1";
const IMPLICIT: &str = "1.2.840.10008.1.2";

fn dictionary() -> Dictionary {
    Dictionary::new(include_str!("../../../../assets/dictionary.txt").to_owned())
}

fn table(bytes: &[u8]) -> TagTable {
    tag_table(bytes, &dictionary())
}

fn row(table: &TagTable, tag: Tag) -> &TagRow {
    table.rows.iter().find(|row| row.tag == tag).unwrap_or_else(|| panic!("no {tag}"))
}

/// An element in implicit VR little endian.
fn implicit(group: u16, element: u16, value: &[u8]) -> Vec<u8> {
    let length = (value.len() as u32).to_le_bytes();
    [&group.to_le_bytes()[..], &element.to_le_bytes(), &length, value].concat()
}

/// A sequence of one item, with stated lengths or with delimiters.
fn sequence(group: u16, element: u16, item: &[u8], delimited: bool) -> Vec<u8> {
    let head = [&group.to_le_bytes()[..], &element.to_le_bytes(), b"SQ\0\0"].concat();
    let start = [0xFE, 0xFF, 0x00, 0xE0];
    let body = if delimited {
        let ends = [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];
        [&start[..], &[0xFF; 4], item, &ends].concat()
    } else {
        [&start[..], &(item.len() as u32).to_le_bytes(), item].concat()
    };
    let length = if delimited { u32::MAX } else { body.len() as u32 };
    [&head[..], &length.to_le_bytes(), &body].concat()
}

#[test]
fn every_element_of_a_film_has_a_row() {
    let table = table(&part10(EXPLICIT, &data_set(&film())));
    assert_eq!(table.fault, None);
    // The meta group's one and the film's fifteen.
    assert_eq!(table.rows.len(), 16);
    assert_eq!(row(&table, tags::TRANSFER_SYNTAX_UID).value, EXPLICIT);
    let name = row(&table, tags::PATIENT_NAME);
    assert_eq!(
        (name.keyword.as_str(), name.value.as_str(), name.identifies),
        ("PatientName", "DOE^JANE", true)
    );
    assert_eq!(row(&table, tags::ROWS).value, "16");
    assert!(!row(&table, tags::ROWS).identifies);
    let pixels = row(&table, tags::PIXEL_DATA);
    assert_eq!((pixels.form, pixels.length, pixels.cut), (TagForm::Bytes, 256, true));
    assert!(pixels.value.starts_with("00 01 02"));
    assert!(!format!("{table:?}").contains("DOE"));
}

#[test]
fn sequences_are_indented_whether_delimited_or_not() {
    for delimited in [false, true] {
        let inner = explicit(0x0008, 0x0100, b"SH", b"816094009");
        let deeper = sequence(0x0008, 0x2218, &inner, !delimited);
        let mut set = sequence(0x0008, 0x1115, &deeper, delimited);
        set.extend(explicit(0x0010, 0x0020, b"LO", b"4711"));
        let table = table(&part10(EXPLICIT, &set));
        assert_eq!(table.fault, None);
        let seen: Vec<_> = table.rows.iter().skip(1).map(|row| (row.depth, row.form, row.items)).collect();
        let expected = [
            (0, TagForm::Sequence, 1),
            (1, TagForm::Item, 1),
            (2, TagForm::Sequence, 1),
            (3, TagForm::Item, 1),
            (4, TagForm::Text, 0),
            (0, TagForm::Text, 0),
        ];
        assert_eq!(seen, expected);
        assert_eq!(row(&table, tags::CODE_VALUE).value, "816094009");
    }
}

#[test]
fn private_attributes_have_their_creator_and_are_masked() {
    let mut set = explicit(0x0009, 0x0010, b"LO", b"ACME 1.1");
    set.extend(explicit(0x0009, 0x1001, b"LO", b"secret"));
    set.extend(explicit(0x0009, 0x1101, b"LO", b"nobody's"));
    let table = table(&part10(EXPLICIT, &set));
    let reserves = row(&table, Tag(0x0009, 0x0010));
    assert_eq!((reserves.keyword.as_str(), reserves.identifies), ("PrivateCreator", false));
    let known = row(&table, Tag(0x0009, 0x1001));
    assert_eq!((known.creator.as_deref(), known.identifies), (Some("ACME 1.1"), true));
    assert_eq!(row(&table, Tag(0x0009, 0x1101)).creator, None);
}

#[test]
fn implicit_files_get_their_representations_from_the_dictionary() {
    let mut set = implicit(0x0008, 0x0005, b"ISO_IR 192");
    set.extend(implicit(0x0008, 0x0016, b"1.2.840.10008.5.1.4.1.1.1.1\0"));
    set.extend(implicit(0x0008, 0x0018, b"1.2.3.4\0"));
    set.extend(implicit(0x0010, 0x0010, "Müller^Änne ".as_bytes()));
    set.extend(implicit(0x0011, 0x1001, b"plain "));
    set.extend(implicit(0x0011, 0x1002, &[1, 2, 3, 0xFF]));
    set.extend(implicit(0x0028, 0x0010, &[0x00, 0x08]));
    set.extend(implicit(0x0028, 0x0106, &[0x05, 0x00]));
    let table = table(&part10(IMPLICIT, &set));
    assert_eq!(table.fault, None);
    assert_eq!(row(&table, tags::PATIENT_NAME).value, "Müller^Änne");
    assert_eq!(row(&table, tags::ROWS).value, "2048");
    assert_eq!(row(&table, Tag(0x0011, 0x1001)).value, "plain");
    assert_eq!(row(&table, Tag(0x0011, 0x1002)).value, "01 02 03 FF");
    // Without a dictionary numbers stay bytes: nothing is guessed.
    let bare = tag_table(&part10(IMPLICIT, &set), &Dictionary::default());
    assert_eq!(
        (row(&bare, tags::ROWS).form, row(&bare, tags::ROWS).value.as_str()),
        (TagForm::Bytes, "00 08")
    );
}

#[test]
fn numbers_of_every_kind() {
    let mut set = explicit(0x0018, 0x9087, b"FD", &1.5_f64.to_le_bytes());
    set.extend(explicit(0x0018, 0x9089, b"FL", &[0.25_f32.to_le_bytes(), (-2.0_f32).to_le_bytes()].concat()));
    set.extend(explicit(0x0020, 0x9165, b"AT", &[0x18, 0, 0x60, 0x90]));
    set.extend(explicit(0x0028, 0x0120, b"SS", &(-7_i16).to_le_bytes()));
    set.extend(explicit(0x0028, 0x9001, b"UL", &[1, 0, 0, 0, 2, 0]));
    let table = table(&part10(EXPLICIT, &set));
    assert_eq!(row(&table, Tag(0x0018, 0x9087)).value, "1.5");
    assert_eq!(row(&table, Tag(0x0018, 0x9089)).value, "0.25\\-2");
    assert_eq!(row(&table, Tag(0x0020, 0x9165)).value, "(0018,9060)");
    assert_eq!(row(&table, Tag(0x0028, 0x0120)).value, "-7");
    assert_eq!(row(&table, Tag(0x0028, 0x9001)).form, TagForm::Bytes);
}

#[test]
fn a_damaged_file_is_shown_up_to_the_damage() {
    let whole = part10(EXPLICIT, &data_set(&with(film(), (0x0008, 0x103E, b"LO", b"Chest PA"))));
    let cut = table(&whole[..whole.len() - 100]);
    assert!(cut.fault.as_deref().is_some_and(|fault| fault.contains("(7FE0,0010)")), "{:?}", cut.fault);
    let pixels = row(&cut, tags::PIXEL_DATA);
    assert!(pixels.cut && pixels.length == 256);
    // At no length does it panic, and what can be read does not shrink.
    let mut before = 0;
    for end in 132..whole.len() {
        let rows = table(&whole[..end]).rows.len();
        assert!(rows + 1 >= before, "{end}");
        before = rows;
    }
    assert!(table(b"%PDF-1.7").fault.is_some());
    assert!(table(b"").rows.is_empty());
}

#[test]
fn tables_are_bounded() {
    let one = explicit(0x0009, 0x1001, b"LO", b"x");
    let many = table(&part10(EXPLICIT, &one.repeat(MAX_ROWS + 10)));
    assert_eq!((many.rows.len(), many.more), (MAX_ROWS, true));
    let long = explicit(0x0009, 0x1001, b"UN", &[b'x'; 0x9000]);
    let table = table(&part10(EXPLICIT, &long));
    let row = row(&table, Tag(0x0009, 0x1001));
    assert!(row.cut && row.value.len() == MAX_VALUE && row.length == 0x9000);
}

#[test]
fn deep_nesting_ends_with_a_sentence() {
    let mut set = Vec::new();
    for _ in 0..200 {
        set.extend([0x08, 0x00, 0x15, 0x11, b'S', b'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        set.extend([0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]);
    }
    let table = table(&part10(EXPLICIT, &set));
    assert!(table.fault.is_some_and(|fault| fault.contains("deeper")));
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400), explicit: bool) {
        let syntax = if explicit { EXPLICIT } else { IMPLICIT };
        let _ = table(&part10(syntax, &bytes));
    }
}
