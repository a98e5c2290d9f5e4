//! The part of `docs/performance.md` that the benchmark writes, between two comments.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// The line before what is written.
const BEGIN: &str =
    "<!-- bench-web: written by `cargo xtask bench-web --write`, as far as the next comment -->";
/// The line after it.
const END: &str = "<!-- bench-web: end -->";

/// Puts `text` in the place of what was written before.
///
/// # Errors
///
/// If the document cannot be read or written, or lacks the comments.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    let old = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let new = replaced(&old, text).with_context(|| format!("{}", path.display()))?;
    let mut file = tempfile::NamedTempFile::new_in(path.parent().context("a document lies in a folder")?)?;
    std::io::Write::write_all(&mut file, new.as_bytes())?;
    fs::set_permissions(file.path(), fs::metadata(path)?.permissions())?;
    file.persist(path).with_context(|| format!("{} cannot be written", path.display()))?;
    println!("{}", path.display());
    Ok(())
}

fn replaced(old: &str, text: &str) -> Result<String> {
    let (before, rest) = old.split_once(BEGIN).with_context(|| format!("there is no line `{BEGIN}`"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("there is no line `{END}`"))?;
    ensure!(!after.contains(BEGIN), "the line `{BEGIN}` is there twice");
    Ok(format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place;

    #[test]
    fn only_what_lies_between_the_comments_changes() {
        let old = format!("# Title\n\n{BEGIN}\nold\n{END}\n\nAfter.\n");
        let new = replaced(&old, "new\n").unwrap();
        assert_eq!(new, format!("# Title\n\n{BEGIN}\n\nnew\n\n{END}\n\nAfter.\n"));
        assert_eq!(replaced(&new, "new").unwrap(), new);
        for wrong in ["", BEGIN, END, &format!("{old}{old}")] {
            assert!(replaced(wrong, "new").is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_document_has_the_place() {
        let text = fs::read_to_string(place::root().join("docs").join("performance.md")).unwrap();
        replaced(&text, "").unwrap();
    }
}
