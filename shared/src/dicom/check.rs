//! The verdict on one attribute, as the page and the command line show it.

use serde::{Deserialize, Serialize};

use super::reason::ReasonCode;
use super::tags::Tag;

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As expected.
    Pass,
    /// Worth knowing, without a bearing on the answer.
    Note,
    /// Accepted, but the answer may suffer.
    Warn,
    /// Refused.
    Fail,
}

/// One check of a file. Crosses the worker's boundary as JSON. Holds no patient data but the age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Stable name, for example `view_position`.
    pub name: String,
    /// The tag looked at, for example `(0018,5101)`.
    pub tag: Option<String>,
    /// The attribute's keyword, for example `ViewPosition`.
    pub attribute: String,
    /// The value found; `None` if there is none.
    pub value: Option<String>,
    /// What would have passed.
    pub expected: String,
    /// Pass, note, warn or fail.
    pub verdict: Verdict,
    /// The reason code of a failure.
    pub reason: Option<ReasonCode>,
    /// A sentence for people.
    pub message: String,
}

impl Check {
    /// A check of an attribute, passed until [`Check::fail`], [`Check::warn`] or [`Check::note`] says otherwise.
    pub(crate) fn of(name: &str, tag: Tag, value: Option<String>, expected: impl Into<String>) -> Self {
        let message = match &value {
            Some(value) => format!("{tag} {} is {value}", tag.keyword()),
            None => format!("{tag} {} is absent or empty", tag.keyword()),
        };
        Self {
            name: name.to_owned(),
            tag: Some(tag.to_string()),
            attribute: tag.keyword().to_owned(),
            value,
            expected: expected.into(),
            verdict: Verdict::Pass,
            reason: None,
            message,
        }
    }

    /// A check of the file as a whole.
    pub(crate) fn whole(name: &str, expected: &str, message: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            tag: None,
            attribute: String::new(),
            value: None,
            expected: expected.to_owned(),
            verdict: Verdict::Pass,
            reason: None,
            message: message.into(),
        }
    }

    /// Fails with `reason`; the message gains what was expected.
    pub(crate) fn fail(mut self, reason: ReasonCode) -> Self {
        self.verdict = Verdict::Fail;
        self.reason = Some(reason);
        if !self.expected.is_empty() {
            self.message = format!("{}; expected {}", self.message, self.expected);
        }
        self
    }

    pub(crate) fn fail_saying(mut self, reason: ReasonCode, message: impl Into<String>) -> Self {
        self.verdict = Verdict::Fail;
        self.reason = Some(reason);
        self.message = message.into();
        self
    }

    pub(crate) fn warn(mut self, message: impl Into<String>) -> Self {
        self.verdict = Verdict::Warn;
        self.message = message.into();
        self
    }

    pub(crate) fn note(mut self, message: impl Into<String>) -> Self {
        self.verdict = Verdict::Note;
        self.message = message.into();
        self
    }
}
