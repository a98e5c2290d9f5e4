//! End-to-end tests: the trainer's command line, and the built site in Chromium.
//!
//! `cargo xtask test` builds what they need. Tests of the site lie under `browser`, so that they can be run apart:
//! `cargo test -p tests browser::`.

mod browser;
mod command_line;
mod deploy;
mod dictionary;
mod exports;
// What the corpus expects is said once, for the reader natively and in the browser.
#[path = "../../shared/tests/corpus/mod.rs"]
mod corpus;
