//! `cargo xtask bench-web` sets the machine up and starts this.

use std::env;
use std::process::ExitCode;

use tests::bench_web::{Options, run};

fn main() -> ExitCode {
    // `cargo bench` adds this word.
    let words = env::args().skip(1).filter(|word| word != "--bench");
    match Options::parse(words).and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
