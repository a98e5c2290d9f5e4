//! `cargo xtask seal`: writes the list of the site's files, with their hashes, into its service worker.
//!
//! Trunk calls it at the end of every build (Trunk.toml), so that `cargo xtask serve` and the published site have the
//! same worker. What is published serves from its own cache; any other build is a development build, whose worker asks
//! the server first.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process;

/// The environment variable that makes a build the published one.
pub(crate) const PUBLISHED: &str = "LOBAR_PUBLISHED";

/// The line of `assets/sw.js` that the list replaces.
const PLACE: &str = "const SITE = null;";

/// Seals the folder that Trunk builds in, or `dist/`.
pub(crate) fn run() -> Result<()> {
    seal(&process::site(), env::var_os(PUBLISHED).is_none_or(|value| value.is_empty()))
}

/// Writes the list of the files in `folder` into its `sw.js`.
fn seal(folder: &Path, fresh: bool) -> Result<()> {
    let script = folder.join("sw.js");
    let text = fs::read_to_string(&script).with_context(|| format!("{} cannot be read", script.display()))?;
    ensure!(text.contains(PLACE), "{} is sealed already, or has no line `{PLACE}`", script.display());
    let mut files = Vec::new();
    list(folder, "", &mut files)?;
    ensure!(files.iter().any(|file| file == "index.html"), "{} holds no index.html", folder.display());
    files.sort();
    let list = hashed(folder, &files, fresh)?;
    fs::write(&script, text.replacen(PLACE, &format!("const SITE = {list};"), 1))?;
    println!("sealed {} files of {}", files.len(), folder.display());
    Ok(())
}

/// The files below a folder by their paths in URLs. Left out: the worker itself, which the browser keeps; hidden files;
/// and what only a host reads (`_headers`, precompressed twins).
fn list(folder: &Path, prefix: &str, files: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a file's name is no text")?;
        let path = format!("{prefix}{name}");
        let host_only = name.ends_with(".gz") || name.ends_with(".br");
        if name.starts_with(['.', '_']) || host_only || path == "sw.js" {
            continue;
        }
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{path}/"), files)?;
        } else {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
            ensure!(path.chars().all(plain), "`{path}`: a URL would write this name in another way");
            files.push(path);
        }
    }
    Ok(())
}

/// The list as JSON, with a version made from all of it. node has SHA-256 and JSON, and is on the machine anyway.
fn hashed(folder: &Path, files: &[String], fresh: bool) -> Result<String> {
    const SCRIPT: &str = "const { readFileSync } = require('fs'), { createHash } = require('crypto');
        const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
        const [folder, fresh, ...paths] = process.argv.slice(1);
        const files = Object.fromEntries(paths.map((path) => [path, sha256(readFileSync(`${folder}/${path}`))]));
        const version = sha256(JSON.stringify(files)).slice(0, 16);
        console.log(JSON.stringify({ version, fresh: fresh === 'true', files }));";
    let mut node = Command::new("node");
    node.args(["--eval", SCRIPT, "--"]).arg(folder).arg(fresh.to_string()).args(files);
    Ok(process::output(&mut node)?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn site(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("lobar-seal-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("model")).unwrap();
        fs::write(folder.join("index.html"), "page").unwrap();
        fs::write(folder.join("model").join("a.bin"), "abcd").unwrap();
        fs::write(folder.join("_headers"), "/*").unwrap();
        fs::write(folder.join("index.html.gz"), "x").unwrap();
        fs::write(folder.join("sw.js"), format!("// worker\n{PLACE}\n")).unwrap();
        folder
    }

    #[test]
    fn every_file_is_in_the_list_with_its_hash_and_the_version_follows_the_content() {
        let folder = site("list");
        seal(&folder, false).unwrap();
        let first = fs::read_to_string(folder.join("sw.js")).unwrap();
        // sha256("abcd") and sha256("page").
        assert!(first.contains(
            "\"model/a.bin\":\"88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589\""
        ));
        assert!(first.contains("\"index.html\":\""), "{first}");
        assert!(first.contains("\"fresh\":false"), "{first}");
        for left_out in ["_headers", "index.html.gz", "sw.js\""] {
            assert!(!first.contains(left_out), "{left_out} in {first}");
        }
        assert!(seal(&folder, false).is_err(), "sealing twice would list a version that is none");

        fs::write(folder.join("sw.js"), format!("// worker\n{PLACE}\n")).unwrap();
        fs::write(folder.join("model").join("a.bin"), "abce").unwrap();
        seal(&folder, true).unwrap();
        let second = fs::read_to_string(folder.join("sw.js")).unwrap();
        let version = |text: &str| text.split("\"version\":\"").nth(1).unwrap()[..16].to_owned();
        assert_ne!(version(&first), version(&second));
        assert!(second.contains("\"fresh\":true"));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_worker_of_the_sources_has_the_place() {
        let script = fs::read_to_string(process::root().join("assets").join("sw.js")).unwrap();
        assert_eq!(script.matches(PLACE).count(), 1);
    }
}
