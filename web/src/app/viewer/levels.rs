//! From values to gray levels: the part of the display pipeline that a reader may change.
//!
//! The order and the arithmetic are those of `shared::dicom`'s display, PS3.3 section C.11.2 and C.7.6.3.1.2, so that a
//! film that nobody has touched shows the gray levels that the model sees. `shared` tests this very file against its
//! own display (`dicom/viewing_tests.rs`), which is why it refers to nothing else of this crate.

/// Gray levels in a table: one for each of 65,536 codes.
pub const TABLE: usize = 1 << 16;

/// What a code stands for: its modality value, PS3.3 section C.11.1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Values {
    /// What the code 0 stands for before slope and intercept.
    pub first: i32,
    /// Rescale Slope, 1 without; not 0.
    pub slope: f64,
    /// Rescale Intercept, 0 without.
    pub intercept: f64,
}

impl Values {
    /// The modality value of a code.
    pub fn of(self, code: u16) -> f64 {
        f64::from(i32::from(code) + self.first) * self.slope + self.intercept
    }

    /// The modality value of a mean of codes.
    pub fn of_mean(self, code: f64) -> f64 {
        (code + f64::from(self.first)) * self.slope + self.intercept
    }
}

/// How modality values become brightness, from 0 (black) to 1 (white), before inversion.
#[derive(Debug, Clone, PartialEq)]
pub enum Curve {
    /// A window with VOI LUT Function LINEAR, PS3.3 section C.11.2.1.2.1. The width is at least 1.
    Linear {
        /// Window Center.
        center: f64,
        /// Window Width.
        width: f64,
    },
    /// LINEAR_EXACT, section C.11.2.1.3.2. The width is above 0.
    LinearExact {
        /// Window Center.
        center: f64,
        /// Window Width.
        width: f64,
    },
    /// SIGMOID, section C.11.2.1.3.1. The width is above 0.
    Sigmoid {
        /// Window Center.
        center: f64,
        /// Window Width.
        width: f64,
    },
    /// A VOI LUT, section C.11.2.1.1, with its inputs as section C.11.1.1.1 describes them.
    Table {
        /// The input that the first entry belongs to.
        first: i32,
        /// The highest value that an entry can hold.
        maximum: u16,
        /// At least one.
        entries: Vec<u16>,
    },
    /// From the lowest value, black, to the highest, white.
    Range {
        /// Black.
        low: f64,
        /// White.
        high: f64,
    },
}

impl Curve {
    /// The brightness of a modality value.
    pub fn apply(&self, x: f64) -> f64 {
        match self {
            Self::Linear { center, width } => ramp(x, center - 0.5, width - 1.0),
            Self::LinearExact { center, width } => ramp(x, *center, *width),
            Self::Sigmoid { center, width } => 1.0 / (1.0 + (-4.0 * (x - center) / width).exp()),
            Self::Table { first, maximum, entries } => {
                let index = (x.round_ties_even() as i64).saturating_sub(i64::from(*first));
                let index = usize::try_from(index).unwrap_or(0).min(entries.len().saturating_sub(1));
                f64::from(entries.get(index).copied().unwrap_or(0)) / f64::from(*maximum)
            }
            Self::Range { low, high } if high > low => (x - low) / (high - low),
            Self::Range { .. } => 0.0,
        }
    }

    /// The window that comes nearest: centre and width, in modality values.
    pub fn window(&self) -> (f64, f64) {
        match self {
            Self::Linear { center, width }
            | Self::LinearExact { center, width }
            | Self::Sigmoid { center, width } => (*center, *width),
            Self::Table { first, entries, .. } => {
                // From the last entry of the lowest value to the first of the highest.
                let (low, high) = (entries.iter().min(), entries.iter().max());
                let rising = entries.first() <= entries.last();
                let place = |value: Option<&u16>, last: bool| {
                    let is = |entry: &u16| Some(entry) == value;
                    let at = if last { entries.iter().rposition(is) } else { entries.iter().position(is) };
                    f64::from(*first) + at.unwrap_or(0) as f64
                };
                let (a, b) = (place(low, rising), place(high, !rising));
                ((a + b) / 2.0, (b - a).abs().max(1.0))
            }
            Self::Range { low, high } => ((low + high) / 2.0, (high - low).max(0.0)),
        }
    }

    /// The curve with another centre and width. A sigmoid stays one; a table gives way to a linear window.
    pub fn with_window(&self, center: f64, width: f64) -> Self {
        match self {
            Self::Sigmoid { .. } => Self::Sigmoid { center, width },
            Self::Linear { .. } => Self::Linear { center, width: width.max(1.0) },
            _ => Self::LinearExact { center, width },
        }
    }
}

/// The ends come first, so that a window without width, a threshold, never divides by zero.
fn ramp(x: f64, center: f64, width: f64) -> f64 {
    if x <= center - width / 2.0 {
        0.0
    } else if x > center + width / 2.0 {
        1.0
    } else {
        (x - center) / width + 0.5
    }
}

/// The gray level of every code: brightness, then MONOCHROME1's inversion, then 0 to 255 with halves up; then the
/// reader's own inversion.
///
/// `gray` has [`TABLE`] entries; those from `code_count` on, which no pixel has, get the last code's.
pub fn fill(
    gray: &mut [u8],
    values: Values,
    code_count: u32,
    curve: &Curve,
    monochrome1: bool,
    inverted: bool,
) {
    let used = (code_count as usize).clamp(1, gray.len().max(1));
    for (code, gray) in (0..=u16::MAX).zip(gray.iter_mut().take(used)) {
        let y = curve.apply(values.of(code)).clamp(0.0, 1.0);
        let y = if monochrome1 { 1.0 - y } else { y };
        // Within 0..=255 by the clamp.
        let level = (y * 255.0 + 0.5).floor() as u8;
        *gray = if inverted { 255 - level } else { level };
    }
    if let (Some(last), Some(rest)) = (gray.get(used - 1).copied(), gray.get_mut(used..)) {
        rest.fill(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Values = Values { first: 0, slope: 1.0, intercept: 0.0 };

    fn levels(values: Values, curve: &Curve, monochrome1: bool, inverted: bool) -> Vec<u8> {
        let mut gray = vec![0; TABLE];
        fill(&mut gray, values, 4096, curve, monochrome1, inverted);
        gray
    }

    /// The example of PS3.3 section C.11.2.1.2.1: centre 2048, width 4096.
    #[test]
    fn the_standards_example() {
        let gray = levels(PLAIN, &Curve::Linear { center: 2048.0, width: 4096.0 }, false, false);
        assert_eq!((gray[0], gray[4095]), (0, 255));
        assert_eq!(gray[2047], 127, "2047 is just below the middle");
        assert_eq!(gray[65_535], 255);
    }

    #[test]
    fn either_inversion_turns_white_to_black_and_both_give_the_film_back() {
        let curve = Curve::LinearExact { center: 1000.0, width: 1500.0 };
        let plain = levels(PLAIN, &curve, false, false);
        let inverted = levels(PLAIN, &curve, false, true);
        assert!(plain.iter().zip(&inverted).all(|(a, b)| *a == 255 - *b));
        let both = levels(PLAIN, &curve, true, true);
        // Halves go up before the reader's inversion, so a level may differ by one.
        assert!(plain.iter().zip(&both).all(|(a, b)| a.abs_diff(*b) <= 1));
    }

    #[test]
    fn slope_and_intercept_come_before_the_window() {
        let values = Values { first: -2048, slope: -2.0, intercept: 10.0 };
        assert_eq!((values.of(0), values.of(2048), values.of_mean(2048.5)), (4106.0, 10.0, 9.0));
        let gray = levels(values, &Curve::LinearExact { center: 10.0, width: 2.0 }, false, false);
        // -2 * (2047 - 2048) + 10 = 12 is above the window, 10 in its middle, 8 below.
        assert_eq!((gray[2047], gray[2048], gray[2049]), (255, 128, 0));
    }

    #[test]
    fn a_window_of_width_one_is_a_threshold() {
        let gray = levels(PLAIN, &Curve::Linear { center: 100.0, width: 1.0 }, false, false);
        assert_eq!((gray[99], gray[100]), (0, 255));
    }

    #[test]
    fn a_table_goes_over_to_the_window_it_spans() {
        let curve = Curve::Table { first: 10, maximum: 255, entries: vec![0, 0, 128, 255, 255] };
        assert_eq!(curve.window(), (12.0, 2.0));
        assert_eq!((curve.apply(-50.0), curve.apply(12.0), curve.apply(99.0)), (0.0, 128.0 / 255.0, 1.0));
        assert_eq!(curve.with_window(5.0, 3.0), Curve::LinearExact { center: 5.0, width: 3.0 });
        let falling = Curve::Table { first: 0, maximum: 3, entries: vec![3, 3, 1, 0, 0] };
        assert_eq!(falling.window(), (2.0, 2.0));
    }

    #[test]
    fn a_flat_film_is_black() {
        let gray = levels(PLAIN, &Curve::Range { low: 7.0, high: 7.0 }, false, false);
        assert!(gray.iter().all(|level| *level == 0));
    }
}
