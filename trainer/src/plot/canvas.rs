//! The few elements that figures are made of.

use std::fmt::Write as _;

use super::colour;

/// Size of letters, pixels.
pub(super) const FONT: f64 = 12.0;

/// Width of a letter on average in the fonts that `system-ui` stands for, rounded up: text is not measured here.
const LETTER: f64 = 0.56 * FONT;

/// Text for HTML and SVG: what could end it or begin a tag is written out.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A control character is no character of XML.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Width of a text, pixels, roughly.
pub(super) fn text_width(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER
}

/// Where a text is held.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A figure in the making. Lengths are pixels from the upper left corner.
pub(super) struct Canvas {
    width: f64,
    height: f64,
    body: String,
}

impl Canvas {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.write_fmt(text);
        self.body.push('\n');
    }

    pub(super) fn rect(&mut self, [x, y, width, height]: [f64; 4], fill: &str) {
        self.add(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{fill}\"/>",
            width.max(0.0),
            height.max(0.0)
        ));
    }

    pub(super) fn line(&mut self, [x1, y1, x2, y2]: [f64; 4], stroke: &str, width: f64, dash: &str) {
        self.add(format_args!(
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{stroke}\" \
             stroke-width=\"{width}\" stroke-dasharray=\"{dash}\"/>"
        ));
    }

    pub(super) fn path(&mut self, points: &[[f64; 2]], stroke: &str, dash: &str) {
        let points: Vec<String> = points.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
        self.add(format_args!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"1.8\" \
             stroke-dasharray=\"{dash}\"/>",
            points.join(" ")
        ));
    }

    pub(super) fn polygon(&mut self, points: &[[f64; 2]], fill: &str) {
        let points: Vec<String> = points.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
        self.add(format_args!("<polygon points=\"{}\" fill=\"{fill}\"/>", points.join(" ")));
    }

    /// A series' mark: each series has a shape of its own.
    pub(super) fn mark(&mut self, series: usize, x: f64, y: f64) {
        let fill = colour::series(series);
        let polygon = |points: [[f64; 2]; 4]| {
            let points: Vec<String> =
                points.iter().map(|[dx, dy]| format!("{:.1},{:.1}", x + dx, y + dy)).collect();
            format!("<polygon points=\"{}\" fill=\"{fill}\"/>", points.join(" "))
        };
        let mark = match series % 4 {
            0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.2\" fill=\"{fill}\"/>"),
            1 => polygon([[-3.8, -3.8], [3.8, -3.8], [3.8, 3.8], [-3.8, 3.8]]),
            2 => polygon([[0.0, -5.0], [4.8, 4.0], [0.0, 4.0], [-4.8, 4.0]]),
            _ => polygon([[0.0, -5.2], [5.2, 0.0], [0.0, 5.2], [-5.2, 0.0]]),
        };
        self.add(format_args!("{mark}"));
    }

    pub(super) fn text(&mut self, x: f64, y: f64, anchor: Anchor, text: &str) {
        self.text_filled(x, y, anchor, text, "#1a1a1a");
    }

    pub(super) fn text_filled(&mut self, x: f64, y: f64, anchor: Anchor, text: &str, fill: &str) {
        self.add(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{}\" fill=\"{fill}\">{}</text>",
            anchor.as_str(),
            escape(text)
        ));
    }

    /// Text turned by `degrees` around its anchor, negative reading upwards.
    pub(super) fn turned(&mut self, x: f64, y: f64, anchor: Anchor, degrees: f64, text: &str) {
        self.add(format_args!(
            "<text transform=\"translate({x:.1} {y:.1}) rotate({degrees})\" text-anchor=\"{}\" \
             fill=\"#1a1a1a\">{}</text>",
            anchor.as_str(),
            escape(text)
        ));
    }

    /// The whole figure, with its title for those who cannot see it.
    pub(super) fn finish(self, title: &str) -> String {
        let (width, height) = (self.width.ceil(), self.height.ceil());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"{FONT}\">\n\
             <title>{}</title>\n{}</svg>\n",
            escape(title),
            self.body
        )
    }
}

/// Names of series with their marks, in rows no wider than `width`.
pub(super) struct Legend<'a> {
    names: &'a [String],
    places: Vec<[f64; 2]>,
    /// Height it takes, pixels; 0 for a single series, which the title names.
    pub(super) height: f64,
}

const LEGEND_ROW: f64 = 18.0;

impl<'a> Legend<'a> {
    pub(super) fn new(names: &'a [String], left: f64, width: f64) -> Self {
        let (mut x, mut y) = (0.0, 0.0);
        let mut places = Vec::new();
        for name in names {
            let needed = 28.0 + text_width(name) + 14.0;
            if x > 0.0 && x + needed > width {
                (x, y) = (0.0, y + LEGEND_ROW);
            }
            places.push([left + x, y]);
            x += needed;
        }
        let height = if names.len() > 1 { y + LEGEND_ROW + 6.0 } else { 0.0 };
        Self { names, places, height }
    }

    /// Draws it at the top; `swatch` gets the middle of the place for the mark.
    pub(super) fn draw(&self, canvas: &mut Canvas, swatch: impl Fn(&mut Canvas, usize, f64, f64)) {
        if self.names.len() < 2 {
            return;
        }
        for (i, (name, [x, y])) in self.names.iter().zip(&self.places).enumerate() {
            swatch(canvas, i, x + 11.0, y + 9.0);
            canvas.text(x + 26.0, y + 13.0, Anchor::Start, name);
        }
    }
}
