//! Names and descriptions in the character sets of PS3.3 section C.12.1.1.2, with the code extensions of PS3.5 section
//! 6.1.2.5. The tables are those of `encoding_rs`; escape sequences are taken apart here, as it knows one set at a time.

use encoding_rs::{
    EUC_JP, EUC_KR, Encoding, GB18030, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5, ISO_8859_6,
    ISO_8859_7, ISO_8859_8, ISO_8859_15, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1252, WINDOWS_1254,
};

use super::parse::DataSet;
use super::tags::{self, Tag};

/// Longest text decoded, in bytes: LO has 64 characters, LT 10,240.
const MOST_BYTES: usize = 1 << 16;

/// The text of an attribute that Specific Character Set (0008,0005) applies to; `None` if absent or empty.
///
/// Bytes that are not of the character set become replacements, never an error: a name must not stop a film. Control
/// characters become U+FFFD.
pub(crate) fn decoded(set: &DataSet<'_>, tag: Tag) -> Option<String> {
    let element = set.get(tag)?;
    let bytes = element.value.get(..MOST_BYTES).unwrap_or(element.value);
    let text: String = decode(bytes, &set.codes(tags::SPECIFIC_CHARACTER_SET));
    let text = text.trim_matches(|c| c == ' ' || c == '\0');
    let text: String = text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    (!text.is_empty()).then_some(text)
}

/// Text in the character sets that Specific Character Set declares, control characters and padding left in place.
pub(super) fn decode(bytes: &[u8], declared: &[String]) -> String {
    if bytes.is_ascii() && !bytes.contains(&ESCAPE) {
        return bytes.iter().map(|b| char::from(*b)).collect();
    }
    let first = declared.first().map(String::as_str).filter(|code| !code.is_empty());
    if bytes.contains(&ESCAPE) && declared.iter().any(|code| code.starts_with("ISO 2022")) {
        return extended(bytes, first.and_then(character_set).unwrap_or(WINDOWS_1252));
    }
    first.and_then(character_set).map_or_else(|| guess(bytes), |set| lossy(set, bytes))
}

/// The encoding of a defined term, PS3.3 tables C.12-2 to C.12-5. The Web's encodings of the same repertoires stand in
/// for three: they differ in control characters only, or add characters where the standard has none.
fn character_set(code: &str) -> Option<&'static Encoding> {
    let code =
        code.trim_start_matches("ISO_IR").trim_start_matches("ISO 2022 IR").trim_start_matches(['_', ' ']);
    Some(match code {
        "6" | "100" => WINDOWS_1252,
        "101" => ISO_8859_2,
        "109" => ISO_8859_3,
        "110" => ISO_8859_4,
        "126" => ISO_8859_7,
        "127" => ISO_8859_6,
        "138" => ISO_8859_8,
        "144" => ISO_8859_5,
        "148" => WINDOWS_1254,
        "166" => WINDOWS_874,
        "203" => ISO_8859_15,
        "13" => SHIFT_JIS,
        "149" => EUC_KR,
        "192" => UTF_8,
        "58" | "GB18030" | "GBK" => GB18030,
        _ => return None,
    })
}

/// Nothing, or nothing known, is declared: UTF-8 if it is, else Latin-1, of which the default repertoire is a part.
fn guess(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => lossy(WINDOWS_1252, bytes),
    }
}

fn lossy(set: &'static Encoding, bytes: &[u8]) -> String {
    set.decode_without_bom_handling(bytes).0.into_owned()
}

const ESCAPE: u8 = 0x1B;

/// What an escape sequence makes of the bytes after it, PS3.3 tables C.12-3 and C.12-4.
#[derive(Clone, Copy)]
enum Designates {
    /// One byte a character, below 80 hex: ASCII or JIS X 0201 Romaji.
    Ascii,
    /// Two bytes a character, below 80 hex: JIS X 0208.
    Kanji,
    /// Two bytes a character, below 80 hex: JIS X 0212.
    SupplementaryKanji,
    /// A set for the bytes from 80 hex up.
    High(&'static Encoding),
}

const SEQUENCES: &[(&[u8], Designates)] = &[
    (b"\x1B(B", Designates::Ascii),
    (b"\x1B(J", Designates::Ascii),
    (b"\x1B$B", Designates::Kanji),
    (b"\x1B$(D", Designates::SupplementaryKanji),
    (b"\x1B)I", Designates::High(SHIFT_JIS)),
    (b"\x1B$)C", Designates::High(EUC_KR)),
    (b"\x1B$)A", Designates::High(GB18030)),
    (b"\x1B-A", Designates::High(WINDOWS_1252)),
    (b"\x1B-B", Designates::High(ISO_8859_2)),
    (b"\x1B-C", Designates::High(ISO_8859_3)),
    (b"\x1B-D", Designates::High(ISO_8859_4)),
    (b"\x1B-F", Designates::High(ISO_8859_7)),
    (b"\x1B-G", Designates::High(ISO_8859_6)),
    (b"\x1B-H", Designates::High(ISO_8859_8)),
    (b"\x1B-L", Designates::High(ISO_8859_5)),
    (b"\x1B-M", Designates::High(WINDOWS_1254)),
    (b"\x1B-T", Designates::High(WINDOWS_874)),
    (b"\x1B-b", Designates::High(ISO_8859_15)),
];

/// Text with escape sequences: cut into runs of one character set each. Delimiters of names and lines bring the first
/// set back, PS3.5 section 6.1.2.5.3.
fn extended(bytes: &[u8], first: &'static Encoding) -> String {
    let mut text = String::new();
    let mut low = Designates::Ascii;
    let mut high = first;
    let mut rest = bytes;
    while !rest.is_empty() {
        if let Some((sequence, designates)) =
            SEQUENCES.iter().find(|(sequence, _)| rest.starts_with(sequence))
        {
            rest = rest.get(sequence.len()..).unwrap_or_default();
            match designates {
                Designates::High(set) => (low, high) = (Designates::Ascii, set),
                designates => low = *designates,
            }
            continue;
        }
        let one_byte = matches!(low, Designates::Ascii);
        let delimiter =
            |byte: u8| one_byte && matches!(byte, b'^' | b'=' | b'\\' | b'\r' | b'\n' | b'\t' | 0x0C);
        // At least one byte, so that an unknown escape, too, is stepped over.
        let length =
            rest.iter().skip(1).take_while(|byte| **byte != ESCAPE && !delimiter(**byte)).count() + 1;
        let (run, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        rest = after;
        if run.first().is_some_and(|byte| delimiter(*byte)) {
            high = first;
        }
        // EUC-JP has both Kanji sets, with the high bits set, the supplementary one after 8F.
        match low {
            Designates::Kanji => {
                let euc: Vec<u8> = run.iter().map(|byte| byte | 0x80).collect();
                text.push_str(&lossy(EUC_JP, &euc));
            }
            Designates::SupplementaryKanji => {
                let euc: Vec<u8> = run
                    .chunks(2)
                    .flat_map(|pair| std::iter::once(0x8F).chain(pair.iter().map(|byte| byte | 0x80)))
                    .collect();
                text.push_str(&lossy(EUC_JP, &euc));
            }
            Designates::Ascii | Designates::High(_) => text.push_str(&lossy(high, run)),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    /// The examples of PS3.5 annexes H.3.1, H.3.2, I.2 and J.1.
    #[test]
    fn the_standards_own_names() {
        let japanese =
            b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B";
        assert_eq!(decode(japanese, &codes(&["", "ISO 2022 IR 87"])), "Yamada^Tarou=山田^太郎=やまだ^たろう");
        let katakana = b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J";
        assert_eq!(decode(katakana, &codes(&["ISO 2022 IR 13", "ISO 2022 IR 87"])), "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎");
        let korean =
            b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf";
        assert_eq!(decode(korean, &codes(&["", "ISO 2022 IR 149"])), "Hong^Gildong=洪^吉洞=홍^길동");
        assert_eq!(
            decode("Wang^XiaoDong=王^小东".as_bytes(), &codes(&["ISO_IR 192"])),
            "Wang^XiaoDong=王^小东"
        );
    }

    #[test]
    fn what_is_not_declared_is_guessed() {
        assert_eq!(decode("Zażółć".as_bytes(), &[]), "Zażółć");
        assert_eq!(decode(b"M\xfcller", &codes(&["ISO_IR 999"])), "Müller");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40), set in 0usize..6) {
            let sets = [&["", "ISO 2022 IR 87"][..], &["ISO 2022 IR 149"], &["GB18030"], &["ISO_IR 192"], &[], &["ISO 2022 IR 13", "ISO 2022 IR 159"]];
            let _ = decode(&bytes, &codes(sets[set]));
        }
    }
}
