//! The worklist: a row a film, in the order in which films came until the reader wants another.
//!
//! [`keys`], [`order`], [`pace`] and [`person`] know no DOM and are tested natively.

pub mod keys;
pub mod order;
pub mod pace;
pub mod person;

#[cfg(target_arch = "wasm32")]
mod bar;
#[cfg(target_arch = "wasm32")]
mod cells;
#[cfg(target_arch = "wasm32")]
mod controls;
#[cfg(target_arch = "wasm32")]
mod list;
#[cfg(target_arch = "wasm32")]
mod queue;
#[cfg(target_arch = "wasm32")]
mod rows;
#[cfg(target_arch = "wasm32")]
pub(super) mod say;

#[cfg(target_arch = "wasm32")]
pub(super) use list::worklist;
#[cfg(target_arch = "wasm32")]
pub(super) use queue::{Film, ListState, Word, now};
