//! `trainer augment`.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Args;

use crate::augment::sheet::{MAX_COPIES, MAX_FILMS, contact_sheet};
use crate::config::TrainConfig;
use crate::dataset;
use crate::phantom::encode_png;
use crate::run::write_file;

#[derive(Debug, Args)]
pub(super) struct AugmentArgs {
    /// Configuration of a training
    #[arg(long)]
    config: PathBuf,
    /// The PNG to write; must not exist
    #[arg(long)]
    out: PathBuf,
    /// Films, the first positive and negative ones of the training part in turn
    #[arg(long, default_value_t = 6)]
    films: usize,
    /// Changed copies of each film
    #[arg(long, default_value_t = 5)]
    copies: usize,
}

pub(super) fn run(args: &AugmentArgs) -> Result<()> {
    ensure!(!args.out.exists(), "{} exists already; nothing is overwritten", args.out.display());
    ensure!((1..=MAX_FILMS).contains(&args.films), "--films is {}: 1 to {MAX_FILMS}", args.films);
    ensure!((1..=MAX_COPIES).contains(&args.copies), "--copies is {}: 1 to {MAX_COPIES}", args.copies);
    let config = TrainConfig::read(&args.config)?;
    let films = dataset::preview(&config.data, config.seed, args.films)?;
    let sheet = contact_sheet(&films, &config.augmentation, config.seed, args.copies)?;
    write_file(&args.out, &encode_png(&sheet)?)?;
    eprintln!("{}: {} films, {} copies of each", args.out.display(), films.len(), args.copies);
    Ok(())
}
