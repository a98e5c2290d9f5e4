//! Ctrl-C during `trainer train`: the program ends by itself, after a checkpoint that it goes on from.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Far more epochs than anyone waits for.
const CONFIG: &str = r#"
name = "test"
seed = 5
[data]
source = "phantom"
train = 12
validation = 6
test = 4
[model]
width_divisor = 16
hidden = 8
[optimizer]
[early_stopping]
patience = 0
[[stages]]
input_size = 32
epochs = 100000
batch_size = 2
learning_rate = 0.0001
"#;

fn trainer(arguments: &[&Path]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trainer"));
    command.args(["train", "--device", "cpu"]).args(arguments).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Whether `condition` comes true within a minute, while the program runs.
fn comes_true(child: &mut Child, condition: impl Fn() -> bool) -> bool {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(60) && child.try_wait().unwrap().is_none() {
        if condition() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

#[test]
fn ctrl_c_leaves_a_checkpoint_to_go_on_from() {
    let folder = tempfile::tempdir().unwrap();
    let (config, run) = (folder.path().join("config.toml"), folder.path().join("run"));
    std::fs::write(&config, CONFIG).unwrap();
    let mut child = trainer(&[Path::new("--config"), &config, Path::new("--out"), &run]).spawn().unwrap();
    let history = run.join("history.csv");
    assert!(comes_true(&mut child, || history.exists()), "no epoch was finished");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("--resume"), "{said}");

    let state = || -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(run.join("last/state.json")).unwrap()).unwrap()
    };
    let epochs = |value: &serde_json::Value| value["history"].as_array().unwrap().len() / 2;
    let (before, lines) = (state(), std::fs::read_to_string(&history).unwrap().lines().count());
    assert!(epochs(&before) >= 1);
    assert_eq!(lines, 1 + 2 * epochs(&before), "the table agrees with the checkpoint");

    let resumed =
        trainer(&[Path::new("--resume"), &run, Path::new("--max-steps"), Path::new("6")]).output().unwrap();
    assert!(resumed.status.success(), "{}", String::from_utf8_lossy(&resumed.stderr));
    assert!(epochs(&state()) > epochs(&before));
}
