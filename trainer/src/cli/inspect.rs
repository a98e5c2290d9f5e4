//! `trainer inspect`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::output::{self, Format};
use crate::inspect;
use crate::predict::find_files;

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// Files and folders
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

pub(super) fn run(args: &InspectArgs) -> Result<()> {
    let files = find_files(&args.paths)?;
    output::inspections(args.format, files.iter().map(|f| inspect::inspect(f)))
}
