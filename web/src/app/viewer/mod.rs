//! The selected film and the tools to look at it.
//!
//! Nothing here changes what the model saw: it has its picture from the engine, and the viewer shows the same values in
//! whatever way the reader asks for. What a film looks like at first is the model's picture, gray level by gray level.
//!
//! Without a DOM, and so tested natively: [`film`] (what the engine sent), [`levels`] (values to gray), [`geometry`]
//! (zoom, pan, rotation), [`pyramid`] and [`surface`] (what is seen of it), [`marks`] (directions, scale), [`keys`].
//! For the browser: `look` (the state), `stage` (panes, canvases), `paint`, `pointers`, `corners`, `tools`, `help`.
//!
//! Pixels are painted by the program into a 2D canvas, never more than once a frame. That takes less than half of a
//! 60 Hz frame for a pane of 1600 x 1200, works where there is no WebGL, and shows the same gray levels everywhere.

pub mod film;
pub mod geometry;
pub mod keys;
pub mod levels;
pub mod marks;
pub mod pyramid;
pub mod surface;

#[cfg(target_arch = "wasm32")]
mod corners;
#[cfg(target_arch = "wasm32")]
mod help;
#[cfg(target_arch = "wasm32")]
mod look;
#[cfg(target_arch = "wasm32")]
mod paint;
#[cfg(target_arch = "wasm32")]
mod pointers;
#[cfg(target_arch = "wasm32")]
mod stage;
#[cfg(target_arch = "wasm32")]
mod tools;

#[cfg(target_arch = "wasm32")]
pub(super) use stage::viewer;
