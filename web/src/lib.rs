//! The tab: two WebAssembly programs and what they say to each other.
//!
//! `app` is the page. It is small and loads at once. `engine` is a worker that holds the DICOM reader and Burn; it
//! can be thrown away and started afresh when a file or a driver takes it down. Neither makes a request to another
//! origin, and no inference runs on the page's own thread.
//!
//! [`app`] never calls the engine and the engine never calls the page: they share [`protocol`] and nothing else, so
//! that Burn is not linked into the page's program.

pub mod app;
#[cfg(all(target_arch = "wasm32", feature = "engine"))]
pub mod engine;
pub mod protocol;
pub mod text;
