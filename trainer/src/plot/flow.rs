//! A flow chart: steps from above to below, each with a way out to the right where it has one.

use super::canvas::{Anchor, Canvas, FONT, text_width};

const STEP_WIDTH: f64 = 380.0;
const EXIT_WIDTH: f64 = 250.0;
const GAP: f64 = 24.0;
const BETWEEN: f64 = 46.0;
const LINE: f64 = FONT * 1.4;
const PADDING: f64 = 9.0;
const INK: &str = "#333333";
const STEP_FILL: &str = "#eaf2f8";
const EXIT_FILL: &str = "#fdeee6";

/// A step.
#[derive(Debug, Clone)]
pub struct FlowStep {
    /// What is done; wrapped to the box.
    pub text: String,
    /// What leaves here, and why.
    pub exit: Option<String>,
}

/// A flow chart.
#[derive(Debug, Clone)]
pub struct Flow {
    /// What the figure shows, for those who cannot see it.
    pub title: String,
    /// The steps, in order.
    pub steps: Vec<FlowStep>,
}

impl Flow {
    /// The figure.
    pub fn svg(&self) -> String {
        let wrapped: Vec<(Vec<String>, Vec<String>)> = self
            .steps
            .iter()
            .map(|step| {
                let exit = step.exit.as_deref().map(|text| wrap(text, EXIT_WIDTH)).unwrap_or_default();
                (wrap(&step.text, STEP_WIDTH), exit)
            })
            .collect();
        let heights: Vec<f64> = wrapped.iter().map(|(text, exit)| height(text).max(height(exit))).collect();
        let whole = heights.iter().sum::<f64>() + GAP * self.steps.len().saturating_sub(1) as f64;
        let exits = wrapped.iter().any(|(_, exit)| !exit.is_empty());
        let width = 1.0 + STEP_WIDTH + if exits { BETWEEN + EXIT_WIDTH + 1.0 } else { 1.0 };
        let mut canvas = Canvas::new(width, whole + 2.0);
        let mut top = 1.0;
        let last = self.steps.len().saturating_sub(1);
        for (i, ((text, exit), height)) in wrapped.iter().zip(&heights).enumerate() {
            place(&mut canvas, [1.0, top, STEP_WIDTH, *height], text, STEP_FILL);
            if !exit.is_empty() {
                let left = 1.0 + STEP_WIDTH + BETWEEN;
                let middle = top + height / 2.0;
                place(&mut canvas, [left, top, EXIT_WIDTH, *height], exit, EXIT_FILL);
                canvas.line([1.0 + STEP_WIDTH, middle, left - 6.0, middle], INK, 1.3, "4 3");
                canvas
                    .polygon(&[[left - 8.0, middle - 4.5], [left, middle], [left - 8.0, middle + 4.5]], INK);
            }
            top += height;
            if i < last {
                let x = 1.0 + STEP_WIDTH / 2.0;
                let end = top + GAP;
                canvas.line([x, top, x, end - 6.0], INK, 1.3, "none");
                canvas.polygon(&[[x - 4.5, end - 8.0], [x + 4.5, end - 8.0], [x, end]], INK);
                top = end;
            }
        }
        canvas.finish(&self.title)
    }
}

fn height(lines: &[String]) -> f64 {
    lines.len() as f64 * LINE + 2.0 * PADDING
}

/// A box with its text in the middle.
fn place(canvas: &mut Canvas, [left, top, width, height]: [f64; 4], lines: &[String], fill: &str) {
    canvas.rect([left, top, width, height], INK);
    canvas.rect([left + 1.0, top + 1.0, width - 2.0, height - 2.0], fill);
    let first = top + (height - lines.len() as f64 * LINE) / 2.0 + LINE * 0.75;
    for (i, line) in lines.iter().enumerate() {
        canvas.text(left + width / 2.0, first + i as f64 * LINE, Anchor::Middle, line);
    }
}

/// Words in lines no wider than the box; a word that is wider stands alone.
fn wrap(text: &str, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if text_width(line) + text_width(word) + text_width(" ") <= width - 2.0 * PADDING => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_drawn_and_an_arrow_leads_on() {
        let step =
            |text: &str, exit: Option<&str>| FlowStep { text: text.into(), exit: exit.map(Into::into) };
        let long = "word ".repeat(40);
        let flow = Flow {
            title: "t".into(),
            steps: vec![step("read <file>", Some("refused")), step(&long, None), step("answer", None)],
        };
        let svg = flow.svg();
        assert_eq!(svg.matches("word").count(), 40);
        assert!(svg.contains("read &lt;file&gt;") && svg.contains("refused"));
        // Two arrows down, one out.
        assert_eq!(svg.matches("<polygon").count(), 3);
    }
}
