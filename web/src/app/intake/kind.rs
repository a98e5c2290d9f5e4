//! What a file is by its name: a film to be, an archive, a picture, or none of these.

/// What a name says of a file in a folder or an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Gets a row. Most instances have no extension, so everything unknown is one.
    Film,
    /// A PNG or a JPEG: a film of unknown acquisition.
    Picture,
    /// To be looked into.
    Zip,
    /// DICOM's index of a medium (PS3.10 section 8), which is no film.
    Dicomdir,
    /// What operating systems leave behind.
    System,
}

/// What the path `path`, parts separated by `/`, is.
pub fn kind(path: &str) -> Kind {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    if is_system_name(name) || parts.any(|folder| folder == "__MACOSX") {
        return Kind::System;
    }
    if name.eq_ignore_ascii_case("DICOMDIR") {
        return Kind::Dicomdir;
    }
    let extension = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    match extension.as_deref() {
        Some("zip") => Kind::Zip,
        Some("png" | "jpg" | "jpeg") => Kind::Picture,
        _ => Kind::Film,
    }
}

/// `.DS_Store`, AppleDouble files and folders like `.Spotlight-V100` begin with a dot.
fn is_system_name(name: &str) -> bool {
    name.starts_with('.')
        || ["Thumbs.db", "desktop.ini", "__MACOSX", "System Volume Information", "$RECYCLE.BIN"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a folder is not worth opening.
pub fn is_system_folder(name: &str) -> bool {
    is_system_name(name)
}

/// What was passed over without a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Skipped {
    /// DICOMDIR files.
    pub dicomdir: usize,
    /// Files of operating systems.
    pub system: usize,
    /// Files and folders that could not be opened.
    pub unopened: usize,
}

impl Skipped {
    /// Counts what gets no row; `true` if this is such a file.
    pub fn takes(&mut self, kind: Kind) -> bool {
        match kind {
            Kind::Dicomdir => self.dicomdir += 1,
            Kind::System => self.system += 1,
            Kind::Film | Kind::Picture | Kind::Zip => return false,
        }
        true
    }

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            dicomdir: self.dicomdir + other.dicomdir,
            system: self.system + other.system,
            unopened: self.unopened + other.unopened,
        }
    }
}

/// Sorts paths by folder and then by name, as folders are walked; the same order as the trainer's.
pub fn sort_by_path<T>(items: &mut [T], path: impl Fn(&T) -> &str) {
    items.sort_by(|a, b| path(a).split('/').cmp(path(b).split('/')));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_is_no_film() {
        for (path, expected) in [
            ("DICOMDIR", Kind::Dicomdir),
            ("study/dicomdir", Kind::Dicomdir),
            ("a/.DS_Store", Kind::System),
            ("Thumbs.db", Kind::System),
            ("__MACOSX/a/b.dcm", Kind::System),
            ("a/._b.dcm", Kind::System),
            ("a.dcm", Kind::Film),
            ("I0001", Kind::Film),
            ("DICOMDIR/film.dcm", Kind::Film),
            ("a/DICOMDIR.dcm", Kind::Film),
            ("1.2.840.10008", Kind::Film),
            ("a/Study.ZIP", Kind::Zip),
            ("film.JPeG", Kind::Picture),
            ("film.png", Kind::Picture),
        ] {
            assert_eq!(kind(path), expected, "{path}");
        }
    }

    #[test]
    fn the_order_is_by_folder_then_by_name() {
        let mut paths = ["b/2.dcm", "c.dcm", "b.dcm", "a.dcm", "b/10.dcm"];
        sort_by_path(&mut paths, |p| p);
        assert_eq!(paths, ["a.dcm", "b/10.dcm", "b/2.dcm", "b.dcm", "c.dcm"]);
    }

    #[test]
    fn what_gets_no_row_is_counted() {
        let mut skipped = Skipped::default();
        let taken: Vec<_> = ["DICOMDIR", "a.dcm", ".DS_Store"].map(|n| skipped.takes(kind(n))).into();
        assert_eq!(taken, [true, false, true]);
        assert_eq!(skipped.and(skipped), Skipped { dicomdir: 2, system: 2, unopened: 0 });
    }
}
