//! What comes from the page and goes to it, as JavaScript objects: see [`crate::protocol`].

use std::pin::Pin;
use std::task::{Context, Poll};

use js_sys::{Array, ArrayBuffer, Object, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{File, MessageEvent};

use super::{ENGINE, scope};
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

/// Tells the page what is worked on from now on, so that it knows what was should this program end. What has no number is
/// of no consequence.
pub(super) fn working_on(number: Option<u32>) {
    let Some(number) = number else { return };
    let is_news = ENGINE.with_borrow_mut(|engine| engine.named.replace(number) != Some(number));
    if is_news {
        post(&Event::Working { number }, None);
    }
}

/// Work on a request: named whenever this thread goes on with it.
pub(super) struct Named<F> {
    number: Option<u32>,
    work: Pin<Box<F>>,
}

impl<F: Future> Named<F> {
    pub(super) fn new(number: Option<u32>, work: F) -> Self {
        Self { number, work: Box::pin(work) }
    }
}

impl<F: Future> Future for Named<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        working_on(self.number);
        self.work.as_mut().poll(context)
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
