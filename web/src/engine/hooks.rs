//! Test hooks: a file whose bytes hold one of these words takes the engine down in a way that no film should.
//!
//! Compiled with the feature `test-hooks` only, which the published site does not have.

/// Ends as a defect of the program would.
const TRAP: &[u8] = b"LOBAR-TEST-TRAP";
/// Never comes back.
const HANG: &[u8] = b"LOBAR-TEST-HANG";
/// Takes memory until there is none.
const MEMORY: &[u8] = b"LOBAR-TEST-MEMORY";

/// Does what the file says, if it says something.
///
/// # Panics
///
/// If that is what the file says.
pub(super) fn obey(file: &[u8]) {
    let says = |word: &[u8]| file.windows(word.len()).any(|part| part == word);
    if says(TRAP) {
        panic!("a test hook");
    }
    if says(HANG) {
        loop {
            std::hint::spin_loop();
        }
    }
    if says(MEMORY) {
        let mut taken = Vec::new();
        loop {
            taken.push(std::hint::black_box(vec![1_u8; 64 << 20]));
        }
    }
}
