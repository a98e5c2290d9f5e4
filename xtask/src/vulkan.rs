//! A Vulkan driver for the tests that train through wgpu: a software one will do.

use std::path::Path;
use std::process::Command;

use crate::{browser, process};

/// Where drivers are listed (Khronos, Vulkan-Loader interface, "Linux driver discovery").
const DRIVERS: [&str; 3] = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];

/// Installs Mesa's drivers, if this is a Debian machine without any and we are its administrator.
///
/// Nothing depends on it: without a driver those tests say that they are skipped.
pub(crate) fn prepare() {
    if !cfg!(target_os = "linux") || DRIVERS.iter().any(|folder| has_entries(Path::new(folder))) {
        return;
    }
    if !browser::may_install() {
        println!(
            "no Vulkan driver: tests on wgpu are skipped. On Debian: `sudo apt-get install mesa-vulkan-drivers`"
        );
        return;
    }
    println!("installing mesa-vulkan-drivers from the system's packages");
    let mut install = Command::new("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    install.args(["install", "--yes", "--quiet", "--no-install-recommends", "mesa-vulkan-drivers"]);
    let done = process::run(Command::new("apt-get").args(["update", "--quiet"]))
        .and_then(|()| process::run(&mut install));
    if let Err(why) = done {
        println!("no Vulkan driver: tests on wgpu are skipped ({why:#})");
    }
}

fn has_entries(folder: &Path) -> bool {
    folder.read_dir().is_ok_and(|mut entries| entries.next().is_some())
}
