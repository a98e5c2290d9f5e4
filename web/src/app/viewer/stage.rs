//! The dark stage with its panes.

use leptos::ev::KeyboardEvent;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlCanvasElement, ResizeObserver};

use super::super::language::t;
use super::super::page::{Engine, Page, Picture};
use super::super::paint as heat;
use super::geometry::Size;
use super::look::Look;
use super::paint::{self, Painter};
use super::pointers::Pointers;
use super::{corners, help, keys, tools};

/// A pane: its frame, the film and the heatmap.
#[derive(Clone, Copy)]
struct Pane {
    frame: NodeRef<Div>,
    film: NodeRef<Canvas>,
    heatmap: NodeRef<Canvas>,
}

impl Pane {
    fn new() -> Self {
        Self { frame: NodeRef::new(), film: NodeRef::new(), heatmap: NodeRef::new() }
    }
}

/// The viewer.
pub(in super::super) fn viewer(page: Page) -> impl IntoView {
    let look = Look::new(page);
    let map = Memo::new(move |_| page.selected_result().and_then(|result| result.heatmap.clone()));
    view! {
        <div class="viewer">
            {stage(page, look, map)}
            {tools::tools(page, look, map)}
        </div>
    }
}

fn stage(page: Page, look: Look, map: Memo<Option<Vec<f32>>>) -> impl IntoView {
    let panes = [Pane::new(), Pane::new()];
    let drawable = RwSignal::new(false);
    paint_films(page, look, panes);
    paint_heatmaps(page, look, map, panes, drawable);
    let observer = StoredValue::new_local(None::<Watch>);
    Effect::new(move |_| {
        if let Some(frame) = panes[0].frame.get() {
            observer.set_value(Watch::start(look, &frame));
        }
    });
    let shown = move || page.picture.with(|picture| matches!(picture, Picture::Shown(_)));
    let heat_on = move || shown() && drawable.get() && look.heatmap.get();
    let label = move || {
        let key = match (shown(), heat_on()) {
            (false, _) => "viewer-label-nothing",
            (true, false) => "viewer-label-film",
            (true, true) => "viewer-label-heatmap",
        };
        t(key)
    };
    let message = move || {
        let key = page.picture.with(|picture| match picture {
            Picture::Nothing => Some("viewer-nothing"),
            Picture::Waiting if page.engine.with(|e| matches!(e, Engine::Failed(_))) => {
                Some("viewer-no-engine")
            }
            Picture::Waiting => Some("viewer-waiting"),
            Picture::Missing => Some("viewer-missing"),
            Picture::Shown(_) => None,
        });
        key.map(t).unwrap_or_default()
    };
    let key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        if let Some(action) = keys::action(&event.key(), event.shift_key()) {
            event.prevent_default();
            look.act(action);
            look.mark_middle();
        }
    };
    let window_part =
        move |part: fn((f64, f64)) -> f64| move || look.curve.with(|c| part(c.window())).to_string();
    view! {
        <div
            class="stage"
            class:two=move || look.side_by_side.get()
            tabindex="0"
            role="application"
            aria-label=label
            aria-describedby="viewer-keys-hint"
            style=("--aspect", move || {
                let pane = look.pane.get();
                let panes = if look.side_by_side.get() { 2.0 } else { 1.0 };
                (panes * pane.width / pane.height.max(1.0)).to_string()
            })
            data-tool=move || look.tool.get().code()
            data-zoom=move || look.camera.get().zoom.to_string()
            data-quarters=move || look.camera.get().quarters.to_string()
            data-center=window_part(|(center, _)| center)
            data-width=window_part(|(_, width)| width)
            data-inverted=move || look.inverted.get().to_string()
            on:keydown=key
            on:blur=move |_| {
                if look.cursor.get_untracked().is_some_and(|cursor| !cursor.pointed) {
                    look.cursor.set(None);
                }
            }
        >
            <p class="visually-hidden" id="viewer-keys-hint">{move || t("viewer-keys-hint")}</p>
            {pane(look, panes[0], shown, move || heat_on() && !look.side_by_side.get())}
            {pane(look, panes[1], shown, move || heat_on() && look.side_by_side.get())}
            <p class="stage-message">{message}</p>
            {help::help(look)}
        </div>
    }
}

fn pane(
    look: Look,
    pane: Pane,
    shown: impl Fn() -> bool + Copy + Send + Sync + 'static,
    heat: impl Fn() -> bool + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let pointers = Pointers::new(look);
    view! {
        <div
            class="pane"
            node_ref=pane.frame
            on:wheel=move |event| pointers.wheel(&event)
            on:pointerdown=move |event| pointers.down(&event)
            on:pointermove=move |event| pointers.moved(&event)
            on:pointerup=move |event| pointers.up(&event)
            on:pointercancel=move |event| pointers.up(&event)
            on:pointerleave=move |_| pointers.left()
            on:dblclick=move |_| pointers.double_click()
            on:contextmenu=move |event| event.prevent_default()
        >
            <canvas node_ref=pane.film class="pixels" class:hidden=move || !shown() aria-hidden="true"></canvas>
            {overlay(look, pane.heatmap, heat)}
            {corners::corners(look)}
        </div>
    }
}

/// The heatmap over the film's rectangle, stretched and turned as the film is.
fn overlay(
    look: Look,
    canvas: NodeRef<Canvas>,
    on: impl Fn() -> bool + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let place = Memo::new(move |_| {
        let (camera, pane) = (look.camera.get(), look.pane.get());
        let film = look.film()?.size();
        let place = camera.placement(film, pane);
        let unturned = place.size.turned(camera.quarters);
        // Turning keeps the middle.
        let left = place.left + (place.size.width - unturned.width) / 2.0;
        let top = place.top + (place.size.height - unturned.height) / 2.0;
        let (across, down) = (100.0 / pane.width, 100.0 / pane.height);
        Some(([left * across, top * down, unturned.width * across, unturned.height * down], camera.quarters))
    });
    let length = move |at: usize| move || place.get().map(|(area, _)| format!("{}%", area[at]));
    view! {
        <canvas
            node_ref=canvas
            class="heatmap"
            class:hidden=move || !on()
            aria-hidden="true"
            style:left=length(0)
            style:top=length(1)
            style:width=length(2)
            style:height=length(3)
            style:transform=move || place.get().map(|(_, quarters)| format!("rotate({}deg)", 90 * u32::from(quarters)))
            style:opacity=move || format!("{:.2}", f64::from(look.opacity.get()) / 100.0)
        ></canvas>
    }
}

fn paint_films(page: Page, look: Look, panes: [Pane; 2]) {
    let painter = StoredValue::new_local(Painter::new());
    let canvases = move || -> Vec<HtmlCanvasElement> {
        let count = if look.side_by_side.get_untracked() { 2 } else { 1 };
        panes.iter().take(count).filter_map(|pane| pane.film.get_untracked()).collect()
    };
    Effect::new(move |_| {
        page.picture.track();
        paint::forget(painter);
    });
    Effect::new(move |_| {
        page.picture.track();
        look.camera.track();
        look.pane.track();
        look.curve.track();
        look.inverted.track();
        look.side_by_side.track();
        paint::schedule(painter, look, canvases);
    });
}

fn paint_heatmaps(
    page: Page,
    look: Look,
    map: Memo<Option<Vec<f32>>>,
    panes: [Pane; 2],
    drawable: RwSignal<bool>,
) {
    Effect::new(move |_| {
        let scale = page.started.with(|s| s.as_ref().map(|s| s.package.heatmap_scale));
        let colours = look.colours.get();
        let canvases = panes.map(|pane| pane.heatmap.get());
        drawable.set(map.with(|map| {
            let mut drawn = false;
            for canvas in canvases.iter().flatten() {
                drawn = match (map, scale) {
                    (Some(map), Some(scale)) => heat::heatmap(canvas, map, scale, colours),
                    _ => {
                        heat::clear(canvas);
                        false
                    }
                };
            }
            drawn
        }));
    });
}

/// Follows the size of the first pane; the second has the same.
struct Watch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl Watch {
    fn start(look: Look, frame: &web_sys::HtmlDivElement) -> Option<Self> {
        let watched = frame.clone();
        let measure = move || {
            let ratio = window().device_pixel_ratio();
            let length = |css: i32| (f64::from(css) * ratio).round();
            look.ratio.set(ratio);
            look.pane
                .set(Size { width: length(watched.client_width()), height: length(watched.client_height()) });
        };
        measure();
        let callback = Closure::<dyn FnMut()>::new(measure);
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(frame);
        Some(Self { observer, _callback: callback })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
