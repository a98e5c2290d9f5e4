//! The pixel data of an otherwise acceptable film, in every transfer syntax that is decoded.

#![no_main]

use seeds::NAME;
use seeds::input::{Codestream, Container, SYNTAXES};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(input) = Codestream::parse(data) else { return };
    let inspection = fuzz::examine(&input.file());
    let (uid, container) = SYNTAXES[usize::from(input.syntax) % SYNTAXES.len()];
    // Nothing is known of what is inside a deflated data set; and pixel data that are empty are as good as absent.
    if container == Container::Deflated || input.data.is_empty() {
        return;
    }
    assert_eq!(inspection.transfer_syntax.as_deref(), Some(uid));
    // Only the pixels can be wrong, and they are right or refused.
    assert_eq!(inspection.radiograph.is_some(), inspection.stored.is_some());
    assert_eq!(inspection.rows, Some(u32::from(input.film.rows)));
    fuzz::withholds(&inspection, NAME, data);
});
