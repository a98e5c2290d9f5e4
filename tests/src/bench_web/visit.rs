//! One visit: a browser of its own, a page, and what became of it.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::contestant::{Contestant, On};
use super::machine;
use super::stage::Stage;
use crate::browser::{Browser, Gpu};
use crate::page::wait;
use crate::site::Site;

/// How long a page may take: a software adapter needs up to a minute a film.
const PATIENCE: Duration = Duration::from_secs(1_800);
/// Films of a visit that count on a software adapter, where one takes up to a minute.
const SLOW_RUNS: usize = 2;

/// What a page found.
#[derive(Debug, Clone, Deserialize)]
struct Found {
    first: f64,
    warm: Vec<f64>,
    inference: Vec<f64>,
    logits: Vec<f64>,
    #[serde(default)]
    gpu: Option<Given>,
    about: Value,
    isolated: bool,
}

/// What a warm film gave the GPU, counted where the runtime calls WebGPU (`benches/web/count.mjs`).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Given {
    /// Shaders run.
    pub(super) dispatches: f64,
    /// Batches of commands.
    pub(super) submits: f64,
    /// Sizes of the buffers bound to each dispatch, bytes: what is moved if each touches them once.
    pub(super) bound: f64,
    /// Bytes sent to the GPU.
    pub(super) written: f64,
    /// Bytes read back.
    pub(super) read: f64,
}

/// What a visit came to. Times are milliseconds.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Visit {
    /// From the navigation to the first logit.
    pub(super) first: f64,
    /// Every film after that, asked for and answered.
    pub(super) warm: Vec<f64>,
    /// The same without reading the file, from a runtime that reads it.
    pub(super) inference: Vec<f64>,
    /// A logit for each film of the stage.
    pub(super) logits: Vec<f64>,
    /// What each warm film gave the GPU, with WebGPU.
    pub(super) gpu: Option<Given>,
    /// What the runtime says of itself.
    pub(super) about: Value,
    /// Paths of everything that was fetched for the runtime and its weights.
    pub(super) fetched: Vec<String>,
    /// The most that the page's process held, and with WebGPU the GPU's process too, megabytes.
    pub(super) memory: Option<u64>,
}

impl fmt::Display for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let median = super::summary::median(&self.warm);
        write!(f, "first {:.2} s, then {:.3} s", self.first / 1e3, median / 1e3)
    }
}

/// Opens the contestant's page in a new browser and waits for what it finds.
pub(super) fn visit(stage: &Stage, contestant: &Contestant, runs: usize, adapter: bool) -> Result<Visit> {
    let gpu = match contestant.on {
        On::WebGpu if adapter => Gpu::Adapter,
        On::WebGpu => Gpu::Software,
        _ => Gpu::Off,
    };
    let threads = if contestant.on == On::Threads { machine::cores() } else { 1 };
    let site = if contestant.on == On::Threads { &stage.isolated } else { &stage.plain };
    let device = if contestant.on == On::WebGpu { "webgpu" } else { "cpu" };
    let runs = if gpu == Gpu::Software { runs.min(SLOW_RUNS) } else { runs };
    let films = stage.films.join(",");
    let browser = Browser::start(gpu)?;
    let before = site.requests().len();
    let query =
        format!("page={}&device={device}&threads={threads}&runs={runs}&films={films}", contestant.page);
    let found: Found = serde_json::from_value(found(&browser, site, &query)?)
        .context("the page told something else than was asked")?;
    ensure!(
        found.isolated == (contestant.on == On::Threads),
        "isolation from other origins is not what the server's headers say"
    );
    let is_part = |path: &String| !path.starts_with("/bench/") && path != "/favicon.ico";
    let mut fetched: Vec<String> =
        site.requests()[before..].iter().map(|request| request.path().to_owned()).filter(is_part).collect();
    fetched.sort();
    fetched.dedup();
    let gpu_memory = if gpu == Gpu::Off { None } else { browser.peak_gpu_memory()? };
    let Found { first, warm, inference, logits, gpu, about, .. } = found;
    let memory = browser.peak_memory()?.map(|page| page + gpu_memory.unwrap_or(0));
    Ok(Visit { first, warm, inference, logits, gpu, about, fetched, memory })
}

/// Opens a page of the benchmark and waits for what it finds.
pub(super) fn found(browser: &Browser, site: &Site, query: &str) -> Result<Value> {
    browser.session().navigate(&format!("{}/bench/index.html?{query}", site.origin()))?;
    let found = wait("the page's figures", PATIENCE, || {
        let found = browser.session().run("return window.found ?? null;", &[])?;
        Ok((!found.is_null()).then_some(found))
    })?;
    if let Some(error) = found["error"].as_str() {
        bail!("the page failed: {error}");
    }
    Ok(found)
}
