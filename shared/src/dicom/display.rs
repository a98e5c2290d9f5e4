//! The display pipeline: from stored values to the 8-bit picture that preprocessing, training and the viewer take.
//!
//! The order is that of PS3.3 section C.11 and PS3.4 section N.2; changing it changes pixels:
//!
//! 1. Stored value (masked, shifted, sign-extended: [`StoredPixels`]).
//! 2. Modality LUT Sequence, or Rescale Slope and Intercept: C.11.1.
//! 3. VOI LUT Sequence, or else the first window: C.11.2. With neither, the film's own minimum to its maximum, padding
//!    (C.7.5.1.1.2) left out, with a warning.
//! 4. MONOCHROME1: inversion, exactly once: C.7.6.3.1.2. Presentation LUT Shape (C.11.6) never inverts again.
//! 5. 0..1 to 0..255, halves up.
//!
//! With at most 16 bits stored, steps 2 to 5 are one table of at most 65,536 entries.

use super::modality_lut::ModalityTransform;
use super::parse::DataSet;
use super::pixel_module::{Photometric, PixelModule};
use super::reason::DicomError;
use super::stored::StoredPixels;
use super::tags;
use super::voi::{self, Voi, VoiPreset, WindowFunction};
use crate::image::GrayImage;

/// Pixel Padding Value (0028,0120) and Pixel Padding Range Limit (0028,0121), PS3.3 section C.7.5.1.1.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Padding {
    /// Lowest stored value that is padding.
    pub low: i32,
    /// Highest stored value that is padding.
    pub high: i32,
}

impl Padding {
    pub(crate) fn holds(self, stored: i32) -> bool {
        (self.low..=self.high).contains(&stored)
    }
}

/// How the picture was made from the stored values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DisplayMethod {
    /// A VOI LUT of the file.
    VoiLut,
    /// A LINEAR window.
    WindowLinear,
    /// A LINEAR_EXACT window.
    WindowLinearExact,
    /// A SIGMOID window.
    WindowSigmoid,
    /// Minimum to maximum of the film.
    MinMax,
    /// Minimum to maximum of the film, padding left out.
    MinMaxWithoutPadding,
}

impl DisplayMethod {
    /// The corpus's name for it, for example `window_linear`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VoiLut => "voi_lut",
            Self::WindowLinear => "window_linear",
            Self::WindowLinearExact => "window_linear_exact",
            Self::WindowSigmoid => "window_sigmoid",
            Self::MinMax => "minmax",
            Self::MinMaxWithoutPadding => "minmax_without_padding",
        }
    }
}

/// Everything a file says about how its values become a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct DisplayPipeline {
    /// Step 2.
    pub modality: ModalityTransform,
    /// Step 3: what the file offers, the one applied first; empty if it offers nothing.
    pub presets: Vec<VoiPreset>,
    /// Padding, if the file names any.
    pub padding: Option<Padding>,
    /// Step 4.
    pub photometric: Photometric,
}

/// A picture and how it came about.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The picture, 8 bits.
    pub image: GrayImage,
    /// How step 3 was done.
    pub method: DisplayMethod,
    /// For the two min-max methods: the modality values shown as black and white (before inversion).
    pub range: Option<(f64, f64)>,
    /// Pixels that are padding.
    pub padding_pixels: usize,
}

impl DisplayPipeline {
    /// Reads the modality, VOI and padding attributes.
    ///
    /// # Errors
    ///
    /// `CORRUPT` if the modality transform does not hold together; see [`ModalityTransform`].
    pub(crate) fn read(
        set: &DataSet<'_>,
        module: &PixelModule,
        warnings: &mut Vec<String>,
    ) -> Result<Self, DicomError> {
        let modality = ModalityTransform::read(set, module.signed)?;
        let span = 1i32 << module.bits_stored;
        let (low, high) = if module.signed { (-span / 2, span / 2 - 1) } else { (0, span - 1) };
        let presets = voi::read(set, modality.signed_output(low, high), warnings);
        if presets.is_empty() {
            warnings.push(
                "the file has neither VOI LUT nor window: shown from its minimum to its maximum".to_owned(),
            );
        }
        Ok(Self { modality, presets, padding: padding(set, module), photometric: module.photometric })
    }

    /// Renders the film with a preset by its place in [`DisplayPipeline::presets`]; with `None`, or a place that
    /// is not there, as minimum to maximum.
    ///
    /// # Errors
    ///
    /// None for stored pixels of this reader; `CORRUPT` if their number did not fit rows and columns.
    pub fn render(&self, stored: &StoredPixels, preset: Option<usize>) -> Result<Rendered, DicomError> {
        let voi = preset.and_then(|index| self.presets.get(index)).map_or(&Voi::MinMax, |preset| &preset.voi);
        let frame = stored.patterns.as_slice();
        let patterns = 1usize << stored.bits_stored;
        // Which values occur matters only where the film's own range, or its padding, does.
        let needs_counts = self.padding.is_some() || *voi == Voi::MinMax;
        let counts = if needs_counts { histogram(frame, patterns) } else { Vec::new() };
        let mut padding_pixels = 0usize;
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for (pattern, count) in (0..=u16::MAX).zip(&counts).filter(|(_, count)| **count > 0) {
            let value = stored.value(pattern);
            if self.padding.is_some_and(|padding| padding.holds(value)) {
                padding_pixels += *count as usize;
                continue;
            }
            let value = self.modality.apply(value);
            (low, high) = (low.min(value), high.max(value));
        }
        let brightness = |x: f64| match voi {
            Voi::Lut(lut) => f64::from(lut.apply(x)) / f64::from(lut.maximum()),
            Voi::Window(window) => window.apply(x),
            Voi::MinMax if high > low => (x - low) / (high - low),
            Voi::MinMax => 0.0,
        };
        let table: Vec<u8> = (0..=u16::MAX)
            .take(patterns)
            .map(|pattern| {
                let y = brightness(self.modality.apply(stored.value(pattern))).clamp(0.0, 1.0);
                let y = if self.photometric == Photometric::Monochrome1 { 1.0 - y } else { y };
                // Within 0..=255 by the clamp.
                (y * 255.0 + 0.5).floor() as u8
            })
            .collect();
        let pixels =
            frame.iter().map(|pattern| table.get(usize::from(*pattern)).copied().unwrap_or(0)).collect();
        let method = match voi {
            Voi::Lut(_) => DisplayMethod::VoiLut,
            Voi::Window(window) => match window.function {
                WindowFunction::Linear => DisplayMethod::WindowLinear,
                WindowFunction::LinearExact => DisplayMethod::WindowLinearExact,
                WindowFunction::Sigmoid => DisplayMethod::WindowSigmoid,
            },
            Voi::MinMax if padding_pixels > 0 => DisplayMethod::MinMaxWithoutPadding,
            Voi::MinMax => DisplayMethod::MinMax,
        };
        let range = (*voi == Voi::MinMax && high >= low).then_some((low, high));
        let image = GrayImage::new(stored.columns, stored.rows, pixels)
            .map_err(|error| DicomError::corrupt(error.to_string()))?;
        Ok(Rendered { image, method, range, padding_pixels })
    }
}

fn histogram(frame: &[u16], patterns: usize) -> Vec<u32> {
    let mut counts = vec![0u32; patterns];
    for pattern in frame {
        if let Some(count) = counts.get_mut(usize::from(*pattern)) {
            *count += 1;
        }
    }
    counts
}

/// Padding is in stored values, with the sign that Pixel Representation gives them.
fn padding(set: &DataSet<'_>, module: &PixelModule) -> Option<Padding> {
    let one = |tag| {
        let word = set.get(tag).filter(|element| element.value.len() == 2)?.word(0)?;
        Some(if module.signed { i32::from(word.cast_signed()) } else { i32::from(word) })
    };
    let value = one(tags::PIXEL_PADDING_VALUE)?;
    let limit = one(tags::PIXEL_PADDING_RANGE_LIMIT).unwrap_or(value);
    Some(Padding { low: value.min(limit), high: value.max(limit) })
}
