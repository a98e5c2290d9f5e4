//! The command line: arguments in, library calls out.

mod output;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::{Args, Parser, Subcommand};

use crate::config::TrainConfig;
use crate::device::{self, DeviceChoice};
use crate::eda;
use crate::phantom::{
    NihWriter, Phantom, PhantomOptions, Photometric, contact_sheet, write_dicom, write_png,
};
use crate::predict::{Predictor, find_files};
use crate::progress::Progress;
use crate::run::{Run, write_file};
use crate::{inspect, package, train};

pub use output::Format;

/// Lobar's trainer: from films and a label table to a model package.
///
/// Research use only. Not a medical device.
#[derive(Debug, Parser)]
#[command(name = "trainer", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Explore a label table and its films before training: counts, demographics, shortcuts, gray levels
    #[command(after_help = "Examples:\n  \
        trainer eda --metadata Data_Entry_2017.csv --out runs/eda\n  \
        trainer eda --metadata labels.csv --images films --out runs/eda")]
    Eda(EdaArgs),
    /// Draw phantom films, in NIH's layout and as DICOM instances
    #[command(after_help = "Example:\n  trainer phantom --out runs/phantoms --count 24 --seed 7")]
    Phantom(PhantomArgs),
    /// Train a network
    #[command(after_help = "Examples:\n  \
        trainer train --config trainer/configs/phantom.toml --out runs/phantom\n  \
        trainer train --resume runs/phantom")]
    Train(TrainArgs),
    /// Make a model package from a run
    #[command(after_help = "Example:\n  trainer package --run runs/phantom --out runs/package")]
    Package(PackageArgs),
    /// Answer for films: DICOM instances, PNG or JPEG files, folders of them
    #[command(after_help = "Examples:\n  \
        trainer predict --model assets/model film.dcm\n  \
        trainer predict --model assets/model --format jsonl folder > answers.jsonl")]
    Predict(PredictArgs),
    /// Say what the DICOM reader makes of files
    #[command(after_help = "Example:\n  trainer inspect film.dcm\n  trainer inspect --format jsonl folder")]
    Inspect(InspectArgs),
}

#[derive(Debug, Args)]
struct EdaArgs {
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

#[derive(Debug, Args)]
struct PhantomArgs {
    /// Folder to write to; must not exist
    #[arg(long)]
    out: PathBuf,
    /// Films to draw
    #[arg(long)]
    count: u64,
    /// Seed; the same seed gives the same films
    #[arg(long)]
    seed: u64,
    /// Side of the films, pixels
    #[arg(long, default_value_t = 1024)]
    size: usize,
}

#[derive(Debug, Args)]
struct TrainArgs {
    /// Configuration of a new run
    #[arg(long, required_unless_present = "resume")]
    config: Option<PathBuf>,
    /// Folder of the new run
    #[arg(long)]
    out: Option<PathBuf>,
    /// Folder of a run to continue from its last checkpoint; --config may be given and must then be the run's own
    #[arg(long, conflicts_with = "out")]
    resume: Option<PathBuf>,
    /// Stop after so many steps, with a checkpoint to resume from
    #[arg(long)]
    max_steps: Option<usize>,
    /// Device to train on
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
}

#[derive(Debug, Args)]
struct PackageArgs {
    /// Folder of the run
    #[arg(long)]
    run: PathBuf,
    /// Folder of the package; must not exist
    #[arg(long)]
    out: PathBuf,
    /// Device to compute figures on; the self-test's stored answers always come from the CPU
    #[arg(long, value_enum, default_value_t = DeviceChoice::Cpu)]
    device: DeviceChoice,
}

#[derive(Debug, Args)]
struct PredictArgs {
    /// Folder of the package
    #[arg(long)]
    model: PathBuf,
    /// Files and folders
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Device to compute on
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
}

#[derive(Debug, Args)]
struct InspectArgs {
    /// Files and folders
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Runs a command.
///
/// # Errors
///
/// What went wrong, for people; the process then ends with 1.
pub fn run(cli: Cli) -> Result<()> {
    match cli.command {
        Command::Eda(args) => explore(&args),
        Command::Phantom(args) => phantom(&args),
        Command::Train(args) => train_command(&args),
        Command::Package(args) => {
            package::package(&args.run, &args.out, &device::open(args.device)?).map(|_| ())
        }
        Command::Predict(args) => predict(&args),
        Command::Inspect(args) => {
            let files = find_files(&args.paths)?;
            output::inspections(args.format, files.iter().map(|f| inspect::inspect(f)))
        }
    }
}

fn explore(args: &EdaArgs) -> Result<()> {
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

fn phantom(args: &PhantomArgs) -> Result<()> {
    ensure!(args.count > 0, "--count must be at least 1");
    ensure!(!args.out.exists(), "{} exists already; nothing is overwritten", args.out.display());
    let options = PhantomOptions { size: args.size, ..PhantomOptions::default() };
    options.validate()?;
    let dicom = args.out.join("dicom");
    std::fs::create_dir_all(&dicom).with_context(|| format!("creating {}", dicom.display()))?;
    let mut writer = NihWriter::new(&args.out, true)?;
    let mut progress = Progress::new("drawing", args.count as usize);
    let (mut shown, mut names) = (Vec::new(), Vec::new());
    for start in (0..args.count).step_by(16) {
        let films = Phantom::generate_range(&options, args.seed, start..(start + 16).min(args.count))?;
        for film in &films {
            writer.add(film)?;
            // Half of the films in each photometric interpretation, as in a hospital's archive.
            let photometric =
                if film.index % 2 == 0 { Photometric::Monochrome2 } else { Photometric::Monochrome1 };
            let name = film.file_name().replace(".png", ".dcm");
            write_dicom(film, photometric, &dicom.join(&name))?;
            progress.advance(1, "");
            names.push(name);
        }
        // Two dozen films show what they are like; more would not fit a screen.
        shown.extend(films.into_iter().take(24_usize.saturating_sub(shown.len())));
    }
    writer.finish()?;
    // A page that offers samples cannot list a folder: it reads this.
    write_file(&dicom.join("index.json"), &serde_json::to_vec_pretty(&names)?)?;
    write_png(&contact_sheet(&shown)?, &args.out.join("contact_sheet.png"))?;
    progress.finish();
    Ok(())
}

fn train_command(args: &TrainArgs) -> Result<()> {
    let (run, config) = match (&args.resume, &args.config, &args.out) {
        (Some(folder), given, _) => {
            let (run, config) = Run::open(folder)?;
            if let Some(given) = given {
                ensure!(
                    TrainConfig::read(given)? == config,
                    "{} is not the configuration that {} was started with",
                    given.display(),
                    folder.display()
                );
            }
            (run, config)
        }
        (None, Some(config), Some(out)) => {
            let config = TrainConfig::read(config)?;
            (Run::create(out, &config)?, config)
        }
        _ => anyhow::bail!("either --config with --out, or --resume"),
    };
    if !train::train(&config, &run, &device::open(args.device)?, args.max_steps)? {
        eprintln!("stopped after {} steps; go on with --resume", args.max_steps.unwrap_or_default());
    }
    Ok(())
}

fn predict(args: &PredictArgs) -> Result<()> {
    let files = find_files(&args.paths)?;
    let on = device::open(args.device)?;
    let predictor = match Predictor::new(package::open(&args.model)?, on.clone()) {
        // Nobody asked for the GPU, so one that computes wrong numbers is passed by.
        Err(why) if args.device == DeviceChoice::Auto && on.name.starts_with("gpu") => {
            eprintln!("{why:#}; the CPU is used");
            Predictor::new(package::open(&args.model)?, device::open(DeviceChoice::Cpu)?)?
        }
        other => other?,
    };
    let notice = predictor.manifest().notice();
    eprintln!("{notice}");
    output::predictions(args.format, &notice, files.iter().map(|f| predictor.predict(f)))
}
