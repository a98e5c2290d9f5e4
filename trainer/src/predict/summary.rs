//! What a run of `predict` came to, for people.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use shared::dicom::Outcome;

use super::row::{FAILED, Prediction};

/// Counts over rows.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Rows with a number.
    pub accepted: usize,
    /// Rows without.
    pub rejected: usize,
    /// Rows by reason code; a row may have several.
    pub reasons: BTreeMap<String, usize>,
    /// Rows that were there already.
    pub resumed: usize,
    /// What was passed by without a row.
    pub passed_by: usize,
    started: Instant,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            accepted: 0,
            rejected: 0,
            reasons: BTreeMap::new(),
            resumed: 0,
            passed_by: 0,
            started: Instant::now(),
        }
    }
}

impl Summary {
    pub(super) fn add(&mut self, row: &Prediction) {
        match row.outcome {
            Outcome::Accept => self.accepted += 1,
            Outcome::Reject => self.rejected += 1,
        }
        for reason in &row.reasons {
            *self.reasons.entry(reason.clone()).or_default() += 1;
        }
    }

    /// Films on which the device failed: the one thing here that is no fault of a file.
    pub fn failed(&self) -> usize {
        self.reasons.get(FAILED).copied().unwrap_or_default()
    }

    /// The line for people, for a run that took `time`.
    fn line(&self, time: Duration) -> String {
        let films = self.accepted + self.rejected;
        let seconds = time.as_secs_f64();
        let mut line = format!("{films} films in {seconds:.1} s");
        if seconds > 0.0 && films > 0 {
            line += &format!(" ({:.2} films/s)", films as f64 / seconds);
        }
        line += &format!(": {} accepted, {} rejected", self.accepted, self.rejected);
        if !self.reasons.is_empty() {
            let reasons: Vec<String> = self.reasons.iter().map(|(code, n)| format!("{code} {n}")).collect();
            line += &format!(" ({})", reasons.join(", "));
        }
        if self.resumed > 0 {
            line += &format!("; {} were there already", self.resumed);
        }
        if self.passed_by > 0 {
            line += &format!("; {} passed by (DICOMDIR, system files, links to folders)", self.passed_by);
        }
        line
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line(self.started.elapsed()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_counted() {
        let mut summary = Summary { resumed: 3, ..Summary::default() };
        for reasons in [&[][..], &["CORRUPT"], &["MODALITY", "VIEW_POSITION"], &["MODALITY"]] {
            summary.add(&Prediction {
                file: "a".into(),
                outcome: if reasons.is_empty() { Outcome::Accept } else { Outcome::Reject },
                reasons: reasons.iter().map(|&r| r.to_owned()).collect(),
                message: String::new(),
                logit: None,
                probability: None,
                threshold: None,
                positive: None,
                model: String::new(),
                device: String::new(),
            });
        }
        assert_eq!(
            summary.line(Duration::from_secs(2)),
            "4 films in 2.0 s (2.00 films/s): 1 accepted, 3 rejected (CORRUPT 1, MODALITY 2, VIEW_POSITION 1); \
             3 were there already"
        );
        assert_eq!(summary.failed(), 0);
    }
}
