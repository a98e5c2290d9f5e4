//! Films to learn from: where they lie ([`locate`]), and reading them ([`read`]): through `shared`,
//! as the tab reads them. Making them smaller is `shared::preprocess`, keeping them `crate::film_cache`.

pub mod budget;
pub mod locate;

use std::path::{Path, PathBuf};

use shared::dicom::{AcquisitionScope, inspect};
use shared::image::GrayImage;
pub use shared::picture::{decode, decode_with_mode, is_picture};

/// Why a file is not a film.
#[derive(Debug, thiserror::Error)]
pub enum FilmError {
    /// The file cannot be opened or decoded.
    #[error("{}: {message}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        message: String,
    },
    /// A DICOM instance that the reader refuses, so that the tab would too.
    #[error("{}: {reasons}: {message}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// Reason codes, separated by spaces.
        reasons: String,
        /// For people.
        message: String,
    },
    /// The picture has colour.
    #[error("{}: a colour picture, not a radiograph", path.display())]
    Colour {
        /// The file.
        path: PathBuf,
    },
}

/// Reads a film as 8-bit gray. Of a PNG or JPEG: gray, RGB(A) with three equal channels (NIH's set has some), 16-bit
/// scaled. Anything else is read as a DICOM instance, through the checks and the display pipeline that the tab applies.
///
/// # Errors
///
/// [`FilmError`]. A picture with colour is refused: it is not a film. So is an instance outside frontal chest films.
pub fn read(path: &Path) -> Result<GrayImage, FilmError> {
    let bytes = std::fs::read(path)
        .map_err(|e| FilmError::Unreadable { path: path.to_owned(), message: e.to_string() })?;
    from_bytes(path, &bytes)
}

/// [`read`] of a file that is in memory already; `path` is for messages only.
///
/// # Errors
///
/// As [`read`].
pub fn from_bytes(path: &Path, bytes: &[u8]) -> Result<GrayImage, FilmError> {
    if !is_picture(bytes) {
        let inspection = inspect(bytes, &AcquisitionScope::chest_frontal());
        return inspection.radiograph.map(|film| film.image).ok_or_else(|| FilmError::Refused {
            path: path.to_owned(),
            reasons: inspection.reasons.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join(" "),
            message: inspection.message,
        });
    }
    decode(bytes).map_err(|e| match e {
        Some(message) => FilmError::Unreadable { path: path.to_owned(), message },
        None => FilmError::Colour { path: path.to_owned() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dicom_instance_gives_the_picture_that_the_tab_scores() {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/samples/phantom-pa-pneumonia.dcm");
        let bytes = std::fs::read(&sample).unwrap();
        let scored = shared::dicom::inspect(&bytes, &AcquisitionScope::chest_frontal()).radiograph.unwrap();
        assert_eq!(read(&sample).unwrap().pixels(), scored.image.pixels());

        let cut = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(cut.path(), &bytes[..bytes.len() / 2]).unwrap();
        let error = read(cut.path()).unwrap_err().to_string();
        assert!(error.contains("CORRUPT"), "{error}");
    }
}
