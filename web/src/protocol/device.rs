//! The device, and how the engine came to it.

use serde::{Deserialize, Serialize};

use super::Said;

/// A device as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceChoice {
    /// WebGPU on a real adapter, or else the CPU.
    Auto,
    /// WebGPU on whatever adapter there is.
    Webgpu,
    /// The CPU.
    Cpu,
}

/// A device as it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// WebGPU.
    Webgpu,
    /// The CPU.
    Cpu,
}

impl DeviceKind {
    /// The word used in the page's `data-device`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Webgpu => "webgpu",
            Self::Cpu => "cpu",
        }
    }
}

/// What the engine is busy with before it is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The engine's own code is being fetched. Sent by the script that starts the worker, not by the engine.
    Engine,
    /// The package's manifest and shards are being fetched and verified.
    Package,
    /// A device is being opened.
    Device,
    /// The stored films are being classified and compared.
    SelfTest,
}

/// The device in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSummary {
    /// WebGPU or CPU.
    pub kind: DeviceKind,
    /// The adapter's name, or what the CPU path is called.
    pub adapter: String,
    /// Why the device is not the one that might be expected, if so.
    pub note: Option<Said>,
}

/// What the self-test measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelfTestSummary {
    /// Films compared.
    pub cases: u32,
    /// Largest difference of a feature, over the features' maximum.
    pub max_feature_error: f64,
    /// Largest difference of a logit, over `max(1, |logit|)`.
    pub max_logit_error: f64,
    /// How long it took.
    pub elapsed_ms: f64,
}
