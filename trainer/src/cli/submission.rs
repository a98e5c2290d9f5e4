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
    /// Folder that `trainer evaluate` wrote; may be repeated. One must be of the split's test.csv, of each split's where the
    /// run has several sets of films
    #[arg(long = "evaluation", value_name = "DIR", required = true, num_args = 1..)]
    evaluations: Vec<PathBuf>,
    /// Folder that `trainer eda` wrote of the table that was split; needed where films were read from disk. May be repeated,
    /// in any order: each set is given the one of its own table
    #[arg(long = "eda", value_name = "DIR", num_args = 1..)]
    edas: Vec<PathBuf>,
    /// Folder of the split; may be repeated, in any order [default: the run's own]
    #[arg(long = "split", value_name = "DIR", num_args = 1..)]
    splits: Vec<PathBuf>,
    /// How films got their labels, where the run's configuration does not say it; may be repeated. SET is the set's name, or
    /// its number in the run's configuration from 1
    #[arg(long = "ground-truth", value_name = "SET=TEXT")]
    ground_truths: Vec<String>,
    /// Folder to write the papers to; must not exist, or be empty
    #[arg(long)]
    out: PathBuf,
}

pub(super) fn run(args: &SubmissionArgs) -> Result<()> {
    submission::check_free(&args.out)?;
    let material = Material::read(&Sources {
        run: args.run.clone(),
        package: args.package.clone(),
        splits: args.splits.clone(),
        edas: args.edas.clone(),
        ground_truths: args.ground_truths.clone(),
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
