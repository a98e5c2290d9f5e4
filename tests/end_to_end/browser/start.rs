//! How soon the page is there, and how much is fetched until the first answer.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tests::browser::{Browser, Gpu};
use tests::films;
use tests::page::wait;
use tests::published::Published;
use tests::site::Site;

use super::{ENGINE_ON_CPU, FILM_ON_CPU};

/// The link of a small practice, in bits a second.
const LINK: f64 = 20e6;
/// From the first request until films can be dropped.
const USABLE: f64 = 2_000.0;
/// Bytes fetched until the first answer, with everything as gzip.
const UNTIL_ANSWER: u64 = 19_000_000;
/// Largest layout shift (<https://web.dev/articles/cls>): 0.1 counts as good.
const SHIFT: f64 = 0.05;

/// Notes when the drop zone appears, and every layout shift that no input of the reader's explains.
const WATCH: &str = "window.shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            if (!entry.hadRecentInput) {
                window.shifts.push([entry.value, entry.sources.map((s) => s.node?.className ?? s.node?.nodeName).join()]);
            }
        }
    }).observe({ type: 'layout-shift', buffered: true });
    new MutationObserver((_, observer) => {
        if (document.querySelector('input[type=file][multiple]')) {
            observer.disconnect();
            requestAnimationFrame(() => requestAnimationFrame(() => { window.usable = performance.now(); }));
        }
    }).observe(document, { childList: true, subtree: true });";

#[test]
fn a_first_visit_over_a_slow_link_is_usable_soon_and_nothing_moves() -> Result<()> {
    let published = Published::copy()?;
    let sample = films::samples(published.folder())?.remove(0);
    let (site, browser) = (Site::serve_compressed(published.folder()), Browser::start(Gpu::Off)?);
    browser.devtools().run_first(WATCH)?;
    browser.devtools().throttle(LINK)?;
    let begun = Instant::now();
    let page = browser.open(&site, "?device=cpu")?;
    let usable = wait("the page", Duration::from_secs(30), || {
        Ok(page.run("return window.usable ?? null;", &[])?.as_f64())
    })?;
    page.drop_files(std::slice::from_ref(&sample))?;
    page.wait_engine_ready(ENGINE_ON_CPU)?;
    let ready = begun.elapsed();
    let row = page.wait_final(&sample, FILM_ON_CPU)?;
    assert_eq!(row.state, "done", "{row:?}");
    let fetched = site.sent();
    let shifts = page.run("return window.shifts;", &[])?;
    let shifts = shifts.as_array().context("nobody watched")?;
    let moved: f64 = shifts.iter().filter_map(|shift| shift[0].as_f64()).sum();
    println!(
        "usable after {usable:.0} ms, ready after {:.1} s, first answer after {:.1} s and {fetched} bytes; layout \
         shift {moved:.4}: {shifts:?}",
        ready.as_secs_f64(),
        begun.elapsed().as_secs_f64(),
    );
    assert!(usable <= USABLE, "usable after {usable:.0} ms");
    assert!(fetched <= UNTIL_ANSWER, "{fetched} bytes until the first answer");
    assert!(moved <= SHIFT, "things moved by {moved}: {shifts:?}");
    Ok(())
}
