//! The reader's language: choosing it, fetching its messages, and saying things in it.
//!
//! [`t`] and [`tr`] follow the choice: where a view calls them in a closure, it is said anew when the language changes.

use std::cell::OnceCell;
use std::rc::Rc;

use js_sys::{Array, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Response, UrlSearchParams};

use crate::text::{AREAS, Language, Messages, Value};

/// Where the choice is kept between visits. It is not about any patient.
const KEPT: &str = "lobar-language";

thread_local! {
    // One page, one language: passing it to everything that says something would be passing it to everything.
    static SPOKEN: OnceCell<RwSignal<Rc<Messages>, LocalStorage>> = const { OnceCell::new() };
}

fn spoken() -> RwSignal<Rc<Messages>, LocalStorage> {
    SPOKEN.with(|cell| *cell.get_or_init(|| RwSignal::new_local(Rc::new(Messages::english()))))
}

/// A message in the reader's language.
pub(super) fn t(key: &str) -> String {
    spoken().with(|messages| messages.get(key))
}

/// A message with variables.
pub(super) fn tr(key: &str, values: &[(&str, Value<'_>)]) -> String {
    spoken().with(|messages| messages.with(key, values))
}

/// All messages, followed.
pub(super) fn messages() -> Rc<Messages> {
    spoken().get()
}

/// A number as the reader's language writes it, with this many decimals.
pub(super) fn number(value: f64, decimals: u32) -> String {
    let options = Object::new();
    for name in ["minimumFractionDigits", "maximumFractionDigits"] {
        // Setting a property of a new object cannot fail.
        let _ = Reflect::set(&options, &name.into(), &decimals.into());
    }
    let format = Intl::NumberFormat::new(&locale(), &options).format();
    said(&format, &value.into()).unwrap_or_else(|| format!("{value:.*}", decimals as usize))
}

/// A day, `YYYY-MM-DD`, as the reader's language writes it; anything else as it is.
pub(super) fn date(day: &str) -> String {
    let parts: Vec<_> = day.splitn(3, '-').map(str::parse::<i32>).collect();
    let [Ok(year), Ok(month), Ok(date)] = parts[..] else {
        return day.to_owned();
    };
    let options = Object::new();
    for (name, how) in [("year", "numeric"), ("month", "short"), ("day", "numeric")] {
        let _ = Reflect::set(&options, &name.into(), &how.into());
    }
    let then = js_sys::Date::new_with_year_month_day(year as u32, month - 1, date);
    let format = Intl::DateTimeFormat::new(&locale(), &options).format();
    said(&format, &then).unwrap_or_else(|| day.to_owned())
}

fn locale() -> Array {
    Array::of1(&spoken().with(|messages| messages.language().code()).into())
}

fn said(format: &Function, value: &JsValue) -> Option<String> {
    format.call1(&JsValue::UNDEFINED, value).ok()?.as_string()
}

/// Speaks the language of `?lang=`, of an earlier visit, or of the browser, in this order.
pub(super) fn start(base: String) {
    // Made here, under the page's own owner: made by the first effect that says something, it would end with that effect.
    let _ = spoken();
    let asked = window().location().search().ok();
    let asked = asked.and_then(|s| UrlSearchParams::new_with_str(&s).ok()).and_then(|p| p.get("lang"));
    let kept = window().local_storage().ok().flatten().and_then(|s| s.get_item(KEPT).ok().flatten());
    let browser: Vec<String> =
        window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect();
    let tags = asked.iter().chain(&kept).chain(&browser).map(String::as_str);
    speak(Language::preferred(tags), base);
}

/// Changes the language, and keeps the choice where the browser lets it.
fn choose(language: Language, base: String) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(KEPT, language.code());
    }
    speak(language, base);
}

fn speak(language: Language, base: String) {
    spawn_local(async move {
        let files = match language {
            Language::English => Vec::new(),
            // Offline and never seen: the page goes on in the language it has.
            _ => match files(language, &base).await {
                Ok(files) => files,
                Err(_) => return,
            },
        };
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("lang", language.code());
        }
        let messages = Messages::new(language, &files);
        // The line over everything stands in the document before the program does.
        if let Ok(Some(line)) = document().query_selector("body > .research-use") {
            let _ = line.set_attribute("lang", language.code());
            line.set_text_content(Some(&messages.get("answer-notice-research")));
        }
        spoken().set(Rc::new(messages));
    });
}

async fn files(language: Language, base: &str) -> Result<Vec<String>, JsValue> {
    let mut texts = Vec::with_capacity(AREAS.len());
    for area in AREAS {
        let url = format!("{base}locales/{}/{area}.ftl", language.code());
        let response: Response = JsFuture::from(window().fetch_with_str(&url)).await?.dyn_into()?;
        if !response.ok() {
            return Err(response.status().into());
        }
        texts.push(JsFuture::from(response.text()?).await?.as_string().unwrap_or_default());
    }
    Ok(texts)
}

/// The choice of language.
pub(super) fn chooser(base: String) -> impl IntoView {
    let options: Vec<_> = Language::ALL
        .into_iter()
        .map(|language| {
            let selected = move || spoken().with(|messages| messages.language() == language);
            view! { <option value=language.code() lang=language.code() prop:selected=selected>{language.name()}</option> }
        })
        .collect();
    view! {
        <label class="language">
            <span class="visually-hidden">{move || t("page-language")}</span>
            <select on:change=move |event| {
                if let Some(language) = Language::of_tag(&event_target_value(&event)) {
                    choose(language, base.clone());
                }
            }>{options}</select>
        </label>
    }
}
