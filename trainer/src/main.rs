//! The `trainer` binary.

use std::process::ExitCode;

use clap::Parser as _;
use trainer::cli::{Cli, run};

fn main() -> ExitCode {
    // clap ends the process with 2 on wrong usage.
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
