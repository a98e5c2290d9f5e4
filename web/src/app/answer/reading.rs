//! Everything that is said of one film that was scored, ready to be shown.

use super::figures::{decimal, pair, percent, percent_pair};
use super::groups::{self, Trust};
use super::points::{self, Worth};
use super::prevalence::{at_prevalence, probability};
use crate::protocol::{Calibration, CheckVerdict, Evidence, FilmResult, FilmState, PackageSummary};
use crate::text::Messages;

/// What the reader has chosen; it stays while films and languages change.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Setting {
    /// Place of the operating point among the package's; 0 is its default.
    pub point: usize,
    /// The prevalence set, 0 to 1; `None` for the package's own.
    pub prevalence: Option<f64>,
}

/// What the headline says.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What the figure is called.
    pub label: String,
    /// The figure, rounded for reading.
    pub figure: String,
    /// How it stands to the threshold, such as `above its threshold 0.41`.
    pub comparison: String,
    /// The prevalence that the figure is for; a score has none.
    pub prevalence: Option<String>,
    /// Where the figure lies on the scale from 0 to 1, for the bar.
    pub position: f64,
    /// Where the threshold lies on that scale.
    pub threshold_position: f64,
    /// Whether the film is at or above the threshold.
    pub above: bool,
}

impl Answer {
    /// The answer in a sentence.
    pub fn sentence(&self) -> String {
        format!("{} {} — {}", self.label, self.figure, self.comparison)
    }
}

/// All that is said of a scored film.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What stands above the number: acquisition unknown, a kind of film without evidence.
    pub warnings: Vec<String>,
    /// The headline.
    pub answer: Answer,
    /// What it is for; of a demonstration nothing more is said than the notice.
    pub intended_use: Option<String>,
    /// How the model did on films like this; not of a demonstration.
    pub trust: Option<Trust>,
    /// What a result is worth at the reader's prevalence; not of a demonstration.
    pub worth: Option<Worth>,
    /// How long it took.
    pub timing: Option<String>,
}

/// What to say of a film that was classified; `None` if there is no number, or no sound one, to say anything about.
pub fn reading(
    messages: &Messages,
    result: &FilmResult,
    package: &PackageSummary,
    setting: Setting,
) -> Option<Reading> {
    if result.state != FilmState::Done {
        return None;
    }
    let score = f64::from(result.score?);
    if !(0.0..=1.0).contains(&score) {
        return None;
    }
    let calibration = calibration(result, package);
    let mut warnings: Vec<String> = unlike(messages, result).into_iter().collect();
    warnings.extend(why_demonstration(messages, result, package));
    if result.picture_file {
        warnings.push(messages.get("answer-picture-file"));
    }
    warnings.extend(doubts(messages, result));
    let answer = match calibration.zip(result.logit.filter(|logit| logit.is_finite())) {
        Some((calibration, logit)) => {
            probability_answer(messages, &calibration, logit, result, package, setting)?
        }
        None => score_answer(messages, score, result, package, setting),
    };
    let real = answer.prevalence.is_some();
    Some(Reading {
        warnings,
        answer,
        intended_use: real.then(|| messages.get("answer-use")),
        trust: real.then(|| groups::trust(messages, result, package, setting.point)),
        worth: calibration.filter(|_| real).map(|c| points::worth(messages, package, &c, setting)),
        timing: timing(messages, result),
    })
}

/// The calibration, if the film's score may be called a probability: the package is no demonstration, and has evidence for
/// films of this kind, of which it is one by its looks. An engine that does not say so has not looked.
fn calibration(result: &FilmResult, package: &PackageSummary) -> Option<Calibration> {
    let evidence = result.standing.as_ref().map(|standing| standing.evidence);
    let like = !result.distance.is_some_and(|distance| distance.outside);
    package.calibration.filter(|_| like && !package.demonstration && evidence == Some(Evidence::Real))
}

/// Whether the film's score is for demonstration only.
pub fn is_demonstration(result: &FilmResult, package: &PackageSummary) -> bool {
    calibration(result, package).is_none()
}

/// Why a package that is no demonstration gives this film a score only.
fn why_demonstration(messages: &Messages, result: &FilmResult, package: &PackageSummary) -> Option<String> {
    let unlike = result.distance.is_some_and(|distance| distance.outside);
    if package.demonstration || unlike || calibration(result, package).is_some() {
        return None;
    }
    let key = match result.standing.as_ref().map(|standing| standing.evidence) {
        Some(Evidence::View) => "answer-why-view",
        Some(Evidence::Children) => "answer-why-children",
        Some(Evidence::Adults) => "answer-why-adults",
        Some(Evidence::AgeUnknown) => "answer-why-age",
        Some(Evidence::Real | Evidence::Demonstration) | None => "answer-why-calibration",
    };
    Some(messages.get(key))
}

/// That the film does not look like those that the model was trained on: before anything else, for then the number means
/// nothing.
fn unlike(messages: &Messages, result: &FilmResult) -> Option<String> {
    let distance = result.distance.filter(|distance| distance.outside)?;
    let figure = |value| decimal(messages, value, 2).into();
    Some(
        messages.with(
            "answer-unlike",
            &[("distance", figure(distance.value)), ("limit", figure(distance.cutoff))],
        ),
    )
}

/// Checks that accepted the film with a doubt.
fn doubts(messages: &Messages, result: &FilmResult) -> Vec<String> {
    // That of the distribution has a sentence of its own.
    let doubtful = result
        .checks
        .iter()
        .filter(|check| check.verdict == CheckVerdict::Warn && check.name != super::checks::DISTRIBUTION);
    doubtful
        .map(|check| {
            let name = super::checks::name(messages, check);
            let found =
                super::checks::found(messages, check).unwrap_or_else(|| messages.get("answer-nothing"));
            messages.with("answer-warning-check", &[("check", name.into()), ("found", found.into())])
        })
        .collect()
}

fn probability_answer(
    messages: &Messages,
    calibration: &Calibration,
    logit: f32,
    result: &FilmResult,
    package: &PackageSummary,
    setting: Setting,
) -> Option<Answer> {
    let prevalence = setting.prevalence.unwrap_or(calibration.prevalence);
    let moved = at_prevalence(calibration, prevalence)?;
    let point = points::chosen(package, setting);
    let threshold = match (point, result.threshold) {
        (Some(point), _) => probability(&moved, point.logit),
        (None, _) => f64::from(package.threshold),
    };
    // Decided on the logit: neither rounding nor the prevalence may turn a decision over.
    let above = point.map_or(result.above.unwrap_or_default(), |point| logit >= point.logit);
    let value = probability(&moved, logit);
    let (figure, limit) = percent_pair(messages, value, threshold);
    let comparison = if above { "answer-above-point" } else { "answer-below-point" };
    let whose =
        if setting.prevalence.is_some() { "answer-prevalence-reader" } else { "answer-prevalence-package" };
    Some(Answer {
        label: messages.get("answer-probability"),
        figure,
        comparison: messages.with(comparison, &[("limit", limit.into())]),
        prevalence: Some(messages.with(whose, &[("prevalence", percent(messages, prevalence).into())])),
        position: value,
        threshold_position: threshold,
        above,
    })
}

fn score_answer(
    messages: &Messages,
    score: f64,
    result: &FilmResult,
    package: &PackageSummary,
    setting: Setting,
) -> Answer {
    let point = points::chosen(package, setting).filter(|_| setting.point > 0);
    let threshold = match point {
        Some(point) => f64::from(point.threshold),
        None => f64::from(result.threshold.unwrap_or(package.threshold)),
    };
    let above = match (point, result.logit) {
        (Some(point), Some(logit)) => logit >= point.logit,
        _ => result.above.unwrap_or(score >= threshold),
    };
    let (figure, limit) = pair(messages, score, threshold);
    let comparison = if above { "answer-above-score" } else { "answer-below-score" };
    Answer {
        label: messages.get("answer-score"),
        figure,
        comparison: messages.with(comparison, &[("limit", limit.into())]),
        prevalence: None,
        position: score,
        threshold_position: threshold.clamp(0.0, 1.0),
        above,
    }
}

fn timing(messages: &Messages, result: &FilmResult) -> Option<String> {
    let seconds = |ms: f64| decimal(messages, ms / 1e3, if ms < 1e3 { 2 } else { 1 });
    let (decode, compute) = (seconds(result.decode_ms?), seconds(result.inference_ms?));
    Some(messages.with("answer-timing", &[("decode", decode.into()), ("compute", compute.into())]))
}

/// The notice beside every answer, in the reader's language.
pub fn notice(messages: &Messages, package: &PackageSummary) -> String {
    let research = messages.get("answer-notice-research");
    if package.demonstration {
        format!("{research} {}", messages.get("answer-notice-demonstration"))
    } else {
        research
    }
}
