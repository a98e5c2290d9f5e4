//! `trainer package`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::device::{self, DeviceChoice};
use crate::package;

#[derive(Debug, Args)]
pub(super) struct PackageArgs {
    /// Folder of the run
    #[arg(long)]
    run: PathBuf,
    /// Folder of the package; must not exist
    #[arg(long)]
    out: PathBuf,
    /// Device to compute figures on; the self-test's stored answers always come from the CPU
    #[arg(long, value_enum, default_value_t = DeviceChoice::Cpu)]
    device: DeviceChoice,
}

pub(super) fn run(args: &PackageArgs) -> Result<()> {
    package::package(&args.run, &args.out, &device::open(args.device)?).map(|_| ())
}
