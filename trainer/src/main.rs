//! The `trainer` binary.

use std::process::ExitCode;

use clap::Parser as _;
use trainer::cli::{Cli, run};

/// Training takes and gives back tensors of many megabytes all the time; the system's allocator returns each to the
/// kernel, whose page faults then cost a sixth of a step.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    trainer::memory::keep_pages();
    name_default_device();
    std::panic::set_hook(Box::new(|info| {
        // The place, never the message: a message may quote a film's tags.
        let place = info.location().map_or_else(String::new, |l| format!(" at {}:{}", l.file(), l.line()));
        eprintln!("error: a fault in the trainer{place}; please report it");
    }));
    // clap ends the process with 2 on wrong usage.
    match std::panic::catch_unwind(|| run(Cli::parse())) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough (`trainer inspect ... | head`).
        Ok(Err(error)) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
        Err(_) => ExitCode::FAILURE,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Burn loads an optimiser's state on its default device, which is a GPU wherever the build has GPU support, and fails
/// where the machine has none. The state moves to the right device at the next step, so the CPU serves for loading.
#[allow(unsafe_code, reason = "the first line of main: no other thread reads the environment yet")]
fn name_default_device() {
    if std::env::var_os("BURN_DEVICE").is_none() {
        // SAFETY: single-threaded here.
        unsafe { std::env::set_var("BURN_DEVICE", "flex") };
    }
}
