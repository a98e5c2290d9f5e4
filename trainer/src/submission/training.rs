//! Section 3: how the weights were fitted, and how the threshold was chosen.

use shared::vgg16::frozen_convolutions;

use super::document::Section;
use super::error::SubmissionError;
use super::inputs::Material;
use super::{curves, decision};
use crate::config::{AugmentationConfig, Balanced, PositiveWeight, Schedule, Stratum};
use crate::plot::{percent, short, thousands};

/// Convolutions of VGG16.
const CONVOLUTIONS: usize = 13;

pub(super) fn section(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("training", "3. Algorithm training");
    section.heading("3.1 Parameters");
    augmentation(&mut section, &material.config.augmentation);
    sampling(&mut section, material);
    stages(&mut section, material);
    others(&mut section, material);
    curves::write(&mut section, material);
    decision::write(&mut section, material)?;
    Ok(section)
}

fn augmentation(section: &mut Section, augmentation: &AugmentationConfig) {
    if augmentation.changes_nothing() {
        section.text("Training films were not augmented.");
        return;
    }
    let a = augmentation;
    let rows: Vec<Vec<String>> = [
        ("rotation", a.rotation_degrees, "degrees either way"),
        ("shift", a.shift, "of the side"),
        ("scale", a.scale, "share"),
        ("shear", a.shear_degrees, "degrees either way"),
        ("contrast", a.contrast, "share"),
        ("brightness", a.brightness, "gray levels of 255"),
        ("gamma", a.gamma, "powers of two"),
        ("noise", a.noise, "gray levels of 255, standard deviation"),
    ]
    .into_iter()
    .map(|(name, limit, unit)| {
        let text = if limit == 0.0 { "off".to_owned() } else { format!("{} {unit}", short(limit)) };
        vec![name.to_owned(), text]
    })
    .chain([vec!["mirroring".to_owned(), if a.flip { "half of the films" } else { "off" }.to_owned()]])
    .chain(quality(a))
    .collect();
    section.text("Augmentation, drawn anew for each view of a training film, at most:");
    section.table(&["change", "largest"], rows);
}

/// Changes that make a film look as if it was made otherwise; those that are in use.
fn quality(a: &AugmentationConfig) -> Vec<Vec<String>> {
    [
        ("loss of resolution", a.resolution, "of the side, then enlarged again, every second film"),
        ("blur", a.blur, "pixels of 256 a side, standard deviation, every second film"),
        ("sharpening", a.sharpen, "times the difference from a film blurred by one pixel, every second film"),
        ("covered border", a.border, "of the side at each edge, every second film"),
        ("JPEG", f64::from(a.jpeg_quality), "of 100, the lowest quality, every second film"),
    ]
    .into_iter()
    .filter(|(_, limit, _)| *limit > 0.0)
    .map(|(name, limit, unit)| vec![name.to_owned(), format!("{} {unit}", short(limit))])
    .collect()
}

/// How `[sampling]` draws films; nothing where every film is taken once an epoch.
fn sampling(section: &mut Section, material: &Material) {
    let Some(sampling) = &material.config.sampling else { return };
    let sets = material.sets.len();
    let shares: Vec<String> = material
        .sets
        .iter()
        .enumerate()
        .map(|(i, set)| format!("{} of set {}", percent(sampling.share(i, sets)), set.number))
        .collect();
    let strata: Vec<&str> = sampling
        .within
        .iter()
        .map(|stratum| match stratum {
            Stratum::View => "view",
            Stratum::Sex => "sex",
            Stratum::NativeSize => "native size",
            Stratum::Source => "source",
        })
        .collect();
    let of_batch =
        if sets > 1 { format!("Of every batch {} are drawn. ", shares.join(" and ")) } else { String::new() };
    section.text(if strata.is_empty() {
        format!("{of_batch}Positive and negative films are drawn equally often, as often as this takes.")
    } else {
        format!(
            "{of_batch}Within a set, films of one {strata} form a stratum. Strata are drawn as often as they are large, and \
             within each positive and negative films equally often, so that none of these goes with the label; a film of a \
             small class comes several times in an epoch. Strata with fewer than {} films of a class are left out of training.",
            sampling.fewest,
            strata = strata.join(" and ")
        )
    });
    let left_out: Vec<String> = material
        .data()
        .map(|(set, data)| {
            let of = if sets > 1 { format!("of set {}: ", set.number) } else { String::new() };
            match data.never_drawn {
                Some([0, 0]) => format!("{of}none"),
                Some([positive, negative]) => format!(
                    "{of}{} positive and {} negative ones of {}",
                    thousands(positive),
                    thousands(negative),
                    thousands(data.split.parts.train.films.all())
                ),
                None => format!("{of}how many is not known, as some films could not be used at all"),
            }
        })
        .collect();
    if !left_out.is_empty() {
        section.text(format!("Training films that were never drawn: {}.", left_out.join("; ")));
    }
}

fn stages(section: &mut Section, material: &Material) {
    let parameters = material.manifest.classifier().parameters();
    let count = |range: &[shared::weights::ParameterSpec]| -> usize {
        range.iter().map(|p| p.shape.iter().product::<usize>()).sum()
    };
    let rows = material
        .config
        .stages
        .iter()
        .enumerate()
        .map(|(i, stage)| {
            let frozen = frozen_convolutions(stage.frozen_layers);
            vec![
                i.to_string(),
                format!("{side} x {side}", side = stage.input_size),
                stage.epochs.to_string(),
                stage.films.map_or("all".to_owned(), thousands),
                (stage.batch_size * stage.accumulation).to_string(),
                stage.learning_rate.to_string(),
                match stage.schedule {
                    Schedule::Cosine => "cosine to a hundredth",
                    Schedule::Linear => "linear to a hundredth",
                    Schedule::Constant => "constant",
                }
                .to_owned(),
                format!("{} ({frozen} of {CONVOLUTIONS} convolutions)", stage.frozen_layers),
                thousands(count(&parameters[2 * frozen..])),
            ]
        })
        .collect();
    section.text("Stages, one after the other. Frozen layers are counted as Keras counts VGG16, input and pools included:");
    section.table(
        &[
            "stage",
            "input",
            "epochs at most",
            if material.config.sampling.is_some() { "films drawn an epoch" } else { "films" },
            "films a step",
            "learning rate",
            "schedule",
            "frozen layers",
            "parameters trained",
        ],
        rows,
    );
    let added = count(&parameters[2 * CONVOLUTIONS..]);
    section.text(format!(
        "Layers added to VGG16: global average pooling, a hidden layer and an output layer ({} parameters), with a dropout of \
         {} before each.",
        thousands(added),
        material.config.model.dropout
    ));
}

fn others(section: &mut Section, material: &Material) {
    let config = &material.config;
    let weight = match config.loss.positive_weight {
        PositiveWeight::Times(times) => {
            if times == 1.0 {
                "every film counts alike".to_owned()
            } else {
                format!("a positive film counts {} times a negative one", short(times))
            }
        }
        PositiveWeight::Rule(Balanced::Balanced) => "both classes count alike".to_owned(),
    };
    let weights = match (&config.model.start, &config.model.pretrained) {
        (Some(_), _) => {
            let before: Vec<String> = material
                .before()
                .map(|source| {
                    let films = usize::try_from(source.films).unwrap_or(usize::MAX);
                    format!("{} ({} films)", source.name, thousands(films))
                })
                .collect();
            format!(
                "the best network of another run, batch normalisation and head included, which had learned from {}",
                if before.is_empty() { "the same films".to_owned() } else { before.join(", ") }
            )
        }
        (None, Some(path)) => format!("imported ({})", path.file_name().unwrap_or_default().display()),
        (None, None) => "none: the convolutions were drawn anew".to_owned(),
    };
    let optimizer = &config.optimizer;
    section.table(
        &["setting", "value"],
        vec![
            vec![
                "loss".into(),
                format!(
                    "binary cross-entropy of the logit; {weight}; label smoothing {}",
                    config.loss.label_smoothing
                ),
            ],
            vec![
                "optimiser".into(),
                format!(
                    "{:?}, weight decay {}, warm-up of {} steps",
                    optimizer.kind, optimizer.weight_decay, optimizer.warm_up_steps
                ),
            ],
            vec!["starting weights".into(), weights],
            vec![
                "batch normalisation".into(),
                if config.model.batch_norm { "while training; folded into the convolutions" } else { "none" }
                    .into(),
            ],
            vec![
                "early stopping".into(),
                match config.early_stopping.patience {
                    0 => "never".to_owned(),
                    patience => format!("after {patience} epochs without a better one"),
                },
            ],
            vec!["seed".into(), config.seed.to_string()],
        ],
    );
}
