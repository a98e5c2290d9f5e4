//! Curves over a numeric axis.

use super::axis::{Area, Scale, round_up};
use super::canvas::{Canvas, Legend};
use super::colour;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 78.0;

/// A curve.
#[derive(Debug, Clone)]
pub struct Line {
    /// Name in the legend.
    pub name: String,
    /// Its points from left to right, x and y.
    pub points: Vec<[f64; 2]>,
}

/// Curves in one frame; the vertical axis begins at 0.
#[derive(Debug, Clone)]
pub struct Lines {
    /// What the figure shows, for those who cannot see it.
    pub title: String,
    /// Name of the horizontal axis, with its unit.
    pub x_label: String,
    /// Ends of the horizontal axis; those of the points if not given.
    pub x_range: Option<[f64; 2]>,
    /// Name of the vertical axis, with its unit.
    pub y_label: String,
    /// The curves, in order of the legend.
    pub series: Vec<Line>,
}

impl Lines {
    /// The figure.
    pub fn svg(&self) -> String {
        let names: Vec<String> = self.series.iter().map(|s| s.name.clone()).collect();
        let legend = Legend::new(&names, LEFT, WIDTH - LEFT);
        let top = legend.height + 8.0;
        let area = Area { left: LEFT, top, right: WIDTH - 14.0, bottom: top + HEIGHT };
        let mut canvas = Canvas::new(WIDTH, area.bottom + 46.0);
        legend.draw(&mut canvas, |canvas, i, x, y| {
            canvas.line([x - 12.0, y, x + 11.0, y], colour::series(i), 2.2, colour::DASHES[i % 7]);
        });
        let points = || self.series.iter().flat_map(|s| s.points.iter());
        let (low, high) =
            points().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), p| (l.min(p[0]), h.max(p[0])));
        let [low, high] = self.x_range.unwrap_or([low, high]);
        let x = Scale::new(low, high, area.left, area.right);
        let highest = points().map(|p| p[1]).fold(0.0, f64::max);
        let y = Scale::new(0.0, round_up(highest), area.bottom, area.top);
        area.y_axis(&mut canvas, &y, &self.y_label, false);
        area.x_axis(&mut canvas, &x, &self.x_label, false, 38.0);
        for (i, series) in self.series.iter().enumerate() {
            let points: Vec<[f64; 2]> = series.points.iter().map(|p| [x.at(p[0]), y.at(p[1])]).collect();
            canvas.path(&points, colour::series(i), colour::DASHES[i % 7]);
        }
        area.frame(&mut canvas);
        canvas.finish(&self.title)
    }
}
