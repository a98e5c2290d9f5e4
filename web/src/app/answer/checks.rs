//! The acquisition checks in the reader's language. A check's name is its code and stays the same in every version;
//! what it expects is told by that code, with the values out of the engine's own words. A check of a newer engine is
//! shown as the engine says it.

use super::figures::decimal;
use crate::protocol::{CheckSummary, CheckVerdict};
use crate::text::Messages;

/// The check that looks at the film as a whole, once the model has seen it.
pub const DISTRIBUTION: &str = "distribution";

/// Checks that this page has words for.
pub const NAMES: [&str; 27] = [
    "modality",
    "sop_class",
    "body_part",
    "species",
    "view_position",
    "image_type",
    "presentation_intent",
    "burned_in_annotation",
    "lossy_compression",
    "patient_age",
    "file",
    "duplicate",
    "pixels",
    "transfer_syntax",
    "pixel_data",
    "presentation_lut_shape",
    "size",
    "frames",
    "samples_per_pixel",
    "photometric",
    "bits_allocated",
    "bits_stored",
    "pixel_representation",
    "high_bit",
    "rows",
    "columns",
    DISTRIBUTION,
];

/// What is checked.
pub fn name(messages: &Messages, check: &CheckSummary) -> String {
    if NAMES.contains(&check.name.as_str()) {
        messages.get(&format!("answer-check-name-{}", check.name.replace('_', "-")))
    } else {
        check.attribute.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| check.name.clone())
    }
}

/// The value found, if there is one. Only an age is more than a code or a number.
pub fn found(messages: &Messages, check: &CheckSummary) -> Option<String> {
    let value = check.value.clone()?;
    let years = value.strip_suffix(" years").and_then(|years| years.parse::<f64>().ok());
    match years {
        Some(years) if check.name == "patient_age" => Some(years_of(messages, years)),
        _ if check.name == DISTRIBUTION => {
            Some(value.parse().map_or(value, |distance| decimal(messages, distance, 2)))
        }
        _ => Some(value),
    }
}

fn years_of(messages: &Messages, years: f64) -> String {
    let decimals = usize::from(years.fract() != 0.0);
    messages.with("answer-check-years", &[("years", decimal(messages, years, decimals).into())])
}

/// What would have passed.
pub fn expected(messages: &Messages, check: &CheckSummary) -> String {
    let text = check.expected.as_str();
    let fixed = |what: &str| messages.get(&format!("answer-check-expects-{what}"));
    match check.name.as_str() {
        "modality" | "body_part" | "view_position" | "photometric" => list(messages, text),
        "patient_age" => ages(messages, text).unwrap_or_else(|| text.to_owned()),
        "rows" | "columns" => match text.rsplit(' ').next().filter(|min| min.parse::<u32>().is_ok()) {
            Some(min) => messages.with("answer-check-expects-sides", &[("min", min.to_owned().into())]),
            None => text.to_owned(),
        },
        "bits_allocated" | "pixel_representation" => list(messages, text),
        DISTRIBUTION => match text.strip_prefix("below ").and_then(|limit| limit.parse().ok()) {
            Some(limit) => {
                messages.with("answer-check-expects-below", &[("limit", decimal(messages, limit, 2).into())])
            }
            None => text.to_owned(),
        },
        // The network's own smallest size, where it is not the reader's largest.
        "size" if text.starts_with("at least ") => {
            let min = text.split(' ').nth(2).unwrap_or_default().to_owned();
            messages.with("answer-check-expects-sides", &[("min", min.into())])
        }
        // Digital X-ray with floating point pixels expects something of its own.
        "pixel_data" if text != "pixels" => text.to_owned(),
        name @ ("sop_class" | "species" | "image_type" | "file" | "duplicate" | "pixels"
        | "transfer_syntax" | "pixel_data" | "size" | "frames" | "high_bit") => {
            fixed(&name.replace('_', "-"))
        }
        _ => text.to_owned(),
    }
}

/// `one of PA, AP`, `8, 16 or 32`, `CHEST`: codes, joined as the language does.
fn list(messages: &Messages, text: &str) -> String {
    if text.starts_with("nothing") {
        return messages.get("answer-check-no-value");
    }
    let text = text.strip_prefix("one of ").unwrap_or(text).replace(" or ", ", ");
    match text.rsplit_once(", ") {
        Some((list, last)) => messages.with(
            "answer-check-one-of",
            &[("list", list.to_owned().into()), ("last", last.to_owned().into())],
        ),
        None => text,
    }
}

fn ages(messages: &Messages, text: &str) -> Option<String> {
    if text == "any age" {
        return Some(messages.get("answer-check-any-age"));
    }
    let text = text.strip_suffix(" years")?;
    let years = |text: &str| Some(decimal(messages, text.parse().ok()?, usize::from(text.contains('.'))));
    if let Some(min) = text.strip_prefix("at least ") {
        return Some(messages.with("answer-check-age-from", &[("min", years(min)?.into())]));
    }
    if let Some(max) = text.strip_prefix("at most ") {
        return Some(messages.with("answer-check-age-to", &[("max", years(max)?.into())]));
    }
    let (min, max) = text.split_once(" to ")?;
    Some(
        messages
            .with("answer-check-age-between", &[("min", years(min)?.into()), ("max", years(max)?.into())]),
    )
}

/// The word for a verdict.
pub fn verdict(messages: &Messages, verdict: CheckVerdict) -> String {
    messages.get(match verdict {
        CheckVerdict::Pass => "answer-verdict-pass",
        CheckVerdict::Warn => "answer-verdict-warn",
        CheckVerdict::Fail => "answer-verdict-fail",
        CheckVerdict::Note => "answer-verdict-note",
    })
}

/// The class that colours a verdict; the word beside it says the same without colour.
pub fn verdict_class(verdict: CheckVerdict) -> &'static str {
    match verdict {
        CheckVerdict::Pass => "verdict pass",
        CheckVerdict::Warn => "verdict warn",
        CheckVerdict::Fail => "verdict fail",
        CheckVerdict::Note => "verdict note",
    }
}

/// Whether every check passed, a note or none beside it.
pub fn all_passed(checks: &[CheckSummary]) -> bool {
    !checks.iter().any(|check| matches!(check.verdict, CheckVerdict::Fail | CheckVerdict::Warn))
}

/// How the checks went, in a line.
pub fn summary(messages: &Messages, checks: &[CheckSummary]) -> String {
    let count = |verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    let n = crate::text::count(checks.len());
    if all_passed(checks) {
        return messages.with("answer-checks-passed", &[("n", n)]);
    }
    let failed = crate::text::count(count(CheckVerdict::Fail));
    let doubts = crate::text::count(count(CheckVerdict::Warn));
    messages.with("answer-checks-some", &[("n", n), ("failed", failed), ("doubts", doubts)])
}
