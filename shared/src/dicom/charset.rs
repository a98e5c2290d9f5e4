//! Names and descriptions in the character sets of PS3.3 section C.12.1.1.2.

use super::parse::DataSet;
use super::tags::Tag;

/// The text of an attribute that Specific Character Set (0008,0005) applies to; `None` if absent or empty.
pub(crate) fn decoded(set: &DataSet<'_>, tag: Tag) -> Option<String> {
    let element = set.get(tag)?;
    let text = String::from_utf8_lossy(element.value);
    let text = text.trim_matches(|c| c == ' ' || c == '\0');
    (!text.is_empty()).then(|| text.to_owned())
}
