//! The convolutions' own module (`kernels-wasm`): loading the one that this browser takes, and calling it.
//!
//! It has its own memory, so weights and films are copied in and features out: 0.6 MB in and 0.4 MB out for a film.

use js_sys::{Float32Array, Object, Reflect, Uint8Array, WebAssembly};
use shared::network::Convolutions;
use shared::vgg16::Vgg16Config;
use shared::weights::{self, NamedTensor};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestCache;

use super::fetch;
use super::module::Instance;
use crate::protocol::Said;

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
    module: Instance,
    /// The module's handle of the network.
    network: u32,
    /// Its convolutions.
    layers: u32,
    /// Which of the two modules it is, for people.
    pub(super) name: &'static str,
}

impl Kernels {
    /// Loads the module from beside the page (`base` ends in a slash) and hands it the weights of a package.
    ///
    /// # Errors
    ///
    /// If the browser has no SIMD, the file does not arrive, or a weight is missing.
    pub(super) async fn load(base: &str, config: &Vgg16Config, from: &[NamedTensor]) -> Result<Self, Said> {
        let (file, name) = if validates(&PROBE) {
            (RELAXED, "WebAssembly relaxed SIMD")
        } else {
            (PLAIN, "WebAssembly SIMD")
        };
        // Some 30 kB: compiling them while they arrive would save nothing, and needs a server that knows the type.
        let bytes = fetch::download(&format!("{base}{file}"), file, RequestCache::Default).await?;
        let ready = JsFuture::from(WebAssembly::instantiate_buffer(&bytes, &Object::new())).await;
        let instance: WebAssembly::Instance = ready
            .and_then(|ready| Reflect::get(&ready, &"instance".into()))
            .map_err(|_| format!("{file} cannot be used by this browser"))?
            .unchecked_into();
        let module = Instance::new(&instance, "the convolutions' module");
        let mut kernels = Self { module, network: 0, layers: 0, name };
        kernels.network = kernels.module.call("kernels_new", &[])?;
        for specs in config.parameters().chunks_exact(2) {
            let weight = weights::find(from, &specs[0].name).map_err(|e| e.to_string())?;
            let bias = weights::find(from, &specs[1].name).map_err(|e| e.to_string())?;
            weights::check(std::slice::from_ref(weight), &specs[..1]).map_err(|e| e.to_string())?;
            weights::check(std::slice::from_ref(bias), &specs[1..]).map_err(|e| e.to_string())?;
            kernels.push(weight, bias)?;
            kernels.layers += 1;
        }
        Ok(kernels)
    }

    fn push(&self, weight: &NamedTensor, bias: &NamedTensor) -> Result<(), String> {
        let (inputs, outputs) = (weight.shape[1] as u32, weight.shape[0] as u32);
        let w = self.put(&weight.values)?;
        let b = self.put(&bias.values)?;
        self.check("kernels_push", &[self.network, inputs, outputs, w, b, 0])?;
        self.free(w, weight.values.len())?;
        self.free(b, bias.values.len())
    }

    fn run(&self, input: &[f32], films: usize, side: usize) -> Result<(Vec<f32>, [usize; 3]), String> {
        let (films, side, up_to) = (films as u32, side as u32, self.layers);
        let shape_at = self.alloc(3)?;
        self.check("kernels_shape", &[self.network, side, side, up_to, shape_at])?;
        let mut shape = [0.0f32; 3];
        self.view(shape_at, 3)?.copy_to(&mut shape);
        self.free(shape_at, 3)?;
        let shape = shape.map(|side| side as usize);

        let mut output = vec![0.0; films as usize * shape.iter().product::<usize>()];
        let from = self.put(input)?;
        let to = self.alloc(output.len())?;
        let lengths = [input.len() as u32, output.len() as u32];
        self.check(
            "kernels_run",
            &[self.network, films, side, side, up_to, from, lengths[0], to, lengths[1]],
        )?;
        self.view(to, output.len())?.copy_to(&mut output);
        self.free(from, input.len())?;
        self.free(to, output.len())?;
        Ok((output, shape))
    }

    /// Copies values into the module; gives where they are.
    fn put(&self, values: &[f32]) -> Result<u32, String> {
        let at = self.alloc(values.len())?;
        self.view(at, values.len())?.copy_from(values);
        Ok(at)
    }

    fn alloc(&self, values: usize) -> Result<u32, String> {
        match self.module.call("kernels_alloc", &[values as u32])? {
            0 => Err(self.module.failed("there is not enough memory")),
            at => Ok(at),
        }
    }

    fn free(&self, at: u32, values: usize) -> Result<(), String> {
        self.module.call("kernels_free", &[at, values as u32]).map(|_| ())
    }

    /// A part of the module's memory.
    fn view(&self, at: u32, values: usize) -> Result<Float32Array, String> {
        let memory = self.module.memory()?;
        Ok(Float32Array::new_with_byte_offset_and_length(&memory, at, values as u32))
    }

    fn check(&self, name: &str, arguments: &[u32]) -> Result<(), String> {
        match self.module.call(name, arguments)? {
            0 => Ok(()),
            code => {
                let why = CODES.get(code as usize - 1).copied().unwrap_or("it gave an unknown code");
                Err(self.module.failed(why))
            }
        }
    }
}

impl Convolutions for Kernels {
    fn maps(&self, input: &[f32], films: usize, side: usize) -> Result<(Vec<f32>, [usize; 3]), String> {
        self.run(input, films, side)
    }
}

fn validates(module: &[u8]) -> bool {
    WebAssembly::validate(&Uint8Array::from(module)).unwrap_or(false)
}
