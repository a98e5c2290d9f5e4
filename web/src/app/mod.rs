//! The page: takes films in, shows the worklist, the film and the answer.
//!
//! It computes nothing about a film. Every number on the page comes from the `engine` worker over
//! [`crate::protocol`], and every sentence about a number is made in [`answer::reading`], so that what a demonstration
//! package may say is decided in one place.
//!
//! Invariants: no request leaves the page's origin; no patient data reaches the console, the title or the address;
//! the engine names what it works on, so that a trap costs the film that caused it and no other.
//!
//! [`answer`], [`colour`], [`desk`], [`engine_words`], [`states`], [`tags`], most of [`viewer`] and parts of [`intake`],
//! [`mod@print`] and [`worklist`] know no DOM, but for their panels, and are tested natively. The rest exists in the browser only, which
//! keeps Leptos out of native builds.

pub mod answer;
pub mod colour;
pub mod desk;
pub mod engine_words;
pub mod exports;
pub mod intake;
pub mod print;
pub mod states;
pub mod tags;
pub mod viewer;
pub mod worklist;

#[cfg(target_arch = "wasm32")]
mod asking;
#[cfg(target_arch = "wasm32")]
mod checks;
#[cfg(target_arch = "wasm32")]
mod crash;
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
mod patient;
#[cfg(target_arch = "wasm32")]
mod status;
#[cfg(target_arch = "wasm32")]
mod storage;
#[cfg(target_arch = "wasm32")]
mod worker;

#[cfg(target_arch = "wasm32")]
pub use page::run;

/// Whether a key is meant for the page: not for a field that takes text, not for the browser, and pressed, not held.
#[cfg(target_arch = "wasm32")]
fn is_for_the_page(event: &web_sys::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let field = target.is_some_and(|target| {
        // What is looked for is valid, so this cannot fail.
        target
            .matches("input:not([type=checkbox], [type=radio], [type=range], [type=file]), textarea, select")
            .unwrap_or(false)
    });
    !field && !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !event.repeat()
}
