//! PNG and JPEG to 8-bit gray: data sets and teaching files come as these. Training and the tab decode them here, alike.
//!
//! Not by the browser's own decoders, which convert colour spaces and premultiply, so that gray levels change. Of such a
//! file's acquisition nothing is known: [`checks`] says so.

use image::{ColorType, DynamicImage};

use crate::dicom::{AcquisitionScope, Check, ReasonCode};
use crate::image::GrayImage;

/// What is said of every picture file.
pub const UNKNOWN_ACQUISITION: &str = "taken from a picture file: nothing is known of how it was acquired";

/// The acquisition checks of a picture file, which has no attributes to check: that nothing is known, and whether the
/// reader's word for it, `assumed_frontal_adult`, puts it into the scope. Without that word it is refused.
pub fn checks(bytes: &[u8], scope: &AcquisitionScope, assumed_frontal_adult: bool) -> Vec<Check> {
    let format = if bytes.starts_with(b"\x89PNG") { "PNG" } else { "JPEG" };
    let file = Check { value: Some(format.to_owned()), ..Check::whole("file", "a readable DICOM file", "") };
    if !assumed_frontal_adult {
        return vec![
            file.fail_saying(ReasonCode::NotDicom, format!("{UNKNOWN_ACQUISITION}; it is not scored")),
        ];
    }
    let message =
        format!("{UNKNOWN_ACQUISITION}; taken for a frontal chest film of an adult, as the reader said");
    let mut checks = vec![file.warn(message)];
    // Twenty: not the end of growth, but an age at which every scope that covers adults has begun.
    let adults = scope.min_age_years.is_none_or(|least| least <= 20.0)
        && scope.max_age_years.is_none_or(|most| most >= 20.0);
    let covers = |values: &[String], wanted: &[&str]| {
        values.iter().any(|value| wanted.iter().any(|w| w.eq_ignore_ascii_case(value.trim())))
    };
    if !adults {
        let check = Check::whole("patient_age", "an age inside the model's scope", "");
        checks.push(check.fail_saying(ReasonCode::PatientAge, "the model is not for adults"));
    }
    if !covers(&scope.view_positions, &["PA", "AP"]) {
        let check = Check::whole("view_position", "a view inside the model's scope", "");
        checks.push(check.fail_saying(ReasonCode::ViewPosition, "the model is not for frontal films"));
    }
    checks
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
        DynamicImage::ImageLumaA8(p) => first_of::<2>(p.as_raw()),
        // 65535 / 255 = 257: full scale stays full scale, rounded half up.
        DynamicImage::ImageLuma16(p) => p.pixels().map(|q| ((u32::from(q.0[0]) + 128) / 257) as u8).collect(),
        DynamicImage::ImageRgb8(p) => gray_of::<3>(p.as_raw()).ok_or(None)?,
        DynamicImage::ImageRgba8(p) => gray_of::<4>(p.as_raw()).ok_or(None)?,
        other => gray_of::<3>(other.into_rgb8().as_raw()).ok_or(None)?,
    };
    let film = GrayImage::new(width, height, pixels).map_err(|e| Some(e.to_string()))?;
    Ok((film, mode))
}

/// The first of each `N` samples.
fn first_of<const N: usize>(samples: &[u8]) -> Vec<u8> {
    samples.as_chunks::<N>().0.iter().map(|pixel| pixel[0]).collect()
}

/// The gray levels of pixels whose first three samples are equal; `None` if one has colour.
fn gray_of<const N: usize>(samples: &[u8]) -> Option<Vec<u8>> {
    let pixels = samples.as_chunks::<N>().0;
    // Not `any`, which may stop early and so keeps the compiler from vectors.
    let colour = pixels.iter().fold(0, |seen, p| seen | (p[0] ^ p[1]) | (p[1] ^ p[2]));
    (colour == 0).then(|| first_of::<N>(samples))
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
    fn a_picture_is_in_scope_on_the_readers_word_only() {
        use crate::dicom::Verdict;
        let bytes = png(&image::GrayImage::new(3, 2).into());
        let mut scope = AcquisitionScope::chest_frontal();
        let unsaid = checks(&bytes, &scope, false);
        assert_eq!((unsaid.len(), unsaid[0].reason), (1, Some(ReasonCode::NotDicom)));
        let said = checks(&bytes, &scope, true);
        assert_eq!((said.len(), said[0].verdict), (1, Verdict::Warn));
        assert_eq!(said[0].value.as_deref(), Some("PNG"));
        assert!(said[0].message.contains("nothing is known"), "{:?}", said[0]);
        scope.max_age_years = Some(18.0);
        scope.view_positions = vec!["LL".into()];
        let reasons: Vec<_> = checks(&bytes, &scope, true).into_iter().filter_map(|c| c.reason).collect();
        assert_eq!(reasons, [ReasonCode::PatientAge, ReasonCode::ViewPosition]);
    }

    #[test]
    fn gray_in_four_channels_is_gray() {
        let gray = RgbaImage::from_pixel(3, 2, Rgba([7, 7, 7, 255]));
        let (film, mode) = decode_with_mode(&png(&gray.into())).unwrap();
        assert_eq!((film.pixels(), mode), (&[7; 6][..], "RGBA, 8 bits"));
        let colour = RgbaImage::from_pixel(3, 2, Rgba([7, 8, 7, 255]));
        assert_eq!(decode(&png(&colour.into())), Err(None));
        // The last pixel alone has colour.
        let mut last = image::RgbImage::from_pixel(40, 30, image::Rgb([9, 9, 9]));
        assert!(decode(&png(&last.clone().into())).unwrap().pixels().iter().all(|&p| p == 9));
        last.put_pixel(39, 29, image::Rgb([9, 9, 8]));
        assert_eq!(decode(&png(&last.into())), Err(None));
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
}
