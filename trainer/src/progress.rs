//! Progress on standard error: a bar with the time left on a terminal, plain lines every so often otherwise.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Time between two plain lines.
const LINE_EVERY: Duration = Duration::from_secs(15);

/// A task of known length.
pub struct Progress {
    bar: Option<ProgressBar>,
    what: String,
    total: usize,
    done: usize,
    skipped: usize,
    started: Instant,
    last_line: Instant,
}

impl Progress {
    /// Starts a task of `total` steps.
    pub fn new(what: impl Into<String>, total: usize) -> Self {
        let what = what.into();
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len} {msg} {eta} left")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(total as u64).with_style(style).with_prefix(what.clone())
        });
        let now = Instant::now();
        Self { bar, what, total, done: 0, skipped: 0, started: now, last_line: now }
    }

    /// Marks steps as done in an earlier run: they tell nothing about the time left.
    pub fn skip(&mut self, steps: usize) {
        self.done += steps;
        self.skipped += steps;
        if let Some(bar) = &self.bar {
            bar.set_position(self.done as u64);
            bar.reset_eta();
        }
    }

    /// Marks `steps` more as done; `message` is a short state such as the current loss.
    pub fn advance(&mut self, steps: usize, message: &str) {
        self.done += steps;
        match &self.bar {
            Some(bar) => {
                bar.set_message(message.to_owned());
                bar.inc(steps as u64);
            }
            None if self.last_line.elapsed() >= LINE_EVERY => {
                self.last_line = Instant::now();
                eprintln!("{} {}/{} {message} {}", self.what, self.done, self.total, self.time_left());
            }
            None => {}
        }
    }

    /// Writes a line that stays, above the bar where there is one.
    pub fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => eprintln!("{line}"),
        }
    }

    /// Ends the task.
    pub fn finish(self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        eprintln!("{}: {} in {:.1} s", self.what, self.done, self.started.elapsed().as_secs_f64());
    }

    fn time_left(&self) -> String {
        let each = self.started.elapsed().as_secs_f64() / (self.done - self.skipped).max(1) as f64;
        let seconds = (each * self.total.saturating_sub(self.done) as f64).round() as u64;
        format!("{}:{:02} left", seconds / 60, seconds % 60)
    }
}
