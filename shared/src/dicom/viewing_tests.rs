//! What a viewer is handed, and that the page makes of it the gray levels that the model sees.

use proptest::prelude::*;

use super::synthetic::{El, data_set, file_with, film, part10, with};
use super::*;

// The page's own arithmetic, by its file: the page does not link this crate, and must agree with it all the same.
#[path = "../../../web/src/app/viewer/levels.rs"]
#[allow(dead_code, unreachable_pub)]
mod levels;

#[path = "../../tests/corpus/mod.rs"]
#[allow(dead_code)]
mod corpus;

use levels::{Curve, Values};

fn read(elements: &[El<'_>]) -> Inspection {
    inspect(&part10("1.2.840.10008.1.2.1", &data_set(elements)), &AcquisitionScope::chest_frontal())
}

fn viewing(inspection: &Inspection) -> Viewing {
    let (stored, pipeline) = inspection.stored.as_ref().zip(inspection.pipeline.as_ref()).expect("decoded");
    Viewing::new(stored, pipeline, MOST_PIXELS)
}

/// The page's gray levels with a preset, or from minimum to maximum.
fn painted(viewing: &Viewing, preset: Option<usize>) -> Vec<u8> {
    let curve = match preset.and_then(|at| viewing.presets.get(at)).map(|preset| &preset.voi) {
        Some(Voi::Window(Window { center, width, function })) => match function {
            WindowFunction::Linear => Curve::Linear { center: *center, width: *width },
            WindowFunction::LinearExact => Curve::LinearExact { center: *center, width: *width },
            WindowFunction::Sigmoid => Curve::Sigmoid { center: *center, width: *width },
        },
        Some(Voi::Lut(lut)) => {
            Curve::Table { first: lut.first(), maximum: lut.maximum(), entries: lut.entries().to_vec() }
        }
        _ => Curve::Range { low: viewing.whole[0], high: viewing.whole[1] },
    };
    let Viewing { first, slope, intercept, .. } = *viewing;
    let mut gray = vec![0; levels::TABLE];
    levels::fill(
        &mut gray,
        Values { first, slope, intercept },
        viewing.code_count,
        &curve,
        viewing.inverse,
        false,
    );
    viewing.codes.iter().map(|code| gray[usize::from(*code)]).collect()
}

/// Every preset, and minimum to maximum, on the page and in the display pipeline.
fn assert_painted_as_displayed(elements: &[El<'_>]) {
    compare(&read(elements));
}

fn compare(inspection: &Inspection) {
    let viewing = viewing(inspection);
    let (stored, pipeline) = inspection.stored.as_ref().zip(inspection.pipeline.as_ref()).expect("decoded");
    for preset in (0..pipeline.presets.len()).map(Some).chain([None]) {
        let displayed = pipeline.render(stored, preset).expect("renders").image;
        assert_eq!(painted(&viewing, preset), displayed.pixels(), "preset {preset:?}");
    }
    let first = painted(&viewing, Some(0));
    assert_eq!(first, inspection.picture().expect("a picture").pixels(), "the model's own");
}

/// 16 x 16 values of 16 bits, every 257th.
fn words() -> Vec<u8> {
    (0..256u16).flat_map(|i| (i * 257).to_le_bytes()).collect()
}

/// A film of 16 bits.
fn wide<'a>(signed: &'a [u8; 2], pixels: &'a [u8]) -> Vec<El<'a>> {
    let film = with(with(film(), (0x0028, 0x0100, b"US", &[16, 0])), (0x0028, 0x0101, b"US", &[16, 0]));
    let film = with(with(film, (0x0028, 0x0102, b"US", &[15, 0])), (0x0028, 0x0103, b"US", signed));
    with(film, (0x7FE0, 0x0010, b"OW", pixels))
}

/// An item that holds a LUT.
fn lut(descriptor: [u16; 3], entries: &[u16]) -> Vec<u8> {
    let bytes = |words: &[u16]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let body = data_set(&[
        (0x0028, 0x3002, b"US", &bytes(&descriptor)),
        (0x0028, 0x3003, b"LO", b"BONE"),
        (0x0028, 0x3006, b"OW", &bytes(entries)),
    ]);
    [&[0xFE, 0xFF, 0x00, 0xE0], &(body.len() as u32).to_le_bytes()[..], &body].concat()
}

#[test]
fn windows_of_every_function_are_painted_as_displayed() {
    let pixels = words();
    for signed in [&[0, 0], &[1, 0]] {
        for function in [b"LINEAR".as_slice(), b"LINEAR_EXACT", b"SIGMOID"] {
            for photometric in [b"MONOCHROME1".as_slice(), b"MONOCHROME2"] {
                let film = with(wide(signed, &pixels), (0x0028, 0x1050, b"DS", br"2000\-300.5\100"));
                let film = with(film, (0x0028, 0x1051, b"DS", br"4000\1250.25\1"));
                let film = with(film, (0x0028, 0x1056, b"CS", function));
                let film = with(film, (0x0028, 0x0004, b"CS", photometric));
                assert_painted_as_displayed(&film);
                let film =
                    with(with(film, (0x0028, 0x1052, b"DS", b"-1024")), (0x0028, 0x1053, b"DS", b"-0.37"));
                assert_painted_as_displayed(&film);
            }
        }
    }
}

#[test]
fn tables_are_painted_as_displayed_and_travel_behind_the_values() {
    let pixels = words();
    let entries: Vec<u16> = (0..1000u32).map(|i| (i * i / 250) as u16).collect();
    let voi = lut([1000, 300, 12], &entries);
    let film = with(wide(&[0, 0], &pixels), (0x0028, 0x3010, b"SQ", &voi));
    assert_painted_as_displayed(&film);
    let view = viewing(&read(&film));
    assert_eq!(view.presets[0].explanation, "BONE");
    assert_eq!(view.clone().into_words()[256..], entries);
    let modality = lut([1000, 100, 16], &entries);
    let film = with(film, (0x0028, 0x3000, b"SQ", &modality));
    assert_painted_as_displayed(&film);
    let view = viewing(&read(&film));
    assert_eq!((view.first, view.slope, view.value(view.codes[255])), (0, 1.0, f64::from(entries[999])));
}

#[test]
fn padding_plays_no_part_in_the_range_and_is_told() {
    let pixels = words();
    let film = with(wide(&[0, 0], &pixels), (0x0028, 0x0120, b"US", &[0, 0]));
    let limit = 2570u16.to_le_bytes();
    let film = with(film, (0x0028, 0x0121, b"US", &limit));
    assert_painted_as_displayed(&film);
    let view = viewing(&read(&film));
    assert_eq!((view.padding, view.whole), (Some([0, 2570]), [2827.0, 65_535.0]));
    // Of the 245 values that are left, the 3rd and the last but two.
    assert_eq!(view.fitted, [3341.0, 65_021.0]);
    let all = with(film, (0x0028, 0x0121, b"US", &[0xFF, 0xFF]));
    assert_painted_as_displayed(&all);
    assert_eq!(viewing(&read(&all)).whole, [0.0, 0.0]);
}

#[test]
fn every_film_of_the_corpus_is_painted_as_displayed() {
    let Some(folder) = corpus::folder() else {
        println!("skipped: no dicom-corpus beside the project and LOBAR_SHARED is not set");
        return;
    };
    let mut films = 0;
    for entry in corpus::entries(&folder) {
        let options = InspectOptions { decode_rejected: true };
        let inspection = inspect_with(&entry.bytes, &AcquisitionScope::chest_frontal(), options);
        if inspection.stored.is_some() {
            compare(&inspection);
            films += 1;
        }
    }
    println!("{films} films compared");
    assert!(films > 0, "the corpus has films");
}

#[test]
fn a_film_that_is_too_large_is_averaged() {
    let inspection = read(&film());
    let (stored, pipeline) = inspection.stored.as_ref().zip(inspection.pipeline.as_ref()).expect("decoded");
    let view = Viewing::new(stored, pipeline, 255);
    assert_eq!((view.rows, view.columns, view.reduction), (8, 8, 2));
    // 0, 1, 16 and 17: their mean is 8.5, and halves go up.
    assert_eq!((view.codes[0], view.codes[63]), (9, 247));
    let view = Viewing::new(stored, pipeline, 36);
    assert_eq!((view.rows, view.columns, view.reduction), (6, 6, 3));
    assert_eq!(view.codes[35], 255, "the last square has one pixel");
    let view = Viewing::new(stored, pipeline, 0);
    assert_eq!((view.codes.as_slice(), view.whole), ([128].as_slice(), [0.0, 255.0]));
}

#[test]
fn a_picture_is_shown_by_its_own_gray_levels() {
    let image = crate::image::GrayImage::new(4, 2, vec![0, 3, 3, 7, 200, 9, 9, 255]).expect("sound");
    let view = Viewing::of_picture(&image, MOST_PIXELS);
    assert!(view.plain && view.presets.is_empty());
    assert_eq!((view.rows, view.columns, view.whole), (2, 4, [0.0, 255.0]));
    assert_eq!(view.codes, [0, 3, 3, 7, 200, 9, 9, 255]);
    assert_eq!(Viewing::of_picture(&image, 2).codes, [53, 69]);
}

fn geometry(element: El<'_>) -> FilmGeometry {
    let scope = AcquisitionScope::chest_frontal();
    inspect(&file_with(element), &scope).geometry.expect("decoded")
}

#[test]
fn directions_are_letters_of_the_standard_or_nothing() {
    let stated = |value| geometry((0x0020, 0x0020, b"CS", value)).orientation;
    assert_eq!(stated(br"L\F"), Some(["L".to_owned(), "F".to_owned()]));
    assert_eq!(stated(br"lf\PH"), Some(["LF".to_owned(), "PH".to_owned()]));
    for bad in [b"L".as_slice(), br"L\F\A", br"L\", br"LR\F", br"LL\F", br"LEFT\FOOT", b""] {
        assert_eq!(stated(bad), None, "{bad:?}");
    }
}

#[test]
fn spacing_says_where_it_was_measured() {
    let spacing = |element| geometry(element).spacing;
    let at_detector = spacing((0x0018, 0x1164, b"DS", br"0.2\0.1"));
    assert_eq!(at_detector, Some(PixelSpacing { rows: 0.2, columns: 0.1, at_detector: true }));
    let calibrated = spacing((0x0028, 0x0030, b"DS", br"0.2\0.1"));
    assert_eq!(calibrated, at_detector, "one spacing alone says nothing of a calibration");
    let both = with(film(), (0x0028, 0x0030, b"DS", br"0.18\0.09"));
    let both = with(both, (0x0018, 0x1164, b"DS", br"0.2\0.1"));
    assert_eq!(
        read(&both).geometry.and_then(|g| g.spacing).map(|s| (s.rows, s.at_detector)),
        Some((0.18, false))
    );
    assert_eq!(spacing((0x0028, 0x0030, b"DS", br"0\0.1")), None);
}

#[test]
fn laterality_and_units() {
    assert_eq!(geometry((0x0020, 0x0062, b"CS", b"R")).laterality.as_deref(), Some("R"));
    assert_eq!(geometry((0x0020, 0x0060, b"CS", b"left")).laterality, None);
    assert_eq!(geometry((0x0028, 0x1054, b"LO", b"OD")).units.as_deref(), Some("OD"));
    assert_eq!(geometry((0x0028, 0x1054, b"LO", b"US")).units, None);
}

proptest! {
    #[test]
    fn any_window_is_painted_as_displayed(
        center in -70_000.0f64..70_000.0,
        width in 1.0f64..70_000.0,
        slope in prop::sample::select(vec![-3.0, -0.01, 0.5, 1.0, 17.0]),
        function in prop::sample::select(vec!["LINEAR", "LINEAR_EXACT", "SIGMOID"]),
    ) {
        let pixels = words();
        let (center, width, slope) = (format!("{center:.3}"), format!("{width:.3}"), slope.to_string());
        let film = with(wide(&[1, 0], &pixels), (0x0028, 0x1050, b"DS", center.as_bytes()));
        let film = with(film, (0x0028, 0x1051, b"DS", width.as_bytes()));
        let film = with(film, (0x0028, 0x1053, b"DS", slope.as_bytes()));
        assert_painted_as_displayed(&with(film, (0x0028, 0x1056, b"CS", function.as_bytes())));
    }
}
