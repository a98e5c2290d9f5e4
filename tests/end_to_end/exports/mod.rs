//! Exports, read by others: dciodvfy, dcmtk, pydicom, highdicom, a FHIR R4 schema, and a PACS.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::orthanc::Orthanc;
use tests::{films, place, readers, trainer};

const FORMS: [&str; 2] = ["pacs", "sharing"];

/// Exports of the sample films, and of the course's, some of which are refused, where they are.
struct Exports {
    folder: PathBuf,
    films: Vec<PathBuf>,
}

/// The exports of a form, made once for all tests.
fn exports(form: &str) -> &'static Exports {
    static MADE: [OnceLock<Exports>; 2] = [OnceLock::new(), OnceLock::new()];
    let place = usize::from(form == FORMS[1]);
    MADE[place].get_or_init(|| Exports::of(form).expect("the trainer exports the films"))
}

impl Exports {
    fn of(form: &str) -> Result<Self> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exports").join(form);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let mut films = films::samples(&place::root().join("assets"))?;
        films.extend(films::course().unwrap_or_default().into_iter().map(|(film, _)| film));
        let model = place::root().join("assets").join("model");
        let fixed = ["predict", "--device", "cpu", "--export-form", form, "--export"].map(OsStr::new);
        let arguments =
            fixed.into_iter().chain([folder.as_os_str(), OsStr::new("--model"), model.as_os_str()]);
        let output = trainer::run(arguments.chain(films.iter().map(|film| film.as_os_str())))?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let exports = Self { folder, films };
        ensure!(exports.instances("sr")?.len() == exports.films.len(), "not every film has its SR");
        Ok(exports)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// DICOM instances of a kind, `sr` or `sc`, in order.
    fn instances(&self, kind: &str) -> Result<Vec<PathBuf>> {
        let ending = format!(".{kind}.dcm");
        let mut found: Vec<PathBuf> =
            fs::read_dir(&self.folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        found.retain(|path| path.to_string_lossy().ends_with(&ending));
        found.sort();
        ensure!(!found.is_empty(), "no {ending}");
        Ok(found)
    }
}

#[test]
fn dciodvfy_finds_no_error() -> Result<()> {
    let Some(program) = readers::find("dciodvfy") else { return Ok(()) };
    for form in FORMS {
        let exports = exports(form);
        for file in exports.instances("sr")?.into_iter().chain(exports.instances("sc")?) {
            for line in readers::dciodvfy(&program, &file)? {
                println!("{form} {}: {line}", name(&file));
                assert!(!line.starts_with("Error"), "{form} {}: {line}", name(&file));
            }
        }
    }
    Ok(())
}

#[test]
fn dcmtk_renders_the_reports() -> Result<()> {
    let Some(program) = readers::find("dsrdump") else { return Ok(()) };
    for form in FORMS {
        let exports = exports(form);
        for file in exports.instances("sr")? {
            let text = readers::run_well(&program, &["+Pc"], &[file])?;
            assert!(
                text.contains("Imaging Measurement Report") && text.contains("Research use only"),
                "{text}"
            );
        }
    }
    Ok(())
}

#[test]
fn pydicom_and_highdicom_open_them() -> Result<()> {
    let Some(python) = readers::named("LOBAR_EXPORTS_PYTHON") else { return Ok(()) };
    let script = place::root().join("tests").join("end_to_end").join("exports").join("check.py");
    for form in FORMS {
        let exports = exports(form);
        let mut arguments = vec![script.clone(), PathBuf::from(form), exports.folder.clone()];
        arguments.extend(exports.films.iter().cloned());
        print!("{}", readers::run_well(&python, &[], &arguments)?);
    }
    Ok(())
}

#[test]
fn the_bundle_holds_against_the_fhir_schema() -> Result<()> {
    let Some(modules) = readers::named("LOBAR_FHIR_MODULES") else { return Ok(()) };
    let node = readers::find("node").context("node is needed for everything else too")?;
    let script = place::root().join("tests").join("end_to_end").join("exports").join("check_fhir.js");
    for form in FORMS {
        let exports = exports(form);
        let files = [script.clone(), modules.clone(), exports.path("worklist.fhir.json")];
        print!("{}", readers::run_well(&node, &[], &files)?);
    }
    Ok(())
}

#[test]
fn a_pacs_files_them_under_the_films_own_study() -> Result<()> {
    let [server, store, to_json] = ["Orthanc", "storescu", "dcm2json"].map(readers::find);
    let (Some(server), Some(store), Some(to_json)) = (server, store, to_json) else { return Ok(()) };
    for form in FORMS {
        let exports = exports(form);
        let orthanc = Orthanc::start(&server)?;
        let port = orthanc.dicom_port.to_string();
        let mut files = films::samples(&place::root().join("assets"))?;
        let own = files.len();
        let to = ["-aec", "ORTHANC", "127.0.0.1", &port];
        readers::run_well(&store, &to, &files)?;
        let before = studies(&orthanc)?;
        let sent: Vec<PathBuf> = exports
            .instances("sr")?
            .into_iter()
            .take(own)
            .chain(exports.instances("sc")?.into_iter().take(own))
            .collect();
        readers::run_well(&store, &to, &sent)?;
        files.extend(sent.iter().cloned());

        let instances = orthanc.get("/instances")?;
        let instances = instances.as_array().context("no list of instances")?;
        assert_eq!(instances.len(), files.len(), "{form}: each is stored once");
        let after = studies(&orthanc)?;
        if form == "pacs" {
            assert_eq!(before, after, "an export is filed under another study than its film's");
        } else {
            assert_eq!(after.len(), 2 * before.len(), "a shared export is filed under its film's study");
        }
        let mut stored = Vec::new();
        let file = tempfile::NamedTempFile::new()?;
        for id in instances {
            let path = format!("/instances/{}/file", id.as_str().unwrap_or_default());
            fs::write(file.path(), orthanc.bytes(&path)?)?;
            stored.push(data_set(&to_json, file.path())?);
        }
        for file in &sent {
            let own = data_set(&to_json, file)?;
            assert!(own["00080018"].is_object(), "no SOP Instance UID in {own}");
            assert!(stored.contains(&own), "{form} {} comes back changed", name(file));
        }
    }
    Ok(())
}

/// The data set in the JSON model of PS3.18 annex F: whoever sends or stores a file may write its lengths and its meta
/// group in another way.
fn data_set(to_json: &Path, file: &Path) -> Result<Value> {
    let text = readers::run_well(to_json, &[], &[file.to_owned()])?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", name(file)))
}

/// Patient ID and Study Instance UID of every study.
fn studies(orthanc: &Orthanc) -> Result<Vec<(String, String)>> {
    let list = orthanc.get("/studies?expand")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut studies: Vec<(String, String)> = list
        .as_array()
        .context("no list of studies")?
        .iter()
        .map(|study| {
            let uid = text(&study["MainDicomTags"]["StudyInstanceUID"]);
            (text(&study["PatientMainDicomTags"]["PatientID"]), uid)
        })
        .collect();
    studies.sort();
    Ok(studies)
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
