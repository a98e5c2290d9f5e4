//! How far a row has come, and how it is said: states, tallies, reasons.

use crate::protocol::FilmState;
use crate::text::{Messages, Value, count};

/// How far a row has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// In the queue.
    Queued,
    /// With the engine.
    Running,
    /// Answered.
    Ended(FilmState),
    /// The reader stopped the queue before this film's turn.
    Skipped,
}

impl RowState {
    /// The word used in the row's `data-state`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Ended(state) => state.code(),
            Self::Skipped => "skipped",
        }
    }

    /// To sort by: from what waits to what is through.
    pub fn rank(self) -> u8 {
        match self {
            Self::Queued => 0,
            Self::Running => 1,
            Self::Ended(FilmState::Done) => 2,
            Self::Ended(FilmState::Rejected) => 3,
            Self::Ended(FilmState::Failed) => 4,
            Self::Skipped => 5,
        }
    }

    /// Whether nothing more will come of the film by itself.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Ended(_) | Self::Skipped)
    }
}

/// The word for a row's state.
pub fn state(messages: &Messages, state: RowState) -> String {
    messages.get(match state {
        RowState::Queued => "worklist-state-queued",
        RowState::Running => "worklist-state-running",
        RowState::Ended(FilmState::Done) => "worklist-state-done",
        RowState::Ended(FilmState::Rejected) => "worklist-state-rejected",
        RowState::Ended(FilmState::Failed) => "worklist-state-failed",
        RowState::Skipped => "worklist-state-skipped",
    })
}

/// The code of a film that is unlike those that the model was trained on.
pub const OUT_OF_DISTRIBUTION: &str = "OUT_OF_DISTRIBUTION";

/// Reason codes that have a short word here and a sentence in the answer, as `shared` and the page give them.
pub const REASONS: [&str; 16] = [
    "NOT_DICOM",
    "CORRUPT",
    "TOO_DEEP",
    "TOO_LARGE",
    "MODALITY",
    "BODY_PART",
    "VIEW_POSITION",
    "PATIENT_AGE",
    "NO_PIXEL_DATA",
    "MULTI_FRAME",
    "UNSUPPORTED_PIXEL_FORMAT",
    "BAD_DIMENSIONS",
    "UNSUPPORTED_TRANSFER_SYNTAX",
    OUT_OF_DISTRIBUTION,
    "UNREADABLE",
    "FAILED",
];

/// A reason code in a word or two; one that is not known is shown as it is.
pub fn reason(messages: &Messages, code: &str) -> String {
    if !REASONS.contains(&code) {
        return code.to_owned();
    }
    messages.get(&reason_key("worklist", code))
}

/// The key of an area's message about a reason code.
pub fn reason_key(area: &str, code: &str) -> String {
    format!("{area}-reason-{}", code.to_ascii_lowercase().replace('_', "-"))
}

/// What the score's column is called. A demonstration package has no probabilities.
pub fn score_column(messages: &Messages, demonstration: bool) -> String {
    messages.get(if demonstration { "worklist-column-score" } else { "worklist-column-probability" })
}

/// What is said when every film is through.
pub fn all_read(messages: &Messages, films: usize) -> String {
    messages.with("worklist-all-read", &[("n", count(films))])
}

/// How many films there are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the queue, or with the engine.
    pub waiting: usize,
    /// Classified.
    pub done: usize,
    /// Outside the scope, or no film.
    pub rejected: usize,
    /// Not finished by the engine.
    pub failed: usize,
    /// Not read, as the reader stopped the queue.
    pub skipped: usize,
}

impl Tally {
    /// Counts states.
    pub fn of(states: impl IntoIterator<Item = RowState>) -> Self {
        let mut tally = Self::default();
        for state in states {
            *match state {
                RowState::Queued | RowState::Running => &mut tally.waiting,
                RowState::Ended(FilmState::Done) => &mut tally.done,
                RowState::Ended(FilmState::Rejected) => &mut tally.rejected,
                RowState::Ended(FilmState::Failed) => &mut tally.failed,
                RowState::Skipped => &mut tally.skipped,
            } += 1;
        }
        tally
    }

    /// All films.
    pub fn all(self) -> usize {
        self.waiting + self.done + self.rejected + self.failed + self.skipped
    }

    /// Films that were read.
    pub fn read(self) -> usize {
        self.done + self.rejected + self.failed
    }

    /// How many films are through.
    pub fn sentence(self, messages: &Messages) -> String {
        let some = |key, n: usize, all: usize| -> String {
            let values: [(&str, Value<'_>); 2] = [("n", count(n)), ("all", count(all))];
            messages.with(key, &values)
        };
        match (self.all(), self.read()) {
            (0, _) => messages.get("worklist-none"),
            (all, read) if all == read => all_read(messages, all),
            (all, read) => some("worklist-some-read", read, all),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn every_state_and_reason_has_a_word_of_its_own() {
        let english = Messages::english();
        for code in REASONS {
            let said = reason(&english, code);
            assert!(!said.contains("worklist-") && said != code, "{code}: {said}");
        }
        assert_eq!(reason(&english, "SOMETHING_NEW"), "SOMETHING_NEW");
        let states = [
            RowState::Queued,
            RowState::Running,
            RowState::Ended(FilmState::Done),
            RowState::Ended(FilmState::Rejected),
            RowState::Ended(FilmState::Failed),
            RowState::Skipped,
        ];
        let mut words: Vec<_> = states.iter().map(|s| state(&english, *s)).collect();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), states.len());
        assert_eq!(Tally::of(states).all(), states.len());
    }

    #[test]
    fn a_demonstration_has_no_probabilities_in_any_language() {
        let forbidden = ["proba", "wahrsch", "概率", "risk", "risik", "riesg", "risqu", "%"];
        for language in Language::ALL {
            let path =
                format!("{}/../assets/locales/{}/worklist.ftl", env!("CARGO_MANIFEST_DIR"), language.code());
            let messages = Messages::new(language, &[std::fs::read_to_string(path).unwrap()]);
            let said = score_column(&messages, true).to_lowercase();
            assert!(forbidden.iter().all(|word| !said.contains(word)), "{language:?}: {said}");
            assert_ne!(said, score_column(&messages, false).to_lowercase(), "{language:?}");
        }
    }

    #[test]
    fn the_tally_says_how_far_it_is() {
        let english = Messages::english();
        let done = RowState::Ended(FilmState::Done);
        assert_eq!(Tally::of([]).sentence(&english), "No films yet");
        assert_eq!(Tally::of([done]).sentence(&english), "1 film read");
        assert_eq!(
            Tally::of([done, RowState::Ended(FilmState::Failed)]).sentence(&english),
            "All 2 films read"
        );
        assert_eq!(Tally::of([done, RowState::Skipped]).sentence(&english), "1 of 2 films read");
    }
}
