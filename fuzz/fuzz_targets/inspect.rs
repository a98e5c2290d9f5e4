//! A whole file, as anybody may drop it.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::examine(data);
});
