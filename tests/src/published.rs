//! A copy of the built site in a folder of its own, sealed as it is published, that a test may change.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::place;

/// The copy, removed with this value.
#[derive(Debug)]
pub struct Published {
    folder: TempDir,
}

impl Published {
    /// Copies the built site and seals it.
    pub fn copy() -> Result<Self> {
        let folder = TempDir::with_prefix("lobar-site-")?;
        place::copy_folder(&place::site(), folder.path())?;
        let published = Self { folder };
        published.seal()?;
        Ok(published)
    }

    /// Copies the built site without its service worker, which would fetch every file in the background: what the site is
    /// asked for is then what the page and its engine ask for.
    pub fn copy_without_service_worker() -> Result<Self> {
        let folder = TempDir::with_prefix("lobar-site-")?;
        place::copy_folder(&place::site(), folder.path())?;
        fs::remove_file(folder.path().join("sw.js")).context("the site has no service worker")?;
        Ok(Self { folder })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Adds text to the end of a file and publishes the site anew.
    pub fn change(&self, file: &str, more: &str) -> Result<()> {
        let path = self.path(file);
        let mut text = fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
        text.push_str(more);
        fs::write(&path, text)?;
        self.seal()
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Writes the list of files into the service worker, as every build of the site does.
    fn seal(&self) -> Result<()> {
        let worker = place::root().join("assets").join("sw.js");
        fs::copy(&worker, self.path("sw.js")).with_context(|| format!("no {}", worker.display()))?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo)
            .args(["run", "--quiet", "--package", "xtask", "--", "seal"])
            .current_dir(place::root())
            .env("TRUNK_STAGING_DIR", self.folder.path())
            .env("LOBAR_PUBLISHED", "1")
            .stdout(Stdio::null())
            .status()
            .context("cargo does not run")?;
        ensure!(status.success(), "the site could not be sealed");
        Ok(())
    }
}

/// The headers that `docs/deploy.md` recommends: the block that begins with the policy.
pub fn recommended_headers() -> Result<Vec<(String, String)>> {
    let path = place::root().join("docs").join("deploy.md");
    let text = fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
    let block = text.split("```").find(|block| block.trim_start().starts_with("Content-Security-Policy:"));
    let lines = block
        .context("docs/deploy.md has no block of headers")?
        .lines()
        .filter_map(|line| line.split_once(": "));
    Ok(lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}
