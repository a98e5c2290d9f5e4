//! What is found, in which order, and how broken zips are told.

use std::fs::{self, File};
use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

/// A zip of names with contents.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (i, (name, content)) in entries.iter().enumerate() {
        let method = if i % 2 == 0 { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

type Rows = Vec<(String, Result<Vec<u8>, Vec<String>>)>;

/// Names with contents or reasons, names from `folder` on.
fn rows(folder: &Path) -> Rows {
    let units = Units::new(&[folder.into()], None).unwrap();
    units
        .map(|unit| {
            let name = Path::new(&unit.name).strip_prefix(folder).unwrap().display().to_string();
            (name, unit.read().map_err(|reject| reject.reasons))
        })
        .collect()
}

/// The one row of a zip with these bytes: its name, reasons and message.
fn only(bytes: &[u8]) -> (String, Reject) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.zip"), bytes).unwrap();
    let mut units: Vec<Unit> = Units::new(&[folder.path().into()], None).unwrap().collect();
    assert_eq!(units.len(), 1);
    let unit = units.remove(0);
    let name = Path::new(&unit.name).strip_prefix(folder.path()).unwrap().display().to_string();
    (name, unit.read().unwrap_err())
}

/// Puts other bytes in the place of `old`, everywhere.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut seen = 0;
    for at in 0..=bytes.len() - old.len() {
        if bytes[at..].starts_with(old) {
            bytes[at..at + new.len()].copy_from_slice(new);
            seen += 1;
        }
    }
    assert!(seen > 0, "nothing to replace");
    bytes
}

#[test]
fn a_zip_is_read_as_the_folder_it_was_made_of() {
    let contents: [(&str, &[u8]); 6] = [
        ("b/2.dcm", b"two"),
        ("a.dcm", b"a"),
        ("b.dcm", b"b"),
        ("b/10.dcm", b"ten"),
        ("DICOMDIR", b"index"),
        ("__MACOSX/._a.dcm", b"fork"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let (plain, packed) = (folder.path().join("plain"), folder.path().join("packed"));
    for (name, content) in contents {
        let path = plain.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    fs::create_dir(&packed).unwrap();
    // By its first bytes, whatever its name.
    fs::write(packed.join("study.dat"), zip(&contents)).unwrap();
    let expected: Rows = [("a.dcm", "a"), ("b/10.dcm", "ten"), ("b/2.dcm", "two"), ("b.dcm", "b")]
        .map(|(name, content)| (name.into(), Ok(content.into())))
        .to_vec();
    assert_eq!(rows(&plain), expected);
    let inside: Rows = expected.into_iter().map(|(name, c)| (format!("study.dat/{name}"), c)).collect();
    assert_eq!(rows(&packed), inside);

    let mut units = Units::new(&[packed], None).unwrap();
    assert_eq!(units.by_ref().count(), 4);
    assert_eq!(units.passed_by(), 2);
}

#[test]
fn what_is_named_itself_is_never_passed_by() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("DICOMDIR");
    fs::write(&path, "index").unwrap();
    assert_eq!(Units::count(&[path], None).unwrap(), 1);
    assert!(Units::count(&[folder.path().into()], None).is_err());
}

#[test]
fn the_output_is_not_taken_for_a_film() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("rows.csv");
    fs::write(&out, "").unwrap();
    fs::write(folder.path().join("a.dcm"), "").unwrap();
    assert_eq!(Units::count(&[folder.path().into()], Some(&out)).unwrap(), 1);
}

#[test]
fn a_broken_zip_has_one_row() {
    let whole = zip(&[("a.dcm", &[7; 3000]), ("b.dcm", b"b")]);
    for bytes in [&whole[..whole.len() / 2], b"not a zip".as_slice(), b"PK\x03\x04"] {
        let (name, reject) = only(bytes);
        assert_eq!(
            (name.as_str(), &reject.reasons[..]),
            ("a.zip", &["CORRUPT".to_owned()][..]),
            "{reject:?}"
        );
    }
    let (name, reject) = only(&zip(&[]));
    assert_eq!(name, "a.zip");
    assert!(reject.message.contains("no files"), "{reject:?}");
}

#[test]
fn a_bad_entry_marks_its_own_row() {
    let folder = tempfile::tempdir().unwrap();
    // Stored, so that its bytes stand in the zip as they are.
    let bytes = zip(&[("a.dcm", b"whole"), ("b.dcm", b"damaged"), ("c.dcm", b"whole"), ("d.zip", &zip(&[]))]);
    fs::write(folder.path().join("a.zip"), replaced(&bytes, b"damaged", b"DAMAGED")).unwrap();
    let rows = rows(folder.path());
    let outcome: Vec<_> = rows.iter().map(|(name, c)| (name.as_str(), c.as_ref().err().cloned())).collect();
    let corrupt = vec!["CORRUPT".to_owned()];
    assert_eq!(
        outcome,
        [
            ("a.zip/a.dcm", None),
            ("a.zip/b.dcm", Some(corrupt)),
            ("a.zip/c.dcm", None),
            ("a.zip/d.zip", Some(vec!["UNREADABLE".to_owned()])),
        ]
    );
}

#[test]
fn entries_that_are_not_unpacked_are_refused_by_name() {
    // Bit 0 of the flags at offset 8 of the directory's header means encrypted, the method is at 10 (APPNOTE 4.3.12).
    let whole = zip(&[("a.dcm", b"a")]);
    let at = whole.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let changed = |offset: usize, value: u8| {
        let mut bytes = whole.clone();
        bytes[at + offset] = value;
        only(&bytes)
    };
    let (name, reject) = changed(8, whole[at + 8] | 1);
    assert_eq!((name.as_str(), &reject.reasons[0][..]), ("a.zip/a.dcm", "UNREADABLE"));
    assert!(reject.message.contains("encrypted"), "{reject:?}");
    // 14: LZMA.
    let (_, reject) = changed(10, 14);
    assert_eq!(reject.reasons, ["UNREADABLE"]);
    assert!(reject.message.contains("deflate"), "{reject:?}");
}

#[test]
fn sizes_are_not_believed_and_bombs_do_not_go_off() {
    let whole = zip(&[("a.dcm", &[0; 100_000])]);
    let at = whole.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let sized = |size: u32| {
        let mut bytes = whole.clone();
        bytes[at + 24..at + 28].copy_from_slice(&size.to_le_bytes());
        only(&bytes).1
    };
    assert_eq!(sized(10).reasons, ["CORRUPT"]);
    assert_eq!(sized(200_000).reasons, ["CORRUPT"]);
    let reject = sized(u32::MAX - 1);
    assert_eq!(reject.reasons, ["TOO_LARGE"]);
    assert!(reject.message.contains("512 MB"), "{reject:?}");
}

#[test]
fn an_ambiguous_zip_is_refused_as_a_whole() {
    let twice = replaced(&zip(&[("a.dcm", b"one"), ("b.dcm", b"two")]), b"b.dcm", b"a.dcm");
    let (name, reject) = only(&twice);
    assert_eq!(name, "a.zip");
    assert!(reject.message.contains("same name"), "{reject:?}");

    // The second entry's header is the first's own.
    let mut bytes = zip(&[("a.dcm", b"one"), ("b.dcm", b"two")]);
    let at = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    bytes[at + 42..at + 46].copy_from_slice(&[0; 4]);
    let (name, reject) = only(&bytes);
    assert_eq!(name, "a.zip");
    assert!(reject.message.contains("share"), "{reject:?}");
}

#[test]
fn several_threads_read_one_zip() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    let contents: Vec<(String, Vec<u8>)> =
        (0..40_u8).map(|i| (format!("{i:02}.dcm"), vec![i; 20_000])).collect();
    let entries: Vec<(&str, &[u8])> = contents.iter().map(|(n, c)| (n.as_str(), c.as_slice())).collect();
    File::create(&path).unwrap().write_all(&zip(&entries)).unwrap();
    let units: Vec<Unit> = Units::new(&[path], None).unwrap().collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (unit, (_, content)) in units.iter().zip(&contents) {
                    assert_eq!(&unit.read().unwrap(), content);
                }
            });
        }
    });
}

proptest! {
    /// What is damaged anywhere is a row or several, and never a panic or a hang.
    #[test]
    fn a_zip_damaged_anywhere_gives_rows(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let mut bytes = zip(&[("a.dcm", &[7; 300]), ("b/c.dcm", b"stored"), ("d.dcm", b"more")]);
        for (at, value) in changes {
            let length = bytes.len();
            bytes[at.index(length)] = value;
        }
        if let Some(at) = cut {
            bytes.truncate(at.index(bytes.len()));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        fs::write(&path, &bytes).unwrap();
        let units: Vec<Unit> = Units::new(std::slice::from_ref(&path), None).unwrap().collect();
        prop_assert!(!units.is_empty());
        for unit in units {
            prop_assert!(unit.name.starts_with(&*path.to_string_lossy()));
            let _ = unit.read();
        }
    }
}
