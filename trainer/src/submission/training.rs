//! Section 3: how the weights were fitted, and how the threshold was chosen.

use shared::package::point_figures;
use shared::vgg16::frozen_convolutions;

use super::document::Section;
use super::error::SubmissionError;
use super::inputs::Material;
use super::words;
use crate::config::{AugmentationConfig, Balanced, Criterion, PositiveWeight, Schedule, TrainConfig};
use crate::plot::{percent, short, thousands};
use crate::run::{of_history, of_validation};

/// Convolutions of VGG16.
const CONVOLUTIONS: usize = 13;

pub(super) fn section(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("training", "3. Algorithm training");
    section.heading("3.1 Parameters");
    augmentation(&mut section, &material.config.augmentation);
    stages(&mut section, material);
    others(&mut section, &material.config);
    section.heading("3.2 Training performance");
    let captions = [
        (
            "Loss",
            "Mean loss a film, training and validation, over the epochs of all stages. Training films are augmented.",
        ),
        ("AUC", "Area under the ROC curve, over all films of an epoch at once."),
        ("PR-AUC", "Average precision; its floor is the share of positive films."),
        ("F1", "F1 at logit 0, before a threshold is chosen."),
    ];
    for ((file, svg), (title, caption)) in of_history(&material.state.history).into_iter().zip(captions) {
        section.figure(file, title, svg, caption);
    }
    let best = &material.best;
    section.text(format!(
        "The package is made from stage {}, epoch {} of {} epochs recorded for validation; {} chose it.",
        best.stage,
        best.epoch + 1,
        material.state.history.iter().filter(|r| r.set == "validation").count(),
        match material.config.early_stopping.criterion {
            Criterion::Auc => "the largest AUC on validation films",
            Criterion::Loss => "the smallest loss on validation films",
        }
    ));
    section.heading("3.3 Precision-recall curve");
    for (file, svg) in of_validation(best) {
        let title = match file {
            "pr.svg" => "Precision-recall curve of the validation films",
            "roc.svg" => "ROC curve of the validation films",
            _ => continue,
        };
        section.figure(
            file,
            title,
            svg,
            "Every threshold of the best epoch's raw logit, before the weights were rounded to 8 bits.",
        );
    }
    threshold(&mut section, material)?;
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
    .collect();
    section.text("Augmentation, drawn anew for each view of a training film, at most:");
    section.table(&["change", "largest"], rows);
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
            "films",
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

fn others(section: &mut Section, config: &TrainConfig) {
    let weight = match config.loss.positive_weight {
        PositiveWeight::Times(times) => {
            format!("a positive film counts {} times a negative one", short(times))
        }
        PositiveWeight::Rule(Balanced::Balanced) => "both classes count alike".to_owned(),
    };
    let pretrained = config.model.pretrained.as_ref().map_or_else(
        || "none: the convolutions were drawn anew".to_owned(),
        |path| format!("imported ({})", path.file_name().unwrap_or_default().display()),
    );
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
            vec!["starting weights".into(), pretrained],
            vec![
                "batch normalisation".into(),
                if config.model.batch_norm { "while training; folded into the convolutions" } else { "none" }
                    .into(),
            ],
            vec![
                "early stopping".into(),
                format!("after {} epochs without a better one (0: never)", config.early_stopping.patience),
            ],
            vec!["seed".into(), config.seed.to_string()],
        ],
    );
}

fn threshold(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    section.heading("3.4 Final threshold and explanation");
    let manifest = &material.manifest;
    let (name, threshold) = material.threshold()?;
    section.text(format!(
        "The threshold in use is a logit of {:.4}, by the rule {name}: {}. Validation films alone chose it, with the weights \
         as the package gives them back; test films had no part in it.",
        threshold.value(),
        manifest.operating_point().map_or("", |point| point.rule.as_str())
    ));
    let points = manifest.operating_points.as_deref().unwrap_or_default();
    let metrics = manifest.metrics.as_deref().unwrap_or_default();
    let mut rows = Vec::new();
    for (i, point) in points.iter().enumerate() {
        let mut row = vec![point.name.clone(), format!("{:.4}", point.logit.value()), point.rule.clone()];
        for set in ["validation", "test"] {
            for (figure, name) in
                point_figures(metrics, set, points, i).into_iter().zip(["sensitivity", "specificity"])
            {
                let figure = figure.ok_or_else(|| SubmissionError::Missing {
                    file: shared::package::MANIFEST.to_owned(),
                    place: format!("metrics.{set}_{name} at {}", point.name),
                })?;
                row.push(words::estimate(figure));
            }
        }
        rows.push(row);
    }
    section.table(
        &[
            "operating point",
            "logit",
            "rule",
            "validation sensitivity",
            "validation specificity",
            "test sensitivity",
            "test specificity",
        ],
        rows,
    );
    section.text(match &manifest.calibration {
        Some(c) => format!(
            "Calibration: probability = sigmoid({:.4} x logit {:+.4}), fitted on validation films at a prevalence of {}. The \
             threshold is kept as a logit, so that no calibration moves a decision.",
            c.slope,
            c.intercept,
            percent(c.prevalence.value())
        ),
        None => "No calibration was fitted: the score is the logistic function of the logit, and no probability.".to_owned(),
    });
    Ok(())
}
