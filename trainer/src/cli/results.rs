//! `trainer results`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::results;

#[derive(Debug, Args)]
pub(super) struct ResultsArgs {
    /// Folder of the package
    #[arg(long)]
    package: PathBuf,
    /// Folder that `trainer evaluate` wrote, or its evaluation.json, to be quoted; may be repeated
    #[arg(long = "evaluation", value_name = "PATH")]
    evaluations: Vec<PathBuf>,
    /// File to write; one that this command wrote is replaced, any other is not
    #[arg(long)]
    out: PathBuf,
    /// Write nothing; fail if the file is not what would be written
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &ResultsArgs) -> Result<()> {
    if args.check {
        return results::check(&args.package, &args.evaluations, &args.out);
    }
    results::write(&args.package, &args.evaluations, &args.out)?;
    eprintln!("written: {}", args.out.display());
    Ok(())
}
