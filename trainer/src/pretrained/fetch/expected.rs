//! What a file's SHA-256 must be: in full, or the first digits that its name carries.

use std::fmt;

use anyhow::{Result, bail};

use crate::pretrained::{Published, TORCHVISION_VGG16, hash};

/// What a file's SHA-256 must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// All 64 digits.
    Whole(String),
    /// The first digits, eight or more: what torch.hub checks. Enough against damage, not against a forger.
    Prefix(String),
}

impl Expected {
    /// From what the user says, or else from what is known of the file that `url` names.
    ///
    /// # Errors
    ///
    /// Nothing to go by: a file that cannot be verified is not downloaded.
    pub fn new(url: &str, sha256: Option<&str>) -> Result<Self> {
        if let Some(sha256) = sha256 {
            return Ok(Self::Whole(sha256.to_ascii_lowercase()));
        }
        let name = file_name(url);
        if name == TORCHVISION_VGG16.file {
            return Ok(Self::Whole(TORCHVISION_VGG16.sha256.to_owned()));
        }
        match hash::in_name(name) {
            Some(digits) => Ok(Self::Prefix(digits.to_owned())),
            None => bail!("nothing says what the SHA-256 of {url} must be: add --sha256"),
        }
    }

    /// Whether a file with this SHA-256, hexadecimal, is the expected one.
    pub fn matches(&self, sha256: &str) -> bool {
        match self {
            Self::Whole(whole) => sha256 == whole,
            Self::Prefix(digits) => sha256.starts_with(digits.as_str()),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(whole) => f.write_str(whole),
            Self::Prefix(digits) => write!(f, "{digits}... (its first {} digits)", digits.len()),
        }
    }
}

/// The published file that has this hash.
pub(super) fn published(expected: &Expected) -> Option<&'static Published> {
    expected.matches(TORCHVISION_VGG16.sha256).then_some(&TORCHVISION_VGG16)
}

/// The last part of an address's path.
pub(super) fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    path.rsplit_once('/').map_or("", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_file_is_known_in_full() {
        let expected = Expected::new(TORCHVISION_VGG16.url, None).unwrap();
        assert_eq!(expected, Expected::Whole(TORCHVISION_VGG16.sha256.into()));
        assert_eq!(expected, Expected::new("http://mirror/a/vgg16-397923af.pth?x=1", None).unwrap());
        assert_eq!(published(&expected), Some(&TORCHVISION_VGG16));
        assert_eq!(hash::in_name(TORCHVISION_VGG16.file), Some(&TORCHVISION_VGG16.sha256[..8]));
        assert_eq!(file_name(TORCHVISION_VGG16.url), TORCHVISION_VGG16.file);
    }

    #[test]
    fn others_are_known_by_their_name_or_by_the_user() {
        let prefix = Expected::new("https://host/vgg16_bn-6c64b313.pth", None).unwrap();
        assert_eq!(prefix, Expected::Prefix("6c64b313".into()));
        assert!(prefix.matches(&format!("6c64b313{}", "0".repeat(56))));
        assert!(!prefix.matches(&format!("6c64b314{}", "0".repeat(56))));
        assert_eq!(published(&prefix), None);
        let whole = Expected::new("https://host/model.safetensors", Some(&"AB".repeat(32))).unwrap();
        assert!(whole.matches(&"ab".repeat(32)));
        for url in ["https://host/model.safetensors", "https://host/", "https://host"] {
            assert!(Expected::new(url, None).unwrap_err().to_string().contains("--sha256"), "{url}");
        }
        assert_eq!(file_name("https://host"), "");
    }
}
