//! Reading films to learn from: PNG and JPEG here, DICOM through `shared::dicom`, as the tab reads it.

use std::path::{Path, PathBuf};

use image::{ColorType, DynamicImage};
use shared::dicom::{AcquisitionScope, inspect};
use shared::image::GrayImage;

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
    let unreadable = |message: String| FilmError::Unreadable { path: path.to_owned(), message };
    let bytes = std::fs::read(path).map_err(|e| unreadable(e.to_string()))?;
    if !is_picture(&bytes) {
        let inspection = inspect(&bytes, &AcquisitionScope::chest_frontal());
        return inspection.radiograph.map(|film| film.image).ok_or_else(|| FilmError::Refused {
            path: path.to_owned(),
            reasons: inspection.reasons.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join(" "),
            message: inspection.message,
        });
    }
    decode(&bytes).map_err(|e| match e {
        Some(message) => unreadable(message),
        None => FilmError::Colour { path: path.to_owned() },
    })
}

/// Whether the bytes begin as a PNG or a JPEG does.
pub fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(&[0xff, 0xd8, 0xff])
}

/// Decodes a PNG or JPEG already in memory.
///
/// # Errors
///
/// What is wrong, or `None` for a colour picture.
pub fn decode(bytes: &[u8]) -> Result<GrayImage, Option<String>> {
    decode_with_mode(bytes).map(|(film, _)| film)
}

/// [`decode`], and how the file stores its pixels, such as `gray, 8 bits`.
///
/// # Errors
///
/// As [`decode`].
pub fn decode_with_mode(bytes: &[u8]) -> Result<(GrayImage, &'static str), Option<String>> {
    let mut reader = image::ImageReader::new(std::io::Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|e| Some(e.to_string()))?;
    // A header may claim any size; 20,000 pixels a side is more than any detector has.
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(20_000);
    limits.max_image_height = Some(20_000);
    reader.limits(limits);
    let picture = reader.decode().map_err(|e| Some(e.to_string()))?;
    let mode = match picture.color() {
        ColorType::L8 => "gray, 8 bits",
        ColorType::La8 => "gray with alpha, 8 bits",
        ColorType::L16 => "gray, 16 bits",
        ColorType::La16 => "gray with alpha, 16 bits",
        ColorType::Rgb8 => "RGB, 8 bits",
        ColorType::Rgba8 => "RGBA, 8 bits",
        ColorType::Rgb16 => "RGB, 16 bits",
        ColorType::Rgba16 => "RGBA, 16 bits",
        _ => "another mode",
    };
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let pixels = match picture {
        DynamicImage::ImageLuma8(p) => p.into_raw(),
        DynamicImage::ImageLumaA8(p) => p.pixels().map(|q| q.0[0]).collect(),
        // 65535 / 255 = 257: full scale stays full scale, rounded half up.
        DynamicImage::ImageLuma16(p) => p.pixels().map(|q| ((u32::from(q.0[0]) + 128) / 257) as u8).collect(),
        other => {
            let rgb = other.into_rgb8();
            if rgb.pixels().any(|q| q.0[0] != q.0[1] || q.0[1] != q.0[2]) {
                return Err(None);
            }
            rgb.pixels().map(|q| q.0[0]).collect()
        }
    };
    let film = GrayImage::new(width, height, pixels).map_err(|e| Some(e.to_string()))?;
    Ok((film, mode))
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};

    use super::*;

    fn png(picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn gray_in_four_channels_is_gray() {
        let gray = RgbaImage::from_pixel(3, 2, Rgba([7, 7, 7, 255]));
        let (film, mode) = decode_with_mode(&png(&gray.into())).unwrap();
        assert_eq!((film.pixels(), mode), (&[7; 6][..], "RGBA, 8 bits"));
        let colour = RgbaImage::from_pixel(3, 2, Rgba([7, 8, 7, 255]));
        assert_eq!(decode(&png(&colour.into())), Err(None));
    }

    #[test]
    fn sixteen_bits_keep_black_and_white() {
        let raw = vec![0_u16, 65_535, 257, 128];
        let picture = image::ImageBuffer::<image::Luma<u16>, _>::from_raw(4, 1, raw).unwrap();
        assert_eq!(decode(&png(&picture.into())).unwrap().pixels(), &[0, 255, 1, 0]);
    }

    #[test]
    fn what_is_no_picture_is_an_error() {
        assert!(matches!(decode(b"no picture"), Err(Some(_))));
    }

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
