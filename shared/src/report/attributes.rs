//! Elements, sequences and files in the types of dicom-rs.

use dicom_core::value::DataSetSequence;
use dicom_core::{DataElement, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::tags;
use dicom_object::mem::InMemElement;
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};

use super::ReportError;
use super::codes::Code;

/// Explicit VR Little Endian (PS3.5 annex A.2).
const TRANSFER_SYNTAX: &str = "1.2.840.10008.1.2.1";
/// This writer, as an Implementation Class UID: UUID bcdc6e62-640f-4588-ba88-a27948224d18 under 2.25 (PS3.5 annex B.2).
const IMPLEMENTATION: &str = "2.25.251039407376825137500758564959871454488";

/// A data set, or an item of a sequence.
pub(super) type Item = InMemDicomObject;

/// An element of text. A string without characters becomes an element without a value.
pub(super) fn text(tag: Tag, vr: VR, value: &str) -> InMemElement {
    if value.is_empty() {
        return DataElement::new(tag, vr, PrimitiveValue::Empty);
    }
    DataElement::new(tag, vr, PrimitiveValue::from(value))
}

/// An element that has to be there and says nothing: type 2, PS3.5 section 7.4.3.
pub(super) fn empty(tag: Tag, vr: VR) -> InMemElement {
    text(tag, vr, "")
}

/// One 16-bit number.
pub(super) fn word(tag: Tag, value: u16) -> InMemElement {
    DataElement::new(tag, VR::US, PrimitiveValue::from(value))
}

/// A sequence.
pub(super) fn sequence(tag: Tag, items: Vec<Item>) -> InMemElement {
    DataElement::new(tag, VR::SQ, DataSetSequence::from(items))
}

/// An item or data set of these elements, in any order.
pub(super) fn item(elements: impl IntoIterator<Item = InMemElement>) -> Item {
    Item::from_element_iter(elements)
}

/// The code sequence macro's basic part, PS3.3 table 8.8-1a.
pub(super) fn code(code: Code) -> Item {
    code_of(code.value, code.scheme, code.meaning)
}

/// [`code`] of a concept that is not known beforehand.
pub(super) fn code_of(value: &str, scheme: &str, meaning: &str) -> Item {
    item([
        text(tags::CODE_VALUE, VR::SH, value),
        text(tags::CODING_SCHEME_DESIGNATOR, VR::SH, scheme),
        text(tags::CODE_MEANING, VR::LO, meaning),
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

/// The data set as a file, PS3.10 section 7.
///
/// # Errors
///
/// [`ReportError::Encode`] if the encoder refuses.
pub(super) fn file(
    data_set: Item,
    class: &str,
    instance: &str,
    pixels: usize,
) -> Result<Vec<u8>, ReportError> {
    let meta = FileMetaTableBuilder::new()
        .transfer_syntax(TRANSFER_SYNTAX)
        .media_storage_sop_class_uid(class)
        .media_storage_sop_instance_uid(instance)
        .implementation_class_uid(IMPLEMENTATION)
        .implementation_version_name("LOBAR_REPORT");
    let object = data_set.with_meta(meta).map_err(|e| ReportError::Encode(e.to_string()))?;
    let mut bytes = Vec::with_capacity(pixels + 16 * 1024);
    object.write_all(&mut bytes).map_err(|e| ReportError::Encode(e.to_string()))?;
    Ok(bytes)
}
