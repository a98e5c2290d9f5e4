//! `trainer package`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::config::CalibrationMethod;
use crate::device::{self, DeviceChoice};
use crate::evaluate::Population;
use crate::package::{self, DecisionOverride};
use crate::threshold::OperatingRule;

#[derive(Debug, Args)]
pub(super) struct PackageArgs {
    /// Folder of the run
    #[arg(long)]
    run: PathBuf,
    /// Folder of the package; must not exist
    #[arg(long)]
    out: PathBuf,
    /// Rule of an operating point: max-f1, youden, sensitivity=0.9 or specificity=0.9; may be repeated, the first is the one
    /// in use [default: the run's own]
    #[arg(long = "rule", value_name = "RULE")]
    rules: Vec<OperatingRule>,
    /// How logits become probabilities [default: the run's own]
    #[arg(long, value_enum)]
    calibration: Option<CalibrationMethod>,
    /// Whose validation films thresholds and calibration are fitted on [default: the run's own]
    #[arg(long, value_enum)]
    population: Option<Population>,
    /// Device to compute figures on; the self-test's stored answers always come from the CPU
    #[arg(long, value_enum, default_value_t = DeviceChoice::Cpu)]
    device: DeviceChoice,
}

pub(super) fn run(args: &PackageArgs) -> Result<()> {
    let instead = DecisionOverride {
        rules: args.rules.clone(),
        calibration: args.calibration,
        population: args.population,
    };
    package::package(&args.run, &args.out, &instead, &device::open(args.device)?).map(|_| ())
}
