//! A film that takes too long: the reader is told, and decides.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::UrlSearchParams;

use super::{Notice, tell, untell};
use crate::app::page::Page;

/// Seconds a film may take before anything is said: the slowest one seen on the CPU took 22.
const PATIENCE: f64 = 180.0;
/// How often it is looked, in milliseconds.
const LOOK: i32 = 2_000;

/// Starts to watch.
pub(super) fn start(page: Page) {
    let patience = patience() * 1_000.0;
    let told = StoredValue::new(None::<u32>);
    let look = Closure::<dyn FnMut()>::new(move || {
        let film = page.bench.with_value(|bench| bench.models.film_under_way());
        let late = film.filter(|(_, ms)| *ms > patience).map(|(row, _)| row);
        if late == told.get_value() {
            return;
        }
        told.set_value(late);
        untell(|notice| matches!(notice, Notice::Slow { .. }));
        let name = late.and_then(|row| page.row(row)).map(|row| row.name);
        if let (Some(row), Some(name)) = (late, name) {
            tell(Notice::Slow { row, name });
        }
    });
    let _ =
        window().set_interval_with_callback_and_timeout_and_arguments_0(look.as_ref().unchecked_ref(), LOOK);
    // As long as the page.
    look.forget();
}

/// `?patience=` in the address, in seconds, or [`PATIENCE`].
fn patience() -> f64 {
    let search = window().location().search().unwrap_or_default();
    let asked = UrlSearchParams::new_with_str(&search).ok().and_then(|p| p.get("patience"));
    asked.and_then(|text| text.parse().ok()).filter(|s: &f64| *s > 0.0).unwrap_or(PATIENCE)
}
