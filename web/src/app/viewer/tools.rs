//! The controls under the stage.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::super::colour::Colours;
use super::super::language::{number, t, tr};
use super::super::page::Page;
use super::super::paint;
use super::keys::{Action, Tool, ZOOM_STEP};
use super::look::{Look, preset_name};

/// The controls, in groups.
pub(super) fn tools(page: Page, look: Look, map: Memo<Option<Vec<f32>>>) -> impl IntoView {
    let no_film = Signal::derive(move || look.film().is_none());
    let no_map = Signal::derive(move || no_film.get() || map.with(Option::is_none));
    let always = Signal::derive(|| false);
    let on = |signal: RwSignal<bool>| Signal::derive(move || Some(signal.get()));
    let plain = Signal::derive(|| None);
    let tools: Vec<_> = Tool::ALL
        .into_iter()
        .map(|tool| {
            let chosen = Signal::derive(move || Some(look.tool.get() == tool));
            let (name, key) = match tool {
                Tool::Window => ("viewer-tool-window", "W"),
                Tool::Pan => ("viewer-tool-pan", "P"),
                Tool::Zoom => ("viewer-tool-zoom", "Z"),
            };
            button(look, Action::Take(tool), name, key, chosen, always)
        })
        .collect();
    view! {
        <div class="tools" role="group" aria-label=move || t("viewer-tools")>
            <div class="tool-group" role="group" aria-label=move || t("viewer-drag")>{tools}</div>
            <div class="tool-group">{presets(look, no_film)}</div>
            <div class="tool-group">
                {sign(look, Action::Zoom(1.0 / ZOOM_STEP), "−", "viewer-zoom-out", "-", no_film)}
                {sign(look, Action::Zoom(ZOOM_STEP), "+", "viewer-zoom-in", "+", no_film)}
                {button(look, Action::Fit, "viewer-fit", "0", plain, no_film)}
                {sign(look, Action::OneToOne, "1:1", "viewer-one-to-one", "1", no_film)}
            </div>
            <div class="tool-group" title=move || t("viewer-model-unchanged")>
                {button(look, Action::Invert, "viewer-invert", "I", on(look.inverted), no_film)}
                {button(look, Action::Rotate, "viewer-rotate", "R", plain, no_film)}
                {button(look, Action::Reset, "viewer-reset", "Esc", plain, no_film)}
            </div>
            <div class="tool-group">
                {button(look, Action::Heatmap, "viewer-heatmap", "H", on(look.heatmap), no_map)}
                {button(look, Action::SideBySide, "viewer-side-by-side", "S", on(look.side_by_side), no_map)}
                {opacity(look, no_map)}
                {colours(look, no_map)}
            </div>
            {legend(page, look, no_map)}
            {sign(look, Action::Help, "?", "viewer-help", "?", always)}
        </div>
    }
}

/// A button with its name on it and its key in the tooltip; `pressed` is `None` for one that is not switched.
fn button(
    look: Look,
    action: Action,
    name: &'static str,
    key: &'static str,
    pressed: Signal<Option<bool>>,
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            title=move || format!("{} ({key})", t(name))
            aria-keyshortcuts=key
            aria-pressed=move || pressed.get().map(|on| on.to_string())
            disabled=move || disabled.get()
            on:click=move |_| look.act(action)
        >{move || t(name)}</button>
    }
}

/// A button with a sign on it.
fn sign(
    look: Look,
    action: Action,
    sign: &'static str,
    name: &'static str,
    key: &'static str,
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            title=move || format!("{} ({key})", t(name))
            aria-label=move || t(name)
            aria-keyshortcuts=key
            aria-expanded=move || (action == Action::Help).then(|| look.help.get().to_string())
            disabled=move || disabled.get()
            on:click=move |_| look.act(action)
        >{sign}</button>
    }
}

fn presets(look: Look, disabled: Signal<bool>) -> impl IntoView {
    let options = move || {
        let film = look.film()?;
        let options: Vec<_> = film
            .presets
            .iter()
            .enumerate()
            .map(|(at, preset)| {
                let selected = move || look.preset.get() == Some(at);
                view! { <option value=at.to_string() prop:selected=selected>{preset_name(&preset.name)}</option> }
            })
            .collect();
        Some(options)
    };
    let by_hand = move || look.preset.get().is_none();
    let change = move |event| {
        if let (Some(film), Ok(at)) = (look.film_untracked(), event_target_value(&event).parse()) {
            look.take_preset(&film, at);
        }
    };
    view! {
        <label class="choice" title=move || format!("{} ([ ])", t("viewer-presets"))>
            <span>{move || t("viewer-presets")}</span>
            <select class="presets" disabled=move || disabled.get() on:change=change>
                <option value="" disabled=true hidden=true prop:selected=by_hand>{move || t("viewer-preset-by-hand")}</option>
                {options}
            </select>
        </label>
    }
}

fn opacity(look: Look, disabled: Signal<bool>) -> impl IntoView {
    view! {
        <label class="choice opacity">
            <span>{move || t("viewer-opacity")}</span>
            <input
                type="range"
                min="0"
                max="100"
                prop:value=move || look.opacity.get().to_string()
                disabled=move || disabled.get()
                on:input=move |event| {
                    if let Ok(percent) = event_target_value(&event).parse() {
                        look.opacity.set(percent);
                    }
                }
            />
        </label>
    }
}

fn colours(look: Look, disabled: Signal<bool>) -> impl IntoView {
    let options: Vec<_> = Colours::ALL
        .into_iter()
        .map(|colours| {
            let selected = move || look.colours.get() == colours;
            view! { <option value=colours.name() prop:selected=selected>{colours.name()}</option> }
        })
        .collect();
    let change = move |event| {
        let name = event_target_value(&event);
        if let Some(colours) = Colours::ALL.into_iter().find(|colours| colours.name() == name) {
            look.colours.set(colours);
        }
    };
    view! {
        <label class="choice" title=move || format!("{} (C)", t("viewer-colours"))>
            <span>{move || t("viewer-colours")}</span>
            <select class="colours" disabled=move || disabled.get() on:change=change>{options}</select>
        </label>
    }
}

/// The colours from 0 to the end of the package's scale, which is every film's.
fn legend(page: Page, look: Look, none: Signal<bool>) -> impl IntoView {
    let scale = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let colours = look.colours.get();
        if let Some(canvas) = scale.get() {
            paint::scale(&canvas, colours);
        }
    });
    let end =
        move || page.started.with(|s| s.as_ref().map(|s| number(f64::from(s.package.heatmap_scale), 3)));
    let label = move || tr("viewer-legend", &[("end", end().unwrap_or_default().into())]);
    view! {
        <span class="legend" class:hidden=move || none.get() title=move || t("viewer-legend-fixed")>
            <span>"0"</span>
            <canvas node_ref=scale role="img" aria-label=label></canvas>
            <span>{end}</span>
        </span>
    }
}
