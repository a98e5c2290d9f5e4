//! `cargo xtask bench-web`: sets up what the benchmark of the tab takes, and starts it (`tests/src/bench_web`).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::cli::BenchOptions;
use crate::tools::{Tools, npm_install};
use crate::{browser, process, site};

/// The peers on npm, exact: for the benchmark only, never part of the site.
const PEERS: [&str; 5] = [
    "onnxruntime-web@1.30.0",
    "@tensorflow/tfjs-core@4.22.0",
    "@tensorflow/tfjs-layers@4.22.0",
    "@tensorflow/tfjs-backend-wasm@4.22.0",
    "@tensorflow/tfjs-backend-webgpu@4.22.0",
];
/// What the site is made of.
const SOURCES: [&str; 9] =
    ["Cargo.lock", "Cargo.toml", "Trunk.toml", "assets", "codecs", "index.html", "kernels", "shared", "web"];

/// Sets up, builds what is missing or old, and measures.
pub(crate) fn run(options: &BenchOptions) -> Result<()> {
    let mut tools = Tools::new()?;
    let peers = peers(tools.folder())?;
    let browser = browser::prepare()?;
    let chosen = std::env::var_os("LOBAR_DIST").is_some_and(|folder| !folder.is_empty());
    if !chosen && is_old(process::root())? {
        tools.prepare_site()?;
        site::build(&tools)?;
    }
    // Everything, as for the tests: a smaller selection could mean other features, and Burn compiled anew.
    process::run(process::cargo().args(["build", "--workspace", "--all-targets"]))?;
    let mut bench = process::cargo();
    bench.args(["bench", "--profile", "dev", "--workspace", "--bench", "web", "--"]);
    bench.arg(format!("peers={}", peers.display()));
    bench.args(options.words());
    bench.env("CHROME", &browser.chrome).env("CHROMEDRIVER", &browser.driver);
    process::run(&mut bench)
}

/// The folder of modules with the peers in it.
fn peers(tools: &Path) -> Result<PathBuf> {
    let versions: Vec<&str> = PEERS.iter().filter_map(|peer| peer.rsplit('@').next()).collect();
    let folder = tools.join(format!("bench-web-{}", versions[..2].join("-")));
    let modules = folder.join("node_modules");
    let there = |peer: &&str| {
        peer.rsplit_once('@').is_some_and(|(name, _)| modules.join(name).join("package.json").is_file())
    };
    if !PEERS.iter().all(there) {
        println!("installing {} from npm", PEERS.join(", "));
        npm_install(&folder, &PEERS)?;
    }
    Ok(modules)
}

/// Whether `dist/` is missing or older than something that it is built of.
fn is_old(root: &Path) -> Result<bool> {
    let Ok(built) = fs::metadata(root.join("dist").join("index.html")).and_then(|about| about.modified())
    else {
        return Ok(true);
    };
    let mut newest = SystemTime::UNIX_EPOCH;
    for source in SOURCES {
        newest = newest.max(changed(&root.join(source))?);
    }
    Ok(newest > built)
}

/// When the file, or the last one of the folder, was changed.
fn changed(path: &Path) -> Result<SystemTime> {
    let about = fs::metadata(path).with_context(|| format!("{} cannot be read", path.display()))?;
    if about.is_file() {
        return Ok(about.modified()?);
    }
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(path)? {
        newest = newest.max(changed(&entry?.path())?);
    }
    Ok(newest)
}
