//! Painting the film, at most once a frame.

use leptos::prelude::*;
use wasm_bindgen::Clamped;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::geometry::{Camera, Size};
use super::levels::{self, TABLE};
use super::look::Look;
use super::surface::Surface;

/// What was painted last, and the room it was painted in.
pub(super) struct Painter {
    surface: Surface,
    /// Gray levels by code.
    gray: Vec<u8>,
    /// How the surface was sampled; `None` if it is to be sampled anew.
    sampled: Option<(Camera, Size)>,
    /// Whether a frame has been asked for.
    pending: bool,
}

impl Painter {
    pub(super) fn new() -> Self {
        Self { surface: Surface::default(), gray: vec![0; TABLE], sampled: None, pending: false }
    }

    /// Paints the film onto the canvases, which all show the same.
    fn paint(&mut self, look: Look, canvases: &[HtmlCanvasElement]) {
        let (camera, pane) = (look.camera.get_untracked(), look.pane.get_untracked());
        let Some(film) = look.film_untracked().filter(|_| !pane.is_empty()) else {
            canvases.iter().for_each(clear);
            self.sampled = None;
            return;
        };
        if self.sampled != Some((camera, pane)) {
            let mut pyramid = film.pyramid.borrow_mut();
            pyramid.turn_to(camera.quarters);
            self.surface.sample(&pyramid, camera.zoom, camera.placement(film.size(), pane), pane);
            self.sampled = Some((camera, pane));
        }
        look.curve.with_untracked(|curve| {
            let (count, inverse) = (film.view.code_count, film.view.inverse);
            let inverted = look.inverted.get_untracked();
            levels::fill(&mut self.gray, film.values(), count, curve, inverse, inverted);
        });
        self.surface.colour(&self.gray);
        for canvas in canvases {
            put(canvas, &self.surface, pane);
        }
    }
}

/// Repaints with the next frame, unless that is under way.
///
/// `first` and `second` are the canvases; the second takes part if the panes are side by side.
pub(super) fn schedule(
    painter: StoredValue<Painter, LocalStorage>,
    look: Look,
    canvases: impl Fn() -> Vec<HtmlCanvasElement> + 'static,
) {
    let pending = painter.try_update_value(|painter| std::mem::replace(&mut painter.pending, true));
    if pending != Some(false) {
        return;
    }
    request_animation_frame(move || {
        let now = || window().performance().map_or(0.0, |clock| clock.now());
        let began = now();
        let canvases = canvases();
        painter.update_value(|painter| {
            painter.pending = false;
            painter.paint(look, &canvases);
        });
        // For tests and for whoever wonders: how long the page's thread was busy with it.
        if let Some(stage) = canvases.first().and_then(|canvas| canvas.closest(".stage").ok().flatten()) {
            let _ = stage.set_attribute("data-repaint-ms", &format!("{:.2}", now() - began));
        }
    });
}

/// Forgets what was sampled: another film has come.
pub(super) fn forget(painter: StoredValue<Painter, LocalStorage>) {
    painter.update_value(|painter| painter.sampled = None);
}

fn put(canvas: &HtmlCanvasElement, surface: &Surface, pane: Size) {
    let (width, height) = (pane.width as u32, pane.height as u32);
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let Some(context) = context(canvas) else { return };
    let whole = surface.width as u32 == width && surface.height as u32 == height;
    if !whole {
        context.clear_rect(0.0, 0.0, pane.width, pane.height);
    }
    if surface.rgba().is_empty() {
        return;
    }
    let image = ImageData::new_with_u8_clamped_array_and_sh(
        Clamped(surface.rgba()),
        surface.width as u32,
        surface.height as u32,
    );
    if let Ok(image) = image {
        // Fails only for an image that is detached, which this one is not.
        let _ = context.put_image_data(&image, surface.left as f64, surface.top as f64);
    }
}

/// Empties a canvas, and gives its memory back.
fn clear(canvas: &HtmlCanvasElement) {
    canvas.set_width(1);
    canvas.set_height(1);
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}
