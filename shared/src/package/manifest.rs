//! The manifest's fields. Every struct refuses fields it does not know.

use serde::{Deserialize, Serialize};

use super::{DEMONSTRATION_NOTICE, RESEARCH_NOTICE};
use crate::classifier::ClassifierConfig;
use crate::dicom::AcquisitionScope;
use crate::distribution::Action;
use crate::prediction::{Calibration, Logit, OperatingPoint, Probability};
use crate::preprocess::Preprocessing;

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// SHA-256 of the manifest in RFC 8785 form without this field; hexadecimal.
    pub id: String,
    /// The model's name for people.
    pub name: String,
    /// Program and version that wrote the package.
    pub software: String,
    /// The network.
    pub architecture: Architecture,
    /// From film to network input.
    pub preprocessing: Preprocessing,
    /// Which films the training data covered: others are refused.
    pub acquisition_scope: AcquisitionScope,
    /// What the model was trained on; at least one.
    pub training_data: Vec<Source>,
    /// What it is for, and what it is not for.
    pub intended_use: String,
    /// Known answers that every device must reproduce before it is used.
    pub self_test: Vec<SelfTestCase>,
    /// Where the weights lie.
    pub weights: Weights,
    /// The card.
    pub model_card: FileRef,
    /// From logit to probability, fitted on validation films.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    /// Thresholds chosen on validation films; the first is the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operating_points: Option<Vec<OperatingPoint>>,
    /// Measured quality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Vec<Estimate>>,
    /// Measured quality by view, sex, age band and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subgroups: Option<Vec<Subgroup>>,
    /// How a film that is unlike the training data is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_distribution: Option<OutOfDistribution>,
    /// The heatmap value at full colour: the 99th percentile over validation films, never a film's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heatmap_scale: Option<f32>,
}

impl Manifest {
    /// Whether every source is synthetic, or nothing was calibrated: then the output is a demonstration score, never
    /// called a probability, positive or negative.
    pub fn is_demonstration(&self) -> bool {
        self.calibration.is_none() || self.training_data.iter().all(|s| s.kind == SourceKind::Synthetic)
    }

    /// The number shown for a logit: calibrated where the package is, the bare logistic function otherwise.
    pub fn score(&self, logit: Logit) -> Probability {
        self.calibration.map_or_else(|| logit.sigmoid(), |c| c.probability(logit))
    }

    /// What must stand beside every answer and in every export.
    pub fn notice(&self) -> String {
        if self.is_demonstration() {
            format!("{RESEARCH_NOTICE} {DEMONSTRATION_NOTICE}")
        } else {
            RESEARCH_NOTICE.to_owned()
        }
    }

    /// The operating point in use: the first.
    pub fn operating_point(&self) -> Option<&OperatingPoint> {
        self.operating_points.as_ref().and_then(|points| points.first())
    }

    /// Every file the package must hold beside the manifest.
    pub fn files(&self) -> Vec<&FileRef> {
        let mut files: Vec<&FileRef> = self.self_test.iter().map(|case| &case.film).collect();
        files.extend(&self.weights.shards);
        files.extend(self.out_of_distribution.iter().map(|o| &o.parameters));
        files.push(&self.model_card);
        files
    }
}

/// The network, by name and size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", deny_unknown_fields)]
pub enum Architecture {
    /// VGG16, global average pooling, one hidden layer, one logit: see `classifier`.
    #[serde(rename = "vgg16-gap")]
    Vgg16Gap(ClassifierConfig),
}

/// A file of the package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// Plain name inside the folder: letters, digits, `.`, `-` and `_`.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
}

/// Whether films are of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Drawn by a program.
    Synthetic,
    /// Films of people.
    Real,
}

/// One set of training films.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Synthetic or real.
    pub kind: SourceKind,
    /// Where it comes from, with the attribution its terms ask for.
    pub provenance: String,
    /// Whom it shows: ages, views, setting.
    pub population: String,
    /// Films used for training.
    pub films: u64,
    /// SHA-256 over the list of films and labels, or over what generates them; hexadecimal.
    pub sha256: String,
}

/// A film with the answer that native Burn gave in f32 on this package's dequantised weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelfTestCase {
    /// A DICOM instance of a phantom.
    pub film: FileRef,
    /// Mean over the preprocessed tensor.
    pub input_mean: f64,
    /// The pooled features, 512 at full width.
    pub pooled: Vec<f32>,
    /// The logit.
    pub logit: Logit,
}

/// The weights: tensors laid end to end, cut into shards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// The files, in order; each at most [`super::MAX_SHARD`] bytes.
    pub shards: Vec<FileRef>,
    /// The tensors, in order; together they fill the shards exactly.
    pub tensors: Vec<StoredTensor>,
}

/// How a tensor's values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TensorEncoding {
    /// Little-endian f32.
    F32,
    /// One signed byte a value, in -127..=127, then one little-endian f32 scale per output channel (the first axis).
    Int8PerChannel,
}

/// One tensor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredTensor {
    /// The parameter's name.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// How its values are written.
    pub encoding: TensorEncoding,
}

impl StoredTensor {
    /// Bytes in the shards, or `None` if the shape is absurd.
    pub fn bytes(&self) -> Option<usize> {
        let values = self.shape.iter().try_fold(1_usize, |n, &side| n.checked_mul(side))?;
        match self.encoding {
            TensorEncoding::F32 => values.checked_mul(4),
            TensorEncoding::Int8PerChannel => values.checked_add(self.shape.first()?.checked_mul(4)?),
        }
    }
}

/// A measured figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// Which figure, such as `auc`.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Bounds of the 95 % interval, where one was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<[f64; 2]>,
    /// Films it was measured on.
    pub films: u64,
    /// Positive films among them.
    pub positives: u64,
    /// On which films, how.
    pub note: String,
}

/// Figures for a part of the films.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subgroup {
    /// The attribute, such as `view_position`.
    pub attribute: String,
    /// Its value, such as `AP`.
    pub value: String,
    /// The figures.
    pub metrics: Vec<Estimate>,
}

/// A measure of distance from the training data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutOfDistribution {
    /// The method's name: [`crate::distribution::METHOD`] or
    /// [`crate::distribution::SINGLE`].
    pub method: String,
    /// At or above this distance a film is unlike the training films.
    pub cutoff: f64,
    /// How the cut-off was chosen, and on which films.
    pub rule: String,
    /// What is done with such a film.
    pub action: Action,
    /// The fitted distribution.
    pub parameters: FileRef,
    /// Distances of the self-test's films, in their order.
    pub self_test: Vec<f64>,
}
