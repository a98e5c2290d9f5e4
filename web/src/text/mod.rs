//! Texts in the reader's language, from message files.
//!
//! The files are Fluent's (`assets/locales/<language>/<area>.ftl`, <https://projectfluent.org>). English is part of the
//! program, so that there is always something to say; the other languages are fetched when they are chosen. A message
//! that a language lacks is said in English, which the tests do not let happen.
//!
//! This module knows no DOM and compiles on every target.

mod language;
#[cfg(test)]
mod tests;

pub use language::{Language, count};

use std::fmt;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

/// The message files of a language, and what they speak of. A new one is added here and in every language's folder.
pub const AREAS: [&str; 7] = ["page", "worklist", "viewer", "answer", "tags", "exports", "storage"];

/// English, area by area in the order of [`AREAS`].
const ENGLISH: [&str; AREAS.len()] = [
    include_str!("../../../assets/locales/en/page.ftl"),
    include_str!("../../../assets/locales/en/worklist.ftl"),
    include_str!("../../../assets/locales/en/viewer.ftl"),
    include_str!("../../../assets/locales/en/answer.ftl"),
    include_str!("../../../assets/locales/en/tags.ftl"),
    include_str!("../../../assets/locales/en/exports.ftl"),
    include_str!("../../../assets/locales/en/storage.ftl"),
];

/// A value put into a message: text as it is, or a number, by which a message may choose its plural.
pub type Value<'a> = FluentValue<'a>;

/// The messages of one language, with English behind them.
pub struct Messages {
    language: Language,
    /// In the order in which a message is looked for.
    bundles: Vec<FluentBundle<FluentResource>>,
}

impl Messages {
    /// English, which needs nothing fetched.
    pub fn english() -> Self {
        Self { language: Language::English, bundles: vec![bundle(Language::English, &ENGLISH)] }
    }

    /// A language from the text of its files, in any order. What cannot be read in them is left to English.
    pub fn new(language: Language, files: &[impl AsRef<str>]) -> Self {
        let mut messages = Self::english();
        if language != Language::English {
            messages.bundles.insert(0, bundle(language, files));
            messages.language = language;
        }
        messages
    }

    /// The language that was asked for.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A message without variables.
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A message with its variables filled in. One that does not exist is answered with its key: a blank would hide
    /// the mistake.
    pub fn with(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        let args: FluentArgs<'_> = values.iter().cloned().collect();
        let found = self.bundles.iter().find_map(|bundle| Some((bundle, bundle.get_message(key)?.value()?)));
        // Faults are variables that the caller did not give; they show as `{$name}`.
        found.map_or_else(
            || key.to_owned(),
            |(bundle, pattern)| bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned(),
        )
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").field("language", &self.language).finish_non_exhaustive()
    }
}

fn bundle(language: Language, files: &[impl AsRef<str>]) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new(vec![language.identifier()]);
    // The marks around variables are for texts of mixed direction, and spoil what is copied or compared.
    bundle.set_use_isolating(false);
    for file in files {
        // What could be read of a damaged file is used.
        let resource = FluentResource::try_new(file.as_ref().to_owned()).unwrap_or_else(|(some, _)| some);
        // A key that two files give keeps its first message; the tests refuse it.
        let _ = bundle.add_resource(resource);
    }
    bundle
}
