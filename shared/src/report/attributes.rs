//! Elements, sequences and files: a writer of explicit VR little endian, PS3.5 section 7.
//!
//! dicom-rs writes too, and the trainer uses it. Here it is not worth its weight: with its tables of character sets and its
//! dictionary, exports added far more to the engine that every reader downloads than these lines do
//! (`docs/exports.md` has the figures). Tests read what is written here with dicom-rs and with others.

use std::collections::BTreeMap;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::ReportError;
use super::codes::Code;

/// Explicit VR Little Endian (PS3.5 annex A.2).
const TRANSFER_SYNTAX: &str = "1.2.840.10008.1.2.1";
/// This writer, as an Implementation Class UID: UUID bcdc6e62-640f-4588-ba88-a27948224d18 under 2.25 (PS3.5 annex B.2).
const IMPLEMENTATION: &str = "2.25.251039407376825137500758564959871454488";

/// Start of an item in a sequence, PS3.5 table 7.5-1.
const ITEM: Tag = Tag(0xFFFE, 0xE000);

/// An attribute with its value.
pub(super) struct Element {
    tag: Tag,
    vr: VR,
    value: Value,
}

enum Value {
    Bytes(Vec<u8>),
    Items(Vec<Item>),
}

/// A data set, or an item of a sequence. Elements ascend by their tags, PS3.5 section 7.1.
#[derive(Default)]
pub(super) struct Item(BTreeMap<Tag, Element>);

impl Item {
    /// Adds an element, in place of one of the same tag.
    pub(super) fn put(&mut self, element: Element) {
        self.0.insert(element.tag, element);
    }
}

/// An element of text. A string without characters becomes an element without a value.
pub(super) fn text(tag: Tag, vr: VR, value: &str) -> Element {
    bytes(tag, vr, value.as_bytes().to_vec())
}

/// An element of bytes as they are, but for the padding to an even length, PS3.5 section 6.2.
pub(super) fn bytes(tag: Tag, vr: VR, mut value: Vec<u8>) -> Element {
    if value.len() % 2 == 1 {
        value.push(if matches!(vr, VR::UI | VR::OB | VR::OW) { 0 } else { b' ' });
    }
    Element { tag, vr, value: Value::Bytes(value) }
}

/// An element that has to be there and says nothing: type 2, PS3.5 section 7.4.3.
pub(super) fn empty(tag: Tag, vr: VR) -> Element {
    text(tag, vr, "")
}

/// One 16-bit number.
pub(super) fn word(tag: Tag, value: u16) -> Element {
    bytes(tag, VR::US, value.to_le_bytes().to_vec())
}

/// A sequence.
pub(super) fn sequence(tag: Tag, items: Vec<Item>) -> Element {
    Element { tag, vr: VR::SQ, value: Value::Items(items) }
}

/// An item or data set of these elements, in any order.
pub(super) fn item(elements: impl IntoIterator<Item = Element>) -> Item {
    Item(elements.into_iter().map(|element| (element.tag, element)).collect())
}

/// The code sequence macro's basic part, PS3.3 table 8.8-1a.
pub(super) fn code(code: Code) -> Item {
    item([
        text(tags::CODE_VALUE, VR::SH, code.value),
        text(tags::CODING_SCHEME_DESIGNATOR, VR::SH, code.scheme),
        text(tags::CODE_MEANING, VR::LO, code.meaning),
    ])
}

/// A reference to an instance, PS3.3 table 10-11.
pub(super) fn reference(class: &str, instance: &str) -> Item {
    item([
        text(tags::REFERENCED_SOP_CLASS_UID, VR::UI, class),
        text(tags::REFERENCED_SOP_INSTANCE_UID, VR::UI, instance),
    ])
}

/// At most `most` characters: for names of ours or of the package in attributes of limited length.
pub(super) fn cut(value: &str, most: usize) -> String {
    // A backslash would part the value in two, PS3.5 section 6.4.
    value.chars().take(most).map(|c| if c == '\\' || c.is_control() { '_' } else { c }).collect()
}

/// The data set as a file, PS3.10 section 7: preamble, `DICM`, meta group, data set.
///
/// # Errors
///
/// [`ReportError::Encode`] if a value is longer than its length field can say.
pub(super) fn file(
    data_set: &Item,
    class: &str,
    instance: &str,
    pixels: usize,
) -> Result<Vec<u8>, ReportError> {
    let mut meta = Vec::new();
    encode(
        &item([
            bytes(tags::FILE_META_INFORMATION_VERSION, VR::OB, vec![0, 1]),
            text(tags::MEDIA_STORAGE_SOP_CLASS_UID, VR::UI, class),
            text(tags::MEDIA_STORAGE_SOP_INSTANCE_UID, VR::UI, instance),
            text(tags::TRANSFER_SYNTAX_UID, VR::UI, TRANSFER_SYNTAX),
            text(tags::IMPLEMENTATION_CLASS_UID, VR::UI, IMPLEMENTATION),
            text(tags::IMPLEMENTATION_VERSION_NAME, VR::SH, "LOBAR_REPORT"),
        ]),
        &mut meta,
    )?;
    let length = length(meta.len(), tags::FILE_META_INFORMATION_GROUP_LENGTH)?;
    let mut file = Vec::with_capacity(pixels + 16 * 1024);
    file.extend([0; 128]);
    file.extend(b"DICM");
    encode(
        &item([bytes(tags::FILE_META_INFORMATION_GROUP_LENGTH, VR::UL, length.to_le_bytes().to_vec())]),
        &mut file,
    )?;
    file.extend(meta);
    encode(data_set, &mut file)?;
    Ok(file)
}

/// Lengths are explicit throughout; sequences here nest to a fixed depth of some ten.
fn encode(item: &Item, out: &mut Vec<u8>) -> Result<(), ReportError> {
    for Element { tag, vr, value } in item.0.values() {
        out.extend(tag.group().to_le_bytes());
        out.extend(tag.element().to_le_bytes());
        out.extend(vr.to_bytes());
        let nested;
        let value = match value {
            Value::Bytes(bytes) => bytes,
            Value::Items(items) => {
                nested = encode_items(items)?;
                &nested
            }
        };
        // PS3.5 tables 7.1-1 and 7.1-2, as far as they are used here.
        if matches!(vr, VR::OB | VR::OW | VR::SQ | VR::UT) {
            out.extend([0; 2]);
            out.extend(length(value.len(), *tag)?.to_le_bytes());
        } else {
            let length = u16::try_from(value.len()).map_err(|_| too_long(*tag))?;
            out.extend(length.to_le_bytes());
        }
        out.extend(value);
    }
    Ok(())
}

fn encode_items(items: &[Item]) -> Result<Vec<u8>, ReportError> {
    let mut out = Vec::new();
    for item in items {
        let mut content = Vec::new();
        encode(item, &mut content)?;
        out.extend(ITEM.group().to_le_bytes());
        out.extend(ITEM.element().to_le_bytes());
        out.extend(length(content.len(), ITEM)?.to_le_bytes());
        out.extend(content);
    }
    Ok(out)
}

fn length(bytes: usize, tag: Tag) -> Result<u32, ReportError> {
    // The largest number stands for "undefined", PS3.5 section 7.1.1.
    u32::try_from(bytes).ok().filter(|length| *length != u32::MAX).ok_or_else(|| too_long(tag))
}

fn too_long(tag: Tag) -> ReportError {
    ReportError::Encode(format!("the value of {tag} is too long"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_those_of_the_standard() {
        let mut out = Vec::new();
        let inner = item([text(tags::CODE_VALUE, VR::SH, "abc")]);
        let data_set =
            item([sequence(tags::CONTENT_SEQUENCE, vec![inner]), text(tags::SOP_CLASS_UID, VR::UI, "1.2")]);
        encode(&data_set, &mut out).unwrap();
        let expected: &[&[u8]] = &[
            b"\x08\x00\x16\x00UI\x04\x001.2\0",
            b"\x40\x00\x30\xA7SQ\0\0\x14\0\0\0",
            b"\xFE\xFF\x00\xE0\x0C\0\0\0",
            b"\x08\x00\x00\x01SH\x04\x00abc ",
        ];
        assert_eq!(out, expected.concat());
    }

    #[test]
    fn a_value_that_does_not_fit_its_length_is_an_error() {
        let long = "x".repeat(70_000);
        assert!(encode(&item([text(tags::PATIENT_NAME, VR::PN, &long)]), &mut Vec::new()).is_err());
        assert!(encode(&item([text(tags::TEXT_VALUE, VR::UT, &long)]), &mut Vec::new()).is_ok());
    }
}
