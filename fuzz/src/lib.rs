//! What must hold of whatever the reader says of a file.

use shared::dicom::{
    AcquisitionScope, DisplayMethod, InspectOptions, Inspection, Outcome, Verdict, inspect_with,
};

/// Reads a file as `inspect` does and as it does with [`InspectOptions::decode_rejected`], and checks what comes out.
pub fn examine(file: &[u8]) -> Inspection {
    let scope = AcquisitionScope::chest_frontal();
    let inspection = inspect_with(file, &scope, InspectOptions { decode_rejected: true });
    verdict(&inspection);
    pixels(&inspection);
    inspection
}

/// Accepted exactly if nothing failed, with a radiograph exactly then; each failure with its reason.
fn verdict(inspection: &Inspection) {
    let accepted = inspection.outcome == Outcome::Accept;
    assert_eq!(accepted, inspection.reasons.is_empty());
    assert_eq!(accepted, inspection.radiograph.is_some());
    assert!(!inspection.message.is_empty());
    assert!(inspection.reasons.is_sorted());
    for check in &inspection.checks {
        assert_eq!(check.verdict == Verdict::Fail, check.reason.is_some(), "{}", check.name);
        assert!(check.reason.is_none_or(|reason| inspection.reasons.contains(&reason)));
    }
}

/// Stored values, picture and pipeline come together, in the size that the file claims, and other presets render.
fn pixels(inspection: &Inspection) {
    let Some(stored) = &inspection.stored else {
        assert!(inspection.pipeline.is_none() && inspection.picture().is_none());
        return;
    };
    let pipeline = inspection.pipeline.as_ref().expect("what has stored values has a pipeline");
    let picture = inspection.picture().expect("what has stored values has a picture");
    let (rows, columns) = (stored.rows(), stored.columns());
    assert_eq!((inspection.rows, inspection.columns), (Some(rows as u32), Some(columns as u32)));
    let (low, high) = stored.range();
    let mut count = 0usize;
    for value in stored.values() {
        assert!((low..=high).contains(&value));
        count += 1;
    }
    assert_eq!(count, rows * columns);
    assert_eq!((picture.width(), picture.height()), (columns, rows));
    // The reader has rendered the first preset, or else minimum to maximum.
    let last = pipeline.presets.len().checked_sub(1).filter(|last| *last > 0);
    for preset in [last, None].into_iter().filter(|preset| preset.is_some() || !pipeline.presets.is_empty()) {
        let rendered = pipeline.render(stored, preset).expect("every preset renders");
        assert_eq!(rendered.image.pixels().len(), count);
        assert!(rendered.padding_pixels <= count);
        let min_max = matches!(rendered.method, DisplayMethod::MinMax | DisplayMethod::MinMaxWithoutPadding);
        assert_eq!(min_max, preset.is_none());
        if let Some((black, white)) = rendered.range {
            assert!(min_max && black.is_finite() && white.is_finite() && black <= white);
        }
    }
}

/// That nothing a person or a log may see holds `name`, unless the input brought it there itself.
pub fn withholds(inspection: &Inspection, name: &str, input: &[u8]) {
    if input.windows(name.len()).any(|window| window.eq_ignore_ascii_case(name.as_bytes())) {
        return;
    }
    let holds = |text: &String| text.contains(name);
    assert!(!holds(&inspection.message) && !inspection.warnings.iter().any(holds));
    assert!(!inspection.checks.iter().any(|check| holds(&check.message)));
}
