//! Mouse, pen and fingers.
//!
//! As in other viewers: the first button does what the tool says, the middle one pans, the right one zooms, the wheel
//! zooms at the pointer, a double click fits. One finger does what the tool says, two pinch and pan.

use leptos::ev::{PointerEvent, WheelEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::geometry::Point;
use super::keys::{Action, Tool};
use super::look::{Cursor, Look};

/// How much a drag by one pixel of the page magnifies, as a power of e.
const ZOOM_PER_PIXEL: f64 = 1.0 / 200.0;
/// The same for what a wheel calls a pixel: a notch is 100.
const ZOOM_PER_WHEEL: f64 = 1.0 / 600.0;

/// What is pressed.
#[derive(Default)]
pub(super) struct Held {
    /// Pointers that are down, and where they were last, in device pixels of their pane. More than two are left out.
    down: Vec<(i32, Point)>,
    /// What the first of them does.
    tool: Option<Tool>,
}

/// A handle on what is pressed.
#[derive(Clone, Copy)]
pub(super) struct Pointers {
    look: Look,
    held: StoredValue<Held, LocalStorage>,
}

impl Pointers {
    pub(super) fn new(look: Look) -> Self {
        Self { look, held: StoredValue::new_local(Held::default()) }
    }

    pub(super) fn down(self, event: &PointerEvent) {
        let Some((pane, at)) = self.place(event) else { return };
        let tool = match event.button() {
            0 => self.look.tool.get_untracked(),
            1 => Tool::Pan,
            2 => Tool::Zoom,
            _ => return,
        };
        if event.button() == 1 {
            // Not the browser's scrolling.
            event.prevent_default();
        }
        // Only keeps a drag alive beside the pane; it works without.
        let _ = pane.set_pointer_capture(event.pointer_id());
        self.held.update_value(|held| {
            if held.down.len() < 2 && held.down.iter().all(|(id, _)| *id != event.pointer_id()) {
                held.down.push((event.pointer_id(), at));
                held.tool = Some(tool);
            }
        });
        self.look.cursor.set(Some(Cursor { at, pointed: true }));
    }

    pub(super) fn moved(self, event: &PointerEvent) {
        let Some((_, at)) = self.place(event) else { return };
        let id = event.pointer_id();
        let moved = self.held.try_update_value(|held| {
            let before: Vec<Point> = held.down.iter().map(|(_, at)| *at).collect();
            let own = held.down.iter_mut().find(|(down, _)| *down == id)?;
            own.1 = at;
            let after: Vec<Point> = held.down.iter().map(|(_, at)| *at).collect();
            Some((before, after, held.tool))
        });
        match moved.flatten() {
            Some((before, after, tool)) => match (before.as_slice(), after.as_slice(), tool) {
                (&[a, b], &[c, d], _) => {
                    self.look.move_camera(|camera, film, pane| camera.pinched([a, b], [c, d], film, pane));
                }
                (&[from], &[to], Some(tool)) => self.drag(tool, from, to),
                _ => {}
            },
            None if event.pointer_type() == "touch" => return,
            None => {}
        }
        self.look.cursor.set(Some(Cursor { at, pointed: true }));
    }

    pub(super) fn up(self, event: &PointerEvent) {
        self.held.update_value(|held| held.down.retain(|(id, _)| *id != event.pointer_id()));
        // A finger that is gone points at nothing.
        if event.pointer_type() == "touch" {
            self.look.cursor.set(None);
        }
    }

    pub(super) fn left(self) {
        self.look.cursor.set(None);
    }

    pub(super) fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        let Some((_, at)) = self.place(event) else { return };
        // Lines and pages, where a browser counts in them, as pixels.
        let unit = [1.0, 33.0, 600.0].get(event.delta_mode() as usize).copied().unwrap_or(1.0);
        let factor = (-event.delta_y() * unit * ZOOM_PER_WHEEL).clamp(-1.0, 1.0).exp();
        self.look.move_camera(|camera, film, pane| camera.zoomed(factor, at, film, pane));
    }

    pub(super) fn double_click(self) {
        self.look.act(Action::Fit);
    }

    fn drag(self, tool: Tool, from: Point, to: Point) {
        let by = (to.0 - from.0, to.1 - from.1);
        let ratio = self.look.ratio.get_untracked();
        match tool {
            Tool::Window => self.look.drag_window(by.0 / ratio, by.1 / ratio),
            Tool::Pan => self.look.move_camera(|camera, film, _| camera.panned(by, film)),
            Tool::Zoom => self.look.move_camera(|camera, film, pane| {
                let factor = (-by.1 / ratio * ZOOM_PER_PIXEL).exp();
                camera.zoomed(factor, (pane.width / 2.0, pane.height / 2.0), film, pane)
            }),
        }
    }

    /// The pane of an event, and where on it the event is, in device pixels.
    fn place(self, event: &web_sys::MouseEvent) -> Option<(Element, Point)> {
        let pane: Element = event.current_target()?.dyn_into().ok()?;
        let (corner, ratio) = (pane.get_bounding_client_rect(), self.look.ratio.get_untracked());
        let (x, y) =
            (f64::from(event.client_x()) - corner.left(), f64::from(event.client_y()) - corner.top());
        Some((pane, (x * ratio, y * ratio)))
    }
}
