//! The programs that build and check the project, in the versions that fit it.
//!
//! One that is on the PATH in a version that fits is taken; any other is installed into `~/.cache/lobar/tools`, in a
//! folder of its own named after its version, so that an upgrade never meets a half-replaced tool. Trunk would
//! download wasm-bindgen and wasm-opt by itself; here it is handed both and told to stay offline, so that a build
//! uses what `Cargo.lock` and this file name, and nothing else.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::link;
use crate::process;

/// The newest Trunk that rustc 1.95 compiles (0.22 asks for 1.96).
const TRUNK: &str = "0.21.14";
/// The checker of licences, sources and bans (deny.toml).
const CARGO_DENY: &str = "0.20.2";
/// The npm package that holds wasm-opt as a program for node; the distributions' own are years behind.
const BINARYEN: &str = "132.0.0";
/// The npm package of the rules for accessibility (MPL-2.0), which the browser tests run in the page. Not shipped.
const AXE: &str = "4.14.1";
/// The oldest wasm-opt that is taken from the PATH: 119 was the first that knows what current rustc emits.
const OLDEST_WASM_OPT: u32 = 119;
/// The target that the page and its worker are compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The tools that are ready for use.
#[derive(Debug)]
pub(crate) struct Tools {
    /// Where tools are installed.
    folder: PathBuf,
    /// Folders that come before the caller's PATH.
    first: Vec<PathBuf>,
}

impl Tools {
    /// No tool yet; the `prepare_*` functions add them.
    pub(crate) fn new() -> Result<Self> {
        let cache = match env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty()) {
            Some(folder) => PathBuf::from(folder),
            None => env::home_dir().context("no home folder; set XDG_CACHE_HOME")?.join(".cache"),
        };
        Ok(Self { folder: cache.join("lobar").join("tools"), first: Vec::new() })
    }

    /// Makes ready what building the site takes: the wasm target, Trunk, wasm-bindgen and wasm-opt.
    pub(crate) fn prepare_site(&mut self) -> Result<()> {
        add_wasm_target()?;
        let bindgen = locked_version("wasm-bindgen")?;
        self.cargo_tool("trunk", "trunk", TRUNK, &["--locked"])?;
        // Not `--locked`: the lock file published with it names a dependency that is no longer to be had.
        self.cargo_tool("wasm-bindgen", "wasm-bindgen-cli", &bindgen, &[])?;
        self.wasm_opt()?;
        // So that plain `trunk serve` works as well from now on.
        link::into_cargo_bin(&self.folder, &self.first);
        Ok(())
    }

    /// Makes cargo-deny ready.
    pub(crate) fn prepare_licence_check(&mut self) -> Result<()> {
        self.cargo_tool("cargo-deny", "cargo-deny", CARGO_DENY, &["--locked"])
    }

    /// Where tools are installed, each in a folder of its own.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// axe-core's script for a page.
    pub(crate) fn axe(&self) -> Result<PathBuf> {
        let folder = self.folder.join(format!("axe-core-{AXE}"));
        let script = folder.join("node_modules").join("axe-core").join("axe.min.js");
        if !script.is_file() {
            println!("installing axe-core {AXE} from npm");
            npm_install(&folder, &[&format!("axe-core@{AXE}")])?;
        }
        Ok(script)
    }

    /// A command that finds the tools made ready, run in the workspace's folder.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("PATH", self.path()).current_dir(process::root());
        command
    }

    /// The caller's PATH with the tools' folders before it.
    fn path(&self) -> OsString {
        let old = env::var_os("PATH").unwrap_or_default();
        let folders = self.first.iter().cloned().chain(env::split_paths(&old));
        env::join_paths(folders).unwrap_or(old)
    }

    /// Takes a tool of exactly this version from the PATH, or installs it with cargo.
    fn cargo_tool(&mut self, program: &str, package: &str, version: &str, options: &[&str]) -> Result<()> {
        let wanted = numbers(version);
        if process::version(program).as_ref() == Some(&wanted) {
            return Ok(());
        }
        let folder = self.folder.join(format!("{package}-{version}"));
        let bin = folder.join("bin");
        let installed = || process::version(bin.join(program)).as_ref() == Some(&wanted);
        if !installed() {
            println!("installing {package} {version} (some minutes, once)");
            let mut install = process::cargo();
            install.args(["install", "--force", "--quiet"]).args(options).arg(format!("{package}@{version}"));
            install.arg("--root").arg(&folder);
            // A build folder of its own, removed afterwards: tools have no place among the project's own output.
            install
                .env_remove("CARGO_TARGET_DIR")
                .env_remove("RUSTFLAGS")
                .env_remove("CARGO_ENCODED_RUSTFLAGS");
            // These tools wait for others most of their time. Their own release settings (fat LTO in one unit)
            // would cost minutes of everybody's set-up for nothing.
            install.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
            install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
            // Without a lock file, dependencies that need a newer rustc than this one are passed over.
            install.env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback");
            process::run(&mut install)?;
            if !installed() {
                bail!("{package} {version} was installed and does not run: {}", bin.join(program).display());
            }
        }
        self.first.push(bin);
        Ok(())
    }

    /// Takes wasm-opt from the PATH if it is new enough, or else from npm.
    fn wasm_opt(&mut self) -> Result<()> {
        if new_enough("wasm-opt") {
            return Ok(());
        }
        let folder = self.folder.join(format!("binaryen-{BINARYEN}"));
        let bin = folder.join("node_modules").join(".bin");
        if !new_enough(bin.join("wasm-opt")) {
            println!("installing wasm-opt from the npm package binaryen {BINARYEN}");
            npm_install(&folder, &[&format!("binaryen@{BINARYEN}")])?;
            if !new_enough(bin.join("wasm-opt")) {
                bail!("binaryen {BINARYEN} was installed and its wasm-opt does not run");
            }
        }
        self.first.push(bin);
        Ok(())
    }
}

/// Installs packages of npm into a folder of their own.
pub(crate) fn npm_install(folder: &Path, packages: &[&str]) -> Result<()> {
    process::require("node", "install node 20 or newer (https://nodejs.org)")?;
    process::require("npm", "install npm, which comes with node (https://nodejs.org)")?;
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    // No install scripts: the packages are JavaScript and WebAssembly only.
    npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--prefix"]);
    process::run(npm.arg(folder).args(packages))
}

/// The version of a package in `Cargo.lock`. wasm-bindgen's tool and library must agree to the last digit.
fn locked_version(package: &str) -> Result<String> {
    let path = process::root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    version_in_lock(&lock, package).with_context(|| format!("Cargo.lock holds no `{package}`"))
}

/// A package's version in the text of a lock file, where the line `version` follows the line `name`.
fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let line = lock.lines().skip_while(|line| **line != name).nth(1)?;
    Some(line.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

/// Adds the wasm target to this toolchain, where it is missing.
fn add_wasm_target() -> Result<()> {
    let libraries =
        process::output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    process::require("rustup", &format!("install it, or the target {WASM} for your Rust by other means"))?;
    process::run(Command::new("rustup").current_dir(process::root()).args(["target", "add", WASM]))
}

/// Whether a wasm-opt runs and is new enough.
fn new_enough(program: impl AsRef<std::ffi::OsStr>) -> bool {
    process::version(program).is_some_and(|version| version[0] >= OLDEST_WASM_OPT)
}

/// The numbers of a version written with dots.
fn numbers(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_version_is_that_of_the_package_itself() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "wasm"), None);
    }
}
