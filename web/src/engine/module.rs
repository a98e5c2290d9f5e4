//! A WebAssembly module beside the engine, with a memory of its own and plain functions of numbers.

use js_sys::{ArrayBuffer, Function, Object, Reflect, WebAssembly};
use wasm_bindgen::prelude::*;

/// An instance of a module.
pub(super) struct Instance {
    exports: Object,
    /// Whose it is, for errors: `the decoders' module`.
    whose: &'static str,
}

impl Instance {
    pub(super) fn new(instance: &WebAssembly::Instance, whose: &'static str) -> Self {
        Self { exports: instance.exports(), whose }
    }

    /// Its memory. Asked for anew each time: memory that grows is another buffer.
    ///
    /// # Errors
    ///
    /// If it exports none.
    pub(super) fn memory(&self) -> Result<ArrayBuffer, String> {
        let memory = Reflect::get(&self.exports, &"memory".into()).ok();
        let memory: WebAssembly::Memory =
            memory.and_then(|found| found.dyn_into().ok()).ok_or_else(|| self.failed("it has no memory"))?;
        Ok(memory.buffer().unchecked_into())
    }

    /// Calls a function. A trap, such as memory that cannot grow, is an error like another.
    ///
    /// # Errors
    ///
    /// If there is no such function, or it breaks off.
    pub(super) fn call(&self, name: &str, arguments: &[u32]) -> Result<u32, String> {
        let function: Function = Reflect::get(&self.exports, &name.into())
            .ok()
            .and_then(|found| found.dyn_into().ok())
            .ok_or_else(|| self.failed(&format!("it has no {name}")))?;
        let arguments = arguments.iter().map(|&argument| JsValue::from(argument)).collect::<js_sys::Array>();
        let answer = function.apply(&JsValue::NULL, &arguments).map_err(|_| self.failed("it broke off"))?;
        // wasm's numbers have no sign, JavaScript gives them one.
        Ok(answer.as_f64().map_or(0, |number| number as i64 as u32))
    }

    /// A sentence about a failure.
    pub(super) fn failed(&self, why: &str) -> String {
        format!("{} failed: {why}", self.whose)
    }
}
