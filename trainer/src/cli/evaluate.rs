//! `trainer evaluate`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::output;
use super::predict::on_device;
use crate::device::DeviceChoice;
use crate::evaluate::resample::Resampling;
use crate::evaluate::{self, Options, Places, Population};
use crate::predict::{Predictor, default_batch};

/// Films that `--sensitivity` disturbs where it gives no number.
const DEFAULT_FILMS: &str = "200";

#[derive(Debug, Args)]
pub(super) struct EvaluateArgs {
    /// Folder of the package
    #[arg(long)]
    model: PathBuf,
    /// Label table of the films to score: NIH's layout, its sample's, or path,patient,label with more columns
    #[arg(long)]
    metadata: PathBuf,
    /// Folder of the films, searched with the folders below it
    #[arg(long)]
    images: PathBuf,
    /// Folder to write evaluation.json, report.html and scores.csv to; must hold none of them
    #[arg(long)]
    out: PathBuf,
    /// Whose films to take; a film whose age does not tell is of neither adults nor children
    #[arg(long, value_enum, default_value_t = Population::All)]
    population: Population,
    /// Another package, to be compared with on the same films
    #[arg(long, value_name = "MODEL")]
    compare: Option<PathBuf>,
    /// Table that baselines are fitted on, of other patients [default: the films themselves, in eight parts by patient]
    #[arg(long, value_name = "METADATA")]
    fit: Option<PathBuf>,
    /// Folder of that table's films [default: that of --images]
    #[arg(long, value_name = "IMAGES", requires = "fit")]
    fit_images: Option<PathBuf>,
    /// NIH's list of boxes, BBox_List_2017.csv or .csv.gz, to score heatmaps by
    #[arg(long, value_name = "LIST")]
    boxes: Option<PathBuf>,
    /// Pixels a side of the films that boxes were drawn on
    #[arg(long, value_name = "PIXELS", default_value_t = 1024, requires = "boxes", value_parser = clap::value_parser!(u32).range(1..=20_000))]
    box_side: u32,
    /// Folder of masks named as the films are, to score heatmaps by; `trainer phantom` writes such a folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "boxes")]
    masks: Option<PathBuf>,
    /// Also blur, sharpen, coarsen and compress so many of the films and add noise to them: what the AUC comes to then
    #[arg(long, value_name = "FILMS", num_args = 0..=1, default_missing_value = DEFAULT_FILMS, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    sensitivity: Option<u32>,
    /// Resamples of each interval
    #[arg(long, value_name = "COUNT", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    resamples: u32,
    /// Seed of resamples and of the parts that baselines are fitted on
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Films computed at a time [default: 1 on a CPU, 32 on a GPU]
    #[arg(long, value_name = "FILMS", value_parser = clap::value_parser!(u16).range(1..=256))]
    batch: Option<u16>,
    /// Device to compute on
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
}

pub(super) fn run(args: &EvaluateArgs) -> Result<()> {
    evaluate::check_free(&args.out)?;
    let model = predictor(args, &args.model)?;
    let compared = args.compare.as_deref().map(|folder| predictor(args, folder)).transpose()?;
    eprintln!("{}", model.manifest().notice());
    let boxes = args.boxes.clone().map(|list| Places::Boxes(list, args.box_side));
    let options = Options {
        metadata: args.metadata.clone(),
        images: args.images.clone(),
        population: args.population,
        fit: args.fit.clone(),
        fit_images: args.fit_images.clone(),
        sensitivity: args.sensitivity.map(|films| films as usize),
        places: boxes.or_else(|| args.masks.clone().map(Places::Masks)),
        resampling: Resampling { seed: args.seed, count: args.resamples as usize },
    };
    let evaluated = evaluate::run(&options, &model, compared.as_ref())?;
    evaluate::write(&evaluated, &args.out)?;
    let evaluation = &evaluated.evaluation;
    output::lines(&evaluate::summary(evaluation))?;
    if !evaluation.films.left_out.is_empty() {
        eprintln!(
            "WARNING: {} films were not scored; {} lists them",
            evaluation.films.left_out.len(),
            evaluate::CSV
        );
    }
    eprintln!("{}", evaluation.evidence.statement);
    eprintln!("written: {}", args.out.join(evaluate::REPORT).display());
    Ok(())
}

fn predictor(args: &EvaluateArgs, folder: &Path) -> Result<Predictor> {
    on_device(folder, args.device, |on| args.batch.map_or(default_batch(on), usize::from))
}
