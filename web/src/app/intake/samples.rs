//! The sample films, from the page's own folder.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, Response};

/// The films that `samples/index.json` lists.
pub(super) async fn sample_films(base: &str) -> Result<Vec<(String, File)>, JsValue> {
    let folder = format!("{base}samples/");
    let index = JsFuture::from(fetch(&format!("{folder}index.json")).await?.text()?).await?;
    let names: Vec<String> =
        serde_json::from_str(&index.as_string().unwrap_or_default()).map_err(|_| JsValue::NULL)?;
    let mut films = Vec::with_capacity(names.len());
    for name in names {
        let blob: Blob =
            JsFuture::from(fetch(&format!("{folder}{name}")).await?.blob()?).await?.dyn_into()?;
        let file = File::new_with_blob_sequence(&Array::of1(&blob), &name)?;
        films.push((name, file));
    }
    Ok(films)
}

async fn fetch(url: &str) -> Result<Response, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(url)).await?.dyn_into()?;
    if response.ok() { Ok(response) } else { Err(JsValue::from(response.status())) }
}
