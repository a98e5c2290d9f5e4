//! What the cache promises: nothing lost but a chunk, nothing damaged used, nothing stale.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use image::{DynamicImage, ImageFormat, RgbaImage};
use tempfile::TempDir;

use super::*;
use crate::films;
use shared::preprocess::to_grid;

/// A folder with films of every kind that can be read: gray, 16 bits, RGBA, JPEG, DICOM, in folders like NIH's.
fn films(count: usize) -> (TempDir, Vec<Found>) {
    let folder = tempfile::tempdir().unwrap();
    let level = |n: usize, x: u32, y: u32| ((x * 3 + y * 5 + n as u32 * 17) % 251) as u8;
    for n in 0..count {
        let gray = image::GrayImage::from_fn(300, 260, |x, y| image::Luma([level(n, x, y)]));
        let (name, picture): (String, DynamicImage) = match n % 4 {
            0 => (format!("images_001/images/{n}.png"), gray.into()),
            1 => (format!("images_002/images/{n}.png"), DynamicImage::ImageLuma8(gray).into_luma16().into()),
            2 => {
                let rgba = RgbaImage::from_fn(512, 256, |x, y| {
                    let level = level(n, x, y);
                    image::Rgba([level, level, level, 255])
                });
                (format!("{n}.png"), rgba.into())
            }
            _ => (format!("images_002/images/{n}.jpg"), gray.into()),
        };
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        picture.save_with_format(&path, ImageFormat::from_path(&path).unwrap()).unwrap();
    }
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/samples/phantom-pa-pneumonia.dcm");
    fs::copy(sample, folder.path().join("sample.dcm")).unwrap();
    let found = crate::predict::find_files(&[folder.path().to_owned()])
        .unwrap()
        .into_iter()
        .map(|path| Found {
            name: path.strip_prefix(folder.path()).unwrap().to_string_lossy().into_owned(),
            path,
        })
        .collect();
    (folder, found)
}

fn decoded(films: &[Found]) -> Vec<Vec<u8>> {
    films.iter().map(|f| to_grid(&films::read(&f.path).unwrap()).unwrap().into_pixels()).collect()
}

fn cached(folder: &Path, films: &[Found]) -> Vec<Vec<u8>> {
    let opened = open(folder, films).unwrap();
    assert_eq!(opened.unreadable, []);
    (0..opened.films.len()).map(|i| opened.films.grid(i).into_pixels()).collect()
}

/// Records written so far.
fn records(cache: &Path) -> u64 {
    fs::metadata(cache.join(RECORDS)).unwrap().len() / RECORD as u64
}

#[test]
fn cached_in_parallel_is_decoded_one_by_one() {
    let (folder, films) = films(9);
    let cache = folder.path().join("cache");
    let expected = decoded(&films);
    assert_eq!(cached(&cache, &films), expected);
    assert_eq!(records(&cache), 10);
    // Again, and in another order: nothing is decoded.
    assert_eq!(cached(&cache, &films), expected);
    let reversed: Vec<Found> = films.iter().rev().cloned().collect();
    assert!(cached(&cache, &reversed).iter().eq(expected.iter().rev()));
    assert_eq!(records(&cache), 10);
    let opened = open(&cache, &films).unwrap().films;
    assert_eq!(*opened.key(3), content_key(&opened.grid(3)));
}

#[test]
fn an_interruption_at_any_point_costs_what_was_not_written() {
    let (folder, films) = films(5);
    let whole = folder.path().join("whole");
    let expected = cached(&whole, &films);
    let [records_whole, index_whole] = [RECORDS, INDEX].map(|name| fs::read(whole.join(name)).unwrap());
    // As the program writes: first records, none of which has a line; then lines.
    let cuts = (0..=records_whole.len()).step_by(RECORD / 4).map(|n| (n, 0));
    let cuts = cuts.chain((0..=index_whole.len()).step_by(61).map(|n| (records_whole.len(), n)));
    for (n, (of_records, of_index)) in cuts.enumerate() {
        let cache = folder.path().join(format!("cut-{n}"));
        fs::create_dir(&cache).unwrap();
        fs::write(cache.join(RECORDS), &records_whole[..of_records]).unwrap();
        fs::write(cache.join(INDEX), &index_whole[..of_index]).unwrap();
        let kept = index::read(&cache.join(INDEX)).unwrap().len() as u64;
        let before = of_records.div_ceil(RECORD) as u64;
        assert_eq!(cached(&cache, &films), expected, "cut at {of_records}, {of_index}");
        assert_eq!(records(&cache), before + films.len() as u64 - kept, "cut at {of_records}, {of_index}");
        // And it is whole from now on.
        assert_eq!(cached(&cache, &films), expected);
        assert_eq!(records(&cache), before + films.len() as u64 - kept);
    }
}

#[test]
fn a_changed_film_is_decoded_again_and_no_other() {
    let (folder, films) = films(4);
    let cache = folder.path().join("cache");
    let before = cached(&cache, &films);
    let changed = films.iter().position(|f| f.name.ends_with("0.png")).unwrap();
    let picture = image::GrayImage::from_pixel(256, 256, image::Luma([99]));
    picture.save(&films[changed].path).unwrap();
    let after = cached(&cache, &films);
    assert!(after[changed].iter().all(|&p| p == 99));
    assert!((0..films.len()).all(|i| i == changed || after[i] == before[i]));
    assert_eq!(records(&cache), films.len() as u64 + 1);

    // The same size, another time: decoded again, to be sure.
    let file = File::options().write(true).open(&films[changed].path).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(5)).unwrap();
    assert_eq!(cached(&cache, &films), after);
    assert_eq!(records(&cache), films.len() as u64 + 2);
}

#[test]
fn a_damaged_record_is_made_again() {
    let (folder, films) = films(4);
    let cache = folder.path().join("cache");
    let expected = cached(&cache, &films);
    let path = cache.join(RECORDS);
    let mut bytes = fs::read(&path).unwrap();
    bytes[2 * RECORD + 77] ^= 4;
    fs::write(&path, &bytes).unwrap();
    assert_eq!(cached(&cache, &films), expected);
    assert_eq!(records(&cache), films.len() as u64 + 1);

    // Records that the file has lost.
    fs::write(&path, &bytes[..RECORD + 9]).unwrap();
    assert_eq!(cached(&cache, &films), expected);
}

#[test]
fn films_that_cannot_be_read_are_named_and_the_others_kept() {
    let (folder, films) = films(4);
    let cache = folder.path().join("cache");
    let broken = films.iter().position(|f| f.name.ends_with("1.png")).unwrap();
    fs::write(&films[broken].path, "no film").unwrap();
    let small = films.iter().position(|f| f.name.ends_with("0.png")).unwrap();
    image::GrayImage::new(100, 300).save(&films[small].path).unwrap();
    let opened = open(&cache, &films).unwrap();
    assert_eq!(opened.films.len(), films.len() - 2);
    let mut named: Vec<usize> = opened.unreadable.iter().map(|(i, _)| *i).collect();
    named.sort_unstable();
    assert_eq!(named, {
        let mut both = [broken, small];
        both.sort_unstable();
        both
    });
    for (i, why) in &opened.unreadable {
        assert!(why.contains(&films[*i].path.display().to_string()), "{why}");
    }
}

#[test]
fn one_process_at_a_time_adds_and_all_may_read() {
    let (folder, films) = films(3);
    let cache = folder.path().join("cache");
    cached(&cache, &films[..2]);
    let lock = fill::lock(&cache).unwrap();
    cached(&cache, &films[..2]);
    let error = open(&cache, &films).unwrap_err().to_string();
    assert!(error.contains("another process"), "{error}");
    drop(lock);
    cached(&cache, &films);
}

#[test]
fn what_is_mapped_stays_as_it_is_while_the_cache_grows() {
    let (folder, films) = films(4);
    let cache = folder.path().join("cache");
    let first = open(&cache, &films[..2]).unwrap().films;
    let before: Vec<Vec<u8>> = (0..2).map(|i| first.grid(i).into_pixels()).collect();
    fs::write(cache.join(INDEX), "").unwrap();
    cached(&cache, &films);
    assert!((0..2).all(|i| first.grid(i).pixels() == before[i]));
}

/// Films that another version of the code reads differently must not come out of an old cache.
#[test]
fn the_version_goes_with_the_pixels() {
    let sample: PathBuf =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/samples/phantom-pa-pneumonia.dcm");
    let grid = to_grid(&films::read(&sample).unwrap()).unwrap();
    assert_eq!(
        (hex::encode(content_key(&grid)).as_str(), RECORDS, INDEX),
        ("d43db40f8d8f7d543fef09056a6a73344321dce4f36bfe0bdbd9c49b5e271316", "films.1.bin", "films.1.index"),
        "the pixels have changed: raise the number in the names of the cache's files, and put the new hash here"
    );
}
