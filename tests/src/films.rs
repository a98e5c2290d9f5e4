//! Films to classify.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::place;

/// A film of the course and what must become of it: `None` for an answer, or the reason of its rejection.
pub type CourseFilm = (PathBuf, Option<&'static str>);

/// What the course's six files are: three that are answered, and three that show something else.
const COURSE: [(&str, Option<&str>); 6] = [
    ("test1.dcm", None),
    ("test2.dcm", None),
    ("test3.dcm", None),
    ("test4.dcm", Some("BODY_PART")),
    ("test5.dcm", Some("MODALITY")),
    ("test6.dcm", Some("VIEW_POSITION")),
];

/// The phantoms that come with the site, in the order of their names.
pub fn samples(site: &Path) -> Result<Vec<PathBuf>> {
    let folder = site.join("samples");
    let mut films = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        films.push(entry?.path());
    }
    films.retain(|film| film.extension().is_some_and(|end| end == "dcm"));
    films.sort();
    ensure!(!films.is_empty(), "{} holds no DICOM film", folder.display());
    Ok(films)
}

/// The course's six films. They are not ours to publish, so they may be absent; then this says so.
pub fn course() -> Option<Vec<CourseFilm>> {
    let folder = place::test_data().join("dicom-corpus").join("udacity");
    let films: Vec<_> = COURSE.into_iter().map(|(name, reason)| (folder.join(name), reason)).collect();
    if films.iter().all(|(film, _)| film.is_file()) {
        return Some(films);
    }
    println!("SKIPPED: no course films in {}; LOBAR_SHARED names another place", folder.display());
    None
}
