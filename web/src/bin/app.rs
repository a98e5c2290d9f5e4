//! The page. It stays small: everything heavy lives in the `engine` binary, in a worker.

fn main() {
    #[cfg(target_arch = "wasm32")]
    web::app::run();
}
