//! The heatmap and its scale onto canvases.

use wasm_bindgen::Clamped;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::colour::{self, Colours, OVERLAY_SIDE};

/// Columns of the colour scale's canvas.
const SCALE_WIDTH: usize = 256;

/// Paints a heatmap with the package's scale; `false`, and an empty canvas, if it is not usable.
pub(super) fn heatmap(canvas: &HtmlCanvasElement, map: &[f32], scale: f32, colours: Colours) -> bool {
    let rgba = colour::overlay(map, scale, colours);
    match &rgba {
        Some(rgba) => rgba_onto(canvas, OVERLAY_SIDE as u32, OVERLAY_SIDE as u32, rgba),
        None => clear(canvas),
    }
    rgba.is_some()
}

/// Paints the map's colours from 0 to the scale's end.
pub(super) fn scale(canvas: &HtmlCanvasElement, colours: Colours) {
    let rgba: Vec<u8> = (0..SCALE_WIDTH)
        .flat_map(|i| {
            let [r, g, b] = colours.at(i as f32 / (SCALE_WIDTH - 1) as f32);
            [r, g, b, 255]
        })
        .collect();
    rgba_onto(canvas, SCALE_WIDTH as u32, 1, &rgba);
}

/// Empties a canvas.
pub(super) fn clear(canvas: &HtmlCanvasElement) {
    // Setting a size erases, and gives the memory back.
    canvas.set_width(1);
    canvas.set_height(1);
}

/// Makes the canvas this picture, `height x width x 4`.
pub(super) fn rgba_onto(canvas: &HtmlCanvasElement, width: u32, height: u32, rgba: &[u8]) {
    canvas.set_width(width);
    canvas.set_height(height);
    let context =
        canvas.get_context("2d").ok().flatten().and_then(|c| c.dyn_into::<CanvasRenderingContext2d>().ok());
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(rgba), width, height);
    if let (Some(context), Ok(image)) = (context, image) {
        // Fails only for an image that is detached or of no size, which this one is not.
        let _ = context.put_image_data(&image, 0.0, 0.0);
    }
}
