//! Films in: files, folders and zips, chosen or dropped anywhere on the page, and the sample films.
//!
//! What comes in is listed, never read: a row holds a handle, and its bytes are made when its turn comes. [`kind`] and
//! [`zip`] know no DOM and are tested natively.

pub mod kind;
pub mod zip;

#[cfg(target_arch = "wasm32")]
mod archive;
#[cfg(target_arch = "wasm32")]
mod batch;
#[cfg(target_arch = "wasm32")]
mod dropped;
#[cfg(target_arch = "wasm32")]
mod samples;
#[cfg(target_arch = "wasm32")]
mod source;
#[cfg(target_arch = "wasm32")]
mod zone;

#[cfg(target_arch = "wasm32")]
pub(super) use archive::Archive;
#[cfg(target_arch = "wasm32")]
pub(super) use batch::NewFilm;
#[cfg(target_arch = "wasm32")]
pub(super) use source::{Refusal, Source, open as open_entry};
#[cfg(target_arch = "wasm32")]
pub(super) use zone::drop_zone;
