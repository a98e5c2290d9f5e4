//! Values of interest: windows and VOI LUTs, PS3.3 section C.11.2.

use super::limits::MAX_ITEMS;
use super::lut::Lut;
use super::parse::DataSet;
use super::tags;
use super::values::printable;

/// VOI LUT Function (0028,1056), PS3.3 section C.11.2.1.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowFunction {
    /// C.11.2.1.2.1, the default.
    Linear,
    /// C.11.2.1.3.2.
    LinearExact,
    /// C.11.2.1.3.1.
    Sigmoid,
}

/// Window Center (0028,1050), Window Width (0028,1051) and their function, in modality values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Centre.
    pub center: f64,
    /// Width: at least 1 for [`WindowFunction::Linear`], above 0 for the others.
    pub width: f64,
    /// The curve.
    pub function: WindowFunction,
}

impl Window {
    /// Where the window puts a modality value, from 0 (black) to 1 (white), before inversion.
    pub fn apply(&self, x: f64) -> f64 {
        let (center, width) = match self.function {
            WindowFunction::Sigmoid => return 1.0 / (1.0 + (-4.0 * (x - self.center) / self.width).exp()),
            WindowFunction::Linear => (self.center - 0.5, self.width - 1.0),
            WindowFunction::LinearExact => (self.center, self.width),
        };
        // The ends come first, so that a linear window of width 1, a threshold, never divides by zero.
        if x <= center - width / 2.0 {
            0.0
        } else if x > center + width / 2.0 {
            1.0
        } else {
            (x - center) / width + 0.5
        }
    }
}

/// How modality values become brightness.
#[derive(Debug, Clone, PartialEq)]
pub enum Voi {
    /// A VOI LUT (0028,3010): entries over the highest value that an entry can hold.
    Lut(Lut),
    /// A window.
    Window(Window),
    /// Neither in the file: from the lowest to the highest modality value of the film, padding left out.
    MinMax,
}

/// One way of showing a film that its file offers.
#[derive(Debug, Clone, PartialEq)]
pub struct VoiPreset {
    /// LUT Explanation or Window Center & Width Explanation, printable ASCII; empty if there is none.
    pub explanation: String,
    /// The transform.
    pub voi: Voi,
}

/// The VOI transforms of a data set: LUTs before windows, each in the file's order. The first is the one applied.
///
/// A table or window that does not hold together is left out with a warning: it says how to show values, not what
/// they are, and the film can still be shown.
pub(crate) fn read(set: &DataSet<'_>, signed_input: bool, warnings: &mut Vec<String>) -> Vec<VoiPreset> {
    let mut presets = Vec::new();
    let items = set.items(tags::VOI_LUT_SEQUENCE).unwrap_or_else(|error| {
        warnings.push(format!("{error}; it is left out"));
        Vec::new()
    });
    for item in items {
        match Lut::read(&item, signed_input) {
            Ok(lut) => {
                let explanation =
                    item.get(tags::LUT_EXPLANATION).map(|e| printable(e.value)).unwrap_or_default();
                presets.push(VoiPreset { explanation: explanation.trim().to_owned(), voi: Voi::Lut(lut) });
            }
            Err(what) => warnings.push(format!("(0028,3010) VOILUTSequence is left out: {what}")),
        }
    }
    windows(set, &mut presets, warnings);
    presets
}

fn windows(set: &DataSet<'_>, presets: &mut Vec<VoiPreset>, warnings: &mut Vec<String>) {
    let centers = set.decimals(tags::WINDOW_CENTER);
    let widths = set.decimals(tags::WINDOW_WIDTH);
    if centers.len() != widths.len() {
        warnings.push(format!(
            "(0028,1050) WindowCenter has {} value(s), (0028,1051) WindowWidth {}: what has no partner is left out",
            centers.len(),
            widths.len()
        ));
    }
    if centers.len() > MAX_ITEMS {
        warnings.push(format!("of {} windows the first {MAX_ITEMS} are read", centers.len()));
    }
    let function = function(set, warnings);
    let explanations = set.get(tags::WINDOW_EXPLANATION).map(|e| printable(e.value)).unwrap_or_default();
    let mut explanations = explanations.split('\\');
    for (center, width) in centers.into_iter().zip(widths).take(MAX_ITEMS) {
        let explanation = explanations.next().unwrap_or_default().trim().to_owned();
        let least = if function == WindowFunction::Linear { 1.0 } else { f64::MIN_POSITIVE };
        match (center, width) {
            (Some(center), Some(width)) if width >= least && center.abs() <= 1e12 && width <= 1e12 => {
                presets.push(VoiPreset { explanation, voi: Voi::Window(Window { center, width, function }) });
            }
            _ => {
                let shown = |tag| set.get(tag).map(|e| printable(e.value)).unwrap_or_default();
                let (center, width) = (shown(tags::WINDOW_CENTER), shown(tags::WINDOW_WIDTH));
                warnings.push(format!("(0028,1050) WindowCenter {center:?} with (0028,1051) WindowWidth {width:?} is no window and is left out"));
            }
        }
    }
}

fn function(set: &DataSet<'_>, warnings: &mut Vec<String>) -> WindowFunction {
    match set.codes(tags::VOI_LUT_FUNCTION).first().map(String::as_str) {
        None | Some("" | "LINEAR") => WindowFunction::Linear,
        Some("LINEAR_EXACT") => WindowFunction::LinearExact,
        Some("SIGMOID") => WindowFunction::Sigmoid,
        Some(other) => {
            warnings.push(format!(
                "(0028,1056) VOILUTFunction {:?} is none of the standard's; LINEAR is used",
                printable(other.as_bytes())
            ));
            WindowFunction::Linear
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of PS3.3 section C.11.2.1.2.1: centre 2048, width 4096 maps 0 to black and 4095 to white.
    #[test]
    fn the_standards_own_example() {
        let window = Window { center: 2048.0, width: 4096.0, function: WindowFunction::Linear };
        assert_eq!(window.apply(0.0), 0.0);
        assert_eq!(window.apply(4095.0), 1.0);
        let window = Window { center: 2048.0, width: 1.0, function: WindowFunction::Linear };
        assert_eq!((window.apply(2047.0), window.apply(2048.0)), (0.0, 1.0));
    }

    proptest::proptest! {
        #[test]
        fn a_window_rises_and_stays_between_black_and_white(
            center in -1e5f64..1e5, width in 1f64..1e5, a in -1e6f64..1e6, b in -1e6f64..1e6, kind in 0..3,
        ) {
            let function = [WindowFunction::Linear, WindowFunction::LinearExact, WindowFunction::Sigmoid][kind as usize];
            let window = Window { center, width, function };
            let (low, high) = (window.apply(a.min(b)), window.apply(a.max(b)));
            proptest::prop_assert!(low <= high && low >= -1e-9 && high <= 1.0 + 1e-9, "{low} {high}");
        }
    }
}
