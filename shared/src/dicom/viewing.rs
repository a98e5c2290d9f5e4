//! What a viewer needs of a film: its values, how they become gray levels, and where they lie in the patient.
//!
//! The model's picture is [`super::display`]'s, of 8 bits. A reader wants to choose the window, so a viewer is handed the
//! values after the Modality LUT (PS3.3 section C.11.1) in 16 bits, and what the file says of the steps that follow.
//! Applied in the order of [`super::display`], the first preset gives the model's gray levels exactly.

use super::display::DisplayPipeline;
use super::modality_lut::ModalityTransform;
use super::parse::DataSet;
use super::pixel_module::Photometric;
use super::stored::StoredPixels;
use super::tags;
use super::values::printable;
use super::voi::{Voi, VoiPreset};
use crate::image::GrayImage;

/// The most pixels that are handed to a viewer: 32 MiB of values. A 43 cm detector of 0.1 mm has 18.5 million pixels.
pub const MOST_PIXELS: usize = 1 << 24;

/// Parts of the pixels that a fitted window leaves below black and above white.
const TAIL: f64 = 0.01;

/// Where a film lies in the patient, and how large its pixels are. It is not about who the patient is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FilmGeometry {
    /// How large the pixels are, if the file tells.
    pub spacing: Option<PixelSpacing>,
    /// Patient Orientation (0020,0020), PS3.3 section C.7.6.1.1.1: where rows and where columns lead, such as `L` and
    /// `F`. Letters of `APLRHF`, one to three each.
    pub orientation: Option<[String; 2]>,
    /// Image Laterality (0020,0062), else Laterality (0020,0060): `R`, `L`, `U` or `B`.
    pub laterality: Option<String>,
    /// What modality values are counted in: Rescale Type (0028,1054), or Modality LUT Type (0028,3004); `None` where it
    /// is absent or unspecified.
    pub units: Option<String>,
}

/// The size of a pixel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PixelSpacing {
    /// Millimetres between rows, above 0.
    pub rows: f64,
    /// Millimetres between columns, above 0.
    pub columns: f64,
    /// Measured at the detector, or nothing says otherwise: the patient is smaller by the magnification, PS3.3 section
    /// 10.7.1.3. `false` where the file has two spacings, of which this is the calibrated one.
    pub at_detector: bool,
}

impl FilmGeometry {
    /// Reads what the file tells. What is not of its kind is as good as absent: nothing is measured with it.
    pub(crate) fn read(set: &DataSet<'_>) -> Self {
        let orientation = match set.codes(tags::PATIENT_ORIENTATION).as_slice() {
            [row, column] if is_direction(row) && is_direction(column) => Some([row.clone(), column.clone()]),
            _ => None,
        };
        let laterality = [tags::IMAGE_LATERALITY, tags::LATERALITY]
            .into_iter()
            .find_map(|tag| set.codes(tag).into_iter().next())
            .filter(|side| matches!(side.as_str(), "R" | "L" | "U" | "B"));
        Self { spacing: spacing(set), orientation, laterality, units: units(set) }
    }
}

/// A direction of PS3.3 section C.7.6.1.1.1: each axis of the patient at most once.
fn is_direction(text: &str) -> bool {
    let axis = |letter| match letter {
        'A' | 'P' => Some(0),
        'L' | 'R' => Some(1),
        'H' | 'F' => Some(2),
        _ => None,
    };
    let mut seen = [false; 3];
    (1..=3).contains(&text.len())
        && text
            .chars()
            .all(|letter| axis(letter).is_some_and(|at: usize| !std::mem::replace(&mut seen[at], true)))
}

/// Pixel Spacing (0028,0030), else Imager Pixel Spacing (0018,1164), PS3.3 section 10.7.1.3.
fn spacing(set: &DataSet<'_>) -> Option<PixelSpacing> {
    let pair = |tag| match set.decimals(tag).as_slice() {
        [Some(rows), Some(columns)] if *rows > 0.0 && *columns > 0.0 => Some((*rows, *columns)),
        _ => None,
    };
    let (calibrated, imager) = (pair(tags::PIXEL_SPACING), pair(tags::IMAGER_PIXEL_SPACING));
    let (rows, columns) = calibrated.or(imager)?;
    let at_detector = calibrated.is_none() || imager.is_none() || calibrated == imager;
    Some(PixelSpacing { rows, columns, at_detector })
}

fn units(set: &DataSet<'_>) -> Option<String> {
    let lut = set.items(tags::MODALITY_LUT_SEQUENCE).unwrap_or_default();
    let element = match lut.first() {
        Some(item) => item.get(tags::MODALITY_LUT_TYPE),
        None => set.get(tags::RESCALE_TYPE),
    };
    let text = printable(element?.value).trim().to_owned();
    // US stands for unspecified, PS3.3 section C.11.1.1.2.
    (!text.is_empty() && text != "US").then_some(text)
}

/// A film for a viewer. `Debug` prints no pixels.
///
/// # Shapes
///
/// `codes`: `rows x columns`, row-major.
#[derive(Clone, PartialEq)]
pub struct Viewing {
    /// Rows of `codes`.
    pub rows: usize,
    /// Columns of `codes`.
    pub columns: usize,
    /// How many rows and columns of the film became one; 1 if `codes` are the film's own values.
    pub reduction: usize,
    /// One value a pixel; [`Viewing::value`] says what it stands for.
    pub codes: Vec<u16>,
    /// Codes are below this.
    pub code_count: u32,
    /// What the code 0 stands for before slope and intercept.
    pub first: i32,
    /// Rescale Slope, 1 without.
    pub slope: f64,
    /// Rescale Intercept, 0 without.
    pub intercept: f64,
    /// What the file offers; the first is what the model sees. Empty if it offers nothing.
    pub presets: Vec<VoiPreset>,
    /// Low values are bright: MONOCHROME1.
    pub inverse: bool,
    /// Lowest and highest modality value, padding left out; `[0, 0]` if all is padding.
    pub whole: [f64; 2],
    /// Modality values of the 1st and the 99th percentile, padding left out; `[0, 0]` if all is padding.
    pub fitted: [f64; 2],
    /// Lowest and highest code that is padding. `None` without padding, and after a Modality LUT, which can give padding
    /// and the film the same value.
    pub padding: Option<[u16; 2]>,
    /// A picture that is not DICOM: its values are gray levels from 0 to 255.
    pub plain: bool,
}

// A film is patient data: a log line never holds its pixels.
impl std::fmt::Debug for Viewing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Viewing({} x {})", self.rows, self.columns)
    }
}

impl Viewing {
    /// The film for a viewer that takes at most `most` pixels, of which there is at least one. A larger film is averaged
    /// over squares of as few pixels as will do, with what is left of them at the right and the lower edge.
    pub fn new(stored: &StoredPixels, pipeline: &DisplayPipeline, most: usize) -> Self {
        let (low, high) = stored.range();
        let (first, slope, intercept, code_count) = match &pipeline.modality {
            ModalityTransform::Identity => (low, 1.0, 0.0, (high - low + 1).unsigned_abs()),
            ModalityTransform::Rescale { slope, intercept } => {
                (low, *slope, *intercept, (high - low + 1).unsigned_abs())
            }
            ModalityTransform::Lut(lut) => (0, 1.0, 0.0, u32::from(lut.maximum()) + 1),
        };
        // A code of a bit pattern; by a table, as a film has many more pixels than patterns.
        let table: Vec<u16> = (0..=u16::MAX)
            .take(1 << stored.bits_stored)
            .map(|pattern| {
                let value = stored.value(pattern);
                match &pipeline.modality {
                    ModalityTransform::Lut(lut) => lut.apply(f64::from(value)),
                    // At most 65535: stored values have at most 16 bits.
                    _ => value.abs_diff(low) as u16,
                }
            })
            .collect();
        let code = |pattern: &u16| table.get(usize::from(*pattern)).copied().unwrap_or(0);
        let codes: Vec<u16> = stored.patterns.iter().map(code).collect();
        let mut counts = vec![0u64; 1 << 16];
        for (pattern, code) in stored.patterns.iter().zip(&codes) {
            let padded = pipeline.padding.is_some_and(|padding| padding.holds(stored.value(*pattern)));
            if let Some(count) = counts.get_mut(usize::from(*code)).filter(|_| !padded) {
                *count += 1;
            }
        }
        let padding = match (&pipeline.modality, pipeline.padding) {
            (ModalityTransform::Lut(_), _) | (_, None) => None,
            (_, Some(padding)) if padding.high < low || padding.low > high => None,
            (_, Some(padding)) => {
                let code = |value: i32| value.clamp(low, high).abs_diff(low) as u16;
                Some([code(padding.low), code(padding.high)])
            }
        };
        let mut viewing = Self {
            rows: stored.rows,
            columns: stored.columns,
            reduction: 1,
            codes,
            code_count,
            first,
            slope,
            intercept,
            presets: pipeline.presets.clone(),
            inverse: pipeline.photometric == Photometric::Monochrome1,
            whole: [0.0; 2],
            fitted: [0.0; 2],
            padding,
            plain: false,
        };
        viewing.measure(&counts);
        viewing.reduce(most);
        viewing
    }

    /// A picture that is not DICOM, for a viewer that takes at most `most` pixels.
    pub fn of_picture(image: &GrayImage, most: usize) -> Self {
        let mut counts = vec![0u64; 1 << 8];
        for level in image.pixels() {
            if let Some(count) = counts.get_mut(usize::from(*level)) {
                *count += 1;
            }
        }
        let mut viewing = Self {
            rows: image.height(),
            columns: image.width(),
            reduction: 1,
            codes: image.pixels().iter().map(|level| u16::from(*level)).collect(),
            code_count: 1 << 8,
            first: 0,
            slope: 1.0,
            intercept: 0.0,
            presets: Vec::new(),
            inverse: false,
            whole: [0.0; 2],
            fitted: [0.0; 2],
            padding: None,
            plain: true,
        };
        viewing.measure(&counts);
        viewing.reduce(most);
        viewing
    }

    /// The modality value of a code.
    pub fn value(&self, code: u16) -> f64 {
        f64::from(i32::from(code) + self.first) * self.slope + self.intercept
    }

    /// The values for transport: `codes`, then the entries of every VOI LUT in the order of the presets.
    pub fn into_words(self) -> Vec<u16> {
        let presets = self.presets;
        let luts = presets.iter().filter_map(|preset| match &preset.voi {
            Voi::Lut(lut) => Some(lut.entries()),
            _ => None,
        });
        let mut words = self.codes;
        words.extend(luts.flatten());
        words
    }

    /// Finds the ranges from the number of pixels of each code, padding left out.
    fn measure(&mut self, counts: &[u64]) {
        let shown: u64 = counts.iter().sum();
        // The code that a part of the pixels lies below.
        let quantile = |part: f64| {
            let rank = (part * shown.saturating_sub(1) as f64).round() as u64;
            let mut below = 0;
            counts.iter().position(|count| {
                below += count;
                below > rank
            })
        };
        let between = |low: f64, high: f64| match (quantile(low), quantile(high)) {
            (Some(a), Some(b)) => {
                let (a, b) = (self.value(a as u16), self.value(b as u16));
                [a.min(b), a.max(b)]
            }
            _ => [0.0; 2],
        };
        (self.whole, self.fitted) = (between(0.0, 1.0), between(TAIL, 1.0 - TAIL));
    }

    fn reduce(&mut self, most: usize) {
        let after = |by: usize| self.rows.div_ceil(by) * self.columns.div_ceil(by);
        let by = (1..).find(|by| after(*by) <= most.max(1)).unwrap_or(1);
        if by == 1 {
            return;
        }
        let (rows, columns) = (self.rows.div_ceil(by), self.columns.div_ceil(by));
        let mut reduced = Vec::with_capacity(rows * columns);
        for lines in self.codes.chunks(by * self.columns) {
            let (mut sums, mut counts) = (vec![0u64; columns], vec![0u64; columns]);
            for line in lines.chunks(self.columns) {
                for ((part, sum), count) in line.chunks(by).zip(&mut sums).zip(&mut counts) {
                    *sum += part.iter().map(|code| u64::from(*code)).sum::<u64>();
                    *count += part.len() as u64;
                }
            }
            // A mean of 16-bit values has 16 bits; halves go up.
            reduced.extend(
                sums.iter().zip(&counts).map(|(sum, count)| ((sum + count / 2) / count.max(&1)) as u16),
            );
        }
        (self.codes, self.rows, self.columns, self.reduction) = (reduced, rows, columns, by);
    }
}
