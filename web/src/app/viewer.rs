//! The selected film, with the heatmap over it.

use leptos::ev::{KeyboardEvent, PointerEvent, WheelEvent};
use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::page::{Engine, Page, Picture};
use super::paint;

/// Largest magnification of the fitted film.
const MAX_ZOOM: f64 = 8.0;

/// CSS pixels, to the right and down.
type Point = (f64, f64);

/// How the film is looked at; nothing here changes what the model sees.
#[derive(Clone, Copy)]
struct Look {
    /// Magnification; 1 fits the stage.
    zoom: RwSignal<f64>,
    shift: RwSignal<Point>,
    inverted: RwSignal<bool>,
    heatmap: RwSignal<bool>,
    /// Opacity of the heatmap in percent.
    opacity: RwSignal<u32>,
    /// Where a drag began: the pointer, then the shift.
    drag: RwSignal<Option<(Point, Point)>>,
}

impl Look {
    fn new() -> Self {
        Self {
            zoom: RwSignal::new(1.0),
            shift: RwSignal::new((0.0, 0.0)),
            inverted: RwSignal::new(false),
            heatmap: RwSignal::new(true),
            opacity: RwSignal::new(55),
            drag: RwSignal::new(None),
        }
    }

    fn fit(self) {
        self.zoom.set(1.0);
        self.shift.set((0.0, 0.0));
    }

    fn magnify(self, factor: f64) {
        let zoom = (self.zoom.get_untracked() * factor).clamp(1.0, MAX_ZOOM);
        if zoom == 1.0 {
            self.fit();
        } else {
            let ratio = zoom / self.zoom.get_untracked();
            self.shift.update(|(x, y)| (*x, *y) = (*x * ratio, *y * ratio));
            self.zoom.set(zoom);
        }
    }

    fn key(self, event: &KeyboardEvent) {
        match event.key().as_str() {
            "+" | "=" => self.magnify(1.25),
            "-" => self.magnify(0.8),
            "0" | "f" => self.fit(),
            "i" => self.inverted.update(|on| *on = !*on),
            "h" => self.heatmap.update(|on| *on = !*on),
            _ => return,
        }
        event.prevent_default();
    }

    fn pointer_down(self, event: &PointerEvent) {
        if self.zoom.get_untracked() > 1.0 {
            self.drag
                .set(Some(((event.client_x().into(), event.client_y().into()), self.shift.get_untracked())));
            if let Some(stage) = event.current_target().and_then(|t| t.dyn_into::<Element>().ok()) {
                // Only keeps the drag alive outside the stage; the drag works without.
                let _ = stage.set_pointer_capture(event.pointer_id());
            }
        }
    }

    fn pointer_move(self, event: &PointerEvent) {
        if let Some(((x, y), (left, top))) = self.drag.get_untracked() {
            self.shift.set((left + f64::from(event.client_x()) - x, top + f64::from(event.client_y()) - y));
        }
    }
}

/// The viewer.
pub(super) fn viewer(page: Page) -> impl IntoView {
    let look = Look::new();
    // A new film starts fitted.
    Effect::new(move |_| {
        page.selected.track();
        look.fit();
    });
    let map = Memo::new(move |_| page.selected_result().and_then(|result| result.heatmap.clone()));
    view! {
        <div class="viewer">
            {stage(page, look, map)}
            {tools(page, look, map)}
        </div>
    }
}

/// The dark stage with the film and the heatmap.
fn stage(page: Page, look: Look, map: Memo<Option<Vec<f32>>>) -> impl IntoView {
    let film = NodeRef::<Canvas>::new();
    let overlay = NodeRef::<Canvas>::new();
    let drawable = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(canvas) = film.get() {
            page.picture.with(|picture| match picture {
                Picture::Shown { width, height, gray } => paint::film(&canvas, *width, *height, gray),
                _ => paint::clear(&canvas),
            });
        }
    });
    Effect::new(move |_| {
        if let Some(canvas) = overlay.get() {
            let scale = page.started.with(|s| s.as_ref().map(|s| s.package.heatmap_scale));
            drawable.set(map.with(|map| match (map, scale) {
                (Some(map), Some(scale)) => paint::heatmap(&canvas, map, scale),
                _ => {
                    paint::clear(&canvas);
                    false
                }
            }));
        }
    });
    let shown = move || page.picture.with(|p| matches!(p, Picture::Shown { .. }));
    let aspect = move || {
        page.picture.with(|p| match p {
            Picture::Shown { width, height, .. } => f64::from(*width) / f64::from(*height),
            _ => 1.0,
        })
    };
    let transform = move || {
        let (x, y) = look.shift.get();
        format!("translate({x}px, {y}px) scale({})", look.zoom.get())
    };
    let description = move || match page.picture.get() {
        Picture::Shown { .. } if drawable.get() && look.heatmap.get() => {
            "The selected film, with the heatmap over it"
        }
        Picture::Shown { .. } => "The selected film",
        _ => "No film is shown",
    };
    let message = move || match page.picture.get() {
        Picture::Nothing => "The film appears here",
        Picture::Waiting if page.engine.with(|e| matches!(e, Engine::Failed(_))) => {
            "No picture: the engine is not running"
        }
        Picture::Waiting => "Preparing the picture …",
        Picture::Missing => "This file holds no picture that can be shown",
        Picture::Shown { .. } => "",
    };
    view! {
        <div
            class="stage"
            class:zoomed=move || { look.zoom.get() > 1.0 }
            tabindex="0"
            role="img"
            aria-label=description
            aria-keyshortcuts="+ - 0 I H"
            on:keydown=move |event| look.key(&event)
            on:wheel=move |event: WheelEvent| {
                event.prevent_default();
                look.magnify(if event.delta_y() < 0.0 { 1.15 } else { 1.0 / 1.15 });
            }
            on:pointerdown=move |event| look.pointer_down(&event)
            on:pointermove=move |event| look.pointer_move(&event)
            on:pointerup=move |_| look.drag.set(None)
            on:pointercancel=move |_| look.drag.set(None)
        >
            <div
                class="film"
                class:hidden=move || !shown()
                style=("--aspect", move || aspect().to_string())
                style:transform=transform
            >
                <canvas node_ref=film class="pixels" class:inverted=move || look.inverted.get()></canvas>
                <canvas
                    node_ref=overlay
                    class="heatmap"
                    class:hidden=move || !(drawable.get() && look.heatmap.get())
                    style:opacity=move || format!("{:.2}", f64::from(look.opacity.get()) / 100.0)
                ></canvas>
            </div>
            <p class="stage-message">{message}</p>
        </div>
    }
}

/// The row of controls under the stage.
fn tools(page: Page, look: Look, map: Memo<Option<Vec<f32>>>) -> impl IntoView {
    let scale = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        if let Some(canvas) = scale.get() {
            paint::scale(&canvas);
        }
    });
    let none = move || map.with(Option::is_none);
    let end = move || page.started.with(|s| s.as_ref().map(|s| format!("{:.3}", s.package.heatmap_scale)));
    view! {
        <div class="tools" role="toolbar" aria-label="Viewer">
            <button type="button" title="Larger (+)" aria-label="Zoom in" on:click=move |_| look.magnify(1.25)>"+"</button>
            <button type="button" title="Smaller (-)" aria-label="Zoom out" on:click=move |_| look.magnify(0.8)>"−"</button>
            <button type="button" title="Fit the film (0)" on:click=move |_| look.fit()>"Fit"</button>
            <button
                type="button"
                title="Black for white (I)"
                aria-pressed=move || look.inverted.get().to_string()
                on:click=move |_| look.inverted.update(|on| *on = !*on)
            >"Invert"</button>
            <button
                type="button"
                title="Heatmap on or off (H)"
                aria-pressed=move || look.heatmap.get().to_string()
                disabled=none
                on:click=move |_| look.heatmap.update(|on| *on = !*on)
            >"Heatmap"</button>
            <label class="opacity">
                "Opacity"
                <input
                    type="range"
                    min="0"
                    max="100"
                    prop:value=move || look.opacity.get().to_string()
                    disabled=none
                    on:input=move |event| {
                        if let Ok(percent) = event_target_value(&event).parse() {
                            look.opacity.set(percent);
                        }
                    }
                />
            </label>
            <span class="legend" class:hidden=none title="The colours mean the same on every film: the scale is the package's">
                <span>"0"</span>
                <canvas node_ref=scale aria-label="Colour scale of the heatmap"></canvas>
                <span>{end}</span>
            </span>
        </div>
    }
}
