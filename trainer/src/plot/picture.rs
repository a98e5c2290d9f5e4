//! Pictures as addresses that hold them: `<img src="data:image/png;base64,...">` needs no file beside the report.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::colour::diverging;

/// A gray picture.
///
/// # Errors
///
/// If the encoder refuses: a side of 0, or `pixels` of another number than `width * height`.
pub fn gray(width: usize, height: usize, pixels: &[u8]) -> Result<String, png::EncodingError> {
    encode(width, height, png::ColorType::Grayscale, pixels)
}

/// Values around 0 in colours: blue where below, orange where above, full colour at `limit`.
///
/// # Errors
///
/// As [`gray`].
pub fn signed(width: usize, height: usize, values: &[f64], limit: f64) -> Result<String, png::EncodingError> {
    let pixels: Vec<u8> = values.iter().flat_map(|v| diverging(v / limit.max(f64::MIN_POSITIVE))).collect();
    encode(width, height, png::ColorType::Rgb, &pixels)
}

/// A picture in colours, three bytes a pixel.
///
/// # Errors
///
/// As [`gray`].
pub fn rgb(width: usize, height: usize, pixels: &[u8]) -> Result<String, png::EncodingError> {
    encode(width, height, png::ColorType::Rgb, pixels)
}

fn encode(
    width: usize,
    height: usize,
    colour: png::ColorType,
    pixels: &[u8],
) -> Result<String, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_png() {
        let address = gray(2, 1, &[0, 255]).unwrap();
        let bytes = STANDARD.decode(address.strip_prefix("data:image/png;base64,").unwrap()).unwrap();
        assert!(crate::films::is_picture(&bytes));
        assert_eq!(crate::films::decode(&bytes).unwrap().pixels(), &[0, 255]);
        assert!(signed(2, 1, &[-1.0, 1.0], 0.0).is_ok());
        assert!(gray(2, 2, &[0]).is_err());
    }
}
