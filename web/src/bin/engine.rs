//! The worker's binary.

#[cfg(target_arch = "wasm32")]
fn main() {
    web::engine::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("the engine runs in a browser: build it for wasm32-unknown-unknown");
}
