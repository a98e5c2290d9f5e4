//! `trainer train`.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Args;

use crate::config::TrainConfig;
use crate::device::{self, DeviceChoice};
use crate::run::Run;
use crate::train::watch::Watch;
use crate::train::{self, Limits};

#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    /// Configuration of a new run
    #[arg(long, required_unless_present = "resume")]
    config: Option<PathBuf>,
    /// Folder of the new run
    #[arg(long)]
    out: Option<PathBuf>,
    /// Folder of a run to continue from its last checkpoint; --config may be given and must then be the run's own
    #[arg(long, conflicts_with = "out")]
    resume: Option<PathBuf>,
    /// Stop after so many steps, with a checkpoint to resume from
    #[arg(long)]
    max_steps: Option<usize>,
    /// Device to train on
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Devices of that kind to divide each batch among; the CPU counts as often as it is asked for
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    devices: u16,
}

pub(super) fn run(args: &TrainArgs) -> Result<()> {
    let (run, config) = match (&args.resume, &args.config, &args.out) {
        (Some(folder), given, _) => {
            let (run, config) = Run::open(folder)?;
            if let Some(given) = given {
                ensure!(
                    TrainConfig::read(given)? == config,
                    "{} is not the configuration that {} was started with",
                    given.display(),
                    folder.display()
                );
            }
            (run, config)
        }
        (None, Some(config), Some(out)) => {
            let config = TrainConfig::read(config)?;
            (Run::create(out, &config)?, config)
        }
        _ => anyhow::bail!("either --config with --out, or --resume"),
    };
    let limits = Limits { max_steps: args.max_steps, watch: Watch::ctrl_c()? };
    let outcome = train::train(&config, &run, &device::open_several(args.device, args.devices)?, &limits)?;
    train::check_outcome(outcome, &run.folder().display().to_string())
}
