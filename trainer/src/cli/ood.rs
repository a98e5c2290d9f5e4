//! `trainer ood`.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::{Args, Subcommand};

use super::output;
use crate::config::TrainConfig;
use crate::device::{self, DeviceChoice};
use crate::ood::{classes, fit_package, kinds, measure, report};
use crate::package;

#[derive(Debug, Args)]
pub(super) struct OodArgs {
    #[command(subcommand)]
    command: OodCommand,
}

#[derive(Debug, Subcommand)]
enum OodCommand {
    /// Fit what tells them for a package that is there already; its weights stay, its id changes
    #[command(after_help = "Example:\n  \
        trainer ood fit --model assets/model --config trainer/configs/phantom.toml --out runs/package")]
    Fit(FitArgs),
    /// Measure, class by class, how many films a package tells
    #[command(after_help = "Examples:\n  \
        trainer ood measure --model assets/model --config trainer/configs/phantom.toml --out runs/ood\n  \
        trainer ood measure --model assets/model --config trainer/configs/phantom.toml --films photographs=pictures \
        --out runs/ood")]
    Measure(MeasureArgs),
}

#[derive(Debug, Args)]
struct FitArgs {
    /// Folder of the package
    #[arg(long)]
    model: PathBuf,
    /// Configuration that it was trained with: names its training and validation films
    #[arg(long)]
    config: PathBuf,
    /// Folder of the new package; must not exist
    #[arg(long)]
    out: PathBuf,
    /// A kind of film that the contrast is not taught with, to see how it tells what it was never shown; may be repeated
    #[arg(long, value_name = "CLASS")]
    without: Vec<String>,
    /// Device to compute features on; the self-test's distances always come from the CPU
    #[arg(long, value_enum, default_value_t = DeviceChoice::Cpu)]
    device: DeviceChoice,
}

#[derive(Debug, Args)]
struct MeasureArgs {
    /// Folder of the package
    #[arg(long)]
    model: PathBuf,
    /// Configuration that it was trained with: names its test films, of which classes are made
    #[arg(long)]
    config: PathBuf,
    /// Folder to write ood.json and report.html to; must hold neither
    #[arg(long)]
    out: PathBuf,
    /// Films of each class
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: u32,
    /// Seed of what is drawn
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Films of your own that should be told, as one more class: DICOM instances, PNG and JPEG files; may be repeated
    #[arg(long = "films", value_name = "CLASS=FOLDER", value_parser = class_and_folder)]
    films: Vec<(String, PathBuf)>,
    /// Device to compute on
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
}

fn class_and_folder(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((class, folder)) if !class.is_empty() && !folder.is_empty() => {
            Ok((class.to_owned(), folder.into()))
        }
        _ => Err("expected CLASS=FOLDER, such as photographs=pictures".into()),
    }
}

pub(super) fn run(args: &OodArgs) -> Result<()> {
    match &args.command {
        OodCommand::Fit(args) => {
            ensure!(!args.out.exists(), "{} exists already; nothing is overwritten", args.out.display());
            let config = TrainConfig::read(&args.config)?;
            let taught = kinds(&args.without)?;
            fit_package(&args.model, &config, &args.out, &taught, &device::open(args.device)?).map(|_| ())
        }
        OodCommand::Measure(args) => {
            report::check_free(&args.out)?;
            let config = TrainConfig::read(&args.config)?;
            let package = package::open(&args.model)?;
            let folders = args
                .films
                .iter()
                .map(|(class, folder)| Ok((class.clone(), classes::folder(folder)?)))
                .collect::<Result<measure::Folders>>()
                .context("reading --films")?;
            let on = device::open(args.device)?;
            let shown = measure::measure(&package, &config, args.count as usize, args.seed, &folders, &on)?;
            report::write(&shown, &args.out)?;
            output::lines(&report::lines(&shown.measured))?;
            eprintln!("written: {}", args.out.join(report::REPORT).display());
            Ok(())
        }
    }
}
