//! Films that are unlike those a network was trained on: what tells them, and how well.
//!
//! `shared::distribution` has the distance; here it is fitted to training films ([`fit`]), its cut-off is taken from
//! validation films ([`attach()`]), and it is measured on films of which the answer is known ([`classes`], [`measure`],
//! [`report`]). `trainer package` does the first two for every package; `trainer ood fit` for one that is there already.

pub mod attach;
pub mod classes;
mod contrast;
mod features;
mod fit;
pub mod measure;
pub mod report;

pub use attach::{Fitted, attach, fit_package, kinds};
pub(crate) use attach::{describe, self_test};
pub use features::Extractor;
pub use fit::fit;
