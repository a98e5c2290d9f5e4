//! Scales, round numbers for ticks, and how numbers are written.

use super::canvas::{Anchor, Canvas};

const GRID: &str = "#dddddd";
const INK: &str = "#555555";

/// From values to pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// `low` at pixel `start`, `high` at pixel `end`; a range of nothing becomes 1.
    pub(super) fn new(low: f64, high: f64, start: f64, end: f64) -> Self {
        let finite = low.is_finite() && high.is_finite();
        let (low, high) = if finite { (low, high) } else { (0.0, 1.0) };
        Self { low, high: if high > low { high } else { low + 1.0 }, start, end }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.start + (self.end - self.start) * share
    }

    /// About `wanted` round numbers within the range.
    pub(super) fn ticks(&self, wanted: usize) -> Vec<f64> {
        let step = step(self.high - self.low, wanted);
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        (first..=last).map(|k| k as f64 * step).collect()
    }
}

/// 1, 2 or 5 times a power of ten, so that about `wanted` of them fill the range.
fn step(range: f64, wanted: usize) -> f64 {
    let rough = range / wanted.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|m| m * power).find(|s| *s >= rough).unwrap_or(10.0 * power)
}

/// The end of an axis from 0 that holds `highest` and ends at a tick.
pub(super) fn round_up(highest: f64) -> f64 {
    if !highest.is_finite() || highest <= 0.0 {
        return 1.0;
    }
    let step = step(highest, 5);
    (highest / step - 1e-9).ceil() * step
}

/// The place that curves and bars are drawn in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// Ticks, grid and title of the vertical axis.
    pub(super) fn y_axis(&self, canvas: &mut Canvas, y: &Scale, label: &str, as_percent: bool) {
        let ticks = y.ticks(5);
        for &tick in &ticks {
            let at = y.at(tick);
            canvas.line([self.left, at, self.right, at], GRID, 1.0, "none");
            canvas.text(self.left - 7.0, at + 4.0, Anchor::End, &tick_text(tick, &ticks, as_percent));
        }
        canvas.turned(14.0, (self.top + self.bottom) / 2.0, Anchor::Middle, -90.0, label);
    }

    /// Ticks, grid and title of the horizontal axis; the title stands `below` pixels under the area.
    pub(super) fn x_axis(&self, canvas: &mut Canvas, x: &Scale, label: &str, as_percent: bool, below: f64) {
        let ticks = x.ticks(8);
        for &tick in &ticks {
            let at = x.at(tick);
            canvas.line([at, self.top, at, self.bottom], GRID, 1.0, "none");
            canvas.text(at, self.bottom + 16.0, Anchor::Middle, &tick_text(tick, &ticks, as_percent));
        }
        self.x_title(canvas, label, below);
    }

    pub(super) fn x_title(&self, canvas: &mut Canvas, label: &str, below: f64) {
        canvas.text((self.left + self.right) / 2.0, self.bottom + below, Anchor::Middle, label);
    }

    /// The two lines that everything stands on.
    pub(super) fn frame(&self, canvas: &mut Canvas) {
        canvas.line([self.left, self.bottom, self.right, self.bottom], INK, 1.0, "none");
        canvas.line([self.left, self.top, self.left, self.bottom], INK, 1.0, "none");
    }
}

/// All ticks of an axis with as many digits as their step needs.
fn tick_text(tick: f64, all: &[f64], as_percent: bool) -> String {
    let factor = if as_percent { 100.0 } else { 1.0 };
    let step = all.windows(2).map(|w| (w[1] - w[0]) * factor).next().unwrap_or(1.0);
    let digits = (-(step.log10() + 1e-9).floor()).clamp(0.0, 6.0) as usize;
    let value = tick * factor;
    let text = if digits == 0 && value.abs() >= 1000.0 && value >= 0.0 {
        thousands(value.round() as usize)
    } else {
        format!("{:.*}", digits, if value == 0.0 { 0.0 } else { value })
    };
    if as_percent { format!("{text} %") } else { text }
}

/// A count with a comma after each three digits: `112,120`.
pub fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share as per cent with two or three digits that count: `1.28 %`, `46.7 %`.
pub fn percent(share: f64) -> String {
    let value = 100.0 * share;
    let digits = if value.abs() < 10.0 { 2 } else { 1 };
    format!("{value:.digits$} %")
}

/// A figure between 0 and 1 with three digits, or that there is none.
pub fn or_undefined(value: Option<f64>) -> String {
    value.map_or_else(|| "undefined".to_owned(), |value| format!("{value:.3}"))
}

/// A number with about three digits that count; a whole one without a fraction.
pub fn short(value: f64) -> String {
    let digits = match value.abs() {
        _ if value.fract() == 0.0 => 0,
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        _ => 3,
    };
    if digits == 0 && value >= 1000.0 {
        thousands(value.round() as usize)
    } else {
        format!("{value:.digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(112_120), "112,120");
        assert_eq!(thousands(1_000_000), "1,000,000");
        assert_eq!((short(0.0), short(7.0)), ("0".into(), "7".into()));
        assert_eq!((percent(0.012_76), percent(0.467)), ("1.28 %".into(), "46.7 %".into()));
        assert_eq!(
            (short(0.1234), short(12.34), short(1234.5)),
            ("0.123".into(), "12.3".into(), "1,235".into())
        );
    }

    #[test]
    fn ticks_are_round_and_within() {
        let ticks = Scale::new(0.5, 1.0, 0.0, 100.0).ticks(5);
        assert_eq!(ticks.len(), 6);
        assert!((ticks[0] - 0.5).abs() < 1e-12 && (ticks[5] - 1.0).abs() < 1e-12, "{ticks:?}");
        assert_eq!(tick_text(ticks[1], &ticks, false), "0.6");
        assert_eq!(tick_text(ticks[1], &ticks, true), "60 %");
        assert_eq!(round_up(801.0), 1000.0);
        assert_eq!(round_up(0.0), 1.0);
    }

    #[test]
    fn a_range_of_nothing_is_a_range() {
        let scale = Scale::new(3.0, 3.0, 0.0, 10.0);
        assert!(scale.at(3.0).is_finite());
        assert!(Scale::new(f64::NAN, 1.0, 0.0, 10.0).at(0.5).is_finite());
    }
}
