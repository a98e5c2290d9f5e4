//! What the rest of the pipeline takes of an accepted film.

use super::display::{DisplayMethod, DisplayPipeline, Rendered};
use super::parse::DataSet;
use super::tags;
use super::voi::{Voi, VoiPreset, Window};
use crate::image::GrayImage;

/// A film inside the scope, as the display pipeline leaves it. `Debug` prints no pixels.
#[derive(Debug, Clone)]
pub struct Radiograph {
    /// The picture, 8 bits, bone bright.
    pub image: GrayImage,
    /// In upper case, for example `PA`: one of the scope's views.
    pub view_position: String,
    /// Patient's age in years, if the file tells.
    pub patient_age_years: Option<f32>,
    /// Patient's Sex (0010,0040) in upper case, for example `F`.
    pub patient_sex: Option<String>,
    /// How values became gray levels.
    pub method: DisplayMethod,
    /// The window applied, if it was one.
    pub window: Option<Window>,
    /// For the min-max methods: the modality values at the two ends.
    pub display_range: Option<(f64, f64)>,
    /// Pixels that the file marks as padding.
    pub padding_pixels: usize,
    /// Every VOI LUT and window of the file; the first is the one applied.
    pub presets: Vec<VoiPreset>,
    /// Millimetres between rows and between columns, both above 0: Pixel Spacing (0028,0030), else Imager Pixel Spacing
    /// (0018,1164), which is measured at the detector.
    pub pixel_spacing: Option<[f64; 2]>,
}

impl Radiograph {
    pub(crate) fn new(
        set: &DataSet<'_>,
        pipeline: &DisplayPipeline,
        rendered: Rendered,
        view_position: String,
        patient_age_years: Option<f32>,
    ) -> Self {
        let window = match pipeline.presets.first().map(|preset| &preset.voi) {
            Some(Voi::Window(window)) => Some(*window),
            _ => None,
        };
        Self {
            image: rendered.image,
            view_position,
            patient_age_years,
            patient_sex: set.codes(tags::PATIENT_SEX).into_iter().next().filter(|sex| !sex.is_empty()),
            method: rendered.method,
            window,
            display_range: rendered.range,
            padding_pixels: rendered.padding_pixels,
            presets: pipeline.presets.clone(),
            pixel_spacing: spacing(set),
        }
    }
}

fn spacing(set: &DataSet<'_>) -> Option<[f64; 2]> {
    [tags::PIXEL_SPACING, tags::IMAGER_PIXEL_SPACING].into_iter().find_map(|tag| {
        match set.decimals(tag).as_slice() {
            [Some(rows), Some(columns)] if *rows > 0.0 && *columns > 0.0 => Some([*rows, *columns]),
            _ => None,
        }
    })
}
