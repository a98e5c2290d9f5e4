//! Why a film has no number: what was found, what was expected, in which attribute.

use crate::app::states::{REASONS, reason_key};
use crate::protocol::{CheckSummary, CheckVerdict, FilmResult, FilmState};
use crate::text::Messages;

/// What is said of a film without a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// That it was not scored.
    pub heading: String,
    /// Why, by the most basic reason code.
    pub sentence: String,
    /// What was found and what was expected, for each check that refused the film.
    pub found: Vec<String>,
    /// The engine's own sentence, in English.
    pub detail: Option<String>,
}

/// Explains a film that has no number.
pub fn refusal(messages: &Messages, result: &FilmResult) -> Refusal {
    let heading = match result.state {
        FilmState::Failed => "answer-failed",
        // `Done` without a sound number comes here too.
        FilmState::Rejected | FilmState::Done => "answer-unscored",
    };
    let known = result.reasons.iter().find(|code| REASONS.contains(&code.as_str()));
    // What the engine lacked it says itself, with what to do; the page has put it into the reader's language.
    let told = result.trouble.is_some() && !result.message.is_empty();
    let sentence = match known {
        _ if told => result.message.clone(),
        Some(code) => messages.get(&reason_key("answer", code)),
        // No number is better than a wrong one.
        None if result.state == FilmState::Done => messages.get("answer-no-number"),
        None if result.message.is_empty() => messages.get("answer-no-why"),
        None => result.message.clone(),
    };
    let failed = result.checks.iter().filter(|check| check.verdict == CheckVerdict::Fail);
    let detail = Some(result.message.clone()).filter(|text| !text.is_empty() && known.is_some() && !told);
    Refusal {
        heading: messages.get(heading),
        sentence,
        found: failed.filter_map(|check| found(messages, check)).collect(),
        detail,
    }
}

/// What was found in an attribute; nothing of checks that look at the file as a whole.
fn found(messages: &Messages, check: &CheckSummary) -> Option<String> {
    if check.name == super::checks::DISTRIBUTION {
        let distance = super::checks::found(messages, check)?;
        let limit = super::checks::expected(messages, check);
        return Some(
            messages.with("answer-unlike-found", &[("distance", distance.into()), ("limit", limit.into())]),
        );
    }
    let tag = check.tag.as_ref()?;
    let attribute = format!("{} {tag}", check.attribute.as_deref().unwrap_or_default());
    let expected = super::checks::expected(messages, check);
    let attribute = ("attribute", attribute.trim().to_owned().into());
    Some(match super::checks::found(messages, check) {
        Some(found) => messages
            .with("answer-found", &[attribute, ("found", found.into()), ("expected", expected.into())]),
        None => messages.with("answer-found-absent", &[attribute, ("expected", expected.into())]),
    })
}
