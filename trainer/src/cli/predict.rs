//! `trainer predict`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, ValueEnum};
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use shared::package::Manifest;
use shared::report::{Export, Form, Made, Secret};

use super::Cli;
use super::output::{Format, Predictions};
use crate::device::{self, DeviceChoice, NamedDevice};
use crate::package;
use crate::predict::export::{self, ExportFolder};
use crate::predict::pipeline::{self, Plan};
use crate::predict::{Done, OutFile, Prediction, Predictor, RowFormat, Units, default_batch};
use crate::progress::Progress;

#[derive(Debug, Args)]
pub(super) struct PredictArgs {
    /// Folder of the package
    #[arg(long)]
    model: PathBuf,
    /// Files, folders and zips
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Form of the output [default: table; with --out by the file's ending]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write rows (csv or jsonl) to this file instead of standard output; must not exist
    #[arg(long)]
    out: Option<PathBuf>,
    /// Go on with the file of --out, if it exists: files whose rows are there are passed over
    #[arg(long, requires = "out")]
    resume: bool,
    /// Films computed at a time [default: 1 on a CPU, 32 on a GPU]
    #[arg(long, value_name = "FILMS", value_parser = clap::value_parser!(u16).range(1..=256))]
    batch: Option<u16>,
    /// Device to compute on
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Write DICOM SR and secondary capture of each film, and the worklist as CSV, JSON and FHIR, into this new folder
    #[arg(long, value_name = "DIR", requires = "export_form", conflicts_with = "resume")]
    export: Option<PathBuf>,
    /// For whom: `pacs` keeps patient and study, `sharing` takes both away (look at the pictures before you share them)
    #[arg(long, value_enum, requires = "export")]
    export_form: Option<ExportForm>,
}

/// For whom an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportForm {
    Pacs,
    Sharing,
}

impl From<ExportForm> for Form {
    fn from(form: ExportForm) -> Self {
        match form {
            ExportForm::Pacs => Self::Pacs,
            ExportForm::Sharing => Self::Sharing,
        }
    }
}

pub(super) fn run(args: &PredictArgs) -> Result<()> {
    let out = args.out.as_deref().map(|path| (path, file_format(path, args.format)));
    if let Some((path, _)) = out {
        // Before minutes are spent; it is looked at again when the file is made.
        ensure!(
            args.resume || !path.exists(),
            "{} exists already and is not overwritten: go on with --resume, or choose another --out",
            path.display()
        );
    }
    let count = Units::count(&args.paths, args.out.as_deref())?;
    let predictor = predictor(args, count)?;
    let notice = predictor.manifest().notice();
    eprintln!("{notice}");
    let plan = Plan::new(predictor.batch());
    let folder = args.export.as_deref().map(ExportFolder::create).transpose()?;
    let export = args.export_form.map(|form| new_export(form.into(), predictor.manifest())).transpose()?;
    let answers = |units, done, give: &mut dyn FnMut(Prediction) -> Result<()>| match (&folder, &export) {
        (Some(folder), Some(export)) => export::run(&predictor, units, export, folder, give),
        _ => pipeline::run(&predictor, units, done, plan, give),
    };
    let summary = match out {
        Some((path, format)) => {
            let (mut file, done) = if args.resume {
                OutFile::resume(path, format, &predictor.manifest().id)?
            } else {
                (OutFile::create(path, format)?, Done::default())
            };
            // Now that it exists, it is left out of a folder that it may lie in.
            let units = Units::new(&args.paths, Some(path))?;
            let mut progress = Progress::new("predict", count);
            progress.skip(done.len().min(count));
            let summary = answers(units, done, &mut |row| {
                file.write(&row.with_notice(&notice))?;
                progress.advance(1, "");
                Ok(())
            })?;
            file.finish()?;
            progress.finish();
            summary
        }
        None => {
            let out = Predictions::start(args.format.unwrap_or(Format::Table), notice)?;
            let units = Units::new(&args.paths, None)?;
            answers(units, Done::default(), &mut |row| out.row(row))?
        }
    };
    eprintln!("{summary}");
    ensure!(
        summary.failed() == 0,
        "{} failed on {} films: their rows say FAILED",
        predictor.device(),
        summary.failed()
    );
    Ok(())
}

/// An export made now, with a new secret.
fn new_export(form: Form, manifest: &Manifest) -> Result<Export<'_>> {
    let mut secret = [0; 32];
    OsRng.try_fill_bytes(&mut secret).context("the system gives no random numbers")?;
    let now = chrono::Local::now();
    let made = Made::new(now.timestamp(), now.offset().local_minus_utc() / 60);
    Ok(Export { form, manifest, version: env!("CARGO_PKG_VERSION"), made, secret: Secret::new(secret) })
}

/// The form of the rows in a file. Ends the process, as wrong usage does, where none is said.
fn file_format(path: &Path, format: Option<Format>) -> RowFormat {
    let ending = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
    let by_name = match ending {
        "csv" => Some(RowFormat::Csv),
        "jsonl" => Some(RowFormat::Jsonl),
        _ => None,
    };
    format.map_or(by_name, Format::for_programs).unwrap_or_else(|| {
        let message = "--out takes rows for programs: give --format csv or --format jsonl";
        Cli::command().error(ErrorKind::ArgumentConflict, message).exit()
    })
}

/// Loads the package onto the device. With fewer films than a batch there will be none, and its self-test is spared.
fn predictor(args: &PredictArgs, films: usize) -> Result<Predictor> {
    let batch = |on: &NamedDevice| {
        let batch = args.batch.map_or(default_batch(on), usize::from);
        if films < batch { 1 } else { batch }
    };
    on_device(&args.model, args.device, batch)
}

/// A package on the device asked for; on the CPU if that is a GPU that nobody asked for and that computes wrong numbers.
pub(super) fn on_device(
    model: &Path,
    device: DeviceChoice,
    batch: impl Fn(&NamedDevice) -> usize,
) -> Result<Predictor> {
    let on = device::open(device)?;
    let size = batch(&on);
    match Predictor::new(package::open(model)?, on.clone(), size) {
        Err(why) if device == DeviceChoice::Auto && on.is_gpu() => {
            eprintln!("{why:#}; the CPU is used");
            let cpu = device::open(DeviceChoice::Cpu)?;
            let size = batch(&cpu);
            Predictor::new(package::open(model)?, cpu, size)
        }
        other => other,
    }
}
