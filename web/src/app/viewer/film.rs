//! A film as the viewer holds it, made from what the engine sent.

use std::cell::RefCell;

use super::geometry::Size;
use super::levels::{Curve, Values};
use super::pyramid::Pyramid;
use crate::protocol::{FilmView, VoiSummary};

/// A film, its values and the ways in which it can be shown.
pub struct Film {
    /// What the engine said of it.
    pub view: FilmView,
    /// Its presets; the first is how it is shown at first. At least one.
    pub presets: Vec<Preset>,
    /// Its values. Turned in place, as there is room for one film and not for two.
    pub pyramid: RefCell<Pyramid>,
}

/// A way of showing a film.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// What it is called.
    pub name: PresetName,
    /// What it does.
    pub curve: Curve,
}

/// What a preset is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PresetName {
    /// A window of the file: its explanation, which may be empty, and its number from 1.
    Window(String, usize),
    /// A VOI LUT of the file, likewise.
    Table(String, usize),
    /// From the lowest to the highest value.
    Whole,
    /// From the 1st to the 99th percentile.
    Fitted,
    /// The gray levels of a picture that is not DICOM.
    AsStored,
}

impl Film {
    /// Takes a film apart. `None` if the words are not what `view` says: a picture with missing parts is never shown.
    pub fn new(view: FilmView, mut words: Vec<u16>) -> Option<Self> {
        let (width, height) = (view.width as usize, view.height as usize);
        let pixels = width.checked_mul(height)?;
        if words.len() < pixels || !view.slope.is_finite() || view.slope == 0.0 || !view.intercept.is_finite()
        {
            return None;
        }
        let mut entries = words.split_off(pixels).into_iter();
        let mut presets = Vec::with_capacity(view.presets.len() + 2);
        for (preset, number) in view.presets.iter().zip(1..) {
            let window =
                |curve| Preset { name: PresetName::Window(preset.explanation.clone(), number), curve };
            presets.push(match preset.voi {
                VoiSummary::Linear { center, width } => window(Curve::Linear { center, width }),
                VoiSummary::LinearExact { center, width } => window(Curve::LinearExact { center, width }),
                VoiSummary::Sigmoid { center, width } => window(Curve::Sigmoid { center, width }),
                VoiSummary::Table { first, maximum, entries: count } => {
                    let entries: Vec<u16> = entries.by_ref().take(count as usize).collect();
                    if entries.is_empty() || entries.len() != count as usize || maximum == 0 {
                        return None;
                    }
                    let name = PresetName::Table(preset.explanation.clone(), number);
                    Preset { name, curve: Curve::Table { first, maximum, entries } }
                }
            });
        }
        if entries.next().is_some() {
            return None;
        }
        if view.plain {
            let curve = Curve::Range { low: 0.0, high: 255.0 };
            presets.push(Preset { name: PresetName::AsStored, curve });
        }
        for (name, [low, high]) in [(PresetName::Whole, view.whole), (PresetName::Fitted, view.fitted)] {
            presets.push(Preset { name, curve: Curve::Range { low, high } });
        }
        let pyramid = RefCell::new(Pyramid::new(width, height, words)?);
        Some(Self { view, presets, pyramid })
    }

    /// Columns and rows of its values.
    pub fn size(&self) -> Size {
        Size { width: f64::from(self.view.width), height: f64::from(self.view.height) }
    }

    /// What its codes stand for.
    pub fn values(&self) -> Values {
        Values { first: self.view.first, slope: self.view.slope, intercept: self.view.intercept }
    }

    /// How far its values reach: a drag across a film of many values moves the window further.
    pub fn span(&self) -> f64 {
        let [low, high] = self.view.whole;
        (high - low).max(1.0)
    }

    /// Whether a code is padding.
    pub fn is_padding(&self, code: u16) -> bool {
        self.view.padding.is_some_and(|[low, high]| (low..=high).contains(&u32::from(code)))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::protocol::PresetSummary;

    /// A film without presets.
    pub(crate) fn view(width: u32, height: u32) -> FilmView {
        FilmView {
            width,
            height,
            scaled_from: [width, height],
            reduction: 1,
            code_count: 4096,
            first: 0,
            slope: 1.0,
            intercept: 0.0,
            units: None,
            presets: vec![],
            inverse: false,
            whole: [5.0, 4000.0],
            fitted: [100.0, 3000.0],
            padding: None,
            spacing: None,
            orientation: None,
            laterality: None,
            view_position: None,
            plain: false,
        }
    }

    fn preset(voi: VoiSummary) -> PresetSummary {
        PresetSummary { explanation: "BONE".into(), voi }
    }

    #[test]
    fn tables_are_found_behind_the_values() {
        let table = |entries| preset(VoiSummary::Table { first: 3, maximum: 255, entries });
        let window = preset(VoiSummary::Sigmoid { center: 1.0, width: 2.0 });
        let view = FilmView { presets: vec![table(2), window, table(3)], ..view(2, 1) };
        let film = Film::new(view.clone(), vec![7, 8, 10, 11, 20, 21, 22]).unwrap();
        let entries = |at: usize| match &film.presets[at].curve {
            Curve::Table { entries, .. } => entries.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!((entries(0), entries(2)), (vec![10, 11], vec![20, 21, 22]));
        assert_eq!(film.presets[1].name, PresetName::Window("BONE".into(), 2));
        assert_eq!(film.presets.len(), 5);
        assert_eq!(film.pyramid.borrow().code(1, 0), Some(8));
        assert!(Film::new(view.clone(), vec![7, 8, 10, 11, 20, 21]).is_none(), "too short");
        assert!(Film::new(view, vec![7, 8, 10, 11, 20, 21, 22, 23]).is_none(), "too long");
    }

    #[test]
    fn a_file_without_windows_is_shown_whole_and_a_plain_picture_as_it_is() {
        let film = Film::new(view(1, 1), vec![0]).unwrap();
        assert_eq!(
            film.presets[0],
            Preset { name: PresetName::Whole, curve: Curve::Range { low: 5.0, high: 4000.0 } }
        );
        let plain = Film::new(FilmView { plain: true, ..view(1, 1) }, vec![0]).unwrap();
        assert_eq!(plain.presets[0].name, PresetName::AsStored);
    }

    #[test]
    fn numbers_that_mean_nothing_are_refused() {
        assert!(Film::new(FilmView { slope: 0.0, ..view(1, 1) }, vec![0]).is_none());
        assert!(Film::new(FilmView { intercept: f64::NAN, ..view(1, 1) }, vec![0]).is_none());
        assert!(Film::new(view(0, 1), vec![]).is_none());
    }

    #[test]
    fn padding_is_told_by_its_code() {
        let film = Film::new(FilmView { padding: Some([0, 3]), ..view(1, 1) }, vec![0]).unwrap();
        assert!(film.is_padding(3) && !film.is_padding(4));
        assert_eq!(film.span(), 3995.0);
    }
}
