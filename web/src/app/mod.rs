//! The page: takes films in, shows the worklist, the film and the answer.
//!
//! It computes nothing about a film. Every number on the page comes from the `engine` worker over
//! [`crate::protocol`], and every sentence about a number is made in [`words`], so that what a demonstration package
//! may say is decided in one place.
//!
//! Invariants: no request leaves the page's origin; no patient data reaches the console, the title or the address;
//! one film is classified at a time, so that a trap names the film that caused it.
//!
//! [`colour`], [`desk`], [`words`] and most of [`viewer`] know no DOM and are tested natively. The rest exists in the browser only, which
//! keeps Leptos out of native builds.

pub mod colour;
pub mod desk;
pub mod viewer;
pub mod words;

#[cfg(target_arch = "wasm32")]
mod answer;
#[cfg(target_arch = "wasm32")]
mod checks;
#[cfg(target_arch = "wasm32")]
mod intake;
#[cfg(target_arch = "wasm32")]
mod language;
#[cfg(target_arch = "wasm32")]
mod link;
#[cfg(target_arch = "wasm32")]
mod package;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod paint;
#[cfg(target_arch = "wasm32")]
mod status;
#[cfg(target_arch = "wasm32")]
mod worker;
#[cfg(target_arch = "wasm32")]
mod worklist;

#[cfg(target_arch = "wasm32")]
pub use page::run;
