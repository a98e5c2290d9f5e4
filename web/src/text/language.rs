//! The languages there are.

use fluent_bundle::types::FluentNumber;
use unic_langid::LanguageIdentifier;

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// Chinese, simplified.
    Chinese,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::English, Self::German, Self::Spanish, Self::French, Self::Chinese];

    /// The code of BCP 47, also the name of the folder under `assets/locales`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Chinese => "zh",
        }
    }

    /// The language's own name for itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Spanish => "Español",
            Self::French => "Français",
            Self::Chinese => "中文",
        }
    }

    /// The language of a BCP 47 tag, such as `de-AT`; `None` if there is none for it.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.code() == primary)
    }

    /// The first of a reader's languages that there is, or English.
    pub fn preferred<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter().find_map(Self::of_tag).unwrap_or(Self::English)
    }

    pub(super) fn identifier(self) -> LanguageIdentifier {
        // The codes above are all well-formed; an undetermined language would only lose the plurals.
        self.code().parse().unwrap_or_default()
    }
}

/// A whole number for a message that chooses its plural by it.
pub fn count(n: usize) -> super::Value<'static> {
    FluentNumber::from(n).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_no_other_language() {
        assert_eq!(Language::of_tag("de-AT"), Some(Language::German));
        assert_eq!(Language::of_tag("zh-Hant-TW"), Some(Language::Chinese));
        assert_eq!(Language::of_tag("den"), None);
        assert_eq!(Language::preferred(["it", "fr-CA", "en"]), Language::French);
        assert_eq!(Language::preferred([]), Language::English);
    }
}
