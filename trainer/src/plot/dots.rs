//! Values with their intervals, one row a name: the figure for shares and for areas under curves.

use super::axis::{Area, Scale, round_up};
use super::canvas::{Anchor, Canvas, Legend, text_width};
use super::colour;

const PLOT_WIDTH: f64 = 420.0;

/// A value and how far it may be off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The value.
    pub value: f64,
    /// Its interval, low and high.
    pub interval: Option<[f64; 2]>,
}

/// A row of the figure.
#[derive(Debug, Clone)]
pub struct DotRow {
    /// Name at the left.
    pub label: String,
    /// Counts at the right.
    pub note: String,
    /// One point a series; `None` where it is not defined, which the figure shows as nothing.
    pub points: Vec<Option<Point>>,
}

/// Rows of dots.
#[derive(Debug, Clone)]
pub struct Dots {
    /// What the figure shows, for those who cannot see it.
    pub title: String,
    /// Name of the axis, with its unit.
    pub x_label: String,
    /// Whether values are shares, written as per cent.
    pub as_percent: bool,
    /// Ends of the axis; from 0 to a round number if not given.
    pub range: Option<[f64; 2]>,
    /// Names of the series.
    pub series: Vec<String>,
    /// Vertical lines to compare with, and their names.
    pub marks: Vec<(f64, String)>,
    /// The rows, from above.
    pub rows: Vec<DotRow>,
}

impl Dots {
    /// Areas under ROC curves with their intervals, from 0 to 1 beside chance.
    pub fn of_auc(title: &str, series: Vec<String>, rows: Vec<DotRow>) -> Self {
        Self {
            title: title.to_owned(),
            x_label: "AUC (95 % interval)".into(),
            as_percent: false,
            range: Some([0.0, 1.0]),
            series,
            marks: vec![(0.5, "chance".into())],
            rows,
        }
    }

    /// The figure.
    pub fn svg(&self) -> String {
        let widest =
            |texts: &mut dyn Iterator<Item = &String>| texts.map(|t| text_width(t)).fold(0.0, f64::max);
        let left = widest(&mut self.rows.iter().map(|r| &r.label)) + 14.0;
        let right = widest(&mut self.rows.iter().map(|r| &r.note)) + 16.0;
        let width = left + PLOT_WIDTH + right;
        let legend = Legend::new(&self.series, 0.0, width);
        let each = 13.0;
        let row_height = each * self.series.len().max(1) as f64 + 9.0;
        let top = legend.height + if self.marks.is_empty() { 4.0 } else { 20.0 };
        let bottom = top + row_height * self.rows.len() as f64;
        let area = Area { left, top, right: left + PLOT_WIDTH, bottom };
        let mut canvas = Canvas::new(width, bottom + 44.0);
        legend.draw(&mut canvas, |canvas, i, x, y| canvas.mark(i, x, y));

        let points = || self.rows.iter().flat_map(|r| r.points.iter().flatten());
        let highest = points().map(|p| p.interval.map_or(p.value, |i| i[1])).fold(0.0, f64::max);
        let [low, high] = self.range.unwrap_or([0.0, round_up(highest)]);
        let x = Scale::new(low, high, area.left, area.right);
        // Every other row is shaded, so that the eye keeps to it.
        for i in (0..self.rows.len()).step_by(2) {
            canvas.rect([0.0, top + row_height * i as f64, width, row_height], "#f5f5f5");
        }
        area.x_axis(&mut canvas, &x, &self.x_label, self.as_percent, 38.0);
        for (at, name) in &self.marks {
            let at = x.at(*at);
            canvas.line([at, top, at, bottom], "#333333", 1.2, "4 3");
            canvas.text(at, top - 6.0, Anchor::Middle, name);
        }
        for (i, row) in self.rows.iter().enumerate() {
            let row_top = top + row_height * i as f64;
            let middle = row_top + row_height / 2.0;
            canvas.text(left - 8.0, middle + 4.0, Anchor::End, &row.label);
            canvas.text(area.right + 10.0, middle + 4.0, Anchor::Start, &row.note);
            for (s, point) in row.points.iter().enumerate() {
                let Some(point) = point else { continue };
                let y = row_top + 4.5 + each * (s as f64 + 0.5);
                if let Some([from, to]) = point.interval {
                    canvas.line([x.at(from), y, x.at(to), y], colour::series(s), 1.8, "none");
                }
                canvas.mark(s, x.at(point.value), y);
            }
        }
        area.frame(&mut canvas);
        canvas.finish(&self.title)
    }
}
