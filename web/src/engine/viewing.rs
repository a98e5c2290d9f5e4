//! One film: from its bytes to the viewer.

use shared::dicom::{
    AcquisitionScope, FilmGeometry, InspectOptions, MOST_PIXELS, Viewing, Voi, VoiPreset, WindowFunction,
    inspect_with,
};
use shared::picture;

use crate::protocol::{FilmView, PresetSummary, SpacingSummary, VoiSummary};

/// A film for the viewer with its values, also a refused one if its pixels can be read.
pub(super) fn view(bytes: &[u8]) -> Option<(FilmView, Vec<u16>)> {
    if picture::is_picture(bytes) {
        let viewing = Viewing::of_picture(&picture::decode(bytes).ok()?, MOST_PIXELS);
        let film = [viewing.columns, viewing.rows].map(|side| (side * viewing.reduction) as u32);
        let view = describe(&viewing, &FilmGeometry::default(), film, None);
        return Some((view, viewing.into_words()));
    }
    let options = InspectOptions { decode_rejected: true };
    // Any scope will do: the values do not depend on it.
    let inspection = inspect_with(bytes, &AcquisitionScope::chest_frontal(), options);
    let (stored, pipeline) = (inspection.stored?, inspection.pipeline?);
    let viewing = Viewing::new(&stored, &pipeline, MOST_PIXELS);
    let film = [stored.columns() as u32, stored.rows() as u32];
    // Room for the words, which are copied once more when they are handed over.
    drop((stored, pipeline));
    let position = inspection.radiograph.map(|film| film.view_position);
    let view = describe(&viewing, &inspection.geometry.unwrap_or_default(), film, position);
    Some((view, viewing.into_words()))
}

/// A film for the viewer. `film`: its own columns and rows.
fn describe(
    viewing: &Viewing,
    geometry: &FilmGeometry,
    film: [u32; 2],
    view_position: Option<String>,
) -> FilmView {
    FilmView {
        width: viewing.columns as u32,
        height: viewing.rows as u32,
        scaled_from: film,
        reduction: viewing.reduction as u32,
        code_count: viewing.code_count,
        first: viewing.first,
        slope: viewing.slope,
        intercept: viewing.intercept,
        units: geometry.units.clone(),
        presets: viewing.presets.iter().filter_map(preset).collect(),
        inverse: viewing.inverse,
        whole: viewing.whole,
        fitted: viewing.fitted,
        padding: viewing.padding.map(|codes| codes.map(u32::from)),
        spacing: geometry.spacing.map(|s| SpacingSummary {
            rows: s.rows,
            columns: s.columns,
            at_detector: s.at_detector,
        }),
        orientation: geometry.orientation.clone(),
        laterality: geometry.laterality.clone(),
        view_position,
        plain: viewing.plain,
    }
}

fn preset(preset: &VoiPreset) -> Option<PresetSummary> {
    let voi = match &preset.voi {
        Voi::Window(window) => {
            let (center, width) = (window.center, window.width);
            match window.function {
                WindowFunction::Linear => VoiSummary::Linear { center, width },
                WindowFunction::LinearExact => VoiSummary::LinearExact { center, width },
                WindowFunction::Sigmoid => VoiSummary::Sigmoid { center, width },
            }
        }
        Voi::Lut(lut) => VoiSummary::Table {
            first: lut.first(),
            maximum: lut.maximum(),
            entries: lut.entries().len() as u32,
        },
        // No preset of a file is this.
        Voi::MinMax => return None,
    };
    Some(PresetSummary { explanation: preset.explanation.clone(), voi })
}
