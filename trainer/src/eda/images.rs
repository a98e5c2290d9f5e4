//! Which file is which row's film.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::predict::find_files;
use crate::table::Row;

/// Films that were found.
pub(super) struct Located {
    /// Each row's file.
    pub(super) paths: Vec<Option<PathBuf>>,
    /// Rows whose file name is there more than once in folders that the table does not tell apart.
    pub(super) ambiguous: Vec<usize>,
    /// Files that no row names.
    pub(super) surplus: usize,
}

/// Looks for each row's film in `folder` and the folders below it: first at the path that the row names, then under its
/// file name anywhere, as NIH's twelve archives unpack (`images_001/images/...`).
///
/// # Errors
///
/// If the folder does not exist or holds none of the films.
pub(super) fn locate(rows: &[Row], folder: &Path) -> Result<Located> {
    ensure!(folder.is_dir(), "{} is no folder", folder.display());
    let files = find_files(&[folder.to_owned()])?;
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_path: HashMap<String, usize> = HashMap::new();
    for (i, file) in files.iter().enumerate() {
        let relative = file.strip_prefix(folder).unwrap_or(file).to_string_lossy().replace('\\', "/");
        by_name.entry(name_of(&relative).to_owned()).or_default().push(i);
        by_path.insert(relative, i);
    }
    let mut used = vec![false; files.len()];
    let mut located = Located { paths: Vec::with_capacity(rows.len()), ambiguous: Vec::new(), surplus: 0 };
    for (r, row) in rows.iter().enumerate() {
        let wanted = row.image.trim_start_matches("./");
        let found =
            by_path.get(wanted).copied().or_else(|| match by_name.get(name_of(wanted)).map(Vec::as_slice) {
                Some([one]) => Some(*one),
                Some(_) => {
                    located.ambiguous.push(r);
                    None
                }
                None => None,
            });
        if let Some(i) = found {
            used[i] = true;
        }
        located.paths.push(found.map(|i| files[i].clone()));
    }
    ensure!(
        located.paths.iter().any(Option::is_some),
        "{} holds none of the {} films that the table names",
        folder.display(),
        rows.len()
    );
    located.surplus = used.iter().filter(|u| !**u).count();
    Ok(located)
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
        let found = locate(&rows(&["a.png", "b.png", "c.png"]), folder.path()).unwrap();
        assert_eq!(found.paths.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false]);
        assert_eq!((found.surplus, found.ambiguous.len()), (1, 0));
    }

    #[test]
    fn a_path_in_the_table_comes_before_a_name() {
        let folder = folder(&["p1/film.png", "p2/film.png"]);
        let found = locate(&rows(&["p1/film.png", "./p2/film.png", "film.png"]), folder.path()).unwrap();
        assert!(found.paths[0].as_ref().unwrap().ends_with("p1/film.png"));
        assert!(found.paths[1].as_ref().unwrap().ends_with("p2/film.png"));
        assert_eq!((found.paths[2].is_none(), found.ambiguous.as_slice()), (true, &[2][..]));
        // The folder that the table's paths begin with may be the one that is given.
        let inside = locate(&rows(&["p1/film.png"]), &folder.path().join("p1")).unwrap();
        assert!(inside.paths[0].is_some());
    }

    #[test]
    fn a_folder_without_any_film_is_an_error() {
        let folder = folder(&["a.png"]);
        assert!(locate(&rows(&["b.png"]), folder.path()).is_err());
        assert!(locate(&rows(&["b.png"]), &folder.path().join("nowhere")).is_err());
    }
}
