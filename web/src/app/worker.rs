//! The engine's worker: how it is started, and how messages become JavaScript objects and back.

use js_sys::{Array, ArrayBuffer, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, File, MessageEvent, Url, Worker, WorkerOptions, WorkerType};

use crate::protocol::{Event, FILE, FILES, JSON, NUMBER, PIXELS, Request};

/// The worker's first script. It is handed over as a `blob:` URL because a worker made from one inherits the page's
/// content security policy; from an ordinary URL it would take its policy from response headers, which static hosts
/// do not send.
///
/// What it does beside loading the engine: counts the bytes, keeps the messages that come before the engine listens,
/// turns a rejected promise, which is how a trap in asynchronous code ends, into the `error` event that the page waits
/// for, says why the engine ends as far as that can be seen from outside of it, and tells when the GPU is lost, of which
/// the engine's own program learns too late or not at all. `BASE` is replaced by a JSON string.
const BOOT: &str = r#"
const base = BASE;
const early = [];
const keep = (event) => early.push(event.data);
addEventListener("message", keep);
const say = (event) => postMessage({ json: JSON.stringify(event) });
const tell = (loaded, total) => say({ type: "progress", stage: "engine", loaded, total, message: "" });
let memory = null;
let ending = false;
const end = (reason) => {
  if (ending) return;
  ending = true;
  const words = String(reason?.message ?? reason);
  // An allocation that fails ends as a trap like any other; what tells it apart is how much is taken already.
  const full = (memory?.buffer.byteLength ?? 0) >= 2 ** 31;
  const refused = reason instanceof RangeError && /memory|alloc|array buffer/i.test(words);
  const cause = /^device: /.test(words) ? "device" : full || refused ? "memory" : "trap";
  say({ type: "stopping", cause });
};
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  end(event.reason);
  setTimeout(() => { throw event.reason; });
});
addEventListener("error", (event) => end(event.error));
if (self.GPUAdapter) {
  const open = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...options) {
    const device = await open.apply(this, options);
    device.lost.then((info) => {
      if (info.reason !== "destroyed") say({ type: "device_lost" });
    });
    return device;
  };
}
try {
  const code = import(base + "engine.js");
  const answer = await fetch(base + "engine_bg.wasm");
  if (!answer.ok) throw new Error("engine_bg.wasm: status " + answer.status);
  // Behind a compressing server the length counts other bytes than those that arrive here.
  const total = answer.headers.has("content-encoding") ? 0 : Number(answer.headers.get("content-length")) || 0;
  let loaded = 0;
  let told = 0;
  tell(0, total);
  const counted = answer.body.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      const now = performance.now();
      if (now - told > 100 || loaded === total) {
        told = now;
        tell(loaded, total);
      }
      controller.enqueue(chunk);
    },
  }));
  const wasm = new Response(counted, { headers: { "content-type": "application/wasm" } });
  memory = (await (await code).default({ module_or_path: wasm })).memory;
  // Nothing arrives between the engine's own listener and this line: only microtasks run in between.
  removeEventListener("message", keep);
  for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
} catch (error) {
  setTimeout(() => { throw error; });
}
"#;

/// Starts a worker on the engine beside the page, at `base`.
pub(super) fn spawn(base: &str) -> Result<Worker, JsValue> {
    let base = serde_json::to_string(base).map_err(|_| JsValue::NULL)?;
    let script = BOOT.replacen("BASE", &base, 1);
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&script.into()), &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    // The URL is not revoked: the browser may fetch the script after the constructor returns, and it is tiny.
    Worker::new_with_options(&url, &options)
}

/// Posts the request to start, with the files of the reader's own package, if there are any.
pub(super) fn post_start(worker: &Worker, request: &Request, files: &[File]) -> Result<(), JsValue> {
    let json = serde_json::to_string(request).map_err(|_| JsValue::NULL)?;
    let message = Object::new();
    Reflect::set(&message, &JSON.into(), &json.into())?;
    Reflect::set(&message, &FILES.into(), &files.iter().collect::<Array>())?;
    worker.post_message(&message)
}

/// Posts a request, with the file it is about, and its number if its turn is to be told.
pub(super) fn post(
    worker: &Worker,
    request: &Request,
    file: Option<&File>,
    number: Option<u32>,
) -> Result<(), JsValue> {
    let json = serde_json::to_string(request).map_err(|_| JsValue::NULL)?;
    let message = Object::new();
    Reflect::set(&message, &JSON.into(), &json.into())?;
    if let Some(file) = file {
        Reflect::set(&message, &FILE.into(), file)?;
    }
    if let Some(number) = number {
        Reflect::set(&message, &NUMBER.into(), &number.into())?;
    }
    worker.post_message(&message)
}

/// Reads what the worker posted, with the values that came along; `None` if it is not of the protocol.
pub(super) fn read(message: &MessageEvent) -> Option<(Event, Option<ArrayBuffer>)> {
    let data = message.data();
    let json = Reflect::get(&data, &JSON.into()).ok()?.as_string()?;
    let event = serde_json::from_str(&json).ok()?;
    let pixels = Reflect::get(&data, &PIXELS.into()).ok().and_then(|p| p.dyn_into().ok());
    Some((event, pixels))
}
