//! Ctrl-C asks training to end after the step at hand; a second one ends the program at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result};

/// Whether training was asked to end.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    asked: Arc<AtomicBool>,
}

impl Watch {
    /// Listens for Ctrl-C (on Unix SIGTERM and SIGHUP too). A process has one such watch.
    ///
    /// # Errors
    ///
    /// If the system has no way to listen.
    pub fn ctrl_c() -> Result<Self> {
        static INSTALLED: OnceLock<Watch> = OnceLock::new();
        if let Some(watch) = INSTALLED.get() {
            return Ok(watch.clone());
        }
        let watch = Self::default();
        let asked = Arc::clone(&watch.asked);
        ctrlc::set_handler(move || {
            if asked.swap(true, Ordering::SeqCst) {
                // 130: what shells report for a program that Ctrl-C ended.
                std::process::exit(130);
            }
            eprintln!("ending after this step, with a checkpoint; once more to end at once");
        })
        .context("listening for Ctrl-C")?;
        Ok(INSTALLED.get_or_init(|| watch).clone())
    }

    /// Whether the end was asked for.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// Asks for the end, as Ctrl-C does.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::SeqCst);
    }
}
