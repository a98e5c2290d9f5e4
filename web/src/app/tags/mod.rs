//! The table of every attribute of a file, asked for when it is opened.
//!
//! [`lines`] makes and searches what is shown, without a DOM; the dialog shows it.

pub mod lines;

#[cfg(target_arch = "wasm32")]
mod dialog;
#[cfg(target_arch = "wasm32")]
mod rows;

#[cfg(target_arch = "wasm32")]
pub(super) use dialog::{Tags, dialog, opener};
