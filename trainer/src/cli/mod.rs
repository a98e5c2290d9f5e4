//! The command line: arguments in, library calls out. A file for each command.

mod augment;
mod eda;
mod evaluate;
mod export;
mod inspect;
mod ood;
mod output;
mod package;
mod phantom;
mod predict;
mod results;
mod split;
mod submission;
mod train;
mod weights;

use anyhow::Result;
use clap::{Parser, Subcommand};

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
    Eda(eda::EdaArgs),
    /// Draw phantom films, in NIH's layout and as DICOM instances
    #[command(after_help = "Example:\n  trainer phantom --out runs/phantoms --count 24 --seed 7")]
    Phantom(phantom::PhantomArgs),
    /// Fetch or import weights that a training starts from
    Weights(weights::WeightsArgs),
    /// Divide a label table into train, validation and test, patient by patient
    #[command(after_help = "Examples:\n  \
        trainer split --metadata Data_Entry_2017.csv --out runs/split\n  \
        trainer split --metadata labels.csv --out runs/split --stratify view,sex,age --prevalence 0.02\n  \
        trainer split --metadata labels.csv --images films --out runs/split --match view,age,file_size,noise")]
    Split(split::SplitArgs),
    /// Show what augmentation makes of films: a contact sheet
    #[command(after_help = "Example:\n  \
        trainer augment --config trainer/configs/phantom.toml --out runs/augmented.png --films 6 --copies 5")]
    Augment(augment::AugmentArgs),
    /// Train a network
    #[command(after_help = "Examples:\n  \
        trainer train --config trainer/configs/phantom.toml --out runs/phantom\n  \
        trainer train --resume runs/phantom")]
    Train(train::TrainArgs),
    /// Make a model package from a run
    #[command(after_help = "Examples:\n  \
        trainer package --run runs/phantom --out runs/package\n  \
        trainer package --run runs/phantom --out runs/package --rule sensitivity=0.9 --rule max-f1 --calibration temperature")]
    Package(package::PackageArgs),
    /// Write a package's network for other programs: ONNX, TensorFlow.js, and a film's network input for NumPy
    #[command(after_help = "Examples:\n  \
        trainer export --package assets/model --format onnx --out lobar.onnx\n  \
        trainer export --package assets/model --format tfjs --out lobar-tfjs\n  \
        trainer export --package assets/model --format npy --film film.dcm --out film.npy")]
    Export(export::ExportArgs),
    /// Measure a package on films with labels: curves, intervals, calibration, baselines, matched pairs, heatmaps
    #[command(after_help = "Examples:\n  \
        trainer evaluate --model runs/package --metadata runs/split/test.csv --images films --out runs/evaluation \
        --fit runs/split/train.csv\n  \
        trainer evaluate --model runs/package --metadata Data_Entry_2017.csv --images images --boxes BBox_List_2017.csv \
        --population adults --out runs/evaluation")]
    Evaluate(evaluate::EvaluateArgs),
    /// Write a run's FDA-style submission, model card and reporting checklists
    #[command(after_help = "Examples:\n  \
        trainer submission --run runs/nih/run --package runs/nih/package --eda runs/nih/eda \
        --evaluation runs/nih/evaluation --out runs/nih/papers\n  \
        trainer submission --run runs/both/run --package runs/both/package --eda runs/both/eda-paediatric runs/both/eda-nih \
        --evaluation runs/both/children runs/both/adults --out runs/both/papers")]
    Submission(submission::SubmissionArgs),
    /// Write a package's figures as a page of documentation
    #[command(after_help = "Examples:\n  \
        trainer results --package assets/model --out docs/results.md\n  \
        trainer results --package assets/model --out docs/results.md --check")]
    Results(results::ResultsArgs),
    /// Films that are unlike the training films: fit what tells them, measure how well it does
    Ood(ood::OodArgs),
    /// Answer for films: DICOM instances, PNG or JPEG files, folders and zips of them
    #[command(after_help = "Examples:\n  \
        trainer predict --model assets/model film.dcm\n  \
        trainer predict --model assets/model --format jsonl folder study.zip > answers.jsonl\n  \
        trainer predict --model assets/model --out answers.csv folder\n  \
        trainer predict --model assets/model --out answers.csv --resume folder\n  \
        trainer predict --model assets/model --export exports --export-form sharing folder")]
    Predict(predict::PredictArgs),
    /// Say what the DICOM reader makes of files
    #[command(after_help = "Example:\n  trainer inspect film.dcm\n  trainer inspect --format jsonl folder")]
    Inspect(inspect::InspectArgs),
}

/// Runs a command.
///
/// # Errors
///
/// What went wrong, for people; the process then ends with 1.
pub fn run(cli: Cli) -> Result<()> {
    match cli.command {
        Command::Eda(args) => eda::run(&args),
        Command::Phantom(args) => phantom::run(&args),
        Command::Weights(args) => weights::run(&args),
        Command::Split(args) => split::run(&args),
        Command::Augment(args) => augment::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Package(args) => package::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Submission(args) => submission::run(&args),
        Command::Results(args) => results::run(&args),
        Command::Ood(args) => ood::run(&args),
        Command::Predict(args) => predict::run(&args),
        Command::Inspect(args) => inspect::run(&args),
    }
}
