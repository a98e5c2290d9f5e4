//! The site: building it with Trunk, and the limits on its size.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::process;
use crate::seal;
use crate::tools::{Tools, WASM};

/// Bytes of the engine's WebAssembly, as built.
const ENGINE_RAW: u64 = 12_200_000;
/// Bytes of the engine as a compressing host sends it.
const ENGINE_BROTLI: u64 = 2_300_000;
/// Bytes of the rare codecs as a compressing host sends them, for whoever has a film that needs them.
const CODECS_BROTLI: u64 = 400_000;
/// Bytes that a host sends before anything can be seen: the page without the engine, the package and what is fetched
/// when it is asked for. A quarter of a second at 20 Mbit/s.
const PAGE_BROTLI: u64 = 560_000;
/// What is fetched when it is asked for.
const LATER: [&str; 3] = ["codecs.json", CODECS, "dictionary.txt"];
/// The rare codecs' module.
const CODECS: &str = "codecs.wasm";
/// Bytes of the model package.
const PACKAGE: u64 = 16_000_000;
/// Bytes of one file of the package, so that an interrupted download loses little (docs/ARCHITECTURE.md).
const SHARD: u64 = 4 << 20;

/// Trunk with what every build of the site is called with.
pub(crate) fn trunk(tools: &Tools, command: &str) -> Command {
    let mut trunk = tools.command("trunk");
    // Offline: Trunk fetches a tool it does not find in the version it wants. It is to fail instead.
    trunk.args([command, "--release", "--offline"]);
    // Trunk takes `true` and `false` here and stops at the customary `1`.
    trunk.env_remove("NO_COLOR");
    trunk
}

/// Fetches the sources that the build takes, since Trunk is told to stay offline and tells cargo so, too.
pub(crate) fn fetch_sources() -> Result<()> {
    let about = process::output(Command::new("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    process::run(process::cargo().args(["fetch", "--quiet", "--target", WASM, "--target", host]))
}

/// Builds the site into `dist/` as it is published.
pub(crate) fn build(tools: &Tools) -> Result<()> {
    let model = process::root().join("assets").join("model");
    ensure!(model.join("manifest.json").is_file(), "{} holds no model package", model.display());
    fetch_sources()?;
    process::run(trunk(tools, "build").env(seal::PUBLISHED, "1"))
}

/// Checks the sizes of what is in `dist/` against the limits, and prints them.
pub(crate) fn check_sizes() -> Result<()> {
    let dist = process::root().join("dist");
    let files = |folder: &Path| -> Result<Vec<PathBuf>> {
        let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
        let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        files.retain(|path| path.is_file());
        ensure!(!files.is_empty(), "{} is empty", folder.display());
        Ok(files)
    };
    let (engine, mut page): (Vec<_>, Vec<_>) = files(&dist)?.into_iter().partition(|path| is_engine(path));
    page.retain(|path| !LATER.iter().any(|name| path.ends_with(name)));
    let package = files(&dist.join("model"))?;
    ensure!(
        engine.iter().any(|path| path.extension().is_some_and(|end| end == "wasm")),
        "dist holds no engine"
    );

    let total = |sizes: &[Size], of: fn(&Size) -> u64| sizes.iter().map(of).sum::<u64>();
    let (engine, page) = (compressed(&engine)?, compressed(&page)?);
    let codecs = compressed(&[dist.join(CODECS)])?;
    let mut sizes = Vec::new();
    for file in &package {
        sizes.push(fs::metadata(file)?.len());
    }
    let checks = [
        ("engine", total(&engine, |size| size.raw), ENGINE_RAW),
        ("engine, brotli", total(&engine, |size| size.brotli), ENGINE_BROTLI),
        ("rare codecs, brotli", total(&codecs, |size| size.brotli), CODECS_BROTLI),
        ("page without engine, brotli", total(&page, |size| size.brotli), PAGE_BROTLI),
        ("model package", sizes.iter().sum(), PACKAGE),
        ("largest file of the package", sizes.iter().copied().max().unwrap_or(0), SHARD),
    ];
    for (what, bytes, limit) in checks {
        println!("{what:<28} {bytes:>10} bytes of {limit:>10}");
    }
    match checks.iter().find(|(_, bytes, limit)| bytes > limit) {
        Some((what, bytes, limit)) => bail!("{what}: {bytes} bytes, and {limit} is the limit"),
        None => Ok(()),
    }
}

fn is_engine(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("engine") || name.starts_with("kernels-")
}

/// A file's size, as it is and compressed.
#[derive(Debug)]
struct Size {
    raw: u64,
    brotli: u64,
}

/// Sizes of files, compressed as hard as static hosts do. node brings brotli along, and it is on the machine anyway.
fn compressed(files: &[PathBuf]) -> Result<Vec<Size>> {
    const SCRIPT: &str = "const { readFileSync } = require('fs'), zlib = require('zlib');
        for (const path of process.argv.slice(1)) {
            const bytes = readFileSync(path);
            const params = { [zlib.constants.BROTLI_PARAM_LGWIN]: 24 };
            console.log(bytes.length, zlib.brotliCompressSync(bytes, { params }).length);
        }";
    let lines = process::output(Command::new("node").args(["--eval", SCRIPT, "--"]).args(files))?;
    let size = |line: &str| {
        let (raw, brotli) = line.split_once(' ')?;
        Some(Size { raw: raw.parse().ok()?, brotli: brotli.parse().ok()? })
    };
    lines.lines().map(size).collect::<Option<Vec<_>>>().context("node told no sizes")
}
