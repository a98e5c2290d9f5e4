//! How the film is looked at, and what the reader's wishes do to it.

use std::rc::Rc;

use leptos::prelude::*;

use super::super::colour::Colours;
use super::super::language::{t, tr};
use super::super::page::{Page, Picture};
use super::film::{Film, PresetName};
use super::geometry::{Camera, Point, Size};
use super::keys::{Action, Tool};
use super::levels::Curve;

/// Parts of a film's values that a drag by one pixel of the page moves the window by.
const VALUES_PER_PIXEL: f64 = 1.0 / 1024.0;
/// Pixels of the page that a drag is worth when a key stands for it.
const KEY_DRAG: f64 = 20.0;
/// Pixels of the page that an arrow key looks further.
const KEY_PAN: f64 = 60.0;

/// A place on the pane whose value is told.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Cursor {
    /// In device pixels of the pane.
    pub(super) at: Point,
    /// Whether the pointer shows it; if not, a mark does.
    pub(super) pointed: bool,
}

/// A handle on the viewer's state.
#[derive(Clone, Copy)]
pub(super) struct Look {
    page: Page,
    pub(super) camera: RwSignal<Camera>,
    /// A pane's size in device pixels.
    pub(super) pane: RwSignal<Size>,
    /// Device pixels for one of the page.
    pub(super) ratio: RwSignal<f64>,
    pub(super) curve: RwSignal<Curve>,
    /// The preset's place; `None` after the window was changed by hand.
    pub(super) preset: RwSignal<Option<usize>>,
    pub(super) inverted: RwSignal<bool>,
    pub(super) tool: RwSignal<Tool>,
    pub(super) cursor: RwSignal<Option<Cursor>>,
    pub(super) heatmap: RwSignal<bool>,
    /// Opacity of the heatmap in percent.
    pub(super) opacity: RwSignal<i32>,
    pub(super) colours: RwSignal<Colours>,
    pub(super) side_by_side: RwSignal<bool>,
    pub(super) help: RwSignal<bool>,
}

impl Look {
    pub(super) fn new(page: Page) -> Self {
        let nothing = Size { width: 0.0, height: 0.0 };
        let look = Self {
            page,
            camera: RwSignal::new(Camera::fit(nothing, nothing, 0)),
            pane: RwSignal::new(nothing),
            ratio: RwSignal::new(1.0),
            curve: RwSignal::new(Curve::Range { low: 0.0, high: 1.0 }),
            preset: RwSignal::new(Some(0)),
            inverted: RwSignal::new(false),
            tool: RwSignal::new(Tool::Window),
            cursor: RwSignal::new(None),
            heatmap: RwSignal::new(true),
            opacity: RwSignal::new(55),
            colours: RwSignal::new(Colours::ALL[0]),
            side_by_side: RwSignal::new(false),
            help: RwSignal::new(false),
        };
        // Every film starts as the model saw it. The tool, the heatmap and the panes are the reader's habit, and stay.
        Effect::new(move |_| {
            if page.picture.with(|picture| matches!(picture, Picture::Shown(_))) {
                look.reset();
            }
        });
        Effect::new(move |_| {
            let pane = look.pane.get();
            if let Some(film) = look.film_untracked() {
                look.camera.update(|camera| *camera = camera.on_pane(film.size(), pane));
            }
        });
        look
    }

    /// The film that is shown, tracked.
    pub(super) fn film(self) -> Option<Rc<Film>> {
        self.page.picture.with(shown)
    }

    pub(super) fn film_untracked(self) -> Option<Rc<Film>> {
        self.page.picture.with_untracked(shown)
    }

    /// Does what the reader asks for.
    pub(super) fn act(self, action: Action) {
        let Some(film) = self.film_untracked() else {
            // Without a film there is still the help to be read, and a tool to be taken.
            match action {
                Action::Take(tool) => self.tool.set(tool),
                Action::Help => self.help.update(|on| *on = !*on),
                _ => {}
            }
            return;
        };
        let (size, pane) = (film.size(), self.pane.get_untracked());
        let camera =
            |change: &dyn Fn(Camera) -> Camera| self.camera.update(|camera| *camera = change(*camera));
        match action {
            Action::Take(tool) => {
                self.tool.set(tool);
                self.page.said.set(t(&format!("viewer-tool-{}", tool.code())));
            }
            Action::Look(x, y) => {
                let step = KEY_PAN * self.ratio.get_untracked();
                camera(&|camera| camera.panned((-x * step, -y * step), size));
            }
            Action::Window(width, center) => self.drag_window(width * KEY_DRAG, center * KEY_DRAG),
            Action::Zoom(factor) => {
                camera(&|camera| camera.zoomed(factor, (pane.width / 2.0, pane.height / 2.0), size, pane));
            }
            Action::Fit => camera(&|camera| Camera::fit(size, pane, camera.quarters)),
            Action::OneToOne => camera(&Camera::one_to_one),
            Action::Rotate => camera(&|camera| camera.turned(size, pane)),
            Action::Invert => self.inverted.update(|on| *on = !*on),
            Action::Heatmap => self.heatmap.update(|on| *on = !*on),
            Action::Opacity(percent) => self.opacity.update(|o| *o = (*o + percent).clamp(0, 100)),
            Action::Colours => self.colours.update(|colours| *colours = colours.next()),
            Action::Preset(step) => self.step_preset(&film, step),
            Action::SideBySide => self.side_by_side.update(|on| *on = !*on),
            Action::Help => self.help.update(|on| *on = !*on),
            Action::Reset if self.help.get_untracked() => self.help.set(false),
            Action::Reset => self.reset(),
        }
    }

    fn reset(self) {
        let Some(film) = self.film_untracked() else { return };
        self.camera.set(Camera::fit(film.size(), self.pane.get_untracked(), 0));
        self.inverted.set(false);
        self.take_preset(&film, 0);
    }

    /// Shows the film by one of its presets.
    pub(super) fn take_preset(self, film: &Film, at: usize) {
        if let Some(preset) = film.presets.get(at) {
            self.curve.set(preset.curve.clone());
            self.preset.set(Some(at));
        }
    }

    fn step_preset(self, film: &Film, step: i32) {
        let count = film.presets.len() as i32;
        // From a window set by hand, either way leads to the first.
        let at = self.preset.get_untracked().map_or(0, |at| (at as i32 + step).rem_euclid(count));
        self.take_preset(film, at as usize);
        if let Some(preset) = film.presets.get(at as usize) {
            self.page.said.set(preset_name(&preset.name));
        }
    }

    /// Wider by a drag to the right, a higher centre by one down, in pixels of the page.
    pub(super) fn drag_window(self, right: f64, down: f64) {
        let Some(film) = self.film_untracked() else { return };
        let step = film.span() * VALUES_PER_PIXEL;
        self.curve.update(|curve| {
            let (center, width) = curve.window();
            let least = film.span() / 4096.0;
            *curve = curve.with_window(center + down * step, (width + right * step).max(least));
        });
        self.preset.set(None);
    }

    /// Changes the camera with the film's and the pane's size at hand.
    pub(super) fn move_camera(self, change: impl FnOnce(Camera, Size, Size) -> Camera) {
        if let Some(film) = self.film_untracked() {
            let pane = self.pane.get_untracked();
            self.camera.update(|camera| *camera = change(*camera, film.size(), pane));
        }
    }

    /// The keyboard has no pointer, so its place is the middle, unless a pointer is over the film.
    pub(super) fn mark_middle(self) {
        let pane = self.pane.get_untracked();
        if self.cursor.get_untracked().is_none_or(|cursor| !cursor.pointed) {
            self.cursor.set(Some(Cursor { at: (pane.width / 2.0, pane.height / 2.0), pointed: false }));
        }
    }
}

fn shown(picture: &Picture) -> Option<Rc<Film>> {
    match picture {
        Picture::Shown(film) => Some(film.clone()),
        _ => None,
    }
}

/// A preset's name in the reader's language; the file's own words where it has some.
pub(super) fn preset_name(name: &PresetName) -> String {
    let numbered = |key: &str, number: usize| tr(key, &[("n", number.into())]);
    match name {
        PresetName::Window(explanation, _) | PresetName::Table(explanation, _) if !explanation.is_empty() => {
            explanation.clone()
        }
        PresetName::Window(_, number) => numbered("viewer-preset-window", *number),
        PresetName::Table(_, number) => numbered("viewer-preset-table", *number),
        PresetName::Whole => t("viewer-preset-whole"),
        PresetName::Fitted => t("viewer-preset-fitted"),
        PresetName::AsStored => t("viewer-preset-as-stored"),
    }
}
