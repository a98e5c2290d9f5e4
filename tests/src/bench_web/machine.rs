//! What it was measured on.

use std::fs;
use std::thread;

use anyhow::Result;
use serde::Serialize;

use crate::browser::{Browser, Gpu};

/// A machine with its browser.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Machine {
    /// The processor's name.
    pub(super) processor: String,
    /// Threads that a program may have on it.
    pub(super) cores: usize,
    /// The system, such as `linux x86_64`.
    pub(super) system: String,
    /// The browser's name and version.
    pub(super) browser: String,
    /// What else ran in the last minute, in processes (proc(5), `/proc/loadavg`).
    pub(super) load: Option<f64>,
    /// The most that the process of an empty page holds, megabytes.
    pub(super) empty_page: Option<u64>,
}

impl Machine {
    /// Looks at this one.
    pub(super) fn look() -> Result<Self> {
        let load = fs::read_to_string("/proc/loadavg").ok();
        let load = load.and_then(|text| text.split_whitespace().next()?.parse().ok());
        let browser = Browser::start(Gpu::Off)?;
        let capability = |pointer| browser.session().capability(pointer).unwrap_or("unknown").to_owned();
        Ok(Self {
            processor: processor(&fs::read_to_string("/proc/cpuinfo").unwrap_or_default()),
            cores: cores(),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            browser: format!("{} {}", capability("/browserName"), capability("/browserVersion")),
            load,
            empty_page: browser.peak_memory()?,
        })
    }
}

/// Threads that a program may have.
pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The processor's name in Linux's list. Virtual machines hide it: then family and model tell more.
fn processor(cpuinfo: &str) -> String {
    let field = |name: &str| {
        let line =
            cpuinfo.lines().find(|line| line.split(':').next().is_some_and(|key| key.trim() == name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let name = field("model name").unwrap_or_else(|| "unknown processor".to_owned());
    match (field("cpu family"), field("model")) {
        (Some(family), Some(model)) => format!("{name} (family {family}, model {model})"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_is_named_as_far_as_the_system_tells() {
        let text =
            "processor\t: 0\ncpu family\t: 6\nmodel\t\t: 167\nmodel name\t: Intel(R) Xeon(R) Processor\n";
        assert_eq!(processor(text), "Intel(R) Xeon(R) Processor (family 6, model 167)");
        assert_eq!(processor(""), "unknown processor");
    }
}
