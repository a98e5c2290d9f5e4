//! The engine's remarks in the reader's language: what it warns of, what it notes at a check, why an export lacks a file.
//!
//! They come as English sentences, made where the fault is found (`shared`), and are told by their words; a test holds
//! every pattern here to the sources of `shared`. A remark of a newer engine is shown as the engine says it.

use crate::protocol::{CheckSummary, CheckVerdict};
use crate::text::{Messages, Value};

/// A remark's code, which ends the key of its message, and its sentence; `{}` stands for a value, which the message
/// has as `$a`, then `$b`. `{_}` is what the page says beside the remark already.
///
/// In this order: the first that fits is taken.
pub const PATTERNS: [(&str, &str); 44] = [
    // The file.
    ("trailing", "{} bytes after the pixel data are not read"),
    ("no-syntax", "(0002,0010) TransferSyntaxUID is absent: the data set reads as {}"),
    ("wrong-syntax", "(0002,0010) TransferSyntaxUID says {}, the data set is written as {}"),
    ("no-preamble", "the preamble of 128 bytes before \"DICM\" is absent"),
    ("no-magic", "preamble and \"DICM\" are absent"),
    ("headless", "preamble, \"DICM\" and meta group are absent"),
    ("implicit-meta", "the meta group is written in implicit VR"),
    // The pixels and how they are shown.
    ("longer", "(7FE0,0010) PixelData is {} bytes longer than its frame"),
    ("precision", "the codestream has samples of {} bits, (0028,0101) BitsStored is {}"),
    ("no-window", "the file has neither VOI LUT nor window: shown from its minimum to its maximum"),
    ("lut", "(0028,3010) VOILUTSequence is left out: {}"),
    (
        "partners",
        "(0028,1050) WindowCenter has {} value(s), (0028,1051) WindowWidth {}: what has no partner is left out",
    ),
    ("most-windows", "of {} windows the first {} are read"),
    (
        "bad-window",
        "(0028,1050) WindowCenter {} with (0028,1051) WindowWidth {} is no window and is left out",
    ),
    ("function", "(0028,1056) VOILUTFunction {} is none of the standard's; LINEAR is used"),
    ("left-out", "{}; it is left out"),
    // A picture that is not DICOM.
    (
        "picture-unscored",
        "taken from a picture file: nothing is known of how it was acquired; it is not scored",
    ),
    (
        "picture-assumed",
        "taken from a picture file: nothing is known of how it was acquired; taken for a frontal chest film of an \
         adult, as the reader said",
    ),
    ("picture", "taken from a picture file: nothing is known of how it was acquired"),
    ("not-adults", "the model is not for adults"),
    ("not-frontal", "the model is not for frontal films"),
    // Acquisition.
    ("secondary-capture", "(0008,0016) SOPClassUID is Secondary Capture: a converted or captured picture"),
    (
        "for-processing",
        "(0008,0016) SOPClassUID is Digital X-Ray Image, For Processing: raw detector values, not a picture",
    ),
    ("private-class", "(0008,0016) SOPClassUID is private"),
    ("no-class", "(0008,0016) SOPClassUID is absent or empty"),
    (
        "localizer",
        "(0008,0008) ImageType says LOCALIZER: a scout of a cross-sectional study, not a radiograph",
    ),
    (
        "secondary",
        "(0008,0008) ImageType says SECONDARY: made after the examination, perhaps with annotations",
    ),
    ("derived", "(0008,0008) ImageType says DERIVED: made from other pixels"),
    ("intent", "{_}; taken as a picture to look at"),
    ("burned-in", "(0028,0301) BurnedInAnnotation says YES: text in the picture may mislead a classifier"),
    ("lossy", "(0028,2110) LossyImageCompression: the film has been compressed with loss"),
    ("no-age", "(0010,1010) PatientAge is absent or not an age, and no dates stand in for it"),
    ("age-unit", "(0010,1010) PatientAge has no unit; taken as years"),
    ("age-dates", "(0010,1010) PatientAge is absent; reckoned from birth date and study date"),
    // The pixels' description.
    ("samples", "{_}; taken as 1, which MONOCHROME1 and MONOCHROME2 imply"),
    ("high-bit", "{_}; taken as {}"),
    ("shifted", "{_}: values are shifted down by {} bits"),
    ("contradiction", "{_} and contradicts PhotometricInterpretation, which is followed"),
    ("twice", "{} occurs twice with different values"),
    // Why a film has no files in an export.
    ("export-source", "the file is not a readable DICOM instance: a DICOM export has nothing to refer to"),
    ("export-missing", "the film has no {}, without which an export cannot refer to it"),
    ("export-uid", "the film's {} is not a valid UID, so an export cannot refer to it"),
    (
        "export-undecodable",
        "the film's {} has bytes that are not of its character set: nothing may be filed under it",
    ),
    ("export-heatmap", "the heatmap cannot be drawn: {}"),
];

/// A remark as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The sentence.
    pub text: String,
    /// The language of the sentence, where it is not the reader's.
    pub lang: Option<&'static str>,
}

/// A remark of the engine in the reader's language, as far as the page has words for it.
pub fn remark(messages: &Messages, english: &str) -> Remark {
    let found = PATTERNS.iter().find_map(|(code, pattern)| Some((code, values(pattern, english)?)));
    match found {
        Some((code, found)) => {
            let named: Vec<(&str, Value<'_>)> =
                ["a", "b"].into_iter().zip(found.into_iter().map(Value::from)).collect();
            Remark { text: messages.with(&format!("answer-remark-{code}"), &named), lang: None }
        }
        None => Remark { text: english.to_owned(), lang: Some("en") },
    }
}

/// What a check says beside its row: nothing where it passed, or where it repeats what was found and expected.
pub fn of_check(messages: &Messages, check: &CheckSummary) -> Option<Remark> {
    let repeats = check.message.ends_with(&format!("; expected {}", check.expected));
    let says = check.verdict != CheckVerdict::Pass && !repeats && !check.message.is_empty();
    says.then(|| remark(messages, &check.message))
}

/// The values of a sentence that a pattern fits.
fn values<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let (mut rest, mut found) = (text, Vec::new());
    let mut parts = pattern.split('{');
    rest = rest.strip_prefix(parts.next()?)?;
    for part in parts {
        let (hole, literal) = part.split_once('}')?;
        // The last literal ends the sentence; what comes before it may hold the same words.
        let end = if literal.is_empty() { rest.len() } else { rest.find(literal)? };
        if hole.is_empty() {
            found.push(&rest[..end]);
        }
        rest = &rest[end + literal.len()..];
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::text::{AREAS, Language};

    fn messages(language: Language) -> Messages {
        let folder = format!("{}/../assets/locales/{}", env!("CARGO_MANIFEST_DIR"), language.code());
        let files = AREAS.map(|area| fs::read_to_string(format!("{folder}/{area}.ftl")).unwrap());
        Messages::new(language, &files)
    }

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }

    /// Source text as the compiler reads its literals: escapes and line ends gone.
    fn literals() -> String {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/src"), &mut files);
        let text: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
        let mut joined = String::new();
        for line in text.lines() {
            let line = line.trim_start();
            joined.push_str(line.strip_suffix('\\').unwrap_or(line));
            if !line.ends_with('\\') {
                joined.push('\n');
            }
        }
        joined.replace("\\\"", "\"")
    }

    #[test]
    fn every_pattern_is_a_sentence_of_the_reader() {
        let sources = literals();
        for (code, pattern) in PATTERNS {
            for literal in pattern.replace("{_}", "{}").split("{}").flat_map(|part| part.split("acquired; "))
            {
                let literal = literal.trim_start_matches("; ").trim();
                assert!(sources.contains(literal), "{code}: `shared` says no `{literal}`");
            }
        }
        let codes: BTreeSet<_> = PATTERNS.iter().map(|(code, _)| code).collect();
        assert_eq!(codes.len(), PATTERNS.len());
    }

    #[test]
    fn every_remark_is_said_in_every_language_with_its_values() {
        for language in Language::ALL {
            let messages = messages(language);
            for (code, pattern) in PATTERNS {
                let english =
                    pattern.replace("{_}", "(0028,0102) HighBit is absent or empty").replace("{}", "4711");
                let said = remark(&messages, &english);
                assert_eq!(said.lang, None, "{code}");
                assert!(
                    !said.text.contains("answer-remark") && !said.text.contains('{'),
                    "{language:?} {said:?}"
                );
                assert_eq!(
                    said.text.matches("4711").count(),
                    pattern.matches("{}").count(),
                    "{language:?} {code}: {}",
                    said.text
                );
                assert!(!said.text.contains("HighBit is absent"), "{language:?} {code}");
            }
        }
    }

    #[test]
    fn a_remark_of_tomorrow_stays_english_and_says_so() {
        let german = messages(Language::German);
        let said = remark(&german, "something new");
        assert_eq!((said.text.as_str(), said.lang), ("something new", Some("en")));
    }

    #[test]
    fn a_check_says_nothing_twice() {
        let check = |message: &str, verdict| CheckSummary {
            name: "body_part".into(),
            tag: None,
            attribute: None,
            value: Some("HEAD".into()),
            expected: "CHEST".into(),
            verdict,
            reason: None,
            message: message.into(),
        };
        let english = Messages::english();
        let of = |message: &str, verdict| of_check(&english, &check(message, verdict));
        assert_eq!(of("(0018,0015) BodyPartExamined is HEAD; expected CHEST", CheckVerdict::Fail), None);
        assert_eq!(of("(0018,0015) BodyPartExamined is CHEST", CheckVerdict::Pass), None);
        assert!(of("the model is not for adults", CheckVerdict::Fail).is_some());
    }
}
