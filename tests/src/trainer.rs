//! The trainer's command line, as a user of it sees it.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

use crate::place;

/// The trainer's program: the one named by `LOBAR_TRAINER`, or else built now.
///
/// # Panics
///
/// If it cannot be built.
pub fn program() -> &'static PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        if let Some(chosen) = env::var_os("LOBAR_TRAINER") {
            return chosen.into();
        }
        // All that `cargo xtask test` builds: a smaller selection could mean other features, and Burn compiled anew.
        let mut build = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        build.current_dir(place::root()).args(["build", "--quiet", "--workspace", "--all-targets"]);
        assert!(build.status().is_ok_and(|status| status.success()), "the trainer cannot be built");
        place::profile_folder().join(format!("trainer{}", env::consts::EXE_SUFFIX))
    })
}

/// Runs the trainer with these arguments.
pub fn run(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result<Output> {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(place::root()).stdin(Stdio::null());
    command.output().with_context(|| format!("{} could not be started", program().display()))
}

/// What `trainer predict` says of films on the CPU: one JSON object a film, in the order given.
///
/// Rejected films are part of the answer, so the exit code is left to tests of its own.
pub fn predict(films: &[PathBuf]) -> Result<Vec<Value>> {
    predict_by(&place::root().join("assets").join("model"), "cpu", films)
}

/// [`predict`] by another package than the bundled one, or on another device.
pub fn predict_by(model: &Path, device: &str, films: &[PathBuf]) -> Result<Vec<Value>> {
    let fixed = ["predict", "--device", device, "--format", "jsonl", "--model"].map(OsStr::new);
    let arguments =
        fixed.into_iter().chain([model.as_os_str()]).chain(films.iter().map(|film| film.as_os_str()));
    let output = run(arguments)?;
    let errors = String::from_utf8_lossy(&output.stderr);
    let text = String::from_utf8(output.stdout).context("the trainer wrote no text")?;
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).with_context(|| format!("not a JSON object: {line}")))
        .collect::<Result<_>>()?;
    ensure!(lines.len() == films.len(), "{} lines for {} films; {errors}", lines.len(), films.len());
    let answer = |film: &PathBuf| lines.iter().find(|line| line["file"] == *film.to_string_lossy()).cloned();
    films.iter().map(|film| answer(film).with_context(|| format!("no line for {}", film.display()))).collect()
}

/// The logit that native Burn gives a film on the CPU.
pub fn logit(film: &PathBuf) -> Result<f64> {
    let answer = predict(std::slice::from_ref(film))?;
    logit_of(&answer[0])
}

/// The logit in what [`predict`] says of a film.
pub fn logit_of(answer: &Value) -> Result<f64> {
    answer["logit"].as_f64().with_context(|| format!("the trainer gives no logit: {answer}"))
}

/// A run whose package has a sixteenth of the width: a film takes it milliseconds. It knows nothing of films.
const SMALL: &str = r#"
name = "small"
seed = 3
[data]
source = "phantom"
train = 160
validation = 48
test = 24
[model]
width_divisor = 16
hidden = 16
batch_norm = true
[optimizer]
weight_decay = 0.01
[loss]
positive_weight = "balanced"
[decision]
calibration = "none"
operating_points = ["youden", "specificity=0.5"]
[[stages]]
input_size = 64
epochs = 12
batch_size = 8
learning_rate = 0.003
"#;

/// A package of reduced width, for tests of many films: the one that `LOBAR_SMALL_PACKAGE` names, or else one that is
/// trained now, once for all tests of a program.
///
/// # Errors
///
/// What the trainer says, if it fails.
pub fn small_package() -> Result<PathBuf> {
    if let Some(chosen) = env::var_os("LOBAR_SMALL_PACKAGE") {
        return Ok(chosen.into());
    }
    static PLACE: Mutex<Option<TempDir>> = Mutex::new(None);
    let mut place = PLACE.lock().unwrap_or_else(PoisonError::into_inner);
    if place.is_none() {
        let folder = tempfile::tempdir()?;
        let at = |name: &str| folder.path().join(name);
        fs::write(at("config.toml"), SMALL)?;
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        let (config, out, package) = (text(at("config.toml")), text(at("run")), text(at("package")));
        for arguments in [
            &["train", "--config", &config, "--out", &out, "--device", "cpu"][..],
            &["package", "--run", &out, "--out", &package],
        ] {
            let output = run(arguments)?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "{arguments:?}: {said}");
        }
        *place = Some(folder);
    }
    let folder = place.as_ref().context("a folder was just made")?;
    Ok(folder.path().join("package"))
}
