//! Parts of a data set; splits are written here by hand, as `trainer split` writes them.

use std::fs;

use super::*;

#[test]
fn seeds_of_parts_differ() {
    let all: std::collections::HashSet<u64> = (0..5)
        .flat_map(|s| [Part::Train, Part::Validation, Part::Test, Part::SelfTest].map(|p| phantom_seed(s, p)))
        .collect();
    assert_eq!(all.len(), 20);
}

/// Seeds draw the phantoms that they always drew: a run from before can be packaged, and its figures hold.
#[test]
fn phantoms_are_drawn_by_seed_and_index() {
    let data = DataConfig::Phantom { train: 8, validation: 8, test: 8 };
    let films = load(&data, 3, Part::Validation).unwrap();
    assert_eq!(films.len(), 8);
    for i in 0..3 {
        let phantom = Phantom::generate(3 * 4 + 1, i as u64).unwrap();
        assert_eq!(films.grid(i), to_grid(&phantom.display).unwrap());
        assert_eq!(films.is_positive(i), phantom.is_positive());
        assert_eq!(films.row(i), None);
    }
    let preview = preview(&data, 3, 2).unwrap();
    assert_eq!(preview.labels(), [true, false]);
}

/// Films of 256 x 256 pixels under NIH's archive folders, and their split: every third film is positive.
struct Set {
    folder: tempfile::TempDir,
}

impl Set {
    fn new() -> Self {
        let set = Self { folder: tempfile::tempdir().unwrap() };
        for n in 0..18 {
            let path = set.path(&format!("films/images_00{}/images/{n}.png", n % 3));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            image::GrayImage::from_pixel(256, 256, image::Luma([n])).save(path).unwrap();
        }
        let row = |n: u8| format!("{n}.png,{n},{}\n", u8::from(n.is_multiple_of(3)));
        let table = |films: std::ops::Range<u8>| {
            format!("path,patient,label\n{}", films.map(row).collect::<String>()).into_bytes()
        };
        set.split(&[("train", table(0..9)), ("validation", table(9..13)), ("test", table(13..18))]);
        set
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn split(&self, parts: &[(&str, Vec<u8>)]) {
        write_split(&self.path("split"), parts);
    }

    fn data(&self, missing: Unusable, unreadable: Unusable) -> DataConfig {
        films_config(&self.path("split"), self.path("films"), None, missing, unreadable)
    }

    fn strict(&self) -> DataConfig {
        self.data(Unusable::Error, Unusable::Error)
    }
}

fn films_config(
    split: &Path,
    images: PathBuf,
    cache: Option<PathBuf>,
    missing: Unusable,
    unreadable: Unusable,
) -> DataConfig {
    DataConfig::Films {
        kind: SourceKind::Real,
        name: "Films".into(),
        provenance: "A test".into(),
        ground_truth: None,
        test_history: None,
        population: "Nobody".into(),
        split: split.to_owned(),
        images: vec![images],
        cache,
        missing,
        unreadable,
    }
}

fn write_split(folder: &Path, parts: &[(&str, Vec<u8>)]) {
    fs::create_dir_all(folder).unwrap();
    let mut listed = serde_json::Map::new();
    for (name, table) in parts {
        fs::write(folder.join(format!("{name}.csv")), table).unwrap();
        let sha256 = hex::encode(Sha256::digest(table));
        listed.insert((*name).into(), serde_json::json!({"file": format!("{name}.csv"), "sha256": sha256}));
    }
    let split = serde_json::json!({"schema": 1, "sha256": "ab".repeat(32), "parts": listed, "seed": 7});
    fs::write(folder.join("split.json"), split.to_string()).unwrap();
}

#[test]
fn films_of_a_split_come_in_the_tables_order() {
    let set = Set::new();
    let films = load(&set.strict(), 1, Part::Train).unwrap();
    assert_eq!(films.len(), 9);
    for i in 0..9 {
        assert!(films.grid(i).pixels().iter().all(|&p| usize::from(p) == i));
        assert_eq!(films.is_positive(i), i % 3 == 0);
        assert_eq!(films.row(i).unwrap().image, format!("{i}.png"));
        assert_eq!(films.row(i).unwrap().line, i as u64 + 2);
    }
    let in_memory = (0..9).map(|i| (films.grid(i), films.is_positive(i))).collect();
    assert_eq!(films.identity(), Films::from_grids(in_memory).identity());
    assert_eq!(load(&set.strict(), 9, Part::Validation).unwrap().len(), 4);
    assert!(set.path("split/cache").is_dir());

    let source = sources(&set.strict(), 1, &[9]).unwrap().remove(0);
    assert_eq!((source.name.as_str(), source.films, source.sha256), ("Films", 9, "ab".repeat(32)));
    let preview = preview(&set.strict(), 1, 4).unwrap();
    let shown: Vec<&str> = (0..4).map(|i| preview.row(i).unwrap().image.as_str()).collect();
    assert_eq!(shown, ["0.png", "1.png", "3.png", "2.png"]);
}

#[test]
fn a_table_that_was_changed_is_refused_by_name() {
    let set = Set::new();
    let table = set.path("split/validation.csv");
    let text = fs::read_to_string(&table).unwrap();
    fs::write(&table, text.replace("9.png,9,1", "9.png,9,0")).unwrap();
    load(&set.strict(), 1, Part::Train).unwrap();
    let error = format!("{:#}", load(&set.strict(), 1, Part::Validation).unwrap_err());
    assert!(error.contains("validation.csv was changed"), "{error}");

    // A list that is none, and one that leads elsewhere.
    for (from, to, what) in [
        ("\"schema\":1", "\"schema\":2", "schema 2"),
        ("\"validation\"", "\"other\"", "no part `validation`"),
        ("\"validation.csv\"", "\"../validation.csv\"", "is not validation.csv"),
        (&"ab".repeat(32), "ab", "no SHA-256"),
    ] {
        let listed = set.path("split/split.json");
        let text = fs::read_to_string(&listed).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(&listed, text.replace(from, to)).unwrap();
        let error = format!("{:#}", load(&set.strict(), 1, Part::Validation).unwrap_err());
        assert!(error.contains(what), "{error}");
        fs::write(&listed, text).unwrap();
    }
}

#[test]
fn missing_and_unreadable_films_are_named_or_skipped_aloud() {
    let set = Set::new();
    fs::remove_file(set.path("films/images_001/images/4.png")).unwrap();
    let error = load(&set.strict(), 1, Part::Train).unwrap_err().to_string();
    assert!(error.contains("1 of 9 films are missing:\n  train.csv line 6: 4.png"), "{error}");
    let films = load(&set.data(Unusable::Skip, Unusable::Error), 1, Part::Train).unwrap();
    assert_eq!(films.len(), 8);
    assert_eq!(films.row(4).unwrap().image, "5.png");

    let broken = set.path("films/images_002/images/5.png");
    fs::write(&broken, "no film").unwrap();
    let error = load(&set.data(Unusable::Skip, Unusable::Error), 1, Part::Train).unwrap_err().to_string();
    assert!(error.contains("1 of 8 films cannot be read") && error.contains("5.png"), "{error}");
    let films = load(&set.data(Unusable::Skip, Unusable::Skip), 1, Part::Train).unwrap();
    assert_eq!(films.len(), 7);
    for i in 0..7 {
        let n = ["0", "1", "2", "3", "6", "7", "8"][i];
        assert_eq!(films.row(i).unwrap().image, format!("{n}.png"));
        assert_eq!(films.grid(i).pixels()[0].to_string(), n, "rows and films go together");
    }
}

#[test]
fn mixed_sets_are_loaded_one_after_the_other_with_a_source_each() {
    let set = Set::new();
    let phantoms = DataConfig::Phantom { train: 6, validation: 4, test: 4 };
    let mixed = DataConfig::Mixed { sets: vec![set.strict(), phantoms.clone()] };
    let films = load(&mixed, 3, Part::Train).unwrap();
    assert_eq!(films.set_sizes(), [9, 6]);
    assert_eq!(films.row(8).unwrap().image, "8.png");
    let alone = load(&phantoms, 3, Part::Train).unwrap();
    assert!((0..6).all(|i| films.grid(9 + i) == alone.grid(i) && films.row(9 + i).is_none()));

    let sources = sources(&mixed, 3, &films.set_sizes()).unwrap();
    let of: Vec<(SourceKind, u64)> = sources.iter().map(|source| (source.kind, source.films)).collect();
    assert_eq!(of, [(SourceKind::Real, 9), (SourceKind::Synthetic, 6)]);
    assert_eq!(preview(&mixed, 3, 5).unwrap().set_sizes(), [3, 2]);

    fs::remove_file(set.path("films/images_001/images/4.png")).unwrap();
    let error = format!("{:#}", load(&mixed, 3, Part::Train).unwrap_err());
    assert!(error.contains("Films: 1 of 9 films are missing"), "{error}");
}

#[test]
fn one_class_is_not_enough() {
    let set = Set::new();
    let table = b"path,patient,label\n1.png,1,0\n2.png,2,0\n".to_vec();
    set.split(&[("train", table.clone()), ("validation", table.clone()), ("test", table)]);
    let error = load(&set.strict(), 1, Part::Train).unwrap_err().to_string();
    assert!(error.contains("both classes"), "{error}");
}

/// Lines of a table, dealt to three parts by patient, each under the table's header.
fn deal(text: &str, patient: usize) -> Vec<(&'static str, Vec<u8>)> {
    let (header, rows) = text.split_once('\n').unwrap();
    ["train", "validation", "test"]
        .into_iter()
        .enumerate()
        .map(|(part, name)| {
            let is_of_part = |row: &&str| {
                let id = row.split(',').nth(patient).unwrap();
                let deal = Sha256::digest(id)[0] % 5;
                [0..3, 3..4, 4..5][part].contains(&deal)
            };
            let rows: Vec<&str> = rows.lines().filter(is_of_part).collect();
            (name, format!("{header}\n{}\n", rows.join("\n")).into_bytes())
        })
        .collect()
}

fn test_data(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(name);
    if !folder.is_dir() {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

/// Loads all parts of a real set twice, and says how long that took.
fn load_real(table: &str, patient: usize, images: PathBuf, films: usize) {
    let folder = tempfile::tempdir().unwrap();
    write_split(folder.path(), &deal(table, patient));
    let data = films_config(folder.path(), images, None, Unusable::Error, Unusable::Error);
    let mut identities = Vec::new();
    for run in ["decoded", "from the cache"] {
        let started = std::time::Instant::now();
        let parts = [Part::Train, Part::Validation, Part::Test].map(|part| load(&data, 1, part).unwrap());
        eprintln!("{films} films {run}: {:.2} s", started.elapsed().as_secs_f64());
        assert_eq!(parts.iter().map(Films::len).sum::<usize>(), films);
        let patients = parts.iter().map(|part| {
            (0..part.len())
                .map(|i| part.row(i).unwrap().patient_id.clone())
                .collect::<std::collections::HashSet<_>>()
        });
        let patients: Vec<_> = patients.collect();
        assert!(patients[0].is_disjoint(&patients[1]) && patients[1].is_disjoint(&patients[2]));
        identities.push(parts.map(|part| part.identity().to_owned()));
    }
    assert_eq!(identities[0], identities[1]);
}

#[test]
fn the_nih_slice_loads() {
    let Some(slice) = test_data("nih-slice") else { return };
    let table = fs::read_to_string(slice.join("Data_Entry_2017.csv")).unwrap();
    // The films at 256 pixels and some of them at 1024 lie under the same names, so one folder is named.
    load_real(&table, 3, slice.join("images"), 789);
}

#[test]
fn the_paediatric_slice_loads() {
    let Some(slice) = test_data("paediatric-slice") else { return };
    let table = fs::read_to_string(slice.join("labels.csv")).unwrap();
    let header: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let patient = header.iter().position(|name| *name == "patient").unwrap();
    load_real(&table, patient, slice, 5216);
}
