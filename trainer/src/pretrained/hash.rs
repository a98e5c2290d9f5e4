//! SHA-256 of files, and the convention of torch.hub that a name carries the first digits of it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};

/// Fewest digits that torch.hub's convention asks for.
const LEAST_DIGITS: usize = 8;

/// SHA-256 of a file, hexadecimal.
pub(super) fn of_file(path: &Path) -> Result<String> {
    let context = || format!("reading {}", path.display());
    let mut file = File::open(path).with_context(context)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer).with_context(context)? {
            0 => return Ok(hex::encode(hasher.finalize())),
            n => hasher.update(&buffer[..n]),
        }
    }
}

/// The digits in a name such as `vgg16-397923af.pth`: `<name>-<first digits of the SHA-256>.<extension>`
/// (<https://pytorch.org/docs/stable/hub.html>, `load_state_dict_from_url`).
///
/// Decimal digits alone are taken for a date, not for a hash: one hash in forty is read past by that.
pub(super) fn in_name(file_name: &str) -> Option<&str> {
    let (stem, _) = file_name.split_once('.')?;
    let (_, digits) = stem.rsplit_once('-')?;
    let is_hash = (LEAST_DIGITS..=64).contains(&digits.len())
        && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && digits.bytes().any(|b| b.is_ascii_alphabetic());
    is_hash.then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_carries_a_hash_or_not() {
        assert_eq!(in_name("vgg16-397923af.pth"), Some("397923af"));
        assert_eq!(in_name("vgg16-bn-6c64b313aa.pth.tar"), Some("6c64b313aa"));
        for name in
            ["vgg16.pth", "vgg16-legacy.pth", "vgg16-20171124.pth", "vgg16-397923a.pth", "397923af.pth", "-"]
        {
            assert_eq!(in_name(name), None, "{name}");
        }
    }

    #[test]
    fn a_file_has_the_hash_of_its_bytes() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "abc").unwrap();
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of_file(file.path()).unwrap(), abc);
    }
}
