//! Every sentence and figure the page says about a film.
//!
//! A demonstration package never trained on a patient, so nothing said about it may read as a finding: it has a
//! *demonstration score*, above or below its threshold. That rule is kept here and nowhere else, and tested below.

use crate::protocol::{
    CheckVerdict, DeviceKind, DeviceSummary, FilmResult, FilmState, Metric, PackageSummary,
};

/// The answer for one film, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What the figure is called.
    pub label: &'static str,
    /// The figure, rounded for reading.
    pub figure: String,
    /// How it stands to the threshold, such as `above its threshold 0.41`.
    pub comparison: String,
    /// Where the figure lies on the scale from 0 to 1, for the bar.
    pub position: f32,
    /// Where the threshold lies on that scale.
    pub threshold_position: f32,
}

impl Answer {
    /// The answer in a sentence.
    pub fn sentence(&self) -> String {
        format!("{} {} — {}", self.label, self.figure, self.comparison)
    }
}

/// What to say of a film that was classified; `None` if there is no number, or no sound one, to say anything about.
pub fn answer(result: &FilmResult, package: &PackageSummary) -> Option<Answer> {
    if result.state != FilmState::Done {
        return None;
    }
    let score = result.score.filter(|s| (0.0..=1.0).contains(s))?;
    let threshold = result.threshold.unwrap_or(package.threshold);
    let above = result.above.unwrap_or(score >= threshold);
    let (figure, limit) = pair(score, threshold);
    let side = if above { "above" } else { "below" };
    let (label, what) = if package.demonstration {
        ("Demonstration score", "its threshold")
    } else {
        ("Calibrated probability", "the operating point")
    };
    Some(Answer {
        label,
        figure,
        comparison: format!("{side} {what} {limit}"),
        position: score,
        threshold_position: threshold.clamp(0.0, 1.0),
    })
}

/// Two figures with as many digits as it takes to see which is larger, two at least.
fn pair(a: f32, b: f32) -> (String, String) {
    let digits = (2..6).find(|d| a == b || format!("{a:.d$}") != format!("{b:.d$}")).unwrap_or(6);
    (format!("{a:.digits$}"), format!("{b:.digits$}"))
}

/// Why a film without a number has none, in a sentence.
pub fn why_unscored(result: &FilmResult) -> String {
    match (result.message.as_str(), result.state) {
        // No number is better than a wrong one.
        ("", FilmState::Done) => "The engine gave no usable number for this film.".into(),
        ("", _) => "The engine did not say why.".into(),
        (message, _) => message.into(),
    }
}

/// The word for a check's verdict.
pub fn verdict(verdict: CheckVerdict) -> &'static str {
    match verdict {
        CheckVerdict::Pass => "Pass",
        CheckVerdict::Warn => "Caution",
        CheckVerdict::Fail => "Fail",
        CheckVerdict::Note => "Note",
    }
}

/// The class that colours a check's verdict; the word beside it says the same without colour.
pub fn verdict_class(verdict: CheckVerdict) -> &'static str {
    match verdict {
        CheckVerdict::Pass => "verdict pass",
        CheckVerdict::Warn => "verdict warn",
        CheckVerdict::Fail => "verdict fail",
        CheckVerdict::Note => "verdict note",
    }
}

/// A figure of quality with its interval and number of films.
pub fn metric(metric: &Metric) -> String {
    let mut text = format!("{:.3}", metric.value);
    if let (Some(low), Some(high)) = (metric.low, metric.high) {
        text.push_str(&format!(" ({low:.3} to {high:.3})"));
    }
    if let Some(n) = metric.n {
        text.push_str(&format!(", n = {n}"));
    }
    text
}

/// A number of bytes for reading, in powers of ten as downloads are counted.
pub fn bytes(n: u64) -> String {
    match n {
        0..1_000 => format!("{n} B"),
        1_000..1_000_000 => format!("{:.0} kB", n as f64 / 1e3),
        _ => format!("{:.1} MB", n as f64 / 1e6),
    }
}

/// A time for reading.
pub fn duration(ms: f64) -> String {
    if ms < 1_000.0 { format!("{ms:.0} ms") } else { format!("{:.1} s", ms / 1e3) }
}

/// A device's kind and name.
pub fn device(device: &DeviceSummary) -> String {
    let kind = match device.kind {
        DeviceKind::Webgpu => "WebGPU",
        DeviceKind::Cpu => "the CPU",
    };
    if device.adapter.is_empty() { kind.into() } else { format!("{kind} ({})", device.adapter) }
}

/// The first digits of a package id.
pub fn short_id(id: &str) -> String {
    id.chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(demonstration: bool) -> PackageSummary {
        PackageSummary {
            id: "0123456789abcdef".into(),
            name: "phantoms".into(),
            demonstration,
            sources: vec![],
            threshold: 0.41,
            threshold_rule: String::new(),
            heatmap_scale: 1.0,
            trained_on: String::new(),
            metrics: vec![],
            intended_use: String::new(),
            notice: String::new(),
        }
    }

    fn film(state: &str, score: Option<f32>) -> FilmResult {
        let mut film: FilmResult = serde_json::from_str(&format!(r#"{{"state":"{state}"}}"#)).unwrap();
        film.score = score;
        film
    }

    #[test]
    fn a_demonstration_package_never_speaks_of_findings() {
        for score in [0.0, 0.2, 0.41, 0.83, 1.0] {
            let text = answer(&film("done", Some(score)), &package(true)).unwrap().sentence();
            assert!(text.starts_with("Demonstration score "), "{text}");
            let text = text.to_lowercase();
            for word in
                ["probab", "positive", "negative", "pneumonia", "detect", "finding", "risk", "normal", "%"]
            {
                assert!(!text.contains(word), "{text} says {word}");
            }
        }
    }

    #[test]
    fn the_sentence_says_which_side() {
        let text = |score| answer(&film("done", Some(score)), &package(true)).unwrap().sentence();
        assert_eq!(text(0.83), "Demonstration score 0.83 — above its threshold 0.41");
        assert_eq!(text(0.08), "Demonstration score 0.08 — below its threshold 0.41");
        // As many digits as it takes to see it.
        assert_eq!(text(0.4099), "Demonstration score 0.4099 — below its threshold 0.4100");
        assert_eq!(text(0.41), "Demonstration score 0.41 — above its threshold 0.41");
    }

    #[test]
    fn no_number_for_a_film_that_was_not_classified() {
        assert_eq!(answer(&film("rejected", Some(0.9)), &package(true)), None);
        assert_eq!(answer(&film("failed", Some(0.9)), &package(false)), None);
        assert_eq!(answer(&film("done", None), &package(true)), None);
        assert_eq!(answer(&film("done", Some(f32::NAN)), &package(true)), None);
        assert_eq!(answer(&film("done", Some(1.5)), &package(true)), None);
    }

    #[test]
    fn figures_for_reading() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(14_900_000), "14.9 MB");
        assert_eq!(duration(512.4), "512 ms");
        assert_eq!(duration(4_600.0), "4.6 s");
        let auc = Metric {
            name: "AUC".into(),
            value: 0.9312,
            low: Some(0.91),
            high: Some(0.95),
            n: Some(400),
            note: String::new(),
        };
        assert_eq!(metric(&auc), "0.931 (0.910 to 0.950), n = 400");
    }
}
