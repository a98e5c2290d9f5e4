//! Steps with a heading each, and the summary at the end.

use std::time::{Duration, Instant};

use anyhow::Result;

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    /// A step that it builds upon did not pass.
    NotRun,
}

/// The steps so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The steps to run; empty means all.
    wanted: Vec<String>,
    steps: Vec<(&'static str, Outcome, Duration)>,
}

impl Report {
    /// A report on the steps named, or on all of them if none is.
    pub(crate) fn new(wanted: &[String]) -> Self {
        Self { wanted: wanted.to_vec(), steps: Vec::new() }
    }

    /// Runs a step unless one of those that it builds `upon` did not pass. A failure is told at once and does not
    /// stop the steps that do not depend on it: one run tells everything that is wrong.
    pub(crate) fn step(&mut self, name: &'static str, upon: &[&str], work: impl FnOnce() -> Result<()>) {
        if !self.wanted.is_empty() && !self.wanted.iter().any(|wanted| wanted == name) {
            return;
        }
        println!("\n== {name}");
        let missing = upon.iter().find(|needed| {
            self.steps.iter().any(|(step, outcome, _)| step == *needed && *outcome != Outcome::Passed)
        });
        if let Some(missing) = missing {
            println!("not run: `{missing}` did not pass");
            self.steps.push((name, Outcome::NotRun, Duration::ZERO));
            return;
        }
        let start = Instant::now();
        let outcome = match work() {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                println!("error: {error:#}");
                Outcome::Failed
            }
        };
        self.steps.push((name, outcome, start.elapsed()));
    }

    /// Prints the summary; `true` if something ran and everything passed.
    pub(crate) fn finish(self) -> bool {
        println!("\n== summary");
        for (name, outcome, time) in &self.steps {
            let word = match outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "FAILED",
                Outcome::NotRun => "not run",
            };
            println!("{name:<10} {word:<8} {:>8.1} s", time.as_secs_f64());
        }
        let passed = self.steps.iter().filter(|(_, outcome, _)| *outcome == Outcome::Passed).count();
        // A step that could not run has not passed; nobody should read the last line as good news.
        let failed = self.steps.len() - passed;
        println!("{passed} passed, {failed} failed");
        passed > 0 && failed == 0
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_failure_stops_only_what_builds_upon_it() {
        let mut report = Report::new(&[]);
        let mut ran = Vec::new();
        report.step("format", &[], || bail!("a tab"));
        report.step("tests", &["format"], || unreachable!("builds upon a failed step"));
        report.step("browser", &["tests"], || unreachable!("builds upon a step that did not run"));
        report.step("docs", &[], || {
            ran.push("docs");
            Ok(())
        });
        assert_eq!(ran, ["docs"]);
        assert!(!report.finish());
    }

    #[test]
    fn a_run_of_nothing_is_no_success() {
        assert!(!Report::new(&[]).finish());
        let mut report = Report::new(&["docs".to_owned()]);
        report.step("format", &[], || unreachable!("was not asked for"));
        assert!(!report.finish());
    }
}
