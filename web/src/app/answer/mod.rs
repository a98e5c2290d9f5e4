//! The answer for the selected film: what is said, and what stands beside it.
//!
//! A demonstration package never trained on a patient, so nothing said about it may read as a finding: it has a
//! *demonstration score*, above or below its threshold. The same holds for a film of a kind that a package has no evidence
//! for. That rule is kept in [`reading`] and nowhere else, and tested in every language.
//!
//! All but the panels knows no DOM and is tested natively.

pub mod checks;
pub mod figures;
pub mod groups;
pub mod metrics;
pub mod points;
pub mod prevalence;
pub mod reading;
pub mod refusal;
pub mod remarks;
#[cfg(test)]
mod tests;

#[cfg(target_arch = "wasm32")]
mod controls;
#[cfg(target_arch = "wasm32")]
mod panel;
#[cfg(target_arch = "wasm32")]
mod trust;

#[cfg(target_arch = "wasm32")]
pub(super) use panel::{headline, panel, unscored};
#[cfg(target_arch = "wasm32")]
pub(super) use trust::table as trust_table;
