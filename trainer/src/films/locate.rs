//! Which file is which row's film.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::predict::find_files;
use crate::table::Row;

/// Films, or faults, that a message names one by one; beyond, they are only counted.
const NAMED: usize = 20;

/// A film's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// The same within the folder of films, with `/` between folders: its name wherever that folder lies.
    pub name: String,
}

/// Films that were found.
#[derive(Debug)]
pub struct Located {
    /// Each row's file.
    pub films: Vec<Option<Found>>,
    /// Rows, in order, whose file name is there more than once in folders that the table does not tell apart.
    pub ambiguous: Vec<usize>,
    /// Files that no row names.
    pub surplus: usize,
}

/// Looks for each row's film in `folders` and the folders below them: first at the path that the row names, then under
/// its file name anywhere, as NIH's twelve archives unpack (`images_001/images/...`).
///
/// # Errors
///
/// If a folder does not exist, or if together they hold none of the films.
pub fn locate(rows: &[Row], folders: &[impl AsRef<Path>]) -> Result<Located> {
    let mut files: Vec<Found> = Vec::new();
    for folder in folders.iter().map(AsRef::as_ref) {
        ensure!(folder.is_dir(), "{} is no folder", folder.display());
        files.extend(find_files(&[folder.to_owned()])?.into_iter().map(|path| {
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            Found { path, name }
        }));
    }
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut by_path: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, file) in files.iter().enumerate() {
        by_name.entry(name_of(&file.name)).or_default().push(i);
        by_path.entry(&file.name).or_default().push(i);
    }
    let mut used = vec![false; files.len()];
    let mut located = Located { films: Vec::with_capacity(rows.len()), ambiguous: Vec::new(), surplus: 0 };
    for (r, row) in rows.iter().enumerate() {
        let wanted = row.image.trim_start_matches("./");
        // A path that is there twice, in two of the folders, is no more certain than a name that is.
        let candidates = by_path.get(wanted).or_else(|| by_name.get(name_of(wanted))).map(Vec::as_slice);
        let found = match candidates {
            Some(&[one]) => Some(one),
            Some(_) => {
                located.ambiguous.push(r);
                None
            }
            None => None,
        };
        if let Some(i) = found {
            used[i] = true;
        }
        located.films.push(found.map(|i| files[i].clone()));
    }
    let folders: Vec<String> = folders.iter().map(|f| f.as_ref().display().to_string()).collect();
    ensure!(
        located.films.iter().any(Option::is_some),
        "{}: none of the {} films that the table names",
        folders.join(", "),
        rows.len()
    );
    located.surplus = used.iter().filter(|u| !**u).count();
    Ok(located)
}

impl Located {
    /// What is missing, a line each, with `table`'s line and the file's name; `None` if nothing is.
    pub fn missing(&self, rows: &[Row], table: &str) -> Option<String> {
        let missing: Vec<usize> = (0..rows.len()).filter(|&i| self.films[i].is_none()).collect();
        let line = |&i: &usize| {
            let Row { line, image, .. } = &rows[i];
            let why = if self.ambiguous.binary_search(&i).is_ok() { " is there more than once" } else { "" };
            format!("{table} line {line}: {image}{why}")
        };
        list(missing.iter().map(line))
    }
}

/// Lines under each other, the first so many in full and the rest as a count; `None` without any.
pub fn list(lines: impl ExactSizeIterator<Item = String>) -> Option<String> {
    let count = lines.len();
    let mut lines: Vec<String> = lines.take(NAMED).map(|line| format!("  {line}")).collect();
    if count > NAMED {
        lines.push(format!("  and {} more", count - NAMED));
    }
    (count > 0).then(|| lines.join("\n"))
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(names: &[&str]) -> Vec<Row> {
        names.iter().map(|n| Row { image: (*n).to_owned(), ..Row::default() }).collect()
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        folder
    }

    #[test]
    fn flat_folders_and_unpacked_archives() {
        let folder = folder(&["images_001/images/a.png", "images_002/images/b.png", "readme.txt"]);
        let found = locate(&rows(&["a.png", "b.png", "c.png"]), &[folder.path()]).unwrap();
        assert_eq!(found.films.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false]);
        assert_eq!((found.surplus, found.ambiguous.len()), (1, 0));
        assert_eq!(found.films[0].as_ref().unwrap().name, "images_001/images/a.png");
    }

    #[test]
    fn several_folders_are_one() {
        let [first, second] = [folder(&["a.png", "same.png"]), folder(&["b.png", "same.png"])];
        let rows = rows(&["a.png", "b.png", "same.png"]);
        let found = locate(&rows, &[first.path(), second.path()]).unwrap();
        assert_eq!(found.films[0].as_ref().unwrap().path, first.path().join("a.png"));
        assert_eq!(found.films[1].as_ref().unwrap().path, second.path().join("b.png"));
        assert_eq!((found.films[2].is_none(), found.ambiguous.as_slice()), (true, &[2][..]));
    }

    #[test]
    fn what_is_missing_is_listed_and_then_counted() {
        let folder = folder(&["a.png", "p1/b.png", "p2/b.png"]);
        let names: Vec<String> = (0..30).map(|i| format!("{i}.png")).collect();
        let mut rows =
            rows(&["a.png", "b.png"].into_iter().chain(names.iter().map(String::as_str)).collect::<Vec<_>>());
        rows.iter_mut().zip(2..).for_each(|(row, line)| row.line = line);
        let found = locate(&rows, &[folder.path()]).unwrap();
        let missing = found.missing(&rows, "train.csv").unwrap();
        let lines: Vec<&str> = missing.lines().map(str::trim).collect();
        assert_eq!(lines[0], "train.csv line 3: b.png is there more than once");
        assert_eq!(lines[1], "train.csv line 4: 0.png");
        assert_eq!((lines.len(), lines[20]), (21, "and 11 more"));
        assert_eq!(locate(&rows[..1], &[folder.path()]).unwrap().missing(&rows[..1], "train.csv"), None);
    }

    #[test]
    fn a_path_in_the_table_comes_before_a_name() {
        let folder = folder(&["p1/film.png", "p2/film.png"]);
        let found = locate(&rows(&["p1/film.png", "./p2/film.png", "film.png"]), &[folder.path()]).unwrap();
        assert!(found.films[0].as_ref().unwrap().path.ends_with("p1/film.png"));
        assert!(found.films[1].as_ref().unwrap().path.ends_with("p2/film.png"));
        assert_eq!((found.films[2].is_none(), found.ambiguous.as_slice()), (true, &[2][..]));
        // The folder that the table's paths begin with may be the one that is given.
        let inside = locate(&rows(&["p1/film.png"]), &[folder.path().join("p1")]).unwrap();
        assert!(inside.films[0].is_some());
    }

    #[test]
    fn a_folder_without_any_film_is_an_error() {
        let folder = folder(&["a.png"]);
        assert!(locate(&rows(&["b.png"]), &[folder.path()]).is_err());
        assert!(locate(&rows(&["b.png"]), &[folder.path().join("nowhere")]).is_err());
    }
}
