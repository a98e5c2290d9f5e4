//! Rescale, look-up tables, windows and padding over a small film whose pixels are beyond doubt.

#![no_main]

use seeds::NAME;
use seeds::input::Display;
use shared::dicom::{Inspection, ModalityTransform, Photometric, ReasonCode, Voi, WindowFunction};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(input) = Display::parse(data) else { return };
    let inspection = fuzz::examine(&input.file());
    // What is wrong about the display refuses the film in one way only: the modality transform has no meaning.
    assert!(inspection.reasons.iter().all(|reason| *reason == ReasonCode::Corrupt));
    fuzz::withholds(&inspection, NAME, data);
    rises(&inspection);
});

/// Without a table, gray levels follow the stored values: up, or down for a negative slope and for MONOCHROME1.
fn rises(inspection: &Inspection) {
    let (Some(stored), Some(pipeline)) = (&inspection.stored, &inspection.pipeline) else { return };
    let upwards = match pipeline.modality {
        ModalityTransform::Identity => true,
        ModalityTransform::Rescale { slope, .. } => slope > 0.0,
        ModalityTransform::Lut(_) => return,
    };
    let tolerance = match pipeline.presets.first().map(|preset| &preset.voi) {
        Some(Voi::Lut(_)) => return,
        // The exponential function may be off by its last bit.
        Some(Voi::Window(window)) if window.function == WindowFunction::Sigmoid => 1,
        _ => 0,
    };
    let upwards = upwards == (pipeline.photometric == Photometric::Monochrome2);
    let picture = inspection.picture().expect("stored values have a picture");
    let mut pixels: Vec<(i32, u8)> = stored.values().zip(picture.pixels().iter().copied()).collect();
    pixels.sort_unstable();
    for pair in pixels.windows(2) {
        let [(low, dark), (high, bright)] = pair else { continue };
        if low == high {
            assert_eq!(dark, bright, "one value, one gray level");
        }
        let (dark, bright) = if upwards { (dark, bright) } else { (bright, dark) };
        assert!(i32::from(*dark) <= i32::from(*bright) + tolerance, "{low} {high}");
    }
}
