//! Model packages for tests: the site's own under another name, which makes it another package, and zips of folders.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::place;
use crate::zip::Zip;

/// Copies the package of a site and gives it another name, and so another id, which this returns.
pub fn renamed(site: &Path, to: &Path, name: &str) -> Result<String> {
    place::copy_folder(&site.join("model"), to)?;
    let path = to.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path)?).context("the manifest is no JSON")?;
    manifest["name"] = name.into();
    let id = seal(&mut manifest)?;
    fs::write(&path, serde_json::to_vec(&manifest)?)?;
    Ok(id)
}

/// The files of a folder, by name.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// Packs the files of a folder into a zip, below the folder's own name; every other one deflated.
pub fn zip(folder: &Path, archive: &Path) -> Result<()> {
    let top = folder.file_name().context("a folder has a name")?.to_string_lossy().into_owned();
    let mut zip = Zip::default();
    for (number, file) in files(folder)?.iter().enumerate() {
        let name = format!("{top}/{}", file.file_name().context("a file has a name")?.to_string_lossy());
        let content = fs::read(file)?;
        zip = if number % 2 == 0 { zip.file(&name, &content) } else { zip.compressed(&name, &content) };
    }
    fs::write(archive, zip.bytes())?;
    Ok(())
}

/// Writes the id of a manifest into it: a SHA-256 over the manifest in RFC 8785 form without `id`
/// (docs/ARCHITECTURE.md).
pub(crate) fn seal(manifest: &mut Value) -> Result<String> {
    let fields = manifest.as_object_mut().context("a manifest is an object")?;
    fields.remove("id");
    let canonical = serde_json_canonicalizer::to_vec(fields)?;
    let id = hex::encode(Sha256::digest(canonical));
    fields.insert("id".to_owned(), Value::String(id.clone()));
    Ok(id)
}
