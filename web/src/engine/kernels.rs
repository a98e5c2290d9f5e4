//! The convolutions' own module (`kernels-wasm`): loading the one that this browser takes into a worker of its own, and
//! asking it.
//!
//! A worker of its own, because the engine's thread decodes the next film while this one is computed. What the worker does
//! is in `kernels/worker.js`. Weights and films are copied in and features out: 0.6 MB in and 0.4 MB out for a film of 224
//! pixels.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Float32Array, Function, Object, Promise, Reflect, Uint8Array, WebAssembly};
use shared::network::Convolutions;
use shared::vgg16::Vgg16Config;
use shared::weights::{self, NamedTensor};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Event, MessageEvent, RequestCache, Url, Worker};

use super::fetch;
use crate::protocol::Said;

/// The worker's script. As a `blob:` URL it inherits the page's content security policy.
const SCRIPT: &str = include_str!("kernels/worker.js");

/// Files of the module beside the page: with relaxed multiply-add, and without.
const RELAXED: &str = "kernels-relaxed.wasm";
/// See [`RELAXED`].
const PLAIN: &str = "kernels-simd.wasm";

/// The least module that has a `f32x4.relaxed_madd`: a browser that validates it takes [`RELAXED`].
const PROBE: [u8; 40] = [
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // "\0asm", version 1
    0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, // one type: () -> v128
    0x03, 0x02, 0x01, 0x00, // one function of it
    0x0a, 0x13, 0x01, 0x11, 0x00, // its code: one body, without locals
    0x41, 0x00, 0xfd, 0x11, // i32.const 0, i32x4.splat: the three operands
    0x41, 0x00, 0xfd, 0x11, //
    0x41, 0x00, 0xfd, 0x11, //
    0xfd, 0x85, 0x02, // f32x4.relaxed_madd
    0x0b, // end
];

/// What the module's codes mean, from 1; 0 is success.
const CODES: [&str; 7] = [
    "there are more convolutions than VGG16 has",
    "a convolution has no channels",
    "a convolution's channels are not those of the one before",
    "an array has the wrong length",
    "the network has no such convolution",
    "the film's size leaves nothing to compute",
    "there is not enough memory",
];

/// VGG16's convolutions in the module, prepared.
pub(super) struct Kernels {
    worker: Worker,
    /// Who waits for the worker's answers, in the order asked.
    waiting: Rc<RefCell<VecDeque<Function>>>,
    /// Kept as long as the worker may call them.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
    /// Why the worker does not run, if it does not.
    fault: Rc<RefCell<Option<String>>>,
    /// Which of the two modules it is, for people.
    pub(super) name: &'static str,
}

impl Drop for Kernels {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Kernels {
    /// Loads the module from beside the page (`base` ends in a slash) and hands it the weights of a package.
    ///
    /// # Errors
    ///
    /// If the browser has no SIMD or starts no worker, the file does not arrive, or a weight is missing.
    pub(super) async fn load(base: &str, config: &Vgg16Config, from: &[NamedTensor]) -> Result<Self, Said> {
        let (file, name) = if validates(&PROBE) {
            (RELAXED, "WebAssembly relaxed SIMD")
        } else {
            (PLAIN, "WebAssembly SIMD")
        };
        // Some 100 kB: compiling them while they arrive would save nothing, and needs a server that knows the type.
        let bytes = fetch::download(&format!("{base}{file}"), file, RequestCache::Default).await?;
        let kernels = Self::spawn(name).map_err(|_| "this browser starts no worker for the convolutions")?;
        let bytes = Uint8Array::from(bytes.as_slice());
        let opened = kernels.ask(&message(&[("open", bytes.as_ref())]), &[bytes.buffer().as_ref()]).await;
        opened.map_err(|_| format!("{file} cannot be used by this browser"))?;
        for specs in config.parameters().chunks_exact(2) {
            let weight = weights::find(from, &specs[0].name).map_err(|e| e.to_string())?;
            let bias = weights::find(from, &specs[1].name).map_err(|e| e.to_string())?;
            weights::check(std::slice::from_ref(weight), &specs[..1]).map_err(|e| e.to_string())?;
            weights::check(std::slice::from_ref(bias), &specs[1..]).map_err(|e| e.to_string())?;
            kernels.push(weight, bias).await?;
        }
        Ok(kernels)
    }

    fn spawn(name: &'static str) -> Result<Self, JsValue> {
        let kind = BlobPropertyBag::new();
        kind.set_type("text/javascript");
        let script = Array::of1(&SCRIPT.into());
        let blob = Blob::new_with_str_sequence_and_options(&script, &kind)?;
        // Not revoked: the browser may fetch the script after the constructor returns, and it is tiny.
        let worker = Worker::new(&Url::create_object_url_with_blob(&blob)?)?;
        let waiting: Rc<RefCell<VecDeque<Function>>> = Rc::default();
        let answered = waiting.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let first = answered.borrow_mut().pop_front();
            if let Some(resolve) = first {
                let _ = resolve.call1(&JsValue::NULL, &event.data());
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let (failed, fault) = (waiting.clone(), Rc::<RefCell<Option<String>>>::default());
        let noted = fault.clone();
        // The script catches what its module does; what comes here is a script that does not run at all. One that cannot be
        // loaded gives a plain event, without a message.
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            event.prevent_default();
            let why = Reflect::get(&event, &"message".into()).ok().and_then(|why| why.as_string());
            let why = why.unwrap_or_else(|| "its worker does not run".to_owned());
            let all: Vec<Function> = failed.borrow_mut().drain(..).collect();
            for resolve in all {
                let _ = resolve.call1(&JsValue::NULL, &message(&[("fault", &why.as_str().into())]));
            }
            *noted.borrow_mut() = Some(why);
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, waiting, _on_message: on_message, _on_error: on_error, fault, name })
    }

    async fn push(&self, weight: &NamedTensor, bias: &NamedTensor) -> Result<(), String> {
        let (inputs, outputs) = (weight.shape[1] as u32, weight.shape[0] as u32);
        let [weight, bias] = [weight, bias].map(|tensor| Float32Array::from(tensor.values.as_slice()));
        let layer = message(&[
            ("inputs", &inputs.into()),
            ("outputs", &outputs.into()),
            ("weight", weight.as_ref()),
            ("bias", bias.as_ref()),
        ]);
        let given: [JsValue; 2] = [weight.buffer().into(), bias.buffer().into()];
        self.ask(&message(&[("push", &layer)]), &given.each_ref()).await.map(|_| ())
    }

    /// Asks the worker, to which `given` goes over, and waits for its answer.
    async fn ask(&self, question: &JsValue, given: &[&JsValue]) -> Result<JsValue, String> {
        let failed = |why: &str| format!("the convolutions' module failed: {why}");
        if let Some(why) = self.fault.borrow().as_ref() {
            return Err(failed(why));
        }
        let given = given.iter().copied().collect::<Array>();
        if self.worker.post_message_with_transfer(question, &given).is_err() {
            return Err(failed("it could not be asked"));
        }
        let answer = Promise::new(&mut |resolve, _| self.waiting.borrow_mut().push_back(resolve));
        let answer = JsFuture::from(answer).await.map_err(|_| failed("it gave no answer"))?;
        let get = |name: &str| Reflect::get(&answer, &name.into()).ok();
        if let Some(why) = get("fault").and_then(|fault| fault.as_string()) {
            return Err(failed(&format!("it broke off ({why})")));
        }
        if let Some(code) = get("code").and_then(|code| code.as_f64()) {
            let why = CODES.get((code as usize).wrapping_sub(1)).copied();
            return Err(failed(why.unwrap_or("it gave an unknown code")));
        }
        Ok(answer)
    }
}

impl Convolutions for Kernels {
    async fn maps(&self, input: &[f32], films: usize, side: usize) -> Result<(Vec<f32>, [usize; 3]), String> {
        let input = Float32Array::from(input);
        let films = message(&[
            ("input", input.as_ref()),
            ("films", &(films as u32).into()),
            ("side", &(side as u32).into()),
        ]);
        let answer = self.ask(&message(&[("run", &films)]), &[input.buffer().as_ref()]).await?;
        let get = |name: &str| Reflect::get(&answer, &name.into()).ok();
        let values = get("values").and_then(|values| values.dyn_into::<Float32Array>().ok());
        let shape = get("shape").and_then(|shape| shape.dyn_into::<Array>().ok());
        let (values, shape) = values.zip(shape).ok_or("the convolutions' module gave no maps")?;
        // What is no number is 0 here, and a shape that does not fit the maps is an error of whoever asked.
        let side = |place| shape.get(place).as_f64().unwrap_or_default() as usize;
        Ok((values.to_vec(), [side(0), side(1), side(2)]))
    }
}

/// A plain object.
fn message(properties: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        // Setting a property of a new object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// Whether this browser takes a module.
fn validates(module: &[u8]) -> bool {
    WebAssembly::validate(&Uint8Array::from(module)).unwrap_or(false)
}
