//! The elements of a data set in each encoding, with pixel data after them.

#![no_main]

use seeds::input::Elements;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some(input) = Elements::parse(data) {
        fuzz::examine(&input.file());
    }
});
