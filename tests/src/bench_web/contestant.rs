//! Who takes part.

use anyhow::{Result, ensure};

use super::{Chosen, Options};

/// Where a contestant computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    /// WebAssembly in one thread, from a server that sends no headers of its own: a plain static host.
    OneThread,
    /// WebAssembly in as many threads as there are cores. Threads share memory, which browsers allow to pages that are
    /// isolated from other origins by two headers (COOP and COEP).
    Threads,
    /// WebGPU.
    WebGpu,
}

/// A runtime on a device.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Contestant {
    /// What `--peers` calls it.
    pub(super) id: &'static str,
    /// What the table calls it.
    pub(super) name: &'static str,
    /// The page's script, without its ending.
    pub(super) page: &'static str,
    /// Where it computes.
    pub(super) on: On,
}

/// The one that all others are compared with.
pub(super) const BASELINE: &str = "onnxruntime-wasm";

/// All of them, in the table's order.
pub(super) const CONTESTANTS: &[Contestant] = &[
    Contestant { id: "lobar-wasm", name: "Lobar, wasm", page: "lobar", on: On::OneThread },
    Contestant { id: BASELINE, name: "onnxruntime-web, wasm", page: "onnxruntime", on: On::OneThread },
    Contestant {
        id: "onnxruntime-threads",
        name: "onnxruntime-web, wasm, threads",
        page: "onnxruntime",
        on: On::Threads,
    },
    Contestant { id: "tensorflow-wasm", name: "TensorFlow.js, wasm", page: "tensorflow", on: On::OneThread },
    Contestant {
        id: "tensorflow-threads",
        name: "TensorFlow.js, wasm, threads",
        page: "tensorflow",
        on: On::Threads,
    },
    Contestant { id: "lobar-webgpu", name: "Lobar, WebGPU", page: "lobar", on: On::WebGpu },
    Contestant {
        id: "onnxruntime-webgpu",
        name: "onnxruntime-web, WebGPU",
        page: "onnxruntime",
        on: On::WebGpu,
    },
    Contestant { id: "tensorflow-webgpu", name: "TensorFlow.js, WebGPU", page: "tensorflow", on: On::WebGpu },
];

/// Those asked for: WebGPU only on a real adapter, unless it is asked for.
pub(super) fn choose(all: &'static [Contestant], options: &Options, adapter: bool) -> Result<Chosen> {
    let named = |contestant: &&Contestant| {
        options.contestants.is_empty()
            || options.contestants.iter().any(|name| contestant.id.starts_with(name))
    };
    for name in &options.contestants {
        let known: Vec<&str> = all.iter().map(|contestant| contestant.id).collect();
        ensure!(
            !name.is_empty() && all.iter().any(|contestant| contestant.id.starts_with(name.as_str())),
            "nobody is called `{name}`; there are {}",
            known.join(", ")
        );
    }
    let chosen: Chosen = all
        .iter()
        .filter(named)
        .filter(|contestant| contestant.on != On::WebGpu || adapter || options.gpu)
        .collect();
    ensure!(!chosen.is_empty(), "nobody is left: WebGPU on a software adapter needs --gpu");
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(contestants: &[&str], gpu: bool, adapter: bool) -> Result<Vec<&'static str>> {
        let options = Options {
            runs: 1,
            rounds: 1,
            contestants: contestants.iter().map(ToString::to_string).collect(),
            gpu,
            side: 224,
            write: false,
            peers: "".into(),
        };
        Ok(choose(CONTESTANTS, &options, adapter)?.iter().map(|contestant| contestant.id).collect())
    }

    #[test]
    fn webgpu_takes_part_where_it_makes_sense_or_is_asked_for() {
        let cpu = ["lobar-wasm", BASELINE, "onnxruntime-threads", "tensorflow-wasm", "tensorflow-threads"];
        assert_eq!(ids(&[], false, false).unwrap(), cpu);
        assert_eq!(ids(&[], true, false).unwrap().len(), 8);
        assert_eq!(ids(&[], false, true).unwrap().len(), 8);
        assert_eq!(ids(&["lobar"], false, true).unwrap(), ["lobar-wasm", "lobar-webgpu"]);
        assert_eq!(
            ids(&["tensorflow-w", "lobar-wasm"], false, false).unwrap(),
            ["lobar-wasm", "tensorflow-wasm"]
        );
        for wrong in [&["keras"][..], &[""], &["lobar-webgpu"]] {
            assert!(ids(wrong, false, false).is_err(), "{wrong:?}");
        }
    }
}
