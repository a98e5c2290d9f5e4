//! `assets/dictionary.txt`, the names in the table of all attributes, is the standard's list as dicom-rs has it.
//!
//! `LOBAR_WRITE_DICTIONARY=1 cargo test -p tests --test end_to_end dictionary` writes it anew after an update.

use std::collections::BTreeSet;
use std::fs;

use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry, TagRange, VirtualVr};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::StandardDataDictionary;
use tests::place;

/// A line an attribute: tag, value representation, keyword. What may be several is what the table can show best: US for
/// "US or SS", OW for words and bytes.
fn line(tag: Tag) -> Option<String> {
    let entry = StandardDataDictionary.by_tag(tag)?;
    let digits = format!("{:04X}{:04X}", tag.group(), tag.element());
    let digits = match entry.tag_range() {
        TagRange::Single(_) => digits,
        TagRange::Group100(_) => format!("{}xx{}", &digits[..2], &digits[4..]),
        TagRange::Element100(_) => format!("{}xx", &digits[..6]),
        // Group lengths and private creators are in every group, and on no list.
        _ => return None,
    };
    let vr = match entry.vr() {
        VirtualVr::Exact(vr) => vr,
        VirtualVr::Xs => VR::US,
        _ => VR::OW,
    };
    Some(format!("{digits} {vr} {}", entry.alias()))
}

/// Every attribute of these groups. Of repeating groups the first is asked for.
fn lines(groups: impl IntoIterator<Item = u16>) -> BTreeSet<String> {
    groups
        .into_iter()
        .filter(|group| !(0x5001..=0x50FF).contains(group) && !(0x6001..=0x60FF).contains(group))
        .flat_map(|group| (0..=u16::MAX).filter_map(move |element| line(Tag(group, element))))
        .collect()
}

#[test]
fn the_dictionary_is_current() {
    let path = place::root().join("assets").join("dictionary.txt");
    if std::env::var_os("LOBAR_WRITE_DICTIONARY").is_some() {
        let all: Vec<String> = lines((0..=u16::MAX).filter(|group| group % 2 == 0)).into_iter().collect();
        fs::write(&path, all.join("\n") + "\n").unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    let written: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(written.len(), text.lines().count(), "a line stands twice");
    let groups: BTreeSet<u16> =
        written.iter().map(|line| u16::from_str_radix(&line[..4].replace('x', "0"), 16).unwrap()).collect();
    let current = lines(groups);
    let missing: Vec<_> = current.difference(&written).take(5).collect();
    let strange: Vec<_> = written.difference(&current).take(5).collect();
    assert!(missing.is_empty() && strange.is_empty(), "lacks {missing:?}, has {strange:?}");
}
