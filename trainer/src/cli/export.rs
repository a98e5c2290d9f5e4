//! `trainer export`.

use std::path::PathBuf;

use anyhow::Result;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, ValueEnum};

use super::Cli;
use crate::{export, package};

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Folder of the package
    #[arg(long, visible_alias = "model")]
    package: PathBuf,
    /// What to write
    #[arg(long, value_enum)]
    format: ExportFormat,
    /// The film of `--format npy`
    #[arg(long)]
    film: Option<PathBuf>,
    /// Pixels a side of `--format package`
    #[arg(long)]
    input_size: Option<usize>,
    /// File to write, a folder for tfjs and package; must not exist
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// The network as an ONNX file
    Onnx,
    /// The network as a TensorFlow.js layers model
    Tfjs,
    /// A film as the network takes it, for NumPy
    Npy,
    /// The network as a package for films of another size, without thresholds and figures: to compare how fast it is
    Package,
}

pub(super) fn run(args: &ExportArgs) -> Result<()> {
    let usage = |message| -> ! { Cli::command().error(ErrorKind::ArgumentConflict, message).exit() };
    match (args.format, &args.film) {
        (ExportFormat::Npy, None) => usage("--format npy needs the --film that it is to write"),
        (format, Some(_)) if format != ExportFormat::Npy => usage("--film is for --format npy alone"),
        _ => {}
    }
    if args.input_size.is_some() != (args.format == ExportFormat::Package) {
        usage("--input-size and --format package go together");
    }
    let package = package::open(&args.package)?;
    let bytes = match (args.format, &args.film, args.input_size) {
        (ExportFormat::Npy, Some(film), _) => export::film(&package, film, &args.out)?,
        (ExportFormat::Tfjs, ..) => export::tfjs(&package, &args.out)?,
        (ExportFormat::Package, _, Some(size)) => export::resized(&package, size, &args.out)?,
        _ => export::onnx(&package, &args.out)?,
    };
    eprintln!("{}", package.manifest.notice());
    eprintln!("{}: {:.2} MB, from package {}", args.out.display(), bytes as f64 / 1e6, package.manifest.id);
    Ok(())
}
