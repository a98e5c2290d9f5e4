//! Programs that others read exports with. `cargo xtask test` installs them where it may; a test whose reader is
//! missing says so and passes.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};

/// A program on the PATH, or among the system's servers; says that tests are skipped if there is none.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let found = folders.map(|folder| folder.join(&file)).find(|program| program.is_file());
    if found.is_none() {
        println!("SKIPPED: no {name} on this machine; `cargo xtask test` installs it where it may");
    }
    found
}

/// What `variable` names; says that tests are skipped if it is not set. `cargo xtask test` sets it.
pub fn named(variable: &str) -> Option<PathBuf> {
    let found = env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    if found.is_none() {
        println!("SKIPPED: {variable} is not set; `cargo xtask test` sets it where it can");
    }
    found
}

/// Runs a program on files, whatever it exits with.
pub fn run(program: &Path, arguments: &[&str], files: &[PathBuf]) -> Result<Output> {
    let mut command = Command::new(program);
    command.args(arguments).args(files).stdin(Stdio::null());
    command.output().with_context(|| format!("{} could not be started", program.display()))
}

/// Runs a program that must succeed, and returns what it wrote to its standard output.
pub fn run_well(program: &Path, arguments: &[&str], files: &[PathBuf]) -> Result<String> {
    let output = run(program, arguments, files)?;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "{} failed ({}):\n{out}{err}", program.display(), output.status);
    Ok(out.into_owned())
}

/// What `dciodvfy` has against an instance: the errors and warnings, a line each.
pub fn dciodvfy(program: &Path, file: &Path) -> Result<Vec<String>> {
    // It writes to standard error and exits with 0 whatever it finds.
    let output = run(program, &[], &[file.to_owned()])?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(!text.trim().is_empty(), "dciodvfy says nothing of {}, not even its IOD", file.display());
    Ok(text
        .lines()
        .filter(|line| line.starts_with("Error") || line.starts_with("Warning"))
        .map(Into::into)
        .collect())
}
