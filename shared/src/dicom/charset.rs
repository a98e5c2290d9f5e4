//! Names and descriptions in the character sets of PS3.3 section C.12.1.1.2.

use super::parse::DataSet;
use super::tags::Tag;

/// The text of an attribute that Specific Character Set (0008,0005) applies to; `None` if absent or empty.
///
/// UTF-8 where the bytes are, else Latin-1.
pub(crate) fn decoded(set: &DataSet<'_>, tag: Tag) -> Option<String> {
    let element = set.get(tag)?;
    let text = match std::str::from_utf8(element.value) {
        Ok(text) => text.to_owned(),
        Err(_) => element.value.iter().map(|b| char::from(*b)).collect(),
    };
    let text = text.trim_matches(|c| c == ' ' || c == '\0');
    let text: String = text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    (!text.is_empty()).then_some(text)
}
