//! `trainer submission`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::submission::{self, Material, Sources};

#[derive(Debug, Args)]
pub(super) struct SubmissionArgs {
    /// Folder of the run
    #[arg(long)]
    run: PathBuf,
    /// Folder of the package made from it
    #[arg(long)]
    package: PathBuf,
    /// Folder that `trainer evaluate` wrote; may be repeated. One must be of the split's test.csv
    #[arg(long = "evaluation", value_name = "DIR", required = true, num_args = 1..)]
    evaluations: Vec<PathBuf>,
    /// Folder that `trainer eda` wrote of the table that was split; needed where films were read from disk
    #[arg(long)]
    eda: Option<PathBuf>,
    /// Folder of the split [default: the run's own]
    #[arg(long)]
    split: Option<PathBuf>,
    /// Folder to write the papers to; must not exist, or be empty
    #[arg(long)]
    out: PathBuf,
}

pub(super) fn run(args: &SubmissionArgs) -> Result<()> {
    submission::check_free(&args.out)?;
    let material = Material::read(&Sources {
        run: args.run.clone(),
        package: args.package.clone(),
        split: args.split.clone(),
        eda: args.eda.clone(),
        evaluations: args.evaluations.clone(),
    })?;
    eprintln!("{}", material.manifest.notice());
    let papers = submission::papers(&material)?;
    submission::write(&papers, &args.out)?;
    for paper in &papers {
        eprintln!("written: {}", args.out.join(format!("{}.html", paper.name)).display());
    }
    Ok(())
}
