//! Where things are: the workspace, its output, and the test data beside it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder of the workspace: of the checkout that runs the tests, which may not be the one that compiled them where
/// two checkouts share a target folder.
pub fn root() -> PathBuf {
    let package =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().unwrap_or(&package).to_path_buf()
}

/// The folder that cargo builds the running test in, such as `target/debug`.
///
/// # Panics
///
/// If the running program lies in no such folder.
pub fn profile_folder() -> PathBuf {
    let test = env::current_exe().expect("a running program has a path");
    test.ancestors().nth(2).expect("tests lie in target/<profile>/deps").to_path_buf()
}

/// The folder for screenshots, `target/screenshots`, made if it is missing.
///
/// # Panics
///
/// If it cannot be made.
pub fn screenshots() -> PathBuf {
    let folder = profile_folder().with_file_name("screenshots");
    fs::create_dir_all(&folder).expect("a folder for screenshots");
    folder
}

/// The built site: `dist/`, or the folder named by `LOBAR_DIST`.
///
/// # Panics
///
/// If nothing is built there: a test that needs the site must not pass without it.
pub fn site() -> PathBuf {
    let dist = env::var_os("LOBAR_DIST").map_or_else(|| root().join("dist"), PathBuf::from);
    assert!(
        dist.join("index.html").is_file(),
        "{} holds no built site; run `cargo xtask build-web` first",
        dist.display()
    );
    dist
}

/// Test data that is not part of the project: `../shared` beside it, or the folder named by `LOBAR_SHARED`.
pub fn test_data() -> PathBuf {
    env::var_os("LOBAR_SHARED").map_or_else(|| root().join("..").join("shared"), PathBuf::from)
}

/// Copies a folder with all that is in it: a copy may be changed, the site that others test may not.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}
