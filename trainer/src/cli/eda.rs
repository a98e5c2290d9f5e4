//! `trainer eda`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::output;
use crate::eda;

#[derive(Debug, Args)]
pub(super) struct EdaArgs {
    /// Label table: NIH's layout, its sample's, or path,patient,label with more columns; .csv or .csv.gz
    #[arg(long)]
    metadata: PathBuf,
    /// Folder of the films, searched with the folders below it; without it the table alone is explored
    #[arg(long)]
    images: Option<PathBuf>,
    /// Folder to write eda.json and report.html to; must hold neither
    #[arg(long)]
    out: PathBuf,
}

pub(super) fn run(args: &EdaArgs) -> Result<()> {
    eda::check_free(&args.out)?;
    let found = eda::explore(&args.metadata, args.images.as_deref())?;
    eda::write(&found, &args.out)?;
    output::lines(&eda::summary(&found))?;
    for warning in &found.shortcuts.warnings {
        eprintln!("WARNING: shortcut: {warning}");
    }
    eprintln!("written: {}", args.out.join(eda::REPORT).display());
    Ok(())
}
