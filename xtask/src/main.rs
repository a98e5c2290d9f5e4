//! `cargo xtask <command>`: sets a machine up and does the project's chores.
//!
//! What it needs beforehand is Rust, a C compiler and node with npm; everything else it fetches itself, into
//! `~/.cache/lobar/tools`. It holds no logic of the product, and no step here does anything that a person could not
//! type: every command is printed as it runs, with the time that it took.
//!
//! - [`serve`] builds the site as it is published and serves it on this machine.
//! - [`check`] is `cargo xtask test`: everything that CI checks, in the same order, and nothing that it does not.
//! - [`bench_web`] measures the tab beside its peers.

mod bench_web;
mod browser;
mod check;
mod cli;
mod exports;
mod link;
mod modules;
mod process;
mod report;
mod seal;
mod serve;
mod site;
mod tools;
mod vulkan;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::Task;
use crate::tools::Tools;

fn main() -> ExitCode {
    let task = match cli::parse(lexopt::Parser::from_env()) {
        Ok(task) => task,
        Err(error) => {
            eprintln!("error: {error}\n\n{}", cli::HELP);
            return ExitCode::from(2);
        }
    };
    match run(task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a task; `false` is a failure that has been told already.
fn run(task: Task) -> Result<bool> {
    match task {
        Task::Help => println!("{}", cli::HELP),
        Task::Serve(options) => serve::run(&options)?,
        Task::Test(names) => return check::run(&names),
        Task::Setup => {
            let mut tools = Tools::new()?;
            tools.prepare_site()?;
            tools.prepare_licence_check()?;
            browser::prepare()?;
        }
        Task::Modules => modules::run()?,
        Task::BenchWeb(options) => bench_web::run(&options)?,
        Task::Seal => seal::run()?,
        Task::BuildWeb => {
            let mut tools = Tools::new()?;
            tools.prepare_site()?;
            site::build(&tools)?;
            site::check_sizes()?;
        }
    }
    Ok(true)
}
