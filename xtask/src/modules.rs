//! The convolutions' WebAssembly module, built twice: with relaxed multiply-add, and without for browsers that have none.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process;
use crate::tools::WASM;

/// Name of each build and its instructions. `web/src/engine/kernels.rs` asks for these names.
const BUILDS: [(&str, &str); 2] = [("relaxed", "+simd128,+relaxed-simd"), ("simd", "+simd128")];

/// Builds both modules into the folder that Trunk builds in, or `dist/`.
pub(crate) fn run() -> Result<()> {
    build(&process::site())
}

/// Builds both modules into `folder`, as `kernels-relaxed.wasm` and `kernels-simd.wasm`.
fn build(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    for (name, features) in BUILDS {
        // A folder for each: cargo would otherwise build over the other's files every time.
        let target = process::target().join(format!("kernels-{name}"));
        let mut cargo = process::cargo();
        cargo.args(["build", "--release", "--package", "kernels-wasm", "--lib", "--target", WASM]);
        // The flags must hold for `kernels` too, which `cargo rustc` would not give them to.
        cargo.env("RUSTFLAGS", format!("-C target-feature={features}")).env("CARGO_TARGET_DIR", &target);
        process::run(&mut cargo)?;
        let built = target.join(WASM).join("release").join("kernels_wasm.wasm");
        let to = folder.join(format!("kernels-{name}.wasm"));
        fs::copy(&built, &to).with_context(|| format!("{} cannot be copied", built.display()))?;
    }
    Ok(())
}
