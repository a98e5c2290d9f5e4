//! What the page says about its engine: devices, bytes, times, and the engine's own sentences.

use crate::protocol::{DeviceKind, DeviceSummary, Said, Stage};
use crate::text::{Language, Messages, Value};

/// A number of bytes for reading, in powers of ten as downloads are counted.
pub fn bytes(messages: &Messages, n: u64) -> String {
    match n {
        0..1_000 => format!("{n} B"),
        1_000..1_000_000 => format!("{} kB", decimal(messages, n as f64 / 1e3, 0)),
        1_000_000..1_000_000_000 => format!("{} MB", decimal(messages, n as f64 / 1e6, 1)),
        _ => format!("{} GB", decimal(messages, n as f64 / 1e9, 1)),
    }
}

/// A time for reading.
pub fn duration(messages: &Messages, ms: f64) -> String {
    if ms < 1_000.0 {
        format!("{} ms", decimal(messages, ms, 0))
    } else {
        format!("{} s", decimal(messages, ms / 1e3, 1))
    }
}

/// A number below a million as the language writes it.
fn decimal(messages: &Messages, value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match messages.language() {
        Language::English | Language::Chinese => text,
        Language::German | Language::Spanish | Language::French => text.replace('.', ","),
    }
}

/// A device's kind and name.
pub fn device(messages: &Messages, device: &DeviceSummary) -> String {
    let kind = match device.kind {
        DeviceKind::Webgpu => messages.get("storage-device-webgpu"),
        DeviceKind::Cpu => messages.get("storage-device-cpu"),
    };
    if device.adapter.is_empty() { kind } else { format!("{kind} ({})", device.adapter) }
}

/// The first digits of a package id.
pub fn short_id(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

/// What the engine is busy with.
pub fn stage(messages: &Messages, stage: Stage, again: bool) -> String {
    match stage {
        Stage::Engine if again => messages.get("storage-stage-again"),
        Stage::Engine => messages.get("storage-stage-engine"),
        Stage::Package => messages.get("storage-stage-package"),
        Stage::Device => messages.get("storage-stage-device"),
        Stage::SelfTest => messages.get("storage-stage-self-test"),
    }
}

/// A sentence of the engine, in the reader's language where it has a code that is known.
pub fn said(messages: &Messages, said: &Said) -> String {
    let key = format!("storage-said-{}", said.code);
    let values: Vec<(&str, Value<'_>)> =
        said.values.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
    let text = messages.with(&key, &values);
    // A key that is unknown is answered with itself.
    if said.code.is_empty() || text == key { said.text.clone() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::code;
    use crate::text::AREAS;

    fn messages(language: Language) -> Messages {
        let folder = format!("{}/../assets/locales/{}", env!("CARGO_MANIFEST_DIR"), language.code());
        let files = AREAS.map(|area| std::fs::read_to_string(format!("{folder}/{area}.ftl")).unwrap());
        Messages::new(language, &files)
    }

    #[test]
    fn figures_are_written_as_the_language_does() {
        let (english, german) = (messages(Language::English), messages(Language::German));
        assert_eq!(bytes(&english, 999), "999 B");
        assert_eq!(bytes(&english, 14_900_000), "14.9 MB");
        assert_eq!(bytes(&german, 14_900_000), "14,9 MB");
        assert_eq!(bytes(&english, 2_500_000_000), "2.5 GB");
        assert_eq!(duration(&english, 512.4), "512 ms");
        assert_eq!(duration(&german, 4_600.0), "4,6 s");
    }

    #[test]
    fn every_sentence_of_the_engine_is_said_in_every_language_with_its_values() {
        for language in Language::ALL {
            let messages = messages(language);
            for code in code::ALL {
                let values = ["file", "status", "detail", "adapter", "megabytes", "gpu", "cpu", "codec"]
                    .map(|name| (name, "4711"));
                let text = said(&messages, &Said::new(code, &values, "English"));
                assert!(text != "English" && !text.contains('{'), "{language:?} {code}: {text}");
            }
        }
        let german = messages(Language::German);
        let unknown = said(&german, &Said::new("of-tomorrow", &[], "Something new."));
        assert_eq!(
            (unknown.as_str(), said(&german, &"Plain.".into()).as_str()),
            ("Something new.", "Plain.")
        );
    }
}
