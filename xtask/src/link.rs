//! Links from cargo's own folder of programs to the tools installed here.
//!
//! That folder is on the PATH of whoever has Rust, so that after one set-up plain `trunk serve` works too.

use std::env;
use std::path::{Path, PathBuf};

/// The programs that plain `trunk` needs.
const LINKED: [&str; 3] = ["trunk", "wasm-bindgen", "wasm-opt"];

/// Links the tools of `bins` that lie in `tools`. A file that is not one of our links is never touched, and a link
/// that cannot be made is told and no failure: nothing of ours depends on it.
pub(crate) fn into_cargo_bin(tools: &Path, bins: &[PathBuf]) {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let Some(cargo_bin) = home.or_else(|| Some(env::home_dir()?.join(".cargo"))).map(|home| home.join("bin"))
    else {
        return;
    };
    if !cargo_bin.is_dir() {
        return;
    }
    for name in LINKED {
        let Some(tool) = bins.iter().map(|bin| bin.join(name)).find(|tool| tool.is_file()) else { continue };
        let link = cargo_bin.join(name);
        match place(tools, &tool, &link) {
            Ok(Placed::New) => println!("linked {} to {}", link.display(), tool.display()),
            Ok(Placed::Already) => {}
            Ok(Placed::Foreign) => {
                println!(
                    "{} is of another version and stays; plain `trunk` may not find what it needs",
                    link.display()
                );
            }
            Err(error) => println!("{} could not be linked: {error}", link.display()),
        }
    }
}

/// What came of a link.
#[derive(Debug, PartialEq, Eq)]
enum Placed {
    /// It was made, or points to this version now.
    New,
    /// It was there.
    Already,
    /// Something that is not ours has its name.
    Foreign,
}

/// Makes `link` point to `tool`, unless something that does not point into `tools` is there.
fn place(tools: &Path, tool: &Path, link: &Path) -> std::io::Result<Placed> {
    if let Ok(old) = std::fs::read_link(link) {
        if old == tool {
            return Ok(Placed::Already);
        }
        if !old.starts_with(tools) {
            return Ok(Placed::Foreign);
        }
        std::fs::remove_file(link)?;
    } else if link.exists() {
        return Ok(Placed::Foreign);
    }
    symlink(tool, link)?;
    Ok(Placed::New)
}

#[cfg(unix)]
fn symlink(tool: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(tool, link)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::Error::new(std::io::ErrorKind::Unsupported, "put the tools' folders on the PATH by hand"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_links_are_replaced() {
        let folder = env::temp_dir().join(format!("lobar-link-{}", std::process::id()));
        let (tools, bin) = (folder.join("tools"), folder.join("bin"));
        let (old, new) = (tools.join("trunk-1"), tools.join("trunk-2"));
        std::fs::create_dir_all(&tools).unwrap();
        std::fs::create_dir_all(&bin).unwrap();
        for file in [&old, &new, &bin.join("foreign"), &folder.join("elsewhere")] {
            std::fs::write(file, "").unwrap();
        }
        symlink(&folder.join("elsewhere"), &bin.join("other")).unwrap();

        assert_eq!(place(&tools, &old, &bin.join("trunk")).unwrap(), Placed::New);
        assert_eq!(place(&tools, &old, &bin.join("trunk")).unwrap(), Placed::Already);
        assert_eq!(place(&tools, &new, &bin.join("trunk")).unwrap(), Placed::New);
        assert_eq!(std::fs::read_link(bin.join("trunk")).unwrap(), new);
        assert_eq!(place(&tools, &new, &bin.join("foreign")).unwrap(), Placed::Foreign);
        assert_eq!(place(&tools, &new, &bin.join("other")).unwrap(), Placed::Foreign);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
