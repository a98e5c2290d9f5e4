//! The reader's corpus in the tab: the engine as it is published sees the pixels that training sees.

use std::time::Instant;

use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::Value;
use tests::browser::{Browser, Gpu};
use tests::place;
use tests::site::Site;

use super::open_on_cpu;
use crate::corpus::{self, Tally};

#[test]
fn the_engine_reads_every_corpus_file_as_expected() -> Result<()> {
    let Some(folder) = corpus::folder() else {
        println!("SKIPPED: no dicom-corpus beside the project and LOBAR_SHARED is not set");
        return Ok(());
    };
    let (site, browser) = (Site::serve(&place::site()), Browser::start(Gpu::Off)?);
    open_on_cpu(&browser, &site)?;
    let workers = browser.devtools().workers();
    let engine = workers.last().context("no worker runs")?;
    // The module that the worker runs on already, not a second one: a worker keeps modules by their address.
    let module = format!("import({:?})", format!("{}/engine.js", site.origin()));
    let mut tally = Tally::default();
    let mut slowest = (0.0, String::new());
    for entry in corpus::entries(&folder) {
        let bytes = BASE64_STANDARD.encode(&entry.bytes);
        let script = format!(
            "{module}.then((engine) => engine.inspect(Uint8Array.from(atob('{bytes}'), (c) => c.charCodeAt(0))))"
        );
        let start = Instant::now();
        let said = browser.devtools().evaluate_in_worker(engine, &script);
        let said = said.with_context(|| format!("the engine ended at {}", entry.name))?;
        let took = start.elapsed().as_secs_f64();
        if took > slowest.0 {
            slowest = (took, entry.name.clone());
        }
        let report: Value = serde_json::from_str(said.as_str().context("no report")?)?;
        tally.count(&entry, &report, Vec::new());
    }
    println!("slowest file: {} in {:.0} ms, its way into the browser included", slowest.1, slowest.0 * 1e3);
    tally.finish();
    Ok(())
}
