//! One optimisation step: batches in, gradients summed, weights moved; on one device, or on several by Burn's own
//! multi-device step.

use std::collections::VecDeque;

use anyhow::{Context, Result, anyhow, ensure};
use burn::data::dataloader::{DataLoaderIterator, Progress};
use burn::data::dataset::DatasetError;
use burn::module::Module;
use burn::optim::{GradientsAccumulator, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, ExecutionError, Tensor, TensorData};
use burn::train::train::MultiDevicesTrainStep;
use burn::train::{InferenceStep, ItemLazy, TrainOutput, TrainStep};
use shared::classifier::{Classifier, batch};
use shared::preprocess::NetworkInput;

use super::loss::Loss;

/// What a batch's films are given as.
#[derive(Debug, Clone)]
pub enum Input {
    /// Films, from the first layer on.
    Films(Vec<NetworkInput>),
    /// What the frozen layers made of them.
    Features {
        /// Row-major `[films, channels, height, width]`.
        values: Vec<f32>,
        /// Channels, height, width.
        shape: [usize; 3],
        /// Layers that are done, counted as Keras counts them.
        frozen_layers: usize,
    },
}

/// Films of a step that are on a device together.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The films.
    pub input: Input,
    /// Their labels.
    pub labels: Vec<bool>,
    /// How they count.
    pub loss: Loss,
    /// What all films of the step count together.
    pub total_weight: f64,
    /// Position within the step.
    pub index: usize,
}

/// What a batch gave.
#[derive(Debug, Clone)]
pub struct BatchOutcome {
    /// Its logits, before the step.
    pub logits: Vec<f32>,
    /// Its share of the step's loss.
    pub loss: f64,
    index: usize,
}

impl ItemLazy for BatchOutcome {
    fn sync(self) -> Result<Self, ExecutionError> {
        Ok(self)
    }
}

/// The classifier as something that Burn's strategies can train.
#[derive(Module, Debug)]
pub struct Learner {
    /// The classifier.
    pub net: Classifier,
}

impl Learner {
    /// Logits, still on the device.
    fn forward(&self, input: &Input, device: &Device) -> Tensor<2> {
        match input {
            Input::Films(films) => self.net.forward(batch(films, device)).logits,
            Input::Features { values, shape: [channels, height, width], frozen_layers } => {
                let films = values.len() / (channels * height * width);
                let data = TensorData::new(values.clone(), [films, *channels, *height, *width]);
                self.net.forward_from(*frozen_layers, Tensor::from_data(data, device)).logits
            }
        }
    }

    fn gradients(&self, batch: &Batch) -> Result<(GradientsParams, BatchOutcome)> {
        let device = self.devices().pop().context("the network is on no device")?;
        let logits = self.forward(&batch.input, &device);
        let loss = batch.loss.share(logits.clone(), &batch.labels, batch.total_weight);
        let value = f64::from(loss.clone().into_scalar::<f32>());
        let logits = values(logits)?;
        let gradients = GradientsParams::from_grads(loss.backward(), self);
        Ok((gradients, BatchOutcome { logits, loss: value, index: batch.index }))
    }
}

/// Reads logits back.
pub(super) fn values(logits: Tensor<2>) -> Result<Vec<f32>> {
    logits.into_data().try_into_vec().map_err(|e| anyhow!("reading logits: {e:?}"))
}

impl TrainStep for Learner {
    type Input = Batch;
    type Output = BatchOutcome;

    /// # Panics
    ///
    /// If the device fails: Burn's multi-device step, the only caller, turns it into an error.
    fn step(&self, batch: Batch) -> TrainOutput<BatchOutcome> {
        match self.gradients(&batch) {
            Ok((grads, item)) => TrainOutput { grads, item },
            Err(error) => panic!("{error:#}"),
        }
    }
}

impl InferenceStep for Learner {
    type Input = Batch;
    type Output = BatchOutcome;

    /// # Panics
    ///
    /// If the device fails.
    fn step(&self, batch: Batch) -> BatchOutcome {
        let device = self.devices().pop().unwrap_or_default();
        match values(self.forward(&batch.input, &device)) {
            Ok(logits) => BatchOutcome { logits, loss: f64::NAN, index: batch.index },
            Err(error) => panic!("{error:#}"),
        }
    }
}

/// What a step gave.
#[derive(Debug, Clone)]
pub struct StepOutcome {
    /// The loss, before the step.
    pub loss: f64,
    /// The films' logits, before the step, in order.
    pub logits: Vec<f32>,
}

/// A network in training, with its optimiser.
pub struct Fitter {
    learner: Learner,
    optimizer: ModuleOptimizer,
    devices: Vec<Device>,
    workers: Option<MultiDevicesTrainStep<Learner>>,
}

impl Fitter {
    /// Begins with a network on the first of `devices`, which all have automatic differentiation.
    ///
    /// # Panics
    ///
    /// If there is no device.
    pub fn new(net: Classifier, optimizer: ModuleOptimizer, devices: &[Device]) -> Self {
        assert!(!devices.is_empty(), "training needs a device");
        let workers = (devices.len() > 1).then(|| MultiDevicesTrainStep::new(devices));
        Self { learner: Learner { net }, optimizer, devices: devices.to_vec(), workers }
    }

    /// How many devices a step is divided among.
    pub fn devices(&self) -> usize {
        self.devices.len()
    }

    /// The network.
    pub fn net(&self) -> &Classifier {
        &self.learner.net
    }

    /// The optimiser.
    pub fn optimizer(&self) -> &ModuleOptimizer {
        &self.optimizer
    }

    /// The same with the first `frozen_layers` layers, as Keras counts, kept as they are, and all others free.
    pub fn freeze(mut self, frozen_layers: usize) -> Self {
        self.learner.net.backbone = self.learner.net.backbone.freeze(frozen_layers);
        self
    }

    /// The same with another optimiser.
    pub fn with_optimizer(self, optimizer: ModuleOptimizer) -> Self {
        Self { optimizer, ..self }
    }

    /// Seeds what is random on the devices: dropout.
    pub fn seed(&self, seed: u64) {
        for (device, i) in self.devices.iter().zip(0..) {
            device.seed(seed.wrapping_add(i));
        }
    }

    /// Moves the weights by the summed gradients of `batches`.
    ///
    /// # Errors
    ///
    /// If a device fails, or the loss is not finite.
    pub fn step(mut self, batches: Vec<Batch>, learning_rate: f64) -> Result<(Self, StepOutcome)> {
        let (gradients, mut outcomes) = match &self.workers {
            Some(workers) => self.on_all(workers, batches)?,
            None => self.on_one(&batches)?,
        };
        outcomes.sort_by_key(|outcome| outcome.index);
        let loss: f64 = outcomes.iter().map(|outcome| outcome.loss).sum();
        ensure!(
            loss.is_finite(),
            "the loss is {loss}: lower the learning rate, or look for films that are broken"
        );
        let logits = outcomes.into_iter().flat_map(|outcome| outcome.logits).collect();
        self.learner = self.optimizer.step(learning_rate, self.learner, gradients);
        Ok((self, StepOutcome { loss, logits }))
    }

    fn on_one(&self, batches: &[Batch]) -> Result<(GradientsParams, Vec<BatchOutcome>)> {
        let mut sum = GradientsAccumulator::new();
        let mut outcomes = Vec::with_capacity(batches.len());
        for batch in batches {
            let (gradients, outcome) = self.learner.gradients(batch)?;
            sum.accumulate(&self.learner, gradients);
            outcomes.push(outcome);
        }
        Ok((sum.grads(), outcomes))
    }

    /// Batch i goes to device i modulo their number; sums are made in the batches' order, so that a step repeats itself.
    fn on_all(
        &self,
        workers: &MultiDevicesTrainStep<Learner>,
        batches: Vec<Batch>,
    ) -> Result<(GradientsParams, Vec<BatchOutcome>)> {
        let mut queues: Vec<VecDeque<Batch>> = vec![VecDeque::new(); self.devices.len()];
        for (i, batch) in batches.into_iter().enumerate() {
            queues[i % self.devices.len()].push_back(batch);
        }
        let mut loaders: Vec<Box<dyn DataLoaderIterator<Batch>>> =
            queues.into_iter().map(|queue| Box::new(Queue(queue)) as Box<_>).collect();
        let mut sum = GradientsAccumulator::new();
        let mut outcomes = Vec::new();
        loop {
            let (items, _) = workers.step(&mut loaders, &self.learner).map_err(|e| anyhow!("{e}"))?;
            if items.is_empty() {
                return Ok((sum.grads(), outcomes));
            }
            let mut items: Vec<TrainOutput<BatchOutcome>> =
                items.into_iter().map(|item| item.output).collect();
            items.sort_by_key(|output| output.item.index);
            for output in items {
                sum.accumulate(&self.learner, output.grads.to_device(&self.devices[0], &self.learner));
                outcomes.push(output.item);
            }
        }
    }
}

/// A device's batches of one step.
struct Queue(VecDeque<Batch>);

impl Iterator for Queue {
    type Item = Result<Batch, DatasetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.pop_front().map(Ok)
    }
}

impl DataLoaderIterator<Batch> for Queue {
    fn progress(&self) -> Progress {
        Progress::new(0, self.0.len(), None)
    }
}
