//! Which device computes. A software adapter is a CPU in disguise, and slower than the CPU backend: `auto` passes
//! it by.

use anyhow::Result;
use burn::tensor::Device;
use clap::ValueEnum;

/// What `--device` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeviceChoice {
    /// A real GPU if there is one, the CPU otherwise.
    Auto,
    /// The GPU that wgpu finds, a software adapter if there is no other.
    Gpu,
    /// The CPU: the convolutions of frozen layers and of finished networks by `kernels`, all else by Burn's `flex`.
    Cpu,
    /// Burn's `flex` backend alone, slower, which every other path is held against.
    Reference,
}

const REFERENCE: &str = "reference (burn-flex)";

/// A device with its name for people and for records.
#[derive(Debug, Clone)]
pub struct NamedDevice {
    /// Burn's handle.
    pub device: Device,
    /// Such as `cpu`, `reference (burn-flex)` or `gpu (NVIDIA H100, Vulkan)`.
    pub name: String,
}

impl NamedDevice {
    /// Whether it is a GPU, or a software adapter that was asked for as one.
    pub fn is_gpu(&self) -> bool {
        self.name.starts_with("gpu")
    }

    /// Whether `kernels` may do what it is made for: on the CPU, unless Burn alone is asked for.
    pub fn uses_kernels(&self) -> bool {
        !self.is_gpu() && self.name != REFERENCE
    }
}

/// Opens the device asked for.
///
/// # Errors
///
/// `gpu` where no adapter exists, or where this build has no GPU support.
pub fn open(choice: DeviceChoice) -> Result<NamedDevice> {
    match choice {
        DeviceChoice::Cpu => Ok(cpu()),
        DeviceChoice::Reference => Ok(NamedDevice { device: Device::flex(), name: REFERENCE.into() }),
        DeviceChoice::Gpu => open_gpu(true),
        DeviceChoice::Auto => Ok(open_gpu(false).unwrap_or_else(|_| cpu())),
    }
}

/// Opens several devices of one kind, to divide batches among.
///
/// The CPU is one device with all its cores: asked for twice, it computes two halves of each batch at once, which tests
/// the division and saves no time.
///
/// # Errors
///
/// As [`open`], or if there are not so many GPUs.
pub fn open_several(choice: DeviceChoice, count: u16) -> Result<Vec<NamedDevice>> {
    let first = open(choice)?;
    if count == 1 {
        return Ok(vec![first]);
    }
    if !first.is_gpu() {
        return Ok(vec![first; usize::from(count)]);
    }
    open_gpus(count)
}

fn cpu() -> NamedDevice {
    NamedDevice { device: Device::flex(), name: "cpu".into() }
}

#[cfg(feature = "gpu")]
fn open_gpu(software_too: bool) -> Result<NamedDevice> {
    use anyhow::{Context, bail};
    use burn::tensor::wgpu::wgpu::DeviceType;

    let (device, setup) =
        Device::wgpu_options().init_with_setup().context("no GPU could be opened through wgpu")?;
    let info = setup.adapter.get_info();
    if info.device_type == DeviceType::Cpu && !software_too {
        bail!("{} is a software adapter", info.name);
    }
    Ok(NamedDevice { device, name: format!("gpu ({}, {:?})", info.name, info.backend) })
}

/// The first `count` GPUs that wgpu lists.
#[cfg(feature = "gpu")]
fn open_gpus(count: u16) -> Result<Vec<NamedDevice>> {
    use anyhow::ensure;
    let found: Vec<Device> = Device::enumerate(burn::tensor::DeviceType::Wgpu).into_iter().collect();
    let count = usize::from(count);
    ensure!(found.len() >= count, "--devices {count}: there are {} GPUs", found.len());
    Ok(found
        .into_iter()
        .take(count)
        .enumerate()
        .map(|(i, device)| NamedDevice { name: format!("gpu {i} ({device:?})"), device })
        .collect())
}

#[cfg(not(feature = "gpu"))]
fn open_gpus(_count: u16) -> Result<Vec<NamedDevice>> {
    anyhow::bail!("this build has no GPU support: build the trainer with its `gpu` feature")
}

#[cfg(not(feature = "gpu"))]
fn open_gpu(_software_too: bool) -> Result<NamedDevice> {
    anyhow::bail!("this build has no GPU support: build the trainer with its `gpu` feature")
}
