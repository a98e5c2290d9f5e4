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
    /// File to write; one that this command wrote is replaced, any other is not
    #[arg(long)]
    out: PathBuf,
    /// Write nothing; fail if the file is not what would be written
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &ResultsArgs) -> Result<()> {
    if args.check {
        return results::check(&args.package, &args.out);
    }
    results::write(&args.package, &args.out)?;
    eprintln!("written: {}", args.out.display());
    Ok(())
}
