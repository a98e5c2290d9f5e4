//! Keywords and value representations of attributes, PS3.6, from a text that the caller hands in.
//!
//! The reader itself needs none of it: [`super::tags`] names the few attributes that it looks at. The table of all tags
//! does, to name them and to tell text from numbers in implicit VR. As a text beside the program the dictionary costs
//! nothing until somebody asks for the table.

/// What PS3.6 says of attributes. Empty, it names nothing, and what is written without a representation stays bytes.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    text: String,
    /// Ascending by tag, group in the upper half.
    entries: Vec<Entry>,
    /// Tags of repeating groups and elements, such as `(60xx,3000)`.
    ranges: Vec<(u32, Entry)>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    tag: u32,
    vr: [u8; 2],
    /// Where in the text the keyword stands.
    from: usize,
    to: usize,
}

impl Dictionary {
    /// Reads `assets/dictionary.txt`: a line an attribute, `00100010 PN PatientName`, with `x` for a digit that may be
    /// any. A line of another form is passed over, so that a damaged text costs names and nothing else.
    pub fn new(text: String) -> Self {
        let (mut entries, mut ranges) = (Vec::new(), Vec::new());
        let mut from = 0;
        for line in text.split_inclusive('\n') {
            if let Some((mask, entry)) = entry(line, from) {
                if mask == u32::MAX {
                    entries.push(entry);
                } else {
                    ranges.push((mask, entry));
                }
            }
            from += line.len();
        }
        entries.sort_by_key(|entry: &Entry| entry.tag);
        Self { text, entries, ranges }
    }

    /// How many attributes it knows.
    pub fn len(&self) -> usize {
        self.entries.len() + self.ranges.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keyword and value representation of a standard attribute.
    pub fn find(&self, tag: super::tags::Tag) -> Option<(&str, [u8; 2])> {
        let number = u32::from(tag.0) << 16 | u32::from(tag.1);
        // Group Length, PS3.5 section 7.2, is not on the list of PS3.6, but in any group.
        if tag.1 == 0 && tag.0 > 2 {
            return Some(("GroupLength", *b"UL"));
        }
        let entry = match self.entries.binary_search_by_key(&number, |entry| entry.tag) {
            Ok(at) => self.entries.get(at)?,
            Err(_) => &self.ranges.iter().find(|(mask, entry)| number & mask == entry.tag)?.1,
        };
        Some((self.text.get(entry.from..entry.to)?, entry.vr))
    }
}

/// The entry of a line that starts at `from`, and which bits of a tag it fixes.
fn entry(line: &str, from: usize) -> Option<(u32, Entry)> {
    let keyword = line.get(12..)?.trim_end();
    let digits = line.get(..8)?;
    if keyword.is_empty() || line.get(8..9) != Some(" ") || line.get(11..12) != Some(" ") {
        return None;
    }
    let vr: [u8; 2] = line.get(9..11)?.as_bytes().try_into().ok()?;
    let mask = digits.chars().fold(0, |mask, c| mask << 4 | if c == 'x' { 0 } else { 0xF });
    let tag = u32::from_str_radix(&digits.replace('x', "0"), 16).ok()?;
    Some((mask, Entry { tag, vr, from: from + 12, to: from + 12 + keyword.len() }))
}

#[cfg(test)]
mod tests {
    use super::super::tags::Tag;
    use super::*;

    #[test]
    fn tags_ranges_and_damage() {
        let text = "00100010 PN PatientName\nnonsense\n60xx3000 OW OverlayData\r\n0010\n00080005 CS\n";
        let dictionary = Dictionary::new(text.into());
        assert_eq!(dictionary.len(), 2);
        assert_eq!(dictionary.find(Tag(0x10, 0x10)), Some(("PatientName", *b"PN")));
        assert_eq!(dictionary.find(Tag(0x6002, 0x3000)), Some(("OverlayData", *b"OW")));
        assert_eq!(dictionary.find(Tag(0x6100, 0x3000)), None);
        assert_eq!(dictionary.find(Tag(0x0008, 0)), Some(("GroupLength", *b"UL")));
        assert!(Dictionary::default().is_empty());
    }

    #[test]
    fn the_text_that_ships_names_what_the_reader_looks_at() {
        let text = include_str!("../../../assets/dictionary.txt");
        let dictionary = Dictionary::new(text.to_owned());
        assert_eq!(dictionary.len(), text.lines().count(), "a line is not understood");
        for tag in [super::super::tags::PATIENT_NAME, super::super::tags::PIXEL_DATA] {
            assert_eq!(dictionary.find(tag).map(|found| found.0), Some(tag.keyword()));
        }
    }
}
