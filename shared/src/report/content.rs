//! Content items of structured reports, PS3.3 section C.17.3.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::attributes::{Element, Item, code as code_item, item, reference, sequence, text as string};
use super::codes::Code;

/// How an item belongs to the one that holds it, PS3.3 table C.17.3.2.4-1.
#[derive(Debug, Clone, Copy)]
pub(super) enum Relationship {
    /// Of which it is a part.
    Contains,
    /// Whose meaning it changes.
    Modifies,
    /// Whose observer or subject it tells.
    Context,
    /// Whose acquisition it tells.
    Acquisition,
    /// Whose property it is.
    Property,
}

impl Relationship {
    fn term(self) -> &'static str {
        match self {
            Self::Contains => "CONTAINS",
            Self::Modifies => "HAS CONCEPT MOD",
            Self::Context => "HAS OBS CONTEXT",
            Self::Acquisition => "HAS ACQ CONTEXT",
            Self::Property => "HAS PROPERTIES",
        }
    }
}

fn content(relationship: Relationship, value_type: &str, name: Code, value: Vec<Element>) -> Item {
    let mut elements = vec![
        string(tags::RELATIONSHIP_TYPE, VR::CS, relationship.term()),
        string(tags::VALUE_TYPE, VR::CS, value_type),
        sequence(tags::CONCEPT_NAME_CODE_SEQUENCE, vec![code_item(name)]),
    ];
    elements.extend(value);
    item(elements)
}

/// The same item with children.
pub(super) fn with(mut parent: Item, children: Vec<Item>) -> Item {
    if !children.is_empty() {
        parent.put(sequence(tags::CONTENT_SEQUENCE, children));
    }
    parent
}

/// What the document and every container have: that it is one, and its template of PS3.16, if the container is the whole
/// of one and no row of another (PS3.3 table C.18.8-1, type 1C).
pub(super) fn container_elements(template: Option<&str>) -> Vec<Element> {
    let mut elements = vec![string(tags::CONTINUITY_OF_CONTENT, VR::CS, "SEPARATE")];
    if let Some(template) = template {
        let template = item([
            string(tags::MAPPING_RESOURCE, VR::CS, "DCMR"),
            string(tags::TEMPLATE_IDENTIFIER, VR::CS, template),
        ]);
        elements.push(sequence(tags::CONTENT_TEMPLATE_SEQUENCE, vec![template]));
    }
    elements
}

/// A container inside the document.
pub(super) fn container(name: Code, template: Option<&str>, children: Vec<Item>) -> Item {
    with(content(Relationship::Contains, "CONTAINER", name, container_elements(template)), children)
}

/// A coded value.
pub(super) fn code(relationship: Relationship, name: Code, value: Code) -> Item {
    content(relationship, "CODE", name, vec![sequence(tags::CONCEPT_CODE_SEQUENCE, vec![code_item(value)])])
}

/// Text.
pub(super) fn text(relationship: Relationship, name: Code, value: &str) -> Item {
    content(relationship, "TEXT", name, vec![string(tags::TEXT_VALUE, VR::UT, value)])
}

/// A UID.
pub(super) fn uid(relationship: Relationship, name: Code, value: &str) -> Item {
    content(relationship, "UIDREF", name, vec![string(tags::UID, VR::UI, value)])
}

/// A number with its unit.
pub(super) fn number(relationship: Relationship, name: Code, value: f64, unit: Code) -> Item {
    let measured = item([
        string(tags::NUMERIC_VALUE, VR::DS, &decimal(value)),
        sequence(tags::MEASUREMENT_UNITS_CODE_SEQUENCE, vec![code_item(unit)]),
    ]);
    content(relationship, "NUM", name, vec![sequence(tags::MEASURED_VALUE_SEQUENCE, vec![measured])])
}

/// A reference to an image.
pub(super) fn image(name: Code, class: &str, instance: &str) -> Item {
    let referenced = sequence(tags::REFERENCED_SOP_SEQUENCE, vec![reference(class, instance)]);
    content(Relationship::Contains, "IMAGE", name, vec![referenced])
}

/// As many digits as fit the 16 characters of a decimal string, PS3.5 section 6.2 DS.
fn decimal(value: f64) -> String {
    let exact = value.to_string();
    if exact.len() <= 16 {
        return exact;
    }
    (0..12)
        .rev()
        .map(|digits| format!("{value:.digits$}"))
        .find(|text| text.len() <= 16)
        .unwrap_or_else(|| format!("{value:.6e}"))
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn decimal_strings_fit_and_stay_near() {
        for value in
            [0.0, 1.0, 0.1 + 0.2, -2.777_037_143_707_275_4, 1.0 / 3.0, 123_456_789.123_456, 1e-9, 3e300]
        {
            let text = decimal(value);
            assert!(text.len() <= 16, "{text}");
            let back: f64 = text.parse().unwrap();
            assert!((back - value).abs() <= 1e-6 * value.abs().max(1.0), "{text} for {value}");
        }
    }
}
