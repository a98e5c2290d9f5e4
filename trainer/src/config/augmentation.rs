//! `[augmentation]`: what is done to films before training sees them.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

/// Changes drawn anew for each film of each epoch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AugmentationConfig {
    /// Largest rotation, degrees either way.
    pub rotation_degrees: f64,
    /// Largest shift, share of the side.
    pub shift: f64,
    /// Largest change of scale, share.
    pub scale: f64,
    /// Largest shear, degrees by which a vertical line leans either way.
    #[serde(skip_serializing_if = "is_off")]
    pub shear_degrees: f64,
    /// Largest change of contrast, share.
    pub contrast: f64,
    /// Largest change of brightness, gray levels of 255.
    pub brightness: f64,
    /// Largest change of exposure: gray levels on 0..1 are raised to a power between 2^-gamma and 2^gamma. Black and
    /// white stay what they are.
    #[serde(skip_serializing_if = "is_off")]
    pub gamma: f64,
    /// Largest standard deviation of added noise, gray levels of 255.
    pub noise: f64,
    /// Mirrors every second film, at random. Off, because a mirrored thorax is another diagnosis: the heart lies on the
    /// left and the liver's dome on the right, and of a thorax the other way round (situs inversus, 1 in some 10,000)
    /// training would see as many as of the usual.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub flip: bool,
    /// Largest standard deviation of a Gaussian blur, pixels of the 256 x 256 picture.
    #[serde(skip_serializing_if = "is_off")]
    pub blur: f64,
    /// Largest amount of unsharp masking: so many times the difference from the film blurred by one pixel is added.
    #[serde(skip_serializing_if = "is_off")]
    pub sharpen: f64,
    /// Largest loss of resolution, share of the side: a film is reduced by up to so much and enlarged again.
    #[serde(skip_serializing_if = "is_off")]
    pub resolution: f64,
    /// Lowest JPEG quality, 1 to 100: every second film is compressed at a quality from here to 100. 0 for none.
    #[serde(skip_serializing_if = "is_no_quality")]
    pub jpeg_quality: u8,
    /// Widest border that is covered, share of the side: each edge loses a strip of its own width, to black, white or a
    /// gray level in between.
    #[serde(skip_serializing_if = "is_off")]
    pub border: f64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_off(limit: &f64) -> bool {
    *limit == 0.0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_no_quality(quality: &u8) -> bool {
    *quality == 0
}

impl AugmentationConfig {
    pub(super) fn check(&self) -> Result<()> {
        // Beyond these a film is no film any more, or the change has no inverse.
        for (name, limit, most) in [
            ("rotation_degrees", self.rotation_degrees, 180.0),
            ("shift", self.shift, 1.0),
            ("scale", self.scale, 0.9),
            ("shear_degrees", self.shear_degrees, 45.0),
            ("contrast", self.contrast, 1.0),
            ("brightness", self.brightness, 255.0),
            ("gamma", self.gamma, 3.0),
            ("noise", self.noise, 255.0),
            ("blur", self.blur, 20.0),
            ("sharpen", self.sharpen, 10.0),
            ("resolution", self.resolution, 0.9),
            ("jpeg_quality", f64::from(self.jpeg_quality), 100.0),
            ("border", self.border, 0.4),
        ] {
            ensure!((0.0..=most).contains(&limit), "`augmentation.{name}` is {limit}: 0 to {most}");
        }
        Ok(())
    }
}

impl AugmentationConfig {
    /// Whether films stay as they are.
    pub fn changes_nothing(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn augmentation_out_of_range_is_named() {
        let off = AugmentationConfig::default();
        off.check().unwrap();
        for wrong in [
            AugmentationConfig { shear_degrees: 60.0, ..off.clone() },
            AugmentationConfig { shear_degrees: -1.0, ..off.clone() },
            AugmentationConfig { shear_degrees: f64::NAN, ..off.clone() },
        ] {
            assert!(wrong.check().unwrap_err().to_string().contains("shear_degrees"));
        }
        for (wrong, name) in [
            (AugmentationConfig { blur: 21.0, ..off.clone() }, "blur"),
            (AugmentationConfig { sharpen: -0.5, ..off.clone() }, "sharpen"),
            (AugmentationConfig { resolution: 1.0, ..off.clone() }, "resolution"),
            (AugmentationConfig { jpeg_quality: 101, ..off.clone() }, "jpeg_quality"),
            (AugmentationConfig { border: 0.5, ..off.clone() }, "border"),
        ] {
            assert!(wrong.check().unwrap_err().to_string().contains(name));
        }
    }

    #[test]
    fn options_that_are_off_do_not_change_how_a_run_is_written() {
        let text =
            toml::to_string(&AugmentationConfig { rotation_degrees: 5.0, ..Default::default() }).unwrap();
        assert!(
            !["shear", "gamma", "flip", "blur", "sharpen", "resolution", "jpeg_quality", "border"]
                .iter()
                .any(|new| text.contains(new)),
            "{text}"
        );
    }
}
