//! Bars that stand on a horizontal axis.

use super::axis::{Area, Scale, round_up};
use super::canvas::{Anchor, Canvas, FONT, Legend, text_width};
use super::colour;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 250.0;
const LEFT: f64 = 78.0;

/// One colour of bars.
#[derive(Debug, Clone)]
pub struct BarSeries {
    /// Name in the legend.
    pub name: String,
    /// One value a category, not negative.
    pub values: Vec<f64>,
}

/// Bars in groups, one group a category.
#[derive(Debug, Clone)]
pub struct Bars {
    /// What the figure shows, for those who cannot see it.
    pub title: String,
    /// Name of the horizontal axis.
    pub x_label: String,
    /// Name of the vertical axis, with its unit.
    pub y_label: String,
    /// Names of the groups, in order.
    pub categories: Vec<String>,
    /// Bars of a group, in order.
    pub series: Vec<BarSeries>,
    /// Whether values are shares, written as per cent.
    pub as_percent: bool,
}

impl Bars {
    /// The figure.
    pub fn svg(&self) -> String {
        let names: Vec<String> = self.series.iter().map(|s| s.name.clone()).collect();
        let legend = Legend::new(&names, LEFT, WIDTH - LEFT);
        let group = (WIDTH - LEFT - 10.0) / self.categories.len().max(1) as f64;
        let widest = self.categories.iter().map(|c| text_width(c)).fold(0.0, f64::max);
        // Names that would touch are turned.
        let turned = widest > group - 4.0;
        let names_height = if turned { (widest * 0.75).min(130.0) + 12.0 } else { FONT + 12.0 };
        let top = legend.height + 8.0;
        let area = Area { left: LEFT, top, right: WIDTH - 10.0, bottom: top + HEIGHT };
        let mut canvas = Canvas::new(WIDTH, area.bottom + names_height + FONT + 10.0);
        legend.draw(&mut canvas, |canvas, i, x, y| {
            canvas.rect([x - 8.0, y - 5.0, 16.0, 10.0], colour::series(i));
        });

        let highest = self.series.iter().flat_map(|s| s.values.iter().copied()).fold(0.0, f64::max);
        let y = Scale::new(0.0, round_up(highest), area.bottom, area.top);
        area.y_axis(&mut canvas, &y, &self.y_label, self.as_percent);
        let bar = group * 0.8 / self.series.len().max(1) as f64;
        for (g, category) in self.categories.iter().enumerate() {
            let left = LEFT + group * g as f64;
            for (s, series) in self.series.iter().enumerate() {
                let height = area.bottom - y.at(series.values.get(g).copied().unwrap_or(0.0));
                let x = left + group * 0.1 + bar * s as f64;
                canvas.rect([x, area.bottom - height, bar - 0.5, height], colour::series(s));
            }
            let middle = left + group / 2.0;
            if turned {
                canvas.turned(middle + 4.0, area.bottom + 12.0, Anchor::End, -45.0, category);
            } else {
                canvas.text(middle, area.bottom + 16.0, Anchor::Middle, category);
            }
        }
        area.frame(&mut canvas);
        area.x_title(&mut canvas, &self.x_label, names_height + FONT);
        canvas.finish(&self.title)
    }
}
