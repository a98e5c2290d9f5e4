//! `trainer eda` as a program.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::Result;
use serde_json::Value;

fn run<'a>(arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<Output> {
    Ok(Command::new(env!("CARGO_BIN_EXE_trainer")).args(arguments).output()?)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn eda_writes_a_report_and_names_what_is_wrong() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (phantoms, out) = (folder.path().join("phantoms"), folder.path().join("eda"));
    let drawn = run([OsStr::new("phantom"), OsStr::new("--out"), phantoms.as_os_str()]
        .into_iter()
        .chain(["--count", "8", "--seed", "7", "--size", "256"].map(OsStr::new)))?;
    assert_eq!(drawn.status.code(), Some(0), "{}", text(&drawn.stderr));
    let table = phantoms.join("Data_Entry_2017.csv");
    let eda = |table: &Path| {
        run([OsStr::new("eda"), OsStr::new("--metadata"), table.as_os_str(), OsStr::new("--images")]
            .into_iter()
            .chain([phantoms.join("images").as_os_str(), OsStr::new("--out"), out.as_os_str()]))
    };
    let output = eda(&table)?;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("8 films; 0 missing, 0 unreadable"), "{}", text(&output.stdout));
    let answer: Value = serde_json::from_slice(&fs::read(out.join("eda.json"))?)?;
    assert_eq!((&answer["counts"]["images"], &answer["pixels"]["films_read"]), (&8.into(), &8.into()));
    assert!(fs::read_to_string(out.join("report.html"))?.contains("Shortcut audit"));

    // A second time into the same folder, and a table with a fault.
    assert_eq!(eda(&table)?.status.code(), Some(1));
    fs::remove_dir_all(&out)?;
    let broken = folder.path().join("broken.csv");
    fs::write(&broken, "path,patient,label\na.png,1,1\nb.png,,1\n")?;
    let output = eda(&broken)?;
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("line 3: `patient` is empty"), "{}", text(&output.stderr));
    assert!(!out.exists());
    Ok(())
}
