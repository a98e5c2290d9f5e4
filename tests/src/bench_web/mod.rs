//! `cargo xtask bench-web`: Lobar beside onnxruntime-web and TensorFlow.js, with the same weights, in the same browser.
//!
//! Every contestant has a visit of its own in every round: a browser with a fresh profile opens a page (`benches/web`) that
//! loads the runtime and the weights from a server on this machine and computes films. Rounds alternate, so that whatever
//! else the machine does hits all alike. All must come to the logits of `trainer predict`, or there is no table.

mod contestant;
mod document;
mod machine;
mod options;
mod roofline;
mod stage;
mod summary;
mod table;
mod visit;

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::browser::{Browser, Gpu};
use crate::place;

pub use options::Options;

use contestant::{CONTESTANTS, Contestant};
use machine::Machine;
use roofline::Limits;
use stage::Stage;
use summary::Summary;
use visit::{Visit, visit};

/// How far a logit may be from `trainer predict`'s, relative to max(1, |logit|): as the self-test (docs/ARCHITECTURE.md).
const TOLERANCE: f64 = 1e-3;

/// Measures, prints the table, and writes it into `docs/performance.md` if asked to.
///
/// # Errors
///
/// If something cannot be made ready, a page fails, or a contestant comes to another logit.
pub fn run(options: &Options) -> Result<()> {
    let machine = Machine::look()?;
    let adapter = has_adapter()?;
    let chosen = contestant::choose(CONTESTANTS, options, adapter)?;
    let stage = Stage::prepare(&options.peers, options.side)?;
    let limits = limits(&stage)?;

    let mut visits: BTreeMap<&str, Vec<Visit>> = BTreeMap::new();
    for round in 0..options.rounds {
        for place in 0..chosen.len() {
            // Each is the first of a round as often as any other.
            let contestant = chosen[(place + round) % chosen.len()];
            let visit = visit(&stage, contestant, options.runs, adapter)
                .with_context(|| format!("{} ({})", contestant.name, contestant.id))?;
            println!("round {}: {:<32} {}", round + 1, contestant.name, visit);
            visits.entry(contestant.id).or_default().push(visit);
        }
    }
    let summaries: Vec<Summary> = chosen
        .iter()
        .map(|contestant| Summary::of(contestant, &visits[contestant.id], &stage))
        .collect::<Result<_>>()?;
    let parts = [
        Some(table::conditions(&machine, options, &stage)),
        Some(table::table(&summaries)),
        table::gpu_table(&summaries),
        Some(roofline::paragraph(&summaries, &limits, &stage)),
    ];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    println!("\n{text}");
    let raw = json!({ "machine": machine, "limits": limits, "options": options, "visits": visits });
    let path = place::root().join("target").join("bench-web.json");
    fs::create_dir_all(place::root().join("target"))?;
    fs::write(&path, serde_json::to_vec_pretty(&raw)?)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    println!("\n{}", path.display());
    if options.write {
        document::write(&place::root().join("docs").join("performance.md"), &text)?;
    }
    Ok(())
}

/// Whether the browser has a WebGPU adapter that is not software.
fn has_adapter() -> Result<bool> {
    let browser = Browser::start(Gpu::Adapter)?;
    // WebGPU is for secure contexts, such as a page from this machine.
    let site = crate::site::Site::serve(&place::root().join("tests").join("benches").join("web"));
    browser.session().navigate(&format!("{}/index.html?page=none", site.origin()))?;
    let script = "return navigator.gpu?.requestAdapter().then((adapter) => adapter
        && { fallback: adapter.isFallbackAdapter ?? adapter.info.isFallbackAdapter, name: adapter.info.architecture }) ?? null;";
    let found = browser.session().run(script, &[])?;
    let real = found.is_object() && found["fallback"] != true && found["name"] != "swiftshader";
    println!(
        "WebGPU adapter: {}",
        if real { found["name"].as_str().unwrap_or("unnamed") } else { "none but software" }
    );
    Ok(real)
}

/// What one thread of this machine can do at most, and what Lobar's kernels have to do.
fn limits(stage: &Stage) -> Result<Limits> {
    let browser = Browser::start(Gpu::Off)?;
    let query = format!("page=machine&{}", stage.network_query());
    let found = visit::found(&browser, &stage.plain, &query)?;
    let limits: Limits = serde_json::from_value(found).context("the machine's page told something else")?;
    ensure!(limits.plain.gflops > 0.0, "the machine computes nothing");
    Ok(limits)
}

/// The contestants of one run, in the table's order.
type Chosen = Vec<&'static Contestant>;
