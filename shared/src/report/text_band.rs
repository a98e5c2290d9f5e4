//! The words under a burnt-in heatmap: lines of text, and the scale of its colours.

use std::convert::Infallible;

use embedded_graphics::Drawable;
use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Point, Size};
use embedded_graphics::mono_font::MonoTextStyle;
use embedded_graphics::mono_font::ascii::FONT_10X20;
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::text::{Baseline, Text};

use super::colour;
use super::overlay::Canvas;

/// Columns and rows of a character, in pixels before enlargement.
const CHARACTER: (usize, usize) = (10, 20);
/// Space around the words, and height of the bar of colours, before enlargement.
const MARGIN: usize = 10;
const BAR: usize = 12;
/// A wider picture gets larger letters, as viewers fit it to their window: for each of these one pixel more.
const STEP: usize = 1000;

/// Words set for a width.
pub(super) struct Band {
    lines: Vec<String>,
    /// How many pixels a pixel of the font becomes.
    factor: usize,
}

impl Band {
    /// Breaks lines at spaces, and words that are longer than a line anywhere. Characters that the font lacks become
    /// question marks.
    pub(super) fn set(lines: &[String], width: usize) -> Self {
        let factor = ((width + STEP / 2) / STEP).max(1);
        let columns = (width / factor).saturating_sub(2 * MARGIN) / CHARACTER.0;
        let lines = lines.iter().flat_map(|line| broken(line, columns.max(1))).collect();
        Self { lines, factor }
    }

    /// Rows of pixels that it takes.
    pub(super) fn height(&self) -> usize {
        self.factor * (3 * MARGIN + BAR + self.lines.len() * CHARACTER.1)
    }

    /// Draws it from row `top` on: the bar of colours, then the words.
    pub(super) fn draw(&self, canvas: &mut Canvas, top: usize) {
        let margin = self.factor * MARGIN;
        let bar = canvas.width.saturating_sub(2 * margin);
        for x in 0..bar {
            let colour = colour::Colours::Inferno.at((x as f32 + 0.5) / bar as f32);
            for y in 0..self.factor * BAR {
                canvas.set(margin + x, top + margin + y, colour);
            }
        }
        let top = top + 2 * margin + self.factor * BAR;
        let mut page = Enlarged { canvas, left: margin, top, factor: self.factor };
        let style = MonoTextStyle::new(&FONT_10X20, BinaryColor::On);
        for (row, line) in self.lines.iter().enumerate() {
            // At most some dozens of rows.
            let place = Point::new(0, (row * CHARACTER.1) as i32);
            let Ok(_) = Text::with_baseline(line, place, style, Baseline::Top).draw(&mut page);
        }
    }
}

fn broken(line: &str, columns: usize) -> Vec<String> {
    let plain = |c: char| if c == ' ' || c.is_ascii_graphic() { c } else { '?' };
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in line.split_whitespace() {
        let mut word: Vec<char> = word.chars().map(plain).collect();
        if !current.is_empty() && current.len() + 1 + word.len() > columns {
            lines.push(std::mem::take(&mut current));
        }
        while word.len() > columns {
            lines.push(word.drain(..columns).collect());
        }
        if !current.is_empty() {
            current.push(' ');
        }
        current.extend(word);
    }
    lines.push(current);
    lines
}

/// The part of a canvas that letters are drawn on, each of their pixels a square.
struct Enlarged<'a> {
    canvas: &'a mut Canvas,
    left: usize,
    top: usize,
    factor: usize,
}

impl OriginDimensions for Enlarged<'_> {
    fn size(&self) -> Size {
        let side = |pixels: usize| (pixels / self.factor) as u32;
        Size::new(side(self.canvas.width), side(self.canvas.height))
    }
}

impl DrawTarget for Enlarged<'_> {
    type Color = BinaryColor;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<BinaryColor>>>(&mut self, pixels: I) -> Result<(), Infallible> {
        for Pixel(point, colour) in pixels {
            let (Ok(x), Ok(y)) = (usize::try_from(point.x), usize::try_from(point.y)) else { continue };
            let gray = if colour.is_on() { [255; 3] } else { [0; 3] };
            for down in 0..self.factor {
                for across in 0..self.factor {
                    let (x, y) = (self.left + x * self.factor + across, self.top + y * self.factor + down);
                    self.canvas.set(x, y, gray);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::broken;

    #[test]
    fn lines_break_at_spaces_and_lose_nothing() {
        assert_eq!(broken("Not a medical device", 8), ["Not a", "medical", "device"]);
        assert_eq!(broken("ab 0123456789 c", 4), ["ab", "0123", "4567", "89 c"]);
        assert_eq!(broken("Röntgen", 20), ["R?ntgen"]);
        assert_eq!(broken("", 20), [""]);
    }
}
