//! Printing: the film as the page shows it, or a sheet for every film of the list that is shown.
//!
//! The sheets hold previews of limited size, made from the pictures that the engine sends the viewer, one after the
//! other. What is said of a film is said by `answer`, on paper as on the screen. [`preview`] knows no DOM and is tested
//! natively.

pub mod preview;

#[cfg(target_arch = "wasm32")]
mod dialog;
#[cfg(target_arch = "wasm32")]
mod making;
#[cfg(target_arch = "wasm32")]
mod sheet;

#[cfg(target_arch = "wasm32")]
pub(super) use dialog::{dialog, opener};
#[cfg(target_arch = "wasm32")]
pub(super) use making::Printing;
#[cfg(target_arch = "wasm32")]
pub(super) use sheet::sheets;
