//! The optimisers, with PyTorch's constants where Burn's defaults differ, so that runs compare.

use burn::optim::decay::WeightDecayConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{AdamConfig, AdamWConfig, ModuleOptimizer, SgdConfig};

use crate::config::{OptimizerConfig, OptimizerKind};

/// Burn's default is a thousand times larger.
const EPSILON: f32 = 1e-8;

/// The optimiser that a configuration asks for, without any memory yet.
pub fn new_optimizer(config: &OptimizerConfig) -> ModuleOptimizer {
    let decay = config.weight_decay as f32;
    let added = (decay > 0.0).then(|| WeightDecayConfig::new(decay));
    match config.kind {
        OptimizerKind::AdamW => AdamWConfig::new().with_weight_decay(decay).with_epsilon(EPSILON).init(),
        OptimizerKind::Adam => AdamConfig::new().with_weight_decay(added).with_epsilon(EPSILON).init(),
        OptimizerKind::Sgd => {
            let momentum = (config.momentum > 0.0)
                .then(|| MomentumConfig::new().with_momentum(config.momentum).with_dampening(0.0));
            SgdConfig::new().with_weight_decay(added).with_momentum(momentum).init()
        }
    }
}
