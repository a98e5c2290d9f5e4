//! `trainer split`.

use std::path::PathBuf;

use anyhow::Result;
use clap::error::ErrorKind;
use clap::{Args, Error};

use super::output;
use crate::split::{self, DEFAULT_SEED, Fold, MatchKey, Part, Ratio, SplitOptions, StratifyKey, TestClasses};

#[derive(Debug, Args)]
pub(super) struct SplitArgs {
    /// Label table: NIH's layout, its sample's, or path,patient,label with more columns; .csv or .csv.gz
    #[arg(long)]
    metadata: PathBuf,
    /// Folder to write the parts and split.json to; must not exist or be empty
    #[arg(long)]
    out: PathBuf,
    /// Folder of the films, measured for --match and for the balance of the classes
    #[arg(long)]
    images: Option<PathBuf>,
    /// Seed; the same table, options and seed give the same files
    #[arg(long, default_value_t = DEFAULT_SEED)]
    seed: u64,
    /// Table whose patients are to be in no part, such as the test.csv of a split that is kept back
    #[arg(long, value_name = "TABLE")]
    without: Option<PathBuf>,
    /// Share of the patients for test, of the class that runs out first; drawn before the other parts [default: 0.2]
    #[arg(long)]
    test_share: Option<f64>,
    /// For cross-validation: test is the second of five parts, say, that share no patient and are all patients together
    #[arg(long, value_name = "N/OF", conflicts_with_all = ["test_share", "test_ratio", "prevalence"])]
    fold: Option<Fold>,
    /// Share of the patients for validation, likewise; train gets the rest
    #[arg(long, default_value_t = 0.2)]
    validation_share: f64,
    /// Positive to negative patients of train
    #[arg(long, default_value = "1:1", value_name = "P:N")]
    train_ratio: Ratio,
    /// Positive to negative patients of validation
    #[arg(long, default_value = "1:3", value_name = "P:N")]
    validation_ratio: Ratio,
    /// Positive to negative patients of test, or `natural`, which is the table's own ratio
    #[arg(long, default_value = "natural", value_name = "natural|P:N", value_parser = test_classes)]
    test_ratio: TestClasses,
    /// Share of patients with pneumonia in a known population, which test is thinned to
    #[arg(long, value_name = "SHARE", conflicts_with = "test_ratio")]
    prevalence: Option<f64>,
    /// What the parts are to have alike
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KEYS")]
    stratify: Vec<StratifyKey>,
    /// What positive and negative patients of a part are to have alike; the other options say of which parts, how near
    #[arg(long = "match", value_enum, value_delimiter = ',', value_name = "KEYS")]
    match_by: Vec<MatchKey>,
    /// The parts that are matched; test only with a --test-ratio
    #[arg(long, value_enum, value_delimiter = ',', default_value = "train,validation", value_name = "PARTS")]
    match_parts: Vec<Part>,
    /// How far matched films may differ in each number, standard deviations within the classes
    #[arg(long, default_value_t = 0.25)]
    caliper: f64,
    /// How far matched films may differ in age, years
    #[arg(long, default_value_t = 5.0)]
    age_caliper: f64,
    /// Patients that each class must have in each part
    #[arg(long, default_value_t = 5)]
    min_patients: usize,
}

fn test_classes(text: &str) -> Result<TestClasses, String> {
    if text == "natural" { Ok(TestClasses::Natural) } else { text.parse().map(TestClasses::Ratio) }
}

pub(super) fn run(args: &SplitArgs) -> Result<()> {
    let options = SplitOptions {
        test_share: args.fold.map_or(args.test_share.unwrap_or(0.2), Fold::share),
        fold: args.fold,
        validation_share: args.validation_share,
        train_ratio: args.train_ratio,
        validation_ratio: args.validation_ratio,
        test_classes: args.prevalence.map_or(args.test_ratio, TestClasses::Prevalence),
        stratify: once(&args.stratify),
        match_by: once(&args.match_by),
        match_parts: once(&args.match_parts),
        caliper: args.caliper,
        age_caliper: args.age_caliper,
        min_patients: args.min_patients,
    };
    if let Err(message) = options.validate() {
        usage(&message);
    }
    if let (Some(key), None) = (options.match_by.iter().find(|key| key.needs_films()), &args.images) {
        usage(&format!("--match {} is measured on films: give their folder with --images", key.as_str()));
    }
    split::check_free(&args.out)?;
    let found = split::split_without(
        &args.metadata,
        args.images.as_deref(),
        &options,
        args.seed,
        args.without.as_deref(),
    )?;
    split::write(&found, &args.out)?;
    output::lines(&split::lines(&found.summary))?;
    for note in &found.summary.notes {
        eprintln!("note: {note}");
    }
    for warning in &found.summary.warnings {
        eprintln!("WARNING: shortcut: {warning}");
    }
    eprintln!("written: {}", args.out.join(split::SUMMARY).display());
    Ok(())
}

/// Keys in a fixed order, each once: how they were typed must not change what is drawn.
fn once<T: Ord + Copy>(keys: &[T]) -> Vec<T> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Ends the process as clap does where it sees by itself that the options do not go together.
fn usage(message: &str) -> ! {
    Error::raw(ErrorKind::ArgumentConflict, format!("{message}\n\nFor more information, try '--help'.\n"))
        .exit()
}
