//! `trainer predict` as a program, with the model that ships: files, folders and zips, bad films, resuming.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result};
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets")
}

/// Runs `predict` on the CPU with the model that ships.
fn predict<'a>(arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<Output> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trainer"));
    command.args(["predict", "--device", "cpu", "--model"]).arg(assets().join("model"));
    Ok(command.args(arguments).output()?)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Rows of a run that went well.
fn rows(output: &Output) -> Result<Vec<Value>> {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Three films, one of them in a folder, and one that is cut in half.
const FILMS: [(&str, &str, bool); 4] = [
    ("a.dcm", "phantom-ap-no-finding.dcm", true),
    ("b/1.dcm", "phantom-pa-pneumonia.dcm", true),
    ("b/2.dcm", "phantom-pa-pneumonia.dcm", false),
    ("c.dcm", "phantom-pa-effusion.dcm", true),
];

/// Writes the films into a folder.
fn study(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for (name, sample, whole) in FILMS {
        let bytes = fs::read(assets().join("samples").join(sample))?;
        let path = folder.join(name);
        fs::create_dir_all(path.parent().context("a folder")?)?;
        fs::write(&path, &bytes[..if whole { bytes.len() } else { bytes.len() / 2 }])?;
        paths.push(path);
    }
    Ok(paths)
}

/// Zips a folder, with what a Mac and a scanner add.
fn pack(folder: &Path, to: &Path) -> Result<()> {
    let mut zip = ZipWriter::new(fs::File::create(to)?);
    // Not in order of name.
    for (name, ..) in FILMS.iter().rev() {
        zip.start_file(*name, SimpleFileOptions::default())?;
        zip.write_all(&fs::read(folder.join(name))?)?;
    }
    for name in ["DICOMDIR", "__MACOSX/._a.dcm"] {
        zip.start_file(name, SimpleFileOptions::default())?;
    }
    zip.finish()?;
    Ok(())
}

/// All in one run, so that films stand in other places of their batches, and the last one is alone.
#[test]
fn files_folder_and_zip_give_the_same_rows_in_any_batch() -> Result<()> {
    let place = tempfile::tempdir()?;
    let (folder, zip) = (place.path().join("study"), place.path().join("study.zip"));
    let files = study(&folder)?;
    pack(&folder, &zip)?;
    let paths = [folder.as_os_str(), zip.as_os_str()].into_iter().chain(files.iter().map(|f| f.as_os_str()));
    let output = predict(["--format", "jsonl", "--batch", "2"].map(OsStr::new).into_iter().chain(paths))?;
    let rows = rows(&output)?;
    assert_eq!(rows.len(), 3 * FILMS.len());
    let (by_folder, rest) = rows.split_at(FILMS.len());
    let (by_zip, by_file) = rest.split_at(FILMS.len());
    for (i, (name, _, whole)) in FILMS.iter().enumerate() {
        assert_eq!(by_folder[i]["file"], *folder.join(name).to_string_lossy());
        assert_eq!(by_folder[i]["file"], by_file[i]["file"]);
        assert_eq!(by_zip[i]["file"], format!("{}/{name}", zip.display()));
        assert_eq!(by_folder[i]["outcome"], if *whole { "accept" } else { "reject" });
        for other in [&by_file[i], &by_zip[i]] {
            for field in ["outcome", "reasons", "message", "threshold", "positive", "model", "device"] {
                assert_eq!(other[field], by_folder[i][field], "{field}");
            }
            match (other["logit"].as_f64(), by_folder[i]["logit"].as_f64()) {
                // Sums in another order.
                (Some(a), Some(b)) => assert!((a - b).abs() < 1e-4, "{a} and {b}"),
                (a, b) => assert_eq!((a, b), (None, None)),
            }
        }
    }
    let said = text(&output.stderr);
    assert!(said.contains("9 accepted, 3 rejected (CORRUPT 3); 2 passed by"), "{said}");
    Ok(())
}

#[test]
fn bad_files_and_zips_mark_their_own_rows_and_all_rows_keep_their_order() -> Result<()> {
    let place = tempfile::tempdir()?;
    let folder = place.path().join("films");
    fs::create_dir(&folder)?;
    let mut expected = Vec::new();
    // More than may be on the way at a time.
    for i in 0..300 {
        let name = format!("{i:03}.dcm");
        if i == 100 {
            fs::copy(assets().join("samples/phantom-pa-pneumonia.dcm"), folder.join(&name))?;
        } else {
            fs::write(folder.join(&name), vec![b'x'; i])?;
        }
        expected.push(folder.join(name).to_string_lossy().into_owned());
    }
    fs::write(folder.join("z.zip"), b"PK\x03\x04 and no more")?;
    expected.push(folder.join("z.zip").to_string_lossy().into_owned());

    let output = predict(["--format", "csv"].map(OsStr::new).into_iter().chain([folder.as_os_str()]))?;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
    let files: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(files, expected);
    let accepted: Vec<usize> = (0..rows.len()).filter(|&i| &rows[i][1] == "accept").collect();
    assert_eq!(accepted, [100]);
    assert!(rows[100][4].parse::<f32>()?.is_finite());
    assert_eq!((&rows[300][2], &rows[300][4]), ("CORRUPT", ""));
    let said = text(&output.stderr);
    assert!(said.contains("301 films") && said.contains("1 accepted, 300 rejected"), "{said}");
    Ok(())
}

/// A study with an output file in its folder: among the films, and yet no film.
struct Resumable {
    _place: tempfile::TempDir,
    folder: PathBuf,
    out: PathBuf,
}

impl Resumable {
    fn new(out: &str) -> Result<Self> {
        let place = tempfile::tempdir()?;
        let folder = place.path().join("study");
        study(&folder)?;
        Ok(Self { _place: place, out: folder.join(out), folder })
    }

    fn run(&self, more: &[&str]) -> Result<Output> {
        let fixed = [self.folder.as_os_str(), OsStr::new("--out"), self.out.as_os_str()];
        predict(fixed.into_iter().chain(more.iter().map(OsStr::new)))
    }

    /// A whole run's file, after it was cut at a share of its length and the run resumed.
    fn cut_and_resume(&self, share: f64) -> Result<Vec<u8>> {
        let output = self.run(&[])?;
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
        let whole = fs::read(&self.out)?;
        fs::write(&self.out, &whole[..(share * whole.len() as f64) as usize])?;
        let output = self.run(&["--resume"])?;
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("were there already"), "{}", text(&output.stderr));
        assert_eq!(text(&fs::read(&self.out)?), text(&whole));
        Ok(whole)
    }

    fn refused(&self, more: &[&str], why: &str) -> Result<()> {
        let before = fs::read(&self.out)?;
        let output = self.run(more)?;
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains(why), "{}", text(&output.stderr));
        assert_eq!(fs::read(&self.out)?, before);
        Ok(())
    }
}

#[test]
fn an_interrupted_run_is_resumed_to_the_same_file() -> Result<()> {
    let whole = Resumable::new("0.csv")?.cut_and_resume(0.6)?;
    assert_eq!(csv::Reader::from_reader(whole.as_slice()).records().count(), FILMS.len());
    let whole = Resumable::new("0.jsonl")?.cut_and_resume(0.4)?;
    assert_eq!(text(&whole).lines().count(), FILMS.len());
    Ok(())
}

#[test]
fn an_output_is_neither_overwritten_nor_mixed() -> Result<()> {
    let study = Resumable::new("0.jsonl")?;
    let manifest: Value = serde_json::from_slice(&fs::read(assets().join("model/manifest.json"))?)?;
    let row = |file: &Path, model: &Value| {
        let file = file.to_string_lossy();
        format!(
            "{{\"file\":{},\"outcome\":\"reject\",\"reasons\":[\"CORRUPT\"],\"message\":\"\",\"logit\":null,\
             \"probability\":null,\"threshold\":null,\"positive\":null,\"model\":{model},\"device\":\"\"}}\n",
            Value::from(file)
        )
    };
    let all = |model: &Value| FILMS.map(|(name, ..)| row(&study.folder.join(name), model)).concat();
    fs::write(&study.out, all(&"0123".into()))?;
    study.refused(&["--resume"], "another package")?;
    fs::write(&study.out, all(&manifest["id"]))?;
    study.refused(&[], "--resume")?;
    study.refused(&["--resume", "--format", "csv"], "csv")?;
    let output = study.run(&["--resume"])?;
    let said = text(&output.stderr);
    assert!(said.contains("0 films") && said.contains("4 were there already"), "{said}");
    Ok(())
}

#[test]
fn wrong_usage_is_told_before_any_work() -> Result<()> {
    let film = assets().join("samples/phantom-pa-pneumonia.dcm");
    for arguments in [
        &["--out", "rows.txt"][..],
        &["--out", "rows.csv", "--format", "table"],
        &["--resume"],
        &["--batch", "0"],
    ] {
        let output = predict(arguments.iter().map(OsStr::new).chain([film.as_os_str()]))?;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
    Ok(())
}
