//! `[model]`, `[optimizer]` and `[[stages]]`: the network and how it is fitted.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};
use shared::preprocess::Variant;
use shared::vgg16::KERAS_LAYERS;

/// The network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// Channels are divided by this; 1 is VGG16, larger is for tests.
    #[serde(default = "one")]
    pub width_divisor: usize,
    /// Units of the head's hidden layer.
    #[serde(default = "hidden")]
    pub hidden: usize,
    /// Batch normalisation while training; folded into the convolutions before anything is packaged.
    #[serde(default)]
    pub batch_norm: bool,
    /// Share of features dropped before each layer of the head.
    #[serde(default)]
    pub dropout: f64,
    /// How gray levels become input.
    #[serde(default = "imagenet")]
    pub preprocessing: Variant,
    /// Weights that the convolutions start from, as `trainer weights import` writes them; drawn at random if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pretrained: Option<PathBuf>,
}

impl ModelConfig {
    pub(super) fn check(&self) -> Result<()> {
        ensure!(
            self.pretrained.as_ref().is_none_or(|path| !path.as_os_str().is_empty()),
            "`model.pretrained` is empty"
        );
        Ok(())
    }
}

/// AdamW (Loshchilov and Hutter 2019).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptimizerConfig {
    /// Decay of the weights a step, times the learning rate.
    #[serde(default)]
    pub weight_decay: f64,
    /// Steps over which each stage's learning rate rises from 0.
    #[serde(default)]
    pub warm_up_steps: usize,
}

/// One part of the training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageConfig {
    /// Side of the input, pixels; a multiple of 32.
    pub input_size: usize,
    /// Passes over the training films.
    pub epochs: usize,
    /// Films a step.
    pub batch_size: usize,
    /// Learning rate after warm-up; falls to a hundredth of it along a cosine.
    pub learning_rate: f64,
    /// Layers kept as they are, counted as Keras counts VGG16: 17 is everything up to `block5_conv2`.
    #[serde(default)]
    pub frozen_layers: usize,
    /// Steps over which this stage's learning rate rises from 0; `optimizer.warm_up_steps` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up_steps: Option<usize>,
    /// Only the first so many training films, shuffled anew each epoch; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub films: Option<usize>,
}

impl StageConfig {
    pub(super) fn check(&self, i: usize) -> Result<()> {
        let size = self.input_size;
        ensure!(
            ((32..=224).contains(&size) && size.is_multiple_of(32)) || size == 112,
            "`stages[{i}].input_size` is {size}: 32 to 224 in steps of 32, or 112"
        );
        ensure!(self.epochs >= 1, "`stages[{i}].epochs` must be at least 1");
        ensure!(self.batch_size >= 1, "`stages[{i}].batch_size` must be at least 1");
        ensure!(
            self.learning_rate > 0.0 && self.learning_rate.is_finite(),
            "`stages[{i}].learning_rate` must be above 0"
        );
        ensure!(
            self.frozen_layers <= KERAS_LAYERS,
            "`stages[{i}].frozen_layers` is {}, VGG16 without its top has {KERAS_LAYERS}",
            self.frozen_layers
        );
        ensure!(self.films.is_none_or(|n| n >= 2), "`stages[{i}].films` must be at least 2");
        Ok(())
    }
}

fn one() -> usize {
    1
}

fn hidden() -> usize {
    shared::classifier::HIDDEN
}

fn imagenet() -> Variant {
    Variant::Imagenet
}
