//! Marks at the film's edges: the directions of the patient, and a scale.

use crate::protocol::{FilmView, SpacingSummary};

/// Least distance between ticks, in pixels of the page.
const TICKS_APART: f64 = 5.0;

/// The directions at a film's edges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edges {
    /// Letters at the top, the right, the bottom and the left.
    pub letters: [String; 4],
    /// Whether the file states them. If not, they are what the view implies for a film that hangs as usual.
    pub stated: bool,
}

/// The directions at the edges of a film turned by this many quarters, clockwise; `None` if nothing tells them.
///
/// Patient Orientation (PS3.3 section C.7.6.1.1.1) says where rows and columns lead. Without it, a frontal view is taken
/// to hang as frontal views do, the patient's left on the reader's right.
pub fn edges(view: &FilmView, quarters: u8) -> Option<Edges> {
    let frontal = matches!(view.view_position.as_deref(), Some("PA" | "AP"));
    let (row, column) = match &view.orientation {
        Some([row, column]) => (row.clone(), column.clone()),
        None if frontal => ("L".to_owned(), "F".to_owned()),
        None => return None,
    };
    let mut letters = [opposite(&column), row.clone(), column, opposite(&row)];
    letters.rotate_right(usize::from(quarters % 4));
    Some(Edges { letters, stated: view.orientation.is_some() })
}

fn opposite(direction: &str) -> String {
    let other = |letter| match letter {
        'L' => 'R',
        'R' => 'L',
        'A' => 'P',
        'P' => 'A',
        'H' => 'F',
        'F' => 'H',
        other => other,
    };
    direction.chars().map(other).collect()
}

/// A bar of a round length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaleBar {
    /// Its length in the patient or at the detector.
    pub millimetres: f64,
    /// Its length on the page, in the unit that `per_pixel` counts.
    pub pixels: f64,
    /// Parts between ticks.
    pub parts: u32,
}

/// The longest bar of 1, 2 or 5 times a power of ten millimetres that is no longer than `most` pixels, of which each is
/// `per_pixel` millimetres. Its ticks are as fine as can be told apart, in steps of 1, 5 and so on.
pub fn scale_bar(per_pixel: f64, most: f64) -> Option<ScaleBar> {
    if !(per_pixel.is_finite() && per_pixel > 0.0 && most > 0.0) {
        return None;
    }
    let powers = || (-3..=4).map(|power| 10f64.powi(power));
    let lengths = powers().flat_map(|power| [1.0, 2.0, 5.0].map(|m| m * power));
    let millimetres = lengths.filter(|length| length / per_pixel <= most).fold(0.0, f64::max);
    if millimetres == 0.0 {
        return None;
    }
    let pixels = millimetres / per_pixel;
    let units = powers().flat_map(|power| [power, 5.0 * power]);
    let parts = units
        .map(|unit| millimetres / unit)
        .filter(|parts| {
            (parts - parts.round()).abs() < 1e-6 && *parts >= 1.0 && pixels / parts >= TICKS_APART
        })
        .fold(1.0, f64::max);
    Some(ScaleBar { millimetres, pixels, parts: parts.round() as u32 })
}

/// Millimetres along the horizontal of one value of a film turned by this many quarters.
pub fn across(spacing: SpacingSummary, reduction: u32, quarters: u8) -> f64 {
    let along = if quarters.is_multiple_of(2) { spacing.columns } else { spacing.rows };
    along * f64::from(reduction)
}

#[cfg(test)]
mod tests {
    use super::super::film::tests::view;
    use super::*;

    fn letters(view: &FilmView, quarters: u8) -> String {
        edges(view, quarters).map(|edges| edges.letters.join(" ")).unwrap_or_default()
    }

    #[test]
    fn letters_turn_with_the_film() {
        let film = FilmView { orientation: Some(["L".into(), "F".into()]), ..view(1, 1) };
        assert_eq!(letters(&film, 0), "H L F R");
        assert_eq!(letters(&film, 1), "R H L F");
        assert_eq!(letters(&film, 2), "F R H L");
        assert_eq!(letters(&film, 3), "L F R H");
        assert!(edges(&film, 0).unwrap().stated);
    }

    #[test]
    fn slanted_directions_are_turned_around_letter_by_letter() {
        let film = FilmView { orientation: Some(["LP".into(), "FA".into()]), ..view(1, 1) };
        assert_eq!(letters(&film, 0), "HP LP FA RA");
    }

    #[test]
    fn a_frontal_view_implies_sides_and_another_does_not() {
        let film = |position: &str| FilmView { view_position: Some(position.into()), ..view(1, 1) };
        let implied = edges(&film("PA"), 0).unwrap();
        assert_eq!((implied.letters.join(" ").as_str(), implied.stated), ("H L F R", false));
        assert_eq!(edges(&film("LL"), 0), None);
        assert_eq!(edges(&view(1, 1), 0), None);
    }

    #[test]
    fn the_bar_is_the_longest_round_length_that_fits() {
        let bar = |per_pixel| scale_bar(per_pixel, 150.0).map(|b| (b.millimetres, b.pixels.round(), b.parts));
        assert_eq!(bar(0.14), Some((20.0, 143.0, 20)));
        assert_eq!(bar(0.35), Some((50.0, 143.0, 10)));
        assert_eq!(bar(0.8), Some((100.0, 125.0, 20)));
        assert_eq!(bar(0.01), Some((1.0, 100.0, 20)));
        assert_eq!(bar(0.0), None);
        assert_eq!(bar(f64::NAN), None);
    }

    #[test]
    fn a_turned_film_is_measured_along_its_rows() {
        let spacing = SpacingSummary { rows: 0.2, columns: 0.1, at_detector: true };
        assert_eq!((across(spacing, 1, 0), across(spacing, 1, 1), across(spacing, 2, 2)), (0.1, 0.2, 0.2));
    }
}
