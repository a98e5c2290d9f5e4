//! The WebAssembly modules beside the engine: the convolutions' twice, with relaxed multiply-add and without for browsers
//! that have none, and the rare codecs'.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::tools::WASM;

/// One build of a package.
struct Build {
    /// The file without its end. `web/src/engine/kernels.rs` and `codecs.rs` ask for these names.
    file: &'static str,
    package: &'static str,
    /// Flags of the compiler. They must hold for the packages below it too, which `cargo rustc` would not give them to.
    flags: &'static str,
}

/// All of them. The codecs' memory ends at 1 GiB: the largest film that is decoded takes half of it, and a hostile
/// stream is to break off before it has all that the tab may take.
const BUILDS: [Build; 3] = [
    Build {
        file: "kernels-relaxed",
        package: "kernels-wasm",
        flags: "-C target-feature=+simd128,+relaxed-simd",
    },
    Build { file: "kernels-simd", package: "kernels-wasm", flags: "-C target-feature=+simd128" },
    Build {
        file: CODECS,
        package: "codecs-wasm",
        flags: "-C strip=symbols -C link-arg=--max-memory=1073741824",
    },
];

/// The one that is known to the engine by its hash, as no self-test runs it.
const CODECS: &str = "codecs";

/// Builds the modules into the folder that Trunk builds in, or `dist/`.
pub(crate) fn run() -> Result<()> {
    build(&process::site())
}

/// Builds the modules into `folder`, and `codecs.json` with the length and hash of one.
fn build(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    for Build { file, package, flags } in BUILDS {
        // A folder for each: cargo would otherwise build over the other's files every time.
        let target = process::target().join(file);
        let mut cargo = process::cargo();
        cargo.args(["build", "--release", "--package", package, "--lib", "--target", WASM]);
        cargo.env("RUSTFLAGS", flags).env("CARGO_TARGET_DIR", &target);
        process::run(&mut cargo)?;
        let name = format!("{}.wasm", package.replace('-', "_"));
        let built = target.join(WASM).join("release").join(name);
        let to = folder.join(format!("{file}.wasm"));
        fs::copy(&built, &to).with_context(|| format!("{} cannot be copied", built.display()))?;
    }
    let about = describe(folder, &format!("{CODECS}.wasm"))?;
    let path = folder.join(format!("{CODECS}.json"));
    fs::write(&path, about).with_context(|| format!("{} cannot be written", path.display()))
}

/// What is told of a file, as a package's manifest has it. node has SHA-256 and JSON, and is on the machine anyway.
fn describe(folder: &Path, file: &str) -> Result<String> {
    const SCRIPT: &str = "const { readFileSync } = require('fs'), { createHash } = require('crypto');
        const [folder, file] = process.argv.slice(1), bytes = readFileSync(`${folder}/${file}`);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        console.log(JSON.stringify({ file, bytes: bytes.length, sha256 }));";
    process::output(Command::new("node").args(["--eval", SCRIPT, "--"]).arg(folder).arg(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_described_by_its_length_and_hash() {
        let folder = std::env::temp_dir().join(format!("lobar-modules-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a.wasm"), "abcd").unwrap();
        assert_eq!(
            describe(&folder, "a.wasm").unwrap().trim(),
            "{\"file\":\"a.wasm\",\"bytes\":4,\
             \"sha256\":\"88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589\"}"
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
