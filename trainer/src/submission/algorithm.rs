//! Section 2: from a DICOM instance to an answer.

use shared::dicom::ReasonCode;
use shared::package::Manifest;
use shared::preprocess::{GRID, IMAGENET_MEAN, IMAGENET_SD, MINIMUM_SIDE, Variant};
use shared::vgg16::frozen_convolutions;

use super::document::Section;
use super::error::SubmissionError;
use super::inputs::Material;
use crate::plot::{Flow, FlowStep, thousands};

/// Convolutions of each of VGG16's blocks.
const BLOCKS: [usize; 5] = [2, 2, 3, 3, 3];

pub(super) fn section(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("algorithm", "2. Algorithm design and function");
    section.heading("2.1 Flow chart");
    section.figure(
        "flow.svg",
        "From a DICOM instance to an answer",
        flow(material)?.svg(),
        "Steps of the device, the same in training and on the reader's machine. What is refused leaves at the right, with a \
         reason and without a number.",
    );
    dicom(&mut section, &material.manifest);
    preprocessing(&mut section, &material.manifest);
    architecture(&mut section, material);
    Ok(section)
}

fn flow(material: &Material) -> Result<Flow, SubmissionError> {
    let manifest = &material.manifest;
    let scope = &manifest.acquisition_scope;
    let (name, threshold) = material.threshold()?;
    let mut steps = vec![
        ("DICOM instance".to_owned(), None),
        ("Read file and attributes within limits".to_owned(), Some("not DICOM, damaged, too large")),
        (
            format!(
                "Acquisition checks: modality {}, body part {}, view {}, age, kind of image",
                scope.modalities.join("/"),
                scope.body_parts.join("/"),
                scope.view_positions.join("/")
            ),
            Some("outside the scope, or an attribute is missing"),
        ),
        (
            "Decode pixels; modality LUT, VOI LUT or window, MONOCHROME1 inverted: 8 bits".to_owned(),
            Some("damaged, several frames, colour, unknown transfer syntax"),
        ),
        (
            format!(
                "Area average to {GRID} x {GRID}, bilinear to {side} x {side}, normalise",
                side = manifest.preprocessing.input_size
            ),
            Some("a side is too short"),
        ),
    ];
    if let Some(ood) = &manifest.out_of_distribution {
        steps.push((
            format!("Compare with the training films: {}", ood.method),
            Some("unlike the training films"),
        ));
    }
    steps.push(("VGG16: 13 convolutions, 5 pools".to_owned(), None));
    steps.push((
        format!(
            "Global average pooling, {} hidden units, one logit; heatmap by Grad-CAM",
            manifest.classifier().hidden
        ),
        None,
    ));
    if let Some(c) = &manifest.calibration {
        steps.push((format!("Calibrate: sigmoid({:.4} x logit {:+.4})", c.slope, c.intercept), None));
    }
    steps.push((format!("Compare with the threshold {name} (logit {:.4})", threshold.value()), None));
    steps.push(("Answer to the reader, with the package's evidence for films of this kind".to_owned(), None));
    let step = |(text, exit): (String, Option<&str>)| FlowStep { text, exit: exit.map(str::to_owned) };
    Ok(Flow { title: "Flow chart of the device".into(), steps: steps.into_iter().map(step).collect() })
}

fn dicom(section: &mut Section, manifest: &Manifest) {
    section.heading("2.2 DICOM checking steps");
    let scope = &manifest.acquisition_scope;
    section.steps(vec![
        "File (PS3.10 section 7.1): preamble, meta group, transfer syntax. What is no DICOM is named for what it is.".into(),
        "Data set (PS3.5 section 7): no length is believed before it is compared with the bytes that are left; sequences at \
         most 64 levels deep."
            .into(),
        format!("Modality (0008,0060) is {}.", scope.modalities.join(" or ")),
        format!("Body Part Examined (0018,0015) is {}.", scope.body_parts.join(" or ")),
        format!(
            "View Position (0018,5101) is {}; films that hold it in Patient Position (0018,5100) are read there.",
            scope.view_positions.join(" or ")
        ),
        "SOP class, image type, presentation intent, species, burned-in annotation and lossy compression are examined; what \
         does not exclude a film is a warning beside the answer."
            .into(),
        match (scope.min_age_years, scope.max_age_years) {
            (None, None) => "Patient's Age (0010,1010) is read; no age is excluded.".into(),
            (low, high) => format!(
                "Patient's Age (0010,1010) is {} to {} years.",
                low.map_or_else(|| "0".to_owned(), |x| x.to_string()),
                high.map_or_else(|| "any number of".to_owned(), |x| x.to_string())
            ),
        },
        "Image Pixel module (PS3.3 section C.7.6.3): one frame, one sample a pixel, sizes that agree with the pixel data and \
         with the codestream's own header."
            .into(),
    ]);
    let reasons = [
        ReasonCode::NotDicom,
        ReasonCode::Corrupt,
        ReasonCode::TooDeep,
        ReasonCode::TooLarge,
        ReasonCode::Modality,
        ReasonCode::BodyPart,
        ReasonCode::ViewPosition,
        ReasonCode::PatientAge,
        ReasonCode::NoPixelData,
        ReasonCode::MultiFrame,
        ReasonCode::UnsupportedPixelFormat,
        ReasonCode::BadDimensions,
        ReasonCode::UnsupportedTransferSyntax,
    ];
    section.text(format!(
        "A refused film has one or more of these reasons and no number: {}.",
        reasons.map(ReasonCode::as_str).join(", ")
    ));
}

fn preprocessing(section: &mut Section, manifest: &Manifest) {
    section.heading("2.3 Preprocessing steps");
    let side = manifest.preprocessing.input_size;
    let channels = |values: [f32; 3]| values.map(|v| v.to_string()).join(", ");
    section.steps(vec![
        "Stored values: masked to Bits Stored, shifted by High Bit, signed by Pixel Representation.".into(),
        "Modality LUT Sequence, or else Rescale Slope and Intercept (PS3.3 section C.11.1).".into(),
        "VOI LUT Sequence, or else the first window (PS3.3 section C.11.2), or else the film's own minimum to maximum without \
         padding, with a warning."
            .into(),
        "MONOCHROME1 is inverted; 0 to 255, halves up.".into(),
        format!(
            "Area average to {GRID} x {GRID} pixels without keeping the aspect ratio; a film under {MINIMUM_SIDE} pixels on a \
             side is refused."
        ),
        format!("Bilinear to {side} x {side} pixels."),
        match manifest.preprocessing.variant {
            Variant::Imagenet => format!(
                "Divided by 255, less ImageNet's means ({}), divided by its standard deviations ({}).",
                channels(IMAGENET_MEAN),
                channels(IMAGENET_SD)
            ),
            Variant::Standardised => {
                "Divided by 255, less the film's own mean, divided by its own standard deviation.".into()
            }
        },
        "Three channels, all from the one gray plane.".into(),
    ]);
}

fn architecture(section: &mut Section, material: &Material) {
    section.heading("2.4 CNN architecture");
    let manifest = &material.manifest;
    let config = manifest.classifier();
    let parameters = config.parameters();
    let size = |shape: &[usize]| shape.iter().product::<usize>();
    let all: usize = parameters.iter().map(|p| size(&p.shape)).sum();
    section.text(format!(
        "VGG16 (Simonyan and Zisserman 2015) without its dense layers: 3 x 3 convolutions with ReLU, 2 x 2 pools after each \
         block; then global average pooling and a head of {} hidden units. {} parameters, of which the package stores the \
         convolutions and the hidden layer in 8 bits a weight with a scale for each output channel.",
        config.hidden,
        thousands(all)
    ));
    let last = material.config.stages.last();
    let frozen = last.map_or(0, |stage| frozen_convolutions(stage.frozen_layers));
    let mut side = manifest.preprocessing.input_size;
    let mut rows = Vec::new();
    let mut convolutions = parameters.chunks(2).enumerate();
    for (block, &count) in BLOCKS.iter().enumerate() {
        for (place, (i, pair)) in convolutions.by_ref().take(count).enumerate() {
            let shape = &pair[0].shape;
            rows.push(vec![
                format!("block{}_conv{}", block + 1, place + 1),
                format!("3 x 3, {} to {} channels", shape[1], shape[0]),
                format!("{side} x {side} x {}", shape[0]),
                thousands(pair.iter().map(|p| size(&p.shape)).sum()),
                if i < frozen { "frozen" } else { "trained" }.to_owned(),
            ]);
        }
        side /= 2;
    }
    for (name, (_, pair)) in ["hidden layer", "output layer"].iter().zip(convolutions) {
        let shape = &pair[0].shape;
        rows.push(vec![
            (*name).to_owned(),
            format!("dense, {} to {}", shape[1], shape[0]),
            shape[0].to_string(),
            thousands(pair.iter().map(|p| size(&p.shape)).sum()),
            "added, trained".to_owned(),
        ]);
    }
    section.table(&["layer", "what", "output", "parameters", "in the last stage"], rows);
    section.text(
        "The heatmap is Grad-CAM of the last convolution in closed form, on a colour scale that the package fixes and no \
         film stretches.",
    );
}
