//! What stands over the film: zoom, window, the value under the cursor, the patient's directions, a scale.

use leptos::prelude::*;

use super::super::language::{number, t, tr};
use super::look::{Cursor, Look};
use super::marks::{self, ScaleBar};

/// Longest scale bar, in pixels of the page.
const LONGEST_BAR: f64 = 180.0;

/// The marks of one pane. They are hidden from screen readers, but for what the toolbar does not say.
pub(super) fn corners(look: Look) -> impl IntoView {
    let film = move || look.film().is_some();
    view! {
        <div class="marks" class:hidden=move || !film()>
            <p class="corner top-left">{move || zoom(look)}</p>
            <p class="corner top-right">{move || sides(look)}</p>
            <p class="corner bottom-left">{move || levels(look)}</p>
            {readout(look)}
            {edge(look, 0, "edge top")}
            {edge(look, 1, "edge right")}
            {edge(look, 2, "edge bottom")}
            {edge(look, 3, "edge left")}
            {move || scale(look)}
            <span class="cross" class:hidden=move || look.cursor.get().is_none_or(|cursor| cursor.pointed)></span>
        </div>
    }
}

/// The film's pixels against the screen's, as percent.
fn zoom(look: Look) -> String {
    let percent = look.camera.get().zoom * 100.0;
    let reduced = look.film().filter(|film| film.view.reduction > 1);
    let zoom = tr("viewer-zoom", &[("percent", number(percent, 0).into())]);
    match reduced {
        Some(film) => {
            let [columns, rows] = film.view.scaled_from;
            let size = format!("{columns} × {rows}");
            let by = number(f64::from(film.view.reduction), 0);
            format!("{zoom} · {}", tr("viewer-reduced", &[("size", size.into()), ("by", by.into())]))
        }
        None => zoom,
    }
}

fn levels(look: Look) -> String {
    let Some(film) = look.film() else { return String::new() };
    let decimals = decimals(film.span());
    let (center, width) = look.curve.with(|curve| curve.window());
    tr(
        "viewer-levels",
        &[("center", number(center, decimals).into()), ("width", number(width, decimals).into())],
    )
}

/// As many decimals as it takes to tell a thousandth of a film's values.
fn decimals(span: f64) -> u32 {
    match span {
        500.0.. => 0,
        50.0.. => 1,
        _ => 3,
    }
}

/// What is known of the patient's sides, where it is not what the file states.
fn sides(look: Look) -> String {
    let Some(film) = look.film() else { return String::new() };
    match marks::edges(&film.view, 0) {
        Some(edges) if edges.stated => match film.view.laterality.as_deref() {
            Some(side @ ("L" | "R")) => tr("viewer-laterality", &[("side", side.to_owned().into())]),
            _ => String::new(),
        },
        Some(_) => t("viewer-sides-presumed"),
        None => t("viewer-sides-unknown"),
    }
}

fn edge(look: Look, at: usize, class: &'static str) -> impl IntoView {
    let edges = move || look.film().and_then(|film| marks::edges(&film.view, look.camera.get().quarters));
    let letter = move || {
        edges().map(|edges| {
            let letter = &edges.letters[at];
            if edges.stated { letter.clone() } else { format!("({letter})") }
        })
    };
    view! { <p class=class>{letter}</p> }
}

/// The value under the cursor: `data-column` and `data-row` in the file, `data-value` after the Modality LUT.
fn readout(look: Look) -> impl IntoView {
    let read = Memo::new(move |_| {
        let Cursor { at, .. } = look.cursor.get()?;
        let film = look.film()?;
        let (camera, size) = (look.camera.get(), film.size());
        let (x, y) = camera.pixel(at, size, look.pane.get())?;
        let mut pyramid = film.pyramid.borrow_mut();
        // The frame that turns the film may be still to come.
        pyramid.turn_to(camera.quarters);
        let code = pyramid.code(x, y)?;
        let (column, row) = camera.in_file((x, y), size);
        let by = film.view.reduction;
        Some((column * by, row * by, film.values().of(code), film.is_padding(code)))
    });
    let part = move |part: fn((u32, u32, f64, bool)) -> String| move || read.get().map(part);
    let text = move || {
        let (column, row, value, padding) = read.get()?;
        let film = look.film()?;
        let decimals = if value.fract() == 0.0 { 0 } else { decimals(film.span()).max(1) };
        let place = [("column", column.to_string().into()), ("row", row.to_string().into())];
        let place = tr("viewer-place", &place);
        let about = if film.view.reduction > 1 { "≈ " } else { "" };
        let units = film.view.units.as_ref().map(|units| format!(" {units}")).unwrap_or_default();
        let note = if padding { format!(" ({})", t("viewer-padding")) } else { String::new() };
        Some(format!("{place}: {about}{}{units}{note}", number(value, decimals)))
    };
    view! {
        <p
            class="corner bottom-right readout"
            data-column=part(|(column, ..)| column.to_string())
            data-row=part(|(_, row, ..)| row.to_string())
            data-value=part(|(.., value, _)| value.to_string())
        >
            {text}
        </p>
    }
}

/// A bar with ticks; nothing where the file does not say how large its pixels are.
fn scale(look: Look) -> Option<AnyView> {
    let film = look.film()?;
    let spacing = film.view.spacing?;
    let (camera, ratio) = (look.camera.get(), look.ratio.get());
    let per_pixel = marks::across(spacing, film.view.reduction, camera.quarters) / camera.zoom * ratio;
    let most = (look.pane.get().width / ratio * 0.4).min(LONGEST_BAR);
    let bar = marks::scale_bar(per_pixel, most)?;
    let ScaleBar { millimetres, pixels, .. } = bar;
    let decimals = if millimetres < 1.0 { 3 } else { 0 };
    let length = tr("viewer-millimetres", &[("n", number(millimetres, decimals).into())]);
    let title = t(if spacing.at_detector { "viewer-at-detector" } else { "viewer-calibrated" });
    let note = if spacing.at_detector { "*" } else { "" };
    let bar_view = view! {
        <div class="scale" title=title data-millimetres=millimetres.to_string() data-pixels=pixels.to_string()>
            <svg width=format!("{:.0}", pixels + 2.0) height="10" aria-hidden="true"><path d=ticks(bar)></path></svg>
            <span>{length}{note}</span>
        </div>
    };
    Some(bar_view.into_any())
}

/// The bar as an SVG path: a line, long ticks at the ends and in the middle of an even number of parts, short ones between.
fn ticks(bar: ScaleBar) -> String {
    let mut path = format!("M1 9 H{:.1}", bar.pixels + 1.0);
    for tick in 0..=bar.parts {
        let x = 1.0 + bar.pixels * f64::from(tick) / f64::from(bar.parts);
        let top = if tick == 0 || tick == bar.parts {
            0
        } else if tick * 2 == bar.parts || tick % 5 == 0 {
            3
        } else {
            6
        };
        path.push_str(&format!(" M{x:.1} 9 V{top}"));
    }
    path
}
