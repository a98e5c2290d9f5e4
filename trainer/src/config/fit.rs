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
    /// Weights to start the convolutions from, as `trainer weights import` writes them; drawn anew if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pretrained: Option<PathBuf>,
    /// Folder of a run whose best network is the beginning, batch normalisation and head included. What that run was
    /// trained on becomes part of the package's training data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<PathBuf>,
}

impl ModelConfig {
    pub(super) fn check(&self) -> Result<()> {
        ensure!(self.width_divisor >= 1, "`model.width_divisor` must be at least 1");
        ensure!(self.hidden >= 1, "`model.hidden` must be at least 1");
        ensure!((0.0..1.0).contains(&self.dropout), "`model.dropout` must be in 0..1");
        if let Some(path) = &self.start {
            ensure!(!path.as_os_str().is_empty(), "`model.start` is empty");
            ensure!(self.pretrained.is_none(), "`model.start` and `model.pretrained` exclude each other");
        }
        if let Some(path) = &self.pretrained {
            ensure!(!path.as_os_str().is_empty(), "`model.pretrained` is empty");
            ensure!(
                !self.batch_norm,
                "`model.pretrained` and `model.batch_norm` exclude each other: VGG16's published weights have no \
                 batch normalisation"
            );
        }
        Ok(())
    }
}

/// The rule by which gradients become steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OptimizerKind {
    /// Adam with decoupled weight decay (Loshchilov and Hutter 2019).
    #[default]
    AdamW,
    /// Adam (Kingma and Ba 2015); weight decay is added to the gradient.
    Adam,
    /// Stochastic gradient descent with momentum.
    Sgd,
}

/// The optimiser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptimizerConfig {
    /// Which one.
    #[serde(default)]
    pub kind: OptimizerKind,
    /// Decay of the weights a step, times the learning rate.
    #[serde(default)]
    pub weight_decay: f64,
    /// Share of the last step that SGD carries on; the others have momenta of their own.
    #[serde(default = "momentum")]
    pub momentum: f64,
    /// Steps over which each stage's learning rate rises from 0.
    #[serde(default)]
    pub warm_up_steps: usize,
}

impl OptimizerConfig {
    pub(super) fn check(&self) -> Result<()> {
        ensure!(
            self.weight_decay >= 0.0 && self.weight_decay.is_finite(),
            "`optimizer.weight_decay` must not be negative"
        );
        ensure!((0.0..1.0).contains(&self.momentum), "`optimizer.momentum` must be in 0..1");
        Ok(())
    }
}

/// How the learning rate goes on after warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Falls to a hundredth along a cosine (Loshchilov and Hutter 2017).
    #[default]
    Cosine,
    /// Falls to a hundredth along a straight line.
    Linear,
    /// Stays.
    Constant,
}

/// One part of the training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageConfig {
    /// Side of the input, pixels; a multiple of 32.
    pub input_size: usize,
    /// Passes over the training films.
    pub epochs: usize,
    /// Films that are on the device at a time (on all devices together).
    pub batch_size: usize,
    /// Batches whose gradients are summed to one step.
    #[serde(default = "one")]
    pub accumulation: usize,
    /// Learning rate after warm-up.
    pub learning_rate: f64,
    /// How it goes on.
    #[serde(default)]
    pub schedule: Schedule,
    /// Layers kept as they are, counted as Keras counts VGG16: 17 is everything up to `block5_conv2`.
    #[serde(default)]
    pub frozen_layers: usize,
    /// Steps over which this stage's learning rate rises from 0; `optimizer.warm_up_steps` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up_steps: Option<usize>,
    /// Only so many of the training films, drawn by the seed; absent for all. With `[sampling]`, so many draws an epoch,
    /// of all films.
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
        ensure!(self.accumulation >= 1, "`stages[{i}].accumulation` must be at least 1");
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

fn momentum() -> f64 {
    0.9
}

fn hidden() -> usize {
    shared::classifier::HIDDEN
}

fn imagenet() -> Variant {
    Variant::Imagenet
}
