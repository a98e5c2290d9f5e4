//! What comes from the page and goes to it, as JavaScript objects: see [`crate::protocol`].

use js_sys::{Array, ArrayBuffer, Object, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{File, MessageEvent};

use super::scope;
use crate::protocol::{Event, FILE, FILES, JSON, NUMBER, PIXELS, Request, Stage};

/// A request as it came.
pub(super) struct Message {
    pub(super) request: Request,
    /// Its number, if the page wants to know when it is worked on.
    pub(super) number: Option<u32>,
    /// The file it is about, or the files of a package.
    pub(super) files: Vec<File>,
}

/// Reads what the page posted; `None` if it is not of the protocol.
pub(super) fn parse(event: &MessageEvent) -> Option<Message> {
    let data = event.data();
    let json = Reflect::get(&data, &JSON.into()).ok()?.as_string()?;
    let request = serde_json::from_str(&json).ok()?;
    let file = Reflect::get(&data, &FILE.into()).ok().and_then(|f| f.dyn_into().ok());
    let several = Reflect::get(&data, &FILES.into()).ok().and_then(|f| f.dyn_into::<Array>().ok());
    let several = several.unwrap_or_default().iter().filter_map(|f| f.dyn_into().ok()).collect::<Vec<_>>();
    let number = Reflect::get(&data, &NUMBER.into()).ok().and_then(|n| n.as_f64()).map(|n| n as u32);
    Some(Message { request, number, files: file.into_iter().chain(several).collect() })
}

/// Tells the page what is worked on from now on, so that it knows what was should this program end.
pub(super) fn working_on(number: Option<u32>) {
    if let Some(number) = number {
        post(&Event::Working { number }, None);
    }
}

/// Tells how far a task is.
pub(super) fn progress(stage: Stage, loaded: u64, total: u64, message: &str) {
    post(&Event::Progress { stage, loaded, total, message: message.into() }, None);
}

/// Posts an event, with a film's values or files, which the page then owns.
pub(super) fn post(event: &Event, content: Option<ArrayBuffer>) {
    // An event is our own data: it always has a JSON form, and setting a property of a new object cannot fail.
    let Ok(json) = serde_json::to_string(event) else { return };
    let message = Object::new();
    let transfer = Array::new();
    let _ = Reflect::set(&message, &JSON.into(), &json.into());
    if let Some(buffer) = content {
        let _ = Reflect::set(&message, &PIXELS.into(), &buffer);
        transfer.push(&buffer);
    }
    if scope().post_message_with_transfer(&message, &transfer).is_err() {
        web_sys::console::error_1(&"engine: an event could not be posted".into());
    }
}
