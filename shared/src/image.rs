//! Grayscale films as the display pipeline leaves them.

use std::fmt;

/// An 8-bit grayscale image, row-major, 0 = black, 255 = white (bone is bright).
#[derive(Clone, PartialEq, Eq)]
pub struct GrayImage {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// Why pixels do not form an image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// Width or height is zero.
    #[error("an image needs at least one pixel, got {width} x {height}")]
    Empty {
        /// Columns.
        width: usize,
        /// Rows.
        height: usize,
    },
    /// The number of pixels is not width times height.
    #[error("{width} x {height} pixels need {expected} bytes, got {got}")]
    Length {
        /// Columns.
        width: usize,
        /// Rows.
        height: usize,
        /// Width times height.
        expected: usize,
        /// Bytes handed over.
        got: usize,
    },
}

impl GrayImage {
    /// Wraps `pixels`, row-major, `width * height` of them.
    ///
    /// # Errors
    ///
    /// [`ImageError`] if a side is zero or the length does not fit.
    pub fn new(width: usize, height: usize, pixels: Vec<u8>) -> Result<Self, ImageError> {
        if width == 0 || height == 0 {
            return Err(ImageError::Empty { width, height });
        }
        let expected = width.saturating_mul(height);
        if pixels.len() != expected {
            return Err(ImageError::Length { width, height, expected, got: pixels.len() });
        }
        Ok(Self { width, height, pixels })
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Row-major gray levels, `width * height` of them.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The gray levels, without a copy.
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }
}

// A film is patient data: a log line never holds its pixels.
impl fmt::Debug for GrayImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GrayImage({} x {})", self.width, self.height)
    }
}
