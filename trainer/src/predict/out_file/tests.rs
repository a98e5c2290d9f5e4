//! A file cut at every byte is resumed to the file it would have been.

use std::fs;

use shared::dicom::Outcome;

use super::*;

fn rows() -> Vec<Prediction> {
    // Names that have to be quoted, one with an end of line, one twice.
    let names = ["a.dcm", "b, \"c\".dcm", "d\ne.dcm", "a.dcm", "z.zip/f/g.png"];
    let row = |(i, name): (usize, &&str)| Prediction {
        file: (*name).into(),
        outcome: if i == 1 { Outcome::Reject } else { Outcome::Accept },
        reasons: if i == 1 { vec!["MODALITY".into(), "CORRUPT".into()] } else { vec![] },
        message: format!("message {i}. Not a medical device."),
        logit: (i != 1).then_some(0.1 + i as f32),
        probability: (i != 1).then_some(1.0 / 3.0),
        threshold: Some(0.5),
        positive: (i != 1).then_some(true),
        model: "abc".into(),
        device: "cpu".into(),
    };
    names.iter().enumerate().map(row).collect()
}

fn write(path: &Path, format: RowFormat) -> Vec<u8> {
    let mut out = OutFile::create(path, format).unwrap();
    rows().iter().for_each(|row| out.write(row).unwrap());
    out.finish().unwrap();
    fs::read(path).unwrap()
}

#[test]
fn a_cut_at_any_byte_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    for format in [RowFormat::Csv, RowFormat::Jsonl] {
        let whole = write(&folder.path().join(format!("whole.{format}")), format);
        let cut = folder.path().join(format!("cut.{format}"));
        for length in 0..=whole.len() {
            fs::write(&cut, &whole[..length]).unwrap();
            let (mut out, mut done) = OutFile::resume(&cut, format, "abc").unwrap();
            let left: Vec<Prediction> = rows().into_iter().filter(|row| !done.take(&row.file)).collect();
            if length == whole.len() {
                assert!(left.is_empty());
            }
            left.iter().for_each(|row| out.write(row).unwrap());
            assert_eq!(fs::read(&cut).unwrap(), whole, "{format} cut at byte {length}");
        }
    }
}

#[test]
fn another_package_or_form_is_refused_by_name_and_the_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    for format in [RowFormat::Csv, RowFormat::Jsonl] {
        let path = folder.path().join(format!("rows.{format}"));
        let whole = write(&path, format);
        let refused = |format, model| format!("{:#}", OutFile::resume(&path, format, model).unwrap_err());
        let error = refused(format, "xyz");
        assert!(
            error.contains("line 2 was computed with another package (abc)") || format == RowFormat::Jsonl,
            "{error}"
        );
        assert!(error.contains("another package (abc), this one is xyz"), "{error}");
        let other = if format == RowFormat::Csv { RowFormat::Jsonl } else { RowFormat::Csv };
        let error = refused(other, "abc");
        assert!(error.contains("line 1") && error.contains(&other.to_string()), "{error}");
        assert!(error.contains(&path.display().to_string()), "{error}");
        assert_eq!(fs::read(&path).unwrap(), whole);

        let error = OutFile::create(&path, format).unwrap_err().to_string();
        assert!(error.contains("--resume"), "{error}");
    }
}

#[test]
fn what_is_no_output_is_never_cut() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes");
    let csv_header = String::from_utf8(RowFormat::Csv.header().unwrap()).unwrap();
    for (format, text) in [
        (RowFormat::Jsonl, "my notes, without an end of line".to_owned()),
        (RowFormat::Jsonl, "{\"file\":\"a\"}\n".to_owned()),
        (RowFormat::Csv, "path,patient,label\n".to_owned()),
        (RowFormat::Csv, format!("{csv_header}a,b,c\n{}", "x,".repeat(9) + "y\n")),
        (RowFormat::Csv, format!("{csv_header}{}", "x,".repeat(9) + "y\n")),
    ] {
        fs::write(&path, &text).unwrap();
        assert!(OutFile::resume(&path, format, "abc").is_err(), "{text}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn two_runs_do_not_write_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    let _first = OutFile::create(&path, RowFormat::Csv).unwrap();
    let error = OutFile::resume(&path, RowFormat::Csv, "abc").unwrap_err().to_string();
    assert!(error.contains("another run"), "{error}");
}
