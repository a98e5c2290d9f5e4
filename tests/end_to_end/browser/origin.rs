//! "No byte of a study leaves the machine": nothing is asked of another origin, and what tries is stopped.
//!
//! The site is served without any header, as static hosts do it, so what stops a request is the page's own policy.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;
use tests::browser::{Browser, Gpu};
use tests::page::wait;
use tests::site::{Site, Stranger};
use tests::{films, place};

use super::{FILM_ON_CPU, open_on_cpu};
use std::time::Duration;

/// The ways out that are tried, and the directive that must close each.
const WAYS: [(&str, &str, &str); 4] = [
    ("http", "/fetch", "connect-src"),
    ("http", "/xhr", "connect-src"),
    ("ws", "/socket", "connect-src"),
    ("http", "/import.js", "script-src"),
];

fn probe(stranger: &Stranger) -> String {
    include_str!("probe.js").replace("HOST", &stranger.host())
}

/// Asserts that the policy stopped every way out, and that nobody came.
fn assert_stopped(stopped: &Value, stranger: &Stranger) {
    let stopped: Vec<_> = stopped.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (scheme, path, directive) in WAYS {
        let blocked = format!("{scheme}://{}{path}", stranger.host());
        let found = stopped.iter().any(|stop| stop.starts_with(directive) && stop.ends_with(&blocked));
        assert!(found, "{directive} did not stop {blocked}; stopped: {stopped:?}");
    }
    assert_eq!(stranger.visits(), Vec::<String>::new());
}

/// The control: without a policy the same probe gets out by every way, in a page and in a worker, and is seen.
#[test]
fn without_a_policy_every_way_out_is_open_and_seen() -> Result<()> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("index.html"), "<!doctype html><script src=start.js></script>")?;
    let start = "const code = new Blob(['setInterval(() => {}, 1000)'], { type: 'text/javascript' });
        window.kept = new Worker(URL.createObjectURL(code), { type: 'module' });";
    fs::write(folder.path().join("start.js"), start)?;
    let (site, browser) = (Site::serve(folder.path()), Browser::start(Gpu::Off)?);
    browser.open(&site, "")?;
    let devtools = browser.devtools();
    let worker = wait("the worker", Duration::from_secs(20), || Ok(devtools.workers().pop()))?;

    for inside_worker in [false, true] {
        let stranger = Stranger::listen();
        let stopped = if inside_worker {
            devtools.evaluate_in_worker(&worker, &probe(&stranger))?
        } else {
            devtools.evaluate_in_page(&probe(&stranger))?
        };
        assert_eq!(stopped, Value::Array(Vec::new()));
        for (scheme, path, _) in WAYS {
            let visit = format!("GET {path}");
            assert!(stranger.visits().contains(&visit), "no {visit}: {:?}", stranger.visits());
            let url = format!("{scheme}://{}{path}", stranger.host());
            let sent = devtools.sent();
            let seen = sent.iter().any(|sent| sent.url == url && sent.from_worker == inside_worker);
            assert!(seen, "DevTools missed {url}: {sent:?}");
        }
    }
    Ok(())
}

#[test]
fn the_page_cannot_reach_another_origin() -> Result<()> {
    let stranger = Stranger::listen();
    let (site, browser) = (Site::serve(&place::site()), Browser::start(Gpu::Off)?);
    open_on_cpu(&browser, &site)?;
    let stopped = browser.devtools().evaluate_in_page(&probe(&stranger))?;
    assert_stopped(&stopped, &stranger);
    Ok(())
}

#[test]
fn the_engine_cannot_reach_another_origin() -> Result<()> {
    let stranger = Stranger::listen();
    let (site, browser) = (Site::serve(&place::site()), Browser::start(Gpu::Off)?);
    open_on_cpu(&browser, &site)?;
    let workers = browser.devtools().workers();
    let engine = workers.last().context("no worker runs")?;
    assert!(engine.url.starts_with("blob:"), "a worker from a URL has no policy: {}", engine.url);
    let own = browser.devtools().workers_of(engine);
    assert_eq!(own.len(), 1, "the convolutions have a worker of their own: {own:?}");
    for worker in [engine, &own[0]] {
        let stopped = browser.devtools().evaluate_in_worker(worker, &probe(&stranger))?;
        assert_stopped(&stopped, &stranger);
    }
    Ok(())
}

#[test]
fn a_session_asks_nothing_of_another_origin() -> Result<()> {
    let folder = place::site();
    let sample = films::samples(&folder)?.remove(0);
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    page.drop_files(std::slice::from_ref(&sample))?;
    let row = page.wait_final(&sample, FILM_ON_CPU)?;
    assert_eq!(row.state, "done", "{row:?}");

    let sent = browser.devtools().sent();
    let own = |url: &str| {
        let url = url.strip_prefix("blob:").unwrap_or(url);
        url.starts_with(&format!("{}/", site.origin())) || url.starts_with("data:")
    };
    let foreign: Vec<_> = sent.iter().filter(|sent| !own(&sent.url)).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    // Proof that the engine was listened to: it fetches the package.
    assert!(sent.iter().any(|sent| sent.from_worker && sent.url.contains("/model/")), "{sent:?}");
    // And nothing but reading: a film that was sent to its own origin would have left the machine, too.
    let other: Vec<_> = site.requests().into_iter().filter(|request| request.method != "GET").collect();
    assert!(other.is_empty(), "{other:?}");
    // Nor in an address: nothing but the page itself is asked for with a question mark.
    let told: Vec<_> =
        site.requests().into_iter().filter(|r| r.target.contains('?') && r.path() != "/").collect();
    assert!(told.is_empty(), "{told:?}");
    Ok(())
}
