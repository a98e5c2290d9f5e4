//! Sending films on: the dialog, the export under way, and the zip it ends in.
//!
//! The files themselves are made by the engine (`shared::report`); [`archive`] knows no DOM and is tested natively.

pub mod archive;

#[cfg(target_arch = "wasm32")]
mod dialog;
#[cfg(target_arch = "wasm32")]
mod making;

#[cfg(target_arch = "wasm32")]
pub(super) use dialog::opener;
#[cfg(target_arch = "wasm32")]
pub(super) use making::Exports;
