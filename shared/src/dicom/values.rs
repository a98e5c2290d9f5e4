//! Typed values of elements, PS3.5 section 6.2.

use super::limits::MAX_TEXT;
use super::parse::{DataSet, Element};
use super::tags::Tag;

/// What an attribute holds: nothing, a value, or something that is not of its kind.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<T> {
    /// Not in the data set.
    Absent,
    /// In the data set, without a value.
    Empty,
    /// Read.
    Is(T),
    /// There, but not one value of this kind; the text is fit for a message.
    Bad(String),
}

/// Spaces and NULs around a value are padding: the standard has trailing spaces (NUL for UI), files have both.
fn is_padding(c: char) -> bool {
    c == ' ' || c == '\0'
}

/// Text of the default repertoire as it can be shown: control characters replaced, at most 64 characters.
pub(crate) fn printable(bytes: &[u8]) -> String {
    let text: String =
        bytes.iter().take(65).map(|&b| if (0x20..0x7F).contains(&b) { char::from(b) } else { '?' }).collect();
    match text.char_indices().nth(64) {
        Some((at, _)) => format!("{}...", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

impl Element<'_> {
    /// Whether another value of the attribute differs in more than the padding of text.
    pub(crate) fn differs_from(&self, other: &[u8]) -> bool {
        fn trimmed(mut value: &[u8]) -> &[u8] {
            while let [rest @ .., b' ' | 0] = value {
                value = rest;
            }
            value
        }
        if self.tag.is_text() { trimmed(self.value) != trimmed(other) } else { self.value != other }
    }

    fn is_text(&self) -> bool {
        matches!(self.vr.as_ref(), Some(b"IS" | b"DS" | b"LO" | b"SH" | b"CS"))
    }

    /// One 16-bit word at `index`, in the file's byte order.
    pub(crate) fn word(&self, index: usize) -> Option<u16> {
        let at = index.checked_mul(2)?;
        let bytes: [u8; 2] = self.value.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(self.encoding.u16(bytes))
    }
}

impl DataSet<'_> {
    /// A text element, at most [`MAX_TEXT`] of it, padding cut off the ends; `None` if it is absent or empty.
    ///
    /// Code strings, identifiers and numbers have the default repertoire (ASCII) whatever the character set.
    pub(crate) fn text(&self, tag: Tag) -> Option<String> {
        let element = self.get(tag)?;
        let bytes = element.value.get(..MAX_TEXT).unwrap_or(element.value);
        let mut text: String =
            bytes.iter().map(|&b| if b.is_ascii() { char::from(b) } else { '\u{FFFD}' }).collect();
        // What was left out could say anything: so the text must not pass for its first half.
        if element.value.len() > MAX_TEXT {
            text.push('\u{FFFD}');
        }
        let text = text.trim_matches(is_padding);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The values of a text element, upper case, padding cut off each; empty ones stay, to keep
    /// positions.
    pub(crate) fn codes(&self, tag: Tag) -> Vec<String> {
        let text = self.text(tag).unwrap_or_default();
        if text.is_empty() {
            return Vec::new();
        }
        text.split('\\').map(|part| part.trim_matches(is_padding).to_ascii_uppercase()).collect()
    }

    /// One non-negative integer: US as the standard has it, and UL or IS, which are met and mean the same.
    pub(crate) fn unsigned(&self, tag: Tag) -> Value<u32> {
        let Some(element) = self.get(tag) else { return Value::Absent };
        if element.value.is_empty() {
            return Value::Empty;
        }
        if element.is_text() {
            return match self.text(tag) {
                None => Value::Empty,
                Some(text) => match text.parse() {
                    Ok(number) => Value::Is(number),
                    Err(_) => Value::Bad(format!("{:?}", printable(element.value))),
                },
            };
        }
        match (element.vr.as_ref(), element.value) {
            (Some(b"UL"), &[a, b, c, d]) => Value::Is(element.encoding.u32([a, b, c, d])),
            (Some(b"US" | b"SS") | None, &[a, b]) => Value::Is(u32::from(element.encoding.u16([a, b]))),
            (vr, value) => {
                let vr = vr.map_or_else(|| "unknown".to_owned(), |vr| printable(vr));
                Value::Bad(format!("{} bytes of representation {vr}", value.len()))
            }
        }
    }

    /// One integer written as text (IS).
    pub(crate) fn integer_string(&self, tag: Tag) -> Value<i64> {
        let Some(element) = self.get(tag) else { return Value::Absent };
        match self.text(tag) {
            None => Value::Empty,
            Some(text) => match text.parse() {
                Ok(number) => Value::Is(number),
                Err(_) => Value::Bad(format!("{:?}", printable(element.value))),
            },
        }
    }

    /// The numbers of a DS element, PS3.5 table 6.2-1; what does not parse as a finite number is `None`.
    pub(crate) fn decimals(&self, tag: Tag) -> Vec<Option<f64>> {
        let Some(text) = self.text(tag) else { return Vec::new() };
        text.split('\\').map(|part| decimal(part.trim_matches(is_padding))).collect()
    }
}

/// A decimal string. Rust's own parser also takes "inf" and "NaN", which DS does not have.
fn decimal(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    if !plain {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_finite_or_nothing() {
        assert_eq!(decimal("1.25E0"), Some(1.25));
        assert_eq!(decimal("-5.0e+1"), Some(-50.0));
        for bad in ["", "NaN", "inf", "AUTO", "1e999", "1,5"] {
            assert_eq!(decimal(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_shown_value_has_no_control_characters_and_an_end() {
        assert_eq!(printable(b"A\x1b[31m\0"), "A?[31m?");
        assert_eq!(printable(&[b'x'; 100]).len(), 67);
    }
}
