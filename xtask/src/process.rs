//! Other programs: finding them, asking their version, running them.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

/// The folder of the workspace that this program is called in, which need not be the one it was compiled in: a target
/// folder may serve several checkouts.
pub(crate) fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        package.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
    })
}

/// The folder that the site is built in: Trunk's, if it calls, or `dist/`.
pub(crate) fn site() -> PathBuf {
    let staging = env::var_os("TRUNK_STAGING_DIR").filter(|folder| !folder.is_empty());
    staging.map_or_else(|| root().join("dist"), PathBuf::from)
}

/// The folder that cargo builds in.
pub(crate) fn target() -> PathBuf {
    let chosen = env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
    // A relative one counts from where cargo is called, which is the workspace's folder here.
    root().join(chosen.map_or_else(|| PathBuf::from("target"), PathBuf::from))
}

/// The `cargo` that started this program, in the workspace's folder.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Prints a command, runs it, and prints the time that it took; an unsuccessful exit is an error.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = describe(command);
    println!("$ {line}");
    let start = Instant::now();
    let status = command.status().with_context(|| format!("`{line}` could not be started"))?;
    println!("  [{:.1} s]", start.elapsed().as_secs_f64());
    ensure!(status.success(), "`{line}` failed ({status})");
    Ok(())
}

/// Runs a command quietly and returns what it writes to its standard output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let line = describe(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("`{line}` could not be started"))?;
    ensure!(output.status.success(), "`{line}` failed ({})", output.status);
    String::from_utf8(output.stdout).with_context(|| format!("`{line}` did not write text"))
}

/// The file that `name` stands for on the PATH.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// The version that a program tells, such as `0.21.14` of `trunk 0.21.14`; `None` if it does not run.
pub(crate) fn version(program: impl AsRef<OsStr>) -> Option<Vec<u32>> {
    let output = Command::new(program).arg("--version").stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| parse_version(&String::from_utf8_lossy(&output.stdout)))?
}

/// The first word of a line that is made of numbers and dots.
fn parse_version(line: &str) -> Option<Vec<u32>> {
    line.split_whitespace().find_map(|word| word.split('.').map(|part| part.parse().ok()).collect())
}

/// Stops with a sentence that says what to install, if a program that cannot be fetched here is missing.
pub(crate) fn require(name: &str, remedy: &str) -> Result<PathBuf> {
    match find(name) {
        Some(path) => Ok(path),
        None => bail!("`{name}` is needed and not on the PATH: {remedy}"),
    }
}

/// The command as a person would type it. Arguments made for programs (a script, a long folder) stay as they are.
fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_every_tool_in_use() {
        assert_eq!(parse_version("trunk 0.21.14"), Some(vec![0, 21, 14]));
        assert_eq!(parse_version("wasm-bindgen 0.2.130\n"), Some(vec![0, 2, 130]));
        assert_eq!(parse_version("wasm-opt version 132 (version_132)"), Some(vec![132]));
        assert_eq!(
            parse_version("ChromeDriver 156.0.8078.79 (a21ce95-refs/heads)"),
            Some(vec![156, 0, 8078, 79])
        );
        assert_eq!(parse_version("no number here"), None);
    }
}
