//! What all files of one export have in common.

use std::fmt;

use sha2::{Digest, Sha256};

use super::{Film, Made};
use crate::package::Manifest;

/// For whom an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// For the PACS that the film came from: patient and study are the film's own, the film is referred to.
    Pacs,
    /// For others: PS3.15 Annex E, Basic Application Level Confidentiality Profile.
    Sharing,
}

impl Form {
    /// The word for programs: `pacs` or `sharing`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pacs => "pacs",
            Self::Sharing => "sharing",
        }
    }
}

/// Thirty-two random bytes, new for each export and forgotten after it.
///
/// Every new UID is a hash over them. Within an export the same UID of a film becomes the same new one, so studies and
/// series hold together; in another export it becomes another; and without the secret nobody can go back, or test a
/// guess. They must come from a generator fit for keys: `crypto.getRandomValues` or the operating system's.
#[derive(Clone, Copy)]
pub struct Secret([u8; 32]);

impl Secret {
    /// From random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

// Whoever has it can link the export to its films.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(withheld)")
    }
}

/// One export: its form and what each of its files says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Export<'a> {
    /// For whom.
    pub form: Form,
    /// The package that answered.
    pub manifest: &'a Manifest,
    /// Lobar's version, such as `0.1.0`.
    pub version: &'a str,
    /// When; left out of the form for sharing, as a film may be read on the day it was taken.
    pub made: Made,
    /// Where new UIDs come from.
    pub secret: Secret,
}

impl Export<'_> {
    /// Whether the patient stays.
    pub(super) fn for_pacs(&self) -> bool {
        self.form == Form::Pacs
    }

    /// Name and version of the program.
    pub(super) fn software(&self) -> String {
        format!("Lobar {}", self.version)
    }

    /// A new UID, the same for the same two words: under 2.25, from a UUID (PS3.5 annex B.2).
    pub(super) fn new_uid(&self, what: &str, of: &str) -> String {
        format!("2.25.{}", self.uuid_number(what, of))
    }

    /// A new UUID as text, the same for the same two words.
    pub(super) fn new_uuid(&self, what: &str, of: &str) -> String {
        let digits = format!("{:032x}", self.uuid_number(what, of));
        let part = |range| digits.get(range).unwrap_or_default();
        [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
    }

    /// A UID of the film: itself for its PACS, another one for sharing.
    pub(super) fn film_uid(&self, uid: &str) -> String {
        if self.for_pacs() { uid.to_owned() } else { self.new_uid("film", uid) }
    }

    /// The film's name for this form.
    pub(super) fn file_name(&self, film: &Film<'_>) -> String {
        if self.for_pacs() { film.file.to_owned() } else { film.shared_name() }
    }

    /// A name for a patient that tells films of one patient from those of another, and nothing else.
    pub(super) fn pseudonym(&self, issuer: &str, patient_id: &str) -> String {
        let number = self.uuid_number("patient", &format!("{issuer}\n{patient_id}"));
        format!("LOBAR-{:012X}", number >> 80)
    }

    fn uuid_number(&self, what: &str, of: &str) -> u128 {
        let mut hash = Sha256::new();
        hash.update(b"lobar export uid 1\0");
        hash.update(self.secret.0);
        hash.update(what.as_bytes());
        // No word holds it, so that two words are never one.
        hash.update([0]);
        hash.update(of.as_bytes());
        uuid(&hash.finalize().into())
    }
}

/// A UID for a package, the same everywhere: it names the device that answered.
pub(super) fn package_uid(id: &str) -> String {
    let hash = Sha256::new().chain_update(b"lobar package\0").chain_update(id.as_bytes()).finalize();
    format!("2.25.{}", uuid(&hash.into()))
}

/// RFC 9562: version 8 (custom) and variant 10 make the first half of a hash a UUID.
fn uuid(hash: &[u8; 32]) -> u128 {
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    u128::from_be_bytes(half) & !(0xf << 76) & !(0x3 << 62) | 0x8 << 76 | 0x2 << 62
}
