//! The built site in Chromium.

mod accessibility;
mod accuracy;
mod answer;
mod answers;
mod codecs;
mod corpus;
mod exports;
mod failures;
mod firefox;
mod offline;
mod origin;
mod own_model;
mod package;
mod pictures;
mod print;
mod robustness;
mod speed;
mod start;
mod tags;
mod unlike;
mod viewer;
mod visits;
mod worklist;

use std::time::Duration;

use anyhow::Result;
use tests::browser::Browser;
use tests::page::Page;
use tests::site::Site;

/// How long things may take on a slow machine with two busy cores. A pass is much quicker; a failure need not be.
const ENGINE_ON_CPU: Duration = Duration::from_secs(240);
const FILM_ON_CPU: Duration = Duration::from_secs(180);
/// The software adapter takes some 22 s a film, and the self-test is several films.
const ENGINE_ON_WEBGPU: Duration = Duration::from_secs(900);
const FILM_ON_WEBGPU: Duration = Duration::from_secs(300);

/// Opens the site on the CPU and waits for the engine.
fn open_on_cpu<'a>(browser: &'a Browser, site: &Site) -> Result<Page<'a>> {
    let page = browser.open(site, "?device=cpu")?;
    let engine = page.wait_engine_ready(ENGINE_ON_CPU)?;
    assert_eq!(engine.device, "cpu");
    Ok(page)
}

/// Asserts that two logits of one film differ by at most `part` of the larger of 1 and the logit.
fn assert_same_logit(film: &str, seen: Option<f64>, native: f64, part: f64) {
    let seen = seen.unwrap_or(f64::NAN);
    let limit = part * native.abs().max(1.0);
    println!("{film}: {seen} in the tab, {native} natively, {:.1e} apart", (seen - native).abs());
    assert!((seen - native).abs() <= limit, "{film}: {seen} in the tab and {native} natively");
}
