//! Model packages for tests: the site's own under another name, which makes it another package, and zips of folders.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::DeflateEncoder;

/// Copies the package of a site and gives it another name, and so another id, which this returns.
///
/// The id is the SHA-256 of the manifest without it in the form of RFC 8785. JavaScript writes numbers and strings in
/// that form by definition, so node computes it.
pub fn renamed(site: &Path, to: &Path, name: &str) -> Result<String> {
    const SCRIPT: &str =
        "const { readFileSync, writeFileSync } = require('fs'), { createHash } = require('crypto');
        const [path, name] = process.argv.slice(1);
        const manifest = JSON.parse(readFileSync(path, 'utf8'));
        delete manifest.id;
        manifest.name = name;
        const write = (v) => Array.isArray(v) ? `[${v.map(write).join(',')}]`
            : v && typeof v === 'object'
            ? `{${Object.keys(v).sort().map((key) => `${JSON.stringify(key)}:${write(v[key])}`).join(',')}}`
            : JSON.stringify(v);
        const id = createHash('sha256').update(write(manifest)).digest('hex');
        writeFileSync(path, JSON.stringify({ ...manifest, id }));
        console.log(id);";
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(site.join("model"))? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    let output = Command::new("node")
        .args(["--eval", SCRIPT, "--"])
        .arg(to.join("manifest.json"))
        .arg(name)
        .output()
        .context("node does not run")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// The files of a folder, by name.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// Packs the files of a folder into a zip, below the folder's own name; every other one deflated. Checksums are 0: the
/// package has better ones.
pub fn zip(folder: &Path, archive: &Path) -> Result<()> {
    let top = folder.file_name().context("a folder has a name")?.to_string_lossy().into_owned();
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    let files = files(folder)?;
    for (number, file) in files.iter().enumerate() {
        let name = format!("{top}/{}", file.file_name().context("a file has a name")?.to_string_lossy());
        let content = fs::read(file)?;
        let size = (content.len() as u32).to_le_bytes();
        let checksum = crate::zip::crc32(&content).to_le_bytes();
        let (method, content) = if number % 2 == 0 {
            (0_u16, content)
        } else {
            let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
            deflate.write_all(&content)?;
            (8, deflate.finish()?)
        };
        // Version, flags, method, time, date, checksum, sizes, length of the name, no extra field.
        let mut common = vec![20, 0, 0, 0];
        common.extend(method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(checksum);
        common.extend((content.len() as u32).to_le_bytes());
        common.extend(size);
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0; 2]);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((bytes.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(name.as_bytes());
        bytes.extend(&content);
    }
    let (offset, size, count) = (bytes.len() as u32, directory.len() as u32, files.len() as u16);
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    bytes.extend([size.to_le_bytes(), offset.to_le_bytes()].concat());
    bytes.extend([0; 2]);
    fs::write(archive, bytes)?;
    Ok(())
}
