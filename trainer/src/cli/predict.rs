//! `trainer predict`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::output::{self, Format};
use crate::device::{self, DeviceChoice};
use crate::package;
use crate::predict::{Predictor, find_files};

#[derive(Debug, Args)]
pub(super) struct PredictArgs {
    /// Folder of the package
    #[arg(long)]
    model: PathBuf,
    /// Files and folders
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Device to compute on
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
}

pub(super) fn run(args: &PredictArgs) -> Result<()> {
    let files = find_files(&args.paths)?;
    let on = device::open(args.device)?;
    let predictor = match Predictor::new(package::open(&args.model)?, on.clone()) {
        // Nobody asked for the GPU, so one that computes wrong numbers is passed by.
        Err(why) if args.device == DeviceChoice::Auto && on.name.starts_with("gpu") => {
            eprintln!("{why:#}; the CPU is used");
            Predictor::new(package::open(&args.model)?, device::open(DeviceChoice::Cpu)?)?
        }
        other => other?,
    };
    let notice = predictor.manifest().notice();
    eprintln!("{notice}");
    output::predictions(args.format, &notice, files.iter().map(|f| predictor.predict(f)))
}
