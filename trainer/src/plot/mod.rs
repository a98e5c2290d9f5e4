//! Figures as SVG text: no fonts, scripts or files of anybody else, so that a report opens from disk and prints.
//!
//! [`Bars`] for counts along an axis, [`Lines`] for curves, [`Dots`] for shares with their intervals, [`Matrix`] for
//! tables of counts, [`Flow`] for steps, [`picture`] for gray levels as they are. Series differ by colour and by shape or dash, so that a
//! figure can be read in gray and by people who confuse colours.

mod axis;
mod bars;
mod canvas;
mod colour;
mod dots;
mod flow;
mod lines;
mod matrix;
pub mod picture;

pub use axis::{or_undefined, percent, short, thousands};
pub use bars::{BarSeries, Bars};
pub use canvas::escape;
pub use colour::{PALETTE, diverging, sequential};
pub use dots::{DotRow, Dots, Point};
pub use flow::{Flow, FlowStep};
pub use lines::{Line, Lines};
pub use matrix::{Cell, Matrix};

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> Vec<String> {
        let names = vec!["PA & \"AP\"".to_owned(), "<b>".to_owned()];
        vec![
            Bars {
                title: "a < b".into(),
                x_label: "x".into(),
                y_label: "y".into(),
                categories: names.clone(),
                series: vec![BarSeries { name: "n".into(), values: vec![0.0, 3.0] }],
                as_percent: false,
            }
            .svg(),
            Lines {
                title: "t".into(),
                x_label: "x".into(),
                x_range: None,
                y_label: "y".into(),
                series: vec![Line { name: "l".into(), points: vec![[0.0, 0.0], [1.0, 2.0]] }],
            }
            .svg(),
            Dots {
                title: "t".into(),
                x_label: "x".into(),
                as_percent: true,
                range: None,
                series: names.clone(),
                marks: vec![(0.5, "chance".into())],
                rows: vec![DotRow {
                    label: "a long label".into(),
                    note: "3 of 4".into(),
                    points: vec![Some(Point { value: 0.75, interval: Some([0.2, 0.9]) }), None],
                }],
            }
            .svg(),
            Matrix {
                title: "t".into(),
                row_label: "r".into(),
                column_label: "c".into(),
                rows: names.clone(),
                columns: names,
                cells: vec![vec![Some(Cell { shade: 0.2, text: "1".into() }), None]; 2],
            }
            .svg(),
        ]
    }

    #[test]
    fn figures_are_closed_and_escaped() {
        for svg in figures() {
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"), "{svg}");
            assert!(!svg.contains("<b>") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            for tag in ["text", "g", "title"] {
                let opened =
                    svg.matches(&format!("<{tag}>")).count() + svg.matches(&format!("<{tag} ")).count();
                assert_eq!(opened, svg.matches(&format!("</{tag}>")).count(), "{tag}: {svg}");
            }
        }
    }

    #[test]
    fn figures_of_nothing_are_figures() {
        let lines = Lines {
            title: "t".into(),
            x_label: "x".into(),
            x_range: None,
            y_label: "y".into(),
            series: Vec::new(),
        };
        assert!(!lines.svg().contains("NaN"));
        let bars = Bars {
            title: "t".into(),
            x_label: "x".into(),
            y_label: "y".into(),
            categories: Vec::new(),
            series: Vec::new(),
            as_percent: false,
        };
        assert!(!bars.svg().contains("NaN"));
    }
}
