//! A table of numbers with shades.

use super::canvas::{Anchor, Canvas, FONT, text_width};
use super::colour::{hex, sequential};

const CELL: [f64; 2] = [50.0, 22.0];

/// A cell.
#[derive(Debug, Clone)]
pub struct Cell {
    /// How dark it is, 0 to 1.
    pub shade: f64,
    /// What stands in it.
    pub text: String,
}

/// Rows and columns of cells.
#[derive(Debug, Clone)]
pub struct Matrix {
    /// What the figure shows, for those who cannot see it.
    pub title: String,
    /// What the rows are.
    pub row_label: String,
    /// What the columns are.
    pub column_label: String,
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Cells, row by row; `None` stays empty.
    pub cells: Vec<Vec<Option<Cell>>>,
}

impl Matrix {
    /// The figure.
    pub fn svg(&self) -> String {
        let widest = |names: &[String]| names.iter().map(|n| text_width(n)).fold(0.0, f64::max);
        let left = widest(&self.rows).max(text_width(&self.row_label)) + 14.0;
        // Column names stand at 45 degrees.
        let slant = widest(&self.columns) * 0.71;
        let top = slant + FONT + 30.0;
        let width = left + CELL[0] * self.columns.len() as f64 + slant + 8.0;
        let mut canvas = Canvas::new(width, top + CELL[1] * self.rows.len() as f64 + 6.0);
        canvas.text(left, FONT + 2.0, Anchor::Start, &self.column_label);
        canvas.text(left - 8.0, top - 8.0, Anchor::End, &self.row_label);
        for (c, name) in self.columns.iter().enumerate() {
            canvas.turned(left + CELL[0] * (c as f64 + 0.45), top - 6.0, Anchor::Start, -45.0, name);
        }
        for (r, (name, cells)) in self.rows.iter().zip(&self.cells).enumerate() {
            let y = top + CELL[1] * r as f64;
            canvas.text(left - 8.0, y + CELL[1] / 2.0 + 4.0, Anchor::End, name);
            for (c, cell) in cells.iter().enumerate() {
                let Some(cell) = cell else { continue };
                let x = left + CELL[0] * c as f64;
                canvas.rect([x, y, CELL[0] - 1.0, CELL[1] - 1.0], &hex(sequential(cell.shade)));
                let ink = if cell.shade > 0.5 { "#ffffff" } else { "#1a1a1a" };
                canvas.text_filled(
                    x + CELL[0] / 2.0,
                    y + CELL[1] / 2.0 + 4.0,
                    Anchor::Middle,
                    &cell.text,
                    ink,
                );
            }
        }
        canvas.finish(&self.title)
    }
}
