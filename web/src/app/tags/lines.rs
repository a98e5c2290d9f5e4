//! The table's lines: names, values as they may be shown, and the search.

use crate::protocol::{TagForm, TagRow};
use crate::text::{Messages, count};

/// One attribute, ready to be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// Its tag, such as `(0008,0060)`.
    pub tag: String,
    /// Its value representation, or nothing.
    pub vr: String,
    /// Its name for people.
    pub name: String,
    /// How far it is indented.
    pub depth: u32,
    /// What is shown as its value, and copied.
    pub value: String,
    /// What is to be said beside the value: that it is cut, how many bytes it has.
    pub note: Option<String>,
    /// Whether there is a value to copy.
    pub can_copy: bool,
    /// What the search looks at, in lower case.
    haystack: String,
}

/// The lines of a table. With `masked`, values that may tell who the patient is are neither shown, found nor copied.
pub fn lines(messages: &Messages, rows: &[TagRow], masked: bool) -> Vec<Line> {
    rows.iter().map(|row| line(messages, row, masked)).collect()
}

fn line(messages: &Messages, row: &TagRow, masked: bool) -> Line {
    let name = name(messages, row);
    let bytes = || messages.with("tags-bytes", &[("n", row.length.to_string().into())]);
    let is_hidden = masked && row.identifies && matches!(row.form, TagForm::Text | TagForm::Bytes);
    let (value, note) = match row.form {
        _ if is_hidden => (String::new(), Some(messages.get("tags-masked"))),
        TagForm::Text if row.cut => {
            let note = messages.with("tags-cut", &[("n", row.length.to_string().into())]);
            (row.value.clone(), Some(note))
        }
        TagForm::Text => (row.value.clone(), None),
        TagForm::Bytes if row.cut => (format!("{} …", row.value), Some(bytes())),
        TagForm::Bytes => (row.value.clone(), Some(bytes())),
        TagForm::Sequence => {
            (String::new(), Some(messages.with("tags-items", &[("n", count(row.items as usize))])))
        }
        TagForm::Item => (String::new(), None),
        TagForm::Fragments => {
            let values = [("n", row.items.to_string().into()), ("bytes", row.length.to_string().into())];
            (String::new(), Some(messages.with("tags-fragments", &values)))
        }
    };
    let bare: String = row.tag.chars().filter(char::is_ascii_hexdigit).collect();
    let haystack = format!("{} {bare} {} {name} {value}", row.tag, row.keyword).to_lowercase();
    Line {
        tag: row.tag.clone(),
        vr: row.vr.clone(),
        depth: row.depth,
        can_copy: !value.is_empty(),
        name,
        value,
        note,
        haystack,
    }
}

/// The keyword in words, or whose private attribute it is.
fn name(messages: &Messages, row: &TagRow) -> String {
    if row.form == TagForm::Item {
        return messages.with("tags-item", &[("n", row.items.to_string().into())]);
    }
    if !row.keyword.is_empty() {
        return spaced(&row.keyword);
    }
    match &row.creator {
        Some(creator) => messages.with("tags-private", &[("creator", creator.clone().into())]),
        None if is_private(&row.tag) => messages.get("tags-private-unknown"),
        None => messages.get("tags-unknown"),
    }
}

/// Private attributes have odd groups, PS3.5 section 7.8.
fn is_private(tag: &str) -> bool {
    let last = tag.get(1..5).and_then(|group| u16::from_str_radix(group, 16).ok());
    last.is_some_and(|group| group % 2 == 1)
}

/// `SOPInstanceUID` as `SOP Instance UID`.
pub fn spaced(keyword: &str) -> String {
    let letters: Vec<char> = keyword.chars().collect();
    let mut text = String::with_capacity(keyword.len() + 8);
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if begins {
            text.push(' ');
        }
        text.push(letter);
    }
    text
}

/// Places of the lines in which every word of the query occurs, in order.
pub fn matching(lines: &[Line], query: &str) -> Vec<usize> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let found = lines.iter().enumerate();
    found
        .filter(|(_, line)| words.iter().all(|word| line.haystack.contains(word)))
        .map(|(at, _)| at)
        .collect()
}

/// All lines as text: tag, representation, name and value, separated by tabs, indented as shown.
pub fn as_text(lines: &[Line]) -> String {
    let one = |line: &Line| {
        let indent = "  ".repeat(line.depth as usize);
        let value = match (&line.note, line.value.is_empty()) {
            (Some(note), true) => format!("[{note}]"),
            (Some(note), false) => format!("{} [{note}]", line.value),
            (None, _) => line.value.clone(),
        };
        // A line an attribute: a line end inside a value would look like the next one.
        let value = value.replace(['\n', '\t'], " ");
        format!("{indent}{}\t{}\t{}\t{value}\n", line.tag, line.vr, line.name)
    };
    lines.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(tag: &str, keyword: &str, value: &str) -> TagRow {
        TagRow {
            tag: tag.into(),
            keyword: keyword.into(),
            vr: "LO".into(),
            depth: 0,
            creator: None,
            form: TagForm::Text,
            value: value.into(),
            cut: false,
            length: value.len() as u64,
            items: 0,
            identifies: keyword.starts_with("Patient"),
        }
    }

    fn rows() -> Vec<TagRow> {
        let private = TagRow { creator: Some("ACME 1.1".into()), ..row("(0009,1001)", "", "x") };
        let item = TagRow { form: TagForm::Item, items: 2, depth: 1, ..row("(FFFE,E000)", "", "") };
        let cut = TagRow { cut: true, length: 40_000, ..row("(0008,0301)", "PrivateThing", "long") };
        vec![
            row("(0008,0060)", "Modality", "DX"),
            row("(0010,0010)", "PatientName", "Doe^Jane"),
            private,
            item,
            cut,
            row("(0009,1101)", "", ""),
        ]
    }

    #[test]
    fn keywords_in_words() {
        for (keyword, words) in [
            ("SOPInstanceUID", "SOP Instance UID"),
            ("PatientName", "Patient Name"),
            ("VOILUTSequence", "VOILUT Sequence"),
            ("Rows", "Rows"),
            ("IssuerOfPatientID", "Issuer Of Patient ID"),
        ] {
            assert_eq!(spaced(keyword), words);
        }
    }

    #[test]
    fn tag_name_and_value_are_searched() {
        let all = lines(&Messages::english(), &rows(), false);
        let found = |query| matching(&all, query);
        assert_eq!(found("").len(), all.len());
        assert_eq!(found("0008,0060"), [0]);
        assert_eq!(found("00080060"), [0]);
        assert_eq!(found("patient NAME"), [1]);
        assert_eq!(found("patientname"), [1]);
        assert_eq!(found("jane"), [1]);
        assert_eq!(found("acme"), [2]);
        assert_eq!(found("jane acme"), [0; 0]);
    }

    #[test]
    fn what_is_masked_is_not_found_by_its_value_or_copied() {
        let all = lines(&Messages::english(), &rows(), true);
        assert_eq!(matching(&all, "jane"), [0; 0]);
        assert_eq!(matching(&all, "patient name"), [1]);
        assert!(!all[1].can_copy && all[1].value.is_empty());
        assert!(!as_text(&all).contains("Jane"));
        assert!(as_text(&all).contains("(0010,0010)\tLO\tPatient Name\t[masked]\n"));
    }

    #[test]
    fn names_of_what_has_none() {
        let all = lines(&Messages::english(), &rows(), false);
        let names: Vec<&str> = all.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(
            names,
            ["Modality", "Patient Name", "Private: ACME 1.1", "Item 2", "Private Thing", "Private"]
        );
        assert_eq!(all[4].note.as_deref(), Some("cut here, 40000 bytes in the file"));
        assert!(as_text(&all).contains("  (FFFE,E000)"));
    }

    #[test]
    fn five_thousand_lines_are_searched_between_two_keys() {
        let many: Vec<TagRow> = rows().into_iter().cycle().take(5_000).collect();
        let all = lines(&Messages::english(), &many, false);
        let start = std::time::Instant::now();
        assert!(!matching(&all, "modality").is_empty());
        assert!(start.elapsed().as_millis() < 100, "{:?}", start.elapsed());
    }
}
